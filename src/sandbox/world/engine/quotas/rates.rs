//! How often something may be done in a span of time, where the sandbox is asked to count it.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::sandbox::world::people::peer::Peer;

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
    pub quotas: Quotas,
    pub spans: HashMap<(String, Subject), Span>,
    #[serde(skip)]
    pub tallies: BTreeMap<(Option<i64>, &'static str), Tally>,
    /// With how many spans those that are over are looked for next.
    #[serde(skip)]
    sweep_at: usize,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Span {
    pub ends: i32,
    pub used: u32,
}

/// Spans that are over are kept until there are so many.
const SPARE: usize = 1024;

impl Charge {
    pub fn key(&self) -> (String, Subject) {
        (self.quota.name.to_owned(), self.subject.clone())
    }
}

impl Rates {
    /// Takes over what belongs to the sandbox and not to its world.
    pub(in crate::sandbox::world) fn keep_counting(&mut self, before: &Self) {
        self.quotas = before.quotas;
        self.tallies.clone_from(&before.tallies);
    }

    pub fn sweep(&mut self, now: i32) {
        if self.spans.len() >= self.sweep_at.max(SPARE) {
            self.spans.retain(|_, span| span.ends > now);
            self.sweep_at = 2 * self.spans.len();
        }
    }
}
