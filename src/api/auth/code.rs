//! Login codes: sent, resent, cancelled.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::auth::login::{LoginAnswer, Program, done};
use crate::api::auth::stage::EMAIL_SETUP;
use crate::api::auth::stage::code_sent;
use crate::api::call::Call;
use crate::api::types::client_info::LoginClient;
use crate::api::types::empty::Empty;
use crate::api::types::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::Secret;
use crate::secret::pasted::{Phone, Word};
use crate::session::payload::{CodeSent, Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::{login, tl};

/// How a login code was sent.
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
    /// An SMS that only Telegram's own apps can request.
    FirebaseSms,
}

impl SentTo {
    pub fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// A code was sent, or isn't needed.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum CodeAnswer {
    /// Call `auth.signIn` with the code.
    SignIn {
        /// Pass it to the next call. Keep only the newest.
        session: String,
        sent_to: SentTo,
        #[serde(flatten)]
        facts: Box<CodeFacts>,
        #[serde(flatten)]
        resend: Resend,
    },
    /// Only Telegram's own apps can read this code. Call `auth.resendCode` after `resend_after` seconds to get it by
    /// `next_type`. Without a `next_type`, use `auth.startQr`.
    ResendCode {
        /// Pass it to the next call. Keep only the newest.
        session: String,
        sent_to: SentTo,
        #[serde(flatten)]
        resend: Resend,
    },
    /// Telegram sends no code before the account has a login e-mail address: call `account.sendVerifyEmailCode` with one.
    SetUpEmail {
        /// Pass it to the next call. Keep only the newest.
        session: String,
    },
    /// Telegram signed the account in without a code.
    Done { session: String, user: User },
}

/// Where the code was sent and what it looks like.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct CodeFacts {
    /// Digits or letters in the code. With `missed_call`, the number of trailing digits of the caller's number that are
    /// the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_length: Option<u32>,
    /// With `fragment`: the page that shows the code to the number's owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// With `missed_call`: the first digits of the calling number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// With `flash_call`: a pattern of the calling number; `*` stands for any digits. The whole number is the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// With `sms_word` and `sms_phrase`: the beginning of the word or phrase. All of it is the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beginning: Option<String>,
    /// With `email`: the address that the code was sent to, as `a***@example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_pattern: Option<String>,
    /// With `email`: seconds to wait after a request to log in without that address. Request it with
    /// `auth.resetLoginEmail`, through `telegram.invoke` or an official app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_reset_period: Option<u32>,
    /// With `email`: when the address is no longer needed, if a reset was requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub email_reset_date: Option<jiff::Timestamp>,
}

/// How to get the code another way.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Resend {
    /// How `auth.resendCode` would send the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_type: Option<SentTo>,
    /// Seconds until `auth.resendCode` may be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    resend_after: Option<i32>,
}

/// Starts a login: Telegram sends a code to the account's owner.
///
/// Telegram: `auth.sendCode`. The returned session string holds everything that the next steps need, in any process.
/// The owner must not send the code in a Telegram chat, which invalidates it. Fails with `phone_invalid`, with
/// `rate_limited` after too many codes, with `account_banned` for a banned number, with `payment_required` if Telegram
/// charges for the code, with `official_app_required` if only official apps can log in, and with `upgrade_required` if
/// a newer Telewire is needed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendCode {
    /// The phone number, with its country's code: `+999…`.
    pub phone: Phone,
    /// Your program's api_id from https://my.telegram.org. Default: the daemon's $TELEWIRE_API_ID.
    pub api_id: Option<i32>,
    /// The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
    pub api_hash: Option<Word>,
    /// How the program introduces itself to Telegram.
    #[serde(default)]
    pub client: LoginClient,
}

