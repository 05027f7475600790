//! What this process knows of the ways to each DC, shared by all its accounts.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::time::Instant;

use super::endpoint::{Candidate, Endpoint, Mode, is_local};
use super::pace::{Pace, RATE};
use super::{Broken, race};
use crate::session::Family;
use crate::telegram::connection::Connection;

/// The most addresses of one DC that are learned from the server.
const MAX_LEARNED: usize = 16;

/// How many ways are tried for one connection.
const MAX_CANDIDATES: usize = 8;

/// How long a way that was answered on is taken without a question first.
const PROVEN_FOR: Duration = Duration::from_secs(60);

/// How long the addresses hold that the server named.
const CONFIG_FOR: Duration = Duration::from_secs(60 * 60);

pub struct Network {
    dcs: BTreeMap<i32, Mutex<Dc>>,
    /// Whether the server is on this machine or its own network.
    is_local: bool,
    /// When the server was last asked for its addresses.
    config_asked: Mutex<Option<Instant>>,
}

struct Dc {
    /// From the server's description.
    described: Vec<Endpoint>,
    /// From the server itself.
    learned: Vec<Endpoint>,
    records: HashMap<Candidate, Record>,
    pace: Pace,
}

/// How it went on one way.
#[derive(Clone, Copy, Default)]
struct Record {
    /// When a connection was last made.
    good: Option<Instant>,
    /// When none could be made, since then.
    bad: Option<Instant>,
    /// When an answer last came, if all is well since then.
    answered: Option<Instant>,
}

impl Network {
    /// Of a server with these addresses, each DC's preferred one first.
    pub fn new(described: &[(i32, Endpoint)], rate: u32) -> Self {
        let mut dcs: BTreeMap<i32, Dc> = BTreeMap::new();
        for (id, endpoint) in described {
            let dc = dcs.entry(*id).or_insert_with(|| Dc {
                described: Vec::new(),
                learned: Vec::new(),
                records: HashMap::new(),
                pace: Pace::new(rate),
            });
            dc.described.push(*endpoint);
        }
        let is_local = described.iter().any(|(_, endpoint)| is_local(endpoint.address.ip()));
        let dcs = dcs.into_iter().map(|(id, dc)| (id, Mutex::new(dc))).collect();
        Self { dcs, is_local, config_asked: Mutex::default() }
    }

    /// The family of the connections of a key that was made by an earlier process which didn't note it. All of them
    /// used IPv4 where there was any.
    pub fn usual_family(&self, dc: i32) -> Option<Family> {
        let dc = self.dc(dc)?;
        let any_v4 = dc.described.iter().any(|endpoint| endpoint.family() == Family::V4);
        Some(if any_v4 { Family::V4 } else { Family::V6 })
    }

    /// Takes in what the server says of its addresses. DCs that its description doesn't name are passed over, and so
    /// are addresses on this machine or its own network when the server is elsewhere.
    pub fn learn(&self, options: &[(i32, Endpoint)]) {
        let fits = |endpoint: &Endpoint| {
            let ip = endpoint.address.ip();
            let somewhere = !ip.is_unspecified() && !ip.is_multicast() && endpoint.address.port() != 0;
            somewhere && (self.is_local || !is_local(ip))
        };
        for (id, dc) in &self.dcs {
            let learned = options.iter().filter(|(of, endpoint)| of == id && fits(endpoint));
            let learned: Vec<Endpoint> = learned.map(|(_, endpoint)| *endpoint).take(MAX_LEARNED).collect();
            if !learned.is_empty() {
                let mut dc = dc.lock();
                dc.learned = learned;
                let known: Vec<Endpoint> = dc.endpoints().collect();
                dc.records.retain(|candidate, _| known.contains(&candidate.endpoint));
            }
        }
    }

    /// Whether the server should be asked for its addresses, which the caller does then.
    pub fn take_config_request(&self) -> bool {
        let mut asked = self.config_asked.lock();
        let due = asked.is_none_or(|asked| asked.elapsed() >= CONFIG_FOR);
        if due {
            *asked = Some(Instant::now());
        }
        due
    }

    /// The connection was lost on which the server was asked for its addresses.
    pub fn config_was_lost(&self) {
        *self.config_asked.lock() = None;
    }

    fn dc(&self, id: i32) -> Option<MutexGuard<'_, Dc>> {
        self.dcs.get(&id).map(Mutex::lock)
    }
}

impl Default for Network {
    fn default() -> Self {
        Self::new(&[], RATE)
    }
}

impl std::fmt::Debug for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Network").finish_non_exhaustive()
    }
}

impl Dc {
    fn endpoints(&self) -> impl Iterator<Item = Endpoint> {
        let more = self.learned.iter().filter(|endpoint| !self.described.contains(endpoint));
        self.described.iter().chain(more).copied()
    }

