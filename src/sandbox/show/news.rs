//! What became of messages, as updates.

use grammers_tl_types::{enums, types};

use super::peers::{Mentioned, peer};
use super::{message, polls, reactions, topics};
use crate::sandbox::functions::notify;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::notifications::About;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::messages::polls::shown_in;
use crate::sandbox::world::messages::post::Reach;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Event};
use crate::sandbox::world::updates::news::News;

/// Whom it speaks of.
pub fn mention(world: &World, of: Owner, news: &News, mentioned: &mut Mentioned) {
    if let Owner::Channel(channel) = of {
        mentioned.peer(Peer::Channel(channel));
    }
    match news {
        News::Edited { id } => {
            world.mailbox(of).message(*id).into_iter().for_each(|message| mentioned.message(message));
        }
        News::Deleted { .. } | News::Views { .. } | News::Forwards { .. } => {}
        News::Pinned { chat, .. }
        | News::DialogPinned { chat, .. }
        | News::DialogMarked { chat, .. }
        | News::Notify { about: About::Chat(chat) } => mentioned.peer(*chat),
        News::PinnedOrder { chats, .. } => chats.iter().for_each(|chat| mentioned.peer(*chat)),
        News::Available { channel, .. } => mentioned.peer(Peer::Channel(*channel)),
        News::Folders { chats } => chats.iter().for_each(|(chat, _)| mentioned.peer(*chat)),
        News::Notify { .. } => {}
        News::Scheduled { chat, id } => {
            mentioned.peer(*chat);
            if let Owner::Account(account) = of {
                let waiting = world.scheduled_message(account, *chat, *id);
                waiting.iter().for_each(|message| mentioned.message(message));
            }
        }
        News::Unscheduled { chat, .. } => mentioned.peer(*chat),
        News::Poll { id, .. } => {
            let shown = world.mailbox(of).message(*id).and_then(shown_in);
            shown.into_iter().for_each(|poll| mentioned.poll(poll.id));
        }
        News::PollVote { by, .. } => mentioned.user(*by),
        News::TopicRead { channel, .. } => mentioned.peer(Peer::Channel(*channel)),
        News::LookedAt { channel, .. } => channel.iter().for_each(|id| mentioned.peer(Peer::Channel(*id))),
        News::TopicPinned { .. } | News::TopicsOrdered { .. } => {}
        News::Reactions { chat, id } => {
            mentioned.peer(*chat);
            let known = world.mailbox(of).message(*id).into_iter();
            known.flat_map(|message| world.reactions(message)).for_each(|by| mentioned.user(by.by));
        }
    }
}

/// Whether the message it speaks of has been deleted since: whoever asks later hears of that alone.
pub fn is_gone(world: &World, of: Owner, event: &Event) -> bool {
    match event.change {
        Change::Chatting(News::Edited { id } | News::Reactions { id, .. }) => {
            world.mailbox(of).message(id).is_none()
        }
        _ => false,
    }
}

