//! A file that isn't whole yet: it grows beside its target, and takes its name when it is whole.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use rustix::fs::{AtFlags, FileType, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::failure;
use super::place::Place;
use crate::error::{Error, Kind, Result};

/// So much of a file is worth being kept for another try.
const WORTH_KEEPING: u64 = 512 * 1024;

/// How often one tries to get hold of a partial file, and how long it takes in between: a call that ends lets go of it
/// a moment later.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// A file on its way. What is dropped before it is finished is kept for the next try if it is worth it.
#[derive(Debug)]
pub struct Partial {
    folder: Place,
    /// The target's.
    name: OsString,
    overwrite: bool,
    partial_name: String,
    file: File,
    length: u64,
    finished: bool,
}

impl Partial {
    pub(super) fn begin(folder: Place, name: &OsStr, overwrite: bool, identity: &[u8]) -> Result<Self> {
        check_target(&folder, name, overwrite)?;
        let partial_name = partial_name(name, identity);
        let file = lock(&folder, &partial_name)?;
        let length = file.metadata().map_err(failure::of)?.len();
        let name = name.to_owned();
        Ok(Self { folder, name, overwrite, partial_name, file, length, finished: false })
    }

    /// How much of it there is.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// What is kept of an earlier try: this much and no more.
    pub fn cut(&mut self, length: u64) -> Result<()> {
        self.file.set_len(length).map_err(failure::of)?;
        self.length = length;
        Ok(())
    }

    /// Adds bytes.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all_at(bytes, self.length).map_err(failure::of)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Gives the file its name. When this is through it is on disk, whole.
    pub fn finish(mut self) -> Result<()> {
        self.file.sync_all().map_err(failure::of)?;
        self.name_it().map_err(|error| failure::of(error.into()))?;
        self.finished = true;
        // The name, too, must be on disk.
        let folder = rustix::fs::openat(
            &self.folder,
            ".",
            OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
            Mode::empty(),
        );
        match folder.and_then(rustix::fs::fsync) {
            // Some file systems can't, and some folders may be written but not read.
            Ok(()) | Err(Errno::INVAL | Errno::ACCESS) => Ok(()),
            Err(error) => Err(failure::of(error.into())),
        }
    }

    fn name_it(&self) -> Result<(), Errno> {
        let (folder, from, to) = (&self.folder, &self.partial_name, &self.name);
        if self.overwrite {
            return rustix::fs::renameat(folder, from, folder, to);
        }
        match rustix::fs::renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE) {
            // Not every file system knows how.
            Err(Errno::INVAL | Errno::NOSYS) => {
                rustix::fs::linkat(folder, from, folder, to, AtFlags::empty())?;
                rustix::fs::unlinkat(folder, from, AtFlags::empty())
            }
            named => named,
        }
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished && self.length < WORTH_KEEPING {
            // It is nothing but litter; if it can't be removed, nobody could do more about it.
            let _ = rustix::fs::unlinkat(&self.folder, &self.partial_name, AtFlags::empty());
        }
    }
}

/// A name that follows from the target's and from what it will hold, so that another try finds it. It has nothing of
/// the target's own in it, which may be as long as names may be.
fn partial_name(name: &OsStr, identity: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([0]);
    hash.update(identity);
    let mut text = String::from(".telewire-");
    for byte in &hash.finalize()[..8] {
        write!(text, "{byte:02x}").expect("a text takes more text");
    }
    text + ".part"
}

fn check_target(folder: &Place, name: &OsStr, overwrite: bool) -> Result<()> {
    match rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::Directory => {
            Err(failure::wrong("is a folder"))
        }
        Ok(_) if !overwrite => Err(failure::exists()),
        Ok(_) | Err(Errno::NOENT) => Ok(()),
        Err(error) => Err(failure::of(error.into())),
    }
}

/// The partial file, ours alone as long as it is open.
fn lock(folder: &Place, name: &str) -> Result<File> {
    for _ in 0..TRIES {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let opened = rustix::fs::openat(folder, name, flags, Mode::RUSR | Mode::WUSR);
        let file = File::from(opened.map_err(|error| failure::of(error.into()))?);
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                std::thread::sleep(PAUSE);
                continue;
            }
            Err(error) => return Err(failure::of(error.into())),
        }
        let ours = rustix::fs::fstat(&file).map_err(|error| failure::of(error.into()))?;
        let is_file = FileType::from_raw_mode(ours.st_mode) == FileType::RegularFile;
        // In a folder that others may write to, they may have put something there.
        if !is_file || ours.st_uid != rustix::process::geteuid().as_raw() || ours.st_nlink > 1 {
            return Err(Error::new(Kind::FileExists, format!("something else is in the way: {name}"))
                .with("reason", "in_the_way"));
        }
        // Between opening and locking, another call may have finished it or given it up.
        let there = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
        if there.is_ok_and(|there| (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)) {
            return Ok(file);
        }
    }
    Err(Error::new(Kind::FileExists, "another call is downloading the same to this path")
        .with("reason", "under_way"))
}
