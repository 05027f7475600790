//! A file that stores one line between commands, and that only its owner can read.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Failure;

/// A file that is being replaced. It is prepared before there is anything to write, so that a wrong path fails early.
pub struct KeptFile {
    /// What it stores, for error messages.
    what: &'static str,
    path: PathBuf,
    /// A temporary file in the same folder. Renaming it replaces the file atomically.
    new: NamedTempFile,
}

/// The line could not be written to the file.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct NotKept {
    pub why: String,
    /// Whether it was written nowhere else either.
    pub is_lost: bool,
}

impl KeptFile {
    /// Prepares to replace a file. Only regular files are replaced. For a symbolic link, that is its target.
    pub fn beside(path: &Path, what: &'static str) -> Result<Self, Failure> {
        let place = place(path).map_err(|error| failed(what, path, &error))?;
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // tempfile creates files with mode 0600.
        let new = tempfile::Builder::new().prefix(&format!(".{what}-")).tempfile_in(folder);
        let new = new.map_err(|error| failed(what, path, &error))?;
        Ok(Self { what, path: place, new })
    }

    /// Writes the line. If the file can't be replaced, the temporary one is kept, and the error names it.
    pub fn keep(mut self, line: &str) -> Result<(), NotKept> {
        let not_kept = |error: &io::Error| failed(self.what, &self.path, error);
        if let Err(error) = writeln!(self.new, "{line}").and_then(|()| self.new.as_file().sync_all()) {
            return Err(NotKept { why: not_kept(&error), is_lost: true });
        }
        let (why, file) = match place(&self.path) {
            Ok(_) => match self.new.persist(&self.path) {
                Ok(_) => return Ok(()),
                Err(lost) => (not_kept(&lost.error), lost.file),
            },
            Err(error) => (not_kept(&error), self.new),
        };
        Err(match file.keep() {
            Ok((_, left)) => NotKept { why: format!("{why}; it is in {}", left.display()), is_lost: false },
            Err(_) => NotKept { why, is_lost: true },
        })
    }
}

/// Resolves a path to the file to replace.
fn place(path: &Path) -> io::Result<PathBuf> {
    let place = match path.symlink_metadata() {
        Ok(found) if found.is_symlink() => path.canonicalize()?,
        Ok(_) => path.to_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(path.to_owned()),
        Err(error) => return Err(error),
    };
    match place.metadata()?.is_file() {
        true => Ok(place),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

fn failed(what: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot write the {what} file {}: {error}", path.display())
}
