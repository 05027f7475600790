//! A file that keeps a line from one command to the next, and that its owner alone can read.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Failure;

/// A file to be. It is opened before there is anything to keep, so that nothing is lost to a wrong path.
pub struct KeptFile {
    /// What it keeps, for a person.
    what: &'static str,
    path: PathBuf,
    /// Stands beside it and takes its place, so that there is always a whole one.
    new: NamedTempFile,
}

/// A line that isn't kept where it should be.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct NotKept {
    pub why: String,
    /// Whether it is nowhere.
    pub is_lost: bool,
}

impl KeptFile {
    /// A symbolic link stays, and the file it leads to is the one that is replaced. Nothing but a regular file is.
    pub fn beside(path: &Path, what: &'static str) -> Result<Self, Failure> {
        let place = place(path).map_err(|error| failed(what, path, &error))?;
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // It has mode 0600 from its beginning.
        let new = tempfile::Builder::new().prefix(&format!(".{what}-")).tempfile_in(folder);
        let new = new.map_err(|error| failed(what, path, &error))?;
        Ok(Self { what, path: place, new })
    }

    /// Writes the line. If it can't have its name, it stays where it is, and the failure says where.
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

/// The file that a path means.
fn place(path: &Path) -> io::Result<PathBuf> {
    let place = match path.symlink_metadata() {
        Ok(found) if found.is_symlink() => path.canonicalize()?,
        Ok(_) => path.to_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(path.to_owned()),
        Err(error) => return Err(error),
    };
    match place.metadata()?.is_file() {
        true => Ok(place),
        false => Err(io::Error::other("something else than a file is there")),
    }
}

fn failed(what: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot write the {what} file {}: {error}", path.display())
}