    /// The ways to try, in order: what was good last, what hasn't been tried, and what was bad, the longest ago first.
    /// The second way differs from the first in address and mode, so that it helps against whatever is in the way.
    fn candidates(&self, family: Option<Family>) -> Vec<Candidate> {
        let endpoints = self.endpoints().filter(|endpoint| family.is_none_or(|it| endpoint.family() == it));
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (at, endpoint) in endpoints.enumerate() {
            let mut modes: Vec<Mode> = endpoint.modes().to_vec();
            if at % 2 == 1 {
                modes.reverse();
            }
            let mut modes = modes.into_iter().map(|mode| Candidate { endpoint, mode });
            first.extend(modes.next());
            second.extend(modes);
        }
        first.append(&mut second);
        first.sort_by_key(|candidate| {
            let record = self.records.get(candidate).copied().unwrap_or_default();
            match record {
                Record { bad: Some(bad), .. } => (2, None, Some(bad)),
                Record { good: Some(good), .. } => (0, Some(std::cmp::Reverse(good)), None),
                _ => (1, None, None),
            }
        });
        first.truncate(MAX_CANDIDATES);
        first
    }
}

/// The way to one DC, for one key.
#[derive(Clone, Debug)]
pub struct Way {
    network: Arc<Network>,
    pub dc: i32,
    /// The family that the key's connections must have. Any, for a key that is yet to be made.
    family: Option<Family>,
}

impl Way {
    pub fn new(network: Arc<Network>, dc: i32, family: Option<Family>) -> Self {
        Self { network, dc, family }
    }

    /// Connects: the first way that is answered on, with another one tried when that takes long.
    pub async fn connect(&self) -> Result<Connection, Broken> {
        if let Some(wait) = self.with(|dc| dc.pace.pause(Instant::now())).flatten() {
            return Err(Broken::TooManyConnections { wait });
        }
        race::run(self).await
    }

    /// How long it takes until a connection may be made.
    pub fn next_turn(&self) -> Duration {
        let now = Instant::now();
        self.with(|dc| dc.pace.next(now).duration_since(now)).unwrap_or_default()
    }

    /// Takes the next turn, and gives when it is.
    pub fn take_turn(&self) -> Instant {
        let now = Instant::now();
        self.with(|dc| dc.pace.take(now)).unwrap_or(now)
    }

    pub fn candidates(&self) -> Vec<Candidate> {
        self.with(|dc| dc.candidates(self.family)).unwrap_or_default()
    }

    pub fn family(&self) -> Option<Family> {
        self.family
    }

    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    pub fn report(&self, candidate: Candidate) -> Report {
        let round = self.with(|dc| dc.pace.round()).unwrap_or_default();
        Report { way: self.clone(), candidate, round, heard: false }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Dc) -> T) -> Option<T> {
        self.network.dc(self.dc).map(|mut dc| act(&mut dc))
    }
}

/// Notes how it goes on one connection.
#[derive(Clone, Debug)]
pub struct Report {
    way: Way,
    candidate: Candidate,
    round: u64,
    heard: bool,
}

impl Report {
    pub fn address(&self) -> SocketAddr {
        self.candidate.endpoint.address
    }

    pub fn family(&self) -> Family {
        self.candidate.endpoint.family()
    }

    /// Whether an answer came on this way so recently that no question is needed first.
    pub fn is_proven(&self) -> bool {
        let answered = self.with(|record| record.answered).flatten();
        answered.is_some_and(|answered| answered.elapsed() < PROVEN_FOR)
    }

    /// The connection is made.
    pub fn connected(&self) {
        self.with(|record| (record.good, record.bad) = (Some(Instant::now()), None));
    }

    /// No connection could be made.
    pub fn failed(&self) {
        self.with(|record| (record.bad, record.answered) = (Some(Instant::now()), None));
    }

    /// Something came from the DC.
    pub fn heard(&mut self) {
        if !std::mem::replace(&mut self.heard, true) {
            self.with(|record| record.answered = Some(Instant::now()));
            self.way.with(|dc| dc.pace.answered(self.round));
        }
    }

    /// The connection ended, and why: with the time to wait, if the DC wants no more connections.
    pub fn ended(&self, why: Broken) -> Broken {
        match why {
            Broken::TooManyConnections { .. } => {
                let refuse = |dc: &mut Dc| dc.pace.refused(self.round, Instant::now(), chance());
                let wait = self.way.with(refuse).unwrap_or_default();
                Broken::TooManyConnections { wait }
            }
            // The way may no longer be open: it is asked about before it is taken again.
            why @ (Broken::Lost(_) | Broken::Closed | Broken::Silent) => {
                self.with(|record| record.answered = None);
                why
            }
            why => why,
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Record) -> T) -> Option<T> {
        self.way.with(|dc| act(dc.records.entry(self.candidate).or_default()))
    }
}

