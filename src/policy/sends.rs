//! Counts sent messages against daily limits, in memory.
//!
//! A day starts with the first message and lasts 24 hours. Each process counts separately, starting at zero.

use std::collections::HashMap;

use parking_lot::{Mutex, MutexGuard};

/// A daily limit of messages, and the id that it is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub id: u64,
    pub a_day: u32,
}

/// The messages of the current day by limit.
#[derive(Debug, Default)]
pub struct Sends(Mutex<HashMap<u64, Count>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    /// When the first one was sent, in Unix time.
    since: i64,
    sent: u32,
}

/// A limit is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedUp {
    /// The remaining number of messages.
    pub left: u32,
    /// Seconds until the limit is reset.
    pub retry_after: u32,
}

/// Counted messages, which can be given back if they aren't sent.
#[derive(Debug)]
pub struct Counted<'a> {
    sends: &'a Sends,
    /// The limits, and when the day of each started.
    limits: Vec<(u64, i64)>,
    count: u32,
}

const DAY: i64 = 86_400;

/// Maximum number of limits to count at once, about 2 MB. Each has sent a message within a day, so only very many logins
/// together reach this. Further limits can't send until others' days are over.
const MAX_LIMITS: usize = 1 << 16;

impl Sends {
    /// Counts messages to send, against all limits or none. `now` is Unix time in seconds.
    pub fn count(&self, limits: &[Limit], count: u32, now: i64) -> Result<Counted<'_>, UsedUp> {
        let mut counts = self.lock();
        let used_up = limits.iter().filter_map(|limit| {
            let (since, sent) = known(&counts, limit.id, now);
            let left = limit.a_day.saturating_sub(sent);
            (left < count).then(|| UsedUp { left, retry_after: (since + DAY - now).clamp(1, DAY) as u32 })
        });
        if let Some(used_up) = used_up.max_by_key(|used_up| used_up.retry_after) {
            return Err(used_up);
        }
        if counts.len() + limits.len() > MAX_LIMITS {
            counts.retain(|_, count| count.since + DAY > now);
        }
        if counts.len() + limits.len() > MAX_LIMITS {
            return Err(UsedUp { left: 0, retry_after: DAY as u32 });
        }
        let mut counted = Vec::with_capacity(limits.len());
        for limit in limits {
            let (since, sent) = known(&counts, limit.id, now);
            counts.insert(limit.id, Count { since, sent: sent + count });
            counted.push((limit.id, since));
        }
        drop(counts);
        Ok(Counted { sends: self, limits: counted, count })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Count>> {
        self.0.lock()
    }
}

/// When a limit's day started, and how much was sent since. Setting the clock back doesn't end a day.
fn known(counts: &HashMap<u64, Count>, id: u64, now: i64) -> (i64, u32) {
    let count = counts.get(&id).filter(|count| count.since + DAY > now);
    count.map_or((now, 0), |count| (count.since, count.sent))
}

impl Counted<'_> {
    /// Discounts the messages because none of them was sent.
    pub fn give_back(self) {
        let mut counts = self.sends.lock();
        for (id, since) in &self.limits {
            let Some(count) = counts.get_mut(id).filter(|count| count.since == *since) else { continue };
            count.sent = count.sent.saturating_sub(self.count);
            if count.sent == 0 {
                counts.remove(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Limit = Limit { id: 1, a_day: 2 };
    const NOON: i64 = 20_000 * DAY + DAY / 2;

    #[test]
    fn a_limit_holds_for_a_day_from_the_first_message_on() {
        let sends = Sends::default();
        assert!(sends.count(&[TWO], 1, NOON).is_ok() && sends.count(&[TWO], 1, NOON + 1).is_ok());
        let told = sends.count(&[TWO], 1, NOON + 2).unwrap_err();
        assert_eq!(told, UsedUp { left: 0, retry_after: (DAY - 2) as u32 });
        assert!(sends.count(&[TWO], 1, NOON + DAY - 1).is_err());
        assert!(sends.count(&[TWO], 2, NOON + DAY).is_ok());
        // A clock that is set back gives nothing anew.
        assert!(sends.count(&[TWO], 1, NOON).is_err());
    }

    #[test]
    fn what_was_not_sent_is_given_back() {
        let sends = Sends::default();
        sends.count(&[TWO], 2, NOON).unwrap().give_back();
        assert!(sends.lock().is_empty());
        assert!(sends.count(&[TWO], 3, NOON).is_err_and(|told| told.left == 2));
        assert!(sends.count(&[TWO], 2, NOON).is_ok());
    }

    #[test]
    fn limits_count_together_or_not_at_all() {
        let (sends, one) = (Sends::default(), Limit { id: 2, a_day: 1 });
        assert!(sends.count(&[TWO, one], 1, NOON).is_ok());
        assert!(sends.count(&[TWO, one], 1, NOON).is_err());
        assert!(sends.count(&[TWO], 1, NOON).is_ok());
    }

    #[test]
    fn what_is_counted_is_bounded_and_nothing_of_the_last_day_is_forgotten() {
        let sends = Sends::default();
        let limit = |id| Limit { id, a_day: 1 };
        for id in 0..MAX_LIMITS as u64 {
            sends.count(&[limit(id)], 1, NOON).unwrap();
        }
        assert!(sends.count(&[limit(u64::MAX)], 1, NOON).is_err());
        assert!(sends.count(&[limit(0)], 1, NOON).is_err());
        assert!(sends.count(&[limit(u64::MAX)], 1, NOON + DAY).is_ok());
        assert_eq!(sends.lock().len(), 1);
    }
}
