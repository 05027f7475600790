//! Failures of the file system, as callers see them.

use std::io;

use rustix::io::Errno;

use crate::error::{Error, Kind};

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
        Io::NotADirectory => wrong("goes through something that is no folder"),
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
    Error::new(Kind::InvalidParams, format!("`path` {how}"))
        .with("path", "path")
        .with("expected", "the path of a file")
}

pub fn outside() -> Error {
    Error::new(Kind::PolicyDenied, "the path leads outside of the folders that this daemon may use")
        .with("reason", "files_root")
}

pub fn exists() -> Error {
    Error::new(Kind::FileExists, "there is a file of this name").hint("pass overwrite: true to replace it")
}
