//! Signing in: by code, by password, by a bot's token.

use schemars::JsonSchema;
use serde::Deserialize;

use super::code::SentTo;
use crate::api::auth::login::{LoginAnswer, Program, ask_password, done, is_named};
use crate::api::auth::stage::{code_sent, wrong_stage};
use crate::api::auth::token;
use crate::api::call::Call;
use crate::api::types::client_info::LoginClient;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::Secret;
use crate::secret::pasted::{Code, Line, Word};
use crate::session::payload::{Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::{login, password, tl};

/// Continues a login with the code that Telegram sent.
///
/// Telegram: `auth.signIn`. Fails with `code_invalid`, with `code_expired`, with `rate_limited` after too many tries,
/// and with `login_stage` if no code was sent. If the answer was lost, call it again: it continues at the login's
/// stage.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The code as it was sent.
    pub code: Code,
}

impl Method for SignIn {
    const NAME: &'static str = "auth.signIn";
    const FAILS: Fails = &[&[
        Kind::PhoneInvalid,
        Kind::CodeInvalid,
        Kind::CodeExpired,
        Kind::EmailSetupRequired,
        Kind::LoginStage,
    ]];
    type Result = LoginAnswer;
}

pub async fn sign_in(call: Call, params: SignIn) -> Result<LoginAnswer> {
    let session = call.session()?;
    let sent = code_sent(&session)?;
    let account = call.accounts().open(&session)?;
    let code = params.code.expose().to_owned();
    let by_email = sent.sent_to == SentTo::Email.name();
    let function = tl::functions::auth::SignIn {
        phone_number: sent.phone.expose().to_owned(),
        phone_code_hash: sent.phone_code_hash.expose().to_owned(),
        email_verification: by_email.then(|| tl::types::EmailVerificationCode { code: code.clone() }.into()),
        phone_code: (!by_email).then_some(code),
    };
    let answer = match account.invoke(&function, call.attempt()).await {
        Err(error) if error.kind() == Kind::CodeExpired => {
            signed_in_before(&call, &account).await.ok_or(error)?
        }
        answer => answer.map(|answer| match answer {
            tl::enums::auth::Authorization::Authorization(authorization) => Some(authorization.user),
            tl::enums::auth::Authorization::SignUpRequired(_) => None,
        }),
    };
    match answer {
        Ok(Some(user)) => done(&call, &account, (*session).clone(), user),
        Ok(None) => Ok(LoginAnswer::SignUpRequired),
        Err(error) if is_named(&error, PASSWORD_NEEDED) => {
            let hint = ask_password(&call, &account).await?.hint;
            let session = call.seal(&Session { stage: Stage::PasswordNeeded, ..(*session).clone() });
            Ok(LoginAnswer::CheckPassword { session: session.expose().to_owned(), hint })
        }
        Err(error) => Err(error),
    }
}

const PASSWORD_NEEDED: &str = "SESSION_PASSWORD_NEEDED";

/// A code works once. If a caller repeats it because the first answer was lost, returns where it led: the user, or the
/// error that a password is needed. `None` if the login is still where it was.
async fn signed_in_before(call: &Call, account: &Account) -> Option<Result<Option<tl::enums::User>>> {
    let function = tl::functions::users::GetUsers { id: vec![tl::enums::InputUser::UserSelf] };
    match account.read(&function, call.attempt()).await {
        Ok(users) => users.into_iter().next().map(|user| Ok(Some(user))),
        Err(error) => is_named(&error, PASSWORD_NEEDED).then_some(Err(error)),
    }
}

/// Continues a login with the two-step verification password.
///
/// Telegram: `auth.checkPassword`. The password never leaves this machine: Telegram receives a proof of it (SRP). Fails
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
    const FAILS: Fails = &[&[Kind::PasswordInvalid, Kind::LoginStage, Kind::TooFresh]];
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
            // Another client requested parameters meanwhile, so ours are no longer valid.
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
    /// From @BotFather: `123456:ABC…`, without the message around it.
    pub token: Line,
    /// Your program's api_id from https://my.telegram.org. Default: the daemon's $TELEWIRE_API_ID.
    pub api_id: Option<i32>,
    /// The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
    pub api_hash: Option<Word>,
    /// How the program introduces itself to Telegram.
    #[serde(default)]
    pub client: LoginClient,
}

impl Method for SignInBot {
    const NAME: &'static str = "auth.signInBot";
    const FAILS: Fails = &[&[Kind::CodeInvalid]];
    type Result = LoginAnswer;
}

pub async fn sign_in_bot(call: Call, params: SignInBot) -> Result<LoginAnswer> {
    let token = token::check(params.token.expose())?;
    let program = Program::of(&call, params.api_id, params.api_hash, params.client)?;
    let function = tl::functions::auth::ImportBotAuthorization {
        flags: 0,
        api_id: program.api_id,
        api_hash: program.api_hash.expose().to_owned(),
        bot_auth_token: token,
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
