//! Who listens to the updates that come over a key's connection.

use std::sync::Arc;

use tokio::sync::broadcast;

/// Updates that a listener may be behind before it misses the oldest.
const CAPACITY: usize = 256;

/// Those who listen, over all connections that a key has one after the other. Telegram gives updates to a connection
/// whose requests ask for them: while nobody listens, none does.
#[derive(Clone, Debug)]
pub struct Listeners(broadcast::Sender<Arc<[u8]>>);

/// What came since the listener began: each a serialized `Updates`.
pub type Updates = broadcast::Receiver<Arc<[u8]>>;

impl Default for Listeners {
    fn default() -> Self {
        Self(broadcast::Sender::new(CAPACITY))
    }
}

impl Listeners {
    pub fn listen(&self) -> Updates {
        self.0.subscribe()
    }

    pub fn is_anybody_there(&self) -> bool {
        self.0.receiver_count() > 0
    }

    pub fn tell(&self, updates: Vec<u8>) {
        // Without listeners there is nobody to miss it.
        let _ = self.0.send(updates.into());
    }
}
