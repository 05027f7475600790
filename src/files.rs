//! Opens all files that callers name. No other module does.
//!
//! With roots (`--files-root`), only files inside them can be opened. A path is first opened without any effect (`O_PATH`).
//! Then the kernel reports its real path, with symbolic links and `..` resolved, and that open file is used rather than the
//! path. So replacing a link in between doesn't help an attacker.
//!
//! [`Private`] files are never opened, and only regular files are read or replaced.

mod failure;
mod not_paths;
mod partial;
mod place;
mod private;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{FileType, OFlags};

use crate::error::{Error, Kind, Result, restricted};

pub use failure::named;
pub use partial::Partial;
pub use private::{Private, Series};

/// Opens the files that callers may name.
#[derive(Debug)]
pub struct Files {
    /// Real paths. Empty allows all files that the process can open.
    roots: Vec<PathBuf>,
    paths: Paths,
    read_only: bool,
    private: Arc<Private>,
    within: Option<Within>,
}

/// The restrictions of a session string on files, in addition to the daemon's.
#[derive(Clone, Debug)]
pub struct Within {
    /// The real path of the only folder with files that may be named, if limited.
    pub root: Option<PathBuf>,
    /// Whether files may be written only inside the root, and nowhere without one.
    pub read_only: bool,
    /// Who or what uses the string.
    pub label: Option<String>,
}

/// The daemon's settings for files.
#[derive(Debug)]
pub struct Rules<'a> {
    /// The folders that callers are limited to. Empty means anywhere.
    pub roots: &'a [PathBuf],
    pub paths: Paths,
    /// Whether files may be written only inside the roots, and nowhere without any.
    pub read_only: bool,
    pub private: Private,
}

/// Which paths are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paths {
    /// Relative ones too: the caller has the same working directory.
    Any,
    /// Absolute ones only: callers may have other working directories.
    Absolute,
}

/// A file opened for reading. Clones share it.
#[derive(Clone, Debug)]
pub struct Opened {
    file: Arc<File>,
    size: u64,
    /// The path as the caller wrote it.
    path: Arc<str>,
}

impl Files {
    /// Every root must be a folder that exists.
    pub fn new(Rules { roots, paths, read_only, private }: Rules<'_>) -> io::Result<Self> {
        let real = |root: &PathBuf| {
            let named = |error: io::Error| {
                io::Error::new(error.kind(), format!("--files-root {}: {error}", root.display()))
            };
            let real = root.canonicalize().map_err(named)?;
            match real.is_dir() {
                true => Ok(real),
                false => Err(named(io::ErrorKind::NotADirectory.into())),
            }
        };
        let roots = roots.iter().map(real).collect::<io::Result<_>>()?;
        Ok(Self { roots, paths, read_only, private: Arc::new(private), within: None })
    }

    /// Applies a session string's restrictions.
    #[must_use]
    pub fn narrowed(&self, within: Within) -> Self {
        Self {
            roots: self.roots.clone(),
            paths: self.paths,
            read_only: self.read_only,
            private: self.private.clone(),
            within: Some(within),
        }
    }

    /// Returns the real path of a folder that callers may name files in. Errors name it.
    pub fn folder(&self, path: &str) -> Result<PathBuf> {
        let real = || self.at(self.checked(path)?, OFlags::DIRECTORY)?.real_path().map_err(failure::of);
        real().map_err(|error| named(error, path))
    }

    /// Opens a file for reading. Errors name it.
    pub fn open(&self, path: &str) -> Result<Opened> {
        self.opened(path).map_err(|error| named(error, path))
    }

    fn opened(&self, path: &str) -> Result<Opened> {
        let found = self.at(self.checked(path)?, OFlags::empty())?;
        let kind = found.kind().map_err(failure::of)?;
        if kind != FileType::RegularFile {
            return Err(failure::no_file(kind));
        }
        let file = found.open().map_err(failure::of)?;
        let size = file.metadata().map_err(failure::of)?.len();
        Ok(Opened { file: Arc::new(file), size, path: path.into() })
    }

    /// Starts writing a file, or resumes an earlier attempt with the same `identity`, which identifies the content.
    /// `overwrite` allows replacing a regular file. Errors name the file.
    pub fn begin(&self, path: &str, overwrite: bool, identity: &[u8]) -> Result<Partial> {
        self.begun(path, overwrite, identity).map_err(|error| named(error, path))
    }

