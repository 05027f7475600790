//! Asking for what was missed. <https://core.telegram.org/api/updates#recovering-gaps>

use std::sync::Arc;
use std::time::Duration;

use grammers_client::tl;
use tokio::time::timeout;

use super::event::{Event, Missing};
use super::narrowing::{Narrowing, SLICE};
use super::news::{Cast, Moved, News, Reader};
use super::queue::Happened;
use super::state::{Channel, Move, Sequence, State};
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::peer::{Access, PeerId};

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
        /// Seconds after which Telegram wants to be asked again by those who look at the channel.
        timeout: Option<i32>,
    },
    /// The account may not see the channel any more.
    Lost(Happened),
}

impl Reader {
    pub(super) async fn ask<R: tl::RemoteCall>(&self, request: &R, attempt: &Attempt) -> Result<R::Return> {
        in_time(attempt, self.account().read(request, attempt)).await
    }

    /// How far the account's updates have come, of channels nothing.
    pub async fn state(&self, attempt: &Attempt) -> Result<State> {
        let tl::enums::updates::State::State(state) =
            self.ask(&tl::functions::updates::GetState {}, attempt).await?;
        let tl::types::updates::State { pts, qts, date, seq, .. } = state;
        Ok(State { pts, qts, date, seq, ..State::default() })
    }

