//! What happened, as updates.

use grammers_tl_types::{enums, types};

use super::entities;
use super::message::{mentioned, message, reply_to};
use super::peers::{Mentioned, peer, status};
use crate::sandbox::functions::Call;
use crate::sandbox::world::World;
use crate::sandbox::world::messages::carried::Carried;
use crate::sandbox::world::messages::message::{Body, Message};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::activity::Doing;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::Status;
use crate::sandbox::world::updates::event::{Change, Delivery, Event};
use crate::sandbox::world::updates::news::News;

/// One event on its way to an account's other connections, in the short form where Telegram uses it.
pub fn push(world: &World, delivery: &Delivery) -> enums::Updates {
    let Delivery { to: me, of, event } = delivery;
    if let Some(short) = short_message(world, *me, *of, event) {
        return short;
    }
    let update = update(world, *me, *of, event);
    match event.change {
        Change::Status { .. } | Change::Typing { .. } => {
            types::UpdateShort { update, date: event.date }.into()
        }
        _ => {
            let mut mentioned = Mentioned::in_updates();
            mention(world, *of, event, &mut mentioned);
            wrap(world, *me, vec![update], &mentioned)
        }
    }
}

/// Whether it is counted in the seq of each authorization that is told: what has no pts or qts of its own, unless it
/// comes in a short form or asks a bot.
///
/// <https://core.telegram.org/api/updates#event-sequences>
pub fn is_in_seq(delivery: &Delivery) -> bool {
    let Delivery { of, event, .. } = delivery;
    let apart = matches!(
        event.change,
        Change::Status { .. }
            | Change::Typing { .. }
            | Change::Asked(_)
            | Change::Chatting(News::PollVote { .. })
    );
    matches!(of, Owner::Account(_)) && event.pts_count == 0 && !apart
}

/// Updates at that place.
pub fn numbered(updates: enums::Updates, seq: i32) -> enums::Updates {
    match updates {
        enums::Updates::Updates(updates) => types::Updates { seq, ..updates }.into(),
        other => other,
    }
}

/// What the caller's own function did, as its answer: `leading`, then the events that it caused.
pub fn own(call: &Call, leading: Vec<enums::Update>) -> enums::Updates {
    own_with(call, leading, Mentioned::default())
}

/// The same, bringing along who isn't spoken of.
pub fn own_with(call: &Call, leading: Vec<enums::Update>, mut mentioned: Mentioned) -> enums::Updates {
    let mut updates = leading;
    for Delivery { of, event, .. } in call.world.awaiting(call.me) {
        mention(call.world, *of, event, &mut mentioned);
        updates.push(update(call.world, call.me, *of, event));
    }
    wrap(call.world, call.me, updates, &mentioned)
}

pub fn wrap(world: &World, me: i64, updates: Vec<enums::Update>, mentioned: &Mentioned) -> enums::Updates {
    // seq 0 is "in no order": these updates have their pts, or are told to one authorization alone.
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    types::Updates { updates, users, chats, date: world.now(), seq: 0 }.into()
}

/// Whom an event speaks of.
pub fn mention(world: &World, of: Owner, event: &Event, mentioned: &mut Mentioned) {
    match event.change {
        Change::NewMessage { id } => {
            world.mailbox(of).message(id).into_iter().for_each(|message| mentioned.message(message));
        }
        Change::ReadInbox { chat, .. } | Change::ReadOutbox { chat, .. } => mentioned.peer(chat),
        Change::ChannelReadInbox { channel, .. }
        | Change::ChannelReadOutbox { channel, .. }
        | Change::ChannelChanged { channel } => mentioned.peer(Peer::Channel(channel)),
        Change::GroupMembers { group } => {
            let group = Peer::Group(group);
            mentioned.peer(group);
            let chat = world.chat(group).into_iter();
            chat.flat_map(|chat| chat.present()).for_each(|(id, _)| mentioned.user(id));
        }
        Change::JoinRequests { chat } => {
            mentioned.peer(chat);
            let requests = world.chat(chat).into_iter().flat_map(|chat| chat.requests.keys());
            requests.for_each(|id| mentioned.user(*id));
        }
        Change::DefaultBans { chat } | Change::ChatChanged { chat } => mentioned.peer(chat),
        Change::Person { user } | Change::Name { user } | Change::Blocked { user, .. } => {
            mentioned.user(user)
        }
        Change::Status { .. } | Change::Typing { .. } | Change::NewLogin { .. } => {}
        Change::Asked(ref query) => super::asked::mention(query, mentioned),
        Change::Chatting(ref news) => super::news::mention(world, of, news, mentioned),
    }
}

