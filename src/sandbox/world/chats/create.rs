//! Creating chats.

use super::chat::{Chat, ChatKind, Member, Role};
use super::rights::Bans;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::quotas::MAX_IN_GROUP;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::mailbox::Mailbox;
use crate::sandbox::world::messages::message::Action;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

/// A chat to create.
#[derive(Clone, Debug)]
pub struct NewChat {
    pub kind: ChatKind,
    pub title: String,
    pub about: String,
    pub username: Option<String>,
    pub owner: i64,
    pub members: Vec<i64>,
}

impl World {
    /// Creates a chat with its members and its first service message.
    pub fn create_chat(&mut self, new: NewChat) -> Peer {
        let (owner, title) = (new.owner, new.title.clone());
        let action = match new.kind {
            ChatKind::Group => Action::GroupCreated { title, members: new.members.clone() },
            ChatKind::Supergroup | ChatKind::Channel => Action::ChannelCreated { title },
        };
        let peer = self.create_chat_silently(new);
        self.post_service(owner, peer, action);
        peer
    }

    pub(in crate::sandbox::world) fn create_chat_silently(&mut self, new: NewChat) -> Peer {
        let peer = match new.kind {
            ChatKind::Group => Peer::Group(self.new_id(Peer::Group)),
            ChatKind::Supergroup | ChatKind::Channel => Peer::Channel(self.new_id(Peer::Channel)),
        };
        if let Peer::Channel(id) = peer {
            self.mailboxes.insert(Owner::Channel(id), Mailbox::default());
        }
        let created = self.now();
        let NewChat { kind, title, about, username, owner, members } = new;
        let member = |id: i64| {
            let role = if id == owner { Role::Owner } else { Role::Member };
            (id, Member::new(role, created, owner))
        };
        let everyone: Vec<i64> = std::iter::once(owner).chain(members).collect();
        let public_group = kind == ChatKind::Supergroup && username.is_some();
        let default_bans = if public_group { Bans::PUBLIC } else { Bans::NONE };
        let chat = Chat {
            peer,
            kind,
            title,
            about,
            username,
            photo: None,
            created,
            members: everyone.iter().copied().map(member).collect(),
            requests: Default::default(),
            invites: Vec::new(),
            version: 1,
            default_bans,
            signatures: false,
            history_hidden: false,
            slow_mode: 0,
            last_wrote: Default::default(),
            forum: Default::default(),
            deleted: false,
            migrated_to: None,
            migrated_from: None,
        };
        self.chats.insert(peer, chat);
        for id in everyone {
            self.dialog_mut(id, peer);
        }
        peer
    }

    /// Creates a chat for an account. Returns users who couldn't be added, as they have blocked it.
    pub fn create(&mut self, new: NewChat) -> Result<(Peer, Vec<i64>), Refusal> {
        check_title(&new.title)?;
        check_about(&new.about)?;
        let owner = new.owner;
        let (missing, mut members): (Vec<i64>, Vec<i64>) = new
            .members
            .iter()
            .copied()
            .filter(|id| *id != owner)
            .partition(|id| self.has_blocked(*id, owner));
        members.sort_unstable();
        members.dedup();
        match new.kind {
            ChatKind::Group if members.len() + 1 > MAX_IN_GROUP => return Err(bad("USERS_TOO_MUCH")),
            ChatKind::Group => {}
            ChatKind::Supergroup | ChatKind::Channel => self.check_channel_count(owner)?,
        }
        let (title, about) = (new.title.trim().to_owned(), new.about.trim().to_owned());
        let peer = self.create_chat(NewChat { title, about, members, ..new });
        self.notify_membership(owner, peer);
        Ok((peer, missing))
    }
}

/// Maximum characters of a title and a description (https://core.telegram.org/bots/api#setchattitle,
/// https://core.telegram.org/bots/api#setchatdescription).
const TITLE_LENGTH: usize = 128;

const ABOUT_LENGTH: usize = 255;

pub(in crate::sandbox::world) fn check_title(title: &str) -> Result<(), Refusal> {
    let characters = title.trim().chars().count();
    if characters == 0 || characters > TITLE_LENGTH { Err(bad("CHAT_TITLE_EMPTY")) } else { Ok(()) }
}

pub(in crate::sandbox::world) fn check_about(about: &str) -> Result<(), Refusal> {
    if about.trim().chars().count() > ABOUT_LENGTH { Err(bad("CHAT_ABOUT_TOO_LONG")) } else { Ok(()) }
}
