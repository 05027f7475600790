//! Making things go wrong.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handler::{Control, Done, Name, invalid};
use crate::error::{Error, Result};
use crate::rpc::Method;
use crate::sandbox::world::engine::faults;

/// Makes calls of Telegram's functions go wrong, or updates on their way.
///
/// `flood_wait`, `slow_mode`, `peer_flood`, `error`, `internal`, `migrate`, `auth_key_unregistered` and
/// `auth_key_duplicated` answer in place of the function. `drop` closes the connection and the function isn't carried
/// out, and `transport_error` does so with a transport error. `truncate` and `lose_answer` carry it out and spoil its
/// answer; `wrong_session_id` answers under another session's id; `delay` answers late; `announce_answer` answers only
/// when the client asks for the answer that it is told of. `forget_session` answers as well: with this call the server
/// begins the session anew and has forgotten what else was under way in it.
/// `auth_key_unregistered` and `auth_key_duplicated` end the login for good. `auth_key_lost` does too, and the server no
/// longer knows the key itself: it closes the key's connections with transport error 404. A hiccup that leaves the login
/// as it was is an `error` (code 401, name `AUTH_KEY_UNREGISTERED`) or a `transport_error`.
/// `file_reference_expired` strikes `upload.getFile` by default, and ends every reference to a file that was told until
/// then: only a message that is fetched again has one that holds.
///
/// `too_many_connections` strikes new connections: the first packet on one is answered with transport error 429, and
/// nothing is carried out.
///
/// Five kinds strike updates that the server is about to send to a login: `lose_updates` sends none,
/// `duplicate_updates` sends them twice, `reorder_updates` holds them back until the next ones are sent,
/// `announce_updates` sends them when the client asks for them, and
/// `stop_channel_updates` loses those of channels and supergroups, until cleared unless `count` is told. What a client
/// asks for (`updates.getDifference`) is right all the same.
///
/// Four kinds are the CDN DC's. `cdn_redirect` has `upload.getFile` send clients that support CDNs there, and with `always`
/// the others too; `cdn_reupload` has it forget the file, so that the file's own DC must bring it again;
/// `cdn_wrong_bytes` changes what it gives; `cdn_unreachable` closes connections to it as soon as they are made. The first
/// and the last strike until cleared unless `count` is told.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub kind: FaultKind,
    /// The function's name, as `messages.sendMessage`; `*` stands for any text. Default: every function. Not for the
    /// kinds that strike updates or connections, nor for those of the CDN.
    pub method: Option<String>,
    /// Only this account's calls, or updates to it. Not for `too_many_connections`.
    pub account_id: Option<Name>,
    /// How long to wait, for `flood_wait`, `slow_mode` and `delay`, which alone takes fractions.
    pub duration: Option<f64>,
    /// Only calls at this DC. Not for the kinds that strike updates.
    pub at_dc: Option<i32>,
    /// The error's number, for `error` (default: 400) and `transport_error` (default: 404).
    pub code: Option<i32>,
    /// The error's name, for `error`; what is to migrate, for `migrate` (default: `NETWORK`).
    pub name: Option<String>,
    /// What the user is told besides, for `error`: Telegram pushes it as a popup right behind an error 406.
    pub explanation: Option<String>,
    /// Where to, for `migrate`.
    pub dc: Option<i32>,
    /// Whether clients that don't support CDNs are sent there too, for `cdn_redirect`. Default: false.
    pub always: Option<bool>,
    /// How many calls, updates or connections it strikes; 0 for all until sandbox.clearFaults. Default: 1.
    pub count: Option<u32>,
    /// How likely it strikes a call or an update, from 0 to 1. Default: 1.
    #[schemars(range(min = 0, max = 1))]
    pub probability: Option<f64>,
    /// What decides in place of chance: the same seed strikes the same ones. Default: the sandbox's own seed.
    pub seed: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    FloodWait,
    SlowMode,
    PeerFlood,
    Error,
    Internal,
    Migrate,
    AuthKeyUnregistered,
    AuthKeyDuplicated,
    AuthKeyLost,
    TooManyConnections,
    TransportError,
    ForgetSession,
    AnnounceAnswer,
    FileReferenceExpired,
    Delay,
    Drop,
    Truncate,
    WrongSessionId,
    LoseAnswer,
    CdnRedirect,
    CdnReupload,
    CdnWrongBytes,
    CdnUnreachable,
    StopChannelUpdates,
    DuplicateUpdates,
    LoseUpdates,
    ReorderUpdates,
    AnnounceUpdates,
}

impl FaultKind {
    fn is_of_cdn(self) -> bool {
        use FaultKind::*;
        matches!(self, CdnRedirect | CdnReupload | CdnWrongBytes | CdnUnreachable)
    }