    fn begun(&self, path: &str, overwrite: bool, identity: &[u8]) -> Result<Partial> {
        let path = self.checked(path)?;
        let name = path.file_name().ok_or_else(|| failure::wrong("names no file"))?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if self.read_only && self.roots.is_empty() {
            return Err(failure::read_only());
        }
        if let Some(Within { root: None, read_only: true, label }) = &self.within {
            let why = "it has no `files_root` to write files in";
            let error = restricted("Writing a file", Some("read_only"), label.as_deref(), why);
            return Err(error.with("path", "path"));
        }
        let folder = self.at(folder, OFlags::DIRECTORY)?;
        if self.private.names(&folder, name).map_err(failure::of)? {
            return Err(failure::private());
        }
        Partial::begin(folder, name, overwrite, identity, self.private.clone())
    }

    fn checked<'a>(&self, path: &'a str) -> Result<&'a Path> {
        if path.is_empty() {
            return Err(failure::wrong("is empty"));
        }
        if path.contains('\0') {
            return Err(failure::wrong("contains a NUL character"));
        }
        not_paths::check(path)?;
        let path = Path::new(path);
        match self.paths {
            Paths::Absolute if !path.is_absolute() => Err(failure::wrong("is not absolute")),
            _ => Ok(path),
        }
    }

    /// Opens what is at a path, if it is inside the roots and isn't private.
    fn at(&self, path: &Path, flags: OFlags) -> Result<place::Place> {
        match place::Place::find(path, flags) {
            Ok(place) => {
                if self.is_limited() {
                    self.judge(&place.real_path().map_err(|_| failure::outside())?)?;
                }
                match self.private.holds(&place).map_err(failure::of)? {
                    true => Err(failure::private()),
                    false => Ok(place),
                }
            }
            // Errors don't reveal whether a file outside the roots exists.
            Err(error) if Error::of_exhausted(&error).is_some() => Err(failure::of(error)),
            Err(error) => {
                if self.is_limited() {
                    self.judge_nearest(path)?;
                }
                Err(failure::of(error))
            }
        }
    }

    fn is_limited(&self) -> bool {
        !self.roots.is_empty() || self.within.as_ref().is_some_and(|within| within.root.is_some())
    }

    /// Fails unless a real path is inside the roots of both the daemon and the session string.
    fn judge(&self, real: &Path) -> Result<()> {
        if !self.roots.is_empty() && !self.roots.iter().any(|root| real.starts_with(root)) {
            return Err(failure::outside());
        }
        match &self.within {
            Some(Within { root: Some(root), label, .. }) if !real.starts_with(root) => {
                let why = "it leads outside of that folder";
                let error = restricted("This path", Some("files_root"), label.as_deref(), why);
                Err(error.with("path", "path"))
            }
            _ => Ok(()),
        }
    }

    /// Fails unless the nearest existing folder is inside the roots.
    fn judge_nearest(&self, path: &Path) -> Result<()> {
        let absolute = std::path::absolute(path).unwrap_or_default();
        let folders = absolute.ancestors().skip(1);
        let mut found = folders.filter_map(|folder| place::Place::find(folder, OFlags::DIRECTORY).ok());
        let nearest = found.next().and_then(|place| place.real_path().ok());
        self.judge(&nearest.ok_or_else(failure::outside)?)
    }
}

/// Allows any file outside `/proc`.
impl Default for Files {
    fn default() -> Self {
        Self { roots: Vec::new(), paths: Paths::Any, read_only: false, private: Arc::default(), within: None }
    }
}

impl Opened {
    /// The size when it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads some bytes at an offset. Returns 0 at the end.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(bytes, offset)
    }

    /// Reads the whole file.
    pub fn read(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = &*self.file;
        file.read_to_end(&mut bytes).map_err(failure::of)?;
        Ok(bytes)
    }

    /// Fills a buffer from an offset and returns it. Fails if the file has become shorter.
    pub fn fill(&self, mut bytes: Vec<u8>, offset: u64) -> Result<Vec<u8>> {
        match self.file.read_exact_at(&mut bytes, offset) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let error = Error::new(Kind::FileNotFound, "the file became shorter while it was read");
                Err(named(error, &self.path))
            }
            Err(error) => Err(named(failure::of(error), &self.path)),
        }
    }
}
