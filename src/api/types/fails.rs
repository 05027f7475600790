//! Kinds of errors that many methods share.

use crate::error::Kind;

/// A method that names a chat or a user.
pub const CHAT: &[Kind] = &[
    Kind::PeerInvalid,
    Kind::ChatNotFound,
    Kind::UserNotFound,
    Kind::Forbidden,
    Kind::Banned,
    Kind::UserOnly,
];

/// A method that sends messages, besides [`CHAT`].
pub const SEND: &[Kind] = &[Kind::ChatFull, Kind::PaymentRequired, Kind::BotOnly, Kind::MessageNotFound];
