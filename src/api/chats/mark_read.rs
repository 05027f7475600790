//! chats.markRead.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::error::Result;
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, PeerKind};
use crate::telegram::tl;

/// Marks a chat's messages as read. Senders see it where Telegram shows read receipts.
///
/// Telegram: `messages.readHistory` or `channels.readHistory`. Read messages stay read. Fails with `chat_not_found`,
/// with `peer_invalid`, and with `forbidden` if the account may not read the chat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkRead {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The last message to mark as read. Default: the newest.
    #[schemars(range(min = 1))]
    pub max_id: Option<i32>,
}

impl Method for MarkRead {
    const NAME: &'static str = "chats.markRead";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn mark_read(call: Call, params: MarkRead) -> Result<Empty> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    // To Telegram 0 means all there are.
    let max_id = params.max_id.unwrap_or(0);
    if peer.id.kind == PeerKind::Channel {
        let function = tl::functions::channels::ReadHistory { channel: peer.input_channel()?, max_id };
        account.invoke(&function, call.attempt()).await?;
    } else {
        account.is_current(&peer, call.attempt()).await?;
        let function = tl::functions::messages::ReadHistory { peer: peer.input_peer(), max_id };
        account.invoke(&function, call.attempt()).await?;
    }
    Ok(Empty {})
}
