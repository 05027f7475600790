//! Stores the session string between commands, in a file that only its owner can read. $TELEWIRE_SESSION works too.

use std::path::Path;

use super::kept_file::{KeptFile, NotKept};
use super::{Failure, environment};
use crate::session::own_file::{self, Privacy, Refused};

/// Reads the session string from this file, or from the environment.
pub fn find(path: Option<&Path>) -> Result<Option<String>, Failure> {
    let Some(path) = path else {
        return Ok(environment::secret("TELEWIRE_SESSION").and_then(|session| trimmed(session.expose())));
    };
    let session = own_file::read(path, Privacy::Mode).map_err(|refused| {
        let path = path.display();
        match refused {
            Refused::Unreadable(error) => format!(
                "cannot read the session file {path}: {error}\n  create one with `telewire login --session-file {path}`"
            ),
            Refused::Exposed { mode } => format!(
                "the session file {path} is readable by others (mode {mode:04o}), so it is not used\n  \
                 run chmod 600 on it; if others may have read it, end the login and log in again"
            ),
            Refused::Foreign { owner } => {
                format!("the session file {path} belongs to another user (uid {owner}), so it is not used")
            }
        }
    })?;
    Ok(trimmed(&session))
}

fn trimmed(session: &str) -> Option<String> {
    Some(session.trim().to_owned()).filter(|session| !session.is_empty())
}

/// Prepares to write a session file.
pub fn beside(path: &Path) -> Result<KeptFile, Failure> {
    KeptFile::beside(path, "session")
}

/// Writes the session string that a call returned.
pub fn keep(path: &Path, session: &str) -> Result<(), NotKept> {
    let file = beside(path).map_err(|error| NotKept { why: error.to_string(), is_lost: true })?;
    file.keep(session)
}

/// Whether writing the file would overwrite something.
pub fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| !found.is_file() || found.len() > 0)
}
