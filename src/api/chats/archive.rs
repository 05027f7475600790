//! The archive.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::api::types::folder::ARCHIVE;
use crate::api::types::folder::MAIN_LIST;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Moves a chat to the archive, where chats.list shows it with `archived`.
///
/// Telegram: `folders.editPeerFolders`. Fails with `chat_not_found`, and with `peer_invalid` if the chat is not in the
/// account's list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Archive {
    /// The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
}

impl Method for Archive {
    const NAME: &'static str = "chats.archive";
    const FAILS: Fails = &[fails::CHAT, &[Kind::ChatFull]];
    type Result = Empty;
}

pub async fn archive(call: Call, params: Archive) -> Result<Empty> {
    move_to(&call, &params.chat_id, ARCHIVE).await
}

/// Moves a chat out of the archive.
///
/// Telegram: `folders.editPeerFolders`. Fails with `chat_not_found`, and with `peer_invalid` if the chat is not in the
/// account's list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unarchive {
    /// The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
}

impl Method for Unarchive {
    const NAME: &'static str = "chats.unarchive";
    const FAILS: Fails = &[fails::CHAT];
    type Result = Empty;
}

pub async fn unarchive(call: Call, params: Unarchive) -> Result<Empty> {
    move_to(&call, &params.chat_id, MAIN_LIST).await
}

async fn move_to(call: &Call, chat_id: &ChatId, folder_id: i32) -> Result<Empty> {
    let account = call.account()?;
    let peer = account.peer(chat_id, call.attempt()).await?;
    account.is_current(&peer, call.attempt()).await?;
    let moved = tl::types::InputFolderPeer { peer: peer.input_peer(), folder_id };
    let function = tl::functions::folders::EditPeerFolders { folder_peers: vec![moved.into()] };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}
