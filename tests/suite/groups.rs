//! Groups and channels, seen by their admins and members.

mod admins;
mod bans;
mod creating;
mod editing;
mod inviting;
mod joining;
mod members;
mod migrated;
mod requests;

use serde_json::{Value, json};

use crate::stage::{ANN, BOB, Stage};

/// Ann, Bob, and a chat that Ann owns.
struct Club {
    stage: Stage,
    ann: String,
    bob: String,
    chat_id: Value,
}

impl Club {
    /// Creates a chat of this kind with Ann and these members.
    async fn of(kind: &str, members: &[&str]) -> Self {
        let stage = Stage::new().await;
        let (ann, bob) = (stage.log_in(ANN).await, stage.log_in(BOB).await);
        let chat_id = found(&stage, kind, members).await;
        Self { stage, ann, bob, chat_id }
    }

    /// Makes a call as Ann.
    async fn call(&self, method: &str, params: Value) -> Value {
        self.stage.call(method, self.here(&self.ann, params)).await
    }

    async fn fail(&self, method: &str, params: Value) -> Value {
        self.stage.fail(method, self.here(&self.ann, params)).await
    }

    async fn kind(&self, method: &str, params: Value) -> Value {
        self.fail(method, params).await["data"]["kind"].clone()
    }

    /// Returns the kind of Bob's error.
    async fn bobs_kind(&self, method: &str, params: Value) -> Value {
        self.stage.fail(method, self.here(&self.bob, params)).await["data"]["kind"].clone()
    }

    fn here(&self, session: &str, mut params: Value) -> Value {
        params["session"] = json!(session);
        if params["chat_id"].is_null() {
            params["chat_id"] = self.chat_id.clone();
        }
        params
    }

    /// The usernames in a list of members.
    async fn usernames(&self, params: Value) -> Vec<Value> {
        let page = self.call("groups.members", params).await;
        page["items"].as_array().unwrap().iter().map(|member| member["user"]["username"].clone()).collect()
    }

    /// Whether Bob can write here.
    async fn bob_says(&self, text: &str) -> Result<Value, Value> {
        let send = self.here(&self.bob, json!({"text": text}));
        self.stage.daemon().try_call("messages.send", send).await
    }
}

async fn found(stage: &Stage, kind: &str, members: &[&str]) -> Value {
    let group = json!({"kind": kind, "title": "Chess club", "owner_id": ANN, "member_ids": members});
    stage.sandbox("sandbox.addGroup", group).await["chat_id"].clone()
}
