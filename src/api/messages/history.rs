//! messages.history.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::Call;
use crate::api::found::Found;
use crate::api::message::Message;
use crate::api::page::{Limit, Page, cursor, place};
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Reads a chat's messages, the newest first.
///
/// Telegram: `messages.getHistory`. Fails with `forbidden` if the account may not read the chat, with `chat_not_found`,
/// with `peer_invalid` and with `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// How many messages: 1 to 100, 50 unless told.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Begins with the message before this one.
    #[schemars(range(min = 1))]
    pub offset_id: Option<i32>,
}

/// Where a page of messages begins.
#[derive(Serialize, Deserialize)]
struct Before {
    chat_id: i64,
    message_id: i32,
}

impl Method for History {
    const NAME: &'static str = "messages.history";
    type Result = Page<Message>;
}

pub async fn history(call: Call, params: History) -> Result<Page<Message>> {
    let account = call.account()?;
    let begin: Option<Before> = match &params.cursor {
        Some(cursor) => Some(place(History::NAME, cursor)?),
        None => None,
    };
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let chat_id = peer.id.marked();
    if begin.as_ref().is_some_and(|begin| begin.chat_id != chat_id) {
        return Err(Error::new(Kind::CursorInvalid, "The cursor was made for another chat"));
    }
    let function = tl::functions::messages::GetHistory {
        peer: peer.input_peer(),
        offset_id: begin.map(|begin| begin.message_id).or(params.offset_id).unwrap_or(0),
        offset_date: 0,
        add_offset: 0,
        limit: params.limit.get(),
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let answer = account.read(&function, call.attempt()).await?;
    let found = Found::of(&call, &account, answer)?;
    let oldest = found.messages.last().map(tl::enums::Message::id).filter(|id| !found.whole && *id > 1);
    Ok(Page {
        items: found.messages().collect(),
        next_cursor: oldest.map(|message_id| cursor(History::NAME, &Before { chat_id, message_id })),
        total: Some(found.total),
    })
}
