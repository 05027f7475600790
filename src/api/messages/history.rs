//! messages.history.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::filters::{Filters, MediaFilter};
use super::walk::{Part, Walk};
use crate::api::call::Call;
use crate::api::types::date::Date;
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::page::{Limit, Page};
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::ChatId;

/// Returns a chat's messages, newest first.
///
/// Telegram: `messages.getHistory`, `messages.search` or `messages.getReplies`. A message must match all given filters.
/// New and deleted messages do not shift pages. A page may be short, or empty, while there is a `next_cursor`. Fails
/// with `forbidden` if the account may not read the chat, with `chat_not_found`, with `peer_invalid` and with
/// `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// 1–100 messages. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page. Repeat the filters.
    pub cursor: Option<String>,
    /// Start after this message: with older ones, or newer ones with `reverse`.
    #[schemars(range(min = 1))]
    pub offset_id: Option<i32>,
    /// Only messages newer than this one.
    #[schemars(range(min = 0))]
    pub min_id: Option<i32>,
    /// Only messages older than this one.
    #[schemars(range(min = 1))]
    pub max_id: Option<i32>,
    /// Only messages at or after this date.
    pub from_date: Option<Date>,
    /// Only messages before this date.
    pub to_date: Option<Date>,
    /// Only messages from this user or channel.
    pub sender_id: Option<ChatId>,
    /// Only messages with words that begin with these, as Telegram searches.
    pub query: Option<String>,
    /// Only messages of this kind.
    pub media: Option<MediaFilter>,
    /// Whether to return the oldest first. Default: false.
    #[serde(default)]
    pub reverse: bool,
    /// Only messages of this forum topic or comment thread.
    #[schemars(range(min = 1))]
    pub topic_id: Option<i32>,
}

/// The position of a page: after this message.
#[derive(Serialize, Deserialize)]
struct Behind(i32);

impl Method for History {
    const NAME: &'static str = "messages.history";
    const FAILS: Fails = &[fails::CHAT, &[Kind::CursorInvalid]];
    type Result = Page<Message>;
}

pub async fn history(call: Call, params: History) -> Result<Page<Message>> {
    let account = call.account()?;
    page(&call, &account, History::NAME, params).await
}

/// A page of one chat's messages, for this method or another with its own cursors.
pub async fn page(
    call: &Call,
    account: &Account,
    method: &'static str,
    params: History,
) -> Result<Page<Message>> {
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let reverse = params.reverse;
    let cursors = call.cursors(call.viewer(account)?, method, (peer.id.marked(), reverse));
    let begin: Option<Behind> = cursors.read(params.cursor.as_deref())?;
    let sender = match &params.sender_id {
        // Spoken of, and not spoken to.
        Some(sender) => Some(account.marker(sender, call.attempt()).await?),
        None => None,
    };
    // An offset is one more edge, at the end where the reading begins.
    let offset = params.offset_id.filter(|_| begin.is_none());
    let filters = Filters {
        after: params.min_id.unwrap_or(0).max(offset.filter(|_| reverse).unwrap_or(0)),
        before: params.max_id.unwrap_or(i32::MAX).min(offset.filter(|_| !reverse).unwrap_or(i32::MAX)),
        from_date: params.from_date,
        to_date: params.to_date,
        sender,
        text: params.query.filter(|text| !text.trim().is_empty()),
        media: params.media,
        topic_id: params.topic_id,
        reverse,
    };
    let walk = Walk { call, account, peer: &peer, filters };
    let Part { messages, next, total } =
        walk.part(begin.map(|Behind(message_id)| message_id), params.limit.get()).await?;
    // On the pages behind the first an offset is in the cursor.
    let total = total.filter(|_| params.offset_id.is_none());
    let next = next.map(|message_id| cursors.write(&Behind(message_id)));
    Ok(Page { items: messages, next_cursor: next, total })
}
