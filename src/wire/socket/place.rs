//! The folder of a socket, and who else could replace the socket.

use std::fs::{DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// The folder of a path.
pub fn folder_of(path: &Path) -> io::Result<&Path> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Ok(Path::new(".")),
        Some(folder) => Ok(folder),
        None => Err(refused(path, "is not a path for a socket")),
    }
}

/// Creates a folder for a socket and its missing parents, with mode 0700, or 0750 for a group. An existing folder stays
/// as it is, and is refused if others could replace the socket or the group can't reach it.
pub fn prepare(folder: &Path, group: Option<u32>) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !is_there(folder)).collect();
    for folder in missing.into_iter().rev() {
        match DirBuilder::new().mode(0o700).create(folder) {
            // Another daemon starting at the same time may have been quicker.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            made => made?,
        }
        if let Some(group) = group {
            std::os::unix::fs::chown(folder, None, Some(group))?;
            std::fs::set_permissions(folder, Permissions::from_mode(0o750))?;
        }
    }
    check_folder(folder, group)
}

fn is_there(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.symlink_metadata().is_ok()
}

/// The folder decides who can reach the socket, so it must belong to this user or root and not be writable by others.
/// The sticky bit, as on `/tmp`, also keeps others from replacing the socket.
pub fn check_folder(folder: &Path, group: Option<u32>) -> io::Result<()> {
    let metadata = folder.metadata()?;
    if !is_own_or_roots(&metadata) {
        return Err(refused(folder, "belongs to another user; choose your own folder"));
    }
    if is_open(&metadata) {
        return Err(refused(folder, "is writable by others; choose another folder, or `chmod go-w` it"));
    }
    let lets_in =
        |group| metadata.mode() & 0o001 != 0 || metadata.mode() & 0o010 != 0 && metadata.gid() == group;
    if group.is_some_and(|group| !lets_in(group)) {
        return Err(refused(
            folder,
            "is not accessible to the socket's group; `chgrp` it, and `chmod g+x` it",
        ));
    }
    Ok(())
}

/// The users whose daemon a client trusts with its secrets.
#[derive(Clone, Debug)]
pub struct Trusted(Vec<u32>);

impl Trusted {
    /// This user and root.
    pub fn own() -> Self {
        Self(vec![rustix::process::geteuid().as_raw(), 0])
    }

    /// This user, root, and the owner of a socket that was named explicitly.
    pub fn with_owner_of(socket: &Path) -> io::Result<Self> {
        let mut trusted = Self::own();
        trusted.0.push(socket.metadata()?.uid());
        Ok(trusted)
    }

    pub fn includes(&self, uid: u32) -> bool {
        self.0.contains(&uid)
    }

    /// Refuses a socket that another user owns, or could have placed there by writing to a folder above it.
    pub fn check(&self, socket: &Path) -> io::Result<()> {
        // Symbolic links on the way count as well as the folders above their target.
        for way in [std::path::absolute(socket)?, socket.canonicalize()?] {
            for part in way.ancestors() {
                let metadata = part.symlink_metadata()?;
                self.check_owner(part, &metadata)?;
                if metadata.is_dir() && is_open(&metadata) {
                    let why = "is writable by others, so the socket may not be the daemon's";
                    return Err(refused(part, why));
                }
            }
        }
        Ok(())
    }

    fn check_owner(&self, path: &Path, metadata: &Metadata) -> io::Result<()> {
        match self.includes(metadata.uid()) {
            true => Ok(()),
            false => Err(refused(path, "belongs to another user, so the socket may not be the daemon's")),
        }
    }
}

/// Whether a file belongs to this user, or to root, who can do anything anyway.
pub fn is_own_or_roots(metadata: &Metadata) -> bool {
    let own = rustix::process::geteuid().as_raw();
    metadata.uid() == own || metadata.uid() == 0
}

/// Whether others can replace the files in a folder.
fn is_open(metadata: &Metadata) -> bool {
    metadata.mode() & 0o022 != 0 && !is_sticky(metadata)
}

fn is_sticky(metadata: &Metadata) -> bool {
    metadata.mode() & 0o1000 != 0
}

/// The lock file that keeps a second daemon off a socket path.
pub fn lock_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

pub fn refused(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, format!("{} {why}", path.display()))
}
