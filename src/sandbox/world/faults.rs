//! What is to go wrong, on demand.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::World;
use super::refusal::{Refusal, bad, migrate, unauthorized, wait};

/// One thing that goes wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault {
    pub kind: Kind,
    /// A function's name, or a glob with `*`; absent means every function. Faults of updates know of none.
    pub method: Option<String>,
    /// Only for this account; absent means anybody, signed in or not.
    pub account: Option<i64>,
    /// Only for calls at this DC; absent means any.
    #[serde(default)]
    pub at_dc: Option<i32>,
    /// How often; 0 means until cleared.
    pub count: u32,
    /// How likely, from 0 to 1, each time that it could.
    pub probability: f64,
    /// What decides then; the world's seed and the fault's number, unless told.
    pub seed: Option<i64>,
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
        /// What is pushed right behind it, for the user to read.
        #[serde(default)]
        explanation: Option<String>,
    },
    Internal,
    Migrate {
        what: String,
        dc: i32,
    },
    AuthKeyUnregistered,
    AuthKeyDuplicated,
    AuthKeyLost,
    /// New connections are turned away.
    TooManyConnections,
    TransportError {
        code: i32,
    },
    ForgetSession,
    AnnounceAnswer,
    /// All references to files that were told until then expire with it.
    FileReferenceExpired,
    Delay(Duration),
    Drop,
    Truncate,
    WrongSessionId,
    LoseAnswer,
    /// A file is given by the CDN DC.
    CdnRedirect {
        /// Also to clients that don't say that they know what that is.
        always: bool,
    },
    /// The CDN DC has forgotten the file.
    CdnReupload,
    /// The CDN DC gives bytes that are not the file's.
    CdnWrongBytes,
    /// The CDN DC closes connections as soon as they are made.
    CdnUnreachable,
    /// Updates of channels and supergroups aren't pushed.
    StopChannelUpdates,
    DuplicateUpdates,
    LoseUpdates,
    ReorderUpdates,
    AnnounceUpdates,
}

/// What an update meets on its way to who is there. What is asked for later is always right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    Lost,
    Doubled,
    /// It comes behind the next one.
    HeldBack,
    /// The client is told that there is something for it, and has to ask for it.
    Announced,
}

/// What a call meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Struck {
    /// An answer in place of the function's own.
    Refused(Refusal),
    /// The same, and a popup for the user right behind it.
    Explained(Refusal, String),
    /// The same, and the login is over.
    Ended(Refusal),
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
    TransportError(i32),
    ForgetSession,
    AnnounceAnswer,
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
    /// How often chance was asked about it.
    drawn: i64,
}

