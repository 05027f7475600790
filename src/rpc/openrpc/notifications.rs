//! Notifications, as the document describes them.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use super::{own_params, summary, text};
use crate::rpc::progress::Report;

/// A notification that the daemon sends, as the document describes it.
#[derive(Clone, Copy)]
pub struct Notification {
    /// Its `method` on the wire.
    pub name: &'static str,
    pub sender: Sender,
    pub params: fn(&mut SchemaGenerator) -> Schema,
}

/// Who sends a notification.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    Daemon,
    Client,
}

/// The notifications of every daemon.
pub const OWN: [Notification; 2] = [
    Notification { name: "$/progress", sender: Sender::Daemon, params: ProgressParams::json_schema },
    Notification { name: "$/cancelRequest", sender: Sender::Client, params: CancelParams::json_schema },
];

/// Reports the progress of a call that has a `progress_token`.
///
/// At most five per second for each kind. The last report is always sent, before the call's answer.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct ProgressParams {
    /// The call's `progress_token`.
    token: Token,
    /// The progress of the call.
    value: Report,
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "only its schema is used")]
enum Token {
    Text(String),
    Number(f64),
}

/// Cancels a call.
///
/// The call fails with `cancelled`. Cancelling a call that is already answered does nothing.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct CancelParams {
    /// The `id` of the call.
    id: Token,
}

/// A notification's entry in the document.
pub fn entry(notification: &Notification, generator: &mut SchemaGenerator, examples: &Value) -> Value {
    let schema = (notification.params)(generator);
    let (summary, description) = summary(text(&schema, "description"));
    json!({
        "name": notification.name,
        "summary": summary,
        "description": description,
        "paramStructure": "by-name",
        "params": own_params(&schema),
        "examples": examples[notification.name],
        "x-sender": notification.sender,
    })
}
