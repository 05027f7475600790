//! Migrating a basic group to a supergroup (https://core.telegram.org/api/channel#migration).

use super::chat::{ChatKind, Role};
use super::create::NewChat;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::message::Action;
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Migrates a group to a supergroup with the same members. The group stays, but can't be written to.
    pub fn migrate(&mut self, me: i64, peer: Peer) -> Result<Peer, Refusal> {
        let chat =
            self.chat(peer).filter(|chat| chat.kind == ChatKind::Group).ok_or(bad("CHAT_ID_INVALID"))?;
        let Peer::Group(group) = peer else { return Err(bad("CHAT_ID_INVALID")) };
        if chat.role(me) != Some(Role::Owner) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let title = chat.title.clone();
        let (about, bans, members) = (chat.about.clone(), chat.default_bans, chat.members.clone());
        let photo = chat.photo.clone();
        let everyone: Vec<i64> = chat.present().map(|(id, _)| id).collect();
        let new = self.create_chat_silently(NewChat {
            kind: ChatKind::Supergroup,
            title: title.clone(),
            about,
            username: None,
            owner: me,
            members: everyone.iter().copied().filter(|id| *id != me).collect(),
        });
        let Peer::Channel(channel) = new else { return Err(bad("CHAT_ID_INVALID")) };
        if let Some(chat) = self.chat_mut(new) {
            chat.migrated_from = Some(group);
            chat.photo = photo;
            chat.default_bans = bans;
            // As in a basic group, new members don't see earlier messages.
            chat.history_hidden = true;
            // Admins keep their role and rights.
            for (id, old) in members {
                if let Some(member) = chat.members.get_mut(&id) {
                    (member.role, member.rights, member.promoted_by) =
                        (old.role, old.rights, old.promoted_by);
                }
            }
        }
        if let Some(chat) = self.chat_mut(peer) {
            chat.migrated_to = Some(channel);
            chat.invites.clear();
            chat.requests.clear();
        }
        for member in everyone {
            self.notify_membership(member, new);
        }
        self.post_service(me, peer, Action::MigratedTo { channel });
        self.post_service(me, new, Action::MigratedFrom { title, group });
        Ok(new)
    }
}
