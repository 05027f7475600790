//! Functions of Telegram's: a function in, a change to the world, an answer and updates out.

use std::time::Duration;

use grammers_tl_types as tl;

use super::world::World;

/// Who calls: one MTProto session of one authorization.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The DC that was connected to.
    pub dc: i32,
    /// Low 64 bits of SHA1(auth key): names the authorization.
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
    /// From the newest invokeWithLayer of this auth key; 0 if there was none.
    pub layer: i32,
    /// From initConnection.
    pub api_id: i32,
    pub device_model: String,
    /// False inside invokeWithoutUpdates.
    pub wants_updates: bool,
}

/// An rpc_error, by Telegram's own number and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    pub code: i32,
    pub name: String,
}

/// What came of a function.
pub struct Reply {
    /// The serialized result (not yet in rpc_result), or the error.
    pub answer: Result<Vec<u8>, RpcError>,
    /// Updates for other authorizations, and other sessions of this one, in order.
    pub pushes: Vec<Push>,
    /// What the wire is to do to the answer, when a fault says so.
    pub fault: Option<WireFault>,
}

/// Updates for one authorization: they go to its last active connection that wants updates.
pub struct Push {
    pub auth_key_id: i64,
    /// The session that asked and so must not get them as a push.
    pub except_session: Option<i64>,
    pub updates: tl::enums::Updates,
}

/// Faults that live below the functions, in packets and connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// The answer waits so long. Nothing else waits with it.
    Delay(Duration),
    /// The connection is closed instead of answering.
    Drop,
    /// Half of the answer's packet is written, then the connection is closed.
    Truncate,
    /// The answer's packet carries another session's id.
    WrongSessionId,
    /// The function is carried out, its answer never sent; the connection lives.
    LoseAnswer,
    /// The authorization's key is destroyed and the connection closed with transport error 404.
    AuthKeyUnregistered,
}

/// Carries one function out. `function` is bare: invokeWithLayer and its like are unwrapped already.
pub fn call(_world: &mut World, _caller: &Caller, _function: &[u8]) -> Reply {
    Reply {
        answer: Err(RpcError { code: 400, name: "METHOD_NOT_IMPLEMENTED_IN_SANDBOX".to_owned() }),
        pushes: Vec::new(),
        fault: None,
    }
}
