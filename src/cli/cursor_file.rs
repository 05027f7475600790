//! A file that stores an update cursor between commands.

use std::io::ErrorKind;
use std::path::PathBuf;

use jsonrpsee::types::ErrorObjectOwned;

use super::Failure;
use super::kept_file::KeptFile;
use super::report::kind;
use super::shown::tell;
use crate::error::Kind;

pub struct CursorFile {
    path: PathBuf,
}

impl CursorFile {
    /// Opens the file and reads its cursor, if it exists. Fails if it can't be written.
    pub fn open(path: PathBuf) -> Result<(Self, Option<String>), Failure> {
        let cursor = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text.trim().to_owned()).filter(|cursor| !cursor.is_empty()),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                return Err(format!("cannot read the cursor file {}: {error}", path.display()).into());
            }
        };
        let file = Self { path };
        // `--follow` may be killed at any time, so no temporary file is left around while it waits.
        drop(file.next()?);
        Ok((file, cursor))
    }

    /// Writes the cursor. All events before it must have been printed.
    pub fn keep(&self, cursor: &str) -> Result<(), Failure> {
        Ok(self.next()?.keep(cursor)?)
    }

    /// Prints advice for an error that the file's cursor has caused.
    pub fn advise(&self, error: &ErrorObjectOwned) {
        if kind(error) == Some(Kind::CursorInvalid) {
            tell(format_args!("  remove {} to start with new events", self.path.display()));
        }
    }

    fn next(&self) -> Result<KeptFile, Failure> {
        KeptFile::beside(&self.path, "cursor")
    }
}
