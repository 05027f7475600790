//! What is known about one failure besides its kind and message.

use serde::Serialize;

/// The facts that Telewire's own code reads. They are fields of the error's `data`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Facts {
    /// What the error is about, if not the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Seconds until a retry makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// What the caller can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The error as Telegram named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telegram: Option<TelegramError>,
    /// Set if Telegram may have carried out the request, or certainly has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// The line of the log with the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_id: Option<String>,
}

/// Whether Telegram may have carried out a request that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The request never left this process, or Telegram refused it.
    NotSent,
    /// The request was sent, and no answer arrived.
    Unknown,
}

/// What an error is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// Another user.
    User,
}

/// An error as Telegram named it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TelegramError {
    pub code: i32,
    /// `FLOOD_WAIT` of `FLOOD_WAIT_31`.
    pub name: String,
    /// `31` of `FLOOD_WAIT_31`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// What Telegram wants proved, for an error that asks for a proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The function that failed, such as `messages.sendMessage`.
    pub method: String,
    /// Telegram's explanation for its users.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}
