//! Messages: sent and read.

use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::Call;
use super::message::{Message, ReplyTo};
use super::page::{Limit, Page, cursor, place};
use super::people::{Cast, Viewer};
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::account::Account;
use crate::telegram::markup::{self, Entity, Formatted};
use crate::telegram::peer::{ChatId, Peer, PeerId};
use crate::telegram::tl;

/// How a text is formatted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Not at all: every character stands for itself.
    #[default]
    Plain,
    /// The Bot API's MarkdownV2.
    Markdown,
    /// The Bot API's HTML.
    Html,
}

/// A caller's own id for a send: the same id is never sent twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomId(i64);

impl<'de> Deserialize<'de> for RandomId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(i64),
            Text(String),
        }
        let wrong = || serde::de::Error::custom("a 64-bit number, or a string of one");
        match Either::deserialize(deserializer).map_err(|_| wrong())? {
            Either::Number(number) => Ok(Self(number)),
            Either::Text(text) => text.parse().map(Self).map_err(|_| wrong()),
        }
    }
}

impl JsonSchema for RandomId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RandomId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "format": "int64", "pattern": "^-?[0-9]+$" })
    }
}

/// Sends a text message.
///
/// Telegram: `messages.sendMessage`. Sends of one connection for one account reach Telegram in the order in which they
/// were made. A send that fails with `timeout`, `cancelled`, `offline` or `internal` says in `outcome` whether it may have
/// been sent, and in `random_id` how to repeat it without doubling it. Fails with `forbidden` or `banned` if the account
/// may not write there, with `rate_limited` if Telegram asks to wait longer than `max_wait`, with `account_limited`, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// 1 to 4096 characters after formatting.
    pub text: String,
    /// How `text` is formatted; plain unless told.
    #[serde(default)]
    pub format: Format,
    /// How the text is formatted, by UTF-16 offsets, instead of `format`.
    pub entities: Option<Vec<Entity>>,
    /// The message that this answers.
    pub reply_to_message_id: Option<i32>,
    /// The topic of a forum.
    pub topic_id: Option<i32>,
    /// Whether it comes without a sound; false unless told.
    #[serde(default)]
    pub silent: bool,
    /// Whether the first link is shown with a preview; true unless told.
    pub link_preview: Option<bool>,
    /// Your own id for this send, fresh in this chat: a repeat under the same id is not sent again but answered with the
    /// first message and `duplicate`.
    pub random_id: Option<RandomId>,
}

impl Method for Send {
    const NAME: &'static str = "messages.send";
    type Result = Message;
}

pub async fn send(call: Call, params: Send) -> Result<Message> {
    let account = call.account()?;
    // From here to where the request is in the link's queue no later send of this connection may pass.
    let turn = call.turn(&account).await;
    let (text, entities) = formatted(&params)?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let entities = to_telegram(&call, &account, &entities).await?;
    let random_id = match params.random_id {
        Some(RandomId(id)) => id,
        None => getrandom::u64().map_err(|error| Error::internal(error.to_string()))?.cast_signed(),
    };
    call.rpc().delivery.goes_by(random_id);
    let function = tl::functions::messages::SendMessage {
        no_webpage: params.link_preview == Some(false),
        silent: params.silent,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.input_peer(),
        reply_to: reply_to(params.reply_to_message_id, params.topic_id),
        message: text,
        random_id,
        reply_markup: None,
        entities: Some(entities).filter(|entities| !entities.is_empty()),
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    };
    let updates = deliver(&call, &account, &function, turn).await?;
    sent(&call, &account, &peer, &function, updates)
}

/// Sends, and lets the next send pass as soon as this one is in the queue. A repeat of one that is still under way is
/// asked for again until that one is through.
async fn deliver(
    call: &Call,
    account: &Account,
    function: &tl::functions::messages::SendMessage,
    turn: crate::rpc::connection::Turn,
) -> Result<tl::enums::Updates> {
    let mut turn = Some(turn);
    loop {
        let mut sending = pin!(account.invoke(function, call.attempt()));
        let first = std::future::poll_fn(|context| Poll::Ready(sending.as_mut().poll(context))).await;
        drop(turn.take());
        let sent = match first {
            Poll::Ready(sent) => sent,
            Poll::Pending => sending.await,
        };
        match sent {
            Err(error) if is_under_way(&error) => tokio::time::sleep(Duration::from_millis(200)).await,
            other => return other,
        }
    }
}

fn is_under_way(error: &Error) -> bool {
    error.get("telegram").is_some_and(|telegram| telegram["name"] == "RANDOM_ID_DUPLICATE")
}

fn formatted(params: &Send) -> Result<(String, Vec<Entity>)> {
    let parsed = match (&params.entities, params.format) {
        (Some(entities), Format::Plain) => return Ok((params.text.clone(), entities.clone())),
        (Some(_), _) => {
            return Err(Error::new(Kind::InvalidParams, "`entities` and `format` can't be given together")
                .with("path", "entities")
                .with("expected", "either of the two"));
        }
        (None, Format::Plain) => return Ok((params.text.clone(), Vec::new())),
        (None, Format::Markdown) => markup::markdown(&params.text),
        (None, Format::Html) => markup::html(&params.text),
    };
    // Telegram trims what it is sent, and leaves the entities where they were.
    parsed.map(Formatted::trimmed).map(|formatted| (formatted.text, formatted.entities)).map_err(|bad| {
        Error::new(Kind::InvalidParams, format!("`text`: {bad}"))
            .with("path", "text")
            .with("expected", bad.to_string())
            .with("position", bad.position)
    })
}

