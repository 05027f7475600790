//! A Unix socket that several programs share, each with its own connection.

mod inherited;
mod peer;
mod place;

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustix::fs::{FlockOperation, Mode, OFlags};
use tokio::net::{UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Framing, serve};
use crate::rpc::Catalog;
use crate::rpc::connection::Limits;

pub use inherited::Inherited;
use peer::Admitted;
use place::refused;
pub use place::{Trusted, lock_of};

/// Pause after a client could not be accepted. Others wait in the kernel's queue.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A listening socket.
pub struct Socket {
    listener: UnixListener,
    admitted: Admitted,
    /// `None` for an inherited socket, which the service manager removes.
    _bound: Option<Bound>,
}

/// The path of a socket that this process bound. Dropping it unlinks the path.
struct Bound {
    path: PathBuf,
    /// Held while listening, so that two daemons starting at once can't both find the socket dead.
    _lock: std::fs::File,
}

impl Socket {
    /// Listens at `path` for this user only: a missing folder is created with mode 0700, and the socket has mode 0600.
    /// With a group, its members can connect, too: the modes are 0750 and 0660.
    ///
    /// A socket that a dead process left behind is replaced, but never one that another process listens on.
    pub async fn bind(path: &Path, group: Option<u32>) -> io::Result<Self> {
        place::prepare(place::folder_of(path)?, group)?;
        let lock = lock(path)?;
        if path.symlink_metadata().is_ok() {
            clear(path).await?;
        }
        let listener = UnixListener::bind(path)?;
        let mode = match group {
            Some(_) => {
                std::os::unix::fs::chown(path, None, group)?;
                0o660
            }
            None => 0o600,
        };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
        let bound = Bound { path: path.to_owned(), _lock: lock };
        Ok(Self { listener, admitted: Admitted::new(group), _bound: Some(bound) })
    }

    /// Listens on a socket from the service manager. Its mode and folder must keep others out, as with
    /// [`Socket::bind`].
    pub fn inherit(inherited: Inherited, group: Option<u32>) -> io::Result<Self> {
        inherited.check(group)?;
        inherited.listener.set_nonblocking(true)?;
        let listener = UnixListener::from_std(inherited.listener)?;
        Ok(Self { listener, admitted: Admitted::new(group), _bound: None })
    }

    /// Serves clients until `stop`.
    pub async fn serve(
        self,
        catalog: Arc<Catalog>,
        framing: Framing,
        limits: Limits,
        stop: CancellationToken,
    ) -> io::Result<()> {
        let clients = TaskTracker::new();
        let mut starved = false;
        loop {
            let client = tokio::select! {
                client = self.listener.accept() => client,
                () = stop.cancelled() => break,
            };
            let stream = match client {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Most likely out of descriptors. Connected clients continue, and release some.
                    if !std::mem::replace(&mut starved, true) {
                        tracing::warn!(%error, "cannot accept clients for now");
                    }
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            starved = false;
            match self.admitted.admits(&stream) {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => {
                    tracing::warn!(%error, "rejected a client because its user is unknown");
                    continue;
                }
            }
            let (catalog, stop) = (catalog.clone(), stop.clone());
            clients.spawn(async move {
                let (reader, writer) = stream.into_split();
                if let Err(error) = serve(catalog, framing, limits, reader, writer, stop).await {
                    tracing::warn!(%error, "a client's connection failed");
                }
            });
        }
        clients.close();
        clients.wait().await;
        Ok(())
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Removes a socket that no process listens on.
async fn clear(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt;
    if !path.symlink_metadata()?.file_type().is_socket() {
        return Err(refused(path, "exists and is not a socket"));
    }
    match UnixStream::connect(path).await {
        Ok(_) => Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("{}: another telewire listens there already", path.display()),
        )),
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => std::fs::remove_file(path),
        Err(error) => Err(error),
    }
}

fn lock(path: &Path) -> io::Result<std::fs::File> {
    let flags = OFlags::CREATE | OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let file = rustix::fs::open(lock_of(path), flags, Mode::RUSR | Mode::WUSR)?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file.into()),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("{}: another telewire listens there already", path.display()),
        )),
        Err(error) => Err(error.into()),
    }
}
