//! Dialogs, and what there is to say of a chat as a whole.

use grammers_tl_types::{enums, types};

use super::blank;
use super::message::message;
use super::peers::{Mentioned, peer};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{ChatKind, Member, Role};
use crate::sandbox::world::chats::notifications::NotifyScope;
use crate::sandbox::world::people::peer::Peer;

/// Dialogs with their newest messages and all whom they speak of.
#[derive(Default)]
pub struct Dialogs {
    pub dialogs: Vec<enums::Dialog>,
    pub messages: Vec<enums::Message>,
    pub mentioned: Mentioned,
}

pub fn dialogs(world: &World, me: i64, peers: &[Peer]) -> Dialogs {
    let mut all = Dialogs::default();
    for chat in peers {
        all.dialogs.push(dialog(world, me, *chat));
        all.mentioned.peer(*chat);
        if let Some(top) = world.top_message(me, *chat) {
            all.messages.push(message(world, me, top));
            all.mentioned.message(top);
        }
    }
    all
}

pub fn dialog(world: &World, me: i64, chat: Peer) -> enums::Dialog {
    let dialog = world.dialog(me, chat);
    types::Dialog {
        pinned: dialog.pinned.is_some(),
        unread_mark: dialog.marked,
        notify_settings: crate::sandbox::functions::notify::settings(world, me, NotifyScope::Chat(chat)),
        peer: peer(chat),
        top_message: world.top_message(me, chat).map_or(0, |top| top.id),
        read_inbox_max_id: dialog.read_inbox_max_id,
        read_outbox_max_id: dialog.read_outbox_max_id,
        unread_count: world.unread(me, chat),
        unread_mentions_count: world.unread_mentions(me, chat, None).len() as i32,
        pts: matches!(chat, Peer::Channel(_)).then(|| world.mailbox_of(me, chat).pts),
        folder_id: (dialog.folder != 0).then_some(dialog.folder),
        ..blank::dialog()
    }
    .into()
}

/// A basic group's members.
pub fn participants(world: &World, group: i64) -> enums::ChatParticipants {
    let Some(chat) = world.chat(Peer::Group(group)) else {
        return types::ChatParticipantsForbidden { chat_id: group, self_participant: None }.into();
    };
    let participant = |(user_id, member): (i64, &Member)| {
        let (inviter_id, date, rank) = (member.inviter, member.joined, member.rank.clone());
        match member.role {
            Role::Owner => types::ChatParticipantCreator { user_id, rank }.into(),
            Role::Admin => types::ChatParticipantAdmin { user_id, inviter_id, date, rank }.into(),
            _ => types::ChatParticipant { user_id, inviter_id, date, rank }.into(),
        }
    };
    let participants = chat.present().map(participant).collect();
    types::ChatParticipants { chat_id: group, participants, version: chat.version }.into()
}

/// A chat in full, and who is in it as far as the answer says.
pub fn full(world: &World, me: i64, chat: Peer) -> types::messages::ChatFull {
    let mut mentioned = Mentioned::default();
    mentioned.peer(chat);
    let full_chat = match chat {
        Peer::Group(id) => {
            let present = world.chat(chat).into_iter().flat_map(|chat| chat.present());
            present.for_each(|(id, _)| mentioned.user(id));
            group_full(world, me, id)
        }
        Peer::Channel(id) | Peer::User(id) => {
            let admin = world.chat(chat).filter(|chat| chat.is_admin(me)).into_iter();
            admin.flat_map(|chat| chat.requests.keys()).for_each(|id| mentioned.user(*id));
            let present = world.chat(chat).into_iter().flat_map(|chat| chat.present());
            present.map(|(id, _)| id).filter(|id| world.is_bot(*id)).for_each(|bot| mentioned.user(bot));
            channel_full(world, me, id)
        }
    };
    let (users, chats) = (mentioned.users(world, me), mentioned.chats(world, me));
    types::messages::ChatFull { full_chat, chats, users }
}

/// What the chat's bots say of themselves.
fn bots(world: &World, me: i64, chat: Peer) -> Vec<enums::BotInfo> {
    let present = world.chat(chat).into_iter().flat_map(|chat| chat.present());
    let bots = present.map(|(id, _)| id).filter(|id| world.is_bot(*id));
    bots.map(|bot| crate::sandbox::functions::bots::info(world, me, bot, chat)).collect()
}

fn group_full(world: &World, me: i64, id: i64) -> enums::ChatFull {
    let about = world.chat(Peer::Group(id)).map(|chat| chat.about.clone()).unwrap_or_default();
    let participants = participants(world, id);
    let pinned_msg_id = world.pinned_in(me, Peer::Group(id)).last().copied();
    let chat_photo = crate::sandbox::functions::photos::in_full(world, me, Peer::Group(id));
    let bot_info = Some(bots(world, me, Peer::Group(id))).filter(|bots| !bots.is_empty());
    types::ChatFull { id, about, participants, chat_photo, pinned_msg_id, bot_info, ..blank::group_full() }
        .into()
}

fn channel_full(world: &World, me: i64, id: i64) -> enums::ChatFull {
    let peer = Peer::Channel(id);
    let Some(chat) = world.chat(peer) else {
        return types::ChannelFull { id, ..blank::channel_full() }.into();
    };
    let dialog = world.dialog(me, peer);
    let admin = chat.is_admin(me);
    let count = |is: fn(&Member) -> bool| chat.members.values().filter(|member| is(member)).count() as i32;
    types::ChannelFull {
        // A channel's readers are known to its admins alone.
        can_view_participants: admin || chat.kind == ChatKind::Supergroup,
        can_delete_channel: chat.role(me) == Some(Role::Owner),
        id,
        about: chat.about.clone(),
        chat_photo: crate::sandbox::functions::photos::in_full(world, me, peer)
            .unwrap_or(types::PhotoEmpty { id: 0 }.into()),
        participants_count: Some(chat.present().count() as i32),
        admins_count: admin
            .then(|| chat.present().filter(|(_, member)| member.role.is_admin()).count() as i32),
        kicked_count: admin.then(|| count(|member| member.role == Role::Banned)),
        banned_count: admin.then(|| count(|member| member.role != Role::Banned && member.ban.is_some())),
        can_set_username: chat.role(me) == Some(Role::Owner),
        slowmode_seconds: (chat.slow_mode > 0).then_some(chat.slow_mode),
        slowmode_next_send_date: world.slow_mode_until(me, peer),
        hidden_prehistory: chat.hides_history(),
        available_min_id: Some(world.earliest(me, peer)).filter(|id| *id > 0),
        migrated_from_chat_id: chat.migrated_from,
        read_inbox_max_id: dialog.read_inbox_max_id,
        read_outbox_max_id: dialog.read_outbox_max_id,
        unread_count: world.unread(me, peer),
        pts: world.mailbox_of(me, peer).pts,
        notify_settings: crate::sandbox::functions::notify::settings(world, me, NotifyScope::Chat(peer)),
        pinned_msg_id: world.pinned_in(me, peer).last().copied(),
        bot_info: bots(world, me, peer),
        requests_pending: admin.then_some(chat.requests.len() as i32).filter(|requests| *requests > 0),
        recent_requesters: admin
            .then(|| chat.requests.keys().copied().collect::<Vec<_>>())
            .filter(|requests| !requests.is_empty()),
        ..blank::channel_full()
    }
    .into()
}
