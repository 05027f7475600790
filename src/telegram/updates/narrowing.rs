//! Finding what can't be read among what was missed: less is asked for at once, until only that is left.

use std::collections::HashMap;

use super::state::Sequence;

/// Events that are asked for at once, which is all that Telegram gives a user.
pub const SLICE: i32 = 100;

/// So many numbers in a row are skipped one by one, and then twice as many each time: one event can count for several,
/// and a server may not give less at once.
const ONE_BY_ONE: u32 = 3;

/// Where the sequences have something that can't be read.
#[derive(Debug, Default)]
pub struct Narrowing(HashMap<Sequence, Search>);

#[derive(Clone, Copy, Debug, Default)]
struct Search {
    /// It is among the next so many events.
    within: i32,
    /// How often something was skipped since something could be read.
    skipped: u32,
}

impl Narrowing {
    /// How many events to ask for.
    pub fn limit(&self, of: Sequence) -> i32 {
        self.0.get(&of).map_or(SLICE, |search| (search.within / 2).max(1))
    }

    /// What came under the limit can't be read. Gives by how much to skip ahead if less can't be asked for.
    pub fn failed(&mut self, of: Sequence) -> Option<i32> {
        let within = self.limit(of);
        let search = self.0.entry(of).or_default();
        search.within = within;
        if within > 1 {
            return None;
        }
        search.skipped += 1;
        Some(1 << search.skipped.saturating_sub(ONE_BY_ONE).min(20))
    }

    /// What came under the limit has been read.
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

    /// It has been passed.
    pub fn end(&mut self, of: Sequence) {
        self.0.remove(&of);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: Sequence = Sequence::Account;

    /// Which events of so many are lost if these can't be read, and how often is asked.
    fn lost(all: i32, poison: &[i32]) -> (Vec<i32>, usize) {
        let (mut narrowing, mut at, mut lost, mut asked) = (Narrowing::default(), 0, Vec::new(), 0);
        while at < all {
            let next = at + narrowing.limit(OF).min(all - at);
            asked += 1;
            if !(at..next).any(|event| poison.contains(&event)) {
                narrowing.read(OF);
                at = next;
            } else if let Some(step) = narrowing.failed(OF) {
                lost.extend(at..(at + step).min(all));
                at += step;
            }
        }
        (lost, asked)
    }

    #[test]
    fn only_what_cant_be_read_is_lost_wherever_it_is_and_after_few_questions() {
        for poison in 0..250 {
            let (lost, asked) = lost(250, &[poison]);
            assert_eq!(lost, [poison]);
            assert!(asked <= 20, "{asked} questions for {poison}");
        }
        assert_eq!(lost(250, &[3, 99, 100, 101]).0, [3, 99, 100, 101]);
    }

    #[test]
    fn a_server_that_never_gives_what_can_be_read_is_passed_after_few_questions() {
        let all: Vec<i32> = (0..100_000).collect();
        let (lost, asked) = lost(100_000, &all);
        assert_eq!(lost.len(), 100_000);
        assert!(asked <= 30, "{asked} questions");
    }
}
