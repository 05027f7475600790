//! Faults that a test can inject, and what each does to calls, updates and connections.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::refusal::{Refusal, bad, migrate, unauthorized, wait};

/// An injected fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fault {
    pub kind: FaultEffect,
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
pub enum FaultEffect {
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
pub enum UpdateFault {
    Lost,
    Doubled,
    /// It arrives after the next one.
    HeldBack,
    /// The client is told that a message exists, and has to request it.
    Announced,
}

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallFault {
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

impl FaultEffect {
    /// The effect on calls, if it has one.
    pub fn strike(&self) -> Option<CallFault> {
        let refusal = match self {
            FaultEffect::FloodWait { seconds } => wait("FLOOD", *seconds),
            FaultEffect::SlowMode { seconds } => wait("SLOWMODE", *seconds),
            FaultEffect::PeerFlood => bad("PEER_FLOOD"),
            FaultEffect::Error { code, name, explanation } => {
                let refusal = Refusal::new(*code, name.clone());
                return Some(match explanation {
                    Some(explanation) => CallFault::Explained(refusal, explanation.clone()),
                    None => CallFault::Refused(refusal),
                });
            }
            FaultEffect::Internal => Refusal::new(500, "INTERNAL"),
            FaultEffect::Migrate { what, dc } => migrate(what, *dc),
            FaultEffect::AuthKeyUnregistered => {
                return Some(CallFault::Ended(unauthorized("AUTH_KEY_UNREGISTERED")));
            }
            FaultEffect::AuthKeyDuplicated => {
                return Some(CallFault::Ended(Refusal::new(406, "AUTH_KEY_DUPLICATED")));
            }
            FaultEffect::FileReferenceExpired => bad("FILE_REFERENCE_EXPIRED"),
            FaultEffect::AuthKeyLost => return Some(CallFault::Wire(Wire::AuthKeyLost)),
            FaultEffect::Delay(time) => return Some(CallFault::Wire(Wire::Delay(*time))),
            FaultEffect::Drop => return Some(CallFault::Wire(Wire::Drop)),
            FaultEffect::Truncate => return Some(CallFault::Wire(Wire::Truncate)),
            FaultEffect::WrongSessionId => return Some(CallFault::Wire(Wire::WrongSessionId)),
            FaultEffect::LoseAnswer => return Some(CallFault::Wire(Wire::LoseAnswer)),
            FaultEffect::TransportError { code } => {
                return Some(CallFault::Wire(Wire::TransportError(*code)));
            }
            FaultEffect::ForgetSession => return Some(CallFault::Wire(Wire::ForgetSession)),
            FaultEffect::AnnounceAnswer => return Some(CallFault::Wire(Wire::AnnounceAnswer)),
            FaultEffect::TooManyConnections
            | FaultEffect::StopChannelUpdates
            | FaultEffect::DuplicateUpdates
            | FaultEffect::LoseUpdates
            | FaultEffect::ReorderUpdates
            | FaultEffect::AnnounceUpdates
            | FaultEffect::CdnRedirect { .. }
            | FaultEffect::CdnReupload
            | FaultEffect::CdnWrongBytes
            | FaultEffect::CdnUnreachable => return None,
        };
        Some(CallFault::Refused(refusal))
    }

    /// The effect on this update, if it has one.
    pub fn mishap(&self, of_channel: bool) -> Option<UpdateFault> {
        match self {
            FaultEffect::StopChannelUpdates => of_channel.then_some(UpdateFault::Lost),
            FaultEffect::LoseUpdates => Some(UpdateFault::Lost),
            FaultEffect::DuplicateUpdates => Some(UpdateFault::Doubled),
            FaultEffect::ReorderUpdates => Some(UpdateFault::HeldBack),
            FaultEffect::AnnounceUpdates => Some(UpdateFault::Announced),
            _ => None,
        }
    }
}
