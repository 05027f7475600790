//! Slow mode, and restrictions on kinds of messages.

use super::chat::{Chat, ChatKind};
use super::rights::Bans;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, forbidden, wait};
use crate::sandbox::world::messages::draft::Draft;
use crate::sandbox::world::messages::index::{MessageKind, kind};
use crate::sandbox::world::messages::message::Media;
use crate::sandbox::world::people::peer::Peer;

/// Allowed delays in seconds (https://core.telegram.org/method/channels.toggleSlowMode).
const CHOICES: [i32; 8] = [0, 5, 10, 30, 60, 300, 900, 3600];

impl World {
    /// Sets the seconds between two messages of a member. 0 turns slow mode off.
    pub fn set_slow_mode(&mut self, me: i64, peer: Peer, seconds: i32) -> Result<(), Refusal> {
        self.require(me, peer, |rights| rights.ban_users)?;
        let chat = self.chat_mut(peer).filter(|chat| chat.kind == ChatKind::Supergroup);
        let chat = chat.ok_or(bad("CHANNEL_INVALID"))?;
        if !CHOICES.contains(&seconds) {
            return Err(bad("SECONDS_INVALID"));
        }
        if chat.slow_mode == seconds {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        chat.slow_mode = seconds;
        self.notify_settings(peer);
        Ok(())
    }

    /// Returns until when the account has to wait, if it does.
    pub fn slow_mode_until(&self, account: i64, peer: Peer) -> Option<i32> {
        let chat = self.chat(peer).filter(|chat| chat.slow_mode > 0 && !chat.is_admin(account))?;
        let until = chat.last_wrote.get(&account)? + chat.slow_mode;
        (until > self.now()).then_some(until)
    }

    /// Records a message under slow mode, or fails if the account has to wait.
    pub(in crate::sandbox::world) fn check_slow_mode(
        &mut self,
        author: i64,
        peer: Peer,
    ) -> Result<(), Refusal> {
        let now = self.now();
        if let Some(until) = self.slow_mode_until(author, peer) {
            return Err(wait("SLOWMODE", until - now));
        }
        if let Some(chat) = self.chat_mut(peer).filter(|chat| chat.slow_mode > 0) {
            chat.last_wrote.insert(author, now);
        }
        Ok(())
    }

    /// Records several messages, each with its album. An album counts as one message; more than one fail
    /// (https://core.telegram.org/method/messages.forwardMessages).
    pub(in crate::sandbox::world) fn check_slow_mode_of_album(
        &mut self,
        author: i64,
        peer: Peer,
        albums: &[Option<i64>],
    ) -> Result<(), Refusal> {
        let Some((first, others)) = albums.split_first() else { return Ok(()) };
        let one = others.is_empty() || first.is_some() && others.iter().all(|album| album == first);
        let slow = |chat: &&Chat| chat.slow_mode > 0 && !chat.is_admin(author);
        if !one && self.chat(peer).filter(slow).is_some() {
            return Err(bad("SLOWMODE_MULTI_MSGS_DISABLED"));
        }
        self.check_slow_mode(author, peer)
    }

    /// Checks that the author isn't restricted from sending this kind of message.
    pub(in crate::sandbox::world) fn check_bans(
        &self,
        author: i64,
        peer: Peer,
        draft: &Draft,
    ) -> Result<(), Refusal> {
        let Some(bans) = self.chat(peer).map(|chat| chat.bans(author)) else { return Ok(()) };
        let taken = match &draft.media {
            Some(Media::Poll(_)) if bans.send_polls => Some("CHAT_SEND_POLL_FORBIDDEN"),
            // The only one of these errors that isn't a 403.
            _ if draft.carried.via.is_some() && bans.send_inline => {
                return Err(bad("CHAT_SEND_INLINE_FORBIDDEN"));
            }
            Some(_) if bans.send_media => Some("CHAT_SEND_MEDIA_FORBIDDEN"),
            Some(media) => kind(media).and_then(|kind| restriction_error(bans, kind)),
            None => bans.send_plain.then_some("CHAT_SEND_PLAIN_FORBIDDEN"),
        };
        taken.map_or(Ok(()), |name| Err(forbidden(name)))
    }
}

/// Returns the error for a restricted kind of media (https://core.telegram.org/constructor/chatBannedRights).
fn restriction_error(bans: Bans, kind: MessageKind) -> Option<&'static str> {
    let (taken, name) = match kind {
        MessageKind::Photo => (bans.send_photos, "CHAT_SEND_PHOTOS_FORBIDDEN"),
        MessageKind::Video => (bans.send_videos, "CHAT_SEND_VIDEOS_FORBIDDEN"),
        MessageKind::RoundVideo => (bans.send_roundvideos, "CHAT_SEND_ROUNDVIDEOS_FORBIDDEN"),
        MessageKind::Music => (bans.send_audios, "CHAT_SEND_AUDIOS_FORBIDDEN"),
        MessageKind::Voice => (bans.send_voices, "CHAT_SEND_VOICES_FORBIDDEN"),
        MessageKind::Document => (bans.send_docs, "CHAT_SEND_DOCS_FORBIDDEN"),
        MessageKind::Sticker => (bans.send_stickers, "CHAT_SEND_STICKERS_FORBIDDEN"),
        MessageKind::Gif => (bans.send_gifs, "CHAT_SEND_GIFS_FORBIDDEN"),
        MessageKind::Poll
        | MessageKind::Geo
        | MessageKind::Contact
        | MessageKind::Link
        | MessageKind::Pinned => return None,
    };
    taken.then_some(name)
}
