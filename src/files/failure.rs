//! Failures of the file system, as callers see them.

use std::io;

use rustix::fs::FileType;
use rustix::io::Errno;

use super::not_paths;
use crate::error::{Error, Kind};

/// Characters of a path that an error repeats, at most: as many as a path may have.
const LONGEST: usize = 4096;

/// Says which file an error is about: `path` is the param that names it, `file_path` the file as the caller wrote it.
pub fn named(error: Error, path: &str) -> Error {
    if error.kind() == Kind::Internal {
        return error;
    }
    let shown: String = path.chars().take(LONGEST).collect();
    let error = if shown.is_empty() { error } else { error.about(&shown).with("file_path", shown) };
    let error = if error.get("path").is_none() { error.with("path", "path") } else { error };
    match not_paths::hint(path) {
        Some(hint) if error.get("hint").is_none() => error.hint(hint),
        _ => error,
    }
}

/// Of a path that the caller gave.
pub fn of(error: io::Error) -> Error {
    use io::ErrorKind as Io;
    match error.kind() {
        Io::NotFound => Error::new(Kind::FileNotFound, "there is no such file or folder"),
        Io::AlreadyExists => exists(),
        Io::PermissionDenied | Io::ReadOnlyFilesystem => {
            Error::new(Kind::PolicyDenied, "the system does not let this daemon use the file")
                .with("reason", "permission")
        }
        Io::NotADirectory => wrong("leads through something that is not a folder"),
        Io::IsADirectory => wrong("is a folder"),
        Io::InvalidFilename => wrong("is too long"),
        Io::StorageFull | Io::QuotaExceeded | Io::FileTooLarge => {
            Error::new(Kind::TooLarge, "the disk has no room for the file").with("reason", "no_space")
        }
        _ if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => wrong("goes in circles"),
        _ => Error::of_system(error),
    }
}

/// A path that can't be used.
pub fn wrong(how: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("the path {how}"))
        .with("path", "path")
        .with("expected", "the path of a file")
}

/// A path that leads to something else than a file.
pub fn no_file(found: FileType) -> Error {
    wrong(match found {
        FileType::Directory => "is a folder",
        FileType::Fifo => "is a named pipe, not a file: read it first, and pass a file or `data`",
        FileType::Socket => "is a socket, not a file",
        FileType::CharacterDevice | FileType::BlockDevice => "is a device, not a file",
        _ => "is not a file",
    })
}

pub fn outside() -> Error {
    Error::new(Kind::PolicyDenied, "the path leads outside of the folders that this daemon may use")
        .with("reason", "files_root")
}

pub fn exists() -> Error {
    Error::new(Kind::FileExists, "there is a file of this name").hint("pass overwrite: true to replace it")
}
