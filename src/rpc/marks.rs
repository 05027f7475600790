//! What dispatch, policies and the schema know about a method besides its types.

use std::time::Duration;

use serde::Serialize;

use super::catalog::Fails;
use crate::error::Kind;

/// Whether a method changes anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    Read,
    Write,
}

/// Whether a method takes a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Session {
    None,
    Required,
}

/// Who may call a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    Both,
    User,
    Bot,
}

/// The marks of a method's row.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    pub access: Access,
    pub session: Session,
    pub caller: Caller,
    /// The default `timeout`.
    pub timeout: Option<Duration>,
    /// Sends requests to Telegram.
    pub asks_telegram: bool,
    /// Reaches chats that its params don't name.
    pub beyond_chats: bool,
    /// Changes the account itself rather than a chat.
    pub changes_account: bool,
    /// Reaches files that can't be limited to folders.
    pub beyond_files: bool,
    /// Reveals a login's keys.
    pub exports: bool,
    /// Ends logins or changes what protects them.
    pub is_grave: bool,
    /// What it changes depends on its params, so policies judge it once these are known.
    pub judged_within: bool,
    /// Waits for something to happen, and doesn't count as a call in flight.
    pub long_poll: bool,
}

impl Marks {
    const fn new(access: Access, session: Session) -> Self {
        Self {
            access,
            session,
            caller: Caller::Both,
            timeout: Some(Duration::from_secs(60)),
            asks_telegram: matches!(session, Session::Required),
            beyond_chats: false,
            changes_account: false,
            beyond_files: false,
            exports: false,
            is_grave: false,
            judged_within: false,
            long_poll: false,
        }
    }

    /// Reads something from Telegram, with a session.
    pub const READ: Self = Self::new(Access::Read, Session::Required);
    /// Changes something at Telegram, with a session.
    pub const WRITE: Self = Self::new(Access::Write, Session::Required);
    /// Reads something, without a session or Telegram.
    pub const FREE_READ: Self = Self::new(Access::Read, Session::None);
    /// Changes something, without a session or Telegram.
    pub const FREE_WRITE: Self = Self::new(Access::Write, Session::None);

    pub fn is_write(&self) -> bool {
        self.access == Access::Write
    }

    /// Whether a method with these marks and these errors of its own may fail with an error of this kind.
    pub fn declares(&self, fails: Fails, kind: Kind) -> bool {
        let of_session: &[Kind] = match self.session {
            Session::Required => &[Kind::SessionInvalid],
            Session::None => &[],
        };
        let of_caller: &[Kind] = match self.caller {
            Caller::User => &[Kind::UserOnly],
            Caller::Bot => &[Kind::BotOnly],
            Caller::Both => &[],
        };
        let of_telegram: &[Kind] = if self.asks_telegram { OF_TELEGRAM } else { &[] };
        let implied = [OF_ALL, of_session, of_caller, of_telegram];
        fails.iter().chain(&implied).any(|kinds| kinds.contains(&kind))
    }

    /// Users only.
    pub const fn user_only(self) -> Self {
        Self { caller: Caller::User, ..self }
    }

    /// Bots only.
    pub const fn bot_only(self) -> Self {
        Self { caller: Caller::Bot, ..self }
    }

    /// No default `timeout`, for methods that may take long.
    pub const fn unhurried(self) -> Self {
        Self { timeout: None, ..self }
    }

    /// Waits for something to happen, for as long as the caller wants.
    pub const fn long_poll(self) -> Self {
        Self { timeout: None, long_poll: true, ..self }
    }

    /// Sends requests to Telegram although it takes no session.
    pub const fn with_telegram(self) -> Self {
        Self { asks_telegram: true, ..self }
    }

    /// Sends no requests to Telegram although it takes a session.
    pub const fn without_telegram(self) -> Self {
        Self { asks_telegram: false, ..self }
    }

    /// Reaches chats that its params don't name, so it can't be limited to some chats.
    pub const fn beyond_chats(self) -> Self {
        Self { beyond_chats: true, ..self }
    }

    /// Changes the account itself, its contacts or its logins. Not allowed to callers limited to some chats.
    pub const fn changes_account(self) -> Self {
        Self { changes_account: true, ..self }
    }

    /// Reads or writes any file, so it can't be limited to some folders.
    pub const fn beyond_files(self) -> Self {
        Self { beyond_files: true, ..self }
    }

    /// Only reads, with some params.
    pub const fn judged_within(self) -> Self {
        Self { judged_within: true, ..self }
    }

    /// Reveals a login's keys.
    pub const fn exports(self) -> Self {
        Self { exports: true, ..self }
    }

    /// Ends logins or changes what protects them. Not allowed to restricted session strings.
    pub const fn grave(self) -> Self {
        Self { is_grave: true, ..self }
    }
}

/// What any call may fail with.
const OF_ALL: &[Kind] = &[
    Kind::InvalidParams,
    Kind::Internal,
    Kind::Cancelled,
    Kind::PolicyDenied,
    Kind::ResourceExhausted,
    Kind::Timeout,
];

/// What any request to Telegram may fail with.
const OF_TELEGRAM: &[Kind] = &[
    Kind::TelegramRejected,
    Kind::SessionRevoked,
    Kind::SessionDuplicated,
    Kind::NotSignedIn,
    Kind::AccountBanned,
    Kind::AccountLimited,
    Kind::PremiumRequired,
    Kind::OfficialAppRequired,
    Kind::UpgradeRequired,
    Kind::TooLarge,
    Kind::RateLimited,
    Kind::TelegramInternal,
    Kind::UnreadableAnswer,
    Kind::Offline,
];
