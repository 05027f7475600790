//! Every failure that a client can see.
//!
//! An error's [`Kind`] is what clients can rely on; its number is the status that the first wrapper used, or one that
//! JSON-RPC reserves. What our own code reads back from an error is a typed field of its [`Facts`]; other details only
//! pass through to the client. The JSON is made once, where the error is written.

mod facts;
mod kind;
pub mod names;
mod restricted;

use rustix::io::Errno;
use serde::Serialize;
use serde_json::{Map, Value};

pub use facts::{Facts, Outcome, Subject, TelegramError};
pub use kind::Kind;
pub use restricted::restricted;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One failure as the client sees it. The `source` is for the log only.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: Kind,
    message: String,
    retryable: bool,
    facts: Facts,
    details: Map<String, Value>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// An error's `data`.
#[derive(Serialize)]
pub struct Data<'a> {
    kind: &'static str,
    is_retryable: bool,
    #[serde(flatten)]
    details: &'a Map<String, Value>,
    #[serde(flatten)]
    facts: &'a Facts,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            retryable: kind.retryable(),
            facts: Facts::default(),
            details: Map::new(),
            source: None,
        }))
    }

    /// A bug in Telewire. The cause goes to the log.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::new(Kind::Internal, "Internal error in Telewire; the log has details").because(source)
    }

    /// An error of the system: `resource_exhausted` if it has run out of something, and `internal` otherwise.
    pub fn of_system(error: std::io::Error) -> Self {
        Self::of_exhausted(&error).unwrap_or_else(|| Self::internal(error))
    }

    /// `resource_exhausted`, if the system has run out of something that the call needs.
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

    /// A well-formed answer from Telegram that makes no sense here.
    pub fn unexpected(what: impl Into<String>) -> Self {
        Self::new(Kind::UnreadableAnswer, what).with("reason", "unexpected")
    }

    /// A copy for another caller, without the source.
    pub fn again(&self) -> Self {
        let Inner { kind, message, retryable, facts, details, .. } = &*self.0;
        Self(Box::new(Inner {
            kind: *kind,
            message: message.clone(),
            retryable: *retryable,
            facts: facts.clone(),
            details: details.clone(),
            source: None,
        }))
    }

    /// The same Telegram error with another kind and message.
    pub fn restated(&self, kind: Kind, message: impl Into<String>) -> Self {
        let mut error = Self::new(kind, message);
        error.0.facts.telegram = self.facts().telegram.clone();
        error
    }

    /// Keeps the cause, for the log only.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds a field to `data`. Use it for what only clients read.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).expect("details of errors are plain data");
        self.0.details.insert(field.to_owned(), value);
        self
    }

    /// Sets the hint: what the caller can do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.facts.hint = Some(hint.into());
        self
    }

    /// Sets the seconds until a retry makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.facts.retry_after = Some(seconds);
        self
    }

    /// Marks the error as retryable, although errors of this kind usually aren't.
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.0.retryable = true;
        self
    }

    /// Sets whether Telegram may have carried out the request.
    #[must_use]
    pub fn outcome(mut self, outcome: Outcome) -> Self {
        self.0.facts.outcome = Some(outcome);
        self
    }

    /// Sets Telegram's error.
    #[must_use]
    pub fn telegram(mut self, error: TelegramError) -> Self {
        self.0.facts.telegram = Some(error);
        self
    }

    /// Says what the error is about, if not the account.
    #[must_use]
    pub fn subject(mut self, subject: Subject) -> Self {
        self.0.facts.subject = Some(subject);
        self
    }

    /// Adds Telegram's explanation for its users.
    #[must_use]
    pub fn explained(self, explanation: &str) -> Self {
        let mut error = self.and(&format!("Telegram says: {explanation}"));
        if let Some(telegram) = &mut error.0.facts.telegram {
            telegram.explanation = Some(explanation.to_owned());
        }
        error
    }

    /// Sets the id of the log line with the cause.
    #[must_use]
    pub fn logged_as(mut self, log_id: String) -> Self {
        self.0.facts.log_id = Some(log_id);
        self
    }

    /// Prefixes the message with what it is about.
    #[must_use]
    pub fn about(mut self, subject: &str) -> Self {
        self.0.message = format!("{subject}: {}", self.0.message);
        self
    }

    /// The same error as another kind.
    #[must_use]
    pub fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self.0.retryable = kind.retryable();
        self
    }

    /// Appends a sentence to the message.
    #[must_use]
    pub fn and(mut self, more: &str) -> Self {
        self.0.message = format!("{}. {more}", self.0.message);
        self
    }

    /// The same error about a param within another: `path` within `items[1]` is `items[1].path`.
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

    /// Whether the same call may succeed later.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    pub fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// Telegram's name of the error, such as `FLOOD_WAIT`.
    pub fn telegram_name(&self) -> Option<&str> {
        self.facts().telegram.as_ref().map(|telegram| &*telegram.name)
    }

    /// A field that was added by [`Error::with`].
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0.details.get(field)
    }

    /// The error's `data`.
    pub fn data(&self) -> Data<'_> {
        let Inner { kind, retryable, facts, details, .. } = &*self.0;
        Data { kind: kind.name(), is_retryable: *retryable, details, facts }
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
