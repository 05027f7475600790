//! Logging in and out. Each step takes a session string and gives the next, so that a login outlives any process.
//! <https://core.telegram.org/api/auth>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::call::{Call, HANDLE};
use super::daemon::Empty;
use super::people::{User, Viewer};
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::secret::Secret;
use crate::session::payload::{Account as Owner, CodeSent, Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::tl;
use crate::telegram::{Greeting, login, password};

/// What a login is listed as among the account's devices, unless the caller says otherwise.
const DEVICE_MODEL: &str = "Telewire";

/// The program that logs in, as Telegram knows it.
#[derive(Debug)]
struct Program {
    api_id: i32,
    api_hash: Secret,
    device_model: String,
}

impl Program {
    /// What isn't given comes from the daemon's environment.
    fn of(
        call: &Call,
        api_id: Option<i32>,
        api_hash: Option<Secret>,
        device_model: Option<String>,
    ) -> Result<Self> {
        let defaults = &call.daemon().program;
        let missing = |path: &str, variable: &str| {
            Error::new(Kind::InvalidParams, format!("`{path}` is missing, and ${variable} is not set"))
                .with("path", path)
                .with("expected", "your program's own, from https://my.telegram.org")
        };
        Ok(Self {
            api_id: api_id.or(defaults.api_id).ok_or_else(|| missing("api_id", "TELEWIRE_API_ID"))?,
            api_hash: api_hash
                .or_else(|| defaults.api_hash.clone())
                .ok_or_else(|| missing("api_hash", "TELEWIRE_API_HASH"))?,
            device_model: device_model.unwrap_or_else(|| DEVICE_MODEL.to_owned()),
        })
    }

    fn greeting(&self) -> Greeting {
        Greeting::new(self.api_id, &self.device_model)
    }

    /// The session of a login that has just begun.
    fn session(self, account: &Account, stage: Stage) -> Session {
        Session {
            server: account.server().identity(),
            dc: account.home_dc(),
            auth_key: account.auth_key().clone(),
            api_id: self.api_id,
            api_hash: self.api_hash,
            device_model: self.device_model,
            account: None,
            stage,
            created_at: jiff::Timestamp::now(),
        }
    }
}

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
    fn name(self) -> String {
        let name = serde_json::to_value(self).ok();
        name.and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// A code is on its way, or isn't needed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
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
    pub phone: Secret,
    /// Your program's api_id from https://my.telegram.org; $TELEWIRE_API_ID of the daemon unless given.
    pub api_id: Option<i32>,
    /// The api_hash that belongs to it; $TELEWIRE_API_HASH of the daemon unless given.
    pub api_hash: Option<Secret>,
    /// What the login is listed as among the account's devices; `Telewire` unless given.
    pub device_model: Option<String>,
}

impl Method for SendCode {
    const NAME: &'static str = "auth.sendCode";
    type Result = CodeAnswer;
}

pub async fn send_code(call: Call, params: SendCode) -> Result<CodeAnswer> {
    let program = Program::of(&call, params.api_id, params.api_hash, params.device_model)?;
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
    code_answer(&call, &account, session, params.phone, sent)
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
    call.accounts().close(&account);
    Ok(Empty {})
}

/// How a login goes on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum LoginAnswer {
    /// Signed in.
    Done {
        /// For every call from now on: keep it secret and safe.
        session: String,
        user: User,
    },
    /// The account has two-step verification: call `auth.checkPassword`.
    CheckPassword {
        /// For the next call: keep the newest.
        session: String,
        /// What the owner wrote down to remember the password by.
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    /// The number has no account. Sign it up with an official app.
    SignUpRequired,
}

/// Goes on with a login, with the code that Telegram sent.
///
/// Telegram: `auth.signIn`. Fails with `code_invalid`, with `code_expired`, with `rate_limited` after too many tries, and
/// with `login_stage` if no code was sent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The code, as it was sent.
    pub code: Secret,
}

impl Method for SignIn {
    const NAME: &'static str = "auth.signIn";
    type Result = LoginAnswer;
}

