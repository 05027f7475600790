//! Every failure that a client can see.
//!
//! A failure's [`Kind`] is the contract; its number is the status that the first wrapper used, and JSON-RPC's
//! reserved numbers where the matter is JSON-RPC's own.

pub mod names;
mod restricted;

use rustix::io::Errno;
use serde::Serialize;
use serde_json::{Map, Value};

pub use restricted::restricted;

pub type Result<T, E = Error> = std::result::Result<T, E>;

macro_rules! kinds {
    ($($kind:ident = $code:literal, $name:literal, $doc:literal;)*) => {
        /// What went wrong, as `data.kind` of the error tells it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $(#[doc = $doc] $kind,)* }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// The number in the error's `code`.
            pub const fn code(self) -> i32 {
                match self { $(Kind::$kind => $code,)* }
            }

            /// The word in the error's `data.kind`.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }

            /// When it happens, in a sentence.
            pub const fn doc(self) -> &'static str {
                match self { $(Kind::$kind => $doc,)* }
            }
        }
    };
}

kinds! {
    ParseError = -32700, "parse_error", "The message is not JSON.";
    InvalidRequest = -32600, "invalid_request", "The message is JSON but no request.";
    MethodNotFound = -32601, "method_not_found", "There is no such method; `did_you_mean` names the nearest.";
    InvalidParams = -32602, "invalid_params", "A parameter is missing, unknown or wrong; `path` says which, `expected` what is wanted.";
    Internal = -32603, "internal", "A bug of Telewire's; `log_id` finds it in the log.";
    Cancelled = -32800, "cancelled", "The caller cancelled the call.";
    TelegramRejected = 400, "telegram_rejected", "Telegram refused the request for a reason that has no kind of its own; `telegram.name` tells it.";
    PhoneInvalid = 400, "phone_invalid", "Telegram does not take this phone number.";
    CodeInvalid = 400, "code_invalid", "The login code is wrong.";
    CodeExpired = 400, "code_expired", "The login code is too old: ask for a new one.";
    PasswordInvalid = 400, "password_invalid", "The two-step verification password is wrong.";
    PeerInvalid = 400, "peer_invalid", "The chat or user cannot be used by this account.";
    InviteInvalid = 400, "invite_invalid", "There is no such invite link.";
    InviteExpired = 400, "invite_expired", "The invite link has expired or was revoked.";
    ChatFull = 400, "chat_full", "The chat has as many members, admins, bots, pinned or scheduled messages as Telegram allows.";
    NotModified = 400, "not_modified", "The change would change nothing.";
    CursorInvalid = 400, "cursor_invalid", "The cursor was not made by this method for this account and this list.";
    EmailSetupRequired = 400, "email_setup_required", "Telegram wants an e-mail address set up first.";
    LoginStage = 400, "login_stage", "This step does not follow from the session's stage of login.";
    SessionInvalid = 401, "session_invalid", "The session string cannot be opened; `reason` says why.";
    SessionRevoked = 401, "session_revoked", "Telegram no longer knows this login: log in again; `reason` is `confirmed` if it said so twice, over a fresh connection, and `unconfirmed` if it could not be asked again: then try again later.";
    SessionDuplicated = 401, "session_duplicated", "Telegram killed the login, as it was used from two addresses at once: log in again; `reason` says whether that is `confirmed` or `unconfirmed`, as with `session_revoked`.";
    NotSignedIn = 401, "not_signed_in", "The login is not finished; `auth.status` tells the next step.";
    AccountBanned = 401, "account_banned", "Telegram has banned this account or phone number.";
    Forbidden = 403, "forbidden", "The account has no right to do this in this chat.";
    PolicyDenied = 403, "policy_denied", "The rules that this daemon was started with, or the restrictions of the session string, forbid it; of a string, `restriction` says which and `label` whose.";
    UserOnly = 403, "user_only", "Bots cannot do this.";
    BotOnly = 403, "bot_only", "Only bots can do this.";
    Banned = 403, "banned", "The account is banned from this chat.";
    AccountLimited = 403, "account_limited", "Telegram limits this account, or the account has as many of something as Telegram allows: do not retry.";
    PaymentRequired = 402, "payment_required", "This costs money or Telegram Stars; `stars` says how many, if Telegram does.";
    PremiumRequired = 403, "premium_required", "This takes Telegram Premium.";
    OfficialAppRequired = 403, "official_app_required", "Telegram wants a proof that only its own apps can give.";
    UpgradeRequired = 426, "upgrade_required", "Telegram wants a newer program: upgrade Telewire.";
    TooFresh = 403, "too_fresh", "The login or password is too new for this; `retry_after` says when it will do.";
    ChatNotFound = 404, "chat_not_found", "No such chat is known to this account.";
    UserNotFound = 404, "user_not_found", "No such user is known to this account.";
    MessageNotFound = 404, "message_not_found", "No such message is in this chat.";
    FileNotFound = 404, "file_not_found", "There is no such file.";
    FileExists = 409, "file_exists", "The file exists and `overwrite` was not given.";
    TooLarge = 413, "too_large", "The message or file is over the limit.";
    RateLimited = 429, "rate_limited", "Telegram asks to wait `retry_after` seconds, or a restricted session string has used up its `sends_per_day` until then.";
    TelegramInternal = 500, "telegram_internal", "Telegram had a fault of its own.";
    UnreadableAnswer = 502, "unreadable_answer", "Telegram's answer cannot be read: it is broken, too large, nested too deep or of a newer layer; `reason` says which.";
    HashMismatch = 502, "hash_mismatch", "A CDN sent bytes that are not the file's, by the SHA-256 that Telegram names; none of them were kept.";
    Offline = 503, "offline", "Telegram cannot be reached.";
    ResourceExhausted = 503, "resource_exhausted", "The daemon is out of memory, file descriptors or places for now; `reason` says which.";
    Timeout = 504, "timeout", "The call took longer than its `timeout`.";
}

