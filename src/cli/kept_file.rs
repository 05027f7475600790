//! A file that keeps a line from one command to the next, and that its owner alone can read.

use std::io::Write;
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

impl KeptFile {
    pub fn beside(path: &Path, what: &'static str) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // It has mode 0600 from its beginning.
        let new = tempfile::Builder::new().prefix(&format!(".{what}-")).tempfile_in(folder);
        let new = new.map_err(|error| failed(what, path, &error))?;
        Ok(Self { what, path: path.to_owned(), new })
    }

    pub fn keep(mut self, line: &str) -> Result<(), Failure> {
        let kept = writeln!(self.new, "{line}")
            .and_then(|()| self.new.as_file().sync_all())
            .and_then(|()| Ok(self.new.persist(&self.path)?));
        kept.map_err(|error| failed(self.what, &self.path, &error))?;
        Ok(())
    }
}

fn failed(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("cannot write the {what} file {}: {error}", path.display())
}
