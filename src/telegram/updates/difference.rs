//! Asking for what was missed. <https://core.telegram.org/api/updates#recovering-gaps>

use std::sync::Arc;
use std::time::Duration;

use grammers_client::tl;
use tokio::time::timeout;

use super::event::{Event, Missing};
use super::news::{Cast, Moved, News, Reader};
use super::queue::Happened;
use super::state::{Channel, Move, Sequence, State};
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::dialogs::Offset;
use crate::telegram::peer::{Access, Peer, PeerId};

/// So many events are asked for at once, which is all that Telegram gives a user.
const SLICE: i32 = 100;

/// So many messages of a channel that the account came into are read back, at most.
const READ_BACK: usize = 1000;

/// After so long without an answer it is taken for lost, and whoever asked asks again: a lost one would be waited for
/// for ever.
const PATIENCE: Duration = Duration::from_secs(20);

/// A part of what was missed.
pub struct Slice {
    pub happened: Happened,
    /// What belongs to channels, and is counted there.
    pub apart: Vec<(Move, Happened)>,
    pub moved: Vec<Moved>,
    pub end: End,
}

/// What comes behind a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    More,
    /// Nothing: all is told that came about before this date, once the moved channels are asked for.
    Last {
        date: i32,
        seq: i32,
    },
}

/// A part of what was missed in one channel.
pub enum ChannelSlice {
    Happened {
        happened: Happened,
        last: bool,
    },
    /// The account may not see the channel any more.
    Lost(Happened),
}

/// A channel of which nothing was known, and what came about in it lately.
pub struct Met {
    /// Where it goes on from.
    pub channel: Channel,
    pub happened: Happened,
}

impl Reader {
    async fn ask<R: tl::RemoteCall>(&self, request: &R, attempt: &Attempt) -> Result<R::Return> {
        in_time(attempt, self.account().read(request, attempt)).await
    }

    /// How far the account's updates have come, of channels nothing.
    pub async fn state(&self, attempt: &Attempt) -> Result<State> {
        let tl::enums::updates::State::State(state) =
            self.ask(&tl::functions::updates::GetState {}, attempt).await?;
        let tl::types::updates::State { pts, qts, date, seq, .. } = state;
        Ok(State { pts, qts, date, seq, ..State::default() })
    }

    /// How far the account's updates have come, and those of all channels that it is in. A bot can't list its channels:
    /// it learns of each with the first update from there.
    pub async fn fresh(&self, attempt: &Attempt) -> Result<State> {
        let mut state = self.state(attempt).await?;
        let mut offset = Some(Offset::START).filter(|_| !self.account().is_bot());
        while let Some(from) = offset {
            let page = match in_time(attempt, self.account().dialogs(from, attempt)).await {
                // The channels behind it are met when they speak.
                Err(error) if is_unreadable(&error) => break,
                page => page?,
            };
            for dialog in page.dialogs {
                let (Some(pts), tl::enums::Peer::Channel(channel)) = (dialog.pts, dialog.peer) else {
                    continue;
                };
                if let Some(access_hash) = self.account().channel_hash(channel.channel_id) {
                    state.channels.insert(channel.channel_id, Channel { pts, access_hash });
                }
            }
            offset = page.next;
        }
        Ok(state)
    }

