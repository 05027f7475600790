//! Makes events from Telegram's updates.

use serde_json::{Value, json};

use super::Event;
use super::account::NewLogin;
use super::bots::{CallbackQuery, ChosenInlineResult, InlineQuery};
use super::chats::{
    ChatArchived, ChatChanged, ChatMarkedUnread, ChatMigrated, ChatMuted, ChatPinned, DraftChanged,
    HistoryCleared, TopicPinned,
};
use super::live::LiveOnly;
use super::members::{BotStopped, ChatMember, ChatMembers, JoinRequest, JoinRequests};
use super::messages::{
    MessageContentsRead, MessageDeleted, MessageEdited, MessageNew, MessagePinned, MessageRead,
    MessageScheduled, MessageViews, ScheduledDeleted,
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
use crate::telegram::updates::is_live_only;

/// Returns the events of an update, usually one. None for internal ones: ids of sent messages, positions, and those that a
/// pending call waits for. Updates without a kind of their own become `raw` events.
pub fn of(update: &tl::enums::Update, cast: &Cast) -> Vec<Event> {
    use tl::enums::Update as Tl;
    let peer = |peer: &tl::enums::Peer| cast.chat(PeerId::from(peer));
    let user = |id| cast.chat(PeerId::user(id));
    let group = |id| cast.chat(PeerId::group(id));
    let channel = |id| cast.chat(PeerId::channel(id));
    let is_live_only = is_live_only(update);
    let event: Option<Event> = match update {
        Tl::NewMessage(update) => return new_message(&update.message, cast),
        Tl::NewChannelMessage(update) => return new_message(&update.message, cast),
        Tl::EditMessage(update) => return one(MessageEdited::of(&update.message, cast)),
        Tl::EditChannelMessage(update) => return one(MessageEdited::of(&update.message, cast)),
        Tl::DeleteMessages(update) => {
            Some(MessageDeleted { chat: None, message_ids: update.messages.clone() }.into())
        }
        Tl::DeleteChannelMessages(update) => {
            let chat = Some(channel(update.channel_id));
            Some(MessageDeleted { chat, message_ids: update.messages.clone() }.into())
        }
        Tl::ReadHistoryInbox(update) => {
            let read = MessageRead::incoming(peer(&update.peer), update.max_id, is_live_only);
            let unread_count = Some(update.still_unread_count);
            Some(MessageRead { topic_id: update.top_msg_id, unread_count, ..read }.into())
        }
        Tl::ReadHistoryOutbox(update) => {
            Some(MessageRead::outgoing(peer(&update.peer), update.max_id, is_live_only).into())
        }
        Tl::ReadChannelInbox(update) => {
            let read = MessageRead::incoming(channel(update.channel_id), update.max_id, is_live_only);
            Some(MessageRead { unread_count: Some(update.still_unread_count), ..read }.into())
        }
        Tl::ReadChannelOutbox(update) => {
            Some(MessageRead::outgoing(channel(update.channel_id), update.max_id, is_live_only).into())
        }
        Tl::ReadChannelDiscussionInbox(update) => {
            let read = MessageRead::incoming(channel(update.channel_id), update.read_max_id, is_live_only);
            Some(MessageRead { topic_id: Some(update.top_msg_id), ..read }.into())
        }
        Tl::ReadChannelDiscussionOutbox(update) => {
            let read = MessageRead::outgoing(channel(update.channel_id), update.read_max_id, is_live_only);
            Some(MessageRead { topic_id: Some(update.top_msg_id), ..read }.into())
        }
        Tl::ReadMessagesContents(update) => {
            let date = update.date.map(timestamp);
            let message_ids = update.messages.clone();
            Some(MessageContentsRead { chat: None, message_ids, topic_id: None, date, is_live_only }.into())
        }
        Tl::ChannelReadMessagesContents(update) => {
            let (chat, message_ids) = (Some(channel(update.channel_id)), update.messages.clone());
            let topic_id = update.top_msg_id;
            Some(MessageContentsRead { chat, message_ids, topic_id, date: None, is_live_only }.into())
        }
        Tl::PinnedMessages(update) => {
            let (chat, message_ids) = (peer(&update.peer), update.messages.clone());
            Some(MessagePinned { chat, message_ids, is_pinned: update.pinned }.into())
        }
        Tl::PinnedChannelMessages(update) => {
            let (chat, message_ids) = (channel(update.channel_id), update.messages.clone());
            Some(MessagePinned { chat, message_ids, is_pinned: update.pinned }.into())
        }
        Tl::ChannelMessageViews(update) => {
            let views = MessageViews::of(channel(update.channel_id), update.id);
            Some(MessageViews { view_count: Some(update.views), ..views }.into())
        }
        Tl::ChannelMessageForwards(update) => {
            let views = MessageViews::of(channel(update.channel_id), update.id);
            Some(MessageViews { forward_count: Some(update.forwards), ..views }.into())
        }
        Tl::ChannelAvailableMessages(update) => {
            let (chat, max_id) = (channel(update.channel_id), update.available_min_id);
            Some(HistoryCleared { chat, max_id, is_live_only: LiveOnly }.into())
        }
        Tl::NewScheduledMessage(update) => return one(MessageScheduled::of(&update.message, cast)),
        Tl::DeleteScheduledMessages(update) => {
            let sent_message_ids = update.sent_messages.clone().unwrap_or_default();
            let (chat, message_ids) = (peer(&update.peer), update.messages.clone());
            Some(ScheduledDeleted { chat, message_ids, sent_message_ids, is_live_only: LiveOnly }.into())
        }

        Tl::MessageReactions(update) => Some(Reactions::of(update, cast).into()),
        Tl::BotMessageReactions(update) => Some(Reactions::of_bot(update, cast).into()),
        Tl::BotMessageReaction(update) => Some(MessageReaction::of(update, cast).into()),
        Tl::MessagePoll(update) => Some(PollChanged::of(update, cast).into()),
        Tl::MessagePollVote(update) => Some(PollAnswer::of(update, cast).into()),

        Tl::ChatParticipant(update) => Some(ChatMember::of_group(update, cast).into()),
        Tl::ChannelParticipant(update) => Some(ChatMember::of_channel(update, cast).into()),
        Tl::ChatParticipantAdd(update) => Some(ChatMember::added(update, cast).into()),
        Tl::ChatParticipantDelete(update) => Some(ChatMember::removed(update, cast).into()),
        Tl::ChatParticipantAdmin(update) => Some(ChatMember::promoted(update, cast).into()),
        Tl::ChatParticipants(update) => Some(members(&update.participants, cast)),
        Tl::BotChatInviteRequester(update) => Some(JoinRequest::of(update, cast).into()),
        Tl::PendingJoinRequests(update) => Some(JoinRequests::of(update, cast).into()),
        Tl::BotStopped(update) => Some(BotStopped::of(update, cast).into()),

        Tl::Chat(update) => Some(ChatChanged::of(PeerId::group(update.chat_id), cast).into()),
        Tl::Channel(update) => Some(ChatChanged::of(PeerId::channel(update.channel_id), cast).into()),
        Tl::ChatDefaultBannedRights(update) => Some(ChatChanged::permissions(update, cast).into()),
        Tl::PeerHistoryTtl(update) => Some(ChatChanged::auto_delete(update, cast).into()),
        Tl::FolderPeers(update) => {
            return ChatArchived::all(update, cast).into_iter().map(Event::from).collect();
        }
        Tl::NotifySettings(update) => ChatMuted::of(update, cast).map(Event::from),
        Tl::DialogPinned(update) => {
            let pinned = update.pinned;
            listed(&update.peer).map(|chat| {
                ChatPinned { chat: cast.chat(chat), is_pinned: pinned, is_live_only: LiveOnly }.into()
            })
        }
        Tl::DialogUnreadMark(update) if update.saved_peer_id.is_none() => {
            let unread = update.unread;
            listed(&update.peer).map(|chat| {
                ChatMarkedUnread {
                    chat: cast.chat(chat),
                    is_marked_as_unread: unread,
                    is_live_only: LiveOnly,
                }
                .into()
            })
        }
        Tl::PinnedForumTopic(update) => {
            let (chat, topic_id) = (peer(&update.peer), update.topic_id);
            Some(TopicPinned { chat, topic_id, is_pinned: update.pinned, is_live_only: LiveOnly }.into())
        }
        Tl::DraftMessage(update) if update.saved_peer_id.is_none() => {
            Some(DraftChanged::of(update, cast).into())
        }

        Tl::UserTyping(update) => {
            let typing = Typing::of(user(update.user_id), user(update.user_id), &update.action);
            typing.map(|typing| Typing { topic_id: update.top_msg_id, ..typing }.into())
        }
        Tl::ChatUserTyping(update) => {
            Typing::of(group(update.chat_id), peer(&update.from_id), &update.action).map(Event::from)
        }
        Tl::ChannelUserTyping(update) => {
            let typing = Typing::of(channel(update.channel_id), peer(&update.from_id), &update.action);
            typing.map(|typing| Typing { topic_id: update.top_msg_id, ..typing }.into())
        }
        Tl::UserStatus(update) => Some(UserStatus::of(user(update.user_id), &update.status).into()),
        Tl::User(update) => Some(UserChanged::of(user(update.user_id)).into()),
        Tl::UserName(update) => Some(UserChanged::named(user(update.user_id), update).into()),
        Tl::UserPhone(update) => {
            let phone = Some(update.phone.clone());
            Some(UserChanged { phone, ..UserChanged::of(user(update.user_id)) }.into())
        }
        Tl::PeerBlocked(update) => {
            let (user, blocked) = (peer(&update.peer_id), update.blocked);
            Some(UserBlocked { user, is_blocked: blocked, is_live_only: LiveOnly }.into())
        }

        Tl::BotCallbackQuery(update) => Some(CallbackQuery::of(update, cast).into()),
        Tl::InlineBotCallbackQuery(update) => Some(CallbackQuery::of_inline(update, cast).into()),
        Tl::BotInlineQuery(update) => Some(InlineQuery::of(update, cast).into()),
        Tl::BotInlineSend(update) => Some(ChosenInlineResult::of(update, cast).into()),

        Tl::NewAuthorization(update) => Some(NewLogin::of(update).into()),

        // The response to a send contains the message.
        Tl::MessageId(_) | Tl::StoryId(_) => return Vec::new(),
        // Positions of the stream.
        Tl::ChannelTooLong(_) | Tl::PtsChanged => return Vec::new(),
        // Servers' addresses, and translations of Telegram's apps.
        Tl::Config | Tl::DcOptions(_) | Tl::LangPack(_) | Tl::LangPackTooLong(_) => return Vec::new(),
        // A pending login: its calls return what they need, and nobody else may see it.
        Tl::LoginToken | Tl::SentPhoneCode(_) => return Vec::new(),
        _ => None,
    };
    vec![event.unwrap_or_else(|| raw(update))]
}

fn one(event: Option<impl Into<Event>>) -> Vec<Event> {
    event.into_iter().map(Into::into).collect()
}

/// The events of a new message: itself, and what its service action means for clients.
fn new_message(message: &tl::enums::Message, cast: &Cast) -> Vec<Event> {
    let Some(new) = MessageNew::of(message, cast) else { return Vec::new() };
    let migrated = ChatMigrated::of(message, cast).map(Event::from);
    [new.into()].into_iter().chain(migrated).collect()
}

/// All members of a basic group, or only a change if this account has left it.
fn members(members: &tl::enums::ChatParticipants, cast: &Cast) -> Event {
    match members {
        tl::enums::ChatParticipants::Participants(members) => ChatMembers::of(members, cast).into(),
        tl::enums::ChatParticipants::Forbidden(group) => {
            ChatChanged::of(PeerId::group(group.chat_id), cast).into()
        }
    }
}

/// A chat in the chat list. `None` for a folder, which is listed there, too.
fn listed(peer: &tl::enums::DialogPeer) -> Option<PeerId> {
    match peer {
        tl::enums::DialogPeer::Peer(listed) => Some(PeerId::from(&listed.peer)),
        tl::enums::DialogPeer::Folder(_) | tl::enums::DialogPeer::Community(_) => None,
    }
}

/// The raw update.
pub fn raw(update: &tl::enums::Update) -> Event {
    let name = name_of(update);
    // It belongs to the layer that parsed it, so this can't fail. The name would still be useful.
    let shown = json_of(update, "Update").unwrap_or_else(|_| json!({ "_": name }));
    Raw { chat: chat_of(&shown), name, update: shown, is_live_only: is_live_only(update) }.into()
}

/// Returns the chat that an update of any kind is about.
fn chat_of(update: &Value) -> Option<PeerId> {
    // Updates about a business account's chats aren't about chats of the bot.
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
