//! Who is at the other end of a connection, according to the kernel.

use std::io;
use std::os::fd::AsRawFd;

use tokio::net::UnixStream;

/// Who may connect: the daemon's user, root, and the members of an optional group.
#[derive(Clone, Copy, Debug)]
pub struct Admitted {
    own: u32,
    group: Option<u32>,
}

impl Admitted {
    pub fn new(group: Option<u32>) -> Self {
        Self { own: rustix::process::geteuid().as_raw(), group }
    }

    /// Whether the client may connect. Fails if its user can't be determined.
    pub fn admits(self, client: &UnixStream) -> io::Result<bool> {
        let peer = client.peer_cred()?;
        if peer.uid() == self.own || peer.uid() == 0 {
            return Ok(true);
        }
        let admitted = match self.group {
            Some(group) => peer.gid() == group || groups(client)?.contains(&group),
            None => false,
        };
        if !admitted {
            tracing::warn!(uid = peer.uid(), "rejected a client of another user");
        }
        Ok(admitted)
    }
}

/// Returns the supplementary groups that the peer had when it connected.
#[allow(unsafe_code, reason = "neither rustix nor nix reads SO_PEERGROUPS")]
fn groups(stream: &UnixStream) -> io::Result<Vec<u32>> {
    // A user has at most 65,536 groups (NGROUPS_MAX). If they don't fit, the kernel returns their number.
    let mut groups: Vec<libc::gid_t> = vec![0; 64];
    loop {
        let mut size = (groups.len() * size_of::<libc::gid_t>()) as libc::socklen_t;
        // SAFETY: the buffer has `size` bytes, and any bytes are valid group ids.
        let answer = unsafe {
            libc::getsockopt(
                stream.as_raw_fd(),
                libc::SOL_SOCKET,
                libc::SO_PEERGROUPS,
                groups.as_mut_ptr().cast(),
                &raw mut size,
            )
        };
        let count = size as usize / size_of::<libc::gid_t>();
        if answer == 0 {
            groups.truncate(count);
            return Ok(groups);
        }
        let error = io::Error::last_os_error();
        if error.raw_os_error() != Some(libc::ERANGE) || count <= groups.len() {
            return Err(error);
        }
        groups.resize(count, 0);
    }
}