    /// What the account missed since, or a first part of it.
    pub async fn difference(&self, state: &State, attempt: &Attempt) -> Result<Slice> {
        use tl::enums::updates::Difference;
        let request = tl::functions::updates::GetDifference {
            pts: state.pts,
            pts_limit: None,
            pts_total_limit: None,
            date: state.date,
            qts: state.qts,
            qts_limit: None,
        };
        let answer = match self.ask(&request, attempt).await {
            Err(error) if is_bad_pts(&error) => {
                let now = self.state(attempt).await?;
                return self.skip_to(state, now.pts, now.qts);
            }
            Err(error) if is_unreadable(&error) => {
                let now = self.state(attempt).await?;
                let events = self.gap(None, Missing::Unreadable);
                let moves = moves(state, now.pts, now.qts);
                let happened = Happened { moves, events, after: None, asked_for: true };
                let end = End::Last { date: now.date, seq: now.seq };
                return Ok(Slice { happened, apart: Vec::new(), moved: Vec::new(), end });
            }
            answer => answer?,
        };
        let (messages, updates, cast, now, more) = match answer {
            Difference::Empty(empty) => {
                return Ok(Slice {
                    happened: asked_for(),
                    apart: Vec::new(),
                    moved: Vec::new(),
                    end: End::Last { date: empty.date, seq: empty.seq },
                });
            }
            Difference::TooLong(too_long) => return self.skip_to(state, too_long.pts, state.qts),
            Difference::Difference(all) => {
                let cast = Cast { users: all.users, chats: all.chats };
                (all.new_messages, all.other_updates, cast, all.state, false)
            }
            Difference::Slice(part) => {
                let cast = Cast { users: part.users, chats: part.chats };
                (part.new_messages, part.other_updates, cast, part.intermediate_state, true)
            }
        };
        let tl::enums::updates::State::State(now) = now;
        if more && (now.pts, now.qts) == (state.pts, state.qts) {
            return Err(Error::new(Kind::TelegramInternal, "Telegram's difference leads nowhere"));
        }
        let messages = messages
            .into_iter()
            .map(|message| tl::types::UpdateNewMessage { message, pts: 0, pts_count: 0 }.into());
        let news = self.read(messages.chain(updates).collect(), cast);
        let mut happened = Happened { moves: moves(state, now.pts, now.qts), ..asked_for() };
        let mut apart = Vec::new();
        for told in news.told {
            match told.moves {
                Some(it @ Move { of: Sequence::Channel(_), .. }) => {
                    apart.push((
                        it,
                        Happened { moves: vec![it], events: told.events, after: None, asked_for: true },
                    ));
                }
                _ => happened.events.extend(told.events),
            }
        }
        let end = if more { End::More } else { End::Last { date: now.date, seq: now.seq } };
        Ok(Slice { happened, apart, moved: news.moved, end })
    }

    /// There was too much to be told: it goes on from there.
    fn skip_to(&self, state: &State, pts: i32, qts: i32) -> Result<Slice> {
        if (pts, qts) == (state.pts, state.qts) {
            return Err(Error::new(Kind::TelegramInternal, "Telegram's difference leads nowhere"));
        }
        let events = self.gap(None, Missing::TooLong);
        let happened = Happened { moves: moves(state, pts, qts), events, after: None, asked_for: true };
        Ok(Slice { happened, apart: Vec::new(), moved: Vec::new(), end: End::More })
    }

    /// A channel as requests can name it: its access hash may have become known since.
    pub fn reachable(&self, id: i64, channel: Channel) -> Channel {
        match channel.access_hash {
            0 => Channel { access_hash: self.account().channel_hash(id).unwrap_or(0), ..channel },
            _ => channel,
        }
    }

