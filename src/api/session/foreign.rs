//! Imports logins from other libraries, and exports them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::auth::login::{LoginAnswer, Program, done};
use crate::api::call::Call;
use crate::api::types::client_info::LoginClient;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::pasted::Word;
use crate::session::foreign::{self, ExportedLogin, Format};
use crate::session::{Session, Stage};
use crate::telegram::tl;

/// The library that made the string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// Detected from its form.
    #[default]
    Auto,
    Telethon,
    Pyrogram,
    Gramjs,
    Mtcute,
}

impl From<ImportFormat> for Option<Format> {
    fn from(format: ImportFormat) -> Self {
        match format {
            ImportFormat::Auto => None,
            ImportFormat::Telethon => Some(Format::Telethon),
            ImportFormat::Pyrogram => Some(Format::Pyrogram),
            ImportFormat::Gramjs => Some(Format::Gramjs),
            ImportFormat::Mtcute => Some(Format::Mtcute),
        }
    }
}

/// Imports a login from a session string of Telethon, Pyrogram (and Kurigram), GramJS or mtcute.
///
/// Telegram: `users.getUsers`, which verifies the login. Only the DC and the auth key are taken from the string; its
/// addresses are ignored. It is the same login: don't use the other library's string on another machine. Fails with
/// `session_revoked` if Telegram has revoked the login, and with `invalid_params` if no library matches the string.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// The library that made the string. Default: detected from its form.
    #[serde(default)]
    pub format: ImportFormat,
    /// The session string.
    pub value: Word,
    /// The api_id of the program that logged in; the string's own if it holds one, else $TELEWIRE_API_ID of the daemon.
    pub api_id: Option<i32>,
    /// The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
    pub api_hash: Option<Word>,
    /// How the program introduces itself to Telegram. Best what the other library said, so that the login looks the same.
    #[serde(default)]
    pub client: LoginClient,
}

impl Method for Import {
    const NAME: &'static str = "session.import";
    type Result = LoginAnswer;
}

pub async fn import(call: Call, params: Import) -> Result<LoginAnswer> {
    let wrong = |expected: String| {
        Error::new(Kind::InvalidParams, "`value` is no session string that can be taken over")
            .with("path", "value")
            .with("expected", expected)
    };
    let foreign = foreign::read(params.format.into(), params.value.expose()).ok_or_else(|| {
        wrong(
            "a session string of Telethon, Pyrogram, GramJS or mtcute, whole, as the library made it"
                .to_owned(),
        )
    })?;
    let server = call.accounts().server().clone();
    if !server.has_dc(foreign.dc) {
        return Err(wrong(format!(
            "a login of this daemon's server, {}, which has no DC {}",
            server.name, foreign.dc
        )));
    }
    let program = Program::of(&call, params.api_id.or(foreign.api_id), params.api_hash, params.client)?;
    let session = program.taking(&server, foreign.dc, foreign.auth_key);
    let account = call.accounts().open(&session)?;
    let me = tl::functions::users::GetUsers { id: vec![tl::enums::InputUser::UserSelf] };
    let user = account.read(&me, call.attempt()).await?.into_iter().next();
    done(&call, &account, session, user.unwrap_or(tl::enums::User::Empty(tl::types::UserEmpty { id: 0 })))
}

/// Exports the login as another library's session string.
///
/// Only on a daemon that was started with `--allow-export`. The string is the whole login, unencrypted: anyone who has
/// it controls the account. It is the same login, so use both on one machine. Fails with `policy_denied` without
/// `--allow-export`, and with `not_signed_in` before the login is finished.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Which library the string is for. Telethon, GramJS and mtcute get the home DC's address with it.
    pub format: Format,
}

#[derive(Clone, Serialize, JsonSchema)]
pub struct Exported {
    /// The session string.
    pub value: String,
}

impl Method for Export {
    const NAME: &'static str = "session.export";
    const FAILS: Fails = &[&[Kind::NotSignedIn]];
    type Result = Exported;
}

pub async fn export(call: Call, params: Export) -> Result<Exported> {
    let session = call.session()?;
    let Session { stage: Stage::SignedIn, account: Some(account), .. } = *session else {
        return Err(Error::new(Kind::NotSignedIn, "The login is not finished")
            .hint("auth.status returns the next step"));
    };
    let server = call.accounts().server();
    let address = server.address(session.dc, session.learned.family).ok_or_else(|| {
        Error::new(Kind::SessionInvalid, format!("the server {} has no DC {}", server.name, session.dc))
            .with("reason", "other_server")
    })?;
    let login = ExportedLogin {
        dc: session.dc,
        address,
        is_test: server.name == "test",
        auth_key: &session.auth_key,
        api_id: session.api_id,
        account,
    };
    Ok(Exported { value: foreign::write(params.format, &login).expose().to_owned() })
}
