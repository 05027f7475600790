//! Forum topics and threads.

use grammers_tl_types::functions::messages as functions;
use grammers_tl_types::types;

use crate::sandbox::functions::call::{Answer, Call};
use crate::sandbox::functions::row::rows;
use crate::sandbox::read::unsupported;
use crate::sandbox::show::{message_list, sent, topics, updates};
use crate::sandbox::world::chats::forum::{NewTopic, TopicEdit};
use crate::sandbox::world::chats::threads::TopicPage;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::history::Window;
use crate::sandbox::world::messages::message::RandomId;

rows! {
    functions::CreateForumTopic => create_forum_topic, Account;
    functions::EditForumTopic => edit_forum_topic, Account;
    functions::GetForumTopics => get_forum_topics, User;
    functions::GetForumTopicsById => get_forum_topics_by_id, Account;
    functions::DeleteTopicHistory => delete_topic_history, Account;
    functions::UpdatePinnedForumTopic => update_pinned_forum_topic, User;
    functions::ReorderPinnedForumTopics => reorder_pinned_forum_topics, User;
    functions::GetReplies => get_replies, User;
    functions::ReadDiscussion => read_discussion, User;
}

/// Maximum results per call.
const MAX_RESULTS: i32 = 100;

pub fn create_forum_topic(
    call: &mut Call,
    request: functions::CreateForumTopic,
) -> Answer<functions::CreateForumTopic> {
    unsupported::refuse_given(
        "messages.createForumTopic",
        &[("send_as", request.send_as.is_some()), ("title_missing", request.title_missing)],
    )?;
    let forum = call.peer(&request.peer)?;
    let new = NewTopic { title: request.title, color: request.icon_color, icon: request.icon_emoji_id };
    let random = RandomId { auth_key_id: call.caller.auth_key_id, random_id: request.random_id };
    let sent = call.world.create_topic(call.me, forum, new, Some(random))?;
    Ok(sent::answer_all(call.world, call.me, forum, &[(sent, request.random_id)]))
}

pub fn edit_forum_topic(
    call: &mut Call,
    request: functions::EditForumTopic,
) -> Answer<functions::EditForumTopic> {
    let forum = call.peer(&request.peer)?;
    let edit = TopicEdit {
        title: request.title,
        icon: request.icon_emoji_id,
        closed: request.closed,
        hidden: request.hidden,
    };
    call.world.edit_topic(call.me, forum, request.topic_id, edit)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

pub fn get_forum_topics(
    call: &mut Call,
    request: functions::GetForumTopics,
) -> Answer<functions::GetForumTopics> {
    let forum = call.peer(&request.peer)?;
    let page = TopicPage {
        offset_date: request.offset_date,
        offset_id: request.offset_id,
        offset_topic: request.offset_topic,
        limit: request.limit.clamp(1, MAX_RESULTS) as usize,
    };
    let query = request.q.unwrap_or_default();
    let (found, count) = call.world.list_topics(call.me, forum, &query, page)?;
    let ids: Vec<i32> = found.iter().map(|topic| topic.id).collect();
    Ok(topics::listed(call.world, call.me, forum, &ids, count)?.into())
}

pub fn get_forum_topics_by_id(
    call: &mut Call,
    request: functions::GetForumTopicsById,
) -> Answer<functions::GetForumTopicsById> {
    let forum = call.peer(&request.peer)?;
    if request.topics.is_empty() {
        return Err(bad("TOPICS_EMPTY"));
    }
    Ok(topics::listed(call.world, call.me, forum, &request.topics, request.topics.len())?.into())
}

pub fn delete_topic_history(
    call: &mut Call,
    request: functions::DeleteTopicHistory,
) -> Answer<functions::DeleteTopicHistory> {
    let forum = call.peer(&request.peer)?;
    let pts_count = call.world.delete_topic(call.me, forum, request.top_msg_id)?;
    let pts = call.world.mailbox_of(call.me, forum).pts;
    // Everything is deleted at once, so there is no further page.
    Ok(types::messages::AffectedHistory { pts, pts_count, offset: 0 }.into())
}

pub fn update_pinned_forum_topic(
    call: &mut Call,
    request: functions::UpdatePinnedForumTopic,
) -> Answer<functions::UpdatePinnedForumTopic> {
    let forum = call.peer(&request.peer)?;
    call.world.pin_topic(call.me, forum, request.topic_id, request.pinned)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

pub fn reorder_pinned_forum_topics(
    call: &mut Call,
    request: functions::ReorderPinnedForumTopics,
) -> Answer<functions::ReorderPinnedForumTopics> {
    let forum = call.peer(&request.peer)?;
    call.world.order_pinned_topics(call.me, forum, &request.order, request.force)?;
    Ok(updates::own(call.world, call.me, Vec::new()))
}

/// The history of a topic, or the replies to a message.
pub fn get_replies(call: &mut Call, request: functions::GetReplies) -> Answer<functions::GetReplies> {
    let chat = call.peer(&request.peer)?;
    let window = Window {
        offset_id: request.offset_id,
        offset_date: request.offset_date,
        add_offset: request.add_offset,
        limit: request.limit,
        max_id: request.max_id,
        min_id: request.min_id,
        range: call.range,
    };
    let slice = call.world.thread(call.me, chat, request.msg_id, window)?;
    Ok(message_list::of_chat(call.world, call.me, chat, slice))
}

pub fn read_discussion(
    call: &mut Call,
    request: functions::ReadDiscussion,
) -> Answer<functions::ReadDiscussion> {
    let forum = call.peer(&request.peer)?;
    call.world.read_topic(call.me, forum, request.msg_id, request.read_max_id)?;
    Ok(true)
}
