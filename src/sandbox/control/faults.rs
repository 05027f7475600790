//! Injecting faults.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::handler::{Control, Done, Name, invalid};
use crate::error::{Error, Result};
use crate::rpc::Method;
use crate::sandbox::world::engine::faults;

/// Injects a fault into calls, updates or connections.
///
/// `flood_wait`, `slow_mode`, `peer_flood`, `error`, `internal`, `migrate`, `auth_key_unregistered` and
/// `auth_key_duplicated` replace the function's answer. `drop` closes the connection without running the function, and
/// `transport_error` does so with a transport error. `truncate` and `lose_answer` run the function and spoil its
/// answer. `wrong_session_id` answers with another session's id, `delay` answers late, and `announce_answer` announces
/// an answer that the client has to request. `forget_session` answers too, but the server starts the session anew and
/// forgets its other calls. `auth_key_unregistered` and `auth_key_duplicated` end the login for good. `auth_key_lost`
/// does too, and the server forgets the key: it closes the key's connections with transport error 404. For a failure
/// that keeps the login, use `error` (code 401, name `AUTH_KEY_UNREGISTERED`) or `transport_error`.
/// `file_reference_expired` applies to `upload.getFile` by default, and expires all file references issued so far: only
/// a message that is fetched again has a valid one.
///
/// `too_many_connections` applies to new connections: their first packet is answered with transport error 429 and not
/// handled.
///
/// Five kinds apply to updates for a login: `lose_updates` drops them, `duplicate_updates` sends them twice,
/// `reorder_updates` holds them back until the next ones, `announce_updates` announces them until the client requests
/// them, and `stop_channel_updates` drops those of channels and supergroups, by default until cleared.
/// `updates.getDifference` is always correct.
///
/// Four kinds apply to the CDN DC. `cdn_redirect` makes `upload.getFile` redirect clients that support CDNs, and with
/// `always` all clients; `cdn_reupload` makes the CDN DC evict the file, so that its home DC must upload it again;
/// `cdn_wrong_bytes` changes the bytes it serves; `cdn_unreachable` closes new connections to it. The first and the
/// last apply until cleared by default.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub kind: FaultKind,
    /// Function name such as `messages.sendMessage`, with `*` for any text. Default: all functions. Not for kinds that
    /// apply to updates, connections or the CDN DC.
    pub method: Option<String>,
    /// Only calls of this account or updates to it. Not for `too_many_connections`.
    pub account_id: Option<Name>,
    /// Seconds to wait, for `flood_wait`, `slow_mode` and `delay`. Only `delay` takes fractions.
    pub duration: Option<f64>,
    /// Only calls to this DC. Not for kinds that apply to updates.
    pub at_dc: Option<i32>,
    /// Error code, for `error` (default: 400) and `transport_error` (default: 404).
    pub code: Option<i32>,
    /// Error name, for `error`; what to migrate, for `migrate` (default: `NETWORK`).
    pub name: Option<String>,
    /// A message for the user, for `error`: Telegram pushes it as a popup after an error 406.
    pub explanation: Option<String>,
    /// Target DC, for `migrate`.
    pub dc: Option<i32>,
    /// Redirect clients that don't support CDNs, too, for `cdn_redirect`. Default: false.
    pub always: Option<bool>,
    /// How many calls, updates or connections it applies to. 0 means all until `sandbox.clearFaults`. Default: 1.
    pub count: Option<u32>,
    /// Probability from 0 to 1, for each call or update. Default: 1.
    #[schemars(range(min = 0, max = 1))]
    pub probability: Option<f64>,
    /// Seed of the probability: the same seed picks the same calls. Default: derived from the sandbox's own seed.
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
    /// The fault's id.
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
            return Err(invalid(field, "nothing, as this kind affects all connections"));
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
    // Most functions have no file references.
    let of_files =
        || (kind == faults::FaultEffect::FileReferenceExpired).then(|| "upload.getFile".to_owned());
    let method = params.method.or_else(of_files);
    control.with_world(|world| {
        let account = params.account_id.map(|name| name.person(world)).transpose()?;
        let fault = faults::Fault { kind, method, account, at_dc, count, probability, seed: params.seed };
        Ok(FaultSet { fault_id: world.fault(fault) })
    })
}

