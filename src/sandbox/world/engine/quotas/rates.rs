//! Rate limits of calls, which the sandbox enforces on request.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::sandbox::world::people::peer::Peer;

/// Which rate limits the sandbox enforces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Quotas {
    /// No limits.
    #[default]
    None,
    /// The limits that users report of Telegram.
    Realistic,
}

/// A number of calls in a time span, which starts with the first call.
#[derive(Debug)]
pub struct Quota {
    /// The name in sandbox.stats.
    pub name: &'static str,
    pub limit: u32,
    pub seconds: i32,
    pub over: Over,
    /// Counts only calls that fail with this error. Default: all calls.
    pub counts: Option<&'static str>,
}

impl Quota {
    /// Creates a quota that fails with FLOOD_WAIT until the span ends.
    pub const fn new(name: &'static str, limit: u32, seconds: i32) -> Self {
        Self { name, limit, seconds, over: Over::Wait, counts: None }
    }
}

/// The error of a call over the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// FLOOD_WAIT_X.
    Wait,
    /// An error without seconds.
    Error(i32, &'static str),
}

/// What a quota counts by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Subject {
    Account(i64),
    /// An account in one chat.
    Chat(i64, Peer),
    /// A phone number's digits.
    Phone(String),
    /// An address at one DC.
    Address(IpAddr, i32),
}

/// A use of a quota.
#[derive(Clone, Debug)]
pub struct Charge {
    pub quota: &'static Quota,
    pub subject: Subject,
    pub amount: u32,
}

/// Calls counted and refused since the sandbox started.
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
    /// The number of spans at which ended ones are removed next.
    #[serde(skip)]
    sweep_at: usize,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Span {
    pub ends: i32,
    pub used: u32,
}

/// Ended spans are removed once there are this many.
const SPARE: usize = 1024;

impl Charge {
    pub fn key(&self) -> (String, Subject) {
        (self.quota.name.to_owned(), self.subject.clone())
    }
}

impl Rates {
    /// Takes over the settings and tallies of the world that this one replaces.
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