impl Kind {
    /// Whether the same call may well succeed when it is made again.
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            Kind::RateLimited
                | Kind::TooFresh
                | Kind::TelegramInternal
                | Kind::Offline
                | Kind::ResourceExhausted
                | Kind::Timeout
        )
    }
}

/// Whether a request that failed may have been carried out by Telegram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It never left this process.
    NotSent,
    /// It left, and no answer came back.
    Unknown,
}

/// The error as Telegram named it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TelegramError {
    pub code: i32,
    /// `FLOOD_WAIT` of `FLOOD_WAIT_31`.
    pub name: String,
    /// `31` of `FLOOD_WAIT_31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// What is to be proved to Telegram, of an error that asks for a proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The function of Telegram's that failed, as `messages.sendMessage`.
    pub method: String,
}

/// One failure, as the client sees it. What only the log may know stays in `source`.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: String,
    data: Map<String, Value>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), data: Map::new(), source: None }))
    }

    /// A bug of ours. The client is told so; the cause goes to the log.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::new(Kind::Internal, "Telewire met a bug of its own; the log has more");
        error.0.source = Some(source.into());
        error
    }

    /// The system refused something. If it has run out of it, the client is told so; anything else is a bug of ours.
    pub fn of_system(error: std::io::Error) -> Self {
        Self::of_exhausted(&error).unwrap_or_else(|| Self::internal(error))
    }

    /// The error for the client if the system has run out of something that the call needs.
    pub fn of_exhausted(error: &std::io::Error) -> Option<Self> {
        let (what, reason) = match Errno::from_io_error(error)? {
            Errno::MFILE | Errno::NFILE => ("file descriptors", "descriptors"),
            Errno::NOMEM | Errno::NOBUFS => ("memory", "memory"),
            _ => return None,
        };
        let error = Self::new(Kind::ResourceExhausted, format!("The daemon is out of {what}"));
        Some(
            error
                .with("reason", reason)
                .hint("close connections or raise the process's limits, then try again"),
        )
    }

    /// An answer of Telegram's that is whole and says what no answer to this can say.
    pub fn unexpected(what: impl Into<String>) -> Self {
        Self::new(Kind::UnreadableAnswer, what).with("reason", "unexpected")
    }

    /// The same for another caller. The cause stays with the first.
    pub fn again(&self) -> Self {
        let Inner { kind, message, data, .. } = &*self.0;
        Self(Box::new(Inner { kind: *kind, message: message.clone(), data: data.clone(), source: None }))
    }

    /// Keeps the cause, for the log alone.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds a field to `data`.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("what errors carry is plain data");
        self.0.data.insert(field.to_owned(), value);
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        self.with("hint", hint.into())
    }

    /// Seconds until another try makes sense.
    #[must_use]
    pub fn retry_after(self, seconds: u32) -> Self {
        self.with("retry_after", seconds)
    }

    /// Whether Telegram may have carried the request out all the same.
    #[must_use]
    pub fn outcome(self, outcome: Outcome) -> Self {
        self.with("outcome", outcome)
    }

    /// Says in front of the message what it is about.
    #[must_use]
    pub fn about(mut self, subject: &str) -> Self {
        self.0.message = format!("{subject}: {}", self.0.message);
        self
    }

    /// Says behind the message what else is known of it.
    #[must_use]
    pub fn and(mut self, more: &str) -> Self {
        self.0.message = format!("{}. {more}", self.0.message);
        self
    }

    /// The same error of a param that stands within another: `path` within `items[1]` is `items[1].path`.
    #[must_use]
    pub fn within(self, outer: &str) -> Self {
        match self.get("path").and_then(Value::as_str).map(|path| format!("{outer}.{path}")) {
            Some(path) => self.with("path", path),
            None => self,
        }
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// A field of `data` besides `kind` and `is_retryable`.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.data.get(field)
    }

    /// The error's `data`, whole.
    pub fn data(&self) -> Value {
        let mut data = Map::new();
        data.insert("kind".to_owned(), self.0.kind.name().into());
        data.insert("is_retryable".to_owned(), self.0.kind.retryable().into());
        data.extend(self.0.data.clone());
        Value::Object(data)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
