//! A thing in the file system, held fast whatever becomes of the path that led to it.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags};

/// Opened without any effect: neither read nor written.
#[derive(Debug)]
pub struct Place(OwnedFd);

impl Place {
    /// What a path leads to, symbolic links followed.
    pub fn find(path: &Path, flags: OFlags) -> io::Result<Self> {
        Ok(Self(rustix::fs::openat(CWD, path, OFlags::PATH | OFlags::CLOEXEC | flags, Mode::empty())?))
    }

    /// Where it is, as the kernel has it.
    pub fn real_path(&self) -> io::Result<PathBuf> {
        std::fs::read_link(self.name())
    }

    /// What it is.
    pub fn kind(&self) -> io::Result<FileType> {
        Ok(FileType::from_raw_mode(rustix::fs::fstat(&self.0)?.st_mode))
    }

    /// This very file, to be read.
    pub fn open(&self) -> io::Result<File> {
        File::open(self.name())
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
