//! A file that isn't whole yet: it grows beside its target, and takes its name when it is whole.

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

    /// Writes it from its beginning, in place of what an earlier try left.
    pub fn rewrite(
        &mut self,
        write: impl FnOnce(&mut BufWriter<&mut Rest<'_>>) -> io::Result<()>,
    ) -> Result<()> {
        self.cut(0)?;
        let mut rest = Rest(self);
        let mut writer = BufWriter::new(&mut rest);
        write(&mut writer).and_then(|()| writer.flush()).map_err(failure::of)
    }

    /// Gives the file its name. When this is through it is on disk, whole.
    pub fn finish(mut self) -> Result<()> {
        self.file.sync_all().map_err(failure::of)?;
        match self.overwrite {
            true => self.replace()?,
            false => self.name_it(&self.partial_name).map_err(|error| failure::of(error.into()))?,
        }
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

    /// Gives the file its name, unless another has it.
    fn name_it(&self, from: &str) -> Result<(), Errno> {
        let (folder, to) = (&self.folder, &self.name);
        match rustix::fs::renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE) {
            // Not every file system knows how.
            Err(Errno::INVAL | Errno::NOSYS) => {
                rustix::fs::linkat(folder, from, folder, to, AtFlags::empty())?;
                rustix::fs::unlinkat(folder, from, AtFlags::empty())
            }
            named => named,
        }
    }

    /// Gives the file its name, in place of the regular file that may have it.
    fn replace(&self) -> Result<()> {
        let failed = |error: Errno| failure::of(error.into());
        // What is replaced has this name for a moment. It is nobody else's, so that no other call goes on with it.
        let aside = aside_name()?;
        rustix::fs::renameat(&self.folder, &self.partial_name, &self.folder, &aside).map_err(failed)?;
        let replaced = self.replace_from(&aside);
        if replaced.is_err() {
            // If it can't have its name back, it is of no more use.
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
            // To look first and to rename then would replace whatever came in between.
            match rustix::fs::renameat_with(folder, aside, folder, &self.name, RenameFlags::EXCHANGE) {
                Ok(()) => {}
                Err(Errno::NOENT) => continue,
                // Not every file system knows how.
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

/// A name that no other call has.
fn aside_name() -> Result<String> {
    let random = getrandom::u64().map_err(Error::internal)?;
    Ok(format!(".telewire-{random:016x}.part"))
}

/// Whether a file may be put there.
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
                .with("reason", "in_the_way")
                .with("path", "path"));
        }
        // Between opening and locking, another call may have finished it or given it up.
        let there = rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW);
        if there.is_ok_and(|there| (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)) {
            return Ok(file);
        }
    }
    Err(Error::new(Kind::FileExists, "another call is writing the same to this path")
        .with("reason", "under_way")
        .with("path", "path"))
}
