//! Owners of mailboxes.

use serde::{Deserialize, Serialize};

/// The owner of a mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owner {
    Account(i64),
    Channel(i64),
}

impl Owner {
    /// Whether the account can read this mailbox.
    pub fn is_read_by(self, account: i64) -> bool {
        match self {
            Owner::Account(owner) => owner == account,
            Owner::Channel(_) => true,
        }
    }
}
