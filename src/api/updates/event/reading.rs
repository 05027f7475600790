//! From an update of Telegram's to events.

use serde_json::{Value, json};

use super::Event;
use super::account::NewLogin;
use super::bots::{CallbackQuery, ChosenInlineResult, InlineQuery};
use super::chats::{
    ChatArchived, ChatChanged, ChatMarkedUnread, ChatMuted, ChatPinned, DraftChanged, HistoryCleared,
    TopicPinned,
};
use super::live::LiveOnly;
use super::members::{self, BotStopped, ChatMember, JoinRequest, JoinRequests};
use super::messages::{
    self, MessageContentsRead, MessageDeleted, MessageEdited, MessagePinned, MessageRead, MessageScheduled,
    MessageViews, ScheduledDeleted,
};
use super::polls::{PollAnswer, PollChanged};
use super::reactions::{MessageReaction, Reactions};
use super::stream::Raw;
use super::users::{Typing, UserBlocked, UserChanged, UserStatus};
use crate::api::types::cast::Cast;
use crate::api::types::constructor::name_of;
use crate::api::types::date::timestamp;
use crate::telegram::invoke::json_of;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;
use crate::telegram::updates::is_told_once;

/// What an update tells, as clients see it: mostly one event. None at all for what is nobody's business but ours: ids
/// of what was sent, positions, and what a call that waits for it tells. What has no kind of its own is told as it is.
pub fn of(update: &tl::enums::Update, cast: &Cast) -> Vec<Event> {
    use tl::enums::Update as Tl;
    let peer = |peer: &tl::enums::Peer| cast.chat(PeerId::from(peer));
    let user = |id| cast.chat(PeerId::user(id));
    let group = |id| cast.chat(PeerId::group(id));
    let channel = |id| cast.chat(PeerId::channel(id));
    let is_live_only = is_told_once(update);
    let event: Option<Event> = match update {
        Tl::NewMessage(told) => return messages::new(&told.message, cast),
        Tl::NewChannelMessage(told) => return messages::new(&told.message, cast),
        Tl::EditMessage(told) => return one(MessageEdited::of(&told.message, cast)),
        Tl::EditChannelMessage(told) => return one(MessageEdited::of(&told.message, cast)),
        Tl::DeleteMessages(told) => {
            Some(MessageDeleted { chat: None, message_ids: told.messages.clone() }.into())
        }
        Tl::DeleteChannelMessages(told) => {
            let chat = Some(channel(told.channel_id));
            Some(MessageDeleted { chat, message_ids: told.messages.clone() }.into())
        }
        Tl::ReadHistoryInbox(told) => {
            let read = MessageRead::incoming(peer(&told.peer), told.max_id, is_live_only);
            let unread_count = Some(told.still_unread_count);
            Some(MessageRead { topic_id: told.top_msg_id, unread_count, ..read }.into())
        }
        Tl::ReadHistoryOutbox(told) => {
            Some(MessageRead::outgoing(peer(&told.peer), told.max_id, is_live_only).into())
        }
        Tl::ReadChannelInbox(told) => {
            let read = MessageRead::incoming(channel(told.channel_id), told.max_id, is_live_only);
            Some(MessageRead { unread_count: Some(told.still_unread_count), ..read }.into())
        }
        Tl::ReadChannelOutbox(told) => {
            Some(MessageRead::outgoing(channel(told.channel_id), told.max_id, is_live_only).into())
        }
        Tl::ReadChannelDiscussionInbox(told) => {
            let read = MessageRead::incoming(channel(told.channel_id), told.read_max_id, is_live_only);
            Some(MessageRead { topic_id: Some(told.top_msg_id), ..read }.into())
        }
        Tl::ReadChannelDiscussionOutbox(told) => {
            let read = MessageRead::outgoing(channel(told.channel_id), told.read_max_id, is_live_only);
            Some(MessageRead { topic_id: Some(told.top_msg_id), ..read }.into())
        }
        Tl::ReadMessagesContents(told) => {
            let date = told.date.map(timestamp);
            let message_ids = told.messages.clone();
            Some(MessageContentsRead { chat: None, message_ids, topic_id: None, date, is_live_only }.into())
        }
        Tl::ChannelReadMessagesContents(told) => {
            let (chat, message_ids) = (Some(channel(told.channel_id)), told.messages.clone());
            let topic_id = told.top_msg_id;
            Some(MessageContentsRead { chat, message_ids, topic_id, date: None, is_live_only }.into())
        }
        Tl::PinnedMessages(told) => {
            let (chat, message_ids) = (peer(&told.peer), told.messages.clone());
            Some(MessagePinned { chat, message_ids, is_pinned: told.pinned }.into())
        }
        Tl::PinnedChannelMessages(told) => {
            let (chat, message_ids) = (channel(told.channel_id), told.messages.clone());
            Some(MessagePinned { chat, message_ids, is_pinned: told.pinned }.into())
        }
        Tl::ChannelMessageViews(told) => {
            let views = MessageViews::of(channel(told.channel_id), told.id);
            Some(MessageViews { view_count: Some(told.views), ..views }.into())
        }
        Tl::ChannelMessageForwards(told) => {
            let views = MessageViews::of(channel(told.channel_id), told.id);
            Some(MessageViews { forward_count: Some(told.forwards), ..views }.into())
        }
        Tl::ChannelAvailableMessages(told) => {
            let (chat, max_id) = (channel(told.channel_id), told.available_min_id);
            Some(HistoryCleared { chat, max_id, is_live_only: LiveOnly }.into())
        }
        Tl::NewScheduledMessage(told) => return one(MessageScheduled::of(&told.message, cast)),
        Tl::DeleteScheduledMessages(told) => {
            let sent_message_ids = told.sent_messages.clone().unwrap_or_default();
            let (chat, message_ids) = (peer(&told.peer), told.messages.clone());
            Some(ScheduledDeleted { chat, message_ids, sent_message_ids, is_live_only: LiveOnly }.into())
        }

        Tl::MessageReactions(told) => Some(Reactions::of(told, cast).into()),
        Tl::BotMessageReactions(told) => Some(Reactions::of_bot(told, cast).into()),
        Tl::BotMessageReaction(told) => Some(MessageReaction::of(told, cast).into()),
        Tl::MessagePoll(told) => Some(PollChanged::of(told, cast).into()),
        Tl::MessagePollVote(told) => Some(PollAnswer::of(told, cast).into()),

        Tl::ChatParticipant(told) => Some(ChatMember::of_group(told, cast).into()),
        Tl::ChannelParticipant(told) => Some(ChatMember::of_channel(told, cast).into()),
        Tl::ChatParticipantAdd(told) => Some(ChatMember::added(told, cast).into()),
        Tl::ChatParticipantDelete(told) => Some(ChatMember::removed(told, cast).into()),
        Tl::ChatParticipantAdmin(told) => Some(ChatMember::promoted(told, cast).into()),
        Tl::ChatParticipants(told) => Some(members::all(&told.participants, cast)),
        Tl::BotChatInviteRequester(told) => Some(JoinRequest::of(told, cast).into()),
        Tl::PendingJoinRequests(told) => Some(JoinRequests::of(told, cast).into()),
        Tl::BotStopped(told) => Some(BotStopped::of(told, cast).into()),

        Tl::Chat(told) => Some(ChatChanged::of(PeerId::group(told.chat_id), cast).into()),
        Tl::Channel(told) => Some(ChatChanged::of(PeerId::channel(told.channel_id), cast).into()),
        Tl::ChatDefaultBannedRights(told) => Some(ChatChanged::permissions(told, cast).into()),
        Tl::PeerHistoryTtl(told) => Some(ChatChanged::auto_delete(told, cast).into()),
        Tl::FolderPeers(told) => return ChatArchived::all(told, cast),
        Tl::NotifySettings(told) => ChatMuted::of(told, cast).map(Event::from),
        Tl::DialogPinned(told) => {
            let pinned = told.pinned;
            listed(&told.peer).map(|chat| {
                ChatPinned { chat: cast.chat(chat), is_pinned: pinned, is_live_only: LiveOnly }.into()
            })
        }
        Tl::DialogUnreadMark(told) if told.saved_peer_id.is_none() => {
            let unread = told.unread;
            listed(&told.peer).map(|chat| {
                ChatMarkedUnread {
                    chat: cast.chat(chat),
                    is_marked_as_unread: unread,
                    is_live_only: LiveOnly,
                }
                .into()
            })
        }
        Tl::PinnedForumTopic(told) => {
            let (chat, topic_id) = (peer(&told.peer), told.topic_id);
            Some(TopicPinned { chat, topic_id, is_pinned: told.pinned, is_live_only: LiveOnly }.into())
        }
        Tl::DraftMessage(told) if told.saved_peer_id.is_none() => Some(DraftChanged::of(told, cast).into()),

        Tl::UserTyping(told) => {
            let typing = Typing::of(user(told.user_id), user(told.user_id), &told.action);
            typing.map(|typing| Typing { topic_id: told.top_msg_id, ..typing }.into())
        }
        Tl::ChatUserTyping(told) => {
            Typing::of(group(told.chat_id), peer(&told.from_id), &told.action).map(Event::from)
        }
        Tl::ChannelUserTyping(told) => {
            let typing = Typing::of(channel(told.channel_id), peer(&told.from_id), &told.action);
            typing.map(|typing| Typing { topic_id: told.top_msg_id, ..typing }.into())
        }
        Tl::UserStatus(told) => Some(UserStatus::of(user(told.user_id), &told.status).into()),
        Tl::User(told) => Some(UserChanged::of(user(told.user_id)).into()),
        Tl::UserName(told) => Some(UserChanged::named(user(told.user_id), told).into()),
        Tl::UserPhone(told) => {
            let phone = Some(told.phone.clone());
            Some(UserChanged { phone, ..UserChanged::of(user(told.user_id)) }.into())
        }
        Tl::PeerBlocked(told) => {
            let (user, blocked) = (peer(&told.peer_id), told.blocked);
            Some(UserBlocked { user, is_blocked: blocked, is_live_only: LiveOnly }.into())
        }

        Tl::BotCallbackQuery(told) => Some(CallbackQuery::of(told, cast).into()),
        Tl::InlineBotCallbackQuery(told) => Some(CallbackQuery::of_inline(told, cast).into()),
        Tl::BotInlineQuery(told) => Some(InlineQuery::of(told, cast).into()),
        Tl::BotInlineSend(told) => Some(ChosenInlineResult::of(told, cast).into()),

        Tl::NewAuthorization(told) => Some(NewLogin::of(told).into()),

        // The answer to a send has the message.
        Tl::MessageId(_) | Tl::StoryId(_) => return Vec::new(),
        // Where the stream stands.
        Tl::ChannelTooLong(_) | Tl::PtsChanged => return Vec::new(),
        // How Telegram is reached, and what its own apps are written in.
        Tl::Config | Tl::DcOptions(_) | Tl::LangPack(_) | Tl::LangPackTooLong(_) => return Vec::new(),
        // A login that is under way: what it needs comes with the calls that make it, and is nobody else's.
        Tl::LoginToken | Tl::SentPhoneCode(_) => return Vec::new(),
        _ => None,
    };
    vec![event.unwrap_or_else(|| raw(update))]
}

