//! Restricted session strings: what they allow, what they reject, and attempts to widen them.

mod chats;
mod ending;
mod files;
mod methods;
mod narrowing;
mod sends;

use serde_json::{Value, json};

use crate::client::Client;
use crate::stage::{ANN, Stage, text};

/// Ann, and the session strings that she hands out.
struct Scene {
    stage: Stage,
    session: String,
}

impl Scene {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let session = stage.log_in(ANN).await;
        Self { stage, session }
    }

    /// Ann's session string, restricted.
    async fn restricted(&self, restrictions: Value) -> String {
        narrowed(self.stage.daemon(), &self.session, restrictions).await
    }

    /// Calls a method with a session string.
    async fn call(&self, session: &str, method: &str, params: Value) -> Value {
        self.stage.call(method, with(session, params)).await
    }

    /// The error of a method with a session string.
    async fn fail(&self, session: &str, method: &str, params: Value) -> Value {
        self.stage.fail(method, with(session, params)).await
    }

    /// Checks that a method is rejected because of this field of the restrictions.
    async fn is_refused(&self, session: &str, method: &str, params: Value, restriction: &str) {
        let error = self.fail(session, method, params).await;
        assert_eq!(error["data"]["kind"], "policy_denied", "{method}: {error}");
        assert_eq!(error["data"]["restriction"], restriction, "{method}: {error}");
        assert!(text(&error["message"]).contains(&format!("`{restriction}`")), "{method}: {error}");
    }
}

/// A session string, restricted further.
async fn narrowed(daemon: &Client, session: &str, restrictions: Value) -> String {
    let restricted = daemon.call("session.restrict", with(session, restrictions)).await;
    assert!(text(&restricted["restricted_session"]).len() <= 4096);
    text(&restricted["restricted_session"])
}

fn with(session: &str, mut params: Value) -> Value {
    params["session"] = json!(session);
    params
}

fn to(chat: &str) -> Value {
    json!({"chat_id": chat, "text": "Hello"})
}
