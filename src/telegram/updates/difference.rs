//! Requests what recovery asks for. <https://core.telegram.org/api/updates#recovering-gaps>

use std::time::Duration;

use grammers_client::tl;
use tokio::time::timeout;

use super::bisection::LIMIT;
use super::event::Render;
use super::recovery::input::{Answer, ChannelDifference, Difference, End, Part, Request};
use super::retry::{Refusal, is_of_one_chat};
use super::source::{Cast, Source};
use super::state::{Sequence, State};
use crate::error::{Error, Kind, Result};
use crate::telegram::attempt::Attempt;

/// After this time without an answer the request is repeated: a lost answer would be awaited forever.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

impl<R: Render> Source<R> {
    /// Carries out a request of recovery. Fails only with what concerns the login or the connection.
    pub async fn answer(&self, request: Request, attempt: &Attempt) -> Result<Answer<R::Kind>> {
        let answer = match request {
            Request::Difference { pts, qts, date, limit } => {
                let from = State { pts, qts, date, ..State::default() };
                return Ok(Answer::Difference(self.difference(&from, limit, attempt).await?));
            }
            Request::ChannelDifference { channel, pts, access_hash, limit } => self
                .channel_difference(channel, pts, access_hash, limit, attempt)
                .await
                .map(Answer::ChannelDifference),
            Request::ChannelPts { channel } => {
                self.accessible_pts(channel, attempt).await.map(Answer::ChannelPts)
            }
            Request::Backfill { channel, start, since } => {
                self.backfill(channel, start, since, attempt).await.map(Answer::Backfill)
            }
        };
        match answer {
            Err(error) if is_of_one_chat(&error) => Ok(Answer::Refused(Refusal::new(error))),
            answer => answer,
        }
    }

    /// Returns where the account's sequences stand, without channels.
    pub async fn state(&self, attempt: &Attempt) -> Result<State> {
        let tl::enums::updates::State::State(state) =
            self.request(&tl::functions::updates::GetState {}, attempt).await?;
        let tl::types::updates::State { pts, qts, date, seq, .. } = state;
        Ok(State { pts, qts, date, seq, ..State::default() })
    }

    async fn difference(&self, from: &State, limit: i32, attempt: &Attempt) -> Result<Difference<R::Kind>> {
        use tl::enums::updates::Difference as Tl;
        let less = Some(limit).filter(|limit| *limit < LIMIT);
        let request = tl::functions::updates::GetDifference {
            pts: from.pts,
            pts_limit: less,
            pts_total_limit: None,
            date: from.date,
            qts: from.qts,
            qts_limit: less,
        };
        let (messages, updates, cast, now, more) = match self.request(&request, attempt).await {
            Err(error) if is_bad_pts(&error) => {
                let now = self.state(attempt).await?;
                return too_long(from, now.pts, now.qts);
            }
            Err(error) if is_unreadable(&error) => {
                let now = if limit == 1 { Some(self.state(attempt).await?) } else { None };
                return Ok(Difference::Unreadable { now });
            }
            Err(error) => return Err(error),
            Ok(Tl::Empty(empty)) => {
                let end = End::Last { date: empty.date, seq: empty.seq };
                return Ok(Difference::Part(Part::up_to(from.pts, from.qts, end)));
            }
            Ok(Tl::TooLong(too_long_at)) => return too_long(from, too_long_at.pts, from.qts),
            Ok(Tl::Difference(all)) => {
                let cast = Cast { users: all.users, chats: all.chats };
                (all.new_messages, all.other_updates, cast, all.state, false)
            }
            Ok(Tl::Slice(part)) => {
                let cast = Cast { users: part.users, chats: part.chats };
                (part.new_messages, part.other_updates, cast, part.intermediate_state, true)
            }
        };
        let tl::enums::updates::State::State(now) = now;
        if more && (now.pts, now.qts) == (from.pts, from.qts) {
            return Err(leads_nowhere());
        }
        let messages = messages
            .into_iter()
            .map(|message| tl::types::UpdateNewMessage { message, pts: 0, pts_count: 0 }.into());
        let container = self.container(messages.chain(updates).collect(), cast);
        let (mut events, mut in_channels) = (Vec::new(), Vec::new());
        for mut batch in container.batches {
            match batch.moves.first() {
                Some(moves) if matches!(moves.of, Sequence::Channel(_)) => {
                    batch.fetched = true;
                    in_channels.push(batch);
                }
                _ => events.append(&mut batch.events),
            }
        }
        let end = if more { End::More } else { End::Last { date: now.date, seq: now.seq } };
        let channels = container.channels;
        Ok(Difference::Part(Part { pts: now.pts, qts: now.qts, events, in_channels, channels, end }))
    }

