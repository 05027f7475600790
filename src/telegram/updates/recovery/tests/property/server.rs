//! A Telegram of few words: what has update, and what it answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::error;
use crate::telegram::peer::PeerId;
use crate::telegram::updates::batch::{Batch, Container};
use crate::telegram::updates::counting::ChannelTooLong;
use crate::telegram::updates::event::Event;
use crate::telegram::updates::gap::{Gap, Missing};
use crate::telegram::updates::recovery::input::{
    Answer, Backfill, ChannelDifference, Difference, End, Part, Request, Start,
};
use crate::telegram::updates::retry::Refusal;
use crate::telegram::updates::state::{Move, Sequence, State};

/// All sequences begin here.
const FIRST: i32 = 10;

/// Events in one part of a difference.
const PART: usize = 3;

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Update(Update),
    Gap(Gap),
}

/// What becomes of a push.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    Arrives,
    Dropped,
    Doubled,
    /// It arrives after so many others.
    Late(usize),
}

#[derive(Clone, Copy, Debug)]
pub enum Reply {
    Whole,
    /// From a server that lacks the newest events. It knows which channels have news: only the date says so.
    Stale,
    /// No answer, or the login is refused for now.
    Lost,
    TooLong,
    /// A temporary error.
    Later,
    /// A permanent error.
    Never,
    OutOfReach,
}

#[derive(Clone, Copy, Debug)]
pub struct Update {
    pub of: Sequence,
    /// Its number in the sequence. In a channel it is a message with this id.
    pub number: i32,
    pub from: i32,
    pub to: i32,
    date: i32,
    is_unreadable: bool,
}

#[derive(Debug)]
pub struct Server {
    date: i32,
    pub log: BTreeMap<Sequence, Vec<Update>>,
}

impl Server {
    pub fn new() -> Self {
        Self { date: 1000, log: BTreeMap::new() }
    }

    pub fn happen(&mut self, of: Sequence, count: i32, is_unreadable: bool) -> Update {
        let from = self.at(of);
        // Several events share a second.
        self.date += i32::from(count == 1);
        let log = self.log.entry(of).or_default();
        let number = i32::try_from(log.len()).unwrap() + 1;
        let update = Update { of, number, from, to: from + count, date: self.date, is_unreadable };
        log.push(update);
        update
    }

    pub fn at(&self, of: Sequence) -> i32 {
        self.log.get(&of).and_then(|log| log.last()).map_or(FIRST, |last| last.to)
    }

    pub fn state(&self, channels: &[i64]) -> State {
        let (pts, qts) = (self.at(Sequence::Account), self.at(Sequence::Secondary));
        let mut state = State { pts, qts, date: self.date, ..State::default() };
        for id in channels {
            state.set_channel(*id, self.at(Sequence::Channel(*id)), 1);
        }
        state
    }

    pub fn channel_too_long(&self, channel: i64) -> Container<Kind> {
        let pts = Some(self.at(Sequence::Channel(channel)));
        Container { channels: vec![ChannelTooLong { channel, pts }], ..Container::default() }
    }

    fn after(&self, of: Sequence, at: i32) -> Vec<Update> {
        self.log.get(&of).into_iter().flatten().filter(|it| it.to > at).copied().collect()
    }

    /// The answer, unless it is lost.
    pub fn answer(&self, request: Request, reply: Reply) -> Option<Answer<Kind>> {
        let is_about_channel = request.channel().is_some();
        match reply {
            Reply::Lost => return None,
            Reply::Later if is_about_channel => return Some(refused(error::Kind::TelegramInternal)),
            Reply::Never if is_about_channel => return Some(refused(error::Kind::TelegramRejected)),
            _ => {}
        }
        Some(match request {
            Request::Difference { pts, qts, date, limit } => {
                Answer::Difference(self.difference(pts, qts, date, limit, reply))
            }
            Request::ChannelDifference { channel, pts, limit, .. } => {
                Answer::ChannelDifference(self.channel_difference(channel, pts, limit, reply))
            }
            Request::ChannelPts { channel } => {
                let pts = self.at(Sequence::Channel(channel));
                Answer::ChannelPts(Some(pts).filter(|_| !matches!(reply, Reply::OutOfReach)))
            }
            Request::Backfill { channel, start, since } => {
                Answer::Backfill(self.backfill(channel, start, since, reply))
            }
        })
    }

