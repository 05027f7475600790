//! The e-mail address that Telegram requires for some logins before it sends a code.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::auth::code::{CodeAnswer, code_answer};
use crate::api::auth::stage::email_wanted;
use crate::api::call::Call;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::pasted::{Code, Word};
use crate::session::payload::CodeSent;
use crate::telegram::tl;

/// Sends a code to an e-mail address, to make it the account's login e-mail address.
///
/// Telegram: `account.sendVerifyEmailCode`. For a login that answered `next: "set_up_email"`. Give the code to
/// `account.verifyEmail`, with the same session string. Fails with `telegram_rejected` (EMAIL_INVALID, EMAIL_NOT_ALLOWED)
/// if Telegram does not take the address, with `code_expired` if the login took too long, and with `login_stage` if the
/// login waits for something else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendVerifyEmailCode {
    /// The address.
    pub email: Word,
}

/// A code was sent to the address.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EmailCodeSent {
    /// The address, as `a***@example.org`.
    pub email_pattern: String,
    /// Length of the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_length: Option<u32>,
}

impl Method for SendVerifyEmailCode {
    const NAME: &'static str = "account.sendVerifyEmailCode";
    const FAILS: Fails = &[&[Kind::CodeInvalid, Kind::CodeExpired, Kind::LoginStage]];
    type Result = EmailCodeSent;
}

pub async fn send_verify_email_code(call: Call, params: SendVerifyEmailCode) -> Result<EmailCodeSent> {
    let session = call.session()?;
    let wanted = email_wanted(&session)?;
    let account = call.accounts().open(&session)?;
    let function = tl::functions::account::SendVerifyEmailCode {
        purpose: purpose(wanted),
        email: params.email.expose().to_owned(),
    };
    let tl::enums::account::SentEmailCode::Code(sent) = account.invoke(&function, call.attempt()).await?;
    let code_length = u32::try_from(sent.length).ok().filter(|length| *length > 0);
    Ok(EmailCodeSent { email_pattern: sent.email_pattern, code_length })
}

/// Confirms the login e-mail address with the code sent there, and continues the login.
///
/// Telegram: `account.verifyEmail`. Telegram then sends the login code, mostly to the new address; the answer is that of
/// `auth.sendCode`. Fails with `code_invalid`, with `code_expired`, and with `login_stage` if the login waits for something
/// else.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyEmail {
    /// The code from the e-mail.
    pub code: Code,
}

impl Method for VerifyEmail {
    const NAME: &'static str = "account.verifyEmail";
    const FAILS: Fails = &[&[Kind::CodeInvalid, Kind::CodeExpired, Kind::LoginStage]];
    type Result = CodeAnswer;
}

pub async fn verify_email(call: Call, params: VerifyEmail) -> Result<CodeAnswer> {
    let session = call.session()?;
    let wanted = email_wanted(&session)?;
    let account = call.accounts().open(&session)?;
    let code = params.code.expose().to_owned();
    let function = tl::functions::account::VerifyEmail {
        purpose: purpose(wanted),
        verification: tl::types::EmailVerificationCode { code }.into(),
    };
    match account.invoke(&function, call.attempt()).await? {
        tl::enums::account::EmailVerified::Login(verified) => {
            let phone = wanted.phone.clone();
            code_answer(&call, &account, (*session).clone(), phone, verified.sent_code)
        }
        tl::enums::account::EmailVerified::Verified(_) => {
            Err(Error::unexpected("Telegram took the e-mail address and sent no login code"))
        }
    }
}

fn purpose(wanted: &CodeSent) -> tl::enums::EmailVerifyPurpose {
    tl::types::EmailVerifyPurposeLoginSetup {
        phone_number: wanted.phone.expose().to_owned(),
        phone_code_hash: wanted.phone_code_hash.expose().to_owned(),
    }
    .into()
}