    async fn channel_difference(
        &self,
        id: i64,
        pts: i32,
        access_hash: i64,
        limit: i32,
        attempt: &Attempt,
    ) -> Result<ChannelDifference<R::Kind>> {
        use tl::enums::updates::ChannelDifference as Tl;
        // The hash may have become known since.
        let access_hash = self.hash_or(id, access_hash);
        // Only bots may leave it out.
        if access_hash == 0 && !self.is_bot() {
            return Ok(ChannelDifference::OutOfReach);
        }
        let request = tl::functions::updates::GetChannelDifference {
            force: false,
            channel: tl::types::InputChannel { channel_id: id, access_hash }.into(),
            filter: tl::enums::ChannelMessagesFilter::Empty,
            pts,
            limit,
        };
        match self.request(&request, attempt).await {
            Ok(Tl::Empty(empty)) => {
                let (pts, timeout) = (empty.pts, empty.timeout);
                Ok(ChannelDifference::Part { pts, events: Vec::new(), last: true, timeout })
            }
            Ok(Tl::Difference(part)) if !part.r#final && part.pts == pts => Err(leads_nowhere()),
            Ok(Tl::Difference(part)) => {
                let cast = Cast { users: part.users, chats: part.chats };
                let events = self.channel_events(part.new_messages, part.other_updates, cast);
                let (pts, last, timeout) = (part.pts, part.r#final, part.timeout);
                Ok(ChannelDifference::Part { pts, events, last, timeout })
            }
            Ok(Tl::TooLong(now)) => {
                let tl::enums::Dialog::Dialog(dialog) = now.dialog else { return Err(not_a_channel()) };
                let mut messages = now.messages;
                messages.sort_by_key(tl::enums::Message::id);
                let cast = Cast { users: now.users, chats: now.chats };
                let events = self.channel_events(messages, Vec::new(), cast);
                let (pts, timeout) = (dialog.pts.unwrap_or(pts), now.timeout);
                Ok(ChannelDifference::TooLong { pts, events, timeout })
            }
            Err(error) if is_bad_pts(&error) => {
                let pts = self.channel_pts(id, access_hash, attempt).await?;
                Ok(ChannelDifference::TooLong { pts, events: Vec::new(), timeout: None })
            }
            Err(error) if is_unreadable(&error) => {
                let now =
                    if limit == 1 { Some(self.channel_pts(id, access_hash, attempt).await?) } else { None };
                Ok(ChannelDifference::Unreadable { now })
            }
            Err(error) if is_out_of_reach(&error) => Ok(ChannelDifference::OutOfReach),
            Err(error) => Err(error),
        }
    }

    /// Returns the pts of a channel, or `None` if the account has no access.
    async fn accessible_pts(&self, id: i64, attempt: &Attempt) -> Result<Option<i32>> {
        match self.channel_pts(id, self.hash_or(id, 0), attempt).await {
            Err(error) if is_out_of_reach(&error) => Ok(None),
            pts => pts.map(Some),
        }
    }

    /// Requests a channel's pts with a method that returns no messages.
    pub(super) async fn channel_pts(&self, id: i64, access_hash: i64, attempt: &Attempt) -> Result<i32> {
        let channel = tl::types::InputChannel { channel_id: id, access_hash }.into();
        let request = tl::functions::channels::GetFullChannel { channel };
        let tl::enums::messages::ChatFull::Full(full) = self.request(&request, attempt).await?;
        match full.full_chat {
            tl::enums::ChatFull::ChannelFull(full) => Ok(full.pts),
            _ => Err(not_a_channel()),
        }
    }

    /// The access hash of a channel, or the one that the account knows if this is 0.
    pub(super) fn hash_or(&self, id: i64, access_hash: i64) -> i64 {
        match access_hash {
            0 => self.channel_hash(id).unwrap_or(0),
            hash => hash,
        }
    }

    pub(super) async fn request<F: tl::RemoteCall>(
        &self,
        request: &F,
        attempt: &Attempt,
    ) -> Result<F::Return> {
        let longest = ANSWER_TIMEOUT + attempt.may_still_wait();
        let lost = |_| Err(Error::new(Kind::Timeout, "Telegram didn't answer a request for updates"));
        timeout(longest, self.account().read(request, attempt)).await.unwrap_or_else(lost)
    }
}

fn too_long<K>(from: &State, pts: i32, qts: i32) -> Result<Difference<K>> {
    match (pts, qts) == (from.pts, from.qts) {
        true => Err(leads_nowhere()),
        false => Ok(Difference::TooLong { pts, qts }),
    }
}

fn leads_nowhere() -> Error {
    Error::new(Kind::TelegramInternal, "Telegram's difference ends where it begins")
}

fn not_a_channel() -> Error {
    Error::new(Kind::TelegramInternal, "Telegram described a channel as another kind of chat")
}

/// Whether Telegram doesn't know the pts.
fn is_bad_pts(error: &Error) -> bool {
    matches!(error.telegram_name(), Some("PERSISTENT_TIMESTAMP_INVALID" | "PERSISTENT_TIMESTAMP_EMPTY"))
}

/// Whether the same request would have the same answer, which can't be parsed.
pub(super) fn is_unreadable(error: &Error) -> bool {
    error.kind() == Kind::UnreadableAnswer
}

pub(super) fn is_out_of_reach(error: &Error) -> bool {
    matches!(error.kind(), Kind::Forbidden | Kind::Banned | Kind::PeerInvalid | Kind::ChatNotFound)
}
