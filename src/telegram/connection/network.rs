//! What this process knows about the addresses of each DC, shared by all accounts.

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

/// Maximum number of addresses per DC to accept from the server.
const MAX_LEARNED: usize = 16;

/// Maximum number of candidates to try for one connection.
const MAX_CANDIDATES: usize = 8;

/// How long a candidate that worked is used without a first request to check it.
const PROOF_TTL: Duration = Duration::from_secs(60);

/// How long addresses from the server stay current.
const CONFIG_TTL: Duration = Duration::from_secs(60 * 60);

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
    /// From the server's configuration.
    learned: Vec<Endpoint>,
    records: HashMap<Candidate, Record>,
    pace: Pace,
}

/// The history of one candidate.
#[derive(Clone, Copy, Default)]
struct Record {
    /// When a connection was last opened.
    good: Option<Instant>,
    /// When opening one last failed, if it has not succeeded since.
    bad: Option<Instant>,
    /// When the last answer came, if no connection was lost since.
    answered: Option<Instant>,
}

impl Network {
    /// Creates the network of a server with these addresses, each DC's preferred one first.
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

    /// The address family to assume for a key from an older session string that doesn't name it: IPv4 if the DC has such
    /// an address.
    pub fn usual_family(&self, dc: i32) -> Option<Family> {
        let dc = self.dc(dc)?;
        let any_v4 = dc.described.iter().any(|endpoint| endpoint.family() == Family::V4);
        Some(if any_v4 { Family::V4 } else { Family::V6 })
    }

    /// Stores addresses from the server's configuration. Ignores DCs that its description doesn't name, and local
    /// addresses unless the server itself is local.
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

    /// Returns whether a request for the server's addresses is due. If so, the caller must send it.
    pub fn take_config_request(&self) -> bool {
        let mut asked = self.config_asked.lock();
        let due = asked.is_none_or(|asked| asked.elapsed() >= CONFIG_TTL);
        if due {
            *asked = Some(Instant::now());
        }
        due
    }

    /// Records that the request for the server's addresses was lost with its connection.
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

    /// The candidates in order: those that worked, the latest first; untried ones; those that failed, the earliest first.
    /// Among untried ones, the second differs from the first in address and mode, so that it avoids more obstacles.
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

/// Opens connections to one DC for one key.
#[derive(Clone, Debug)]
pub struct Way {
    network: Arc<Network>,
    pub dc: i32,
    /// The address family that the key is bound to. `None` for a key that doesn't exist yet.
    family: Option<Family>,
}

impl Way {
    pub fn new(network: Arc<Network>, dc: i32, family: Option<Family>) -> Self {
        Self { network, dc, family }
    }

    /// Connects over the first candidate that answers. Tries another one when that takes long.
    pub async fn connect(&self) -> Result<Connection, Broken> {
        if let Some(wait) = self.with(|dc| dc.pace.pause(Instant::now())).flatten() {
            return Err(Broken::TooManyConnections { wait });
        }
        race::run(self).await
    }

    /// The time until a new connection may be opened.
    pub fn next_turn(&self) -> Duration {
        let now = Instant::now();
        self.with(|dc| dc.pace.next(now).duration_since(now)).unwrap_or_default()
    }

    /// Reserves the next turn to connect, and returns its time.
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
        Report { way: self.clone(), candidate, round, received: false }
    }

    fn with<T>(&self, act: impl FnOnce(&mut Dc) -> T) -> Option<T> {
        self.network.dc(self.dc).map(|mut dc| act(&mut dc))
    }
}

/// Records what happens on one connection.
#[derive(Clone, Debug)]
pub struct Report {
    way: Way,
    candidate: Candidate,
    round: u64,
    received: bool,
}

impl Report {
    pub fn address(&self) -> SocketAddr {
        self.candidate.endpoint.address
    }

    pub fn family(&self) -> Family {
        self.candidate.endpoint.family()
    }

    /// Whether this candidate has worked so recently that it need not be checked.
    pub fn is_proven(&self) -> bool {
        let answered = self.with(|record| record.answered).flatten();
        answered.is_some_and(|answered| answered.elapsed() < PROOF_TTL)
    }

    /// The connection was opened.
    pub fn connected(&self) {
        self.with(|record| (record.good, record.bad) = (Some(Instant::now()), None));
    }

    /// The connection could not be opened.
    pub fn failed(&self) {
        self.with(|record| (record.bad, record.answered) = (Some(Instant::now()), None));
    }

    /// Data came from the DC.
    pub fn received(&mut self) {
        if !std::mem::replace(&mut self.received, true) {
            self.with(|record| record.answered = Some(Instant::now()));
            self.way.with(|dc| dc.pace.answered(self.round));
        }
    }

    /// The connection ended. Returns the reason, with the time to wait if the DC accepts no more connections.
    pub fn ended(&self, why: Broken) -> Broken {
        match why {
            Broken::TooManyConnections { .. } => {
                let refuse = |dc: &mut Dc| dc.pace.refused(self.round, Instant::now(), chance());
                let wait = self.way.with(refuse).unwrap_or_default();
                Broken::TooManyConnections { wait }
            }
            // The candidate may no longer work, so it is checked before its next use.
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

/// A random number from 0 to 1.
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
        report.received();
        assert!(any.report(candidate).is_proven());
        any.report(candidate).ended(Broken::KeyUnknown);
        assert!(any.report(candidate).is_proven());
        any.report(candidate).ended(Broken::Closed);
        assert!(!any.report(candidate).is_proven());
        any.report(candidate).received();
        tokio::time::advance(PROOF_TTL).await;
        assert!(!any.report(candidate).is_proven());
    }

    #[tokio::test(start_paused = true)]
    async fn the_server_is_asked_for_its_addresses_once_an_hour_or_again_if_that_was_lost() {
        let network = network(&[A]);
        assert!(network.take_config_request());
        assert!(!network.take_config_request());
        network.config_was_lost();
        assert!(network.take_config_request());
        tokio::time::advance(CONFIG_TTL).await;
        assert!(network.take_config_request());
    }
}