    fn difference(&self, pts: i32, qts: i32, date: i32, limit: i32, reply: Reply) -> Difference<Kind> {
        let (now_pts, now_qts) = (self.at(Sequence::Account), self.at(Sequence::Secondary));
        if matches!(reply, Reply::TooLong) && now_pts > pts {
            return Difference::TooLong { pts: now_pts, qts };
        }
        let is_stale = matches!(reply, Reply::Stale);
        let most = if is_stale { 0 } else { PART.min(usize::try_from(limit).unwrap()) };
        let mut all = self.after(Sequence::Account, pts);
        all.truncate(most);
        let mut secondary = self.after(Sequence::Secondary, qts);
        secondary.truncate(most);
        let pts = all.last().map_or(pts, |last| last.to);
        let qts = secondary.last().map_or(qts, |last| last.to);
        all.extend(secondary);
        if all.iter().any(|it| it.is_unreadable) {
            return Difference::Unreadable { now: Some(self.state(&[])).filter(|_| limit == 1) };
        }
        let events = all.iter().map(event).collect();
        if !is_stale && (pts, qts) != (now_pts, now_qts) {
            return Difference::Part(Part { events, ..Part::up_to(pts, qts, End::More) });
        }
        let (mut channels, mut in_channels) = (Vec::new(), Vec::new());
        for (of, log) in &self.log {
            let Some(newest) = log.last().filter(|last| last.date >= date) else { continue };
            match of {
                // Some channels are named, and of others an update comes along.
                Sequence::Channel(channel) if channel % 2 == 0 && !newest.is_unreadable => {
                    in_channels.push(Batch { fetched: true, ..batch(newest) });
                }
                Sequence::Channel(channel) => {
                    channels.push(ChannelTooLong { channel: *channel, pts: Some(newest.to) });
                }
                _ => {}
            }
        }
        let end = End::Last { date: self.date, seq: 0 };
        Difference::Part(Part { pts, qts, events, in_channels, channels, end })
    }

    fn channel_difference(&self, id: i64, pts: i32, limit: i32, reply: Reply) -> ChannelDifference<Kind> {
        let mut all = self.after(Sequence::Channel(id), pts);
        let now = self.at(Sequence::Channel(id));
        match reply {
            Reply::OutOfReach => return ChannelDifference::OutOfReach,
            Reply::Stale => {
                let timeout = None;
                return ChannelDifference::Part { pts, events: Vec::new(), last: true, timeout };
            }
            Reply::TooLong => {
                let newest = all.iter().rev().take(2).rev().filter(|it| !it.is_unreadable);
                return ChannelDifference::TooLong {
                    pts: now,
                    events: newest.map(event).collect(),
                    timeout: None,
                };
            }
            _ => {}
        }
        all.truncate(PART.min(usize::try_from(limit).unwrap()));
        if all.iter().any(|it| it.is_unreadable) {
            return ChannelDifference::Unreadable { now: Some(now).filter(|_| limit == 1) };
        }
        let pts = all.last().map_or(pts, |last| last.to);
        ChannelDifference::Part {
            pts,
            events: all.iter().map(event).collect(),
            last: pts == now,
            timeout: None,
        }
    }

    fn backfill(&self, id: i64, start: Start, since: i32, reply: Reply) -> Backfill<Kind> {
        if matches!(reply, Reply::OutOfReach) {
            return Backfill::Unavailable { access_hash: 1, missing: Missing::OutOfReach };
        }
        let log = self.log.get(&Sequence::Channel(id)).map_or(&[][..], Vec::as_slice);
        let (pts, below) = match start {
            Start::Update { pts, message } => (pts, message.unwrap_or(i32::MAX)),
            Start::News(pts) => (pts.unwrap_or_else(|| self.at(Sequence::Channel(id))), i32::MAX),
        };
        let read = log.iter().filter(|it| it.date >= since && it.number < below).map(event);
        Backfill::History { pts, access_hash: 1, events: read.collect() }
    }
}

fn refused(kind: error::Kind) -> Answer<Kind> {
    Answer::Refused(Refusal::new(error::Error::new(kind, "refused")))
}

pub fn batch(update: &Update) -> Batch<Kind> {
    let Update { of, number, from, to, .. } = *update;
    let message = of.chat().map(|_| number);
    Batch { moves: vec![Move { of, from, to }], events: vec![event(update)], message, ..Batch::default() }
}

fn event(update: &Update) -> Arc<Event<Kind>> {
    let kind = Kind::Update(*update);
    let chat: Option<PeerId> = update.of.chat();
    let json = serde_json::value::RawValue::NULL.to_owned();
    Arc::new(Event { kind, chat, chat_is_unknown: false, message: chat.map(|_| update.number), json })
}
