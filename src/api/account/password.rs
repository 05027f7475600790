//! The password of two-step verification. <https://core.telegram.org/api/srp>

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::auth::login::{ask_password, is_named};
use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::Secret;
use crate::secret::pasted::Code;
use crate::telegram::account::Account;
use crate::telegram::{password, tl};

/// Returns the state of two-step verification.
///
/// Telegram: `account.getPassword`. Fails with `not_signed_in` before the login is finished, and with `user_only` for a bot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Password {}

/// The state of two-step verification.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PasswordState {
    /// Whether logins ask for a password.
    pub has_password: bool,
    /// The owner's password hint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Whether the password can be recovered by mail.
    pub has_recovery: bool,
    /// The recovery address to confirm with account.confirmPasswordEmail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unconfirmed_email_pattern: Option<String>,
    /// When the password is removed, if a reset was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub pending_reset_date: Option<Timestamp>,
}

impl Method for Password {
    const NAME: &'static str = "account.password";
    type Result = PasswordState;
}

pub async fn state(call: Call, _: Password) -> Result<PasswordState> {
    let asked = ask_password(&call, &*call.account()?).await?;
    Ok(PasswordState {
        has_password: asked.has_password,
        hint: asked.hint.filter(|hint| !hint.is_empty()),
        has_recovery: asked.has_recovery,
        unconfirmed_email_pattern: asked.email_unconfirmed_pattern,
        pending_reset_date: asked
            .pending_reset_date
            .map(|date| Timestamp::from_second(date.into()))
            .transpose()
            .map_err(Error::internal)?,
    })
}

/// Sets or changes the two-step verification password.
///
/// Telegram: `account.updatePasswordSettings`. Neither password leaves this machine: Telegram receives proofs of them
/// (SRP). With `email`, the password takes effect after account.confirmPasswordEmail. Fails with `password_invalid` if
/// the current password is wrong, and with `too_fresh` if Telegram requires an older login.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    /// The current password, if there is one.
    pub current_password: Option<Secret>,
    /// The new password.
    #[schemars(length(min = 1))]
    pub new_password: Secret,
    /// A password hint. Shown to anyone who logs in.
    pub hint: Option<String>,
    /// The recovery e-mail address.
    pub email: Option<String>,
}

/// The next step, if one is needed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PasswordSet {
    /// Call account.confirmPasswordEmail. Absent when nothing is left to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<PasswordStep>,
    /// The length of the code sent by e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_length: Option<u32>,
}

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PasswordStep {
    ConfirmEmail,
}

impl Method for SetPassword {
    const NAME: &'static str = "account.setPassword";
    const FAILS: Fails = &[&[Kind::CodeInvalid, Kind::CodeExpired, Kind::PasswordInvalid, Kind::TooFresh]];
    type Result = PasswordSet;
}

pub async fn set(call: Call, params: SetPassword) -> Result<PasswordSet> {
    let account = call.account()?;
    let new =
        New { password: params.new_password, hint: params.hint.unwrap_or_default(), email: params.email };
    match change(&call, &account, params.current_password, Some(new)).await {
        Ok(()) => Ok(PasswordSet { next: None, code_length: None }),
        Err(error) if is_named(&error, "EMAIL_UNCONFIRMED") => Ok(PasswordSet {
            next: Some(PasswordStep::ConfirmEmail),
            code_length: error.facts().telegram.as_ref().and_then(|telegram| telegram.value),
        }),
        Err(error) => Err(error),
    }
}

/// Confirms the recovery e-mail address given to account.setPassword.
///
/// Telegram: `account.confirmPasswordEmail`. Fails with `code_invalid` and with `code_expired`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPasswordEmail {
    /// The code that was sent to the address.
    pub code: Code,
}

impl Method for ConfirmPasswordEmail {
    const NAME: &'static str = "account.confirmPasswordEmail";
    const FAILS: Fails = &[&[Kind::CodeInvalid, Kind::CodeExpired]];
    type Result = Empty;
}

pub async fn confirm_email(call: Call, params: ConfirmPasswordEmail) -> Result<Empty> {
    let code = params.code.expose().to_owned();
    let account = call.account()?;
    account.invoke(&tl::functions::account::ConfirmPasswordEmail { code }, call.attempt()).await?;
    Ok(Empty {})
}

/// Removes the two-step verification password: logins then ask only for the code.
///
/// Telegram: `account.updatePasswordSettings`. Fails with `password_invalid` if the current password is wrong or there
/// is none, and with `too_fresh` if Telegram requires an older login.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovePassword {
    /// The current password.
    pub current_password: Secret,
}

impl Method for RemovePassword {
    const NAME: &'static str = "account.removePassword";
    const FAILS: Fails = &[&[Kind::CodeInvalid, Kind::CodeExpired, Kind::PasswordInvalid, Kind::TooFresh]];
    type Result = Empty;
}

pub async fn remove(call: Call, params: RemovePassword) -> Result<Empty> {
    let account = call.account()?;
    let current = Some(params.current_password);
    change(&call, &account, current, None).await?;
    Ok(Empty {})
}

/// A new password.
struct New {
    password: Secret,
    hint: String,
    email: Option<String>,
}

/// Sets another password or none, with a proof of the current one.
async fn change(call: &Call, account: &Account, current: Option<Secret>, new: Option<New>) -> Result<()> {
    let mut tries = 0;
    loop {
        let asked = ask_password(call, account).await?;
        let proof = match (&current, asked.has_password) {
            (Some(current), true) => password::proof(asked.clone(), current.clone()).await?,
            (None, false) => tl::enums::InputCheckPasswordSrp::InputCheckPasswordEmpty,
            (None, true) => {
                return Err(Error::new(Kind::InvalidParams, "`current_password` is missing")
                    .with("path", "current_password")
                    .with("expected", "the account's password, as it has one"));
            }
            (Some(_), false) => {
                return Err(Error::new(Kind::PasswordInvalid, "This account has no password"));
            }
        };
        let new_settings = match &new {
            Some(New { password, hint, email }) => {
                password::new_settings(asked, password.clone(), hint.clone(), email.clone()).await?
            }
            None => password::no_password(),
        };
        let function = tl::functions::account::UpdatePasswordSettings {
            password: proof,
            new_settings: new_settings.into(),
        };
        tries += 1;
        match account.invoke(&function, call.attempt()).await {
            Ok(_) => return Ok(()),
            // Another client requested parameters meanwhile, so ours are no longer valid.
            Err(error) if is_named(&error, "SRP_ID_INVALID") && tries < 3 => {}
            Err(error) => return Err(error),
        }
    }
}
