//! Admin rights, restrictions and the members they belong to.

use grammers_tl_types::types::{ChatAdminRights, ChatBannedRights};
use grammers_tl_types::{enums, types};

use super::{defaults, peer};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{Chat, ChatKind, Member, Role};
use crate::sandbox::world::chats::rights::{AdminRights, Ban, Bans, FOR_EVER};
use crate::sandbox::world::people::peer::Peer;

pub fn admin(rights: AdminRights) -> enums::ChatAdminRights {
    ChatAdminRights {
        change_info: rights.change_info,
        post_messages: rights.post_messages,
        edit_messages: rights.edit_messages,
        delete_messages: rights.delete_messages,
        ban_users: rights.ban_users,
        invite_users: rights.invite_users,
        pin_messages: rights.pin_messages,
        add_admins: rights.add_admins,
        anonymous: rights.anonymous,
        manage_call: rights.manage_call,
        other: rights.other,
        manage_topics: rights.manage_topics,
        post_stories: rights.post_stories,
        edit_stories: rights.edit_stories,
        delete_stories: rights.delete_stories,
        manage_direct_messages: rights.manage_direct_messages,
        manage_ranks: rights.manage_ranks,
        manage_linked_peers: rights.manage_linked_peers,
        manage_welcome_messages: rights.manage_welcome_messages,
    }
    .into()
}

pub fn bans(bans: Bans, until_date: i32) -> enums::ChatBannedRights {
    ChatBannedRights {
        view_messages: bans.view_messages,
        send_messages: bans.send_messages,
        send_media: bans.send_media,
        send_stickers: bans.send_stickers,
        send_gifs: bans.send_gifs,
        send_games: bans.send_games,
        send_inline: bans.send_inline,
        embed_links: bans.embed_links,
        send_polls: bans.send_polls,
        change_info: bans.change_info,
        invite_users: bans.invite_users,
        pin_messages: bans.pin_messages,
        manage_topics: bans.manage_topics,
        send_photos: bans.send_photos,
        send_videos: bans.send_videos,
        send_roundvideos: bans.send_roundvideos,
        send_audios: bans.send_audios,
        send_voices: bans.send_voices,
        send_docs: bans.send_docs,
        send_plain: bans.send_plain,
        edit_rank: bans.edit_rank,
        send_reactions: bans.send_reactions,
        manage_linked_peers: bans.manage_linked_peers,
        until_date,
    }
    .into()
}

pub fn ban(ban: Ban) -> enums::ChatBannedRights {
    bans(ban.what, ban.until)
}

pub fn default_bans(world: &World, chat: Peer) -> enums::ChatBannedRights {
    bans(world.chat(chat).map(|chat| chat.default_bans).unwrap_or_default(), FOR_EVER)
}

/// The admin rights of an account, or `None` if it isn't an admin.
pub fn admin_of(chat: &Chat, account: i64) -> Option<enums::ChatAdminRights> {
    let member = chat.members.get(&account)?;
    match member.role {
        Role::Owner => Some(owner(chat.kind)),
        Role::Admin => Some(admin(member.rights)),
        _ => None,
    }
}

/// An owner has every right that this kind of chat knows.
fn owner(kind: ChatKind) -> enums::ChatAdminRights {
    let in_channel = kind == ChatKind::Channel;
    ChatAdminRights {
        change_info: true,
        post_messages: in_channel,
        edit_messages: in_channel,
        delete_messages: true,
        ban_users: true,
        invite_users: true,
        pin_messages: !in_channel,
        add_admins: true,
        manage_call: true,
        manage_topics: kind == ChatKind::Supergroup,
        other: true,
        ..defaults::admin_rights()
    }
    .into()
}

/// A member of a channel or supergroup.
pub fn participant(me: i64, chat: &Chat, user_id: i64, member: &Member) -> enums::ChannelParticipant {
    let (date, rank, inviter_id) = (member.joined, member.rank.clone(), member.inviter);
    match (member.role, member.ban) {
        (Role::Owner, _) => {
            types::ChannelParticipantCreator { user_id, admin_rights: owner(chat.kind), rank }.into()
        }
        (Role::Admin, _) => types::ChannelParticipantAdmin {
            can_edit: member.promoted_by == me || (chat.role(me) == Some(Role::Owner)),
            is_self: user_id == me,
            user_id,
            inviter_id: (user_id == me).then_some(inviter_id),
            promoted_by: member.promoted_by,
            date,
            admin_rights: admin(member.rights),
            rank,
        }
        .into(),
        (role, Some(given)) => types::ChannelParticipantBanned {
            left: !role.is_in(),
            peer: peer::peer(Peer::User(user_id)),
            kicked_by: given.by,
            date: given.since,
            banned_rights: ban(given),
            rank,
        }
        .into(),
        (Role::Member, None) if user_id == me => types::ChannelParticipantSelf {
            via_request: member.approved_by.is_some(),
            user_id,
            inviter_id,
            date,
            subscription_until_date: None,
            rank,
        }
        .into(),
        (Role::Member, None) => {
            types::ChannelParticipant { user_id, date, subscription_until_date: None, rank }.into()
        }
        (Role::Left | Role::Banned, None) => {
            types::ChannelParticipantLeft { peer: peer::peer(Peer::User(user_id)) }.into()
        }
    }
}
