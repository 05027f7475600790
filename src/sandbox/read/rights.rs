//! Admin rights and restrictions.

use grammers_tl_types::enums;

use crate::sandbox::world::chats::rights::{AdminRights, Bans};

pub fn admin(given: enums::ChatAdminRights) -> AdminRights {
    let enums::ChatAdminRights::Rights(given) = given;
    AdminRights {
        change_info: given.change_info,
        post_messages: given.post_messages,
        edit_messages: given.edit_messages,
        delete_messages: given.delete_messages,
        ban_users: given.ban_users,
        invite_users: given.invite_users,
        pin_messages: given.pin_messages,
        add_admins: given.add_admins,
        anonymous: given.anonymous,
        manage_call: given.manage_call,
        other: given.other,
        manage_topics: given.manage_topics,
        post_stories: given.post_stories,
        edit_stories: given.edit_stories,
        delete_stories: given.delete_stories,
        manage_direct_messages: given.manage_direct_messages,
        manage_ranks: given.manage_ranks,
        manage_linked_peers: given.manage_linked_peers,
        manage_welcome_messages: given.manage_welcome_messages,
    }
}

/// The restrictions, and the date they end.
pub fn bans(given: enums::ChatBannedRights) -> (Bans, i32) {
    let enums::ChatBannedRights::Rights(given) = given;
    let bans = Bans {
        view_messages: given.view_messages,
        send_messages: given.send_messages,
        send_media: given.send_media,
        send_stickers: given.send_stickers,
        send_gifs: given.send_gifs,
        send_games: given.send_games,
        send_inline: given.send_inline,
        embed_links: given.embed_links,
        send_polls: given.send_polls,
        change_info: given.change_info,
        invite_users: given.invite_users,
        pin_messages: given.pin_messages,
        manage_topics: given.manage_topics,
        send_photos: given.send_photos,
        send_videos: given.send_videos,
        send_roundvideos: given.send_roundvideos,
        send_audios: given.send_audios,
        send_voices: given.send_voices,
        send_docs: given.send_docs,
        send_plain: given.send_plain,
        edit_rank: given.edit_rank,
        send_reactions: given.send_reactions,
        manage_linked_peers: given.manage_linked_peers,
    };
    (bans, given.until_date)
}
