//! Counting views and forwards of channel posts.

use super::message::Message;
use super::owner::Owner;
use super::post::{PostCounts, PostId};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Event};

impl World {
    /// Returns the counts of a post or of the post that a message was forwarded from.
    pub fn reach(&self, message: &Message) -> Option<PostCounts> {
        let post = post(message)?;
        Some(self.post_counts.get(&post).cloned().unwrap_or_default())
    }

    /// Counts a view of these posts. Other messages are ignored.
    pub fn see(&mut self, account: i64, chat: Peer, ids: &[i32]) -> Result<(), Refusal> {
        self.may_read(account, chat)?;
        let known = ids.iter().filter_map(|id| self.message_in(account, chat, *id));
        let posts: Vec<PostId> = known.filter_map(post).collect();
        for (channel, id) in posts {
            if self.post_counts.entry((channel, id)).or_default().seen_by.insert(account) {
                self.push_to_readers(Owner::Channel(channel), Change::Views { id });
            }
        }
        Ok(())
    }

    pub(in crate::sandbox::world) fn count_author_view(&mut self, author: i64, post: PostId) {
        self.post_counts.entry(post).or_default().seen_by.insert(author);
    }

    /// The forwarding account gets the new count in its own answer.
    pub(in crate::sandbox::world) fn count_forward(&mut self, account: i64, post: PostId) {
        self.post_counts.entry(post).or_default().forwards += 1;
        let (channel, id) = post;
        let change = Change::Forwards { id };
        let event = Event { pts: 0, pts_count: 0, date: self.now(), change };
        let mut others = self.present_in(Peer::Channel(channel));
        others.retain(|member| *member != account);
        self.push_to_members(channel, &others, &event);
    }
}

fn post(message: &Message) -> Option<PostId> {
    match (message.chat, message.carried.forward.as_ref()) {
        (Peer::Channel(channel), _) if message.post => Some((channel, message.id)),
        (_, Some(forward)) => forward.post(),
        _ => None,
    }
}
