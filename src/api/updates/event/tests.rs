use std::fmt::Write;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::*;
use crate::api::people::{Cast, Viewer};
use crate::telegram::peer::{Access, Peer};
use crate::telegram::tl::{self, Deserializable};
use crate::tl::json as tl_json;
use crate::tl::schema::Type;
use crate::tl::value::{Object, Value as TlValue};
use crate::tl::{bytes, layers};

const SERVER: i64 = 5;
/// Whose account it is.
const ANN: i64 = 1;
const BOB: i64 = 2;
const QUIZ_BOT: i64 = 3;
/// Nobody has told of her.
const CARLA: i64 = 4;
const CREW: i64 = 10;
const FORUM: i64 = 20;
const NEWS: i64 = 30;

/// A value of Telegram's, from how telegram.invoke shows it.
fn read<T: Deserializable>(ty: &str, json: &Value) -> T {
    let ty = Type::Boxed(ty.to_owned());
    let value = tl_json::read(layers::newest().schema(), &ty, json, &mut ()).unwrap();
    T::from_bytes(&bytes::write(&value, &ty).unwrap()).unwrap()
}

fn cast() -> Cast {
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

fn events(update: &Value) -> Vec<Event> {
    of(&read("Update", update), &cast())
}

/// As clients see it, but that a `ref` says what is in it.
fn shown(event: &Event) -> Value {
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

fn bob() -> Value {
    json!({ "id": 2, "ref": 200, "kind": "user", "title": "Bob", "username": "bob" })
}

fn quiz_bot() -> Value {
    json!({ "id": 3, "ref": 300, "kind": "bot", "title": "Quiz" })
}

fn carla() -> Value {
    json!({ "id": 4, "kind": "user" })
}

fn crew() -> Value {
    json!({ "id": -10, "ref": "free", "kind": "group", "title": "Crew", "members_count": 3 })
}

fn forum() -> Value {
    json!({ "id": -1_000_000_000_020_i64, "ref": 2000, "kind": "supergroup", "title": "Forum", "forum": true })
}

fn news() -> Value {
    json!({ "id": -1_000_000_000_030_i64, "ref": 3000, "kind": "channel", "title": "News" })
}

fn user_peer(id: i64) -> Value {
    json!({ "_": "peerUser", "user_id": id })
}

fn group_peer(id: i64) -> Value {
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
        "outgoing": false })
}

