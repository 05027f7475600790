//! Messages, seen from both sides.

use serde_json::{Value, json};

use crate::stage::Stage;

mod deleting;
mod editing;
mod filters;
mod forwarding;
mod getting;
mod history;
mod migrated;
mod once;
mod pinning;
mod reacting;
mod scheduling;
mod scripted;
mod searching;
mod sending;

/// Sends a text.
async fn send(stage: &Stage, session: &str, chat_id: &str, text: &str) -> Value {
    stage.call("messages.send", json!({"session": session, "chat_id": chat_id, "text": text})).await
}

/// The newest messages of a chat, a hundred at most.
async fn newest(stage: &Stage, session: &str, chat_id: &str) -> Vec<Value> {
    let params = json!({"session": session, "chat_id": chat_id, "limit": 100});
    stage.call("messages.history", params).await["items"].as_array().unwrap().clone()
}

/// The newest message of a chat with this text.
async fn with_text(stage: &Stage, session: &str, chat_id: &str, text: &str) -> Option<Value> {
    newest(stage, session, chat_id).await.into_iter().find(|message| message["text"] == text)
}

fn ids(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(|message| message["message_id"].as_i64().unwrap()).collect()
}
