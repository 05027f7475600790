//! A chat's title, description, username and settings, and deleting it.

use super::chat::{ChatKind, Role};
use super::create::{check_about, check_title};
use super::rights::Bans;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::message::Action;
use crate::sandbox::world::people::lookup::{SHORTEST_FREE_NAME, is_username};
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::Change;

impl World {
    pub fn edit_title(&mut self, me: i64, peer: Peer, title: &str) -> Result<(), Refusal> {
        self.require_or_allowed(me, peer, |may| may.change_info, |taken| taken.change_info)?;
        check_title(title)?;
        let title = title.trim().to_owned();
        let chat = self.chat_mut(peer).ok_or(bad("CHAT_ID_INVALID"))?;
        if chat.title == title {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        chat.title.clone_from(&title);
        chat.version += 1;
        self.post_service(me, peer, Action::TitleChanged { title });
        self.notify_settings(peer);
        Ok(())
    }

    pub fn edit_about(&mut self, me: i64, peer: Peer, about: &str) -> Result<(), Refusal> {
        self.require_or_allowed(me, peer, |may| may.change_info, |taken| taken.change_info)?;
        check_about(about)?;
        let about = about.trim();
        let chat = self.chat_mut(peer).ok_or(bad("CHAT_ID_INVALID"))?;
        if chat.about == about {
            return Err(bad("CHAT_ABOUT_NOT_MODIFIED"));
        }
        chat.about = about.to_owned();
        self.notify_settings(peer);
        Ok(())
    }

    /// Sets the username of a channel or supergroup. Empty makes it private.
    pub fn set_chat_username(&mut self, me: i64, peer: Peer, username: &str) -> Result<(), Refusal> {
        if self.chat(peer).is_none_or(|chat| chat.role(me) != Some(Role::Owner)) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let username = Some(username).filter(|username| !username.is_empty());
        if self.chat(peer).is_some_and(|chat| chat.username.as_deref() == username) {
            return Err(bad("USERNAME_NOT_MODIFIED"));
        }
        if let Some(username) = username {
            self.check_username(peer, username)?;
            self.check_public(me, peer)?;
        }
        let Some(chat) = self.chat_mut(peer) else { return Err(bad("CHANNEL_INVALID")) };
        chat.username = username.map(str::to_owned);
        let bans = chat.default_bans.and(Bans::PUBLIC);
        let taken = chat.kind == ChatKind::Supergroup && username.is_some() && chat.default_bans != bans;
        if taken {
            chat.default_bans = bans;
            self.push_to_chat(peer, Change::DefaultBans { chat: peer });
        }
        self.notify_settings(peer);
        Ok(())
    }

    /// Checks that a peer may take this username.
    pub fn check_username(&self, peer: Peer, username: &str) -> Result<(), Refusal> {
        if !is_username(username) {
            return Err(bad("USERNAME_INVALID"));
        }
        match self.resolve_username(username) {
            Ok(taken) if taken != peer => Err(bad("USERNAME_OCCUPIED")),
            Ok(_) => Ok(()),
            Err(_) if username.len() < SHORTEST_FREE_NAME => Err(bad("USERNAME_PURCHASE_AVAILABLE")),
            Err(_) => Ok(()),
        }
    }

    pub fn set_signatures(&mut self, me: i64, peer: Peer, signatures: bool) -> Result<(), Refusal> {
        self.require(me, peer, |may| may.change_info)?;
        let chat = self.chat_mut(peer).filter(|chat| chat.kind == ChatKind::Channel);
        let chat = chat.ok_or(bad("CHAT_ID_INVALID"))?;
        if chat.signatures == signatures {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        chat.signatures = signatures;
        self.notify_settings(peer);
        Ok(())
    }

    /// Hides earlier messages from new members, or shows them.
    pub fn hide_history(&mut self, me: i64, peer: Peer, hidden: bool) -> Result<(), Refusal> {
        self.require(me, peer, |may| may.change_info)?;
        let chat = self.chat_mut(peer).filter(|chat| chat.kind == ChatKind::Supergroup);
        let chat = chat.ok_or(bad("CHAT_ID_INVALID"))?;
        if chat.is_public() {
            return Err(bad("CHAT_LINK_EXISTS"));
        }
        if chat.history_hidden == hidden {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        chat.history_hidden = hidden;
        self.notify_settings(peer);
        Ok(())
    }

    /// Deletes a chat for everyone.
    pub fn delete_chat(&mut self, me: i64, peer: Peer) -> Result<(), Refusal> {
        let chat = self.chat(peer).ok_or(bad("CHANNEL_INVALID"))?;
        if chat.role(me) != Some(Role::Owner) {
            return Err(bad("CHAT_ADMIN_REQUIRED"));
        }
        let everyone: Vec<i64> = chat.present().map(|(id, _)| id).collect();
        if let Some(chat) = self.chat_mut(peer) {
            chat.deleted = true;
            chat.username = None;
            chat.invites.clear();
            chat.requests.clear();
            chat.members.values_mut().for_each(|member| member.role = Role::Left);
        }
        for member in everyone {
            self.dialogs.remove(&(member, peer));
            match peer {
                Peer::Channel(_) => self.notify_membership(member, peer),
                _ => self.push_change(member, Change::ChatChanged { chat: peer }),
            }
        }
        Ok(())
    }

    /// Notifies all members that the chat's settings changed.
    pub(in crate::sandbox::world) fn notify_settings(&mut self, peer: Peer) {
        self.push_to_chat(peer, Change::ChatChanged { chat: peer });
    }
}
