//! A cache of opened session strings.
//!
//! Clients send the same string with every call, and opening it costs several times as much as finding it here.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem;
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};

use crate::error::Result;
use crate::secret::{Secret, SecretBytes};
use crate::session::{Keyring, Session};

/// Seals and opens the sessions of one server.
#[derive(Debug)]
pub struct Sessions {
    keyring: Keyring,
    server: String,
    opened: Mutex<Opened>,
}

impl Sessions {
    /// `server` is the server's name.
    pub fn new(keyring: Keyring, server: &str) -> Self {
        Self { keyring, server: server.to_owned(), opened: Mutex::default() }
    }

    pub fn open(&self, text: &str) -> Result<Arc<Session>> {
        if let Some(session) = self.opened().get(text) {
            return Ok(session);
        }
        let session = Arc::new(self.keyring.open(text, &self.server)?);
        self.opened().insert(Text(Secret::new(text)), session.clone());
        Ok(session)
    }

    /// Drops all sessions with this auth key, for logins that have ended.
    pub fn forget(&self, auth_key: &SecretBytes<256>) {
        let mut opened = self.opened();
        let Opened { young, old } = &mut *opened;
        for generation in [young, old] {
            generation.retain(|_, session| session.auth_key.expose() != auth_key.expose());
        }
    }

    pub fn seal(&self, session: &Session) -> Secret {
        self.keyring.seal(session)
    }

    /// Reseals a session string with the first key.
    pub fn reseal(&self, text: &str) -> Result<Secret> {
        Ok(self.seal(&*self.open(text)?))
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        self.opened.lock()
    }
}

/// Two generations: used entries move to the young one, and when that is full the old one is dropped. So the last
/// [`GENERATION`] used strings are always cached, and at most twice as many.
#[derive(Default)]
struct Opened {
    young: HashMap<Text, Arc<Session>>,
    old: HashMap<Text, Arc<Session>>,
}

/// About 2 MB when both generations are full, and up to 10 MB if all strings have the maximum length.
const GENERATION: usize = 512;

impl Opened {
    fn get(&mut self, text: &str) -> Option<Arc<Session>> {
        if let Some(session) = self.young.get(text) {
            return Some(session.clone());
        }
        let (text, session) = self.old.remove_entry(text)?;
        self.insert(text, session.clone());
        Some(session)
    }

    fn insert(&mut self, text: Text, session: Arc<Session>) {
        if self.young.len() >= GENERATION {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(text, session);
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({})", self.young.len() + self.old.len())
    }
}

/// A session string as the key of a map.
///
/// The map compares whole strings rather than hashes. A collision-resistant hash (SHA-256) costs more than opening the
/// string on processors without instructions for it, and a collision in a weaker one would give an attacker another
/// login. The sealed string reveals nothing beyond the opened session next to it.
struct Text(Secret);

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.0.expose()
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expose().hash(state);
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose() == other.0.expose()
    }
}

impl Eq for Text {}