/// An update of each kind, and what is told of it.
fn examples() -> Vec<(Value, Value)> {
    let minute = "1970-01-01T00:01:00Z";
    let invite =
        json!({ "_": "chatInviteExported", "link": "https://t.me/+abc", "admin_id": BOB, "date": 60 });
    let shown_invite = json!({ "link": "https://t.me/+abc", "creator": bob(), "created_at": minute,
        "members_count": 0, "requests_count": 0, "requires_approval": false, "primary": false, "revoked": false });
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
            json!({ "kind": "message_read", "chat": bob(), "max_id": 7, "outgoing": false, "unread_count": 2 }),
        ),
        (
            json!({ "_": "updateReadHistoryOutbox", "peer": user_peer(CARLA), "max_id": 7, "pts": 1,
                "pts_count": 1 }),
            json!({ "kind": "message_read", "chat": carla(), "max_id": 7, "outgoing": true }),
        ),
        (
            json!({ "_": "updateReadChannelInbox", "channel_id": NEWS, "max_id": 7, "still_unread_count": 0,
                "pts": 1 }),
            json!({ "kind": "message_read", "chat": news(), "max_id": 7, "outgoing": false, "unread_count": 0 }),
        ),
        (
            json!({ "_": "updateReadChannelOutbox", "channel_id": FORUM, "max_id": 7 }),
            json!({ "kind": "message_read", "chat": forum(), "max_id": 7, "outgoing": true }),
        ),
        (
            json!({ "_": "updateReadChannelDiscussionInbox", "channel_id": FORUM, "top_msg_id": 5,
                "read_max_id": 7 }),
            json!({ "kind": "message_read", "chat": forum(), "topic_id": 5, "max_id": 7, "outgoing": false }),
        ),
        (
            json!({ "_": "updateReadChannelDiscussionOutbox", "channel_id": FORUM, "top_msg_id": 5,
                "read_max_id": 7 }),
            json!({ "kind": "message_read", "chat": forum(), "topic_id": 5, "max_id": 7, "outgoing": true }),
        ),
        (
            json!({ "_": "updateReadMessagesContents", "messages": [7], "pts": 1, "pts_count": 1, "date": 60 }),
            json!({ "kind": "message_contents_read", "message_ids": [7], "date": minute }),
        ),
        (
            json!({ "_": "updateChannelReadMessagesContents", "channel_id": FORUM, "top_msg_id": 5,
                "messages": [7] }),
            json!({ "kind": "message_contents_read", "chat": forum(), "message_ids": [7], "topic_id": 5 }),
        ),
        (
            json!({ "_": "updatePinnedMessages", "peer": user_peer(BOB), "messages": [7], "pinned": true,
                "pts": 1, "pts_count": 1 }),
            json!({ "kind": "message_pinned", "chat": bob(), "message_ids": [7], "pinned": true }),
        ),
        (
            json!({ "_": "updatePinnedChannelMessages", "channel_id": NEWS, "messages": [7], "pts": 1,
                "pts_count": 1 }),
            json!({ "kind": "message_pinned", "chat": news(), "message_ids": [7], "pinned": false }),
        ),
        (
            json!({ "_": "updateChannelMessageViews", "channel_id": NEWS, "id": 7, "views": 100 }),
            json!({ "kind": "message_views", "chat": news(), "message_id": 7, "views": 100, "live_only": true }),
        ),
        (
            json!({ "_": "updateChannelMessageForwards", "channel_id": NEWS, "id": 7, "forwards": 3 }),
            json!({ "kind": "message_views", "chat": news(), "message_id": 7, "forwards": 3, "live_only": true }),
        ),
        (
            json!({ "_": "updateNewScheduledMessage", "message": message(user_peer(BOB)) }),
            json!({ "kind": "message_scheduled",
                "message": with(shown_message(bob()), json!({ "scheduled": true })), "live_only": true }),
        ),
        (
            json!({ "_": "updateDeleteScheduledMessages", "peer": user_peer(BOB), "messages": [7],
                "sent_messages": [70] }),
            json!({ "kind": "scheduled_deleted", "chat": bob(), "message_ids": [7], "sent_message_ids": [70],
                "live_only": true }),
        ),
        (
            json!({ "_": "updateChannelAvailableMessages", "channel_id": NEWS, "available_min_id": 7 }),
            json!({ "kind": "history_cleared", "chat": news(), "max_id": 7 }),
        ),
        (
            json!({ "_": "updateMessageReactions", "peer": channel_peer(FORUM), "msg_id": 7, "top_msg_id": 5,
                "reactions": { "_": "messageReactions", "min": true,
                    "results": [{ "_": "reactionCount", "reaction": thumb, "count": 2 }] } }),
            json!({ "kind": "reactions", "chat": forum(), "message_id": 7, "topic_id": 5,
                "reactions": [{ "kind": "emoji", "emoji": "👍", "count": 2 }], "chosen_unknown": true,
                "live_only": true }),
        ),
        (
            json!({ "_": "updateMessageReactions", "peer": user_peer(BOB), "msg_id": 7,
                "reactions": { "_": "messageReactions", "results": [
                    { "_": "reactionCount", "chosen_order": 0, "count": 1,
                        "reaction": { "_": "reactionCustomEmoji", "document_id": "77" } },
                ] } }),
            json!({ "kind": "reactions", "chat": bob(), "message_id": 7, "live_only": true,
                "reactions": [{ "kind": "custom_emoji", "custom_emoji_id": "77", "count": 1, "chosen": true }] }),
        ),
        (
            json!({ "_": "updateBotMessageReactions", "peer": channel_peer(NEWS), "msg_id": 7, "date": 60,
                "reactions": [{ "_": "reactionCount", "reaction": thumb, "count": 2 }], "qts": 1 }),
            json!({ "kind": "reactions", "chat": news(), "message_id": 7,
                "reactions": [{ "kind": "emoji", "emoji": "👍", "count": 2 }], "chosen_unknown": true }),
        ),
        (
            json!({ "_": "updateBotMessageReaction", "peer": channel_peer(FORUM), "msg_id": 7, "date": 60,
                "actor": user_peer(BOB), "old_reactions": [], "new_reactions": [thumb], "qts": 1 }),
            json!({ "kind": "message_reaction", "chat": forum(), "message_id": 7, "user": bob(), "date": minute,
                "old_reactions": [], "new_reactions": [{ "kind": "emoji", "emoji": "👍" }] }),
        ),
        (
            json!({ "_": "updateMessagePoll", "peer": user_peer(BOB), "msg_id": 7, "poll_id": 9, "poll": poll,
                "results": results }),
            json!({ "kind": "poll", "poll_id": "9", "chat": bob(), "message_id": 7,
                "poll": { "poll_id": "9", "question": "Tea?",
                    "options": [{ "text": "Yes", "voter_count": 1 }, { "text": "No" }], "total_voter_count": 1,
                    "is_closed": false, "is_anonymous": true, "is_quiz": false, "allows_multiple_answers": false,
                    "allows_revoting": true },
                "total_voter_count": 1, "chosen_unknown": true, "live_only": true }),
        ),
        (
            json!({ "_": "updateMessagePoll", "poll_id": 9, "results": results }),
            json!({ "kind": "poll", "poll_id": "9", "total_voter_count": 1, "chosen_unknown": true,
                "live_only": true }),
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
                "old_member": { "user": carla(), "role": "left" },
                "new_member": { "user": carla(), "role": "member", "joined_at": minute },
                "invite": shown_invite }),
        ),
        (
            json!({ "_": "updateChatParticipant", "chat_id": CREW, "date": 60, "actor_id": BOB, "user_id": BOB,
                "prev_participant": { "_": "chatParticipantCreator", "user_id": BOB }, "qts": 1 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": bob(), "actor": bob(), "date": minute,
                "old_member": { "user": bob(), "role": "owner" },
                "new_member": { "user": bob(), "role": "left" } }),
        ),
        (
            json!({ "_": "updateChatParticipantAdd", "chat_id": CREW, "user_id": QUIZ_BOT, "inviter_id": BOB,
                "date": 60, "version": 2 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": quiz_bot(), "actor": bob(), "date": minute,
                "new_member": { "user": quiz_bot(), "role": "member", "joined_at": minute, "inviter": bob() } }),
        ),
        (
            json!({ "_": "updateChatParticipantDelete", "chat_id": CREW, "user_id": BOB, "version": 2 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": bob(),
                "new_member": { "user": bob(), "role": "left" } }),
        ),
        (
            json!({ "_": "updateChatParticipantAdmin", "chat_id": CREW, "user_id": BOB, "is_admin": true,
                "version": 2 }),
            json!({ "kind": "chat_member", "chat": crew(), "user": bob(),
                "new_member": { "user": bob(), "role": "admin" } }),
        ),
        (
            json!({ "_": "updateChatParticipants", "participants": { "_": "chatParticipants", "chat_id": CREW,
                "participants": [{ "_": "chatParticipantCreator", "user_id": BOB }], "version": 2 } }),
            json!({ "kind": "chat_members", "chat": crew(), "members": [{ "user": bob(), "role": "owner" }] }),
        ),
        (
            json!({ "_": "updateChatParticipants",
                "participants": { "_": "chatParticipantsForbidden", "chat_id": CREW } }),
            json!({ "kind": "chat_changed", "chat": crew(), "joined": true }),
        ),
        (
            json!({ "_": "updateBotChatInviteRequester", "peer": channel_peer(FORUM), "date": 60, "user_id": BOB,
                "about": "A friend", "invite": invite, "qts": 1 }),
            json!({ "kind": "join_request", "chat": forum(), "user": bob(), "date": minute, "about": "A friend",
                "invite": shown_invite }),
        ),
        (
            json!({ "_": "updatePendingJoinRequests", "peer": channel_peer(FORUM), "requests_pending": 2,
                "recent_requesters": [BOB] }),
            json!({ "kind": "join_requests", "chat": forum(), "total": 2, "users": [bob()] }),
        ),
        (
            json!({ "_": "updateBotStopped", "user_id": BOB, "date": 60, "stopped": true, "qts": 1 }),
            json!({ "kind": "bot_stopped", "user": bob(), "date": minute, "stopped": true }),
        ),
        (
            json!({ "_": "updateChannel", "channel_id": NEWS }),
            json!({ "kind": "chat_changed", "chat": news(), "joined": false }),
        ),
        (
            json!({ "_": "updateChat", "chat_id": CREW }),
            json!({ "kind": "chat_changed", "chat": crew(), "joined": true }),
        ),
        (
            json!({ "_": "updateChatDefaultBannedRights", "peer": group_peer(CREW), "version": 2,
                "default_banned_rights": with(no_rights, json!({ "send_messages": true, "invite_users": true,
                    "pin_messages": true, "change_info": true, "manage_topics": true, "edit_rank": true })) }),
            json!({ "kind": "chat_changed", "chat": crew(), "joined": true,
                "permissions": { "can_react_to_messages": true } }),
        ),
        (
            json!({ "_": "updatePeerHistoryTTL", "peer": user_peer(BOB) }),
            json!({ "kind": "chat_changed", "chat": bob(), "message_auto_delete_time": 0 }),
        ),
        (
            json!({ "_": "updateNotifySettings", "peer": { "_": "notifyPeer", "peer": user_peer(BOB) },
                "notify_settings": notify(json!({ "mute_until": 60 })) }),
            json!({ "kind": "chat_muted", "chat": bob(), "muted_until": minute }),
        ),
        (
            json!({ "_": "updateNotifySettings", "notify_settings": notify(json!({ "mute_until": 0 })),
                "peer": { "_": "notifyForumTopic", "peer": channel_peer(FORUM), "top_msg_id": 5 } }),
            json!({ "kind": "chat_muted", "chat": forum(), "topic_id": 5 }),
        ),
        (
            json!({ "_": "updateDialogPinned", "pinned": true,
                "peer": { "_": "dialogPeer", "peer": channel_peer(NEWS) } }),
            json!({ "kind": "chat_pinned", "chat": news(), "pinned": true }),
        ),
        (
            json!({ "_": "updateDialogUnreadMark", "unread": true,
                "peer": { "_": "dialogPeer", "peer": user_peer(BOB) } }),
            json!({ "kind": "chat_marked_unread", "chat": bob(), "unread": true }),
        ),
        (
            json!({ "_": "updatePinnedForumTopic", "pinned": true, "peer": channel_peer(FORUM), "topic_id": 5 }),
            json!({ "kind": "topic_pinned", "chat": forum(), "topic_id": 5, "pinned": true }),
        ),
        (
            json!({ "_": "updateDraftMessage", "peer": user_peer(BOB), "draft": { "_": "draftMessage",
                "message": "So", "date": 60, "entities": [{ "_": "messageEntityBold", "offset": 0, "length": 2 }],
                "reply_to": { "_": "inputReplyToMessage", "reply_to_msg_id": 6 } } }),
            json!({ "kind": "draft", "chat": bob(), "draft": { "text": "So",
                "entities": [{ "offset": 0, "length": 2, "kind": "bold" }], "reply_to_message_id": 6,
                "date": minute } }),
        ),
        (
            json!({ "_": "updateDraftMessage", "peer": channel_peer(FORUM), "top_msg_id": 5,
                "draft": { "_": "draftMessageEmpty" } }),
            json!({ "kind": "draft", "chat": forum(), "topic_id": 5 }),
        ),
        (
            json!({ "_": "updateUserTyping", "user_id": BOB, "action": { "_": "sendMessageTypingAction" } }),
            json!({ "kind": "typing", "chat": bob(), "user": bob(), "action": "typing", "live_only": true }),
        ),
        (
            json!({ "_": "updateChatUserTyping", "chat_id": CREW, "from_id": user_peer(CARLA),
                "action": { "_": "sendMessageUploadPhotoAction", "progress": 40 } }),
            json!({ "kind": "typing", "chat": crew(), "user": carla(), "action": "upload_photo", "progress": 40,
                "live_only": true }),
        ),
        (
            json!({ "_": "updateChannelUserTyping", "channel_id": FORUM, "top_msg_id": 5,
                "from_id": channel_peer(NEWS), "action": { "_": "sendMessageUploadDocumentAction", "progress": 0 } }),
            json!({ "kind": "typing", "chat": forum(), "user": news(), "action": "upload_document", "topic_id": 5,
                "live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": BOB, "status": { "_": "userStatusOnline", "expires": 60 } }),
            json!({ "kind": "user_status", "user": bob(), "status": "online", "online_until": minute,
                "live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": BOB,
                "status": { "_": "userStatusOffline", "was_online": 60 } }),
            json!({ "kind": "user_status", "user": bob(), "status": "offline", "last_seen": minute,
                "live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": BOB, "status": { "_": "userStatusLastWeek" } }),
            json!({ "kind": "user_status", "user": bob(), "status": "last_week", "live_only": true }),
        ),
        (
            json!({ "_": "updateUserStatus", "user_id": ANN, "status": { "_": "userStatusEmpty" } }),
            json!({ "kind": "user_status", "user": ann(), "status": "long_ago", "live_only": true }),
        ),
        (json!({ "_": "updateUser", "user_id": BOB }), json!({ "kind": "user_changed", "user": bob() })),
        (
            json!({ "_": "updateUserName", "user_id": BOB, "first_name": "Rob", "last_name": "",
                "usernames": [{ "_": "username", "username": "old" },
                    { "_": "username", "active": true, "username": "rob" }] }),
            json!({ "kind": "user_changed",
                "user": { "id": 2, "ref": 200, "kind": "user", "title": "Rob", "username": "rob" },
                "first_name": "Rob", "last_name": "", "usernames": ["rob"] }),
        ),
        (
            json!({ "_": "updateUserPhone", "user_id": BOB, "phone": "9996621002" }),
            json!({ "kind": "user_changed", "user": bob(), "phone": "9996621002" }),
        ),
        (
            json!({ "_": "updatePeerBlocked", "blocked": true, "peer_id": user_peer(BOB) }),
            json!({ "kind": "user_blocked", "user": bob(), "blocked": true }),
        ),
        (
            json!({ "_": "updateBotCallbackQuery", "query_id": "-5", "user_id": BOB, "peer": group_peer(CREW),
                "msg_id": 7, "chat_instance": "6", "data": "eWVz" }),
            json!({ "kind": "callback_query", "callback_query_id": "-5", "user": bob(), "chat": crew(),
                "message_id": 7, "chat_instance": "6", "data": "yes", "live_only": true }),
        ),
        (
            json!({ "_": "updateInlineBotCallbackQuery", "query_id": "5", "user_id": BOB, "chat_instance": "6",
                "msg_id": { "_": "inputBotInlineMessageID64", "dc_id": 2, "owner_id": 3, "id": 4,
                    "access_hash": 5 }, "data": "/w==" }),
            json!({ "kind": "callback_query", "callback_query_id": "5", "user": bob(),
                "inline_message_id": "AgAAAAMAAAAAAAAABAAAAAUAAAAAAAAA", "chat_instance": "6",
                "data_base64": "/w==", "live_only": true }),
        ),
        (
            json!({ "_": "updateBotInlineQuery", "query_id": "5", "user_id": BOB, "query": "tea", "offset": "",
                "geo": place, "peer_type": { "_": "inlineQueryPeerTypeMegagroup" } }),
            json!({ "kind": "inline_query", "inline_query_id": "5", "user": bob(), "query": "tea", "offset": "",
                "chat_kind": "supergroup", "location": { "latitude": 1.5, "longitude": 2.5 },
                "live_only": true }),
        ),
        (
            json!({ "_": "updateBotInlineSend", "user_id": BOB, "query": "tea", "id": "green",
                "msg_id": { "_": "inputBotInlineMessageID", "dc_id": 2, "id": 4, "access_hash": 5 } }),
            json!({ "kind": "chosen_inline_result", "result_id": "green", "user": bob(), "query": "tea",
                "inline_message_id": "AgAAAAQAAAAAAAAABQAAAAAAAAA", "live_only": true }),
        ),
        (
            json!({ "_": "updateNewAuthorization", "unconfirmed": true, "hash": "-8", "date": 60,
                "device": "A phone", "location": "Somewhere" }),
            json!({ "kind": "new_login", "id": "-8", "unconfirmed": true, "date": minute, "device": "A phone",
                "location": "Somewhere" }),
        ),
        (
            json!({ "_": "updateReadStories", "peer": channel_peer(NEWS), "max_id": 3 }),
            json!({ "kind": "raw", "name": "updateReadStories", "update": { "_": "updateReadStories",
                "peer": { "_": "peerChannel", "channel_id": "30" }, "max_id": 3 } }),
        ),
    ]
}

