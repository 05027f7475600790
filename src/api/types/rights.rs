//! What members may do, and what admins may: by the Bot API's names.
//! <https://core.telegram.org/api/rights>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telegram::tl;

/// Permissions of non-admins in a group. As in the Bot API, anything not set to true is denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Permissions {
    /// Send texts, contacts and locations.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_messages: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_audios: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_documents: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_photos: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_videos: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_video_notes: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_voice_notes: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_polls: bool,
    /// Send animations, games and stickers, and use inline bots.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_send_other_messages: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_add_web_page_previews: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_react_to_messages: bool,
    /// Change their own tag.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_edit_tag: bool,
    /// Change the title, photo and other settings.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_change_info: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_invite_users: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_pin_messages: bool,
    /// Create topics in a forum.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub can_manage_topics: bool,
}

impl Permissions {
    pub const ALL: Self = Self {
        can_send_messages: true,
        can_send_audios: true,
        can_send_documents: true,
        can_send_photos: true,
        can_send_videos: true,
        can_send_video_notes: true,
        can_send_voice_notes: true,
        can_send_polls: true,
        can_send_other_messages: true,
        can_add_web_page_previews: true,
        can_react_to_messages: true,
        can_edit_tag: true,
        can_change_info: true,
        can_invite_users: true,
        can_pin_messages: true,
        can_manage_topics: true,
    };

    /// Telegram stores what is denied.
    pub fn taken(self, until_date: i32) -> tl::types::ChatBannedRights {
        let media = self.can_send_audios
            || self.can_send_documents
            || self.can_send_photos
            || self.can_send_videos
            || self.can_send_video_notes
            || self.can_send_voice_notes;
        let sends = media || self.can_send_messages || self.can_send_polls || self.can_send_other_messages;
        tl::types::ChatBannedRights {
            view_messages: false,
            send_messages: !sends,
            send_media: !media,
            send_stickers: !self.can_send_other_messages,
            send_gifs: !self.can_send_other_messages,
            send_games: !self.can_send_other_messages,
            send_inline: !self.can_send_other_messages,
            embed_links: !self.can_add_web_page_previews,
            send_polls: !self.can_send_polls,
            change_info: !self.can_change_info,
            invite_users: !self.can_invite_users,
            pin_messages: !self.can_pin_messages,
            manage_topics: !self.can_manage_topics,
            send_photos: !self.can_send_photos,
            send_videos: !self.can_send_videos,
            send_roundvideos: !self.can_send_video_notes,
            send_audios: !self.can_send_audios,
            send_voices: !self.can_send_voice_notes,
            send_docs: !self.can_send_documents,
            send_plain: !self.can_send_messages,
            edit_rank: !self.can_edit_tag,
            send_reactions: !self.can_react_to_messages,
            manage_linked_peers: false,
            until_date,
        }
    }

    /// All permissions except the denied ones.
    pub fn left(taken: &tl::types::ChatBannedRights) -> Self {
        let sends = !taken.send_messages;
        let media = sends && !taken.send_media;
        Self {
            can_send_messages: sends && !taken.send_plain,
            can_send_audios: media && !taken.send_audios,
            can_send_documents: media && !taken.send_docs,
            can_send_photos: media && !taken.send_photos,
            can_send_videos: media && !taken.send_videos,
            can_send_video_notes: media && !taken.send_roundvideos,
            can_send_voice_notes: media && !taken.send_voices,
            can_send_polls: sends && !taken.send_polls,
            can_send_other_messages: sends && !taken.send_stickers,
            can_add_web_page_previews: sends && !taken.embed_links,
            can_react_to_messages: !taken.send_reactions,
            can_edit_tag: !taken.edit_rank,
            can_change_info: !taken.change_info,
            can_invite_users: !taken.invite_users,
            can_pin_messages: !taken.pin_messages,
            can_manage_topics: !taken.manage_topics,
        }
    }
}

macro_rules! admin_rights {
    ($($(#[doc = $doc:literal])* $name:ident = $tl:ident,)*) => {
        /// Rights of an admin. Anything not set to true is denied.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct AdminRights {
            $($(#[doc = $doc])* #[serde(skip_serializing_if = "std::ops::Not::not")] pub $name: bool,)*
        }

        impl AdminRights {
            pub fn of(rights: &tl::enums::ChatAdminRights) -> Self {
                let tl::enums::ChatAdminRights::Rights(rights) = rights;
                Self { $($name: rights.$tl,)* }
            }

            pub fn tl(self) -> tl::types::ChatAdminRights {
                tl::types::ChatAdminRights {
                    $($tl: self.$name,)*
                    manage_linked_peers: false,
                    manage_welcome_messages: false,
                }
            }
        }
    };
}

admin_rights! {
    /// Post on behalf of the chat.
    is_anonymous = anonymous,
    /// See the members and the admins' actions. Granted to every admin.
    can_manage_chat = other,
    can_delete_messages = delete_messages,
    can_manage_video_chats = manage_call,
    /// Ban and restrict members.
    can_restrict_members = ban_users,
    /// Promote others to admin, with a subset of their own rights.
    can_promote_members = add_admins,
    /// Change the title, photo and other settings.
    can_change_info = change_info,
    can_invite_users = invite_users,
    can_post_stories = post_stories,
    can_edit_stories = edit_stories,
    can_delete_stories = delete_stories,
    /// Channels only.
    can_post_messages = post_messages,
    /// Channels only: edit others' posts.
    can_edit_messages = edit_messages,
    /// Groups only.
    can_pin_messages = pin_messages,
    /// Forums only.
    can_manage_topics = manage_topics,
    can_manage_direct_messages = manage_direct_messages,
    /// Change the tags of members.
    can_manage_tags = manage_ranks,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_is_taken_leaves_what_was_given() {
        let all: Value = serde_json::to_value(Permissions::ALL).unwrap();
        assert_eq!(all.as_object().unwrap().len(), 16);
        for name in all.as_object().unwrap().keys() {
            let given: Permissions = serde_json::from_value(json!({ name: true })).unwrap();
            // A preview is of a text or a caption.
            let sends = Permissions { can_send_messages: true, can_send_audios: true, ..given };
            assert_eq!(Permissions::left(&sends.taken(0)), sends, "{name}");
        }
        assert!(Permissions::default().taken(0).send_messages);
        assert!(!Permissions::ALL.taken(0).send_messages && !Permissions::ALL.taken(0).send_media);
    }

    #[test]
    fn an_admins_rights_go_both_ways() {
        for name in ["is_anonymous", "can_manage_chat", "can_restrict_members", "can_manage_tags"] {
            let given: AdminRights = serde_json::from_value(json!({ name: true })).unwrap();
            assert_eq!(
                serde_json::to_value(AdminRights::of(&given.tl().into())).unwrap(),
                json!({ name: true })
            );
        }
    }
}
