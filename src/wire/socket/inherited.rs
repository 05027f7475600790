//! A socket that a service manager already listens on, such as one of a systemd socket unit.
//! <https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html>

use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use listenfd::ListenFd;

use super::place::{self, refused};

/// A listening socket that this process inherited.
pub struct Inherited {
    pub(super) listener: UnixListener,
    path: PathBuf,
}

impl Inherited {
    /// Takes the socket that `LISTEN_FDS` announces, if any, and removes the variable from the environment.
    pub fn take() -> io::Result<Option<Self>> {
        let mut inherited = ListenFd::from_env();
        if inherited.len() > 1 {
            let count = inherited.len();
            return Err(invalid(format!("the service manager passed {count} sockets; pass one")));
        }
        let Some(listener) = inherited.take_unix_listener(0)? else { return Ok(None) };
        if !rustix::net::sockopt::socket_acceptconn(&listener)? {
            return Err(invalid("the service manager passed a socket that doesn't listen; set Accept=no"));
        }
        let address = listener.local_addr()?;
        let path = address.as_pathname().ok_or_else(|| {
            invalid("the service manager passed a socket without a path, which any user could connect to")
        })?;
        Ok(Some(Self { path: path.to_owned(), listener }))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a socket that others can connect to or replace. systemd's default mode is 0666.
    pub(super) fn check(&self, group: Option<u32>) -> io::Result<()> {
        let metadata = self.path.metadata()?;
        if !place::is_own_or_roots(&metadata) {
            return Err(refused(&self.path, "belongs to another user; set SocketUser="));
        }
        if metadata.mode() & 0o007 != 0 {
            return Err(refused(&self.path, "lets every user connect; set SocketMode=0600"));
        }
        if metadata.mode() & 0o070 != 0 && group != Some(metadata.gid()) {
            let why = "lets its group connect; set SocketMode=0600, or name that group with --socket-group";
            return Err(refused(&self.path, why));
        }
        place::check_folder(place::folder_of(&self.path)?, group)
    }
}

fn invalid(why: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why.into())
}
