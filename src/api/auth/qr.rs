//! Logging in by a QR code that a signed-in app scans. <https://core.telegram.org/api/qr-login>

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::api::auth::login::{LoginAnswer, Program, ask_password, done, is_named};
use crate::api::auth::stage::wrong_stage;
use crate::api::call::Call;
use crate::api::types::client_info::LoginClient;
use crate::api::types::people::User;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::Secret;
use crate::secret::pasted::Word;
use crate::session::payload::{Learned, QrShown, Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::{Greeting, LinkEvent, Updates, login, tl};

/// The next step of a login by QR code.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum QrAnswer {
    /// Show the URL as a QR code and call `auth.pollQr`.
    Scan {
        /// Pass it to the next call. Keep only the newest.
        session: String,
        /// The content of the QR code: a `tg://login` link. It changes when it expires, so show the newest.
        url: String,
        #[schemars(with = "String", extend("format" = "date-time"))]
        expire_date: Timestamp,
    },
    /// The account has two-step verification: call `auth.checkPassword`.
    CheckPassword {
        /// Pass it to the next call. Keep only the newest.
        session: String,
        /// The owner's password hint.
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    /// Signed in.
    Done {
        /// For all further calls. Keep it secret and safe.
        session: String,
        user: User,
    },
}

/// Starts a login by QR code: a signed-in app scans the code that you show.
///
/// Telegram: `auth.exportLoginToken`. In Telegram's apps it is Settings, Devices, Link Desktop Device. Fails with
/// `telegram_rejected` (API_ID_INVALID) if there is no such program.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartQr {
    /// Your program's api_id from https://my.telegram.org. Default: the daemon's $TELEWIRE_API_ID.
    pub api_id: Option<i32>,
    /// The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
    pub api_hash: Option<Word>,
    /// How the program introduces itself to Telegram.
    #[serde(default)]
    pub client: LoginClient,
}

impl Method for StartQr {
    const NAME: &'static str = "auth.startQr";
    const FAILS: Fails = &[&[Kind::CodeExpired]];
    type Result = QrAnswer;
}

pub async fn start(call: Call, params: StartQr) -> Result<QrAnswer> {
    let program = Program::of(&call, params.api_id, params.api_hash, params.client)?;
    let function = export(program.api_id, &program.api_hash);
    let server = call.accounts().server().clone();
    let (account, token) =
        login::begin_listening(&server, program.greeting(), &function, call.attempt()).await?;
    let account = call.accounts().adopt(account)?;
    let session = program.session(&account, Stage::PasswordNeeded);
    go_on(&call, &account, session, token).await
}

/// Waits until the QR code of a login is scanned.
///
/// Telegram: `auth.exportLoginToken`, `auth.importLoginToken`. Returns when something changed, or after `wait` seconds.
/// An expired code is replaced: show the `url` of each answer. Fails with `login_stage` if no QR login was started.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PollQr {
    /// 0–300 seconds to wait. Default: 30.
    #[serde(default = "half_a_minute")]
    #[schemars(range(min = 0, max = 300))]
    pub wait: f64,
}

fn half_a_minute() -> f64 {
    30.0
}

impl Method for PollQr {
    const NAME: &'static str = "auth.pollQr";
    const FAILS: Fails = &[&[Kind::CodeExpired, Kind::LoginStage]];
    type Result = QrAnswer;
}

pub async fn poll(call: Call, params: PollQr) -> Result<QrAnswer> {
    let until = Instant::now() + Duration::from_secs_f64(params.wait);
    let session = call.session()?;
    let Stage::QrShown(shown) = &session.stage else { return Err(wrong_stage(&session.stage)) };
    let account = call.accounts().open(&session)?;
    // Updates may have been missed, so ask: the code may have been scanned meanwhile.
    let kept = account.kept().take();
    if let Some(mut updates) = kept {
        let expiry = Instant::now() + account.until(shown.expires_at.as_second());
        let scanned = tokio::time::timeout_at(until.min(expiry), until_scanned(&mut updates)).await;
        if scanned.is_err() && expiry > Instant::now() {
            *account.kept() = Some(updates);
            let session = call.session_text()?.expose().to_owned();
            return Ok(QrAnswer::Scan { session, url: url(shown), expire_date: shown.expires_at });
        }
    }
    let function = export(session.api_id, &session.api_hash);
    let listening = account.listen();
    let token = account.invoke(&function, call.attempt()).await;
    *account.kept() = Some(listening);
    match token {
        Ok(token) => go_on(&call, &account, (*session).clone(), token).await,
        Err(error) => or_password(&call, &account, (*session).clone(), error).await,
    }
}