fn one(event: Option<impl Into<Event>>) -> Vec<Event> {
    event.into_iter().map(Into::into).collect()
}

/// A chat in the list of chats. None for a folder, which stands there as well.
fn listed(peer: &tl::enums::DialogPeer) -> Option<PeerId> {
    match peer {
        tl::enums::DialogPeer::Peer(listed) => Some(PeerId::from(&listed.peer)),
        tl::enums::DialogPeer::Folder(_) | tl::enums::DialogPeer::Community(_) => None,
    }
}

/// The update as it is.
pub fn raw(update: &tl::enums::Update) -> Event {
    let name = name_of(update);
    // It can't but be of the layer that it was read in; its name would still tell something.
    let shown = json_of(update, "Update").unwrap_or_else(|_| json!({ "_": name }));
    Raw { chat: chat_of(&shown), name, update: shown, is_live_only: is_told_once(update) }.into()
}

/// The chat that an update of any kind names as its own.
fn chat_of(update: &Value) -> Option<PeerId> {
    // What a bot is told of a business account's chats is about none of its own.
    if update.get("connection_id").is_some() {
        return None;
    }
    let id = |of: &Value, name: &str| of.get(name)?.as_str()?.parse().ok();
    if let Some(channel) = id(update, "channel_id") {
        return Some(PeerId::channel(channel));
    }
    let peer = update.get("peer")?;
    match peer.get("_")?.as_str()? {
        "peerUser" => id(peer, "user_id").map(PeerId::user),
        "peerChat" => id(peer, "chat_id").map(PeerId::group),
        "peerChannel" => id(peer, "channel_id").map(PeerId::channel),
        _ => None,
    }
}
