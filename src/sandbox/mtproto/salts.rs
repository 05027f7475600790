//! Server salts, which change every half hour. <https://core.telegram.org/mtproto/description#server-salt>

use std::time::Duration;

use grammers_tl_types as tl;
use sha2::{Digest, Sha256};

use super::moment::Moment;
use super::random;

/// > A (random) 64-bit number changed every 30 minutes at the request of the server. All subsequent messages must
/// > contain the new salt (although, messages with the old salt are still accepted for a further 1800 seconds).
const PERIOD: u64 = 1800;

/// An auth key's salts. The first one comes from the key exchange, the others are derived from a secret. They expire by
/// the sandbox's clock.
pub struct Salts {
    first: i64,
    since: u64,
    secret: [u8; 32],
}

impl Salts {
    pub fn new(first: i64, now: Duration) -> Self {
        Self { first, since: now.as_secs(), secret: random::array() }
    }

    /// Returns the current salt.
    pub fn current(&self, now: Duration) -> i64 {
        self.nth(self.index(now))
    }

    /// Whether a message with this salt is accepted now.
    pub fn accept(&self, salt: i64, now: Duration) -> bool {
        let index = self.index(now);
        salt == self.nth(index) || index > 0 && salt == self.nth(index - 1)
    }

    /// Returns the current salt and the following ones.
    pub fn future(&self, count: i32, now: Moment) -> Vec<tl::types::FutureSalt> {
        let first = self.index(now.of_age());
        (first..first + count.clamp(1, 64) as u64)
            .map(|index| {
                let since = now.told(Duration::from_secs(self.since + index * PERIOD)).as_secs();
                tl::types::FutureSalt {
                    valid_since: since as i32,
                    valid_until: (since + 2 * PERIOD) as i32,
                    salt: self.nth(index),
                }
            })
            .collect()
    }

    fn index(&self, now: Duration) -> u64 {
        now.as_secs().saturating_sub(self.since) / PERIOD
    }

    fn nth(&self, index: u64) -> i64 {
        if index == 0 {
            return self.first;
        }
        let hash = Sha256::new().chain_update(self.secret).chain_update(index.to_le_bytes()).finalize();
        i64::from_le_bytes(hash[..8].try_into().expect("SHA-256 has 32 bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::salts::*;

    const START: Duration = Duration::from_secs(1_700_000_000);

    const FROM_START: Moment = Moment::new(START, Duration::ZERO);

    fn after(seconds: u64) -> Duration {
        START + Duration::from_secs(seconds)
    }

    #[test]
    fn the_first_salt_is_the_key_exchanges_and_lives_for_30_and_30_minutes() {
        let salts = Salts::new(77, START);
        assert_eq!(salts.current(after(1799)), 77);
        assert_ne!(salts.current(after(1800)), 77);
        assert!(salts.accept(77, after(3599)));
        assert!(!salts.accept(77, after(3600)));
    }

    #[test]
    fn a_salt_is_not_accepted_before_its_time() {
        let salts = Salts::new(77, START);
        let next = salts.future(2, FROM_START)[1].salt;
        assert!(!salts.accept(next, after(1799)));
        assert!(salts.accept(next, after(1800)));
        assert_eq!(salts.current(after(1800)), next);
    }

    /// > The client may at any time request from the server several (between 1 and 64) future server salts together
    /// > with their validity periods. <https://core.telegram.org/mtproto/service_messages#request-for-several-future-salts>
    #[test]
    fn future_salts_are_those_that_later_become_current() {
        let salts = Salts::new(77, START);
        let future = salts.future(1000, FROM_START);
        assert_eq!(future.len(), 64);
        for salt in future {
            let since = Duration::from_secs(salt.valid_since as u64);
            assert_eq!(salts.current(since), salt.salt);
            assert!(salts.accept(salt.salt, Duration::from_secs(salt.valid_until as u64 - 1)));
            assert!(!salts.accept(salt.salt, Duration::from_secs(salt.valid_until as u64)));
        }
    }
}
