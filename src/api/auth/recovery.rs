//! Recovery of a forgotten password. <https://core.telegram.org/api/srp#email-verification>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::auth::login::{LoginAnswer, ask_password, done};
use crate::api::auth::stage::wrong_stage;
use crate::api::call::Call;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::Secret;
use crate::secret::pasted::Code;
use crate::session::payload::Stage;
use crate::telegram::{password, tl};

/// Sends a code to the recovery address of an account with a forgotten password.
///
/// Telegram: `auth.requestPasswordRecovery`. Fails with `telegram_rejected` (PASSWORD_RECOVERY_NA) if the account has no
/// recovery address, and with `login_stage` if the login asks for no password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestPasswordRecovery {}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RecoveryRequested {
    /// The address that the code was sent to, as `a***@example.org`.
    pub email_pattern: String,
}

impl Method for RequestPasswordRecovery {
    const NAME: &'static str = "auth.requestPasswordRecovery";
    const FAILS: Fails = &[&[Kind::CodeInvalid, Kind::CodeExpired, Kind::PasswordInvalid, Kind::LoginStage]];
    type Result = RecoveryRequested;
}

pub async fn request(call: Call, _: RequestPasswordRecovery) -> Result<RecoveryRequested> {
    let session = call.session()?;
    let Stage::PasswordNeeded = session.stage else { return Err(wrong_stage(&session.stage)) };
    let account = call.accounts().open(&session)?;
    let tl::enums::auth::PasswordRecovery::Recovery(sent) =
        account.invoke(&tl::functions::auth::RequestPasswordRecovery {}, call.attempt()).await?;
    Ok(RecoveryRequested { email_pattern: sent.email_pattern })
}

/// Continues a login with the code from auth.requestPasswordRecovery instead of the password.
///
/// Telegram: `auth.recoverPassword`. The old password is no longer good; without a new one the account has none. Fails with
/// `code_invalid`, with `code_expired`, and with `login_stage` if the login asks for no password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoverPassword {
    /// The code from the e-mail.
    pub code: Code,
    /// The new password. Default: no password.
    pub new_password: Option<Secret>,
    /// A hint for the new password. Shown to anyone who logs in.
    pub hint: Option<String>,
}

impl Method for RecoverPassword {
    const NAME: &'static str = "auth.recoverPassword";
    const FAILS: Fails = &[&[Kind::CodeInvalid, Kind::CodeExpired, Kind::PasswordInvalid, Kind::LoginStage]];
    type Result = LoginAnswer;
}

pub async fn recover(call: Call, params: RecoverPassword) -> Result<LoginAnswer> {
    let session = call.session()?;
    let Stage::PasswordNeeded = session.stage else { return Err(wrong_stage(&session.stage)) };
    let account = call.accounts().open(&session)?;
    let new_settings = match params.new_password {
        Some(new) => {
            let asked = ask_password(&call, &account).await?;
            let hint = params.hint.unwrap_or_default();
            Some(password::new_settings(asked, new, hint, None).await?.into())
        }
        None => None,
    };
    let code = params.code.expose().to_owned();
    let function = tl::functions::auth::RecoverPassword { code, new_settings };
    match account.invoke(&function, call.attempt()).await? {
        tl::enums::auth::Authorization::Authorization(authorization) => {
            done(&call, &account, (*session).clone(), authorization.user)
        }
        tl::enums::auth::Authorization::SignUpRequired(_) => {
            Err(Error::unexpected("a password was recovered for a user who hasn't signed up"))
        }
    }
}
