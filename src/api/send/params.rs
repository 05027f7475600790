//! The params that all sends share.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::send::schedule::scheduled_for;
use crate::api::types::date::Date;
use crate::api::types::random_id::{self, RandomId};
use crate::error::Result;
use crate::rpc::connection::Turn;
use crate::telegram::account::Account;
use crate::telegram::peer::ChatId;

/// Params of every send, flattened into those of its method. The check by the published schema refuses unknown fields,
/// as serde can't where a struct is flattened.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SendParams {
    /// The target chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The forum topic.
    #[schemars(range(min = 1))]
    pub topic_id: Option<i32>,
    /// Whether to send without a notification sound. Default: false.
    #[serde(default)]
    pub silent: bool,
    /// When to send, at most one year ahead. Until then messages.scheduled lists it. Users only. Default: now.
    pub schedule_date: Option<Date>,
    /// Your own id for this send, unique in this chat. A repeat with the same id is not sent again, but returns what
    /// was sent first, with `is_duplicate`. If all of it was deleted, the repeat fails with `message_not_found` and
    /// `is_duplicate`, and nothing is sent: use another id to send again.
    pub random_id: Option<RandomId>,
}

impl SendParams {
    /// Starts the send: chooses its random id, which errors name, and waits for the account's turn. From here until the
    /// request is in the link's queue, no later send of this connection may pass.
    pub async fn begin(&self, call: &Call, account: &Account) -> Result<(i64, Turn)> {
        let random_id = random_id::or_fresh(self.random_id)?;
        call.rpc().delivery.set_random_id(random_id);
        Ok((random_id, call.turn(account).await))
    }

    /// The validated `schedule_date`, in seconds since 1970.
    pub async fn schedule_date(&self, call: &Call, account: &Account) -> Result<Option<i32>> {
        scheduled_for(call, account, self.schedule_date, self.random_id).await
    }
}
