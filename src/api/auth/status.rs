//! The stage of a login, and logging out.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::account;
use crate::api::auth::login::ask_password;
use crate::api::auth::stage::EMAIL_SETUP;
use crate::api::auth::stage::wrong_stage;
use crate::api::call::Call;
use crate::api::call::HANDLE;
use crate::api::types::empty::Empty;
use crate::api::types::people::User;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::session::payload::Stage;
use crate::telegram::tl;

/// The next step of a login.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum StatusAnswer {
    /// A code was sent: call `auth.signIn`.
    SignIn {
        sent_to: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        code_length: Option<u32>,
    },
    /// Telegram sends no code before the account has a login e-mail address: call `account.sendVerifyEmailCode`.
    SetUpEmail,
    /// A QR code was created: have it scanned and call `auth.pollQr`.
    Scan {
        url: String,
        #[schemars(with = "String", extend("format" = "date-time"))]
        expire_date: jiff::Timestamp,
    },
    /// Call `auth.checkPassword`.
    CheckPassword {
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    /// Signed in, confirmed by Telegram.
    Done { user: User },
}

/// Returns the stage of a login, and asks Telegram whether it is still valid.
///
/// Fails with `session_revoked` if it doesn't; the `reason` is `unconfirmed` when Telegram said so once and could not be
/// asked again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Status {}

impl Method for Status {
    const NAME: &'static str = "auth.status";
    type Result = StatusAnswer;
}

pub async fn status(call: Call, _: Status) -> Result<StatusAnswer> {
    let session = call.session()?;
    Ok(match &session.stage {
        Stage::CodeSent(sent) if sent.sent_to == EMAIL_SETUP => StatusAnswer::SetUpEmail,
        Stage::CodeSent(sent) => {
            StatusAnswer::SignIn { sent_to: sent.sent_to.clone(), code_length: sent.code_length }
        }
        Stage::QrShown(shown) => {
            StatusAnswer::Scan { url: super::qr::url(shown), expire_date: shown.expires_at }
        }
        Stage::PasswordNeeded => {
            let account = call.accounts().open(&session)?;
            StatusAnswer::CheckPassword { hint: ask_password(&call, &account).await?.hint }
        }
        Stage::SignedIn => StatusAnswer::Done { user: account::myself(&call).await? },
    })
}

/// Logs out: Telegram revokes the login, and its session strings become useless.
///
/// Telegram: `auth.logOut`. On success the login is revoked everywhere; on failure it may still be valid. Fails with
/// `session_revoked` if it was revoked before, and with `login_stage` before a login.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogOut {}

impl Method for LogOut {
    const NAME: &'static str = "auth.logOut";
    const FAILS: Fails = &[&[Kind::LoginStage]];
    type Result = Empty;
}

pub async fn log_out(call: Call, _: LogOut) -> Result<Empty> {
    let session = call.session()?;
    if let Stage::CodeSent(_) | Stage::QrShown(_) = session.stage {
        return Err(
            wrong_stage(&session.stage).hint("auth.cancelCode gives a login up that waits for its code")
        );
    }
    let account = call.accounts().open(&session)?;
    account.invoke(&tl::functions::auth::LogOut {}, call.attempt()).await?;
    call.close(&account);
    if let Some(given) = &call.rpc().session
        && given.expose().starts_with(HANDLE)
    {
        call.rpc().connection.detach(given.expose());
    }
    Ok(Empty {})
}