/// What happens in groups of events.
fn more_events() -> Vec<Event> {
    let migration = json!({ "_": "updateNewMessage", "pts": 1, "pts_count": 1, "message": {
        "_": "messageService", "id": 7, "peer_id": group_peer(CREW), "from_id": user_peer(BOB), "date": 60,
        "action": { "_": "messageActionChatMigrateTo", "channel_id": FORUM } } });
    let archiving = json!({ "_": "updateFolderPeers", "pts": 1, "pts_count": 2, "folder_peers": [
        { "_": "folderPeer", "peer": user_peer(BOB), "folder_id": 1 },
        { "_": "folderPeer", "peer": group_peer(CREW), "folder_id": 0 },
    ] });
    let mut events = [events(&migration), events(&archiving)].concat();
    events.push(Event::connection(true));
    events.push(Event::gap(Some(PeerId::channel(NEWS)), GapReason::TooLong, &cast()));
    events.push(Event::gap(None, GapReason::TooSlow, &cast()));
    events
}

#[test]
fn each_update_is_told_as_clients_see_it() {
    for (update, told) in examples() {
        let events = events(&update);
        assert_eq!(events.len(), 1, "{update}");
        assert_eq!(shown(&events[0]), told, "{update}");
    }
}

#[test]
fn a_group_that_migrates_is_told_behind_the_message_that_says_so() {
    let told = [&more_events()[0], &more_events()[1]].map(shown);
    assert_eq!(told[0]["kind"], "message_new");
    assert_eq!(told[0]["message"]["service"], json!({ "kind": "migrated_to", "chat_id": forum()["id"] }));
    assert_eq!(told[1], json!({ "kind": "chat_migrated", "chat": crew(), "to": forum() }));
}

