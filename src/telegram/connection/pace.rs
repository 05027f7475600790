//! Limits how often connections to a DC are opened, and backs off when the DC says that there are too many.
//!
//! A DC counts the connections of an IP address, so all accounts of the daemon share the limit. TDLib allows each login
//! four connections at once and one per second after that. A daemon with thousands of logins would still open thousands at
//! once after a restart, so here all of them share one burst and one rate.

use std::time::Duration;

use tokio::time::Instant;

/// Default number of new connections per second to each DC.
pub const RATE: u32 = 20;

/// How many seconds' worth of connections may be opened at once.
const BURST: u32 = 4;

/// The first pause after the DC said that there are too many connections. Each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(2);

/// The longest pause.
const MAX_PAUSE: Duration = Duration::from_secs(5 * 60);

/// The rate limit for connections to one DC.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    interval: Duration,
    /// When all connections granted so far would be open if they were opened at the plain rate.
    through: Option<Instant>,
    /// The end of the current pause.
    paused_until: Option<Instant>,
    pauses: u32,
    /// Incremented with each pause, so that connections refused together cause one pause.
    round: u64,
}

impl Pace {
    pub fn new(rate: u32) -> Self {
        let interval = Duration::from_secs(1) / rate.max(1);
        Self { interval, through: None, paused_until: None, pauses: 0, round: 0 }
    }

    /// When a connection requested now may be opened.
    pub fn next(&self, now: Instant) -> Instant {
        let burst = self.burst();
        let turn =
            self.through.and_then(|through| through.checked_sub(burst)).map_or(now, |turn| turn.max(now));
        turn.max(self.paused_until.unwrap_or(now))
    }

    /// Reserves the next turn.
    pub fn take(&mut self, now: Instant) -> Instant {
        let turn = self.next(now);
        self.through = Some(self.through.map_or(now, |through| through.max(now)) + self.interval);
        turn
    }

    /// The rest of the current pause.
    pub fn pause(&self, now: Instant) -> Option<Duration> {
        self.paused_until.and_then(|until| until.checked_duration_since(now)).filter(|left| !left.is_zero())
    }

    /// The round of a connection that is opened now.
    pub fn round(&self) -> u64 {
        self.round
    }

    /// Records that the DC refused a connection of this round as one too many, and returns the rest of the pause. `chance`
    /// is from 0 to 1 and lengthens the pause by up to a half, so that several daemons don't reconnect at the same time.
    pub fn refused(&mut self, round: u64, now: Instant, chance: f64) -> Duration {
        if round == self.round {
            let pause = FIRST_PAUSE.saturating_mul(1 << self.pauses.min(16)).min(MAX_PAUSE);
            let until = now + pause.mul_f64(1.0 + chance / 2.0);
            self.paused_until = Some(until);
            // No burst after a pause.
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
        // The first connection of a burst costs nothing.
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
