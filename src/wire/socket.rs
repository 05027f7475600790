//! A Unix socket that several tools share, each with a connection of its own.

use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
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

/// After a client could not be accepted. The next one waits in the kernel's queue.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A socket that is listened on. It is unlinked when dropped.
pub struct Socket {
    listener: UnixListener,
    path: PathBuf,
    /// Held while we listen, so that two daemons that start at once can't both find the socket dead.
    _lock: std::fs::File,
}

impl Socket {
    /// Listens at `path`, for this user alone: its folder gets mode 0700 if it is made here, the socket 0600.
    ///
    /// A socket that another process still listens on is never taken over; one that was left behind is.
    pub async fn bind(path: &Path) -> io::Result<Self> {
        let folder = match path.parent() {
            Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
            Some(folder) => folder,
            None => return Err(refused(path, "is no path to a socket")),
        };
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        check_folder(folder)?;
        let lock = lock(path)?;
        if path.symlink_metadata().is_ok() {
            clear(path).await?;
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self { listener, path: path.to_owned(), _lock: lock })
    }

    /// Serves each client to its end, until asked to stop.
    pub async fn serve(
        self,
        catalog: Arc<Catalog>,
        framing: Framing,
        limits: Limits,
        stop: CancellationToken,
    ) -> io::Result<()> {
        let clients = TaskTracker::new();
        let own = rustix::process::geteuid().as_raw();
        let mut starved = false;
        loop {
            let client = tokio::select! {
                client = self.listener.accept() => client,
                () = stop.cancelled() => break,
            };
            let stream = match client {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of descriptors, most likely. Connected clients go on and give some back.
                    if !std::mem::replace(&mut starved, true) {
                        tracing::warn!(%error, "no client can be accepted for now");
                    }
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            starved = false;
            match stream.peer_cred() {
                Ok(peer) if peer.uid() == own || peer.uid() == 0 => {}
                Ok(peer) => {
                    tracing::warn!(uid = peer.uid(), "another user's client is turned away");
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "a client that can't be told is turned away");
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

impl Drop for Socket {
    fn drop(&mut self) {
        // If it is gone already, so much the better.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The folder decides who may reach the socket, so it must be this user's and closed to writing by others; the
/// sticky bit of `/tmp` keeps others from replacing the socket, too.
fn check_folder(folder: &Path) -> io::Result<()> {
    let metadata = folder.metadata()?;
    let own = rustix::process::geteuid().as_raw();
    let sticky = metadata.mode() & 0o1000 != 0;
    if metadata.uid() != own && !sticky {
        return Err(refused(folder, "belongs to another user; choose a folder of your own"));
    }
    if metadata.mode() & 0o022 != 0 && !sticky {
        return Err(refused(
            folder,
            "can be written to by others; choose another folder, or `chmod go-w` it",
        ));
    }
    Ok(())
}

/// Removes a socket that nobody listens on any more.
async fn clear(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::FileTypeExt;
    if !path.symlink_metadata()?.file_type().is_socket() {
        return Err(refused(path, "exists and is no socket"));
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

/// The file by which the daemons of one socket path keep each other out.
pub fn lock_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
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

fn refused(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, format!("{} {why}", path.display()))
}
