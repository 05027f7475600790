//! Faults that a test can inject, and what each does to calls, updates and connections.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::refusal::{Refusal, bad, migrate, unauthorized, wait};

/// An injected fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault {
    pub kind: Kind,
    /// A function name or a glob with `*`. Default: all functions. Ignored by faults of updates.
    pub method: Option<String>,
    /// Only calls of this account. Default: all calls, signed in or not.
    pub account: Option<i64>,
    /// Only calls to this DC. Default: all DCs.
    #[serde(default)]
    pub at_dc: Option<i32>,
    /// How many times. 0 means until cleared.
    pub count: u32,
    /// Probability from 0 to 1, for each time it could happen.
    pub probability: f64,
    /// Seed of the probability. Default: derived from the world's seed and the fault's id.
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
        /// A message for the user, pushed after the error.
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
    /// New connections are refused.
    TooManyConnections,
    TransportError {
        code: i32,
    },
    ForgetSession,
    AnnounceAnswer,
    /// All file references issued so far expire with it.
    FileReferenceExpired,
    Delay(Duration),
    Drop,
    Truncate,
    WrongSessionId,
    LoseAnswer,
    /// The file is served by the CDN DC.
    CdnRedirect {
        /// Even to clients that don't announce CDN support.
        always: bool,
    },
    /// The CDN DC has evicted the file.
    CdnReupload,
    /// The CDN DC serves wrong bytes.
    CdnWrongBytes,
    /// The CDN DC closes new connections at once.
    CdnUnreachable,
    /// Updates of channels and supergroups aren't pushed.
    StopChannelUpdates,
    DuplicateUpdates,
    LoseUpdates,
    ReorderUpdates,
    AnnounceUpdates,
}

/// What happens to an update on its way to a connected client. A later difference is always correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    Lost,
    Doubled,
    /// It arrives after the next one.
    HeldBack,
    /// The client is told that a message exists, and has to request it.
    Announced,
}

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Struck {
    /// It fails with this error.
    Refused(Refusal),
    /// It fails, and a message for the user follows.
    Explained(Refusal, String),
    /// It fails, and the login ends.
    Ended(Refusal),
    /// A fault of the packet or connection.
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
pub struct Faults {
    pub last_id: u64,
    pub active: Vec<Active>,
}

#[derive(Serialize, Deserialize)]
pub struct Active {
    pub id: u64,
    pub fault: Fault,
    /// Remaining times. Default: until cleared.
    pub left: Option<u32>,
    /// How many times its probability was drawn.
    pub drawn: i64,
}

impl Fault {
    pub fn is_of(&self, account: Option<i64>) -> bool {
        self.account.is_none_or(|wanted| account == Some(wanted))
    }
}

impl Kind {
    /// The effect on calls, if it has one.
    pub fn strike(&self) -> Option<Struck> {
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

    /// The effect on this update, if it has one.
    pub fn mishap(&self, of_channel: bool) -> Option<Mishap> {
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