#[test]
fn each_chat_that_is_moved_into_the_archive_is_told_by_itself() {
    let told: Vec<Value> = more_events()[2..4].iter().map(shown).collect();
    assert_eq!(told[0], json!({ "kind": "chat_archived", "chat": bob(), "archived": true }));
    assert_eq!(told[1], json!({ "kind": "chat_archived", "chat": crew(), "archived": false }));
}

#[test]
fn the_stream_tells_of_itself() {
    let told: Vec<Value> = more_events()[4..].iter().map(shown).collect();
    assert_eq!(told[0], json!({ "kind": "connection", "connected": true, "live_only": true }));
    assert_eq!(told[1], json!({ "kind": "gap", "chat": news(), "reason": "too_long" }));
    assert_eq!(told[2], json!({ "kind": "gap", "reason": "too_slow" }));
}

#[test]
fn messages_that_are_gone_are_no_news() {
    let message = json!({ "_": "messageEmpty", "id": 7 });
    for name in
        ["updateNewMessage", "updateNewChannelMessage", "updateEditMessage", "updateEditChannelMessage"]
    {
        let update = json!({ "_": name, "message": message, "pts": 1, "pts_count": 1 });
        assert_eq!(events(&update).len(), 0, "{name}");
    }
    assert_eq!(events(&json!({ "_": "updateNewScheduledMessage", "message": message })).len(), 0);
}

