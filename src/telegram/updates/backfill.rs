//! Backfilling: reads the history of a channel whose pts isn't known, back to a date.

use std::sync::Arc;

use grammers_client::tl;

use super::bisection::LIMIT;
use super::difference::{is_out_of_reach, is_unreadable};
use super::event::{Event, Render};
use super::gap::{Gap, Missing};
use super::recovery::input::{Backfill, Start};
use super::source::{Cast, Source};
use crate::error::Result;
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::{Access, Peer, PeerId};

/// The most messages read back in one channel.
const MAX_MESSAGES: usize = 1000;

/// Messages read at first: usually none was missed.
const FIRST_PAGE: i32 = 20;

/// Messages that can't be parsed are skipped one by one, at most this many.
const MAX_UNREADABLE: u32 = 10;

/// How far back a bot requests a difference, in numbers of the channel's pts: the second if the first doesn't reach the
/// date.
const BOT_STEPS: [i32; 2] = [LIMIT, 1000];

impl<R: Render> Source<R> {
    /// Returns a channel's messages since a date, or since the account joined it.
    pub(super) async fn backfill(
        &self,
        id: i64,
        start: Start,
        since: i32,
        attempt: &Attempt,
    ) -> Result<Backfill<R::Kind>> {
        let found = match self.is_bot() {
            true => self.backfill_as_bot(id, start, since, attempt).await,
            false => self.backfill_as_user(id, start, since, attempt).await,
        };
        let unavailable = || {
            let missing = if self.is_bot() { Missing::Unknown } else { Missing::OutOfReach };
            Backfill::Unavailable { access_hash: self.hash_or(id, 0), missing }
        };
        match found {
            Err(error) if is_out_of_reach(&error) => Ok(unavailable()),
            found => Ok(found?.unwrap_or_else(unavailable)),
        }
    }

    async fn backfill_as_user(
        &self,
        id: i64,
        start: Start,
        since: i32,
        attempt: &Attempt,
    ) -> Result<Option<Backfill<R::Kind>>> {
        let Some(access_hash) = self.channel_hash(id) else { return Ok(None) };
        // The pts first: later events come twice rather than never.
        let (pts, below) = match start {
            Start::Update { pts, message } => (pts, message.unwrap_or(0)),
            Start::News(Some(pts)) => (pts, 0),
            Start::News(None) => (self.channel_pts(id, access_hash, attempt).await?, 0),
        };
        let events = self.read_back(id, access_hash, below, since, attempt).await?;
        Ok(Some(Backfill::History { pts, access_hash, events }))
    }

    /// Returns the messages below an id, or the newest ones, back to a date. The oldest comes first.
    async fn read_back(
        &self,
        id: i64,
        access_hash: i64,
        mut below: i32,
        mut since: i32,
        attempt: &Attempt,
    ) -> Result<Vec<Arc<Event<R::Kind>>>> {
        let peer = Peer { id: PeerId::channel(id), access: Access::Hash(access_hash) };
        let (mut events, mut all, mut missing) = (Vec::new(), false, None);
        let (mut limit, mut unreadable) = (FIRST_PAGE, 0);
        // Pages go from the newest message to older ones.
        while !all && events.len() < MAX_MESSAGES {
            let (mut messages, cast) = match self.page_below(&peer, below, limit, attempt).await {
                Err(error) if is_unreadable(&error) && limit > 1 => {
                    limit /= 2;
                    continue;
                }
                Err(error) if is_unreadable(&error) => {
                    missing = Some(Missing::Unreadable);
                    unreadable += 1;
                    // The id of the newest message isn't known.
                    if below <= 1 || unreadable > MAX_UNREADABLE {
                        break;
                    }
                    below -= 1;
                    continue;
                }
                page => page?,
            };
            limit = LIMIT;
            let Some(lowest) = messages.iter().map(tl::enums::Message::id).min() else {
                all = true;
                break;
            };
            below = lowest;
            since = since.max(joined(&cast, id));
            let before = messages.len();
            messages.retain(|message| date_of(message).is_none_or(|date| date >= since));
            all = messages.len() < before;
            messages.sort_by_key(tl::enums::Message::id);
            events.splice(0..0, self.channel_events(messages, Vec::new(), cast));
        }
        if !all {
            missing = missing.or(Some(Missing::TooLong));
        }
        if let Some(missing) = missing {
            events.splice(0..0, self.gap(Gap::in_channel(id, missing)));
        }
        Ok(events)
    }

