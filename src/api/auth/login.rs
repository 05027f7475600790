//! The steps that all ways to log in share.

use schemars::JsonSchema;
use serde::Serialize;

use crate::api::call::Call;
use crate::api::types::client_info::LoginClient;
use crate::api::types::people::{User, Viewer};
use crate::error::{Error, Kind, Result};
use crate::secret::pasted::Word;
use crate::secret::{Secret, SecretBytes};
use crate::session::payload::{Account as Owner, Client, Learned, Session, Stage};
use crate::telegram::account::Account;
use crate::telegram::server::Server;
use crate::telegram::{Greeting, tl};

/// The outcome of a login step.
#[derive(Clone, Serialize, JsonSchema)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum LoginAnswer {
    /// Signed in.
    Done {
        /// For all further calls. Keep it secret and safe.
        session: String,
        user: User,
    },
    /// The account has two-step verification: call `auth.checkPassword`.
    CheckPassword {
        /// Pass it to the next call. Keep only the newest.
        session: String,
        /// The owner's password hint.
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<String>,
    },
    /// The phone number has no account. Sign up with an official app.
    SignUpRequired,
}

/// The program that logs in, as Telegram knows it.
#[derive(Debug)]
pub(in crate::api) struct Program {
    pub(super) api_id: i32,
    pub(super) api_hash: Secret,
    client: Client,
}

impl Program {
    /// Missing values come from the daemon's environment.
    pub(in crate::api) fn of(
        call: &Call,
        api_id: Option<i32>,
        api_hash: Option<Word>,
        client: LoginClient,
    ) -> Result<Self> {
        let defaults = &call.daemon().defaults;
        let missing = |path: &str, variable: &str| {
            Error::new(Kind::InvalidParams, format!("`{path}` is missing, and ${variable} is not set"))
                .with("path", path)
                .with("expected", "your program's own, from https://my.telegram.org")
        };
        Ok(Self {
            api_id: api_id.or(defaults.api_id).ok_or_else(|| missing("api_id", "TELEWIRE_API_ID"))?,
            api_hash: api_hash
                .map(Word::into_secret)
                .or_else(|| defaults.api_hash.clone())
                .ok_or_else(|| missing("api_hash", "TELEWIRE_API_HASH"))?,
            client: client.into(),
        })
    }

    pub(super) fn greeting(&self) -> Greeting {
        Greeting::new(self.api_id, self.client.clone())
    }

    /// The session of a login that was made elsewhere on this server.
    pub(in crate::api) fn taking(self, server: &Server, dc: i32, auth_key: SecretBytes<256>) -> Session {
        Session {
            server: server.name.clone(),
            dc,
            auth_key,
            api_id: self.api_id,
            api_hash: self.api_hash,
            client: self.client,
            account: None,
            stage: Stage::SignedIn,
            created_at: jiff::Timestamp::now(),
            learned: Learned::default(),
            restrictions: None,
        }
    }

    /// The session of a login that has just started.
    pub(super) fn session(self, account: &Account, stage: Stage) -> Session {
        let taken = self.taking(account.server(), account.home_dc(), account.auth_key().clone());
        Session { stage, learned: Learned { family: account.family(), ..Learned::default() }, ..taken }
    }
}

/// Completes a login: the account's owner is now known.
pub(in crate::api) fn done(
    call: &Call,
    account: &Account,
    session: Session,
    user: tl::enums::User,
) -> Result<LoginAnswer> {
    let tl::enums::User::User(user) = user else {
        return Err(Error::unexpected("Telegram signed an empty user in"));
    };
    let owner = Owner { id: user.id, bot: user.bot };
    account.belongs_to(owner);
    let learned = Learned { family: account.family(), ..session.learned };
    let session = Session { learned, ..session };
    let session = call.seal(&Session { account: Some(owner), stage: Stage::SignedIn, ..session });
    Ok(LoginAnswer::Done {
        session: session.expose().to_owned(),
        user: User::of(&user, Viewer { server: account.server().identity(), account: owner.id }),
    })
}

pub(in crate::api) async fn ask_password(
    call: &Call,
    account: &Account,
) -> Result<tl::types::account::Password> {
    let tl::enums::account::Password::Password(asked) =
        account.read(&tl::functions::account::GetPassword {}, call.attempt()).await?;
    Ok(asked)
}

pub(in crate::api) fn is_named(error: &Error, name: &str) -> bool {
    error.telegram_name() == Some(name)
}
