//! Bot accounts and their commands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sandbox::world::people::peer::Peer;

/// What a bot has besides a user.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Bot {
    /// Supports inline queries.
    pub inline: bool,
    pub(in crate::sandbox::world) commands: BTreeMap<(Scope, String), Vec<Command>>,
    /// Incremented with each change.
    pub version: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// Without the slash.
    pub name: String,
    pub description: String,
    pub ephemeral: bool,
}

/// The users that a list of commands applies to (https://core.telegram.org/type/BotCommandScope).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Scope {
    Default,
    /// All private chats.
    Users,
    /// All groups.
    Chats,
    ChatAdmins,
    Peer(Peer),
    PeerAdmins(Peer),
    PeerUser(Peer, i64),
}
