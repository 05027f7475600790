//! A login code on its way: sent, sent again, given up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::client_info::ClientInfo;
use super::{LoginAnswer, Program, code_sent, done};
use crate::api::Call;
use crate::api::daemon::Empty;
use crate::api::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::secret::Secret;
use crate::secret::pasted::{Phone, Word};
use crate::session::payload::{CodeSent, Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::{login, tl};

/// How a login code went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SentTo {
    /// To the account's other devices, as a message.
    App,
    Sms,
    /// A phone call that speaks the code.
    Call,
    /// A phone call from a number that ends with the code.
    MissedCall,
    /// A phone call whose whole number is the code.
    FlashCall,
    Email,
    /// To the owner of an anonymous number, at fragment.com.
    Fragment,
    /// An SMS with a word.
    SmsWord,
    /// An SMS with a phrase.
    SmsPhrase,
    /// An SMS that only Telegram's own apps can ask for.
    FirebaseSms,
}

impl SentTo {
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// A code is on its way, or isn't needed.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum CodeAnswer {
    /// Call `auth.signIn` with the code.
    SignIn {
        /// For the next call: keep the newest.
        session: String,
        sent_to: SentTo,
        /// Digits, or letters.
        #[serde(skip_serializing_if = "Option::is_none")]
        code_length: Option<u32>,
        /// How `auth.resendCode` would send it.
        #[serde(skip_serializing_if = "Option::is_none")]
        next_type: Option<SentTo>,
        /// Seconds until `auth.resendCode` may be called.
        #[serde(skip_serializing_if = "Option::is_none")]
        resend_after: Option<i32>,
        /// The address that the code went to, as `a***@example.org`.
        #[serde(skip_serializing_if = "Option::is_none")]
        email_pattern: Option<String>,
    },
    /// Telegram let the account in without a code.
    Done { session: String, user: User },
}

/// Begins a login: Telegram sends a code to the account's owner.
///
/// Telegram: `auth.sendCode`. The session string that comes back holds all that the next steps need, in this process or
/// another. Fails with `phone_invalid`, with `rate_limited` when too many codes were asked for, and with
/// `email_setup_required` where Telegram wants an e-mail address set up first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendCode {
    /// The phone number, with its country's code: `+999…`.
    pub phone: Phone,
    /// Your program's api_id from https://my.telegram.org; $TELEWIRE_API_ID of the daemon unless given.
    pub api_id: Option<i32>,
    /// The api_hash that belongs to it; $TELEWIRE_API_HASH of the daemon unless given.
    pub api_hash: Option<Word>,
    /// How the program introduces itself to Telegram.
    #[serde(default)]
    pub client: ClientInfo,
}

impl Method for SendCode {
    const NAME: &'static str = "auth.sendCode";
    type Result = CodeAnswer;
}

pub async fn send_code(call: Call, params: SendCode) -> Result<CodeAnswer> {
    let program = Program::of(&call, params.api_id, params.api_hash, params.client)?;
    let function = tl::functions::auth::SendCode {
        phone_number: params.phone.expose().to_owned(),
        api_id: program.api_id,
        api_hash: program.api_hash.expose().to_owned(),
        settings: tl::types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        }
        .into(),
    };
    let (server, greeting) = (call.accounts().server(), program.greeting());
    let (account, sent) = login::begin(server, greeting, &function, call.attempt()).await?;
    let account = call.accounts().adopt(account)?;
    let session = program.session(&account, Stage::PasswordNeeded);
    code_answer(&call, &account, session, params.phone.into_secret(), sent)
}

/// Asks Telegram to send the code again, by the next means it named.
///
/// Telegram: `auth.resendCode`. Fails with `rate_limited` before `resend_after`, and with `login_stage` if no code was
/// sent before.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendCode {}

impl Method for ResendCode {
    const NAME: &'static str = "auth.resendCode";
    type Result = CodeAnswer;
}

pub async fn resend_code(call: Call, _: ResendCode) -> Result<CodeAnswer> {
    let session = call.session()?;
    let sent = code_sent(&session)?;
    let account = call.accounts().open(&session)?;
    let function = tl::functions::auth::ResendCode {
        phone_number: sent.phone.expose().to_owned(),
        phone_code_hash: sent.phone_code_hash.expose().to_owned(),
        reason: None,
    };
    let resent = account.invoke(&function, call.attempt()).await?;
    code_answer(&call, &account, (*session).clone(), sent.phone.clone(), resent)
}