impl World {
    /// Sets a fault; its number is given.
    pub fn fault(&mut self, fault: Fault) -> u64 {
        self.faults.last_id += 1;
        let id = self.faults.last_id;
        let left = (fault.count > 0).then_some(fault.count);
        self.faults.active.push(Active { id, fault, left, drawn: 0 });
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
    pub fn strike(&mut self, method: &str, account: Option<i64>, dc: i32) -> Option<Struck> {
        let strike = self.first_fault(|fault| {
            let meant = fault.method.as_deref().is_none_or(|glob| matches(glob, method));
            let strike = fault
                .kind
                .strike()
                .filter(|_| meant && fault.is_of(account) && fault.at_dc.is_none_or(|at| at == dc))?;
            Some((fault.kind == Kind::FileReferenceExpired, strike))
        });
        let (expires, strike) = strike?;
        if expires {
            self.expire_file_references();
        }
        Some(strike)
    }

    /// The first fault that strikes an update on its way to one of this account's logins.
    pub fn strike_update(&mut self, account: Option<i64>, of_channel: bool) -> Option<Mishap> {
        self.first_fault(|fault| fault.kind.mishap(of_channel).filter(|_| fault.is_of(account)))
    }

    /// Whether a new connection is turned away.
    pub fn strike_connection(&mut self) -> bool {
        self.first_fault(|fault| (fault.kind == Kind::TooManyConnections).then_some(())).is_some()
    }

    /// Whether a fault of the CDN's strikes.
    pub fn strike_cdn(&mut self, kind: Kind, account: Option<i64>) -> bool {
        self.first_fault(|fault| (fault.kind == kind && fault.is_of(account)).then_some(())).is_some()
    }

    /// What the first fault comes to that is meant and that chance lets happen.
    fn first_fault<T>(&mut self, meant: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        for at in 0..self.faults.active.len() {
            let active = &mut self.faults.active[at];
            let Some(strike) = meant(&active.fault) else { continue };
            active.drawn += 1;
            let (id, drawn, seed) = (active.id, active.drawn, active.fault.seed);
            let number = match seed {
                Some(seed) => digest(seed, drawn),
                None => self.derive("fault", &[id as i64, drawn]),
            };
            // The upper 53 bits, as many as the fraction of a double has.
            let chance = (number as u64 >> 11) as f64 / (1u64 << 53) as f64;
            let active = &mut self.faults.active[at];
            if chance >= active.fault.probability {
                continue;
            }
            if let Some(left) = &mut active.left {
                *left -= 1;
                if *left == 0 {
                    self.faults.active.remove(at);
                }
            }
            return Some(strike);
        }
        None
    }
}

impl Fault {
    fn is_of(&self, account: Option<i64>) -> bool {
        self.account.is_none_or(|wanted| account == Some(wanted))
    }
}

impl Kind {
    /// None of faults that strike no calls.
    fn strike(&self) -> Option<Struck> {
        let refusal = match self {
            Kind::FloodWait { seconds } => wait("FLOOD", *seconds),
            Kind::SlowMode { seconds } => wait("SLOWMODE", *seconds),
            Kind::PeerFlood => bad("PEER_FLOOD"),
            Kind::Error { code, name, explanation } => {
                let refusal = Refusal::new(*code, name.clone());
                return Some(match explanation {
                    Some(explanation) => Struck::Explained(refusal, explanation.clone()),
                    None => Struck::Refused(refusal),
                });
            }
            Kind::Internal => Refusal::new(500, "INTERNAL"),
            Kind::Migrate { what, dc } => migrate(what, *dc),
            Kind::AuthKeyUnregistered => return Some(Struck::Ended(unauthorized("AUTH_KEY_UNREGISTERED"))),
            Kind::AuthKeyDuplicated => {
                return Some(Struck::Ended(Refusal::new(406, "AUTH_KEY_DUPLICATED")));
            }
            Kind::FileReferenceExpired => bad("FILE_REFERENCE_EXPIRED"),
            Kind::AuthKeyLost => return Some(Struck::Wire(Wire::AuthKeyLost)),
            Kind::Delay(time) => return Some(Struck::Wire(Wire::Delay(*time))),
            Kind::Drop => return Some(Struck::Wire(Wire::Drop)),
            Kind::Truncate => return Some(Struck::Wire(Wire::Truncate)),
            Kind::WrongSessionId => return Some(Struck::Wire(Wire::WrongSessionId)),
            Kind::LoseAnswer => return Some(Struck::Wire(Wire::LoseAnswer)),
            Kind::TransportError { code } => return Some(Struck::Wire(Wire::TransportError(*code))),
            Kind::ForgetSession => return Some(Struck::Wire(Wire::ForgetSession)),
            Kind::AnnounceAnswer => return Some(Struck::Wire(Wire::AnnounceAnswer)),
            Kind::TooManyConnections
            | Kind::StopChannelUpdates
            | Kind::DuplicateUpdates
            | Kind::LoseUpdates
            | Kind::ReorderUpdates
            | Kind::AnnounceUpdates
            | Kind::CdnRedirect { .. }
            | Kind::CdnReupload
            | Kind::CdnWrongBytes
            | Kind::CdnUnreachable => return None,
        };
        Some(Struck::Refused(refusal))
    }

    /// None of faults that strike no updates, or not this one.
    fn mishap(&self, of_channel: bool) -> Option<Mishap> {
        match self {
            Kind::StopChannelUpdates => of_channel.then_some(Mishap::Lost),
            Kind::LoseUpdates => Some(Mishap::Lost),
            Kind::DuplicateUpdates => Some(Mishap::Doubled),
            Kind::ReorderUpdates => Some(Mishap::HeldBack),
            Kind::AnnounceUpdates => Some(Mishap::Announced),
            _ => None,
        }
    }
}

/// 64 bits that follow from a fault's own seed.
fn digest(seed: i64, drawn: i64) -> i64 {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(drawn.to_le_bytes()).finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(first)
}

/// Whether a glob, in which `*` is any text, means this name.
fn matches(glob: &str, name: &str) -> bool {
    let Some((head, rest)) = glob.split_once('*') else { return glob == name };
    let Some(name) = name.strip_prefix(head) else { return false };
    (0..=name.len()).any(|skipped| name.is_char_boundary(skipped) && matches(rest, &name[skipped..]))
}
