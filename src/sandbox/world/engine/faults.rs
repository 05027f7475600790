//! Faults that a test can inject, and what each does to calls, updates and connections.

use std::time::Duration;

use serde::{Deserialize, Serialize};

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
    /// The seed of its decisions. Default: the world's seed and the fault's number.
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
pub struct Faults {
    pub last_id: u64,
    pub active: Vec<Active>,
}

#[derive(Serialize, Deserialize)]
pub struct Active {
    pub id: u64,
    pub fault: Fault,
    /// Absent: until cleared.
    pub left: Option<u32>,
    /// How often chance was asked about it.
    pub drawn: i64,
}

impl Fault {
    pub fn is_of(&self, account: Option<i64>) -> bool {
        self.account.is_none_or(|wanted| account == Some(wanted))
    }
}

impl Kind {
    /// None of faults that strike no calls.
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

    /// None of faults that strike no updates, or not this one.
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
