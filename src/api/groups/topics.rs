//! groups.topics.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::page::{Limit, Page};
use crate::api::types::people::Chat;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// Lists the topics of a forum: pinned ones first, then those with the newest messages.
///
/// Telegram: `messages.getForumTopics`. A `topic_id` is good for `messages.send` and `messages.history`. Fails with
/// `peer_invalid` if the chat has no topics, with `forbidden` if the account may not read it, with `chat_not_found` and
/// with `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// The forum: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// Only topics with this in the title.
    pub query: Option<String>,
    /// 1–100 topics. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

/// A topic of a forum.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Topic {
    /// 1 is the General topic, which every forum has.
    pub topic_id: i32,
    pub title: String,
    /// The icon's color as an RGB number, such as 0x6FB9F0.
    pub icon_color: i32,
    /// The custom emoji of the icon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon_custom_emoji_id: Option<String>,
    /// The creator.
    pub creator: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    /// Only admins and the creator can write.
    pub is_closed: bool,
    /// Hidden. Only the General topic can be.
    pub is_hidden: bool,
    pub is_pinned: bool,
    /// Unread messages in the topic.
    pub unread_count: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Message>,
}

impl Method for Topics {
    const NAME: &'static str = "groups.topics";
    const FAILS: Fails = &[fails::CHAT, &[Kind::CursorInvalid]];
    type Result = Page<Topic>;
}

/// The position of a page of topics.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
enum Behind {
    /// Within the pinned topics, which come first.
    Pinned { pinned: usize },
    /// After a topic, given by its last message.
    Topic { date: i32, message_id: i32, topic_id: i32 },
}

/// Telegram's limit per request.
const MOST: usize = 100;

pub async fn topics(call: Call, params: Topics) -> Result<Page<Topic>> {
    let account = call.account()?;
    let viewer = call.viewer(&account)?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let cursors = call.cursors(viewer, Topics::NAME, (peer.id.marked(), &params.query));
    let behind = cursors.read(params.cursor.as_deref())?.unwrap_or(Behind::Pinned { pinned: 0 });
    let (skipped, offset_date, offset_id, offset_topic) = match behind {
        Behind::Pinned { pinned } => (pinned, 0, 0, 0),
        Behind::Topic { date, message_id, topic_id } => (0, date, message_id, topic_id),
    };
    let limit = (params.limit.get() as usize + skipped).min(MOST);
    let function = tl::functions::messages::GetForumTopics {
        peer: peer.input_peer(),
        q: params.query,
        offset_date,
        offset_id,
        offset_topic,
        limit: limit as i32,
    };
    let answer = account.read(&function, call.attempt()).await;
    let tl::enums::messages::ForumTopics::Topics(answer) =
        account.about(&peer, answer, call.attempt()).await?;
    account.learn(&answer.users, &answer.chats);
    let cast = Cast::new(viewer, answer.users, answer.chats);
    let whole = answer.topics.len() < limit;
    let found: Vec<tl::types::ForumTopic> = answer
        .topics
        .into_iter()
        .skip(skipped)
        .filter_map(|topic| match topic {
            tl::enums::ForumTopic::Topic(topic) => Some(topic),
            tl::enums::ForumTopic::Deleted(_) => None,
        })
        .collect();
    let last_message = |topic: &tl::types::ForumTopic| {
        answer.messages.iter().find(|message| message.id() == topic.top_message)
    };
    let next = found.last().filter(|_| !whole).map(|last| {
        if last.pinned {
            return Behind::Pinned { pinned: skipped + found.len() };
        }
        let date = match last_message(last) {
            _ if answer.order_by_create_date => last.date,
            Some(tl::enums::Message::Message(message)) => message.date,
            Some(tl::enums::Message::Service(message)) => message.date,
            _ => last.date,
        };
        Behind::Topic { date, message_id: last.top_message, topic_id: last.id }
    });
    let pinned_are_given = matches!(behind, Behind::Topic { .. });
    let items = found.iter().filter(|topic| !(topic.pinned && pinned_are_given)).map(|topic| Topic {
        topic_id: topic.id,
        title: topic.title.clone(),
        icon_color: topic.icon_color,
        icon_custom_emoji_id: topic.icon_emoji_id.map(|id| id.to_string()),
        creator: cast.chat(PeerId::from(&topic.from_id)),
        date: timestamp(topic.date),
        is_closed: topic.closed,
        is_hidden: topic.hidden,
        is_pinned: topic.pinned,
        unread_count: topic.unread_count,
        last_message: last_message(topic).and_then(|message| Message::of(message, &cast)),
    });
    Ok(Page {
        items: items.collect(),
        next_cursor: next.map(|behind| cursors.write(&behind)),
        total: Some(answer.count),
    })
}
