//! Profile and chat photos (https://core.telegram.org/api/files#photos).

use std::sync::Arc;

use super::peer::Peer;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::messages::message::Action;
use crate::sandbox::world::updates::event::Change;

impl World {
    /// Returns a user's newest photo, or a chat's photo.
    pub fn current_photo(&self, peer: Peer) -> Option<&Arc<File>> {
        match peer {
            Peer::User(id) => self.person(id)?.photos.last(),
            chat => self.chat(chat)?.photo.as_ref(),
        }
    }

    /// Returns a user's photos, newest first.
    pub fn profile_photos(&self, id: i64) -> impl Iterator<Item = &Arc<File>> {
        self.person(id).into_iter().flat_map(|person| person.photos.iter().rev())
    }

    /// Sets a photo as the newest. An existing one moves to the front.
    pub fn set_profile_photo(&mut self, me: i64, file: Arc<File>) {
        if let Some(person) = self.person_mut(me) {
            person.photos.retain(|photo| photo.id != file.id);
            person.photos.push(file);
        }
        self.notify_photo(me);
    }

    /// Deletes photos by id. Returns those that existed.
    pub fn delete_profile_photos(&mut self, me: i64, ids: &[i64]) -> Vec<i64> {
        let Some(person) = self.person_mut(me) else { return Vec::new() };
        let gone = |photo: &Arc<File>| ids.contains(&photo.id);
        let taken: Vec<i64> =
            person.photos.iter().filter(|photo| gone(photo)).map(|photo| photo.id).collect();
        person.photos.retain(|photo| !gone(photo));
        if !taken.is_empty() {
            self.notify_photo(me);
        }
        taken
    }

    /// Sets or removes a chat's photo.
    pub fn set_chat_photo(&mut self, me: i64, peer: Peer, photo: Option<Arc<File>>) -> Result<(), Refusal> {
        self.require_or_allowed(me, peer, |may| may.change_info, |taken| taken.change_info)?;
        let chat = self.chat_mut(peer).ok_or(bad("CHAT_ID_INVALID"))?;
        if chat.photo == photo {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        chat.photo.clone_from(&photo);
        chat.version += 1;
        self.post_service(me, peer, photo.map_or(Action::PhotoDeleted, |file| Action::PhotoChanged { file }));
        self.notify_settings(peer);
        Ok(())
    }

    fn notify_photo(&mut self, me: i64) {
        for other in self.related_users(me).into_iter().chain([me]) {
            self.push_change(other, Change::Person { user: me });
        }
    }
}
