//! `updates.*`: updates arrive complete and in order, from any cursor.

mod faults;
mod forgetting;
mod many;
mod meeting;
mod pace;
mod polling;
mod reader;
mod subscribing;
mod watching;

use std::time::Duration;

use serde_json::{Value, json};

use crate::client::Client;
use crate::stage::{Stage, text};

/// A subscriber with its own connection.
struct Follower<'a> {
    client: &'a Client,
    subscription: String,
    cursor: String,
    /// The number of events received before the cursor.
    before_cursor: usize,
    /// The received events, in order.
    events: Vec<Value>,
    /// The error that ended the subscription.
    error: Option<Value>,
}

impl<'a> Follower<'a> {
    /// Params besides the session come from `more`.
    async fn of(client: &'a Client, session: &str, more: Value) -> Self {
        let mut params = json!({"session": session});
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let subscribed = client.call("updates.subscribe", params).await;
        let (subscription, cursor) = (text(&subscribed["subscription"]), text(&subscribed["cursor"]));
        Self { client, subscription, cursor, before_cursor: 0, events: Vec::new(), error: None }
    }

    /// Takes the next notification.
    async fn hear(&mut self) {
        let notification = tokio::time::timeout(Duration::from_secs(60), self.client.notification())
            .await
            .unwrap_or_else(|_| {
                panic!("nothing more is told after {:#?}", self.events.last());
            });
        assert_eq!(notification["method"], "updates.event");
        let params = &notification["params"];
        assert_eq!(params["subscription"], *self.subscription);
        self.events.extend(params["items"].as_array().unwrap().iter().cloned());
        if let Some(cursor) = params["cursor"].as_str() {
            (self.cursor, self.before_cursor) = (cursor.to_owned(), self.events.len());
        }
        self.error = params.get("error").cloned();
    }

    /// Takes notifications until an event matches, and returns the first match.
    async fn until(&mut self, holds: impl Fn(&Value) -> bool) -> Value {
        loop {
            if let Some(event) = self.events.iter().find(|event| holds(event)) {
                return event.clone();
            }
            self.hear().await;
        }
    }

    /// Takes notifications until a message with this text arrives, and then the cursor after it.
    async fn until_text(&mut self, wanted: &str) -> Value {
        let event = self.until(|event| event["message"]["text"] == wanted).await;
        while !self.events[..self.before_cursor].contains(&event) {
            self.hear().await;
        }
        event
    }

    /// The texts of the new messages received so far.
    fn texts(&self) -> Vec<String> {
        new_texts(&self.events)
    }
}

/// The texts of the new messages among events.
fn new_texts(events: &[Value]) -> Vec<String> {
    let new = events.iter().filter(|event| event["kind"] == "message_new");
    new.map(|event| text(&event["message"]["text"])).collect()
}

/// The kinds of events.
fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

/// Sends a message in the sandbox, as an account without a daemon.
async fn say(stage: &Stage, sender: &str, chat: &str, text: &str) {
    stage.sandbox("sandbox.say", json!({"sender_id": sender, "chat_id": chat, "text": text})).await;
}
