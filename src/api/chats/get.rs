//! chats.get.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::fails;
use crate::api::types::people::Chat;
use crate::error::Result;
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer, PeerKind};
use crate::telegram::tl;

/// Returns details about a chat.
///
/// Telegram: `users.getFullUser`, `messages.getFullChat` or `channels.getFullChannel`. Fails with `chat_not_found` if no
/// such chat is known to the account, and with `peer_invalid` if the `ref` is another account's.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Get {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
}

/// A chat with its details.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChatDetails {
    #[serde(flatten)]
    pub chat: Chat,
    /// Of a group or channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Of a user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned_message_id: Option<i32>,
}

impl Method for Get {
    const NAME: &'static str = "chats.get";
    const FAILS: Fails = &[fails::CHAT];
    type Result = ChatDetails;
}

pub async fn get(call: Call, params: Get) -> Result<ChatDetails> {
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    details(&call, &account, &peer).await
}

/// Fetches the details of a chat.
pub async fn details(call: &Call, account: &Account, peer: &Peer) -> Result<ChatDetails> {
    let viewer = call.viewer(account)?;
    let (about, pinned_message_id, members_count, users, chats) = match peer.id.kind {
        PeerKind::User => {
            let function = tl::functions::users::GetFullUser { id: peer.input_user()? };
            let tl::enums::users::UserFull::Full(answer) = account.read(&function, call.attempt()).await?;
            let tl::enums::UserFull::Full(full) = answer.full_user;
            (full.about, full.pinned_msg_id, None, answer.users, answer.chats)
        }
        kind => {
            let answer = if kind == PeerKind::Group {
                let function = tl::functions::messages::GetFullChat { chat_id: peer.id.bare };
                let answer = account.read(&function, call.attempt()).await;
                account.about(peer, answer, call.attempt()).await?
            } else {
                let function = tl::functions::channels::GetFullChannel { channel: peer.input_channel()? };
                account.read(&function, call.attempt()).await?
            };
            let tl::enums::messages::ChatFull::Full(answer) = answer;
            let (about, pinned, members) = match answer.full_chat {
                tl::enums::ChatFull::Full(full) => (full.about, full.pinned_msg_id, None),
                tl::enums::ChatFull::ChannelFull(full) => {
                    (full.about, full.pinned_msg_id, full.participants_count)
                }
                tl::enums::ChatFull::CommunityFull(full) => (full.about, None, None),
            };
            (Some(about), pinned, members, answer.users, answer.chats)
        }
    };
    account.learn(&users, &chats);
    account.about(peer, Ok(()), call.attempt()).await?;
    let mut chat = Cast::new(viewer, users, chats).chat(peer.id);
    chat.member_count = members_count.or(chat.member_count);
    let about = about.filter(|about| !about.is_empty());
    let (bio, description) = if peer.id.kind == PeerKind::User { (about, None) } else { (None, about) };
    Ok(ChatDetails { chat, description, bio, pinned_message_id })
}
