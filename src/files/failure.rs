//! Converts errors of the file system. Each error names the param in `path`.

use std::io;

use rustix::fs::FileType;
use rustix::io::Errno;

use super::not_paths;
use crate::error::{Error, Kind};

/// Maximum characters of a path in an error, the longest that a path can have.
const MAX_SHOWN: usize = 4096;

/// Adds the file to an error: `path` is the param, and `file_path` the path as the caller wrote it.
pub fn named(error: Error, path: &str) -> Error {
    if error.kind() == Kind::Internal {
        return error;
    }
    let shown: String = path.chars().take(MAX_SHOWN).collect();
    let error = if shown.is_empty() { error } else { error.about(&shown).with("file_path", shown) };
    let error = if error.get("path").is_none() { error.with("path", "path") } else { error };
    match not_paths::hint(path) {
        Some(hint) if error.facts().hint.is_none() => error.hint(hint),
        _ => error,
    }
}

/// The error for a failed operation on the caller's path.
pub fn of(error: io::Error) -> Error {
    use io::ErrorKind as Io;
    let errno = error.raw_os_error().map(Errno::from_raw_os_error);
    let failure = match (error.kind(), errno) {
        (_, Some(Errno::LOOP)) => return wrong("has too many symbolic links"),
        (_, Some(Errno::NXIO | Errno::NODEV)) => return wrong("is not a regular file"),
        (Io::NotFound, _) => Error::new(Kind::FileNotFound, "this file or folder does not exist"),
        (Io::AlreadyExists, _) => return exists(),
        (Io::PermissionDenied, _) => denied("permission", "this daemon has no permission to use the file"),
        (Io::ReadOnlyFilesystem, _) => denied("read_only_file_system", "the file system is read-only"),
        (Io::NotADirectory, _) => return wrong("leads through something that is not a folder"),
        (Io::IsADirectory, _) => return wrong("is a folder"),
        (Io::InvalidFilename, _) => return wrong("is too long"),
        (Io::StorageFull, _) => too_large("no_space", "the disk has no room for the file"),
        (Io::QuotaExceeded, _) => too_large("quota", "the file would exceed this daemon's disk quota"),
        (Io::FileTooLarge, _) => {
            too_large("file_size_limit", "the file exceeds the system's size limit for this daemon")
        }
        _ => return Error::of_system(error),
    };
    failure.with("path", "path")
}

/// A path that can't be used.
pub fn wrong(how: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("the path {how}"))
        .with("path", "path")
        .with("expected", "the path of a file")
}

/// The error for a path that isn't a regular file.
pub fn no_file(found: FileType) -> Error {
    wrong(match found {
        FileType::Directory => "is a folder",
        FileType::Fifo => "is a named pipe, not a file: read it first, and pass a file or `data_base64`",
        FileType::Socket => "is a socket, not a file",
        FileType::CharacterDevice | FileType::BlockDevice => "is a device, not a file",
        _ => "is not a file",
    })
}

/// The error for a target that isn't a regular file, and so isn't replaced.
pub fn in_the_way(kind: FileType) -> Error {
    wrong(match kind {
        FileType::Directory => "is a folder",
        FileType::Symlink => "is a symbolic link, and only regular files are replaced",
        FileType::Fifo => "is a named pipe, and only regular files are replaced",
        FileType::Socket => "is a socket, and only regular files are replaced",
        FileType::CharacterDevice | FileType::BlockDevice => {
            "is a device, and only regular files are replaced"
        }
        _ => "is not a regular file, and only those are replaced",
    })
}

pub fn outside() -> Error {
    denied("files_root", "the path leads outside of the folders that this daemon may use")
        .with("path", "path")
}

pub fn private() -> Error {
    denied("private", "the path leads to one of the daemon's own files, which callers cannot access")
        .with("path", "path")
}

pub fn read_only() -> Error {
    denied("read_only", "this daemon was started with --read-only, so it does not write files")
        .with("path", "path")
        .hint("start it with --files-root DIR as well to let callers write in DIR")
}

pub fn exists() -> Error {
    Error::new(Kind::FileExists, "the file already exists")
        .with("path", "path")
        .hint("pass overwrite: true to replace it")
}

fn denied(reason: &str, message: &str) -> Error {
    Error::new(Kind::PolicyDenied, message).with("reason", reason)
}

fn too_large(reason: &str, message: &str) -> Error {
    Error::new(Kind::TooLarge, message).with("reason", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_refuses_is_no_bug_of_ours() {
        for (errno, kind, reason) in [
            (Errno::ACCESS, Kind::PolicyDenied, Some("permission")),
            (Errno::PERM, Kind::PolicyDenied, Some("permission")),
            (Errno::ROFS, Kind::PolicyDenied, Some("read_only_file_system")),
            (Errno::NOSPC, Kind::TooLarge, Some("no_space")),
            (Errno::DQUOT, Kind::TooLarge, Some("quota")),
            (Errno::FBIG, Kind::TooLarge, Some("file_size_limit")),
            (Errno::NOENT, Kind::FileNotFound, None),
            (Errno::EXIST, Kind::FileExists, None),
            (Errno::LOOP, Kind::InvalidParams, None),
            (Errno::NXIO, Kind::InvalidParams, None),
            (Errno::NAMETOOLONG, Kind::InvalidParams, None),
            (Errno::NOTDIR, Kind::InvalidParams, None),
            (Errno::ISDIR, Kind::InvalidParams, None),
        ] {
            let error = of(errno.into());
            assert_eq!(error.kind(), kind, "{errno:?}");
            assert_eq!(error.get("reason").and_then(|reason| reason.as_str()), reason, "{errno:?}");
            assert_eq!(error.get("path"), Some(&"path".into()), "{errno:?}");
        }
        for errno in [Errno::MFILE, Errno::NFILE] {
            assert_eq!(of(errno.into()).kind(), Kind::ResourceExhausted, "{errno:?}");
        }
    }
}
