//! Rights and bans, both ways.

use grammers_tl_types::types::{ChatAdminRights, ChatBannedRights};
use grammers_tl_types::{enums, types};

use super::blank;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{Chat, ChatKind, Member, Role};
use crate::sandbox::world::chats::rights::{AdminRights, Ban, Bans, FOR_EVER};
use crate::sandbox::world::people::peer::Peer;

macro_rules! same_fields {
    ($from:expr => $into:ident { $($field:ident),* $(,)? } $($rest:tt)*) => {
        $into { $($field: $from.$field,)* $($rest)* }
    };
}

macro_rules! admin_rights {
    ($from:expr => $into:ident) => {
        same_fields!($from => $into {
            change_info, post_messages, edit_messages, delete_messages, ban_users, invite_users, pin_messages,
            add_admins, anonymous, manage_call, other, manage_topics, post_stories, edit_stories,
            delete_stories, manage_direct_messages, manage_ranks, manage_linked_peers, manage_welcome_messages,
        })
    };
}

macro_rules! banned_rights {
    ($from:expr => $into:ident; $($rest:tt)*) => {
        same_fields!($from => $into {
            view_messages, send_messages, send_media, send_stickers, send_gifs, send_games, send_inline,
            embed_links, send_polls, change_info, invite_users, pin_messages, manage_topics, send_photos,
            send_videos, send_roundvideos, send_audios, send_voices, send_docs, send_plain, edit_rank,
            send_reactions, manage_linked_peers,
        } $($rest)*)
    };
}

pub fn read_admin(given: enums::ChatAdminRights) -> AdminRights {
    let enums::ChatAdminRights::Rights(given) = given;
    admin_rights!(given => AdminRights)
}

/// What is taken, and until when.
pub fn read_bans(given: enums::ChatBannedRights) -> (Bans, i32) {
    let enums::ChatBannedRights::Rights(given) = given;
    (banned_rights!(given => Bans;), given.until_date)
}

pub fn admin(rights: AdminRights) -> enums::ChatAdminRights {
    admin_rights!(rights => ChatAdminRights).into()
}

pub fn bans(bans: Bans, until_date: i32) -> enums::ChatBannedRights {
    banned_rights!(bans => ChatBannedRights; until_date,).into()
}

pub fn ban(ban: Ban) -> enums::ChatBannedRights {
    bans(ban.what, ban.until)
}

pub fn default_bans(world: &World, chat: Peer) -> enums::ChatBannedRights {
    bans(world.chat(chat).map(|chat| chat.default_bans).unwrap_or_default(), FOR_EVER)
}

/// What this account may do as an admin, if it is one.
pub fn admin_of(chat: &Chat, account: i64) -> Option<enums::ChatAdminRights> {
    let member = chat.members.get(&account)?;
    match member.role {
        Role::Owner => Some(owner(chat.kind)),
        Role::Admin => Some(admin(member.rights)),
        _ => None,
    }
}

/// An owner may do all that there is to do in this kind of chat.
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
        ..blank::admin_rights()
    }
    .into()
}

/// A member of a channel or supergroup as Telegram shows them.
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
            peer: super::peers::peer(Peer::User(user_id)),
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
            types::ChannelParticipantLeft { peer: super::peers::peer(Peer::User(user_id)) }.into()
        }
    }
}
