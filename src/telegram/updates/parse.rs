//! Parses what Telegram pushes, and the updates in its answers to requests.

use grammers_client::tl;

use super::batch::Container;
use super::counting::ChannelTooLong;
use super::envelope::{called, channel_of, is_updates, updates_of};
use super::event::Render;
use super::short::{group_message, private_message, sent_message};
use super::source::{Cast, Source};
use crate::telegram::peer::PeerId;
use crate::tl::reading;

impl<R: Render> Source<R> {
    /// Parses a push.
    pub fn pushed(&self, pushed: &[u8]) -> Container<R::Kind> {
        match reading::object::<tl::enums::Updates>(pushed) {
            Ok(updates) => self.updates(updates, &[]),
            Err(error) => {
                tracing::warn!(%error, "updates can't be parsed");
                Container { is_unreadable: is_updates(pushed), ..Container::too_long() }
            }
        }
    }

    /// Parses the answer to a request.
    pub fn answered(&self, request: &[u8], answer: &[u8]) -> Container<R::Kind> {
        match updates_of(answer) {
            Some(Ok(updates)) => return self.updates(updates, request),
            Some(Err(error)) => {
                tracing::warn!(%error, "updates in an answer can't be parsed");
                return Container { is_unreadable: true, ..Container::too_long() };
            }
            None => {}
        }
        // Other answers state a pts without the updates that led there.
        match channel_of(request) {
            Some(channel) => {
                Container { channels: vec![ChannelTooLong { channel, pts: None }], ..Container::default() }
            }
            None => Container::too_long(),
        }
    }

    fn updates(&self, updates: tl::enums::Updates, request: &[u8]) -> Container<R::Kind> {
        use tl::enums::Updates;
        match updates {
            Updates::TooLong => Container::too_long(),
            Updates::UpdateShort(short) => self.container(vec![short.update], Cast::default()),
            Updates::Updates(all) => {
                let seq = Some((all.seq, all.seq)).filter(|(_, seq)| *seq != 0);
                let cast = Cast { users: all.users, chats: all.chats };
                Container { seq, ..self.container(all.updates, cast) }
            }
            Updates::Combined(all) => {
                let seq = Some((all.seq_start, all.seq)).filter(|(_, seq)| *seq != 0);
                let cast = Cast { users: all.users, chats: all.chats };
                Container { seq, ..self.container(all.updates, cast) }
            }
            Updates::UpdateShortMessage(short) => {
                let (pts, pts_count) = (short.pts, short.pts_count);
                let message =
                    self.knows(PeerId::user(short.user_id)).then(|| private_message(self.account(), short));
                self.short(message.flatten(), pts, pts_count)
            }
            Updates::UpdateShortChatMessage(short) => {
                let (pts, pts_count) = (short.pts, short.pts_count);
                let is_known = self.account().chat(PeerId::group(short.chat_id)).is_some()
                    && self.knows(PeerId::user(short.from_id));
                self.short(is_known.then(|| group_message(short)), pts, pts_count)
            }
            Updates::UpdateShortSentMessage(short) => {
                let (pts, pts_count) = (short.pts, short.pts_count);
                let message = called(request).and_then(|sent| sent_message(self.account(), short, sent));
                self.short(message, pts, pts_count)
            }
        }
    }

    /// A message in a short form. Only a difference contains one whose people aren't known.
    fn short(&self, message: Option<tl::types::Message>, pts: i32, pts_count: i32) -> Container<R::Kind> {
        let Some(message) = message else { return Container::too_long() };
        let update = tl::types::UpdateNewMessage { message: message.into(), pts, pts_count };
        self.container(vec![update.into()], Cast::default())
    }

    fn knows(&self, user: PeerId) -> bool {
        self.account().known(user).is_some()
    }
}
