//! messages.react.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::api::types::reaction;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Sets the account's reactions to a message.
///
/// Telegram: `messages.sendReaction`. Without a subscription of Telegram's an account has one reaction to a message. Fails with
/// `not_modified` if nothing changes, with `message_not_found`, with `telegram_rejected` if Telegram or the chat doesn't
/// take this emoji, with `forbidden` if the account may not react there, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct React {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message.
    #[schemars(range(min = 1))]
    pub message_id: i32,
    /// Emoji, with or without U+FE0F. An empty list removes the account's reactions.
    #[schemars(length(max = 11))]
    pub reactions: Vec<String>,
    /// Whether to show a large animation. Default: false.
    #[serde(default)]
    pub is_big: bool,
}

impl Method for React {
    const NAME: &'static str = "messages.react";
    const FAILS: Fails = &[fails::CHAT, &[Kind::ChatFull, Kind::NotModified, Kind::MessageNotFound]];
    type Result = Empty;
}

pub async fn react(call: Call, params: React) -> Result<Empty> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    account.is_current(&peer, call.attempt()).await?;
    let chosen = params
        .reactions
        .iter()
        .map(|emoji| tl::types::ReactionEmoji { emoticon: reaction::plain(emoji) }.into());
    let function = tl::functions::messages::SendReaction {
        big: params.is_big,
        add_to_recent: false,
        peer: peer.input_peer(),
        msg_id: params.message_id,
        reaction: Some(chosen.collect()),
    };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}