#[test]
fn an_event_says_its_kind_and_which_chat_it_is_about() {
    let examples: Vec<Event> = examples().iter().flat_map(|(update, _)| events(update)).collect();
    let all = [examples, more_events()].concat();
    for event in &all {
        let told = shown(event);
        assert_eq!(told["kind"], json!(event.kind()));
        let message = &told["message"]["chat"]["id"];
        let whom = if told["query"].is_null() { &told["user"]["id"] } else { &Value::Null };
        let chat = [message, &told["chat"]["id"], whom].into_iter().find(|id| !id.is_null());
        // A bot's update is told as it is, and so is its chat.
        let expected = match event.kind() {
            EventKind::Raw => Some(PeerId::channel(NEWS)),
            EventKind::CallbackQuery => told["chat"]["id"].as_i64().and_then(PeerId::from_marked),
            _ => chat.and_then(Value::as_i64).and_then(PeerId::from_marked),
        };
        assert_eq!(event.chat(), expected, "{told}");
    }
    for kind in EventKind::ALL {
        assert!(all.iter().any(|event| event.kind() == *kind), "there is an example of {kind:?}");
    }
}

#[test]
fn what_is_in_an_unknown_chat_says_so() {
    let unknown: Vec<Event> = examples().iter().flat_map(|(update, _)| events(update)).collect();
    let unknown: Vec<Value> = unknown.iter().filter(|event| event.chat_is_unknown()).map(shown).collect();
    let kinds: Vec<&Value> = unknown.iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["message_deleted", "message_contents_read", "poll", "poll_answer", "callback_query"]);
}

