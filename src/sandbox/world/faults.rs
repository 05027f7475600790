//! What is to go wrong, on demand.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::World;
use super::refusal::{Refusal, bad, migrate, unauthorized, wait};

/// One thing that goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault {
    pub kind: Kind,
    /// A function's name, or a glob with `*`; absent means every function.
    pub method: Option<String>,
    /// Only for this account; absent means anybody, signed in or not.
    pub account: Option<i64>,
    /// How often; 0 means until cleared.
    pub count: u32,
    /// How likely, from 0 to 1, each time that it could.
    pub probability: f64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    FloodWait {
        seconds: i32,
    },
    SlowMode {
        seconds: i32,
    },
    PeerFlood,
    Error {
        code: i32,
        name: String,
    },
    Internal,
    Migrate {
        what: String,
        dc: i32,
    },
    AuthKeyUnregistered,
    AuthKeyDuplicated,
    AuthKeyLost,
    /// All references to files that were told until then expire with it.
    FileReferenceExpired,
    Delay(Duration),
    Drop,
    Truncate,
    WrongSessionId,
    LoseAnswer,
}

/// What a call meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Struck {
    /// An answer in place of the function's own.
    Refused(Refusal),
    /// Something for the wire to do.
    Wire(Wire),
}

/// Faults of packets and connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    Delay(Duration),
    Drop,
    Truncate,
    WrongSessionId,
    LoseAnswer,
    AuthKeyLost,
}

#[derive(Default, Serialize, Deserialize)]
pub(super) struct Faults {
    last_id: u64,
    active: Vec<Active>,
}

#[derive(Serialize, Deserialize)]
struct Active {
    id: u64,
    fault: Fault,
    /// Absent: until cleared.
    left: Option<u32>,
}

impl World {
    /// Sets a fault; its number is given.
    pub fn fault(&mut self, fault: Fault) -> u64 {
        self.faults.last_id += 1;
        let id = self.faults.last_id;
        let left = (fault.count > 0).then_some(fault.count);
        self.faults.active.push(Active { id, fault, left });
        id
    }

    pub fn clear_faults(&mut self) {
        self.faults.active.clear();
    }

    /// The faults that are still to come: their numbers, and how often each.
    pub fn pending_faults(&self) -> impl Iterator<Item = (u64, Option<u32>)> {
        self.faults.active.iter().map(|active| (active.id, active.left))
    }

    /// The first fault that strikes this call.
    pub fn strike(&mut self, method: &str, account: Option<i64>) -> Option<Struck> {
        let meant = |fault: &Fault| {
            fault.method.as_deref().is_none_or(|glob| matches(glob, method))
                && fault.account.is_none_or(|wanted| account == Some(wanted))
        };
        let candidates: Vec<usize> =
            (0..self.faults.active.len()).filter(|at| meant(&self.faults.active[*at].fault)).collect();
        let at = candidates.into_iter().find(|at| {
            let probability = self.faults.active[*at].fault.probability;
            // The upper 53 bits, as many as the fraction of a double has.
            let drawn = (self.draw() as u64 >> 11) as f64 / (1u64 << 53) as f64;
            drawn < probability
        })?;
        let active = &mut self.faults.active[at];
        let kind = active.fault.kind.clone();
        if let Some(left) = &mut active.left {
            *left -= 1;
            if *left == 0 {
                self.faults.active.remove(at);
            }
        }
        if kind == Kind::FileReferenceExpired {
            self.expire_file_references();
        }
        Some(kind.strike())
    }
}

impl Kind {
    fn strike(self) -> Struck {
        let refusal = match self {
            Kind::FloodWait { seconds } => wait("FLOOD", seconds),
            Kind::SlowMode { seconds } => wait("SLOWMODE", seconds),
            Kind::PeerFlood => bad("PEER_FLOOD"),
            Kind::Error { code, name } => Refusal::new(code, name),
            Kind::Internal => Refusal::new(500, "INTERNAL"),
            Kind::Migrate { what, dc } => migrate(&what, dc),
            Kind::AuthKeyUnregistered => unauthorized("AUTH_KEY_UNREGISTERED"),
            Kind::AuthKeyDuplicated => Refusal::new(406, "AUTH_KEY_DUPLICATED"),
            Kind::FileReferenceExpired => bad("FILE_REFERENCE_EXPIRED"),
            Kind::AuthKeyLost => return Struck::Wire(Wire::AuthKeyLost),
            Kind::Delay(time) => return Struck::Wire(Wire::Delay(time)),
            Kind::Drop => return Struck::Wire(Wire::Drop),
            Kind::Truncate => return Struck::Wire(Wire::Truncate),
            Kind::WrongSessionId => return Struck::Wire(Wire::WrongSessionId),
            Kind::LoseAnswer => return Struck::Wire(Wire::LoseAnswer),
        };
        Struck::Refused(refusal)
    }
}

/// Whether a glob, in which `*` is any text, means this name.
fn matches(glob: &str, name: &str) -> bool {
    let Some((head, rest)) = glob.split_once('*') else { return glob == name };
    let Some(name) = name.strip_prefix(head) else { return false };
    (0..=name.len()).any(|skipped| name.is_char_boundary(skipped) && matches(rest, &name[skipped..]))
}
