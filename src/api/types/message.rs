//! Messages, converted from Telegram's types.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::buttons;
use crate::api::types::buttons::Button;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::media::Media;
use crate::api::types::people::Chat;
use crate::api::types::reaction::Reaction;
use crate::api::types::service::Service;
use crate::telegram::markup::Entity;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// A message. Absent fields are unknown or empty.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Message {
    /// Unique within the chat, for this account.
    pub message_id: i32,
    pub chat: Chat,
    /// Absent in channels without signatures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<Chat>,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub edit_date: Option<Timestamp>,
    /// The text, or the caption of media. Empty in service messages.
    pub text: String,
    /// Formatting, by UTF-16 offsets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<Media>,
    /// Messages with the same id form an album.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_group_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<ReplyTo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forward: Option<Forward>,
    /// The topic, in a forum. 1 is the General topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic_id: Option<i32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_pinned: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view_count: Option<i32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reactions: Vec<Reaction>,
    /// Row by row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub buttons: Option<Vec<Vec<Button>>>,
    /// The bot of the inline query that produced the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via_bot: Option<Chat>,
    /// The event, for a service message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Service>,
    /// Sent by this account.
    pub is_outgoing: bool,
    /// Scheduled: to be sent at `date`. Its `message_id` is valid only for messages.sendScheduled and
    /// messages.deleteScheduled.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_scheduled: bool,
    /// The send repeated an earlier `random_id`: this is the first message.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_duplicate: bool,
}

/// The message that is replied to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReplyTo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i32>,
    /// The chat of that message, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
    /// The quoted part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// The origin of a forwarded message.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Forward {
    /// Absent if the sender is hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<Chat>,
    /// The name of a hidden sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender_user_name: Option<String>,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub date: Timestamp,
    /// The message's id in the original channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<i32>,
}

impl Message {
    /// `None` for deleted messages.
    pub fn of(message: &tl::enums::Message, cast: &Cast) -> Option<Self> {
        match message {
            tl::enums::Message::Empty(_) => None,
            tl::enums::Message::Message(message) => Some(Self::of_message(message, cast)),
            tl::enums::Message::Service(message) => Some(Self::of_service(message, cast)),
        }
    }

    fn of_message(message: &tl::types::Message, cast: &Cast) -> Self {
        let reply = message.reply_to.as_ref();
        Self {
            edit_date: message.edit_date.filter(|_| !message.edit_hide).map(timestamp),
            text: message.message.clone(),
            entities: message.entities.iter().flatten().filter_map(Entity::from_tl).collect(),
            media: message.media.as_ref().and_then(|media| Media::of(media, cast.viewer())),
            media_group_id: message.grouped_id.map(|id| id.to_string()),
            forward: message.fwd_from.as_ref().map(|header| Forward::of(header, cast)),
            is_pinned: message.pinned,
            view_count: message.views,
            reactions: message.reactions.as_ref().map(Reaction::all).unwrap_or_default(),
            buttons: message.reply_markup.as_ref().and_then(buttons::rows),
            via_bot: message.via_bot_id.map(|id| cast.chat(PeerId::user(id))),
            ..Self::bare(
                message.id,
                &message.peer_id,
                message.from_id.as_ref(),
                message.date,
                message.out,
                reply,
                cast,
            )
        }
    }

    fn of_service(message: &tl::types::MessageService, cast: &Cast) -> Self {
        let bare = Self::bare(
            message.id,
            &message.peer_id,
            message.from_id.as_ref(),
            message.date,
            message.out,
            message.reply_to.as_ref(),
            cast,
        );
        Self {
            service: Some(Service::of(&message.action)),
            topic_id: match message.action {
                tl::enums::MessageAction::TopicCreate(_) => Some(message.id),
                _ => bare.topic_id,
            },
            reactions: message.reactions.as_ref().map(Reaction::all).unwrap_or_default(),
            ..bare
        }
    }

    /// The fields that all messages have.
    pub fn bare(
        message_id: i32,
        chat: &tl::enums::Peer,
        sender: Option<&tl::enums::Peer>,
        date: i32,
        outgoing: bool,
        reply: Option<&tl::enums::MessageReplyHeader>,
        cast: &Cast,
    ) -> Self {
        let chat_id = PeerId::from(chat);
        // In a private chat Telegram leaves out who sent what the other side sent, and what this account did.
        let private = match (chat, outgoing) {
            (tl::enums::Peer::User(_), false) => Some(chat_id),
            (tl::enums::Peer::User(_), true) => Some(PeerId::user(cast.viewer().account)),
            _ => None,
        };
        let sender = sender.map(PeerId::from).or(private);
        let chat = cast.chat(chat_id);
        // Of what stands in the General topic Telegram says nothing.
        let topic_id = reply.and_then(topic_id).or(chat.is_forum.then_some(GENERAL));
        Self {
            message_id,
            chat,
            sender: sender.map(|sender| cast.sender(sender, chat_id, message_id)),
            date: timestamp(date),
            edit_date: None,
            text: String::new(),
            entities: Vec::new(),
            media: None,
            media_group_id: None,
            reply_to: reply.and_then(|reply| ReplyTo::of(reply, cast)),
            forward: None,
            topic_id,
            is_pinned: false,
            view_count: None,
            reactions: Vec::new(),
            buttons: None,
            via_bot: None,
            service: None,
            is_outgoing: outgoing,
            is_scheduled: false,
            is_duplicate: false,
        }
    }
}

/// The General topic, which every forum has.
pub const GENERAL: i32 = 1;

/// The topic of a message in a forum, which Telegram encodes as a reply.
/// <https://core.telegram.org/api/forum#forum-topics>
fn topic_id(header: &tl::enums::MessageReplyHeader) -> Option<i32> {
    match header {
        tl::enums::MessageReplyHeader::Header(header) if header.forum_topic => {
            header.reply_to_top_id.or(header.reply_to_msg_id)
        }
        _ => None,
    }
}

impl ReplyTo {
    /// The reply of a message that is being sent.
    pub fn sending(reply: &tl::enums::InputReplyTo) -> Option<Self> {
        let tl::enums::InputReplyTo::Message(reply) = reply else { return None };
        Some(Self { message_id: Some(reply.reply_to_msg_id), chat: None, quote: None })
    }

    fn of(header: &tl::enums::MessageReplyHeader, cast: &Cast) -> Option<Self> {
        let tl::enums::MessageReplyHeader::Header(header) = header else { return None };
        // A message that only stands in a topic answers nothing.
        if header.forum_topic && header.reply_to_top_id.is_none() {
            return None;
        }
        Some(Self {
            message_id: header.reply_to_msg_id,
            chat: header.reply_to_peer_id.as_ref().map(|peer| cast.chat(peer.into())),
            quote: header.quote_text.clone(),
        })
    }
}

impl Forward {
    fn of(header: &tl::enums::MessageFwdHeader, cast: &Cast) -> Self {
        let tl::enums::MessageFwdHeader::Header(header) = header;
        Self {
            sender: header.from_id.as_ref().map(|peer| cast.chat(peer.into())),
            sender_user_name: header.from_name.clone(),
            date: timestamp(header.date),
            message_id: header.channel_post,
        }
    }
}