pub fn update(world: &World, me: i64, of: Owner, event: &Event, news: &News) -> enums::Update {
    let (pts, pts_count) = (event.pts, event.pts_count);
    match news {
        News::Edited { id } => {
            let known = world.mailbox(of).message(*id);
            let message =
                known.map_or_else(|| message::none(*id), |known| message::message(world, me, known));
            match of {
                Owner::Account(_) => types::UpdateEditMessage { message, pts, pts_count }.into(),
                Owner::Channel(_) => types::UpdateEditChannelMessage { message, pts, pts_count }.into(),
            }
        }
        News::Pinned { chat, ids, pinned } => {
            let (pinned, messages) = (*pinned, ids.clone());
            match of {
                Owner::Account(_) => {
                    types::UpdatePinnedMessages { pinned, peer: peer(*chat), messages, pts, pts_count }.into()
                }
                Owner::Channel(channel_id) => {
                    types::UpdatePinnedChannelMessages { pinned, channel_id, messages, pts, pts_count }.into()
                }
            }
        }
        News::Folders { chats } => {
            let moved = chats.iter().map(|(chat, folder_id)| {
                types::FolderPeer { peer: peer(*chat), folder_id: *folder_id }.into()
            });
            types::UpdateFolderPeers { folder_peers: moved.collect(), pts, pts_count }.into()
        }
        News::Scheduled { chat, id } => {
            let message = message::scheduled(world, me, *chat, *id);
            types::UpdateNewScheduledMessage { message }.into()
        }
        News::Unscheduled { chat, ids, sent } => types::UpdateDeleteScheduledMessages {
            peer: peer(*chat),
            messages: ids.clone(),
            sent_messages: Some(sent.clone()).filter(|sent| !sent.is_empty()),
        }
        .into(),
        News::Poll { id, full } => polls::changed(world, me, of, *id, *full),
        News::TopicRead { channel, topic, max_id, outbox } => {
            topics::read(*channel, *topic, *max_id, *outbox)
        }
        News::LookedAt { channel: None, ids, .. } => {
            let (messages, date) = (ids.clone(), Some(event.date));
            types::UpdateReadMessagesContents { messages, pts, pts_count, date }.into()
        }
        News::LookedAt { channel: Some(channel_id), topic, ids } => {
            types::UpdateChannelReadMessagesContents {
                channel_id: *channel_id,
                top_msg_id: *topic,
                saved_peer_id: None,
                messages: ids.clone(),
            }
            .into()
        }
        News::TopicPinned { forum, topic, pinned } => {
            types::UpdatePinnedForumTopic { pinned: *pinned, peer: peer(*forum), topic_id: *topic }.into()
        }
        News::TopicsOrdered { forum, order } => {
            types::UpdatePinnedForumTopics { peer: peer(*forum), order: Some(order.clone()) }.into()
        }
        News::PollVote { poll, by, chosen } => polls::voted(world, *poll, *by, chosen, pts),
        News::DialogPinned { chat, pinned, folder } => types::UpdateDialogPinned {
            pinned: *pinned,
            folder_id: Some(*folder).filter(|folder| *folder != 0),
            peer: types::DialogPeer { peer: peer(*chat) }.into(),
        }
        .into(),
        News::PinnedOrder { folder, chats } => types::UpdatePinnedDialogs {
            folder_id: Some(*folder).filter(|folder| *folder != 0),
            order: Some(chats.iter().map(|chat| types::DialogPeer { peer: peer(*chat) }.into()).collect()),
        }
        .into(),
        News::Available { channel: channel_id, min_id: available_min_id } => {
            let (channel_id, available_min_id) = (*channel_id, *available_min_id);
            types::UpdateChannelAvailableMessages { channel_id, available_min_id }.into()
        }
        News::DialogMarked { chat, unread } => types::UpdateDialogUnreadMark {
            unread: *unread,
            peer: types::DialogPeer { peer: peer(*chat) }.into(),
            saved_peer_id: None,
        }
        .into(),
        News::Views { id } => types::UpdateChannelMessageViews {
            channel_id: channel(of),
            id: *id,
            views: reach(world, of, *id).views(),
        }
        .into(),
        News::Forwards { id } => types::UpdateChannelMessageForwards {
            channel_id: channel(of),
            id: *id,
            forwards: reach(world, of, *id).forwards,
        }
        .into(),
        News::Notify { about } => types::UpdateNotifySettings {
            peer: notify::told(*about),
            notify_settings: notify::settings(world, me, *about),
        }
        .into(),
        News::Reactions { chat, id } => types::UpdateMessageReactions {
            peer: peer(*chat),
            msg_id: *id,
            top_msg_id: None,
            saved_peer_id: None,
            reactions: reactions::of(world, me, world.mailbox(of).message(*id)),
        }
        .into(),
        News::Deleted { ids } => {
            let messages = ids.clone();
            match of {
                // The ids are the account's own, so that no chat need be named.
                Owner::Account(_) => types::UpdateDeleteMessages { messages, pts, pts_count }.into(),
                Owner::Channel(channel_id) => {
                    types::UpdateDeleteChannelMessages { channel_id, messages, pts, pts_count }.into()
                }
            }
        }
    }
}

/// Only posts are counted, and only channels have posts.
fn channel(of: Owner) -> i64 {
    match of {
        Owner::Channel(channel) => channel,
        Owner::Account(_) => 0,
    }
}

fn reach(world: &World, of: Owner, id: i32) -> Reach {
    world.mailbox(of).message(id).and_then(|message| world.reach(message)).unwrap_or_default()
}