pub fn update(world: &World, me: i64, of: Owner, event: &Event) -> enums::Update {
    let (pts, pts_count) = (event.pts, event.pts_count);
    match event.change {
        Change::NewMessage { id } => {
            let known = world.mailbox(of).message(id);
            let message = known.map_or_else(|| super::message::none(id), |known| message(world, me, known));
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
            types::UpdateChatParticipants { participants: super::dialog::participants(world, group) }.into()
        }
        Change::ChatChanged { chat } => match chat {
            Peer::Group(chat_id) | Peer::User(chat_id) => types::UpdateChat { chat_id }.into(),
            Peer::Channel(channel_id) => types::UpdateChannel { channel_id }.into(),
        },
        Change::DefaultBans { chat } => types::UpdateChatDefaultBannedRights {
            peer: peer(chat),
            default_banned_rights: super::rights::default_bans(world, chat),
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
        Change::Asked(ref query) => super::asked::update(query),
        Change::Chatting(ref news) => super::news::update(world, me, of, event, news),
    }
}

fn typing(chat: Peer, user: i64, doing: Doing) -> enums::Update {
    let action = super::doing::doing(doing);
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

/// A plain message from whom the account already knows comes alone, its sender and chat by number.
fn short_message(world: &World, me: i64, of: Owner, event: &Event) -> Option<enums::Updates> {
    let (Owner::Account(_), Change::NewMessage { id }) = (of, &event.change) else { return None };
    let sent = world.mailbox(of).message(*id)?;
    let Body::Text { text, entities, media: None } = &*sent.body else { return None };
    // A forward brings along whom it comes from.
    if *sent.carried != Carried::default() || !is_acquainted(world, me, sent) {
        return None;
    }
    let (out, silent) = (World::is_outgoing(me, sent), sent.silent);
    let (mentioned, media_unread) = mentioned(world, me, sent);
    let (pts, pts_count, date) = (event.pts, event.pts_count, sent.date);
    let (reply_to, entities) = (reply_to(sent), entities::entities(entities));
    let (id, message) = (*id, text.clone());
    match sent.chat {
        Peer::User(user_id) => Some(
            types::UpdateShortMessage {
                out,
                mentioned,
                media_unread,
                silent,
                id,
                user_id,
                message,
                pts,
                pts_count,
                date,
                fwd_from: None,
                via_bot_id: None,
                reply_to,
                entities,
                ttl_period: None,
            }
            .into(),
        ),
        Peer::Group(chat_id) => Some(
            types::UpdateShortChatMessage {
                out,
                mentioned,
                media_unread,
                silent,
                id,
                from_id: sent.author,
                chat_id,
                message,
                pts,
                pts_count,
                date,
                fwd_from: None,
                via_bot_id: None,
                reply_to,
                entities,
                ttl_period: None,
            }
            .into(),
        ),
        Peer::Channel(_) => None,
    }
}

/// How far back Telegram looks for an earlier message of the same author.
const LOOKED_BACK: usize = 100;

fn is_acquainted(world: &World, me: i64, sent: &Message) -> bool {
    let mailbox = world.mailbox_of(me, sent.chat);
    let ids = mailbox.ids(sent.chat).into_iter().flat_map(|ids| ids.range(..sent.id).rev());
    let mut earlier = ids.take(LOOKED_BACK).filter_map(|id| mailbox.message(*id));
    match sent.chat {
        Peer::User(_) => earlier.next().is_some(),
        _ => sent.author == me || earlier.any(|earlier| earlier.author == sent.author),
    }
}