    /// What was missed in a channel, or a first part of it.
    pub async fn channel_difference(
        &self,
        id: i64,
        channel: Channel,
        attempt: &Attempt,
    ) -> Result<ChannelSlice> {
        use tl::enums::updates::ChannelDifference;
        let request = tl::functions::updates::GetChannelDifference {
            force: false,
            channel: tl::types::InputChannel { channel_id: id, access_hash: channel.access_hash }.into(),
            filter: tl::enums::ChannelMessagesFilter::Empty,
            pts: channel.pts,
            limit: SLICE,
        };
        let to = |pts| vec![Move { of: Sequence::Channel(id), from: channel.pts, to: pts }];
        let gap = |missing| self.gap(Some(PeerId::channel(id)), missing);
        match self.ask(&request, attempt).await {
            Ok(ChannelDifference::Empty(empty)) => {
                let happened = Happened { moves: to(empty.pts), ..asked_for() };
                Ok(ChannelSlice::Happened { happened, last: true })
            }
            Ok(ChannelDifference::Difference(part)) => {
                if !part.r#final && part.pts == channel.pts {
                    return Err(Error::new(
                        Kind::TelegramInternal,
                        "Telegram's difference of a channel leads nowhere",
                    ));
                }
                let cast = Cast { users: part.users, chats: part.chats };
                let news = self.messages_and(part.new_messages, part.other_updates, cast);
                let events = news.told.into_iter().flat_map(|told| told.events).collect();
                let happened = Happened { moves: to(part.pts), events, after: None, asked_for: true };
                Ok(ChannelSlice::Happened { happened, last: part.r#final })
            }
            Ok(ChannelDifference::TooLong(now)) => {
                let tl::enums::Dialog::Dialog(dialog) = now.dialog else {
                    return Err(Error::new(Kind::TelegramInternal, "Telegram's channel is none"));
                };
                let pts = dialog.pts.unwrap_or(channel.pts);
                let mut messages = now.messages;
                messages.sort_by_key(tl::enums::Message::id);
                let news =
                    self.messages_and(messages, Vec::new(), Cast { users: now.users, chats: now.chats });
                let newest = news.told.into_iter().flat_map(|told| told.events);
                let events = gap(Missing::TooLong).into_iter().chain(newest).collect();
                Ok(ChannelSlice::Happened {
                    happened: Happened { moves: to(pts), events, after: None, asked_for: true },
                    last: true,
                })
            }
            Err(error) if is_bad_pts(&error) => {
                let pts = self.dialog(id, attempt).await?.and_then(|dialog| dialog.pts);
                let happened = Happened {
                    moves: to(pts.unwrap_or(1)),
                    events: gap(Missing::TooLong),
                    after: None,
                    asked_for: true,
                };
                Ok(ChannelSlice::Happened { happened, last: true })
            }
            Err(error) if is_unreadable(&error) => {
                let pts = self.pts_of_channel(id, channel.access_hash, attempt).await?;
                // What can't be read may have been about what has been told already.
                let moves = to(pts.max(channel.pts));
                let happened = Happened { moves, events: gap(Missing::Unreadable), ..asked_for() };
                Ok(ChannelSlice::Happened { happened, last: true })
            }
            Err(error) if is_out_of_reach(&error) => {
                let events = gap(Missing::OutOfReach);
                Ok(ChannelSlice::Lost(Happened { events, ..asked_for() }))
            }
            Err(error) => Err(error),
        }
    }

    /// A channel that the account has come into since something was told: its messages from then on, or from its coming.
    /// `pts` is how far it has come, if Telegram has said so already. `None` if it can't be looked into, or nothing says
    /// how far it has come.
    pub async fn meet(
        &self,
        id: i64,
        pts: Option<i32>,
        since: i32,
        attempt: &Attempt,
    ) -> Result<Option<Met>> {
        // A bot can't read back.
        let hash = self.account().channel_hash(id).filter(|_| !self.account().is_bot());
        let Some(access_hash) = hash else { return Ok(None) };
        let dialog = match self.dialog(id, attempt).await {
            Err(error) if is_unreadable(&error) => {
                let pts = self.pts_of_channel(id, access_hash, attempt).await?;
                let events = self.gap(Some(PeerId::channel(id)), Missing::Unreadable);
                let happened = Happened { events, ..asked_for() };
                return Ok(Some(Met { channel: Channel { pts, access_hash }, happened }));
            }
            dialog => dialog?,
        };
        let Some(dialog) = dialog else { return Ok(None) };
        let Some(pts) = dialog.pts.or(pts) else { return Ok(None) };
        let since = since.max(dialog.joined);
        let peer = Peer { id: PeerId::channel(id), access: Access::Hash(access_hash) };
        let mut events = Vec::new();
        let mut below = dialog.top_message.saturating_add(1);
        let (mut all, mut missing) = (false, Missing::TooLong);
        // The newest come first.
        while !all && events.len() < READ_BACK {
            let page = match self.page_below(&peer, below, attempt).await {
                Err(error) if is_unreadable(&error) => {
                    missing = Missing::Unreadable;
                    break;
                }
                page => page?,
            };
            let Some(lowest) = page.0.iter().map(tl::enums::Message::id).min() else {
                all = true;
                break;
            };
            below = lowest;
            let (mut messages, cast) = page;
            let before = messages.len();
            messages.retain(|message| date_of(message).is_none_or(|date| date >= since));
            all = messages.len() < before;
            messages.sort_by_key(tl::enums::Message::id);
            let news = self.messages_and(messages, Vec::new(), cast);
            let older: Vec<_> = news.told.into_iter().flat_map(|told| told.events).collect();
            events.splice(0..0, older);
        }
        if !all {
            events.splice(0..0, self.gap(Some(PeerId::channel(id)), missing));
        }
        let happened = Happened { events, ..asked_for() };
        Ok(Some(Met { channel: Channel { pts, access_hash }, happened }))
    }

    async fn page_below(
        &self,
        peer: &Peer,
        below: i32,
        attempt: &Attempt,
    ) -> Result<(Vec<tl::enums::Message>, Cast)> {
        use tl::enums::messages::Messages;
        let request = tl::functions::messages::GetHistory {
            peer: peer.input_peer(),
            offset_id: below,
            offset_date: 0,
            add_offset: 0,
            limit: SLICE,
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

    /// A channel among the account's dialogs, if it is in there.
    async fn dialog(&self, id: i64, attempt: &Attempt) -> Result<Option<Dialog>> {
        let Some(access_hash) = self.account().channel_hash(id) else { return Ok(None) };
        let peer = Peer { id: PeerId::channel(id), access: Access::Hash(access_hash) };
        let peers = vec![tl::types::InputDialogPeer { peer: peer.input_peer() }.into()];
        let request = tl::functions::messages::GetPeerDialogs { peers };
        let tl::enums::messages::PeerDialogs::Dialogs(found) = match self.ask(&request, attempt).await {
            Err(error) if is_out_of_reach(&error) => return Ok(None),
            found => found?,
        };
        let joined = found.chats.iter().find_map(|chat| match chat {
            tl::enums::Chat::Channel(channel) if channel.id == id && !channel.left => Some(channel.date),
            _ => None,
        });
        let dialog = found.dialogs.into_iter().find_map(|dialog| match dialog {
            tl::enums::Dialog::Dialog(dialog) => Some(dialog),
            _ => None,
        });
        let (Some(joined), Some(dialog)) = (joined, dialog) else { return Ok(None) };
        Ok(Some(Dialog { pts: dialog.pts, top_message: dialog.top_message, joined }))
    }

    /// How far a channel has come, by what holds none of its messages.
    async fn pts_of_channel(&self, id: i64, access_hash: i64, attempt: &Attempt) -> Result<i32> {
        let channel = tl::types::InputChannel { channel_id: id, access_hash }.into();
        let request = tl::functions::channels::GetFullChannel { channel };
        let tl::enums::messages::ChatFull::Full(full) = self.ask(&request, attempt).await?;
        match full.full_chat {
            tl::enums::ChatFull::ChannelFull(full) => Ok(full.pts),
            _ => Err(Error::new(Kind::TelegramInternal, "Telegram's channel is none")),
        }
    }

    /// That something can't be told, as what is told in its place.
    pub fn gap(&self, chat: Option<PeerId>, missing: Missing) -> Vec<Arc<Event>> {
        self.render().gap(chat, missing).into_iter().map(Arc::new).collect()
    }

    /// Messages, and updates behind them.
    fn messages_and(
        &self,
        messages: Vec<tl::enums::Message>,
        updates: Vec<tl::enums::Update>,
        cast: Cast,
    ) -> News {
        let messages = messages
            .into_iter()
            .map(|message| tl::types::UpdateNewChannelMessage { message, pts: 0, pts_count: 0 }.into());
        self.read(messages.chain(updates).collect(), cast)
    }
}

/// An answer, unless it is lost.
async fn in_time<T>(attempt: &Attempt, answer: impl Future<Output = Result<T>>) -> Result<T> {
    let longest = PATIENCE + attempt.may_still_wait();
    let lost = |_| Err(Error::new(Kind::Timeout, "Telegram has not answered what has happened"));
    timeout(longest, answer).await.unwrap_or_else(lost)
}

/// What was asked for, with nothing in it.
fn asked_for() -> Happened {
    Happened { asked_for: true, ..Happened::default() }
}

struct Dialog {
    pts: Option<i32>,
    top_message: i32,
    /// When the account came into it.
    joined: i32,
}

impl Account {
    /// Bots have other rights and see their chats in another way.
    pub(super) fn is_bot(&self) -> bool {
        self.owner().is_some_and(|owner| owner.bot)
    }

    pub(super) fn channel_hash(&self, id: i64) -> Option<i64> {
        match self.known(PeerId::channel(id))?.access {
            Access::Hash(hash) => Some(hash),
            _ => None,
        }
    }
}

fn moves(state: &State, pts: i32, qts: i32) -> Vec<Move> {
    vec![
        Move { of: Sequence::Account, from: state.pts, to: pts },
        Move { of: Sequence::Secondary, from: state.qts, to: qts },
    ]
}

fn date_of(message: &tl::enums::Message) -> Option<i32> {
    match message {
        tl::enums::Message::Message(message) => Some(message.date),
        tl::enums::Message::Service(message) => Some(message.date),
        tl::enums::Message::Empty(_) => None,
    }
}

/// Whether Telegram knows nothing of such a pts.
fn is_bad_pts(error: &Error) -> bool {
    let name = error.get("telegram").and_then(|telegram| telegram["name"].as_str());
    name.is_some_and(|name| matches!(name, "PERSISTENT_TIMESTAMP_INVALID" | "PERSISTENT_TIMESTAMP_EMPTY"))
}

/// Whether the answer would be the same if it were asked for again.
fn is_unreadable(error: &Error) -> bool {
    error.kind() == Kind::UnreadableAnswer
}

fn is_out_of_reach(error: &Error) -> bool {
    matches!(error.kind(), Kind::Forbidden | Kind::Banned | Kind::PeerInvalid | Kind::ChatNotFound)
}
