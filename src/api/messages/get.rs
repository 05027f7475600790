//! messages.get.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::fetch::fetch;
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::message_ids::{FailedMessage, MessageIds};
use crate::error::Result;
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;

/// Returns messages by id.
///
/// Telegram: `messages.getMessages` or `channels.getMessages`. Messages that aren't in the chat are listed in `failed`
/// as `message_not_found`. Fails with `forbidden` if the account may not read the chat, with `chat_not_found` and with
/// `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Get {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The messages. No limit on their number.
    pub message_ids: MessageIds,
}

/// Messages by id.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Messages {
    /// In the order of `message_ids`.
    pub items: Vec<Message>,
    /// The messages that failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedMessage>,
}

impl Method for Get {
    const NAME: &'static str = "messages.get";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Messages;
}

pub async fn get(call: Call, params: Get) -> Result<Messages> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let mut got = Messages { items: Vec::new(), failed: Vec::new() };
    for ids in params.message_ids.chunks() {
        let found = fetch(&call, &account, &peer, ids).await?;
        let mut messages: Vec<Message> = found.messages().collect();
        for id in ids {
            match messages.iter().position(|message| message.message_id == *id) {
                Some(at) => got.items.push(messages.swap_remove(at)),
                None => got.failed.push(FailedMessage::missing(*id)),
            }
        }
    }
    Ok(got)
}
