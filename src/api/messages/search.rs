//! messages.search.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::filters::MediaFilter;
use super::history::{self, History};
use crate::api::call::Call;
use crate::api::types::date::Date;
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::message_list::MessageList;
use crate::api::types::page::{Limit, Page};
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// Searches messages in one chat or in all chats, newest first.
///
/// Telegram: `messages.search` or `messages.searchGlobal`. A message has to fit all that is given; through all chats a
/// `query` or `media` is needed, and Telegram knows neither senders nor topics. A page may be short, or empty, while there is
/// a `next_cursor`. Fails with `forbidden` if the account may not read the chat, with `chat_not_found`, with `peer_invalid`
/// and with `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`. Default: all chats.
    pub chat_id: Option<ChatId>,
    /// Words of the message, or their beginnings.
    pub query: Option<String>,
    /// Only messages of this kind.
    pub media: Option<MediaFilter>,
    /// Only messages at or after this date.
    pub from_date: Option<Date>,
    /// Only messages before this date.
    pub to_date: Option<Date>,
    /// Only messages from this user or channel. Requires `chat_id`.
    pub sender_id: Option<ChatId>,
    /// Only messages of this forum topic or comment thread. Requires `chat_id`.
    #[schemars(range(min = 1))]
    pub topic_id: Option<i32>,
    /// 1–100 messages. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page. Repeat the filters.
    pub cursor: Option<String>,
}

/// The position of a page of messages of all chats: after this message.
#[derive(Serialize, Deserialize)]
struct Behind {
    rate: i32,
    /// The `ref` of its chat.
    chat: Option<String>,
    message_id: i32,
}

/// Maximum requests per call, when results don't pass the filters.
const REQUESTS: usize = 10;

impl Method for Search {
    const NAME: &'static str = "messages.search";
    const FAILS: Fails = &[fails::CHAT, &[Kind::CursorInvalid]];
    type Result = Page<Message>;
}

pub async fn search(call: Call, params: Search) -> Result<Page<Message>> {
    let account = call.account()?;
    let Some(chat_id) = params.chat_id else { return everywhere(&call, &account, params).await };
    let history = History {
        chat_id,
        limit: params.limit,
        cursor: params.cursor,
        offset_id: None,
        min_id: None,
        max_id: None,
        from_date: params.from_date,
        to_date: params.to_date,
        sender_id: params.sender_id,
        query: params.query,
        media: params.media,
        reverse: false,
        topic_id: params.topic_id,
    };
    history::page(&call, &account, Search::NAME, history).await
}

async fn everywhere(call: &Call, account: &Account, params: Search) -> Result<Page<Message>> {
    let of_one_chat = [("sender_id", params.sender_id.is_some()), ("topic_id", params.topic_id.is_some())];
    if let Some((field, _)) = of_one_chat.iter().find(|(_, given)| *given) {
        return Err(invalid(field, "no value without `chat_id`"));
    }
    let q = params.query.clone().filter(|query| !query.trim().is_empty());
    if q.is_none() && params.media.is_none() {
        return Err(invalid("query", "words to look for, or `media`, or `chat_id`"));
    }
    let cursors = call.cursors(call.viewer(account)?, Search::NAME, (&q, params.media));
    let begin = cursors.read(params.cursor.as_deref())?;
    let mut begin = begin.unwrap_or(Behind { rate: 0, chat: None, message_id: 0 });
    let permitted = account.permitted(call.attempt()).await?;
    let fits = |message: &Message| {
        let date = message.date.as_second();
        params.from_date.is_none_or(|from| date >= from.seconds().into())
            && params.to_date.is_none_or(|to| date < to.seconds().into())
            && PeerId::from_marked(message.chat.id).is_some_and(|chat| permitted.permits(chat))
    };
    let counted = params.from_date.is_none() && params.to_date.is_none() && permitted.is_all();
    let mut page = Page { items: Vec::new(), next_cursor: None, total: None };
    for _ in 0..REQUESTS {
        let offset_peer = match begin.chat.as_deref().and_then(ChatId::parse) {
            Some(chat) => account.marker(&chat, call.attempt()).await?.input_peer(),
            None => tl::enums::InputPeer::Empty,
        };
        let function = tl::functions::messages::SearchGlobal {
            broadcasts_only: false,
            groups_only: false,
            users_only: false,
            folder_id: None,
            community: None,
            q: q.clone().unwrap_or_default(),
            filter: MediaFilter::to_tl(params.media),
            min_date: params.from_date.map_or(0, |date| (date.seconds() - 1).max(0)),
            max_date: params.to_date.map_or(0, Date::seconds),
            offset_rate: begin.rate,
            offset_peer,
            offset_id: begin.message_id,
            limit: params.limit.get(),
        };
        let found = MessageList::of(call, account, account.read(&function, call.attempt()).await?)?;
        page.items.extend(found.messages().filter(|message| fits(message)));
        page.total = found.total.filter(|_| counted);
        let Some(next) = behind(&found) else {
            page.next_cursor = None;
            break;
        };
        page.next_cursor = Some(cursors.write(&next));
        if !page.items.is_empty() {
            break;
        }
        begin = next;
    }
    Ok(page)
}

/// After the last message, if Telegram has more.
fn behind(found: &MessageList) -> Option<Behind> {
    let rate = found.next_rate.filter(|_| !found.whole)?;
    let (message_id, chat) = match found.messages.last()? {
        tl::enums::Message::Empty(_) => return None,
        tl::enums::Message::Message(message) => (message.id, &message.peer_id),
        tl::enums::Message::Service(message) => (message.id, &message.peer_id),
    };
    let chat = found.cast.peer(PeerId::from(chat)).map(|peer| found.cast.viewer().reference(&peer));
    Some(Behind { rate, chat, message_id })
}

fn invalid(field: &str, expected: &str) -> Error {
    let told = Error::new(Kind::InvalidParams, format!("`{field}`: {expected}"));
    told.with("path", field).with("expected", expected)
}
