//! What a call returns to the server that received it.

use std::time::Duration;

use grammers_tl_types as tl;

use crate::sandbox::world::engine::faults::Wire;
use crate::sandbox::world::engine::refusal::Refusal;

/// An `rpc_error` as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    pub code: i32,
    pub name: String,
}

impl From<Refusal> for RpcError {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code, name: refusal.name.into_owned() }
    }
}

/// The result of a call.
pub struct Reply {
    pub answer: Result<Outcome, RpcError>,
    /// Updates for other authorizations, and other sessions of this one, in order.
    pub pushes: Vec<Push>,
    /// A fault that the transport applies to the answer.
    pub fault: Option<WireFault>,
}

/// How a successful call ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The serialized result, not yet in rpc_result.
    Answer(Vec<u8>),
    /// A bot answers first, or its time runs out. [`answers`](super::answers) returns the answer then.
    Later,
}

/// The answer to a deferred call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateAnswer {
    /// The call, as in [`Caller`](super::Caller).
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
    /// As in [`Outcome::Answer`].
    pub answer: Result<Vec<u8>, RpcError>,
}

/// Updates for one authorization. They go to its most recently active connection that accepts updates.
pub struct Push {
    pub auth_key_id: i64,
    /// The session that caused them and has them in its answer.
    pub except_session: Option<i64>,
    /// Whether they count in a channel's pts.
    pub of_channel: bool,
    pub updates: tl::enums::Updates,
}

/// Faults of packets and connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// Only this answer is delayed.
    Delay(Duration),
    /// The connection is closed and the function not carried out.
    Drop,
    /// Half of the answer's packet is written, then the connection is closed.
    Truncate,
    /// The answer's packet carries another session's id.
    WrongSessionId,
    /// The function is carried out but its answer never sent. The connection stays open.
    LoseAnswer,
    /// The authorization's key is destroyed and the connection closed with transport error 404.
    AuthKeyLost,
    /// The connection is closed with a transport error. The function was not carried out.
    TransportError(i32),
    /// The session and everything pending in it is forgotten. This call starts a new one.
    ForgetSession,
    /// The answer is announced, and sent only when the client requests it.
    AnnounceAnswer,
}

impl From<Wire> for WireFault {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Delay(time) => Self::Delay(time),
            Wire::Drop => Self::Drop,
            Wire::Truncate => Self::Truncate,
            Wire::WrongSessionId => Self::WrongSessionId,
            Wire::LoseAnswer => Self::LoseAnswer,
            Wire::AuthKeyLost => Self::AuthKeyLost,
            Wire::TransportError(code) => Self::TransportError(code),
            Wire::ForgetSession => Self::ForgetSession,
            Wire::AnnounceAnswer => Self::AnnounceAnswer,
        }
    }
}