    async fn page_below(
        &self,
        peer: &Peer,
        below: i32,
        limit: i32,
        attempt: &Attempt,
    ) -> Result<(Vec<tl::enums::Message>, Cast)> {
        use tl::enums::messages::Messages;
        let request = tl::functions::messages::GetHistory {
            peer: peer.input_peer(),
            offset_id: below,
            offset_date: 0,
            add_offset: 0,
            limit,
            max_id: 0,
            min_id: 0,
            hash: 0,
        };
        Ok(match self.request(&request, attempt).await? {
            Messages::Messages(all) => (all.messages, Cast { users: all.users, chats: all.chats }),
            Messages::Slice(some) => (some.messages, Cast { users: some.users, chats: some.chats }),
            Messages::ChannelMessages(some) => (some.messages, Cast { users: some.users, chats: some.chats }),
            Messages::NotModified(_) => (Vec::new(), Cast::default()),
        })
    }

    /// Bots can't read a history, but may request a difference from an earlier pts.
    async fn backfill_as_bot(
        &self,
        id: i64,
        start: Start,
        since: i32,
        attempt: &Attempt,
    ) -> Result<Option<Backfill<R::Kind>>> {
        let access_hash = self.hash_or(id, 0);
        let pts = match start {
            // Telegram pushes to bots everything that they may see.
            Start::Update { .. } => return Ok(None),
            Start::News(Some(pts)) => pts,
            Start::News(None) => self.channel_pts(id, access_hash, attempt).await?,
        };
        let mut events = Vec::new();
        let mut is_complete = false;
        for back in BOT_STEPS {
            let from = pts.saturating_sub(back).max(1);
            let Some((messages, cast)) = self.messages_after(id, access_hash, from, attempt).await? else {
                break;
            };
            let is_new = |message: &tl::enums::Message| {
                date_of(message).is_none_or(|date| date >= since.max(joined(&cast, id)))
            };
            is_complete = from == 1 || !messages.iter().all(is_new);
            let new = messages.into_iter().filter(is_new).collect();
            events = self.channel_events(new, Vec::new(), cast);
            if is_complete {
                break;
            }
        }
        if !is_complete {
            events.splice(0..0, self.gap(Gap::in_channel(id, Missing::TooLong)));
        }
        Ok(Some(Backfill::History { pts, access_hash, events }))
    }

    /// Returns a channel's new messages after a pts, or `None` if there are too many.
    async fn messages_after(
        &self,
        id: i64,
        access_hash: i64,
        mut pts: i32,
        attempt: &Attempt,
    ) -> Result<Option<(Vec<tl::enums::Message>, Cast)>> {
        use tl::enums::updates::ChannelDifference;
        let (mut messages, mut cast) = (Vec::new(), Cast::default());
        loop {
            let request = tl::functions::updates::GetChannelDifference {
                force: false,
                channel: tl::types::InputChannel { channel_id: id, access_hash }.into(),
                filter: tl::enums::ChannelMessagesFilter::Empty,
                pts,
                limit: LIMIT,
            };
            match self.request(&request, attempt).await {
                Ok(ChannelDifference::Difference(part)) => {
                    messages.extend(part.new_messages);
                    cast.users.extend(part.users);
                    cast.chats.extend(part.chats);
                    if part.r#final || part.pts <= pts {
                        return Ok(Some((messages, cast)));
                    }
                    pts = part.pts;
                }
                Ok(ChannelDifference::Empty(_)) => return Ok(Some((messages, cast))),
                Ok(ChannelDifference::TooLong(_)) => return Ok(None),
                Err(error) if is_unreadable(&error) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }
}

/// When the account joined a channel, or 0 if it isn't a member.
fn joined(cast: &Cast, id: i64) -> i32 {
    let joined = cast.chats.iter().find_map(|chat| match chat {
        tl::enums::Chat::Channel(channel) if channel.id == id && !channel.left => Some(channel.date),
        _ => None,
    });
    joined.unwrap_or(0)
}

fn date_of(message: &tl::enums::Message) -> Option<i32> {
    match message {
        tl::enums::Message::Message(message) => Some(message.date),
        tl::enums::Message::Service(message) => Some(message.date),
        tl::enums::Message::Empty(_) => None,
    }
}