pub async fn sign_in(call: Call, params: SignIn) -> Result<LoginAnswer> {
    let session = call.session()?;
    let sent = code_sent(&session)?;
    let account = call.accounts().open(&session)?;
    let code = params.code.expose().trim().to_owned();
    let by_email = sent.sent_to == SentTo::Email.name();
    let function = tl::functions::auth::SignIn {
        phone_number: sent.phone.expose().to_owned(),
        phone_code_hash: sent.phone_code_hash.expose().to_owned(),
        email_verification: by_email.then(|| tl::types::EmailVerificationCode { code: code.clone() }.into()),
        phone_code: (!by_email).then_some(code),
    };
    match account.invoke(&function, call.attempt()).await {
        Ok(tl::enums::auth::Authorization::Authorization(authorization)) => {
            done(&call, &account, (*session).clone(), authorization.user)
        }
        Ok(tl::enums::auth::Authorization::SignUpRequired(_)) => Ok(LoginAnswer::SignUpRequired),
        Err(error) if is_named(&error, "SESSION_PASSWORD_NEEDED") => {
            let hint = ask_password(&call, &account).await?.hint;
            let session = call.seal(&Session { stage: Stage::PasswordNeeded, ..(*session).clone() });
            Ok(LoginAnswer::CheckPassword { session: session.expose().to_owned(), hint })
        }
        Err(error) => Err(error),
    }
}

/// Goes on with a login, with the password of two-step verification.
///
/// Telegram: `auth.checkPassword`. The password never leaves this machine: Telegram is given a proof of it (SRP). Fails
/// with `password_invalid`, with `rate_limited` after too many tries, and with `login_stage` if no password is asked
/// for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckPassword {
    /// The two-step verification password.
    pub password: Secret,
}

impl Method for CheckPassword {
    const NAME: &'static str = "auth.checkPassword";
    type Result = LoginAnswer;
}

pub async fn check_password(call: Call, params: CheckPassword) -> Result<LoginAnswer> {
    let session = call.session()?;
    if !matches!(session.stage, Stage::PasswordNeeded) {
        return Err(wrong_stage(&session.stage));
    }
    let account = call.accounts().open(&session)?;
    let mut tries = 0;
    let authorization = loop {
        let asked = ask_password(&call, &account).await?;
        let password = password::proof(asked, params.password.clone()).await?;
        tries += 1;
        match account.invoke(&tl::functions::auth::CheckPassword { password }, call.attempt()).await {
            Ok(authorization) => break authorization,
            // Somebody else asked for parameters meanwhile, so ours are no longer good.
            Err(error) if is_named(&error, "SRP_ID_INVALID") && tries < 3 => {}
            Err(error) => return Err(error),
        }
    };
    match authorization {
        tl::enums::auth::Authorization::Authorization(authorization) => {
            done(&call, &account, (*session).clone(), authorization.user)
        }
        tl::enums::auth::Authorization::SignUpRequired(_) => Ok(LoginAnswer::SignUpRequired),
    }
}

/// Logs a bot in.
///
/// Telegram: `auth.importBotAuthorization`. Fails with `telegram_rejected` (ACCESS_TOKEN_INVALID) if @BotFather gave out
/// no such token.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInBot {
    /// From @BotFather: `123456:ABC…`.
    pub token: Secret,
    /// Your program's api_id from https://my.telegram.org; $TELEWIRE_API_ID of the daemon unless given.
    pub api_id: Option<i32>,
    /// The api_hash that belongs to it; $TELEWIRE_API_HASH of the daemon unless given.
    pub api_hash: Option<Secret>,
    /// What the login is listed as; `Telewire` unless given.
    pub device_model: Option<String>,
}

impl Method for SignInBot {
    const NAME: &'static str = "auth.signInBot";
    type Result = LoginAnswer;
}

