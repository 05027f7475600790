//! Writes a file under a temporary name in the target's folder, and renames it when it is complete.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::Duration;

use rustix::fs::{AtFlags, FileType, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;
use sha2::{Digest, Sha256};

use super::failure;
use super::place::Place;
use super::private::Private;
use crate::error::{Error, Kind, Result};

/// Minimum number of bytes of an unfinished file to keep for another attempt.
const MIN_KEPT: u64 = 512 * 1024;

/// Attempts to lock a partial file, and the pause between them. A call that ends releases it a moment later.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(10);

/// An unfinished file. If it is dropped, it is kept for the next attempt if it is large enough.
#[derive(Debug)]
pub struct Partial {
    folder: Place,
    /// The target's name.
    name: OsString,
    overwrite: bool,
    partial_name: String,
    file: File,
    length: u64,
    finished: bool,
    private: Arc<Private>,
}

impl Partial {
    pub(super) fn begin(
        folder: Place,
        name: &OsStr,
        overwrite: bool,
        identity: &[u8],
        private: Arc<Private>,
    ) -> Result<Self> {
        check_target(&folder, name, overwrite, &private)?;
        let partial_name = partial_name(name, identity);
        let file = lock(&folder, &partial_name)?;
        let length = file.metadata().map_err(failure::of)?.len();
        let name = name.to_owned();
        Ok(Self { folder, name, overwrite, partial_name, file, length, finished: false, private })
    }

    /// The number of bytes written.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Truncates what an earlier attempt left.
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

    /// Writes it from the start, discarding what an earlier attempt left.
    pub fn rewrite(
        &mut self,
        write: impl FnOnce(&mut BufWriter<&mut Rest<'_>>) -> io::Result<()>,
    ) -> Result<()> {
        self.cut(0)?;
        let mut rest = Rest(self);
        let mut writer = BufWriter::new(&mut rest);
        write(&mut writer).and_then(|()| writer.flush()).map_err(failure::of)
    }

    /// Renames the file to its final name. It is synced to disk before this returns.
    pub fn finish(mut self) -> Result<()> {
        self.file.sync_all().map_err(failure::of)?;
        match self.overwrite {
            true => self.replace()?,
            false => self.name_it(&self.partial_name).map_err(|error| failure::of(error.into()))?,
        }
        self.finished = true;
        // Sync the name too.
        let folder = rustix::fs::openat(
            &self.folder,
            ".",
            OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
            Mode::empty(),
        );
        match folder.and_then(rustix::fs::fsync) {
            // Some file systems don't support this, and some folders are writable but not readable.
            Ok(()) | Err(Errno::INVAL | Errno::ACCESS) => Ok(()),
            Err(error) => Err(failure::of(error.into())),
        }
    }

    /// Renames the file to its final name, unless that exists.
    fn name_it(&self, from: &str) -> Result<(), Errno> {
        let (folder, to) = (&self.folder, &self.name);
        match rustix::fs::renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE) {
            // Not supported by every file system.
            Err(Errno::INVAL | Errno::NOSYS) => {
                rustix::fs::linkat(folder, from, folder, to, AtFlags::empty())?;
                rustix::fs::unlinkat(folder, from, AtFlags::empty())
            }
            named => named,
        }
    }

    /// Renames the file to its final name, and replaces an existing regular file.
    fn replace(&self) -> Result<()> {
        let failed = |error: Errno| failure::of(error.into());
        // The replaced file has this name for a moment. The name is unique, so that no other call resumes it.
        let aside = aside_name()?;
        rustix::fs::renameat(&self.folder, &self.partial_name, &self.folder, &aside).map_err(failed)?;
        let replaced = self.replace_from(&aside);
        if replaced.is_err() {
            // Delete it if it can't be renamed back.
            let back = rustix::fs::renameat(&self.folder, &aside, &self.folder, &self.partial_name);
            back.or_else(|_| rustix::fs::unlinkat(&self.folder, &aside, AtFlags::empty())).map_err(failed)?;
        }
        replaced
    }

    fn replace_from(&self, aside: &str) -> Result<()> {
        let failed = |error: Errno| failure::of(error.into());
        let folder = &self.folder;
        for _ in 0..TRIES {
            match self.name_it(aside) {
                Err(Errno::EXIST) => {}
                named => return named.map_err(failed),
            }
            // Checking before renaming would be a race, so exchange the files and check afterwards.
            match rustix::fs::renameat_with(folder, aside, folder, &self.name, RenameFlags::EXCHANGE) {
                Ok(()) => {}
                Err(Errno::NOENT) => continue,
                // Not supported by every file system.
                Err(Errno::INVAL | Errno::NOSYS) => {
                    check_target(folder, &self.name, true, &self.private)?;
                    return rustix::fs::renameat(folder, aside, folder, &self.name).map_err(failed);
                }
                Err(error) => return Err(failed(error)),
            }
            if let Err(refused) = check_target(folder, OsStr::new(aside), true, &self.private) {
                rustix::fs::renameat_with(folder, aside, folder, &self.name, RenameFlags::EXCHANGE)
                    .map_err(failed)?;
                return Err(refused);
            }
            return rustix::fs::unlinkat(folder, aside, AtFlags::empty()).map_err(failed);
        }
        Err(failure::exists())
    }
}

/// Writes to the end of a partial file.
pub struct Rest<'a>(&'a mut Partial);

impl Write for Rest<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.file.write_at(bytes, self.0.length)?;
        self.0.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished && self.length < MIN_KEPT {
            // Best effort: a failure would only leave a small file behind.
            let _ = rustix::fs::unlinkat(&self.folder, &self.partial_name, AtFlags::empty());
        }
    }
}

/// A name derived from the target's name and the content's identity, so that another attempt finds it. It doesn't contain
/// the target's name, which may already have the maximum length.
fn partial_name(name: &OsStr, identity: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([0]);
    hash.update(identity);
    let mut text = String::from(".telewire-");
    for byte in &hash.finalize()[..8] {
        write!(text, "{byte:02x}").expect("writing to a String can't fail");
    }
    text + ".part"
}

/// A unique name.
fn aside_name() -> Result<String> {
    let random = getrandom::u64().map_err(Error::internal)?;
    Ok(format!(".telewire-{random:016x}.part"))
}

/// Fails unless the target can be created or replaced.
fn check_target(folder: &Place, name: &OsStr, overwrite: bool, private: &Private) -> Result<()> {
    let place = match Place::find_in(folder, name) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found.map_err(failure::of)?,
    };
    if private.holds(&place).map_err(failure::of)? {
        return Err(failure::private());
    }
    match place.kind().map_err(failure::of)? {
        FileType::RegularFile if overwrite => Ok(()),
        FileType::RegularFile => Err(failure::exists()),
        other => Err(failure::in_the_way(other)),
    }
}

/// Opens and locks the partial file.
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
        // Others may have created it if they can write to the folder.
        if !is_file || ours.st_uid != rustix::process::geteuid().as_raw() || ours.st_nlink > 1 {
            return Err(Error::new(Kind::FileExists, format!("another file is in the way: {name}"))
                .with("reason", "in_the_way")
                .with("path", "path"));
        }
        // Another call may have finished or deleted it between opening and locking.
        let there = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
        if there.is_ok_and(|there| (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)) {
            return Ok(file);
        }
    }
    Err(Error::new(Kind::FileExists, "another call is writing the same file to this path")
        .with("reason", "under_way")
        .with("path", "path"))
}