/// The entities as Telegram takes them. Those that mention a user by id need to know how to reach that user.
async fn to_telegram(
    call: &Call,
    account: &Account,
    entities: &[Entity],
) -> Result<Vec<tl::enums::MessageEntity>> {
    let mut mentioned = Vec::new();
    for user_id in entities.iter().filter_map(Entity::mentioned) {
        // A user who can't be found is shown by name, as the Bot API does.
        match account.peer(&ChatId::from_id(PeerId::user(user_id)), call.attempt()).await {
            Ok(peer) => mentioned.push((user_id, peer.input_user()?)),
            Err(error) if error.kind() == Kind::ChatNotFound => {}
            Err(error) => return Err(error),
        }
    }
    let user = |id| mentioned.iter().find(|(user_id, _)| *user_id == id).map(|(_, user)| user.clone());
    Ok(entities.iter().filter_map(|entity| entity.to_tl(user)).collect())
}

fn reply_to(message_id: Option<i32>, topic_id: Option<i32>) -> Option<tl::enums::InputReplyTo> {
    let reply = tl::types::InputReplyToMessage {
        // In a topic that nothing is answered in, the topic's own first message is.
        reply_to_msg_id: message_id.or(topic_id)?,
        top_msg_id: topic_id,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    Some(reply.into())
}

/// The message that was sent, out of what Telegram answers to a send.
fn sent(
    call: &Call,
    account: &Account,
    peer: &Peer,
    function: &tl::functions::messages::SendMessage,
    updates: tl::enums::Updates,
) -> Result<Message> {
    let viewer = call.viewer(account)?;
    let (updates, users, chats) = match updates {
        tl::enums::Updates::UpdateShortSentMessage(short) => {
            return Ok(of_short(&short, account, peer, function, viewer));
        }
        tl::enums::Updates::Updates(updates) => (updates.updates, updates.users, updates.chats),
        tl::enums::Updates::Combined(updates) => (updates.updates, updates.users, updates.chats),
        tl::enums::Updates::UpdateShort(short) => (vec![short.update], Vec::new(), Vec::new()),
        _ => (Vec::new(), Vec::new(), Vec::new()),
    };
    account.learn(&users, &chats);
    let cast = Cast::new(viewer, users, chats);
    let id = updates.iter().find_map(|update| match update {
        tl::enums::Update::MessageId(update) if update.random_id == function.random_id => Some(update.id),
        _ => None,
    });
    let found = updates.iter().find_map(|update| {
        let (message, pts_count) = match update {
            tl::enums::Update::NewMessage(update) => (&update.message, update.pts_count),
            tl::enums::Update::NewChannelMessage(update) => (&update.message, update.pts_count),
            _ => return None,
        };
        let message = Message::of(message, &cast)?;
        id.is_none_or(|id| id == message.message_id)
            .then_some(Message { duplicate: pts_count == 0, ..message })
    });
    found.ok_or_else(|| Error::internal("Telegram's answer to a send holds no message"))
}

/// In private chats Telegram leaves out what the sender knows.
fn of_short(
    short: &tl::types::UpdateShortSentMessage,
    account: &Account,
    peer: &Peer,
    function: &tl::functions::messages::SendMessage,
    viewer: Viewer,
) -> Message {
    let cast = Cast::new(viewer, Vec::new(), Vec::new());
    let chat = tl::types::PeerUser { user_id: peer.id.bare }.into();
    let entities = short.entities.iter().flatten().filter_map(Entity::from_tl).collect();
    let mut message = Message::bare(short.id, &chat, None, short.date, true, None, &cast);
    if let Some(face) = account.face(peer.id.bare) {
        message.chat = message.chat.with_face(&face);
    }
    message.chat.reference = Some(viewer.reference(peer));
    message.text = function.message.clone();
    message.entities = entities;
    message.reply_to = function.reply_to.as_ref().and_then(ReplyTo::sending);
    message.duplicate = short.pts_count == 0;
    message
}

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
    let viewer = call.viewer(&account)?;
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
    let (messages, users, chats, total, whole) = match account.read(&function, call.attempt()).await? {
        tl::enums::messages::Messages::Messages(all) => {
            let total = all.messages.len() as i32;
            (all.messages, all.users, all.chats, total, true)
        }
        tl::enums::messages::Messages::Slice(some) => {
            (some.messages, some.users, some.chats, some.count, false)
        }
        tl::enums::messages::Messages::ChannelMessages(some) => {
            let whole = some.messages.len() as i32 >= some.count;
            (some.messages, some.users, some.chats, some.count, whole)
        }
        tl::enums::messages::Messages::NotModified(_) => {
            return Err(Error::new(
                Kind::TelegramInternal,
                "Telegram says that nothing has changed, unasked",
            ));
        }
    };
    account.learn(&users, &chats);
    let oldest = messages.last().map(tl::enums::Message::id).filter(|id| !whole && *id > 1);
    let cast = Cast::new(viewer, users, chats);
    Ok(Page {
        items: messages.iter().filter_map(|message| Message::of(message, &cast)).collect(),
        next_cursor: oldest.map(|message_id| cursor(History::NAME, &Before { chat_id, message_id })),
        total: Some(total),
    })
}
