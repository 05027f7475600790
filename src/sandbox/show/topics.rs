//! Forum topics.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types};

use super::mentioned::Mentioned;
use super::{defaults, message, peer};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::forum::{Read, Topic};
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::people::peer::Peer;

/// Topics with their newest messages, and the users and chats they refer to.
pub fn listed(
    world: &World,
    me: i64,
    forum: Peer,
    ids: &[i32],
    count: usize,
) -> Result<types::messages::ForumTopics, Refusal> {
    let known = world.forum(me, forum)?;
    let mut mentioned = Mentioned::default();
    mentioned.peer(forum);
    let mut messages = Vec::new();
    let topics = ids.iter().map(|id| match known.topics.get(id) {
        Some(topic) => {
            mentioned.user(topic.author);
            if let Some(top) = world.topic_top(forum, *id) {
                mentioned.message(top);
                messages.push(message::message(world, me, top));
            }
            self::topic(world, me, forum, topic, false)
        }
        None => types::ForumTopicDeleted { id: *id }.into(),
    });
    let topics = topics.collect();
    Ok(types::messages::ForumTopics {
        order_by_create_date: false,
        count: count as i32,
        topics,
        messages,
        chats: mentioned.chats(world, me),
        users: mentioned.users(world, me),
        pts: world.mailbox_of(me, forum).pts,
    })
}

/// The topics of a forum's messages, in the short form.
pub fn of_messages(world: &World, me: i64, forum: Peer, ids: &[i32]) -> Vec<enums::ForumTopic> {
    let Ok(known) = world.forum(me, forum) else { return Vec::new() };
    let mailbox = world.mailbox_of(me, forum);
    let topics: BTreeSet<i32> =
        ids.iter().filter_map(|id| mailbox.message(*id)).map(|message| message.topic()).collect();
    let topics = topics.iter().filter_map(|id| known.topics.get(id));
    topics.map(|topic| self::topic(world, me, forum, topic, true)).collect()
}

pub fn topic(world: &World, me: i64, forum: Peer, topic: &Topic, short: bool) -> enums::ForumTopic {
    let Read { inbox, outbox } = world.topic_read(me, forum, topic.id);
    types::ForumTopic {
        my: topic.author == me,
        closed: topic.closed,
        pinned: world.forum(me, forum).is_ok_and(|forum| forum.pinned.contains(&topic.id)),
        short,
        hidden: topic.hidden,
        title_missing: false,
        id: topic.id,
        date: topic.created,
        peer: peer::peer(forum),
        title: topic.title.clone(),
        icon_color: topic.color,
        icon_emoji_id: topic.icon,
        top_message: world.topic_top(forum, topic.id).map_or(0, |top| top.id),
        read_inbox_max_id: inbox,
        read_outbox_max_id: outbox,
        unread_count: world.topic_unread(me, forum, topic.id),
        unread_mentions_count: world.unread_mentions(me, forum, Some(topic.id)).len() as i32,
        unread_reactions_count: 0,
        unread_poll_votes_count: 0,
        from_id: peer::peer(Peer::User(topic.author)),
        notify_settings: defaults::notify_settings().into(),
        draft: None,
    }
    .into()
}

/// A topic was read.
pub fn read_update(channel_id: i64, top_msg_id: i32, read_max_id: i32, outbox: bool) -> enums::Update {
    if outbox {
        return types::UpdateReadChannelDiscussionOutbox { channel_id, top_msg_id, read_max_id }.into();
    }
    types::UpdateReadChannelDiscussionInbox {
        channel_id,
        top_msg_id,
        read_max_id,
        broadcast_id: None,
        broadcast_post: None,
    }
    .into()
}