pub async fn sign_in_bot(call: Call, params: SignInBot) -> Result<LoginAnswer> {
    let program = Program::of(&call, params.api_id, params.api_hash, params.device_model)?;
    let function = tl::functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: program.api_id,
        api_hash: program.api_hash.expose().to_owned(),
        bot_auth_token: params.token.expose().to_owned(),
    };
    let (server, greeting) = (call.accounts().server(), program.greeting());
    let (account, answer) = login::begin(server, greeting, &function, call.attempt()).await?;
    let account = call.accounts().adopt(account)?;
    match answer {
        tl::enums::auth::Authorization::Authorization(authorization) => {
            let session = program.session(&account, Stage::SignedIn);
            done(&call, &account, session, authorization.user)
        }
        tl::enums::auth::Authorization::SignUpRequired(_) => Ok(LoginAnswer::SignUpRequired),
    }
}

/// What a login waits for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum StatusAnswer {
    /// A code was sent: call `auth.signIn`.
    SignIn {
        sent_to: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        code_length: Option<u32>,
    },
    /// Call `auth.checkPassword`.
    CheckPassword {
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    /// Signed in, says Telegram.
    Done { user: User },
}

/// Tells how far a login has come, and asks Telegram whether it still stands.
///
/// Fails with `session_revoked` if it doesn't.
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
        Stage::CodeSent(sent) => {
            StatusAnswer::SignIn { sent_to: sent.sent_to.clone(), code_length: sent.code_length }
        }
        Stage::PasswordNeeded => {
            let account = call.accounts().open(&session)?;
            StatusAnswer::CheckPassword { hint: ask_password(&call, &account).await?.hint }
        }
        Stage::SignedIn => StatusAnswer::Done { user: super::account::myself(&call).await? },
    })
}

/// Ends the login: Telegram forgets it, and the session string is worth nothing any more.
///
/// Telegram: `auth.logOut`. When this succeeds the login is gone everywhere; when it fails, it may still stand. Fails
/// with `session_revoked` if it was gone already.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogOut {}

impl Method for LogOut {
    const NAME: &'static str = "auth.logOut";
    type Result = Empty;
}

pub async fn log_out(call: Call, _: LogOut) -> Result<Empty> {
    let session = call.session()?;
    if let Stage::CodeSent(_) = session.stage {
        return Err(
            wrong_stage(&session.stage).hint("auth.cancelCode gives a login up that waits for its code")
        );
    }
    let account = call.accounts().open(&session)?;
    account.invoke(&tl::functions::auth::LogOut {}, call.attempt()).await?;
    call.accounts().close(&account);
    if let Some(given) = &call.rpc().session
        && given.expose().starts_with(HANDLE)
    {
        call.rpc().connection.detach(given.expose());
    }
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

/// The end of a login: the account's owner is known from now on.
fn done(call: &Call, account: &Account, session: Session, user: tl::enums::User) -> Result<LoginAnswer> {
    let tl::enums::User::User(user) = user else {
        return Err(Error::internal("Telegram signed an empty user in"));
    };
    let owner = Owner { id: user.id, bot: user.bot };
    account.belongs_to(owner);
    let session = call.seal(&Session { account: Some(owner), stage: Stage::SignedIn, ..session });
    Ok(LoginAnswer::Done {
        session: session.expose().to_owned(),
        user: User::of(&user, Viewer { server: account.server().identity(), account: owner.id }),
    })
}

async fn ask_password(call: &Call, account: &Account) -> Result<tl::types::account::Password> {
    let tl::enums::account::Password::Password(asked) =
        account.read(&tl::functions::account::GetPassword {}, call.attempt()).await?;
    Ok(asked)
}

fn code_sent(session: &Session) -> Result<&CodeSent> {
    match &session.stage {
        Stage::CodeSent(sent) => Ok(sent),
        stage => Err(wrong_stage(stage)),
    }
}

fn wrong_stage(stage: &Stage) -> Error {
    let (message, hint) = match stage {
        Stage::CodeSent(_) => ("The login waits for its code", "call auth.signIn next"),
        Stage::PasswordNeeded => {
            ("The login waits for its two-step verification password", "call auth.checkPassword next")
        }
        Stage::SignedIn => ("The session is signed in already", "begin another login with auth.sendCode"),
    };
    Error::new(Kind::LoginStage, message).hint(hint)
}

fn is_named(error: &Error, name: &str) -> bool {
    error.get("telegram").is_some_and(|telegram| telegram["name"] == name)
}
