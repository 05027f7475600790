//! Basic groups, supergroups and channels.

use grammers_tl_types::{enums, types};

use super::{defaults, photos, rights};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{Chat, ChatKind, Role};
use crate::sandbox::world::chats::rights::FOR_EVER;
use crate::sandbox::world::people::peer::Peer;

pub fn chat(world: &World, me: i64, peer: Peer) -> enums::Chat {
    let (Peer::User(id) | Peer::Group(id) | Peer::Channel(id)) = peer;
    let Some(chat) = world.chat(peer) else { return types::ChatEmpty { id }.into() };
    match chat.kind {
        ChatKind::Group if chat.role(me).is_some_and(|role| role != Role::Banned) => {
            group(world, chat, id, me)
        }
        ChatKind::Group => types::ChatForbidden { id, title: chat.title.clone() }.into(),
        ChatKind::Supergroup | ChatKind::Channel if chat.is_open_to(me) => channel(world, chat, id, me),
        kind => types::ChannelForbidden {
            broadcast: kind == ChatKind::Channel,
            megagroup: kind == ChatKind::Supergroup,
            monoforum: false,
            id,
            access_hash: world.access_hash(me, peer),
            title: chat.title.clone(),
            until_date: chat.members.get(&me).and_then(|member| member.ban).map(|ban| ban.until),
        }
        .into(),
    }
}

pub fn group(world: &World, chat: &Chat, id: i64, me: i64) -> enums::Chat {
    types::Chat {
        creator: chat.role(me) == Some(Role::Owner),
        left: !chat.has(me),
        id,
        title: chat.title.clone(),
        photo: photos::chat_photo(world, chat.peer),
        participants_count: chat.present().count() as i32,
        date: chat.created,
        version: chat.version,
        admin_rights: rights::admin_of(chat, me),
        default_banned_rights: Some(rights::bans(chat.default_bans, FOR_EVER)),
        deactivated: chat.migrated_to.is_some(),
        migrated_to: chat.migrated_to.map(|id| migrated_to(world, id, me)),
        ..defaults::group()
    }
    .into()
}

pub fn channel(world: &World, chat: &Chat, id: i64, me: i64) -> enums::Chat {
    types::Channel {
        creator: chat.role(me) == Some(Role::Owner),
        left: !chat.has(me),
        broadcast: chat.kind == ChatKind::Channel,
        megagroup: chat.kind == ChatKind::Supergroup,
        id,
        access_hash: Some(world.access_hash(me, chat.peer)),
        title: chat.title.clone(),
        username: chat.username.clone(),
        photo: photos::chat_photo(world, chat.peer),
        date: chat.members.get(&me).map_or(chat.created, |member| member.joined),
        admin_rights: rights::admin_of(chat, me),
        default_banned_rights: (chat.kind == ChatKind::Supergroup)
            .then(|| rights::bans(chat.default_bans, FOR_EVER)),
        banned_rights: chat.members.get(&me).and_then(|member| member.ban).map(rights::ban),
        signatures: chat.signatures,
        slowmode_enabled: chat.slow_mode > 0,
        forum: chat.forum.on,
        forum_tabs: chat.forum.tabs,
        participants_count: Some(chat.present().count() as i32),
        ..defaults::channel()
    }
    .into()
}

pub fn migrated_to(world: &World, id: i64, me: i64) -> enums::InputChannel {
    let access_hash = world.access_hash(me, Peer::Channel(id));
    types::InputChannel { channel_id: id, access_hash }.into()
}
