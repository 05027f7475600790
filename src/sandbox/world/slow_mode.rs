//! What keeps a member from writing for a while, and what from writing at all.

use super::chat::{Chat, Kind};
use super::mailbox::Media;
use super::refusal::{Refusal, bad, forbidden, wait};
use super::send::Draft;
use super::{Peer, World};

/// The waits that Telegram offers, in seconds (https://core.telegram.org/method/channels.toggleSlowMode).
const CHOICES: [i32; 8] = [0, 5, 10, 30, 60, 300, 900, 3600];

impl World {
    /// Has members wait so many seconds between two messages of theirs; 0 ends it.
    pub fn set_slow_mode(&mut self, me: i64, peer: Peer, seconds: i32) -> Result<(), Refusal> {
        self.require(me, peer, |rights| rights.ban_users)?;
        let chat = self.chat_mut(peer).filter(|chat| chat.kind == Kind::Supergroup);
        let chat = chat.ok_or(bad("CHANNEL_INVALID"))?;
        if !CHOICES.contains(&seconds) {
            return Err(bad("SECONDS_INVALID"));
        }
        if chat.slow_mode == seconds {
            return Err(bad("CHAT_NOT_MODIFIED"));
        }
        chat.slow_mode = seconds;
        self.tell_settings(peer);
        Ok(())
    }

    /// Until when this account has to wait, if it has to.
    pub fn slow_until(&self, account: i64, peer: Peer) -> Option<i32> {
        let chat = self.chat(peer).filter(|chat| chat.slow_mode > 0 && !chat.is_admin(account))?;
        let until = chat.last_wrote.get(&account)? + chat.slow_mode;
        (until > self.now()).then_some(until)
    }

    /// Notes that the account writes, if it doesn't have to wait.
    pub(super) fn slow_down(&mut self, author: i64, peer: Peer) -> Result<(), Refusal> {
        let now = self.now();
        if let Some(until) = self.slow_until(author, peer) {
            return Err(wait("SLOWMODE", until - now));
        }
        if let Some(chat) = self.chat_mut(peer).filter(|chat| chat.slow_mode > 0) {
            chat.last_wrote.insert(author, now);
        }
        Ok(())
    }

    /// The same for several messages, each with the album that it is part of. An album is one message to slow mode, and
    /// more than one are too many at once (https://core.telegram.org/method/messages.forwardMessages).
    pub(super) fn slow_down_all(
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
        self.slow_down(author, peer)
    }

    /// Whether the author may send this kind of message there.
    pub(super) fn check_bans(&self, author: i64, peer: Peer, draft: &Draft) -> Result<(), Refusal> {
        let Some(bans) = self.chat(peer).map(|chat| chat.bans(author)) else { return Ok(()) };
        match draft.media {
            Some(Media::Poll(_)) if bans.send_polls => Err(forbidden("CHAT_SEND_POLL_FORBIDDEN")),
            _ if draft.carried.via.is_some() && bans.send_inline => {
                Err(forbidden("CHAT_SEND_INLINE_FORBIDDEN"))
            }
            Some(_) if bans.send_media => Err(forbidden("CHAT_SEND_MEDIA_FORBIDDEN")),
            None if bans.send_plain => Err(forbidden("CHAT_SEND_PLAIN_FORBIDDEN")),
            _ => Ok(()),
        }
    }
}
