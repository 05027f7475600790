//! Meeting a channel whose pts isn't known: what came about in it since a date.

use std::sync::Arc;

use grammers_client::tl;

use super::difference::{asked_for, is_out_of_reach, is_unreadable};
use super::event::{Event, Missing};
use super::narrowing::SLICE;
use super::news::{Cast, Reader};
use super::queue::Happened;
use crate::error::Result;
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::{Access, Peer, PeerId};

/// Messages of a channel that are read back at most.
const READ_BACK: usize = 1000;

/// Messages that are read at first: mostly nothing was missed.
const FIRST_PAGE: i32 = 20;

/// So many messages that can't be read are passed, one by one.
const UNREADABLE: u32 = 10;

/// How far back a bot asks, in numbers of the channel's pts, if less doesn't reach back to the date.
const BACK: [i32; 2] = [SLICE, 1000];

/// What made a channel known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// An update that counts from this pts. It may bring the message of this id.
    At { pts: i32, message: Option<i32> },
    /// Telegram has said that it has news, and may have said how far it has come.
    Behind(Option<i32>),
}

/// A channel that was met.
pub struct Met {
    /// Where it goes on from.
    pub pts: i32,
    pub access_hash: i64,
    /// What came about before.
    pub happened: Happened,
}

impl Begin {
    /// How far the channel has come, if Telegram has said so.
    pub fn come_to(self) -> Option<i32> {
        match self {
            Self::At { .. } => None,
            Self::Behind(pts) => pts,
        }
    }
}

impl Reader {
    /// The channel's messages since a date, or since the account came into it. `None` if it can't be looked into.
    pub async fn meet(&self, id: i64, begin: Begin, since: i32, attempt: &Attempt) -> Result<Option<Met>> {
        let met = match self.account().is_bot() {
            true => self.meet_as_bot(id, begin, since, attempt).await,
            false => self.meet_as_user(id, begin, since, attempt).await,
        };
        match met {
            Err(error) if is_out_of_reach(&error) => Ok(None),
            met => met,
        }
    }

    async fn meet_as_user(
        &self,
        id: i64,
        begin: Begin,
        since: i32,
        attempt: &Attempt,
    ) -> Result<Option<Met>> {
        let Some(access_hash) = self.account().channel_hash(id) else { return Ok(None) };
        // First how far it has come: what comes about after that comes twice rather than not at all.
        let (pts, below) = match begin {
            Begin::At { pts, message } => (pts, message.unwrap_or(0)),
            Begin::Behind(Some(pts)) => (pts, 0),
            Begin::Behind(None) => (self.pts_of_channel(id, access_hash, attempt).await?, 0),
        };
        let events = self.read_back(id, access_hash, below, since, attempt).await?;
        Ok(Some(Met { pts, access_hash, happened: Happened { events, ..asked_for() } }))
    }

    /// The messages below an id, or the newest ones, back to a date; the oldest first.
    async fn read_back(
        &self,
        id: i64,
        access_hash: i64,
        mut below: i32,
        mut since: i32,
        attempt: &Attempt,
    ) -> Result<Vec<Arc<Event>>> {
        let peer = Peer { id: PeerId::channel(id), access: Access::Hash(access_hash) };
        let (mut events, mut all, mut missing) = (Vec::new(), false, None);
        let (mut limit, mut unreadable) = (FIRST_PAGE, 0);
        // The newest come first.
        while !all && events.len() < READ_BACK {
            let (mut messages, cast) = match self.page_below(&peer, below, limit, attempt).await {
                Err(error) if is_unreadable(&error) && limit > 1 => {
                    limit /= 2;
                    continue;
                }
                Err(error) if is_unreadable(&error) => {
                    missing = Some(Missing::Unreadable);
                    unreadable += 1;
                    // The newest one has no id that is known.
                    if below <= 1 || unreadable > UNREADABLE {
                        break;
                    }
                    below -= 1;
                    continue;
                }
                page => page?,
            };
            limit = SLICE;
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
            let news = self.messages_and(messages, Vec::new(), cast);
            let older: Vec<_> = news.told.into_iter().flat_map(|told| told.events).collect();
            events.splice(0..0, older);
        }
        if !all {
            missing = missing.or(Some(Missing::TooLong));
        }
        if let Some(missing) = missing {
            events.splice(0..0, self.gap(Some(PeerId::channel(id)), missing));
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
        Ok(match self.ask(&request, attempt).await? {
            Messages::Messages(all) => (all.messages, Cast { users: all.users, chats: all.chats }),
            Messages::Slice(some) => (some.messages, Cast { users: some.users, chats: some.chats }),
            Messages::ChannelMessages(some) => (some.messages, Cast { users: some.users, chats: some.chats }),
            Messages::NotModified(_) => (Vec::new(), Cast::default()),
        })
    }

    /// A bot can't read messages back. But it may ask what came about behind an earlier pts.
    async fn meet_as_bot(&self, id: i64, begin: Begin, since: i32, attempt: &Attempt) -> Result<Option<Met>> {
        let access_hash = self.account().channel_hash(id).unwrap_or(0);
        let come_to = match begin {
            // Telegram pushes to bots all that they may see.
            Begin::At { .. } => return Ok(None),
            Begin::Behind(Some(pts)) => pts,
            Begin::Behind(None) => self.pts_of_channel(id, access_hash, attempt).await?,
        };
        let mut found = Vec::new();
        let mut whole = false;
        for back in BACK {
            let from = come_to.saturating_sub(back).max(1);
            let Some((messages, cast)) = self.behind(id, access_hash, from, attempt).await? else { break };
            let is_new = |message: &tl::enums::Message| {
                date_of(message).is_none_or(|date| date >= since.max(joined(&cast, id)))
            };
            whole = from == 1 || !messages.iter().all(is_new);
            let new = messages.into_iter().filter(is_new).collect();
            let news = self.messages_and(new, Vec::new(), cast);
            found = news.told.into_iter().flat_map(|told| told.events).collect();
            if whole {
                break;
            }
        }
        if !whole {
            found.splice(0..0, self.gap(Some(PeerId::channel(id)), Missing::TooLong));
        }
        Ok(Some(Met { pts: come_to, access_hash, happened: Happened { events: found, ..asked_for() } }))
    }

    /// A channel's new messages behind a pts; none if there are too many.
    async fn behind(
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
                limit: SLICE,
            };
            match self.ask(&request, attempt).await {
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

/// When the account came into a channel, if it is in there.
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
