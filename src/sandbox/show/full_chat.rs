//! `messages.ChatFull`: everything about one chat.

use grammers_tl_types::{enums, types};

use super::mentioned::Mentioned;
use super::{bots, defaults, notifications, photos};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{ChatKind, Member, Role};
use crate::sandbox::world::chats::notifications::NotifyScope;
use crate::sandbox::world::people::peer::Peer;

/// The members of a basic group.
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

/// Everything about a chat, with the users it refers to.
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

/// Public information of the bots in a chat.
pub fn bots(world: &World, me: i64, chat: Peer) -> Vec<enums::BotInfo> {
    let present = world.chat(chat).into_iter().flat_map(|chat| chat.present());
    let bots = present.map(|(id, _)| id).filter(|id| world.is_bot(*id));
    bots.map(|bot| bots::info(world, me, bot, chat)).collect()
}

pub fn group_full(world: &World, me: i64, id: i64) -> enums::ChatFull {
    let about = world.chat(Peer::Group(id)).map(|chat| chat.about.clone()).unwrap_or_default();
    let participants = participants(world, id);
    let pinned_msg_id = world.pinned_in(me, Peer::Group(id)).last().copied();
    let chat_photo = photos::full_photo(world, me, Peer::Group(id));
    let bot_info = Some(bots(world, me, Peer::Group(id))).filter(|bots| !bots.is_empty());
    types::ChatFull { id, about, participants, chat_photo, pinned_msg_id, bot_info, ..defaults::group_full() }
        .into()
}

pub fn channel_full(world: &World, me: i64, id: i64) -> enums::ChatFull {
    let peer = Peer::Channel(id);
    let Some(chat) = world.chat(peer) else {
        return types::ChannelFull { id, ..defaults::channel_full() }.into();
    };
    let dialog = world.dialog(me, peer);
    let admin = chat.is_admin(me);
    let count = |is: fn(&Member) -> bool| chat.members.values().filter(|member| is(member)).count() as i32;
    types::ChannelFull {
        // Only admins see the members of a channel.
        can_view_participants: admin || chat.kind == ChatKind::Supergroup,
        can_delete_channel: chat.role(me) == Some(Role::Owner),
        id,
        about: chat.about.clone(),
        chat_photo: photos::full_photo(world, me, peer).unwrap_or(types::PhotoEmpty { id: 0 }.into()),
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
        notify_settings: notifications::settings(world, me, NotifyScope::Chat(peer)),
        pinned_msg_id: world.pinned_in(me, peer).last().copied(),
        bot_info: bots(world, me, peer),
        requests_pending: admin.then_some(chat.requests.len() as i32).filter(|requests| *requests > 0),
        recent_requesters: admin
            .then(|| chat.requests.keys().copied().collect::<Vec<_>>())
            .filter(|requests| !requests.is_empty()),
        ..defaults::channel_full()
    }
    .into()
}