    fn strikes_updates(self) -> bool {
        use FaultKind::*;
        matches!(self, StopChannelUpdates | DuplicateUpdates | LoseUpdates | ReorderUpdates | AnnounceUpdates)
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FaultSet {
    /// The fault's number.
    pub fault_id: u64,
}

impl Method for Fault {
    const NAME: &'static str = "sandbox.fault";
    type Result = FaultSet;
}

pub async fn fault(control: Control, params: Fault) -> Result<FaultSet> {
    let kind = kind(&params)?;
    let probability = params.probability.unwrap_or(1.0);
    if !(0.0..=1.0).contains(&probability) {
        return Err(invalid("probability", "a number from 0 to 1"));
    }
    if params.kind.strikes_updates() && params.method.is_some() {
        return Err(invalid("method", "nothing, as this kind strikes updates and no calls"));
    }
    if params.kind == FaultKind::TooManyConnections {
        let stray = [("method", params.method.is_some()), ("account", params.account_id.is_some())];
        if let Some((field, _)) = stray.into_iter().find(|(_, given)| *given) {
            return Err(invalid(field, "nothing, as this kind strikes connections, whoever makes them"));
        }
    }
    if params.kind.strikes_updates() && params.at_dc.is_some() {
        return Err(invalid("at_dc", "nothing, as this kind strikes updates and no calls"));
    }
    let at_dc = params.at_dc;
    if params.kind.is_of_cdn() && params.method.is_some() {
        return Err(invalid("method", "nothing, as this kind is the CDN DC's"));
    }
    let lasting = matches!(
        params.kind,
        FaultKind::StopChannelUpdates | FaultKind::CdnRedirect | FaultKind::CdnUnreachable
    );
    let count = params.count.unwrap_or(if lasting { 0 } else { 1 });
    // Most functions know of no files.
    let of_files = || (kind == faults::Kind::FileReferenceExpired).then(|| "upload.getFile".to_owned());
    let method = params.method.or_else(of_files);
    control.with_world(|world| {
        let account = params.account_id.map(|name| name.person(world)).transpose()?;
        let fault = faults::Fault { kind, method, account, at_dc, count, probability, seed: params.seed };
        Ok(FaultSet { fault_id: world.fault(fault) })
    })
}

/// Ends all faults. Updates that were held back are sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearFaults {}

impl Method for ClearFaults {
    const NAME: &'static str = "sandbox.clearFaults";
    type Result = Done;
}

pub async fn clear_faults(control: Control, _: ClearFaults) -> Result<Done> {
    control.with_world(|world| world.clear_faults());
    control.sandbox.push_held_back();
    Ok(Done {})
}

fn kind(params: &Fault) -> Result<faults::Kind> {
    Ok(match params.kind {
        FaultKind::FloodWait => faults::Kind::FloodWait { seconds: whole_seconds(params)? },
        FaultKind::SlowMode => faults::Kind::SlowMode { seconds: whole_seconds(params)? },
        FaultKind::PeerFlood => faults::Kind::PeerFlood,
        FaultKind::Error => faults::Kind::Error {
            code: params.code.unwrap_or(400),
            name: params.name.clone().ok_or_else(|| invalid("name", "the error's name"))?,
            explanation: params.explanation.clone(),
        },
        FaultKind::Internal => faults::Kind::Internal,
        FaultKind::Migrate => faults::Kind::Migrate {
            what: params.name.clone().unwrap_or_else(|| "NETWORK".to_owned()),
            dc: params.dc.ok_or_else(|| invalid("dc", "the number of a DC"))?,
        },
        FaultKind::AuthKeyUnregistered => faults::Kind::AuthKeyUnregistered,
        FaultKind::AuthKeyDuplicated => faults::Kind::AuthKeyDuplicated,
        FaultKind::AuthKeyLost => faults::Kind::AuthKeyLost,
        FaultKind::TooManyConnections => faults::Kind::TooManyConnections,
        FaultKind::TransportError => faults::Kind::TransportError { code: params.code.unwrap_or(404) },
        FaultKind::ForgetSession => faults::Kind::ForgetSession,
        FaultKind::AnnounceAnswer => faults::Kind::AnnounceAnswer,
        FaultKind::FileReferenceExpired => faults::Kind::FileReferenceExpired,
        FaultKind::Delay => {
            let seconds = params.duration.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            faults::Kind::Delay(seconds.ok_or_else(no_seconds)?)
        }
        FaultKind::Drop => faults::Kind::Drop,
        FaultKind::Truncate => faults::Kind::Truncate,
        FaultKind::WrongSessionId => faults::Kind::WrongSessionId,
        FaultKind::LoseAnswer => faults::Kind::LoseAnswer,
        FaultKind::CdnRedirect => faults::Kind::CdnRedirect { always: params.always.unwrap_or(false) },
        FaultKind::CdnReupload => faults::Kind::CdnReupload,
        FaultKind::CdnWrongBytes => faults::Kind::CdnWrongBytes,
        FaultKind::CdnUnreachable => faults::Kind::CdnUnreachable,
        FaultKind::StopChannelUpdates => faults::Kind::StopChannelUpdates,
        FaultKind::DuplicateUpdates => faults::Kind::DuplicateUpdates,
        FaultKind::LoseUpdates => faults::Kind::LoseUpdates,
        FaultKind::ReorderUpdates => faults::Kind::ReorderUpdates,
        FaultKind::AnnounceUpdates => faults::Kind::AnnounceUpdates,
    })
}

/// Telegram names whole seconds.
fn whole_seconds(params: &Fault) -> Result<i32> {
    let seconds = params.duration.ok_or_else(no_seconds)?;
    let fits = seconds.fract() == 0.0 && (0.0..=f64::from(i32::MAX)).contains(&seconds);
    if fits { Ok(seconds as i32) } else { Err(invalid("duration", "a whole number")) }
}

fn no_seconds() -> Error {
    invalid("duration", "how long to wait")
}
