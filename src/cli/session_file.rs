//! The session string between two commands: in a file that its owner alone can read, or in $TELEWIRE_SESSION.

use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::Failure;

/// The session string in this file, or else in the environment.
pub fn find(path: Option<&Path>) -> Result<Option<String>, Failure> {
    let session = match path {
        Some(path) => std::fs::read_to_string(path).map_err(|error| {
            let path = path.display();
            format!("cannot read the session file {path}: {error}\n  `telewire login --session-file {path}` makes one")
        })?,
        None => std::env::var("TELEWIRE_SESSION").unwrap_or_default(),
    };
    Ok(Some(session.trim().to_owned()).filter(|session| !session.is_empty()))
}

/// A session file to be. It is opened before there is anything to keep, so that a login isn't lost to a wrong path.
pub struct SessionFile {
    path: PathBuf,
    /// Stands beside it and takes its place, so that there is always a whole one.
    new: NamedTempFile,
}

impl SessionFile {
    pub fn beside(path: &Path) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // It has mode 0600 from its beginning.
        let new = tempfile::Builder::new().prefix(".session-").tempfile_in(folder);
        let new =
            new.map_err(|error| format!("cannot write the session file {}: {error}", path.display()))?;
        Ok(Self { path: path.to_owned(), new })
    }

    pub fn keep(mut self, session: &str) -> Result<(), Failure> {
        let kept = writeln!(self.new, "{session}")
            .and_then(|()| self.new.as_file().sync_all())
            .and_then(|()| Ok(self.new.persist(&self.path)?));
        kept.map_err(|error| format!("cannot write the session file {}: {error}", self.path.display()))?;
        Ok(())
    }
}