impl Method for SendCode {
    const NAME: &'static str = "auth.sendCode";
    const FAILS: Fails =
        &[&[Kind::PhoneInvalid, Kind::CodeExpired, Kind::EmailSetupRequired, Kind::PaymentRequired]];
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

/// Sends the code again, by `next_type`.
///
/// Telegram: `auth.resendCode`. Fails with `rate_limited` before `resend_after`, and with `login_stage` if no code was
/// sent before.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResendCode {}

impl Method for ResendCode {
    const NAME: &'static str = "auth.resendCode";
    const FAILS: Fails = &[&[
        Kind::PhoneInvalid,
        Kind::CodeExpired,
        Kind::EmailSetupRequired,
        Kind::LoginStage,
        Kind::PaymentRequired,
    ]];
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

/// Cancels a login: the code that was sent becomes invalid.
///
/// Telegram: `auth.cancelCode`. Fails with `login_stage` if no code was sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelCode {}

impl Method for CancelCode {
    const NAME: &'static str = "auth.cancelCode";
    const FAILS: Fails = &[&[Kind::PhoneInvalid, Kind::CodeExpired, Kind::LoginStage]];
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

pub(in crate::api) fn code_answer(
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
        SentCode::PaymentRequired(price) => {
            return Err(Error::new(
                Kind::PaymentRequired,
                "Telegram wants to be paid for a code to this number",
            )
            .with("amount", price.amount)
            .with("currency", price.currency)
            .with("support_email", price.support_email_address)
            .hint("log in with an official app first: it can pay, and codes then come to it for nothing"));
        }
    };
    let by = sent.r#type;
    let is_setup = matches!(by, SentCodeType::SetUpEmailRequired(_));
    let (sent_to, facts) = described(by);
    let stage = Stage::CodeSent(CodeSent {
        phone,
        phone_code_hash: Secret::new(sent.phone_code_hash),
        sent_to: if is_setup { EMAIL_SETUP.to_owned() } else { sent_to.name() },
        code_length: facts.code_length,
    });
    let session = call.seal(&Session { stage, ..session }).expose().to_owned();
    let next_type = sent.next_type.map(|next| match next {
        CodeType::Sms => SentTo::Sms,
        CodeType::Call => SentTo::Call,
        CodeType::FlashCall => SentTo::FlashCall,
        CodeType::MissedCall => SentTo::MissedCall,
        CodeType::FragmentSms => SentTo::Fragment,
    });
    let resend = Resend { next_type, resend_after: sent.timeout };
    Ok(match sent_to {
        _ if is_setup => CodeAnswer::SetUpEmail { session },
        SentTo::FirebaseSms => CodeAnswer::ResendCode { session, sent_to, resend },
        _ => CodeAnswer::SignIn { session, sent_to, facts: Box::new(facts), resend },
    })
}

/// Where the code was sent and what it looks like. While Telegram wants an e-mail address first, it goes by e-mail.
fn described(by: tl::enums::auth::SentCodeType) -> (SentTo, CodeFacts) {
    use tl::enums::auth::SentCodeType;
    let nothing = CodeFacts::default;
    let long = |length: i32| CodeFacts {
        code_length: u32::try_from(length).ok().filter(|length| *length > 0),
        ..CodeFacts::default()
    };
    match by {
        SentCodeType::App(code) => (SentTo::App, long(code.length)),
        SentCodeType::Sms(code) => (SentTo::Sms, long(code.length)),
        SentCodeType::Call(code) => (SentTo::Call, long(code.length)),
        SentCodeType::FlashCall(code) => {
            (SentTo::FlashCall, CodeFacts { pattern: Some(code.pattern), ..nothing() })
        }
        SentCodeType::MissedCall(code) => {
            (SentTo::MissedCall, CodeFacts { prefix: Some(code.prefix), ..long(code.length) })
        }
        SentCodeType::FragmentSms(code) => {
            (SentTo::Fragment, CodeFacts { url: Some(code.url), ..long(code.length) })
        }
        SentCodeType::EmailCode(code) => {
            let facts = CodeFacts {
                email_pattern: Some(code.email_pattern),
                email_reset_period: code.reset_available_period.and_then(|seconds| seconds.try_into().ok()),
                email_reset_date: code
                    .reset_pending_date
                    .and_then(|date| jiff::Timestamp::from_second(date.into()).ok()),
                ..long(code.length)
            };
            (SentTo::Email, facts)
        }
        SentCodeType::FirebaseSms(code) => (SentTo::FirebaseSms, long(code.length)),
        SentCodeType::SmsWord(code) => {
            (SentTo::SmsWord, CodeFacts { beginning: code.beginning, ..nothing() })
        }
        SentCodeType::SmsPhrase(code) => {
            (SentTo::SmsPhrase, CodeFacts { beginning: code.beginning, ..nothing() })
        }
        SentCodeType::SetUpEmailRequired(_) => (SentTo::Email, nothing()),
    }
}
