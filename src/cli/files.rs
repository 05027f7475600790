//! Options for files that callers name.

use std::path::PathBuf;

use clap::Args;

use crate::api::call::MAX_INLINE;
use crate::files::{Files, Paths, Private, Rules};

const HEADING: &str = "Files";

#[derive(Clone, Debug, Args)]
pub struct FileOptions {
    /// Only allow files in this folder, after resolving symbolic links. Can be repeated.
    ///
    /// The daemon's own files (key files, the configuration folder and the log) are never accessible.
    #[arg(long = "files-root", value_name = "DIR", global = true, help_heading = HEADING)]
    roots: Vec<PathBuf>,
    /// Maximum size in bytes of a file sent as base64 in a message. Larger files need a path.
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

    /// Whether only some folders are allowed.
    pub fn limits_files(&self) -> bool {
        !self.roots.is_empty()
    }
}
