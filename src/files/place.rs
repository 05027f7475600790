//! A handle to a file or folder that stays valid if the path changes.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags, PROC_SUPER_MAGIC, Stat};

/// A file or folder opened with `O_PATH`, for neither reading nor writing.
#[derive(Debug)]
pub struct Place(OwnedFd);

/// Identifies a file independently of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Id {
    pub device: u64,
    pub inode: u64,
}

impl Place {
    /// Opens a path, following symbolic links.
    pub fn find(path: &Path, flags: OFlags) -> io::Result<Self> {
        Ok(Self(rustix::fs::openat(CWD, path, OFlags::PATH | OFlags::CLOEXEC | flags, Mode::empty())?))
    }

    /// Opens a name in a folder, without following symbolic links.
    pub fn find_in(folder: &Place, name: &OsStr) -> io::Result<Self> {
        let flags = OFlags::PATH | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        Ok(Self(rustix::fs::openat(folder, name, flags, Mode::empty())?))
    }

    /// The real path, according to the kernel.
    pub fn real_path(&self) -> io::Result<PathBuf> {
        std::fs::read_link(self.name())
    }

    /// The file type.
    pub fn kind(&self) -> io::Result<FileType> {
        Ok(FileType::from_raw_mode(self.stat()?.st_mode))
    }

    pub fn id(&self) -> io::Result<Id> {
        let stat = self.stat()?;
        #[allow(clippy::unnecessary_cast, reason = "their types differ from one architecture to another")]
        Ok(Id { device: stat.st_dev as u64, inode: stat.st_ino as u64 })
    }

    /// The number of hard links.
    pub fn links(&self) -> io::Result<u64> {
        #[allow(clippy::unnecessary_cast, clippy::useless_conversion, reason = "its type differs, too")]
        Ok(u64::from(self.stat()?.st_nlink))
    }

    pub fn is_in_proc(&self) -> io::Result<bool> {
        Ok(rustix::fs::fstatfs(&self.0)?.f_type == PROC_SUPER_MAGIC)
    }

    /// Opens this file for reading.
    pub fn open(&self) -> io::Result<File> {
        File::open(self.name())
    }

    fn stat(&self) -> io::Result<Stat> {
        Ok(rustix::fs::fstat(&self.0)?)
    }

    /// <https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html>
    fn name(&self) -> String {
        use std::os::fd::AsRawFd;
        format!("/proc/self/fd/{}", self.0.as_raw_fd())
    }
}

impl AsFd for Place {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
