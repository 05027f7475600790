//! How often a DC is connected to: so many times a second, and after it said that these were too many, later.
//!
//! A DC counts the connections of an IP address, so that all accounts of the daemon share the count. TDLib lets one login
//! make four connections at once and one a second from then on. A daemon of thousands of logins would still come with
//! thousands at once after a restart; here all of them together have a burst and a rate.

use std::time::Duration;

use tokio::time::Instant;

/// New connections a second to each DC, unless the command line says otherwise.
pub const RATE: u32 = 20;

/// How many seconds' worth of connections may be made at once.
const BURST: u32 = 4;

/// How long nothing connects after the DC said that there are too many connections, the first time…
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// … and, as it is twice as long each time, at most.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// When the next connection to one DC may be made.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    interval: Duration,
    /// When all connections that were let go would have been made one by one.
    through: Option<Instant>,
    /// Until when nothing connects.
    paused_until: Option<Instant>,
    pauses: u32,
    /// Grows with each pause, so that many connections that were refused together are one refusal.
    round: u64,
}

impl Pace {
    pub fn new(rate: u32) -> Self {
        let interval = Duration::from_secs(1) / rate.max(1);
        Self { interval, through: None, paused_until: None, pauses: 0, round: 0 }
    }

    /// When a connection may be made that is asked for now.
    pub fn next(&self, now: Instant) -> Instant {
        let burst = self.burst();
        let turn =
            self.through.and_then(|through| through.checked_sub(burst)).map_or(now, |turn| turn.max(now));
        turn.max(self.paused_until.unwrap_or(now))
    }

    /// Takes the next turn.
    pub fn take(&mut self, now: Instant) -> Instant {
        let turn = self.next(now);
        self.through = Some(self.through.map_or(now, |through| through.max(now)) + self.interval);
        turn
    }

    /// Until when nothing connects, if that is not over.
    pub fn pause(&self, now: Instant) -> Option<Duration> {
        self.paused_until.and_then(|until| until.checked_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// Which round a connection belongs to that is made now.
    pub fn round(&self) -> u64 {
        self.round
    }

    /// The DC said that there are too many connections, to one of this round. `chance` is from 0 to 1: a pause lasts up
    /// to a half longer, so that several daemons don't come back together. Gives what is left of the pause.
    pub fn refused(&mut self, round: u64, now: Instant, chance: f64) -> Duration {
        if round == self.round {
            let pause = FIRST_PAUSE.saturating_mul(1 << self.pauses.min(16)).min(LONGEST_PAUSE);
            let until = now + pause.mul_f64(1.0 + chance / 2.0);
            self.paused_until = Some(until);
            // No burst behind a pause.
            self.through = Some(until + self.burst());
            self.pauses += 1;
            self.round += 1;
        }
        self.pause(now).unwrap_or_default()
    }

    /// A connection of this round was answered.
    pub fn answered(&mut self, round: u64) {
        if round == self.round {
            self.pauses = 0;
        }
    }

    fn burst(&self) -> Duration {
        // The first of the burst needs no room.
        (Duration::from_secs(1) * BURST).saturating_sub(self.interval)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// How many turns there are within a time, all asked for at once.
    fn within(pace: &mut Pace, now: Instant, time: Duration) -> usize {
        (0..1000).take_while(|_| pace.take(now) < now + time).count()
    }

    #[test]
    fn a_burst_goes_at_once_and_the_others_one_by_one() {
        let now = Instant::now();
        let mut pace = Pace::new(10);
        assert_eq!(within(&mut pace, now, Duration::from_millis(1)), 40);
        let mut pace = Pace::new(10);
        assert_eq!(within(&mut pace, now, Duration::from_millis(2001)), 60);
        let later = now + 3600 * SECOND;
        assert_eq!(
            within(&mut pace, later, Duration::from_millis(1)),
            40,
            "a rest gives no more than a burst"
        );
    }

    #[test]
    fn refusals_pause_all_longer_each_time_and_those_of_one_round_count_once() {
        let mut now = Instant::now();
        let mut pace = Pace::new(10);
        let mut pauses = Vec::new();
        for _ in 0..9 {
            let round = pace.round();
            let pause = pace.refused(round, now, 0.0);
            assert_eq!(pace.refused(round, now, 1.0), pause, "others of the same round");
            assert_eq!(pace.next(now), now + pause);
            assert_eq!(pace.take(now), now + pause);
            assert_eq!(pace.take(now), now + pause + SECOND / 10, "one by one");
            pauses.push(pause.as_secs());
            now += pause;
        }
        assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128, 256, 300]);
        pace.answered(pace.round() - 1);
        assert_eq!(
            pace.refused(pace.round(), now, 1.0),
            450 * SECOND,
            "an old connection's answer says nothing"
        );
        pace.answered(pace.round());
        now += 1000 * SECOND;
        assert_eq!(pace.refused(pace.round(), now, 0.0), 2 * SECOND);
    }
}
