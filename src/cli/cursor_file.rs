//! How far updates were read, kept in a file from one command to the next.

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
    /// The file and the cursor in it, if there is one. One that could not be written later is refused here.
    pub fn open(path: PathBuf) -> Result<(Self, Option<String>), Failure> {
        let cursor = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text.trim().to_owned()).filter(|cursor| !cursor.is_empty()),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                return Err(format!("cannot read the cursor file {}: {error}", path.display()).into());
            }
        };
        let file = Self { path };
        // A command that follows may be killed at any time, so nothing stands beside the file while it waits.
        drop(file.next()?);
        Ok((file, cursor))
    }

    /// Writes the cursor. All that it leaves behind must have reached the reader.
    pub fn keep(&self, cursor: &str) -> Result<(), Failure> {
        Ok(self.next()?.keep(cursor)?)
    }

    /// Tells what to do about an error that is the file's.
    pub fn advise(&self, error: &ErrorObjectOwned) {
        if kind(error) == Some(Kind::CursorInvalid) {
            tell(format_args!("  remove {} to begin with what is new", self.path.display()));
        }
    }

    fn next(&self) -> Result<KeptFile, Failure> {
        KeptFile::beside(&self.path, "cursor")
    }
}