    /// What the account missed since, or a first part of it.
    pub async fn difference(
        &self,
        state: &State,
        narrowing: &mut Narrowing,
        attempt: &Attempt,
    ) -> Result<Slice> {
        use tl::enums::updates::Difference;
        let answer = loop {
            let limit = Some(narrowing.limit(Sequence::Account)).filter(|limit| *limit < SLICE);
            let request = tl::functions::updates::GetDifference {
                pts: state.pts,
                pts_limit: limit,
                pts_total_limit: None,
                date: state.date,
                qts: state.qts,
                qts_limit: limit,
            };
            match self.ask(&request, attempt).await {
                Err(error) if is_bad_pts(&error) => {
                    let now = self.state(attempt).await?;
                    return self.skip_to(state, now.pts, now.qts);
                }
                Err(error) if is_unreadable(&error) => {
                    if let Some(step) = narrowing.failed(Sequence::Account) {
                        return Ok(self.skip(state, &self.state(attempt).await?, step, narrowing));
                    }
                }
                answer => break answer?,
            }
        };
        narrowing.read(Sequence::Account);
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
                        Happened {
                            moves: vec![it],
                            events: told.events,
                            message: told.message,
                            ..asked_for()
                        },
                    ));
                }
                _ => happened.events.extend(told.events),
            }
        }
        let end = if more { End::More } else { End::Last { date: now.date, seq: now.seq } };
        Ok(Slice { happened, apart, moved: news.moved, end })
    }

    /// Goes past what can't be read, and says so: as few numbers as can be, in one sequence after the other.
    fn skip(&self, from: &State, now: &State, step: i32, narrowing: &mut Narrowing) -> Slice {
        let ahead = |at: i32, now: i32| at.saturating_add(step).min(now).max(at);
        let (pts, qts) = match ahead(from.pts, now.pts) {
            pts if pts > from.pts => (pts, from.qts),
            _ => (from.pts, ahead(from.qts, now.qts)),
        };
        let moves = moves(from, pts, qts);
        let skipped = moves.iter().find(|moves| moves.to > moves.from).copied();
        // What counts in no sequence, and which channels have news, is told by the date.
        let end = match skipped {
            Some(_) => End::More,
            None => End::Last { date: now.date, seq: now.seq },
        };
        if skipped.is_none() {
            narrowing.end(Sequence::Account);
        }
        let events = self.gap_of(None, Missing::Unreadable, skipped);
        Slice {
            happened: Happened { moves, events, ..asked_for() },
            apart: Vec::new(),
            moved: Vec::new(),
            end,
        }
    }

    /// There was too much to be told: it goes on from there.
    fn skip_to(&self, state: &State, pts: i32, qts: i32) -> Result<Slice> {
        if (pts, qts) == (state.pts, state.qts) {
            return Err(Error::new(Kind::TelegramInternal, "Telegram's difference leads nowhere"));
        }
        let events = self.gap(None, Missing::TooLong);
        let happened = Happened { moves: moves(state, pts, qts), events, ..asked_for() };
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
        narrowing: &mut Narrowing,
        attempt: &Attempt,
    ) -> Result<ChannelSlice> {
        use tl::enums::updates::ChannelDifference;
        let of = Sequence::Channel(id);
        let request = tl::functions::updates::GetChannelDifference {
            force: false,
            channel: tl::types::InputChannel { channel_id: id, access_hash: channel.access_hash }.into(),
            filter: tl::enums::ChannelMessagesFilter::Empty,
            pts: channel.pts,
            limit: narrowing.limit(of),
        };
        let to = |pts| vec![Move { of, from: channel.pts, to: pts }];
        let gap = |missing| self.gap(Some(PeerId::channel(id)), missing);
        let answer = self.ask(&request, attempt).await;
        if answer.is_ok() {
            narrowing.read(of);
        }
        match answer {
            Ok(ChannelDifference::Empty(empty)) => {
                let happened = Happened { moves: to(empty.pts), ..asked_for() };
                Ok(ChannelSlice::Happened { happened, last: true, timeout: empty.timeout })
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
                let happened = Happened { moves: to(part.pts), events, ..asked_for() };
                Ok(ChannelSlice::Happened { happened, last: part.r#final, timeout: part.timeout })
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
                let happened = Happened { moves: to(pts), events, ..asked_for() };
                Ok(ChannelSlice::Happened { happened, last: true, timeout: now.timeout })
            }
            Err(error) if is_bad_pts(&error) => {
                let pts = self.pts_of_channel(id, channel.access_hash, attempt).await?;
                let happened = Happened { moves: to(pts), events: gap(Missing::TooLong), ..asked_for() };
                Ok(ChannelSlice::Happened { happened, last: true, timeout: None })
            }
            Err(error) if is_unreadable(&error) => {
                let Some(step) = narrowing.failed(of) else {
                    return Ok(ChannelSlice::Happened { happened: asked_for(), last: false, timeout: None });
                };
                let now = self.pts_of_channel(id, channel.access_hash, attempt).await?;
                let pts = channel.pts.saturating_add(step).min(now).max(channel.pts);
                let moves = to(pts);
                let skipped = moves.first().copied().filter(|moves| moves.to > moves.from);
                // What can't be read may have been about what has been told already.
                let last = skipped.is_none();
                if last {
                    narrowing.end(of);
                }
                let events = self.gap_of(Some(PeerId::channel(id)), Missing::Unreadable, skipped);
                let happened = Happened { moves, events, ..asked_for() };
                Ok(ChannelSlice::Happened { happened, last, timeout: None })
            }
            Err(error) if is_out_of_reach(&error) => {
                let events = gap(Missing::OutOfReach);
                Ok(ChannelSlice::Lost(Happened { events, ..asked_for() }))
            }
            Err(error) => Err(error),
        }
    }

    /// How far a channel has come, by what holds none of its messages.
    pub(super) async fn pts_of_channel(&self, id: i64, access_hash: i64, attempt: &Attempt) -> Result<i32> {
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
        self.gap_of(chat, missing, None)
    }

    /// The same, and what is skipped of which sequence.
    fn gap_of(&self, chat: Option<PeerId>, missing: Missing, skipped: Option<Move>) -> Vec<Arc<Event>> {
        self.render().gap(chat, missing, skipped).into_iter().map(Arc::new).collect()
    }

    /// Messages, and updates behind them.
    pub(super) fn messages_and(
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
pub(super) fn asked_for() -> Happened {
    Happened { asked_for: true, ..Happened::default() }
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

/// Whether Telegram knows nothing of such a pts.
fn is_bad_pts(error: &Error) -> bool {
    matches!(error.telegram_name(), Some("PERSISTENT_TIMESTAMP_INVALID" | "PERSISTENT_TIMESTAMP_EMPTY"))
}

/// Whether the answer would be the same if it were asked for again.
pub(super) fn is_unreadable(error: &Error) -> bool {
    error.kind() == Kind::UnreadableAnswer
}

pub(super) fn is_out_of_reach(error: &Error) -> bool {
    matches!(error.kind(), Kind::Forbidden | Kind::Banned | Kind::PeerInvalid | Kind::ChatNotFound)
}
