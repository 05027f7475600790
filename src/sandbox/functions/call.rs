//! A function being carried out.

use grammers_tl_types::{RemoteCall, enums};

use crate::sandbox::read::peers;
use crate::sandbox::world::bots::query::WaitingCall;
use crate::sandbox::world::people::peer::Peer;

use crate::sandbox::world::World;
use crate::sandbox::world::engine::ids::IdRange;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::login::authorization::{ClientInfo, Key};

/// Who calls: one MTProto session of one authorization.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The DC of the connection.
    pub dc: i32,
    /// Low 64 bits of SHA1(auth key). Identifies the authorization.
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
    /// From the last invokeWithLayer of this auth key, or 0.
    pub layer: i32,
    pub client: ClientInfo,
    /// False inside invokeWithoutUpdates.
    pub wants_updates: bool,
}

/// A function being carried out.
pub struct Call<'a> {
    pub world: &'a mut World,
    pub caller: &'a Caller,
    /// The calling account. 0 if nobody is signed in, which only [`Anyone`](super::row::Access::Anyone) allows.
    pub me: i64,
    /// The takeout session, inside `invokeWithTakeout`.
    pub takeout: Option<i64>,
    /// The ids to consider, inside `invokeWithMessagesRange`.
    pub range: IdRange,
}

impl Call<'_> {
    /// The auth key and what is known of it.
    pub fn key(&self) -> Key {
        Key { id: self.caller.auth_key_id, dc: self.caller.dc, client: self.caller.client.clone() }
    }

    /// Identifies the call, for an answer that comes later.
    pub fn waiting(&self) -> WaitingCall {
        let Caller { auth_key_id, session_id, msg_id, .. } = *self.caller;
        WaitingCall { auth_key_id, session_id, msg_id }
    }

    /// Resolves any peer.
    pub fn peer(&self, input: &enums::InputPeer) -> Result<Peer, Refusal> {
        peers::peer(self.world, self.me, input)
    }

    /// Resolves a user or bot.
    pub fn user(&self, input: &enums::InputUser) -> Result<i64, Refusal> {
        peers::user(self.world, self.me, input)
    }

    /// Resolves a channel or supergroup that the account may see.
    pub fn channel(&self, input: &enums::InputChannel) -> Result<Peer, Refusal> {
        peers::channel(self.world, self.me, input)
    }
}

/// What a handler returns.
pub type Answer<F> = Result<<F as RemoteCall>::Return, Refusal>;

/// What a handler returns that may have to wait for a bot.
pub type Deferred<F> = Result<Eventual<<F as RemoteCall>::Return>, Refusal>;

/// An answer, or a promise of one.
pub enum Eventual<R> {
    Ready(R),
    /// A bot answers first, or its time runs out.
    Pending,
}
