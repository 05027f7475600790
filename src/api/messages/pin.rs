//! messages.pin and messages.unpin.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer};
use crate::telegram::tl;

/// Pins a message.
///
/// Telegram: `messages.updatePinnedMessage`. A chat can have many pinned messages: messages.history with `media: "pinned"`
/// lists them. Fails with `not_modified` if it is pinned, with `message_not_found`, with `forbidden` if the account has no
/// right to pin there, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message.
    #[schemars(range(min = 1))]
    pub message_id: i32,
    /// Whether to pin without a notification. Default: false.
    #[serde(default)]
    pub silent: bool,
    /// In a private chat, pins it for this account and not for the other side. Default: false.
    #[serde(default)]
    pub only_for_self: bool,
}

impl Method for Pin {
    const NAME: &'static str = "messages.pin";
    const FAILS: Fails = &[fails::CHAT, &[Kind::ChatFull, Kind::NotModified, Kind::MessageNotFound]];
    type Result = Empty;
}

pub async fn pin(call: Call, params: Pin) -> Result<Empty> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    account.is_current(&peer, call.attempt()).await?;
    let function = tl::functions::messages::UpdatePinnedMessage {
        silent: params.silent,
        unpin: false,
        pm_oneside: params.only_for_self,
        peer: peer.input_peer(),
        id: params.message_id,
    };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}

/// Unpins a message, or all messages of a chat or topic.
///
/// Telegram: `messages.updatePinnedMessage` or `messages.unpinAllMessages`. Fails with `not_modified` if the message isn't
/// pinned, with `message_not_found`, with `forbidden` if the account has no right to pin there, with `chat_not_found` and
/// with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unpin {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message. Default: all pinned messages.
    #[schemars(range(min = 1))]
    pub message_id: Option<i32>,
    /// Only messages of this forum topic. Ignored with `message_id`.
    pub topic_id: Option<i32>,
}

impl Method for Unpin {
    const NAME: &'static str = "messages.unpin";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified, Kind::MessageNotFound]];
    type Result = Empty;
}

pub async fn unpin(call: Call, params: Unpin) -> Result<Empty> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    account.is_current(&peer, call.attempt()).await?;
    match params.message_id {
        Some(id) => {
            let function = tl::functions::messages::UpdatePinnedMessage {
                silent: false,
                unpin: true,
                pm_oneside: false,
                peer: peer.input_peer(),
                id,
            };
            account.invoke(&function, call.attempt()).await?;
        }
        None => unpin_all(&call, &account, &peer, params.topic_id).await?,
    }
    Ok(Empty {})
}

/// Telegram unpins in batches, and reports how much is left.
async fn unpin_all(call: &Call, account: &Account, peer: &Peer, topic_id: Option<i32>) -> Result<()> {
    let function = tl::functions::messages::UnpinAllMessages {
        peer: peer.input_peer(),
        top_msg_id: topic_id,
        saved_peer_id: None,
    };
    loop {
        let tl::enums::messages::AffectedHistory::History(affected) =
            account.invoke(&function, call.attempt()).await?;
        if affected.offset <= 0 {
            return Ok(());
        }
    }
}
