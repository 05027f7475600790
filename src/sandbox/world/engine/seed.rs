//! Random values derived from the seed, so that the same run gives the same world.

use sha2::{Digest, Sha256};

use crate::sandbox::world::World;
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Derives 64 bits from the seed, a name and numbers. They never change.
    pub(in crate::sandbox::world) fn seeded(&self, name: &str, numbers: &[i64]) -> i64 {
        let digest = self.seeded_bytes(name, numbers);
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        i64::from_le_bytes(first)
    }

    /// Draws the next 64 random bits.
    pub(in crate::sandbox::world) fn random(&mut self) -> i64 {
        self.drawn += 1;
        self.seeded("drawn", &[self.drawn as i64])
    }

    /// Draws random bytes.
    pub(in crate::sandbox::world) fn random_bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 32);
        while bytes.len() < length {
            self.drawn += 1;
            bytes.extend(self.seeded_bytes("drawn", &[self.drawn as i64]));
        }
        bytes.truncate(length);
        bytes
    }

    /// Draws an unused id in the range of Telegram's own.
    pub(in crate::sandbox::world) fn new_id(&mut self, peer: fn(i64) -> Peer) -> i64 {
        loop {
            let id = 1_000_000_000 + self.random().rem_euclid(1_000_000_000);
            let taken = match peer(id) {
                Peer::User(id) => self.people.contains_key(&id),
                chat => self.chats.contains_key(&chat),
            };
            if !taken {
                return id;
            }
        }
    }

    pub(in crate::sandbox::world) fn seeded_bytes(&self, name: &str, numbers: &[i64]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.seed.to_le_bytes());
        hash.update(name.as_bytes());
        for number in numbers {
            hash.update(number.to_le_bytes());
        }
        hash.finalize().into()
    }
}
