//! Which messages are queries, and which are MTProto's own.

use grammers_tl_types::{self as tl, Identifiable};

use crate::sandbox::mtproto::container;
use crate::sandbox::mtproto::session::Kind;

/// Returns the kind of a message by its constructor. Anything that isn't MTProto's own is a query.
pub(super) fn kind(constructor: u32) -> Kind {
    match constructor {
        container::CONSTRUCTOR => Kind::Container,
        tl::types::MsgsAck::CONSTRUCTOR_ID => Kind::Irrelevant,
        tl::functions::Ping::CONSTRUCTOR_ID
        | tl::functions::PingDelayDisconnect::CONSTRUCTOR_ID
        | tl::functions::GetFutureSalts::CONSTRUCTOR_ID
        | tl::functions::DestroySession::CONSTRUCTOR_ID
        | tl::functions::DestroyAuthKey::CONSTRUCTOR_ID
        | tl::functions::RpcDropAnswer::CONSTRUCTOR_ID
        | tl::types::MsgsStateReq::CONSTRUCTOR_ID
        | tl::types::MsgsStateInfo::CONSTRUCTOR_ID
        | tl::types::MsgsAllInfo::CONSTRUCTOR_ID
        | tl::types::MsgDetailedInfo::CONSTRUCTOR_ID
        | tl::types::MsgNewDetailedInfo::CONSTRUCTOR_ID
        | tl::types::MsgResendReq::CONSTRUCTOR_ID
        | tl::types::MsgResendAnsReq::CONSTRUCTOR_ID
        | tl::types::HttpWait::CONSTRUCTOR_ID
        | tl::types::BadMsgNotification::CONSTRUCTOR_ID
        | tl::types::Pong::CONSTRUCTOR_ID => Kind::Either,
        _ => Kind::Query,
    }
}
