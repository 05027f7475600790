//! Some people and chats, and an update of each kind among them with what is told of it.

use serde_json::{Value, json};

use super::super::*;
use crate::api::types::cast::Cast;
use crate::api::types::people::Viewer;
use crate::telegram::peer::{Access, Peer};
use crate::telegram::tl::Deserializable;
use crate::tl::json as tl_json;
use crate::tl::schema::Type;
use crate::tl::{bytes, layers};

const SERVER: i64 = 5;
/// Whose account it is.
const ANN: i64 = 1;
pub const BOB: i64 = 2;
const QUIZ_BOT: i64 = 3;
/// Nobody has told of her.
const CARLA: i64 = 4;
pub const CREW: i64 = 10;
pub const FORUM: i64 = 20;
pub const NEWS: i64 = 30;

/// A value of Telegram's, from how telegram.invoke shows it.
fn read<T: Deserializable>(ty: &str, json: &Value) -> T {
    let ty = Type::Boxed(ty.to_owned());
    let value = tl_json::read(layers::newest().schema(), &ty, json, &mut ()).unwrap();
    T::from_bytes(&bytes::write(&value, &ty).unwrap()).unwrap()
}

pub fn cast() -> Cast {
    let users = [
        json!({ "_": "user", "id": BOB, "access_hash": 200, "first_name": "Bob", "username": "bob" }),
        json!({ "_": "user", "id": QUIZ_BOT, "access_hash": 300, "first_name": "Quiz", "bot": true,
            "bot_info_version": 1 }),
    ];
    let chats = [
        json!({ "_": "chat", "id": CREW, "title": "Crew", "photo": { "_": "chatPhotoEmpty" }, "date": 1,
            "participants_count": 3, "version": 1 }),
        json!({ "_": "channel", "id": FORUM, "access_hash": 2000, "title": "Forum", "megagroup": true, "forum": true,
            "photo": { "_": "chatPhotoEmpty" }, "date": 1 }),
        json!({ "_": "channel", "id": NEWS, "access_hash": 3000, "title": "News", "broadcast": true, "left": true,
            "photo": { "_": "chatPhotoEmpty" }, "date": 1 }),
    ];
    Cast::new(
        Viewer { server: SERVER, account: ANN },
        users.iter().map(|user| read("User", user)).collect(),
        chats.iter().map(|chat| read("Chat", chat)).collect(),
    )
}

pub fn events(update: &Value) -> Vec<Event> {
    of(&read("Update", update), &cast())
}

/// As clients see it, but that a `ref` says what is in it.
pub fn shown(event: &Event) -> Value {
    let mut shown = serde_json::to_value(event).unwrap();
    open_references(&mut shown);
    shown
}

fn open_references(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(open_references),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), value.as_str()) {
                    ("ref", Some(text)) => {
                        *value = match Peer::from_reference(text, SERVER, ANN).unwrap().access {
                            Access::Hash(hash) => hash.into(),
                            Access::Myself => "myself".into(),
                            Access::Free => "free".into(),
                            Access::Seen { message_id, .. } => format!("seen in {message_id}").into(),
                        }
                    }
                    _ => open_references(value),
                }
            }
        }
        _ => {}
    }
}

/// Telegram need not say who the account itself is.
fn ann() -> Value {
    json!({ "id": 1, "ref": "myself", "kind": "user" })
}

pub fn bob() -> Value {
    json!({ "id": 2, "ref": 200, "kind": "user", "title": "Bob", "username": "bob" })
}

fn quiz_bot() -> Value {
    json!({ "id": 3, "ref": 300, "kind": "bot", "title": "Quiz" })
}

fn carla() -> Value {
    json!({ "id": 4, "kind": "user" })
}

pub fn crew() -> Value {
    json!({ "id": -10, "ref": "free", "kind": "group", "title": "Crew", "member_count": 3 })
}

pub fn forum() -> Value {
    json!({ "id": -1_000_000_000_020_i64, "ref": 2000, "kind": "supergroup", "title": "Forum", "is_forum": true })
}

pub fn news() -> Value {
    json!({ "id": -1_000_000_000_030_i64, "ref": 3000, "kind": "channel", "title": "News" })
}

pub fn user_peer(id: i64) -> Value {
    json!({ "_": "peerUser", "user_id": id })
}

pub fn group_peer(id: i64) -> Value {
    json!({ "_": "peerChat", "chat_id": id })
}

