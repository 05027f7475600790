//! The only opener of files: what callers name by a path is opened here, or nowhere.
//!
//! With roots (`--files-root`), no path leads outside of them: a path is first opened without any effect (`O_PATH`),
//! then the kernel tells where that really is, symbolic links and `..` resolved, and then that very thing is used, not
//! the path once more. So nobody gets out by exchanging a link at the right moment.
//!
//! Whatever the roots, [`Private`] files are out of reach, and only regular files are read or replaced.

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

/// Which files this daemon may open for its callers.
#[derive(Debug)]
pub struct Files {
    /// Real paths. Without any, all that the process may open may be opened.
    roots: Vec<PathBuf>,
    paths: Paths,
    read_only: bool,
    private: Arc<Private>,
    within: Option<Within>,
}

/// What a session string lets its callers do with files, within what the daemon lets them do.
#[derive(Clone, Debug)]
pub struct Within {
    /// The real path of the only folder that they may name files in, if there is one.
    pub root: Option<PathBuf>,
    /// Whether files are written within the root only, and nowhere if there is none.
    pub read_only: bool,
    /// Who the string was made for.
    pub label: Option<String>,
}

/// What a daemon is told about files.
#[derive(Debug)]
pub struct Rules<'a> {
    /// The folders that callers are limited to. Empty means anywhere.
    pub roots: &'a [PathBuf],
    pub paths: Paths,
    /// Whether files are written within the roots only, and nowhere if there are none.
    pub read_only: bool,
    pub private: Private,
}

/// Which paths are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paths {
    /// Relative ones, too: the caller started this process where it is.
    Any,
    /// Absolute ones alone: the caller is elsewhere.
    Absolute,
}

/// A file to be read. Its clones are the same file.
#[derive(Clone, Debug)]
pub struct Opened {
    file: Arc<File>,
    size: u64,
    /// As the caller wrote it.
    path: Arc<str>,
}

impl Files {
    /// Every root must be a folder that exists.
    pub fn new(Rules { roots, paths, read_only, private }: Rules<'_>) -> io::Result<Self> {
        let real = |root: &PathBuf| {
            let told = |error: io::Error| {
                io::Error::new(error.kind(), format!("--files-root {}: {error}", root.display()))
            };
            let real = root.canonicalize().map_err(told)?;
            match real.is_dir() {
                true => Ok(real),
                false => Err(told(io::ErrorKind::NotADirectory.into())),
            }
        };
        let roots = roots.iter().map(real).collect::<io::Result<_>>()?;
        Ok(Self { roots, paths, read_only, private: Arc::new(private), within: None })
    }

    /// The same files, as far as a session string's callers may open them.
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

    /// The real path of a folder, if callers may name files in it. Errors name it.
    pub fn folder(&self, path: &str) -> Result<PathBuf> {
        let real = || self.at(self.checked(path)?, OFlags::DIRECTORY)?.real_path().map_err(failure::of);
        real().map_err(|error| named(error, path))
    }

    /// Opens a file to be read. Errors name it.
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

    /// Begins a file, or goes on with what an earlier try left of it. `identity` is of what the file will hold: another
    /// one's leavings are not gone on with. `overwrite` lets it replace a regular file, and nothing else. Errors name the
    /// file.
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
            let why = "it names no `files_root` to write files in";
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

    /// What is at a path, if it lies within the roots and isn't private.
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
            // What is outside isn't told of, not even that it isn't there.
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

    /// Fails unless a real path is within the roots, the daemon's and the session string's.
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

    /// Fails unless the nearest folder that is there is within the roots.
    fn judge_nearest(&self, path: &Path) -> Result<()> {
        let absolute = std::path::absolute(path).unwrap_or_default();
        let folders = absolute.ancestors().skip(1);
        let mut found = folders.filter_map(|folder| place::Place::find(folder, OFlags::DIRECTORY).ok());
        let nearest = found.next().and_then(|place| place.real_path().ok());
        self.judge(&nearest.ok_or_else(failure::outside)?)
    }
}

/// Any file but `/proc`'s.
impl Default for Files {
    fn default() -> Self {
        Self { roots: Vec::new(), paths: Paths::Any, read_only: false, private: Arc::default(), within: None }
    }
}

impl Opened {
    /// When it was opened.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads some bytes from a place. None are left behind the end.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(bytes, offset)
    }

    /// All of it.
    pub fn read(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut file = &*self.file;
        file.read_to_end(&mut bytes).map_err(failure::of)?;
        Ok(bytes)
    }

    /// Fills a buffer from a place, and gives it back. Fewer bytes than it takes are an error: the file was that long
    /// before.
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
