//! Forums and their topics.

use grammers_tl_types::{enums, functions::messages as functions, types};

use super::history::of_chat;
use super::sending;
use crate::sandbox::functions::{Answer, Call};
use crate::sandbox::read::input;
use crate::sandbox::show::{events, topics};
use crate::sandbox::world::chats::forum::{NewTopic, TopicEdit};
use crate::sandbox::world::chats::threads::TopicPage;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::history::Window;
use crate::sandbox::world::messages::message::RandomId;

/// Telegram gives no more at once.
const LIMIT: i32 = 100;

pub fn create_forum_topic(
    call: &mut Call,
    asked: functions::CreateForumTopic,
) -> Answer<functions::CreateForumTopic> {
    sending::refuse(
        "messages.createForumTopic",
        &[(asked.send_as.is_some(), "send_as"), (asked.title_missing, "title_missing")],
    )?;
    let forum = input::peer(call, &asked.peer)?;
    let new = NewTopic { title: asked.title, color: asked.icon_color, icon: asked.icon_emoji_id };
    let random = RandomId { auth_key_id: call.caller.auth_key_id, random_id: asked.random_id };
    let sent = call.world.create_topic(call.me, forum, new, Some(random))?;
    Ok(sending::answer_all(call, forum, &[(sent, asked.random_id)]))
}

pub fn edit_forum_topic(
    call: &mut Call,
    asked: functions::EditForumTopic,
) -> Answer<functions::EditForumTopic> {
    let forum = input::peer(call, &asked.peer)?;
    let edit = TopicEdit {
        title: asked.title,
        icon: asked.icon_emoji_id,
        closed: asked.closed,
        hidden: asked.hidden,
    };
    call.world.edit_topic(call.me, forum, asked.topic_id, edit)?;
    Ok(events::own(call, Vec::new()))
}

pub fn get_forum_topics(
    call: &mut Call,
    asked: functions::GetForumTopics,
) -> Answer<functions::GetForumTopics> {
    let forum = input::peer(call, &asked.peer)?;
    let page = TopicPage {
        offset_date: asked.offset_date,
        offset_id: asked.offset_id,
        offset_topic: asked.offset_topic,
        limit: asked.limit.clamp(1, LIMIT) as usize,
    };
    let query = asked.q.unwrap_or_default();
    let (found, count) = call.world.list_topics(call.me, forum, &query, page)?;
    let ids: Vec<i32> = found.iter().map(|topic| topic.id).collect();
    Ok(topics::listed(call, forum, &ids, count)?.into())
}

pub fn get_forum_topics_by_id(
    call: &mut Call,
    asked: functions::GetForumTopicsById,
) -> Answer<functions::GetForumTopicsById> {
    let forum = input::peer(call, &asked.peer)?;
    if asked.topics.is_empty() {
        return Err(bad("TOPICS_EMPTY").into());
    }
    Ok(topics::listed(call, forum, &asked.topics, asked.topics.len())?.into())
}

pub fn delete_topic_history(
    call: &mut Call,
    asked: functions::DeleteTopicHistory,
) -> Answer<functions::DeleteTopicHistory> {
    let forum = input::peer(call, &asked.peer)?;
    let pts_count = call.world.delete_topic(call.me, forum, asked.top_msg_id)?;
    let pts = call.world.mailbox_of(call.me, forum).pts;
    // Everything went at once: nothing is left to ask again for.
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

pub fn update_pinned_forum_topic(
    call: &mut Call,
    asked: functions::UpdatePinnedForumTopic,
) -> Answer<functions::UpdatePinnedForumTopic> {
    let forum = input::peer(call, &asked.peer)?;
    call.world.pin_topic(call.me, forum, asked.topic_id, asked.pinned)?;
    Ok(events::own(call, Vec::new()))
}

pub fn reorder_pinned_forum_topics(
    call: &mut Call,
    asked: functions::ReorderPinnedForumTopics,
) -> Answer<functions::ReorderPinnedForumTopics> {
    let forum = input::peer(call, &asked.peer)?;
    call.world.order_pinned_topics(call.me, forum, &asked.order, asked.force)?;
    Ok(events::own(call, Vec::new()))
}

/// A topic's history, or what answers a message.
pub fn get_replies(call: &mut Call, asked: functions::GetReplies) -> Answer<functions::GetReplies> {
    let chat = input::peer(call, &asked.peer)?;
    let window = Window {
        offset_id: asked.offset_id,
        offset_date: asked.offset_date,
        add_offset: asked.add_offset,
        limit: asked.limit,
        max_id: asked.max_id,
        min_id: asked.min_id,
        range: call.range,
    };
    let slice = call.world.thread(call.me, chat, asked.msg_id, window)?;
    Ok(of_chat(call, chat, slice))
}

pub fn read_discussion(
    call: &mut Call,
    asked: functions::ReadDiscussion,
) -> Answer<functions::ReadDiscussion> {
    let forum = input::peer(call, &asked.peer)?;
    call.world.read_topic(call.me, forum, asked.msg_id, asked.read_max_id)?;
    Ok(true)
}

/// The topic that a message is to stand in, where its sender names one.
pub fn named(reply_to: Option<&enums::InputReplyTo>) -> Option<i32> {
    match reply_to {
        Some(enums::InputReplyTo::Message(reply)) => reply.top_msg_id,
        _ => None,
    }
}