/// From 0 to 1.
fn chance() -> f64 {
    let mut random = [0; 2];
    match getrandom::fill(&mut random) {
        Ok(()) => f64::from(u16::from_le_bytes(random)) / f64::from(u16::MAX),
        Err(_) => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::connection::obfuscated::Secret;

    fn endpoint(address: &str) -> Endpoint {
        Endpoint::new(address.parse().unwrap())
    }

    fn network(addresses: &[&str]) -> Arc<Network> {
        let described: Vec<_> = addresses.iter().map(|address| (2, endpoint(address))).collect();
        Arc::new(Network::new(&described, RATE))
    }

    fn ways(way: &Way) -> Vec<(String, Mode)> {
        let show = |candidate: &Candidate| (candidate.endpoint.address.to_string(), candidate.mode);
        way.candidates().iter().map(show).collect()
    }

    const A: &str = "192.0.2.1:443";
    const B: &str = "192.0.2.2:443";
    const SIX: &str = "[2001:db8::1]:443";

    fn way(candidates: &[(&str, Mode)]) -> Vec<(String, Mode)> {
        candidates.iter().map(|(address, mode)| ((*address).to_owned(), *mode)).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn the_second_way_differs_from_the_first_in_address_and_mode_and_good_ones_come_first() {
        use Mode::{Obfuscated, Plain};
        let any = Way::new(network(&[A, B]), 2, None);
        let fresh = way(&[(A, Plain), (B, Obfuscated), (A, Obfuscated), (B, Plain)]);
        assert_eq!(ways(&any), fresh);
        let candidates = any.candidates();
        any.report(candidates[0]).failed();
        any.report(candidates[2]).connected();
        assert_eq!(ways(&any), way(&[(A, Obfuscated), (B, Obfuscated), (B, Plain), (A, Plain)]));
        tokio::time::advance(Duration::from_secs(1)).await;
        any.report(candidates[2]).failed();
        assert_eq!(ways(&any), way(&[(B, Obfuscated), (B, Plain), (A, Plain), (A, Obfuscated)]));
        any.report(candidates[0]).connected();
        assert_eq!(ways(&any)[0], (A.to_owned(), Plain));
        let single = Way::new(network(&[A]), 2, None);
        assert_eq!(ways(&single), way(&[(A, Plain), (A, Obfuscated)]));
        assert!(Way::new(network(&[A]), 3, None).candidates().is_empty());
    }

    #[test]
    fn a_key_sees_only_the_addresses_of_its_family() {
        let network = network(&[SIX, A]);
        for (family, address) in [(Family::V4, A), (Family::V6, SIX)] {
            let way = Way::new(network.clone(), 2, Some(family));
            assert!(ways(&way).iter().all(|(of, _)| of == address));
            assert_eq!(way.candidates().len(), 2);
        }
        assert_eq!(network.usual_family(2), Some(Family::V4));
        assert_eq!(network.usual_family(1), None);
    }

    #[test]
    fn what_the_server_says_of_its_addresses_comes_behind_its_description_and_within_bounds() {
        let network = network(&[A]);
        let secret = Endpoint { secret: Secret::read(&[1; 16]), ..endpoint("192.0.2.9:443") };
        let learned = [
            (2, endpoint("127.0.0.1:443")),
            (2, endpoint("10.0.0.1:443")),
            (2, endpoint("0.0.0.0:443")),
            (2, endpoint("192.0.2.7:0")),
            (2, endpoint(A)),
            (7, endpoint("192.0.2.7:443")),
            (2, secret),
        ];
        network.learn(&learned);
        let any = Way::new(network.clone(), 2, None);
        assert_eq!(
            ways(&any),
            way(&[(A, Mode::Plain), ("192.0.2.9:443", Mode::Obfuscated), (A, Mode::Obfuscated)])
        );
        let many: Vec<_> = (0..200).map(|i| (2, endpoint(&format!("192.0.2.{i}:80")))).collect();
        network.learn(&many);
        assert_eq!(network.dc(2).unwrap().learned.len(), MAX_LEARNED);
        assert_eq!(any.candidates().len(), MAX_CANDIDATES);

        let near = super::Network::new(&[(2, endpoint("127.0.0.1:1"))], RATE);
        near.learn(&[(2, endpoint("127.0.0.1:2"))]);
        assert_eq!(near.dc(2).unwrap().learned.len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_way_is_proven_for_a_while_after_an_answer_unless_a_connection_on_it_was_lost() {
        let any = Way::new(network(&[A]), 2, None);
        let candidate = any.candidates()[0];
        let mut report = any.report(candidate);
        assert!(!report.is_proven());
        report.heard();
        assert!(any.report(candidate).is_proven());
        any.report(candidate).ended(Broken::KeyUnknown);
        assert!(any.report(candidate).is_proven());
        any.report(candidate).ended(Broken::Closed);
        assert!(!any.report(candidate).is_proven());
        any.report(candidate).heard();
        tokio::time::advance(PROVEN_FOR).await;
        assert!(!any.report(candidate).is_proven());
    }

    #[tokio::test(start_paused = true)]
    async fn the_server_is_asked_for_its_addresses_once_an_hour_or_again_if_that_was_lost() {
        let network = network(&[A]);
        assert!(network.take_config_request());
        assert!(!network.take_config_request());
        network.config_was_lost();
        assert!(network.take_config_request());
        tokio::time::advance(CONFIG_FOR).await;
        assert!(network.take_config_request());
    }
}
