//! Which files callers may name, and how large they may be in a message.

use std::path::PathBuf;

use clap::Args;

use crate::api::call::MAX_INLINE;
use crate::files::{Files, Paths, Private, Rules};

const HEADING: &str = "Files";

#[derive(Clone, Debug, Args)]
pub struct FileOptions {
    /// Lets callers name files within this folder alone, symbolic links resolved. May be given several times.
    ///
    /// With or without it, the daemon's own files are out of reach: key files, the configuration folder and the log.
    #[arg(long = "files-root", value_name = "DIR", global = true, help_heading = HEADING)]
    roots: Vec<PathBuf>,
    /// The most bytes of a file that go into a message as base64; more go by a path.
    #[arg(long, default_value_t = MAX_INLINE, value_name = "BYTES", global = true, help_heading = HEADING)]
    pub max_inline: usize,
}

impl Default for FileOptions {
    fn default() -> Self {
        Self { roots: Vec::new(), max_inline: MAX_INLINE }
    }
}

impl FileOptions {
    pub fn open(&self, paths: Paths, read_only: bool, private: Private) -> std::io::Result<Files> {
        Files::new(Rules { roots: &self.roots, paths, read_only, private })
    }

    /// Whether callers are kept to some folders.
    pub fn limits_files(&self) -> bool {
        !self.roots.is_empty()
    }
}