fn export(api_id: i32, api_hash: &Secret) -> tl::functions::auth::ExportLoginToken {
    tl::functions::auth::ExportLoginToken {
        api_id,
        api_hash: api_hash.expose().to_owned(),
        except_ids: Vec::new(),
    }
}

/// The content of the QR code.
pub fn url(shown: &QrShown) -> String {
    format!("tg://login?token={}", shown.token.expose())
}

async fn go_on(
    call: &Call,
    account: &Account,
    session: Session,
    token: tl::enums::auth::LoginToken,
) -> Result<QrAnswer> {
    match token {
        tl::enums::auth::LoginToken::Token(token) => {
            let expires_at = Timestamp::from_second(token.expires.into()).map_err(Error::internal)?;
            let token = Secret::new(BASE64_URL_SAFE_NO_PAD.encode(&token.token));
            let shown = QrShown { token, expires_at };
            let url = url(&shown);
            let session = call.seal(&Session { stage: Stage::QrShown(shown), ..session });
            Ok(QrAnswer::Scan { session: session.expose().to_owned(), url, expire_date: expires_at })
        }
        tl::enums::auth::LoginToken::MigrateTo(elsewhere) => {
            let server = call.accounts().server().clone();
            let greeting = Greeting::new(session.api_id, session.client.clone()).into();
            let there = Account::fresh(server, elsewhere.dc_id, greeting, call.attempt()).await?;
            let there = call.accounts().adopt(there)?;
            call.close(account);
            let learned = Learned { family: there.family(), ..session.learned };
            let (dc, auth_key) = (there.home_dc(), there.auth_key().clone());
            let session = Session { dc, auth_key, learned, ..session };
            let import = tl::functions::auth::ImportLoginToken { token: elsewhere.token };
            match there.invoke(&import, call.attempt()).await {
                Ok(tl::enums::auth::LoginToken::Success(success)) => {
                    signed_in(call, &there, session, success.authorization)
                }
                Ok(_) => Err(Error::unexpected("Telegram sends a QR login from DC to DC")),
                Err(error) => or_password(call, &there, session, error).await,
            }
        }
        tl::enums::auth::LoginToken::Success(success) => {
            signed_in(call, account, session, success.authorization)
        }
    }
}

/// Continues with the password, if the error asks for it.
async fn or_password(call: &Call, account: &Account, session: Session, error: Error) -> Result<QrAnswer> {
    if !is_named(&error, "SESSION_PASSWORD_NEEDED") {
        return Err(error);
    }
    let hint = ask_password(call, account).await?.hint;
    let session = call.seal(&Session { stage: Stage::PasswordNeeded, ..session });
    Ok(QrAnswer::CheckPassword { session: session.expose().to_owned(), hint })
}

fn signed_in(
    call: &Call,
    account: &Account,
    session: Session,
    authorization: tl::enums::auth::Authorization,
) -> Result<QrAnswer> {
    *account.kept() = None;
    let tl::enums::auth::Authorization::Authorization(authorization) = authorization else {
        return Err(Error::unexpected("a QR login ended with a user who hasn't signed up"));
    };
    match done(call, account, session, authorization.user)? {
        LoginAnswer::Done { session, user } => Ok(QrAnswer::Done { session, user }),
        _ => Err(Error::internal("a login that is done goes on")),
    }
}

/// Returns when the code was scanned, or when a scan could have been missed.
async fn until_scanned(updates: &mut Updates) {
    loop {
        let pushed = match updates.next().await {
            LinkEvent::Pushed(pushed) => pushed,
            LinkEvent::Missed { .. } | LinkEvent::Down => return,
            LinkEvent::Up | LinkEvent::Answered { .. } | LinkEvent::Unauthorized => continue,
        };
        if login::may_be_scanned(&pushed) {
            return;
        }
    }
}
