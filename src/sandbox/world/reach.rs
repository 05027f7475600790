//! How often a channel's posts were seen and passed on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::chatting::News;
use super::mailbox::{Change, Event, Message, Owner};
use super::refusal::Refusal;
use super::{Peer, World};

/// A post by its channel and its id there: it counts on wherever it is passed on to.
pub type Post = (i64, i32);

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Reach {
    /// Who has seen it, the author being the first.
    pub seen_by: BTreeSet<i64>,
    pub forwards: i32,
}

impl Reach {
    pub fn views(&self) -> i32 {
        self.seen_by.len() as i32
    }
}

impl World {
    /// How far a post got; none if the message neither is one nor comes from one.
    pub fn reach(&self, message: &Message) -> Option<Reach> {
        let post = post(message)?;
        Some(self.chatting.reach.get(&post).cloned().unwrap_or_default())
    }

    /// Counts the account among those who have seen these posts. What isn't there, or no post, is passed over.
    pub fn see(&mut self, account: i64, chat: Peer, ids: &[i32]) -> Result<(), Refusal> {
        self.may_read(account, chat)?;
        let known = ids.iter().filter_map(|id| self.message_in(account, chat, *id));
        let posts: Vec<Post> = known.filter_map(post).collect();
        for (channel, id) in posts {
            if self.chatting.reach.entry((channel, id)).or_default().seen_by.insert(account) {
                self.tell_readers_live(Owner::Channel(channel), News::Views { id });
            }
        }
        Ok(())
    }

    pub(super) fn count_author(&mut self, author: i64, post: Post) {
        self.chatting.reach.entry(post).or_default().seen_by.insert(author);
    }

    /// Whoever passes it on sees that in their own answer.
    pub(super) fn count_forward(&mut self, account: i64, post: Post) {
        self.chatting.reach.entry(post).or_default().forwards += 1;
        let (channel, id) = post;
        let change = Change::Chatting(News::Forwards { id });
        let event = Event { pts: 0, pts_count: 0, date: self.now(), change };
        let mut others = self.present_in(Peer::Channel(channel));
        others.retain(|member| *member != account);
        self.tell_members(channel, &others, &event);
    }
}

fn post(message: &Message) -> Option<Post> {
    match (message.chat, message.carried.forward.as_ref()) {
        (Peer::Channel(channel), _) if message.post => Some((channel, message.id)),
        (_, Some(forward)) => forward.post(),
        _ => None,
    }
}
