//! An account as the source of events: its requests, and the events made from its updates.

use std::sync::Arc;

use grammers_client::tl;

use super::batch::{Batch, Container};
use super::counting::{Counting, counting};
use super::event::{Event, Render};
use super::gap::Gap;
use crate::telegram::account::Account;
use crate::telegram::peer::{Access, PeerId};

/// Makes events from one account's updates.
pub struct Source<R> {
    account: Arc<Account>,
    render: Arc<R>,
}

/// The users and chats that arrived with updates.
#[derive(Default)]
pub struct Cast {
    pub users: Vec<tl::enums::User>,
    pub chats: Vec<tl::enums::Chat>,
}

impl<R> Clone for Source<R> {
    fn clone(&self) -> Self {
        Self { account: self.account.clone(), render: self.render.clone() }
    }
}

impl<R: Render> Source<R> {
    pub fn new(account: Arc<Account>, render: R) -> Self {
        Self { account, render: Arc::new(render) }
    }

    pub fn account(&self) -> &Arc<Account> {
        &self.account
    }

    /// Updates, as events and with what they move.
    pub fn container(&self, updates: Vec<tl::enums::Update>, cast: Cast) -> Container<R::Kind> {
        self.account.learn(&cast.users, &cast.chats);
        let mut container = Container::default();
        let counted: Vec<_> =
            updates.iter().map(|update| (counting(update), new_in_channel(update))).collect();
        let rendered = self.render.events(&updates, cast.users, cast.chats);
        for ((counting, message), events) in counted.into_iter().zip(rendered) {
            let moves = match counting {
                Counting::Counted(moves) => vec![moves],
                Counting::Uncounted => Vec::new(),
                Counting::Duplicate => continue,
                Counting::ChannelTooLong(channel) => {
                    container.channels.push(channel);
                    continue;
                }
                Counting::TooLong => {
                    container.is_too_long = true;
                    continue;
                }
            };
            let events = events.into_iter().map(|event| Arc::new(Event { message, ..event })).collect();
            container.batches.push(Batch { moves, events, message, ..Batch::default() });
        }
        container
    }

    /// Messages and updates of one channel, as events.
    pub fn channel_events(
        &self,
        messages: Vec<tl::enums::Message>,
        updates: Vec<tl::enums::Update>,
        cast: Cast,
    ) -> Vec<Arc<Event<R::Kind>>> {
        let messages = messages
            .into_iter()
            .map(|message| tl::types::UpdateNewChannelMessage { message, pts: 0, pts_count: 0 }.into());
        let container = self.container(messages.chain(updates).collect(), cast);
        container.batches.into_iter().flat_map(|batch| batch.events).collect()
    }

    pub fn gap(&self, gap: Gap) -> Option<Arc<Event<R::Kind>>> {
        self.render.gap(gap).map(Arc::new)
    }

    pub fn connection(&self, up: bool) -> Option<Arc<Event<R::Kind>>> {
        self.render.connection(up).map(Arc::new)
    }

    /// Bots have other rights than users.
    pub fn is_bot(&self) -> bool {
        self.account.owner().is_some_and(|owner| owner.bot)
    }

    /// The access hash of a channel, if it is known.
    pub fn channel_hash(&self, id: i64) -> Option<i64> {
        match self.account.known(PeerId::channel(id))?.access {
            Access::Hash(hash) => Some(hash),
            _ => None,
        }
    }
}

fn new_in_channel(update: &tl::enums::Update) -> Option<i32> {
    match update {
        tl::enums::Update::NewChannelMessage(new) => Some(new.message.id()),
        _ => None,
    }
}