#[test]
fn a_business_accounts_chat_is_none_of_its_bots() {
    let update = json!({ "_": "updateBotDeleteBusinessMessage", "connection_id": "c", "peer": user_peer(BOB),
        "messages": [7], "qts": 1 });
    assert_eq!(events(&update)[0].kind(), EventKind::Raw);
    assert_eq!(events(&update)[0].chat(), None);
}

#[test]
fn every_event_fits_its_published_schema() {
    let generator = SchemaSettings::draft07().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Event>();
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let examples: Vec<Event> = examples().iter().flat_map(|(update, _)| events(update)).collect();
    for event in [examples, more_events()].concat() {
        let json = serde_json::to_value(&event).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{json}");
        let live_only = json.get("live_only");
        assert!(live_only.is_none_or(|live_only| *live_only == true), "{json}");
    }
    assert!(!validator.is_valid(&json!({ "kind": "typing" })));
    for kind in schema.as_value()["oneOf"].as_array().unwrap() {
        assert!(kind["description"].is_string(), "{kind}");
    }
}

/// Whatever Telegram adds is seen here: each update has a kind, is told as it is, or is deliberately not told.
#[test]
fn every_update_of_the_layer_has_its_place() {
    let schema = layers::newest().schema();
    let message = TlValue::zero(schema, &Type::Bare("message".to_owned())).unwrap();
    let mut places = String::new();
    for definition in schema.of_type("Update") {
        let mut update = Object::new(definition);
        for (at, field) in definition.fields.iter().enumerate() {
            if field.flag.is_none() && field.ty != Type::Flags {
                update.fields[at] = match &field.ty {
                    Type::Boxed(name) if name == "Message" => Some(message.clone()),
                    ty => Some(TlValue::zero(schema, ty).unwrap()),
                };
            }
        }
        let update = tl::enums::Update::from_bytes(&bytes::write_object(&update).unwrap()).unwrap();
        let told = match of(&update, &cast()).first().map(Event::kind) {
            Some(EventKind::Raw) => "as it is".to_owned(),
            Some(kind) => json!(kind).as_str().unwrap().to_owned(),
            None => "nothing".to_owned(),
        };
        writeln!(places, "{}: {told}", definition.name).unwrap();
    }
    expect_test::expect![[r#"
        updateNewMessage: message_new
        updateMessageID: nothing
        updateDeleteMessages: message_deleted
        updateUserTyping: typing
        updateChatUserTyping: typing
        updateChatParticipants: chat_changed
        updateUserStatus: user_status
        updateUserName: user_changed
        updateNewAuthorization: new_login
        updateNewEncryptedMessage: as it is
        updateEncryptedChatTyping: as it is
        updateEncryption: as it is
        updateEncryptedMessagesRead: as it is
        updateChatParticipantAdd: chat_member
        updateChatParticipantDelete: chat_member
        updateDcOptions: nothing
        updateNotifySettings: as it is
        updateServiceNotification: as it is
        updatePrivacy: as it is
        updateUserPhone: user_changed
        updateReadHistoryInbox: message_read
        updateReadHistoryOutbox: message_read
        updateWebPage: as it is
        updateReadMessagesContents: message_contents_read
        updateChannelTooLong: nothing
        updateChannel: chat_changed
        updateNewChannelMessage: message_new
        updateReadChannelInbox: message_read
        updateDeleteChannelMessages: message_deleted
        updateChannelMessageViews: message_views
        updateChatParticipantAdmin: chat_member
        updateNewStickerSet: as it is
        updateStickerSetsOrder: as it is
        updateStickerSets: as it is
        updateSavedGifs: as it is
        updateBotInlineQuery: inline_query
        updateBotInlineSend: chosen_inline_result
        updateEditChannelMessage: message_edited
        updateBotCallbackQuery: callback_query
        updateEditMessage: message_edited
        updateInlineBotCallbackQuery: callback_query
        updateReadChannelOutbox: message_read
        updateDraftMessage: draft
        updateReadFeaturedStickers: as it is
        updateRecentStickers: as it is
        updateConfig: nothing
        updatePtsChanged: nothing
        updateChannelWebPage: as it is
        updateDialogPinned: chat_pinned
        updatePinnedDialogs: as it is
        updateBotWebhookJSON: as it is
        updateBotWebhookJSONQuery: as it is
        updateBotShippingQuery: as it is
        updateBotPrecheckoutQuery: as it is
        updatePhoneCall: as it is
        updateLangPackTooLong: nothing
        updateLangPack: nothing
        updateFavedStickers: as it is
        updateChannelReadMessagesContents: message_contents_read
        updateContactsReset: as it is
        updateChannelAvailableMessages: history_cleared
        updateDialogUnreadMark: chat_marked_unread
        updateMessagePoll: poll
        updateChatDefaultBannedRights: chat_changed
        updateFolderPeers: nothing
        updatePeerSettings: as it is
        updatePeerLocated: as it is
        updateNewScheduledMessage: message_scheduled
        updateDeleteScheduledMessages: scheduled_deleted
        updateTheme: as it is
        updateGeoLiveViewed: as it is
        updateLoginToken: nothing
        updateMessagePollVote: poll_answer
        updateDialogFilter: as it is
        updateDialogFilterOrder: as it is
        updateDialogFilters: as it is
        updatePhoneCallSignalingData: as it is
        updateChannelMessageForwards: message_views
        updateReadChannelDiscussionInbox: message_read
        updateReadChannelDiscussionOutbox: message_read
        updatePeerBlocked: user_blocked
        updateChannelUserTyping: typing
        updatePinnedMessages: message_pinned
        updatePinnedChannelMessages: message_pinned
        updateChat: chat_changed
        updateGroupCallParticipants: as it is
        updateGroupCall: as it is
        updatePeerHistoryTTL: chat_changed
        updateChatParticipant: chat_member
        updateChannelParticipant: chat_member
        updateBotStopped: bot_stopped
        updateGroupCallConnection: as it is
        updateBotCommands: as it is
        updatePendingJoinRequests: join_requests
        updateBotChatInviteRequester: join_request
        updateMessageReactions: reactions
        updateAttachMenuBots: as it is
        updateWebViewResultSent: as it is
        updateBotMenuButton: as it is
        updateSavedRingtones: as it is
        updateTranscribedAudio: as it is
        updateReadFeaturedEmojiStickers: as it is
        updateUserEmojiStatus: as it is
        updateRecentEmojiStatuses: as it is
        updateRecentReactions: as it is
        updateMoveStickerSetToTop: as it is
        updateMessageExtendedMedia: as it is
        updateUser: user_changed
        updateAutoSaveSettings: as it is
        updateStory: as it is
        updateReadStories: as it is
        updateStoryID: nothing
        updateStoriesStealthMode: as it is
        updateSentStoryReaction: as it is
        updateBotChatBoost: as it is
        updateChannelViewForumAsMessages: as it is
        updatePeerWallpaper: as it is
        updateBotMessageReaction: message_reaction
        updateBotMessageReactions: reactions
        updateSavedDialogPinned: as it is
        updatePinnedSavedDialogs: as it is
        updateSavedReactionTags: as it is
        updateSmsJob: as it is
        updateQuickReplies: as it is
        updateNewQuickReply: as it is
        updateDeleteQuickReply: as it is
        updateQuickReplyMessage: as it is
        updateDeleteQuickReplyMessages: as it is
        updateBotBusinessConnect: as it is
        updateBotNewBusinessMessage: as it is
        updateBotEditBusinessMessage: as it is
        updateBotDeleteBusinessMessage: as it is
        updateNewStoryReaction: as it is
        updateStarsBalance: as it is
        updateBusinessBotCallbackQuery: as it is
        updateStarsRevenueStatus: as it is
        updateBotPurchasedPaidMedia: as it is
        updatePaidReactionPrivacy: as it is
        updateSentPhoneCode: nothing
        updateGroupCallChainBlocks: as it is
        updateReadMonoForumInbox: as it is
        updateReadMonoForumOutbox: as it is
        updateMonoForumNoPaidException: as it is
        updateGroupCallMessage: as it is
        updateGroupCallEncryptedMessage: as it is
        updatePinnedForumTopic: topic_pinned
        updatePinnedForumTopics: as it is
        updateDeleteGroupCallMessages: as it is
        updateStarGiftAuctionState: as it is
        updateStarGiftAuctionUserState: as it is
        updateEmojiGameInfo: as it is
        updateStarGiftCraftFail: as it is
        updateChatParticipantRank: as it is
        updateManagedBot: as it is
        updateBotGuestChatQuery: as it is
        updateAiComposeTones: as it is
        updateJoinChatWebViewDecision: as it is
        updateNewBotConnection: as it is
        updateWebBrowserSettings: as it is
        updateWebBrowserException: as it is
        updateNewEphemeralMessage: as it is
        updateDeleteEphemeralMessages: as it is
        updateEditEphemeralMessage: as it is
        updateEphemeralBotCallbackQuery: as it is
        updateBotStarsSubscription: as it is
        updateWalletState: as it is
        updateSentWalletTransaction: as it is
        updateWalletGaslessInfo: as it is
        updateWalletTonConnectSession: as it is
        updateWalletTonConnectPendingDisconnect: as it is
    "#]]
    .assert_eq(&places);
}
