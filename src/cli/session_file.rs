//! The session string between two commands: in a file that its owner alone can read, or in $TELEWIRE_SESSION.

use std::path::Path;

use super::Failure;
use super::kept_file::KeptFile;
use crate::secret::pasted::word;

/// The session string in this file, or else in the environment.
pub fn find(path: Option<&Path>) -> Result<Option<String>, Failure> {
    let session = match path {
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            let path = path.display();
            format!("cannot read the session file {path}: {error}\n  `telewire login --session-file {path}` makes one")
        })?,
        None => std::env::var("TELEWIRE_SESSION").unwrap_or_default(),
    };
    Ok(Some(word(&session).into_owned()).filter(|session| !session.is_empty()))
}

/// A session file to be.
pub fn beside(path: &Path) -> Result<KeptFile, Failure> {
    KeptFile::beside(path, "session")
}