fn channel_peer(id: i64) -> Value {
    json!({ "_": "peerChannel", "channel_id": id })
}

fn with(mut value: Value, more: Value) -> Value {
    let fields = value.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    value
}

fn message(peer: Value) -> Value {
    json!({ "_": "message", "id": 7, "peer_id": peer, "from_id": user_peer(BOB), "date": 60, "message": "Hi" })
}

fn shown_message(chat: Value) -> Value {
    json!({ "message_id": 7, "chat": chat, "sender": bob(), "date": "1970-01-01T00:01:00Z", "text": "Hi",
        "is_outgoing": false })
}

/// An update of each kind, and what is told of it.
pub fn examples() -> Vec<(Value, Value)> {
    let minute = "1970-01-01T00:01:00Z";
    let invite =
        json!({ "_": "chatInviteExported", "link": "https://t.me/+abc", "admin_id": BOB, "date": 60 });
    let shown_invite = json!({ "invite_link": "https://t.me/+abc", "creator": bob(), "creation_date": minute,
        "member_count": 0, "pending_join_request_count": 0, "creates_join_request": false, "is_primary": false, "is_revoked": false });
    let thumb = json!({ "_": "reactionEmoji", "emoticon": "👍" });
    let no_rights = json!({ "_": "chatBannedRights", "until_date": 0 });
    let place = json!({ "_": "geoPoint", "long": 2.5, "lat": 1.5, "access_hash": 1 });
    let poll = json!({ "_": "poll", "id": 9, "hash": 0,
        "question": { "_": "textWithEntities", "text": "Tea?", "entities": [] },
        "answers": [
            { "_": "pollAnswer", "text": { "_": "textWithEntities", "text": "Yes", "entities": [] }, "option": "AA==" },
            { "_": "pollAnswer", "text": { "_": "textWithEntities", "text": "No", "entities": [] }, "option": "AQ==" },
        ] });
    let results = json!({ "_": "pollResults", "min": true, "total_voters": 1,
        "results": [{ "_": "pollAnswerVoters", "option": "AA==", "voters": 1,
            "recent_voters": [] }] });
    let notify = |settings: Value| with(json!({ "_": "peerNotifySettings" }), settings);
    vec![
        (
            json!({ "_": "updateNewMessage", "message": message(group_peer(CREW)), "pts": 1, "pts_count": 1 }),
            json!({ "kind": "message_new", "message": shown_message(crew()) }),
        ),
        (
            json!({ "_": "updateNewChannelMessage", "message": message(channel_peer(FORUM)), "pts": 1,
                "pts_count": 1 }),
            json!({ "kind": "message_new", "message": with(shown_message(forum()), json!({ "topic_id": 1 })) }),
        ),
        (
            json!({ "_": "updateEditMessage", "pts": 1, "pts_count": 1,
                "message": with(message(user_peer(BOB)), json!({ "edit_date": 60 })) }),
            json!({ "kind": "message_edited",
                "message": with(shown_message(bob()), json!({ "edit_date": minute })) }),
        ),
        (
            json!({ "_": "updateEditChannelMessage", "message": message(channel_peer(NEWS)), "pts": 1,
                "pts_count": 1 }),
            json!({ "kind": "message_edited", "message": shown_message(news()) }),
        ),
        (
            json!({ "_": "updateDeleteMessages", "messages": [7, 8], "pts": 1, "pts_count": 2 }),
            json!({ "kind": "message_deleted", "message_ids": [7, 8] }),
        ),
        (
            json!({ "_": "updateDeleteChannelMessages", "channel_id": NEWS, "messages": [7], "pts": 1,
                "pts_count": 1 }),
            json!({ "kind": "message_deleted", "chat": news(), "message_ids": [7] }),
        ),
        (
            json!({ "_": "updateReadHistoryInbox", "peer": user_peer(BOB), "max_id": 7, "still_unread_count": 2,
                "pts": 1, "pts_count": 1 }),
            json!({ "kind": "message_read", "chat": bob(), "max_id": 7, "is_outgoing": false, "unread_count": 2 }),
        ),
        (
            json!({ "_": "updateReadHistoryOutbox", "peer": user_peer(CARLA), "max_id": 7, "pts": 1,
                "pts_count": 1 }),
            json!({ "kind": "message_read", "chat": carla(), "max_id": 7, "is_outgoing": true }),
        ),
        (
            json!({ "_": "updateReadChannelInbox", "channel_id": NEWS, "max_id": 7, "still_unread_count": 0,
                "pts": 1 }),
            json!({ "kind": "message_read", "chat": news(), "max_id": 7, "is_outgoing": false, "unread_count": 0,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateReadChannelOutbox", "channel_id": FORUM, "max_id": 7 }),
            json!({ "kind": "message_read", "chat": forum(), "max_id": 7, "is_outgoing": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateReadChannelDiscussionInbox", "channel_id": FORUM, "top_msg_id": 5,
                "read_max_id": 7 }),
            json!({ "kind": "message_read", "chat": forum(), "topic_id": 5, "max_id": 7, "is_outgoing": false,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateReadChannelDiscussionOutbox", "channel_id": FORUM, "top_msg_id": 5,
                "read_max_id": 7 }),
            json!({ "kind": "message_read", "chat": forum(), "topic_id": 5, "max_id": 7, "is_outgoing": true,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateReadMessagesContents", "messages": [7], "pts": 1, "pts_count": 1, "date": 60 }),
            json!({ "kind": "message_contents_read", "message_ids": [7], "date": minute }),
        ),
        (
            json!({ "_": "updateChannelReadMessagesContents", "channel_id": FORUM, "top_msg_id": 5,
                "messages": [7] }),
            json!({ "kind": "message_contents_read", "chat": forum(), "message_ids": [7], "topic_id": 5,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updatePinnedMessages", "peer": user_peer(BOB), "messages": [7], "pinned": true,
                "pts": 1, "pts_count": 1 }),
            json!({ "kind": "message_pinned", "chat": bob(), "message_ids": [7], "is_pinned": true }),
        ),
        (
            json!({ "_": "updatePinnedChannelMessages", "channel_id": NEWS, "messages": [7], "pts": 1,
                "pts_count": 1 }),
            json!({ "kind": "message_pinned", "chat": news(), "message_ids": [7], "is_pinned": false }),
        ),
        (
            json!({ "_": "updateChannelMessageViews", "channel_id": NEWS, "id": 7, "views": 100 }),
            json!({ "kind": "message_views", "chat": news(), "message_id": 7, "view_count": 100, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChannelMessageForwards", "channel_id": NEWS, "id": 7, "forwards": 3 }),
            json!({ "kind": "message_views", "chat": news(), "message_id": 7, "forward_count": 3, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateNewScheduledMessage", "message": message(user_peer(BOB)) }),
            json!({ "kind": "message_scheduled",
                "message": with(shown_message(bob()), json!({ "is_scheduled": true })), "is_live_only": true }),
        ),
        (
            json!({ "_": "updateDeleteScheduledMessages", "peer": user_peer(BOB), "messages": [7],
                "sent_messages": [70] }),
            json!({ "kind": "scheduled_deleted", "chat": bob(), "message_ids": [7], "sent_message_ids": [70],
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChannelAvailableMessages", "channel_id": NEWS, "available_min_id": 7 }),
            json!({ "kind": "history_cleared", "chat": news(), "max_id": 7, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateMessageReactions", "peer": channel_peer(FORUM), "msg_id": 7, "top_msg_id": 5,
                "reactions": { "_": "messageReactions", "min": true,
                    "results": [{ "_": "reactionCount", "reaction": thumb, "count": 2 }] } }),
            json!({ "kind": "reactions", "chat": forum(), "message_id": 7, "topic_id": 5,
                "reactions": [{ "kind": "emoji", "emoji": "👍", "total_count": 2 }], "is_choice_unknown": true,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateMessageReactions", "peer": user_peer(BOB), "msg_id": 7,
                "reactions": { "_": "messageReactions", "results": [
                    { "_": "reactionCount", "chosen_order": 0, "count": 1,
                        "reaction": { "_": "reactionCustomEmoji", "document_id": "77" } },
                ] } }),
            json!({ "kind": "reactions", "chat": bob(), "message_id": 7, "is_live_only": true,
                "reactions": [{ "kind": "custom_emoji", "custom_emoji_id": "77", "total_count": 1, "is_chosen": true }] }),
        ),
        (
            json!({ "_": "updateBotMessageReactions", "peer": channel_peer(NEWS), "msg_id": 7, "date": 60,
                "reactions": [{ "_": "reactionCount", "reaction": thumb, "count": 2 }], "qts": 1 }),
            json!({ "kind": "reactions", "chat": news(), "message_id": 7,
                "reactions": [{ "kind": "emoji", "emoji": "👍", "total_count": 2 }], "is_choice_unknown": true }),
        ),
        (
            json!({ "_": "updateBotMessageReaction", "peer": channel_peer(FORUM), "msg_id": 7, "date": 60,
                "actor": user_peer(BOB), "old_reactions": [], "new_reactions": [thumb], "qts": 1 }),
            json!({ "kind": "message_reaction", "chat": forum(), "message_id": 7, "user": bob(), "date": minute,
                "old_reaction": [], "new_reaction": [{ "kind": "emoji", "emoji": "👍" }] }),
        ),
        (
            json!({ "_": "updateMessagePoll", "peer": user_peer(BOB), "msg_id": 7, "poll_id": 9, "poll": poll,
                "results": results }),
            json!({ "kind": "poll", "poll_id": "9", "chat": bob(), "message_id": 7,
                "poll": { "poll_id": "9", "question": "Tea?",
                    "options": [{ "text": "Yes", "voter_count": 1 }, { "text": "No" }], "total_voter_count": 1,
                    "is_closed": false, "is_anonymous": true, "is_quiz": false, "allows_multiple_answers": false,
                    "allows_revoting": true },
                "total_voter_count": 1, "is_choice_unknown": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateMessagePoll", "poll_id": 9, "results": results }),
            json!({ "kind": "poll", "poll_id": "9", "total_voter_count": 1, "is_choice_unknown": true,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateMessagePollVote", "poll_id": 9, "peer": user_peer(BOB), "options": ["AQ=="],
                "positions": [1], "qts": 1 }),
            json!({ "kind": "poll_answer", "poll_id": "9", "voter": bob(), "option_ids": [1] }),
        ),
        (
            json!({ "_": "updateChannelParticipant", "channel_id": FORUM, "date": 60, "actor_id": BOB,
                "user_id": CARLA, "invite": invite, "qts": 1,
                "new_participant": { "_": "channelParticipant", "user_id": CARLA, "date": 60 } }),
            json!({ "kind": "chat_member", "chat": forum(), "user": carla(), "actor": bob(), "date": minute,
                "old_chat_member": { "user": carla(), "role": "left" },
                "new_chat_member": { "user": carla(), "role": "member", "joined_date": minute },
                "invite": shown_invite }),
        ),
        (
            json!({ "_": "updateChatParticipant", "chat_id": CREW, "date": 60, "actor_id": BOB, "user_id": BOB,
                "prev_participant": { "_": "chatParticipantCreator", "user_id": BOB }, "qts": 1 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": bob(), "actor": bob(), "date": minute,
                "old_chat_member": { "user": bob(), "role": "owner" },
                "new_chat_member": { "user": bob(), "role": "left" } }),
        ),
        (
            json!({ "_": "updateChatParticipantAdd", "chat_id": CREW, "user_id": QUIZ_BOT, "inviter_id": BOB,
                "date": 60, "version": 2 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": quiz_bot(), "actor": bob(), "date": minute,
                "new_chat_member": { "user": quiz_bot(), "role": "member", "joined_date": minute, "inviter": bob() },
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChatParticipantDelete", "chat_id": CREW, "user_id": BOB, "version": 2 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": bob(),
                "new_chat_member": { "user": bob(), "role": "left" }, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChatParticipantAdmin", "chat_id": CREW, "user_id": BOB, "is_admin": true,
                "version": 2 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": bob(),
                "new_chat_member": { "user": bob(), "role": "admin" }, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChatParticipants", "participants": { "_": "chatParticipants", "chat_id": CREW,
                "participants": [{ "_": "chatParticipantCreator", "user_id": BOB }], "version": 2 } }),
            json!({ "kind": "chat_members", "chat": crew(), "members": [{ "user": bob(), "role": "owner" }],
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChatParticipants",
                "participants": { "_": "chatParticipantsForbidden", "chat_id": CREW } }),
            json!({ "kind": "chat_changed", "chat": crew(), "is_member": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateBotChatInviteRequester", "peer": channel_peer(FORUM), "date": 60, "user_id": BOB,
                "about": "A friend", "invite": invite, "qts": 1 }),
            json!({ "kind": "join_request", "chat": forum(), "user": bob(), "date": minute, "bio": "A friend",
                "invite": shown_invite }),
        ),
        (
            json!({ "_": "updatePendingJoinRequests", "peer": channel_peer(FORUM), "requests_pending": 2,
                "recent_requesters": [BOB] }),
            json!({ "kind": "join_requests", "chat": forum(), "pending_join_request_count": 2, "users": [bob()], "is_live_only": true }),
        ),
        (
            json!({ "_": "updateBotStopped", "user_id": BOB, "date": 60, "stopped": true, "qts": 1 }),
            json!({ "kind": "bot_stopped", "user": bob(), "date": minute, "is_stopped": true }),
        ),
        (
            json!({ "_": "updateChannel", "channel_id": NEWS }),
            json!({ "kind": "chat_changed", "chat": news(), "is_member": false, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChat", "chat_id": CREW }),
            json!({ "kind": "chat_changed", "chat": crew(), "is_member": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChatDefaultBannedRights", "peer": group_peer(CREW), "version": 2,
                "default_banned_rights": with(no_rights, json!({ "send_messages": true, "invite_users": true,
                    "pin_messages": true, "change_info": true, "manage_topics": true, "edit_rank": true })) }),
            json!({ "kind": "chat_changed", "chat": crew(), "is_member": true,
                "permissions": { "can_react_to_messages": true }, "is_live_only": true }),
        ),
        (
            json!({ "_": "updatePeerHistoryTTL", "peer": user_peer(BOB) }),
            json!({ "kind": "chat_changed", "chat": bob(), "message_auto_delete_time": 0, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateNotifySettings", "peer": { "_": "notifyPeer", "peer": user_peer(BOB) },
                "notify_settings": notify(json!({ "mute_until": 60 })) }),
            json!({ "kind": "chat_muted", "chat": bob(), "muted_until_date": minute, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateNotifySettings", "notify_settings": notify(json!({ "mute_until": 0 })),
                "peer": { "_": "notifyForumTopic", "peer": channel_peer(FORUM), "top_msg_id": 5 } }),
            json!({ "kind": "chat_muted", "chat": forum(), "topic_id": 5, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateDialogPinned", "pinned": true,
                "peer": { "_": "dialogPeer", "peer": channel_peer(NEWS) } }),
            json!({ "kind": "chat_pinned", "chat": news(), "is_pinned": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateDialogUnreadMark", "unread": true,
                "peer": { "_": "dialogPeer", "peer": user_peer(BOB) } }),
            json!({ "kind": "chat_marked_unread", "chat": bob(), "is_marked_as_unread": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updatePinnedForumTopic", "pinned": true, "peer": channel_peer(FORUM), "topic_id": 5 }),
            json!({ "kind": "topic_pinned", "chat": forum(), "topic_id": 5, "is_pinned": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateDraftMessage", "peer": user_peer(BOB), "draft": { "_": "draftMessage",
                "message": "So", "date": 60, "entities": [{ "_": "messageEntityBold", "offset": 0, "length": 2 }],
                "reply_to": { "_": "inputReplyToMessage", "reply_to_msg_id": 6 } } }),
            json!({ "kind": "draft", "chat": bob(), "draft": { "text": "So",
                "entities": [{ "offset": 0, "length": 2, "kind": "bold" }], "reply_to_message_id": 6,
                "date": minute }, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateDraftMessage", "peer": channel_peer(FORUM), "top_msg_id": 5,
                "draft": { "_": "draftMessageEmpty" } }),
            json!({ "kind": "draft", "chat": forum(), "topic_id": 5, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUserTyping", "user_id": BOB, "action": { "_": "sendMessageTypingAction" } }),
            json!({ "kind": "typing", "chat": bob(), "user": bob(), "action": "typing", "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChatUserTyping", "chat_id": CREW, "from_id": user_peer(CARLA),
                "action": { "_": "sendMessageUploadPhotoAction", "progress": 40 } }),
            json!({ "kind": "typing", "chat": crew(), "user": carla(), "action": "upload_photo", "progress": 40,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateChannelUserTyping", "channel_id": FORUM, "top_msg_id": 5,
                "from_id": channel_peer(NEWS), "action": { "_": "sendMessageUploadDocumentAction", "progress": 0 } }),
            json!({ "kind": "typing", "chat": forum(), "user": news(), "action": "upload_document", "topic_id": 5,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": BOB, "status": { "_": "userStatusOnline", "expires": 60 } }),
            json!({ "kind": "user_status", "user": bob(), "status": "online", "online_until_date": minute,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": BOB,
                "status": { "_": "userStatusOffline", "was_online": 60 } }),
            json!({ "kind": "user_status", "user": bob(), "status": "offline", "last_seen_date": minute,
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": BOB, "status": { "_": "userStatusLastWeek" } }),
            json!({ "kind": "user_status", "user": bob(), "status": "last_week", "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": ANN, "status": { "_": "userStatusEmpty" } }),
            json!({ "kind": "user_status", "user": ann(), "status": "long_ago", "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUser", "user_id": BOB }),
            json!({ "kind": "user_changed", "user": bob(), "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUserName", "user_id": BOB, "first_name": "Rob", "last_name": "",
                "usernames": [{ "_": "username", "username": "old" },
                    { "_": "username", "active": true, "username": "rob" }] }),
            json!({ "kind": "user_changed",
                "user": { "id": 2, "ref": 200, "kind": "user", "title": "Rob", "username": "rob" },
                "first_name": "Rob", "last_name": "", "usernames": ["rob"], "is_live_only": true }),
        ),
        (
            json!({ "_": "updateUserPhone", "user_id": BOB, "phone": "9996621002" }),
            json!({ "kind": "user_changed", "user": bob(), "phone": "9996621002", "is_live_only": true }),
        ),
        (
            json!({ "_": "updatePeerBlocked", "blocked": true, "peer_id": user_peer(BOB) }),
            json!({ "kind": "user_blocked", "user": bob(), "is_blocked": true, "is_live_only": true }),
        ),
        (
            json!({ "_": "updateBotCallbackQuery", "query_id": "-5", "user_id": BOB, "peer": group_peer(CREW),
                "msg_id": 7, "chat_instance": "6", "data": "eWVz" }),
            json!({ "kind": "callback_query", "callback_query_id": "-5", "user": bob(), "chat": crew(),
                "message_id": 7, "chat_instance": "6", "data": "yes", "is_live_only": true }),
        ),
        (
            json!({ "_": "updateInlineBotCallbackQuery", "query_id": "5", "user_id": BOB, "chat_instance": "6",
                "msg_id": { "_": "inputBotInlineMessageID64", "dc_id": 2, "owner_id": 3, "id": 4,
                    "access_hash": 5 }, "data": "/w==" }),
            json!({ "kind": "callback_query", "callback_query_id": "5", "user": bob(),
                "inline_message_id": "AgAAAAMAAAAAAAAABAAAAAUAAAAAAAAA", "chat_instance": "6",
                "data_base64": "/w==", "is_live_only": true }),
        ),
        (
            json!({ "_": "updateBotInlineQuery", "query_id": "5", "user_id": BOB, "query": "tea", "offset": "",
                "geo": place, "peer_type": { "_": "inlineQueryPeerTypeMegagroup" } }),
            json!({ "kind": "inline_query", "inline_query_id": "5", "user": bob(), "query": "tea", "offset": "",
                "chat_kind": "supergroup", "location": { "latitude": 1.5, "longitude": 2.5 },
                "is_live_only": true }),
        ),
        (
            json!({ "_": "updateBotInlineSend", "user_id": BOB, "query": "tea", "id": "green",
                "msg_id": { "_": "inputBotInlineMessageID", "dc_id": 2, "id": 4, "access_hash": 5 } }),
            json!({ "kind": "chosen_inline_result", "result_id": "green", "user": bob(), "query": "tea",
                "inline_message_id": "AgAAAAQAAAAAAAAABQAAAAAAAAA", "is_live_only": true }),
        ),
        (
            json!({ "_": "updateNewAuthorization", "unconfirmed": true, "hash": "-8", "date": 60,
                "device": "A phone", "location": "Somewhere" }),
            json!({ "kind": "new_login", "authorization_id": "-8", "is_unconfirmed": true, "date": minute, "device": "A phone",
                "location": "Somewhere", "is_live_only": true }),
        ),
        (
            json!({ "_": "updateReadStories", "peer": channel_peer(NEWS), "max_id": 3 }),
            json!({ "kind": "raw", "name": "updateReadStories", "update": { "_": "updateReadStories",
                "peer": { "_": "peerChannel", "channel_id": "30" }, "max_id": 3 }, "is_live_only": true }),
        ),
    ]
}
