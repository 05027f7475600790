//! Finds updates that can't be parsed within a difference, by requesting ever smaller parts.

use std::collections::HashMap;

use super::state::Sequence;

/// Events requested at once: the most that Telegram returns to a user.
pub const LIMIT: i32 = 100;

/// How many numbers in a row are skipped one by one. After that, twice as many each time: one event can count for
/// several, and a server may not honour the limit.
const SINGLE_STEPS: u32 = 3;

/// Where the sequences have updates that can't be parsed.
#[derive(Debug, Default)]
pub struct Bisection(HashMap<Sequence, Search>);

#[derive(Clone, Copy, Debug, Default)]
struct Search {
    /// It is among this many events.
    within: i32,
    /// How often numbers were skipped since the last readable answer.
    skipped: u32,
}

impl Bisection {
    /// How many events to request.
    pub fn limit(&self, of: Sequence) -> i32 {
        self.0.get(&of).map_or(LIMIT, |search| (search.within / 2).max(1))
    }

    /// The answer to a request with this limit can't be parsed. Returns how many numbers to skip once the limit is 1.
    pub fn failed(&mut self, of: Sequence) -> Option<i32> {
        let within = self.limit(of);
        let search = self.0.entry(of).or_default();
        search.within = within;
        if within > 1 {
            return None;
        }
        search.skipped += 1;
        Some(1 << search.skipped.saturating_sub(SINGLE_STEPS).min(20))
    }

    /// The answer to a request with this limit was parsed.
    pub fn read(&mut self, of: Sequence) {
        let limit = self.limit(of);
        if let Some(search) = self.0.get_mut(&of) {
            search.skipped = 0;
            search.within -= limit;
            if search.within <= 0 {
                self.0.remove(&of);
            }
        }
    }

    /// Everything that can't be parsed has been passed.
    pub fn end(&mut self, of: Sequence) {
        self.0.remove(&of);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: Sequence = Sequence::Account;

    /// Returns which of `all` events are lost if those in `poison` can't be parsed, and the number of requests.
    fn skipped(all: i32, poison: &[i32]) -> (Vec<i32>, usize) {
        let (mut bisection, mut at, mut lost, mut requests) = (Bisection::default(), 0, Vec::new(), 0);
        while at < all {
            let next = at + bisection.limit(OF).min(all - at);
            requests += 1;
            if !(at..next).any(|event| poison.contains(&event)) {
                bisection.read(OF);
                at = next;
            } else if let Some(step) = bisection.failed(OF) {
                lost.extend(at..(at + step).min(all));
                at += step;
            }
        }
        (lost, requests)
    }

    #[test]
    fn only_unreadable_events_are_skipped_after_few_requests() {
        for poison in 0..250 {
            let (lost, requests) = skipped(250, &[poison]);
            assert_eq!(lost, [poison]);
            assert!(requests <= 20, "{requests} requests for {poison}");
        }
        assert_eq!(skipped(250, &[3, 99, 100, 101]).0, [3, 99, 100, 101]);
    }

    #[test]
    fn a_server_whose_answers_are_never_readable_is_passed_after_few_requests() {
        let all: Vec<i32> = (0..100_000).collect();
        let (lost, requests) = skipped(100_000, &all);
        assert_eq!(lost.len(), 100_000);
        assert!(requests <= 30, "{requests} requests");
    }
}
