//! Opens each distinct session string once.
//!
//! Clients send the same string with every call, and to open it costs several times what it costs to find it here.
//! What was opened is remembered by the string's bytes.

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

    /// Forgets all that was opened with this auth key, as when its login has ended.
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

    /// The same login, sealed anew with the first key.
    pub fn reseal(&self, text: &str) -> Result<Secret> {
        Ok(self.seal(&*self.open(text)?))
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    fn opened(&self) -> MutexGuard<'_, Opened> {
        // What a panic leaves behind here is a smaller cache at worst.
        self.opened.lock()
    }
}

/// Two generations: what is used moves to the young one, and when that is full the old one goes. So what was used
/// among the last [`GENERATION`] strings is always known, and never more than twice as many are kept.
#[derive(Default)]
struct Opened {
    young: HashMap<Text, Arc<Session>>,
    old: HashMap<Text, Arc<Session>>,
}

/// About 2 MB when both generations are full; up to 10 MB where each string holds all that it can.
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
/// The map keeps the whole string and compares it, rather than a hash of it: a hash that an attacker can't collide
/// (SHA-256) costs more than opening the string where the processor has no instructions for it, and one that he might
/// collide would hand him another's login. The sealed string tells nothing that the opened session beside it does not.
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