/// Gives a login up: the code that was sent is no longer good.
///
/// Telegram: `auth.cancelCode`. Fails with `login_stage` if no code was sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelCode {}

impl Method for CancelCode {
    const NAME: &'static str = "auth.cancelCode";
    type Result = Empty;
}

pub async fn cancel_code(call: Call, _: CancelCode) -> Result<Empty> {
    let session = call.session()?;
    let sent = code_sent(&session)?;
    let account = call.accounts().open(&session)?;
    let function = tl::functions::auth::CancelCode {
        phone_number: sent.phone.expose().to_owned(),
        phone_code_hash: sent.phone_code_hash.expose().to_owned(),
    };
    account.invoke(&function, call.attempt()).await?;
    call.close(&account);
    Ok(Empty {})
}

fn code_answer(
    call: &Call,
    account: &Account,
    session: Session,
    phone: Secret,
    sent: tl::enums::auth::SentCode,
) -> Result<CodeAnswer> {
    use tl::enums::auth::{CodeType, SentCode, SentCodeType};
    let sent = match sent {
        SentCode::Code(sent) => sent,
        SentCode::Success(success) => {
            let tl::enums::auth::Authorization::Authorization(authorization) = success.authorization else {
                return Err(Error::new(Kind::PhoneInvalid, "The number has no account")
                    .hint("sign it up with an official app"));
            };
            return match done(call, account, session, authorization.user)? {
                LoginAnswer::Done { session, user } => Ok(CodeAnswer::Done { session, user }),
                _ => Err(Error::internal("a login that is done asks for more")),
            };
        }
        SentCode::PaymentRequired(_) => {
            return Err(Error::new(
                Kind::TelegramRejected,
                "Telegram wants to be paid for a code to this number",
            )
            .hint("log in with an official app first; it sends codes there for nothing"));
        }
    };
    let (sent_to, code_length, email_pattern) = match sent.r#type {
        SentCodeType::App(code) => (SentTo::App, Some(code.length), None),
        SentCodeType::Sms(code) => (SentTo::Sms, Some(code.length), None),
        SentCodeType::Call(code) => (SentTo::Call, Some(code.length), None),
        SentCodeType::FlashCall(_) => (SentTo::FlashCall, None, None),
        SentCodeType::MissedCall(code) => (SentTo::MissedCall, Some(code.length), None),
        SentCodeType::EmailCode(code) => (SentTo::Email, Some(code.length), Some(code.email_pattern)),
        SentCodeType::FragmentSms(code) => (SentTo::Fragment, Some(code.length), None),
        SentCodeType::FirebaseSms(code) => (SentTo::FirebaseSms, Some(code.length), None),
        SentCodeType::SmsWord(_) => (SentTo::SmsWord, None, None),
        SentCodeType::SmsPhrase(_) => (SentTo::SmsPhrase, None, None),
        SentCodeType::SetUpEmailRequired(_) => {
            let message = "Telegram sends no code before the account has a login e-mail address";
            return Err(Error::new(Kind::EmailSetupRequired, message)
                .hint("set a login e-mail address in an official app first"));
        }
    };
    let code_length = code_length.and_then(|length| u32::try_from(length).ok()).filter(|length| *length > 0);
    let stage = Stage::CodeSent(CodeSent {
        phone,
        phone_code_hash: Secret::new(sent.phone_code_hash),
        sent_to: sent_to.name(),
        code_length,
    });
    let session = call.seal(&Session { stage, ..session });
    Ok(CodeAnswer::SignIn {
        session: session.expose().to_owned(),
        sent_to,
        code_length,
        next_type: sent.next_type.map(|next| match next {
            CodeType::Sms => SentTo::Sms,
            CodeType::Call => SentTo::Call,
            CodeType::FlashCall => SentTo::FlashCall,
            CodeType::MissedCall => SentTo::MissedCall,
            CodeType::FragmentSms => SentTo::Fragment,
        }),
        resend_after: sent.timeout,
        email_pattern,
    })
}
