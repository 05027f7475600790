//! The users, groups and channels a message can be sent to.

use serde::{Deserialize, Serialize};

/// A user, group or channel that a message can be sent to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Peer {
    User(i64),
    /// A basic group, whose messages lie in its members' own mailboxes.
    Group(i64),
    /// A channel or supergroup, whose messages lie in a mailbox of its own.
    Channel(i64),
}

impl Peer {
    /// Its id, whatever it is.
    pub fn number(self) -> i64 {
        let (Peer::User(id) | Peer::Group(id) | Peer::Channel(id)) = self;
        id
    }
}
