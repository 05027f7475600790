//! What a handler is given: the caller's session, opened, and the daemon it runs in.

use std::sync::Arc;
use std::time::Instant;

use crate::error::{Error, Kind, Result};
use crate::rpc;
use crate::secret::Secret;
use crate::session::{Invalid, Session, Sessions};

/// What all calls of a process share.
pub struct Daemon {
    pub sessions: Sessions,
    /// What the server is called: `production`, `test`, or what its description says.
    pub server_name: String,
    pub started: Instant,
}

/// One call, as a handler sees it.
pub struct Call {
    daemon: Arc<Daemon>,
    rpc: rpc::Call,
}

/// What the names of handles begin with.
pub const HANDLE: &str = "h1.";

impl Call {
    pub fn new(daemon: Arc<Daemon>, rpc: rpc::Call) -> Self {
        Self { daemon, rpc }
    }

    pub fn daemon(&self) -> &Arc<Daemon> {
        &self.daemon
    }

    pub fn rpc(&self) -> &rpc::Call {
        &self.rpc
    }

    /// The session string that the call carries, or that its handle stands for.
    pub fn session_text(&self) -> Result<Secret> {
        let Some(given) = &self.rpc.session else {
            return Err(Error::new(Kind::InvalidParams, "`session` is missing")
                .with("path", "session")
                .with("expected", "a session string, or a handle from session.attach"));
        };
        if !given.expose().starts_with(HANDLE) {
            return Ok(given.clone());
        }
        self.rpc.connection.attached(given.expose()).ok_or_else(|| Invalid::UnknownHandle.into())
    }

    /// The session that the call carries.
    pub fn session(&self) -> Result<Arc<Session>> {
        self.daemon.sessions.open(self.session_text()?.expose())
    }

    /// Seals a session for the caller. A handle that the call came with stands for it from now on.
    pub fn seal(&self, session: &Session) -> Secret {
        let sealed = self.daemon.sessions.seal(session);
        self.follow(&sealed);
        sealed
    }

    /// Lets the handle that the call came with, if it did, stand for a newer session string.
    pub fn follow(&self, sealed: &Secret) {
        if let Some(given) = &self.rpc.session
            && given.expose().starts_with(HANDLE)
        {
            self.rpc.connection.attach(given.expose().to_owned(), sealed.clone());
        }
    }
}