/// Removes all faults and sends updates that were held back.
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

fn kind(params: &Fault) -> Result<faults::FaultEffect> {
    Ok(match params.kind {
        FaultKind::FloodWait => faults::FaultEffect::FloodWait { seconds: whole_seconds(params)? },
        FaultKind::SlowMode => faults::FaultEffect::SlowMode { seconds: whole_seconds(params)? },
        FaultKind::PeerFlood => faults::FaultEffect::PeerFlood,
        FaultKind::Error => faults::FaultEffect::Error {
            code: params.code.unwrap_or(400),
            name: params.name.clone().ok_or_else(|| invalid("name", "the error's name"))?,
            explanation: params.explanation.clone(),
        },
        FaultKind::Internal => faults::FaultEffect::Internal,
        FaultKind::Migrate => faults::FaultEffect::Migrate {
            what: params.name.clone().unwrap_or_else(|| "NETWORK".to_owned()),
            dc: params.dc.ok_or_else(|| invalid("dc", "the number of a DC"))?,
        },
        FaultKind::AuthKeyUnregistered => faults::FaultEffect::AuthKeyUnregistered,
        FaultKind::AuthKeyDuplicated => faults::FaultEffect::AuthKeyDuplicated,
        FaultKind::AuthKeyLost => faults::FaultEffect::AuthKeyLost,
        FaultKind::TooManyConnections => faults::FaultEffect::TooManyConnections,
        FaultKind::TransportError => faults::FaultEffect::TransportError { code: params.code.unwrap_or(404) },
        FaultKind::ForgetSession => faults::FaultEffect::ForgetSession,
        FaultKind::AnnounceAnswer => faults::FaultEffect::AnnounceAnswer,
        FaultKind::FileReferenceExpired => faults::FaultEffect::FileReferenceExpired,
        FaultKind::Delay => {
            let seconds = params.duration.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            faults::FaultEffect::Delay(seconds.ok_or_else(no_seconds)?)
        }
        FaultKind::Drop => faults::FaultEffect::Drop,
        FaultKind::Truncate => faults::FaultEffect::Truncate,
        FaultKind::WrongSessionId => faults::FaultEffect::WrongSessionId,
        FaultKind::LoseAnswer => faults::FaultEffect::LoseAnswer,
        FaultKind::CdnRedirect => faults::FaultEffect::CdnRedirect { always: params.always.unwrap_or(false) },
        FaultKind::CdnReupload => faults::FaultEffect::CdnReupload,
        FaultKind::CdnWrongBytes => faults::FaultEffect::CdnWrongBytes,
        FaultKind::CdnUnreachable => faults::FaultEffect::CdnUnreachable,
        FaultKind::StopChannelUpdates => faults::FaultEffect::StopChannelUpdates,
        FaultKind::DuplicateUpdates => faults::FaultEffect::DuplicateUpdates,
        FaultKind::LoseUpdates => faults::FaultEffect::LoseUpdates,
        FaultKind::ReorderUpdates => faults::FaultEffect::ReorderUpdates,
        FaultKind::AnnounceUpdates => faults::FaultEffect::AnnounceUpdates,
    })
}

/// Telegram's waits are whole seconds.
fn whole_seconds(params: &Fault) -> Result<i32> {
    let seconds = params.duration.ok_or_else(no_seconds)?;
    let fits = seconds.fract() == 0.0 && (0.0..=f64::from(i32::MAX)).contains(&seconds);
    if fits { Ok(seconds as i32) } else { Err(invalid("duration", "a whole number")) }
}

fn no_seconds() -> Error {
    invalid("duration", "how long to wait")
}
