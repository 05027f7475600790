//! How often something may be done in a span of time, where the sandbox is asked to count it.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::super::refusal::{Refusal, wait};
use super::super::{Peer, World};

/// Whether calls are counted and refused when they are too many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Quotas {
    /// Anything, at any pace.
    #[default]
    None,
    /// As much as people report of Telegram.
    Realistic,
}

/// So many in a span that begins with the first of them.
#[derive(Debug)]
pub struct Quota {
    /// As sandbox.stats has it.
    pub name: &'static str,
    pub limit: u32,
    pub seconds: i32,
    pub over: Over,
    /// The error that a call must end with to be counted. Absent: all are.
    pub counts: Option<&'static str>,
}

impl Quota {
    /// A quota of calls that is answered with the seconds until the span ends.
    pub const fn new(name: &'static str, limit: u32, seconds: i32) -> Self {
        Self { name, limit, seconds, over: Over::Wait, counts: None }
    }
}

/// What is answered to a call that is too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// FLOOD_WAIT_X.
    Wait,
    /// An error without seconds.
    Error(i32, &'static str),
}

/// Whose count it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Subject {
    Account(i64),
    /// An account in one chat.
    Chat(i64, Peer),
    /// Its digits.
    Phone(String),
    /// An address at one DC.
    Address(IpAddr, i32),
}

/// What a call is counted for.
#[derive(Clone, Debug)]
pub struct Charge {
    pub quota: &'static Quota,
    pub subject: Subject,
    pub amount: u32,
}

/// What came of a quota since the sandbox started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub counted: u64,
    pub refused: u64,
}

#[derive(Default, Serialize, Deserialize)]
pub struct Rates {
    #[serde(skip)]
    quotas: Quotas,
    spans: HashMap<(String, Subject), Span>,
    #[serde(skip)]
    tallies: BTreeMap<(Option<i64>, &'static str), Tally>,
    /// With how many spans those that are over are looked for next.
    #[serde(skip)]
    sweep_at: usize,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Span {
    ends: i32,
    used: u32,
}

/// Spans that are over are kept until there are so many.
const SPARE: usize = 1024;

impl World {
    /// Says which quotas there are from now on. What was counted before stays so.
    pub fn set_quotas(&mut self, quotas: Quotas) {
        self.rates.quotas = quotas;
    }

    pub fn quotas(&self) -> Quotas {
        self.rates.quotas
    }

    /// Whether each of these may be done once more.
    pub fn check_rates(&mut self, charges: &[Charge]) -> Result<(), Refusal> {
        let now = self.now();
        let over = charges.iter().find_map(|charge| {
            let span = self.rates.spans.get(&charge.key())?;
            (span.ends > now && span.used >= charge.quota.limit).then_some((charge, span.ends - now))
        });
        let Some((charge, left)) = over else { return Ok(()) };
        self.tally(charge).refused += 1;
        Err(match charge.quota.over {
            Over::Wait => wait("FLOOD", left),
            Over::Error(code, name) => Refusal::new(code, name),
        })
    }

    /// Counts what was done, and with which error if with any.
    pub fn count_rates(&mut self, charges: Vec<Charge>, error: Option<&str>) {
        let now = self.now();
        for charge in charges {
            if charge.quota.counts.is_some_and(|counts| error != Some(counts)) {
                continue;
            }
            self.tally(&charge).counted += u64::from(charge.amount);
            self.rates.sweep(now);
            let fresh = Span { ends: now.saturating_add(charge.quota.seconds), used: 0 };
            let span = self.rates.spans.entry(charge.key()).or_insert(fresh);
            if span.ends <= now {
                *span = fresh;
            }
            span.used = span.used.saturating_add(charge.amount);
        }
    }

    /// What was counted, by quota; for others than the asked account left out.
    pub fn tallies(&self, account: Option<i64>) -> BTreeMap<&'static str, Tally> {
        let mut tallies: BTreeMap<&'static str, Tally> = BTreeMap::new();
        for ((of, name), tally) in &self.rates.tallies {
            if account.is_none() || account == *of {
                let sum = tallies.entry(name).or_default();
                sum.counted += tally.counted;
                sum.refused += tally.refused;
            }
        }
        tallies
    }

    fn tally(&mut self, charge: &Charge) -> &mut Tally {
        let account = match &charge.subject {
            Subject::Account(account) | Subject::Chat(account, _) => Some(*account),
            Subject::Phone(phone) => self.person_of_phone(phone).map(|person| person.id),
            Subject::Address(..) => None,
        };
        self.rates.tallies.entry((account, charge.quota.name)).or_default()
    }
}

impl Charge {
    fn key(&self) -> (String, Subject) {
        (self.quota.name.to_owned(), self.subject.clone())
    }
}

impl Rates {
    /// Takes over what belongs to the sandbox and not to its world.
    pub(in super::super) fn keep_counting(&mut self, before: &Self) {
        self.quotas = before.quotas;
        self.tallies.clone_from(&before.tallies);
    }

    fn sweep(&mut self, now: i32) {
        if self.spans.len() >= self.sweep_at.max(SPARE) {
            self.spans.retain(|_, span| span.ends > now);
            self.sweep_at = 2 * self.spans.len();
        }
    }
}
