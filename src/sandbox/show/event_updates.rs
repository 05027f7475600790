//! One event as an update (https://core.telegram.org/type/Update).

use grammers_tl_types::{enums, types};

use super::message::{self, message};
use super::peer::peer;
use super::people::status;
use super::{full_chat, notifications, polls, queries, reactions, rights, topics, typing};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::messages::post::PostCounts;
use crate::sandbox::world::people::activity::ChatAction;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::Status;
use crate::sandbox::world::updates::event::{Change, Event};

pub fn update(world: &World, me: i64, of: Owner, event: &Event) -> enums::Update {
    let (pts, pts_count) = (event.pts, event.pts_count);
    match event.change {
        Change::NewMessage { id } => {
            let known = world.mailbox(of).message(id);
            let message = known.map_or_else(|| message::missing(id), |known| message(world, me, known));
            match of {
                Owner::Account(_) => types::UpdateNewMessage { message, pts, pts_count }.into(),
                Owner::Channel(_) => types::UpdateNewChannelMessage { message, pts, pts_count }.into(),
            }
        }
        Change::ReadInbox { chat, max_id, still_unread } => types::UpdateReadHistoryInbox {
            folder_id: None,
            peer: peer(chat),
            top_msg_id: None,
            max_id,
            still_unread_count: still_unread,
            pts,
            pts_count,
        }
        .into(),
        Change::ReadOutbox { chat, max_id } => {
            types::UpdateReadHistoryOutbox { peer: peer(chat), max_id, pts, pts_count }.into()
        }
        Change::ChannelReadInbox { channel: channel_id, max_id, still_unread, pts } => {
            types::UpdateReadChannelInbox {
                folder_id: None,
                channel_id,
                max_id,
                still_unread_count: still_unread,
                pts,
            }
            .into()
        }
        Change::ChannelReadOutbox { channel: channel_id, max_id } => {
            types::UpdateReadChannelOutbox { channel_id, max_id }.into()
        }
        Change::ChannelChanged { channel: channel_id } => types::UpdateChannel { channel_id }.into(),
        Change::GroupMembers { group } => {
            types::UpdateChatParticipants { participants: full_chat::participants(world, group) }.into()
        }
        Change::ChatChanged { chat } => match chat {
            Peer::Group(chat_id) | Peer::User(chat_id) => types::UpdateChat { chat_id }.into(),
            Peer::Channel(channel_id) => types::UpdateChannel { channel_id }.into(),
        },
        Change::DefaultBans { chat } => types::UpdateChatDefaultBannedRights {
            peer: peer(chat),
            default_banned_rights: rights::default_bans(world, chat),
            version: world.chat(chat).map_or(0, |chat| chat.version),
        }
        .into(),
        Change::JoinRequests { chat } => {
            let requests = world.chat(chat).map(|chat| &chat.requests);
            let recent_requesters: Vec<i64> =
                requests.into_iter().flat_map(|all| all.keys()).copied().collect();
            let requests_pending = recent_requesters.len() as i32;
            types::UpdatePendingJoinRequests { peer: peer(chat), requests_pending, recent_requesters }.into()
        }
        Change::Person { user: user_id } => types::UpdateUser { user_id }.into(),
        Change::Name { user: user_id } => {
            let person = world.person(user_id);
            let username = person.and_then(|person| person.username.clone());
            types::UpdateUserName {
                user_id,
                first_name: person.map(|person| person.first_name.clone()).unwrap_or_default(),
                last_name: person.and_then(|person| person.last_name.clone()).unwrap_or_default(),
                usernames: username
                    .into_iter()
                    .map(|username| {
                        types::Username {
                            editable: user_id == me,
                            active: true,
                            deletable: false,
                            expired: false,
                            username,
                        }
                        .into()
                    })
                    .collect(),
            }
            .into()
        }
        Change::Blocked { user, blocked } => types::UpdatePeerBlocked {
            blocked,
            blocked_my_stories_from: false,
            peer_id: peer(Peer::User(user)),
        }
        .into(),
        Change::NewLogin { key } => {
            let device = world.authorization(key).map(|known| known.client.device_model.clone());
            types::UpdateNewAuthorization {
                unconfirmed: true,
                hash: world.authorization_hash(key),
                date: Some(event.date),
                device: Some(device.unwrap_or_default()),
                location: Some(String::new()),
            }
            .into()
        }
        Change::Status { user: user_id } => {
            let known = world.person(user_id).map_or(Status::Never, |person| person.status);
            types::UpdateUserStatus { user_id, status: status(world, known) }.into()
        }
        Change::Typing { chat, user, doing } => typing(chat, user, doing),
        Change::BotQuery(ref query) => queries::update(query),
        Change::Edited { id } => {
            let known = world.mailbox(of).message(id);
            let message = known.map_or_else(|| message::missing(id), |known| message(world, me, known));
            match of {
                Owner::Account(_) => types::UpdateEditMessage { message, pts, pts_count }.into(),
                Owner::Channel(_) => types::UpdateEditChannelMessage { message, pts, pts_count }.into(),
            }
        }
        Change::Deleted { ref ids } => {
            let messages = ids.clone();
            match of {
                // The ids are unique in the account, so the update names no chat.
                Owner::Account(_) => types::UpdateDeleteMessages { messages, pts, pts_count }.into(),
                Owner::Channel(channel_id) => {
                    types::UpdateDeleteChannelMessages { channel_id, messages, pts, pts_count }.into()
                }
            }
        }
        Change::Pinned { chat, ref ids, pinned } => {
            let messages = ids.clone();
            match of {
                Owner::Account(_) => {
                    types::UpdatePinnedMessages { pinned, peer: peer(chat), messages, pts, pts_count }.into()
                }
                Owner::Channel(channel_id) => {
                    types::UpdatePinnedChannelMessages { pinned, channel_id, messages, pts, pts_count }.into()
                }
            }
        }
        Change::Reactions { chat, id } => types::UpdateMessageReactions {
            peer: peer(chat),
            msg_id: id,
            top_msg_id: None,
            saved_peer_id: None,
            reactions: reactions::of(world, me, world.mailbox(of).message(id)),
        }
        .into(),
        Change::Views { id } => types::UpdateChannelMessageViews {
            channel_id: channel(of),
            id,
            views: reach(world, of, id).views(),
        }
        .into(),
        Change::Forwards { id } => types::UpdateChannelMessageForwards {
            channel_id: channel(of),
            id,
            forwards: reach(world, of, id).forwards,
        }
        .into(),
        Change::Scheduled { chat, id } => {
            let message = message::scheduled(world, me, chat, id);
            types::UpdateNewScheduledMessage { message }.into()
        }
        Change::Unscheduled { chat, ref ids, ref sent } => types::UpdateDeleteScheduledMessages {
            peer: peer(chat),
            messages: ids.clone(),
            sent_messages: Some(sent.clone()).filter(|sent| !sent.is_empty()),
        }
        .into(),
        Change::Poll { id, full } => polls::changed(world, me, of, id, full),
        Change::PollVote { poll, by, ref chosen } => polls::voted(world, poll, by, chosen, pts),
        Change::MentionsRead { channel: None, ref ids, .. } => {
            let (messages, date) = (ids.clone(), Some(event.date));
            types::UpdateReadMessagesContents { messages, pts, pts_count, date }.into()
        }
        Change::MentionsRead { channel: Some(channel_id), topic, ref ids } => {
            types::UpdateChannelReadMessagesContents {
                channel_id,
                top_msg_id: topic,
                saved_peer_id: None,
                messages: ids.clone(),
            }
            .into()
        }
        Change::AvailableMessages { channel: channel_id, min_id: available_min_id } => {
            types::UpdateChannelAvailableMessages { channel_id, available_min_id }.into()
        }
        Change::TopicRead { channel, topic, max_id, outbox } => {
            topics::read_update(channel, topic, max_id, outbox)
        }
        Change::TopicPinned { forum, topic, pinned } => {
            types::UpdatePinnedForumTopic { pinned, peer: peer(forum), topic_id: topic }.into()
        }
        Change::PinnedTopics { forum, ref order } => {
            types::UpdatePinnedForumTopics { peer: peer(forum), order: Some(order.clone()) }.into()
        }
        Change::DialogFolders { ref chats } => {
            let moved = chats.iter().map(|(chat, folder_id)| {
                types::FolderPeer { peer: peer(*chat), folder_id: *folder_id }.into()
            });
            types::UpdateFolderPeers { folder_peers: moved.collect(), pts, pts_count }.into()
        }
        Change::DialogPinned { chat, pinned, folder } => types::UpdateDialogPinned {
            pinned,
            folder_id: Some(folder).filter(|folder| *folder != 0),
            peer: types::DialogPeer { peer: peer(chat) }.into(),
        }
        .into(),
        Change::PinnedDialogs { folder, ref chats } => types::UpdatePinnedDialogs {
            folder_id: Some(folder).filter(|folder| *folder != 0),
            order: Some(chats.iter().map(|chat| types::DialogPeer { peer: peer(*chat) }.into()).collect()),
        }
        .into(),
        Change::DialogUnreadMark { chat, unread } => types::UpdateDialogUnreadMark {
            unread,
            peer: types::DialogPeer { peer: peer(chat) }.into(),
            saved_peer_id: None,
        }
        .into(),
        Change::NotifySettings { about } => types::UpdateNotifySettings {
            peer: notifications::notify_peer(about),
            notify_settings: notifications::settings(world, me, about),
        }
        .into(),
    }
}

fn typing(chat: Peer, user: i64, doing: ChatAction) -> enums::Update {
    let action = typing::action(doing);
    match chat {
        Peer::User(user_id) => types::UpdateUserTyping { user_id, top_msg_id: None, action }.into(),
        Peer::Group(chat_id) => {
            types::UpdateChatUserTyping { chat_id, from_id: peer(Peer::User(user)), action }.into()
        }
        Peer::Channel(channel_id) => types::UpdateChannelUserTyping {
            channel_id,
            top_msg_id: None,
            from_id: peer(Peer::User(user)),
            action,
        }
        .into(),
    }
}

/// Only posts have views, and only channels have posts.
fn channel(of: Owner) -> i64 {
    match of {
        Owner::Channel(channel) => channel,
        Owner::Account(_) => 0,
    }
}

fn reach(world: &World, of: Owner, id: i32) -> PostCounts {
    world.mailbox(of).message(id).and_then(|message| world.reach(message)).unwrap_or_default()
}
