//! Session strings: handles, inspection and resealing.

pub mod foreign;
pub mod restrict;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Call, HANDLE};
use crate::api::types::client_info::InspectedClient;
use crate::api::types::empty::Empty;
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::session::{Invalid, Session, Stage};
use restrict::InspectedRestrictions;

/// Creates a handle for a session string, a short name valid only on this connection.
///
/// Use the handle as `session`, so that logs of requests don't contain the secret. When a call returns a newer session
/// string, the handle then refers to that one. Fails with `session_invalid` for an unknown handle, and with
/// `resource_exhausted` if the connection has 1,024 handles.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attach {}

#[derive(Clone, Serialize, JsonSchema)]
pub struct Attached {
    /// Pass it as `session` on this connection.
    pub handle: String,
}

impl Method for Attach {
    const NAME: &'static str = "session.attach";
    type Result = Attached;
}

pub async fn attach(call: Call, _: Attach) -> Result<Attached> {
    call.session()?;
    let mut name = [0; 9];
    getrandom::fill(&mut name).map_err(|error| Error::internal(error.to_string()))?;
    let handle = format!("{HANDLE}{}", BASE64_URL_SAFE_NO_PAD.encode(name));
    call.rpc().connection.attach(handle.clone(), call.session_text()?)?;
    Ok(Attached { handle })
}

/// Deletes the handle given as `session`.
///
/// Fails with `session_invalid` if there is no such handle.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detach {}

impl Method for Detach {
    const NAME: &'static str = "session.detach";
    type Result = Empty;
}

pub async fn detach(call: Call, _: Detach) -> Result<Empty> {
    let given = call.given_session()?;
    if !given.expose().starts_with(HANDLE) {
        return Err(Error::new(Kind::InvalidParams, "`session` must be a handle here")
            .with("path", "session")
            .with("expected", "a handle from session.attach"));
    }
    match call.rpc().connection.detach(given.expose()) {
        true => Ok(Empty {}),
        false => Err(Invalid::UnknownHandle.into()),
    }
}

/// Returns a session string's public details, without secrets.
///
/// Works offline: use `auth.status` to check whether the login is still valid. Fails with `session_invalid` if the
/// string can't be opened; its `reason` says why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inspect {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Inspected {
    pub stage: StageName,
    /// The account, once signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<InspectedAccount>,
    /// The home DC.
    pub dc: i32,
    /// The api_id of the program that logged in.
    pub api_id: i32,
    /// The server of the login: `production`, `test`, or a custom server's name.
    pub server: String,
    pub client: InspectedClient,
    /// The public id of the sealing key.
    pub key_id: String,
    /// When the login started, to the second.
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub creation_date: Timestamp,
    /// Its restrictions, if it was made by session.restrict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restrictions: Option<InspectedRestrictions>,
}

/// The stage of a login.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    CodeSent,
    QrShown,
    PasswordNeeded,
    SignedIn,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InspectedAccount {
    pub id: i64,
    pub kind: AccountKind,
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    User,
    Bot,
}

impl Method for Inspect {
    const NAME: &'static str = "session.inspect";
    type Result = Inspected;
}

pub async fn inspect(call: Call, _: Inspect) -> Result<Inspected> {
    let text = call.session_text()?;
    let session = call.session()?;
    let kind = |bot| if bot { AccountKind::Bot } else { AccountKind::User };
    Ok(Inspected {
        stage: match session.stage {
            Stage::CodeSent(_) => StageName::CodeSent,
            Stage::QrShown(_) => StageName::QrShown,
            Stage::PasswordNeeded => StageName::PasswordNeeded,
            Stage::SignedIn => StageName::SignedIn,
        },
        account: session.account.map(|account| InspectedAccount { id: account.id, kind: kind(account.bot) }),
        dc: session.dc,
        api_id: session.api_id,
        server: session.server.clone(),
        client: InspectedClient::from(&session.client),
        // The header is no secret: it says which key is needed.
        key_id: text.expose().split('.').nth(1).unwrap_or_default().to_owned(),
        creation_date: session.created_at,
        restrictions: session.restrictions.as_deref().map(InspectedRestrictions::from),
    })
}

/// Reseals the session with the first sealing key, for key rotation.
///
/// The old string works as before, as long as its key is among the sealing keys. Fails with `session_invalid` if it
/// can't be opened; its `reason` says why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Renew {}

#[derive(Clone, Serialize, JsonSchema)]
pub struct Renewed {
    /// The same login. Replaces the given string.
    pub session: String,
}

impl Method for Renew {
    const NAME: &'static str = "session.renew";
    type Result = Renewed;
}

pub async fn renew(call: Call, _: Renew) -> Result<Renewed> {
    let sealed = call.daemon().sessions.reseal(call.session_text()?.expose())?;
    call.follow(&sealed);
    Ok(Renewed { session: sealed.expose().to_owned() })
}

/// Returns the session string with resolved names and DC keys learned since it was made.
///
/// Usernames that were resolved (for a day each) and keys of other DCs cost requests that Telegram limits. A process that
/// begins with a refreshed string need not make them again. Call it at the end of a short process and keep the string; a
/// string that is not refreshed works as well. It holds up to 64 names and is at most 4,096 characters long. Fails with
/// `session_invalid` if the string can't be opened, and with `not_signed_in` before the login is finished.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {}

#[derive(Clone, Serialize, JsonSchema)]
pub struct Refreshed {
    /// The same login. Replaces the given string.
    pub session: String,
    /// Whether anything was learned. If not, `session` is the given string.
    pub is_changed: bool,
}

impl Method for Refresh {
    const NAME: &'static str = "session.refresh";
    type Result = Refreshed;
}

pub async fn refresh(call: Call, _: Refresh) -> Result<Refreshed> {
    let given = call.session_text()?;
    let session = call.session()?;
    let account = call.account()?;
    account.take_in(&session.learned);
    let refreshed = Session::clone(&session).with_learned(account.learned());
    if !refreshed.learned.is_more_than(&session.learned) {
        return Ok(Refreshed { session: given.expose().to_owned(), is_changed: false });
    }
    Ok(Refreshed { session: call.seal(&refreshed).expose().to_owned(), is_changed: true })
}
