//! The inputs and outputs of recovery: parsed updates and answers in, batches and requests out.

use std::sync::Arc;

use tokio::time::Instant;

use crate::telegram::updates::batch::Batch;
use crate::telegram::updates::batch::Container;
use crate::telegram::updates::counting::ChannelTooLong;
use crate::telegram::updates::event::Event;
use crate::telegram::updates::gap::Missing;
use crate::telegram::updates::retry::Refusal;
use crate::telegram::updates::state::{Sequence, State};

#[derive(Debug)]
pub enum Input<K> {
    /// Updates that Telegram sent in one container.
    Updates(Container<K>),
    /// One batch out of an ordered stream.
    Batch(Arc<Batch<K>>),
    /// A channel has news.
    ChannelTooLong(ChannelTooLong),
    /// The sender of an ordered stream has delivered everything up to this date.
    Synced { date: i32, seq: i32 },
    /// Fetch a sequence now: something may be missing.
    Check(Sequence),
    /// The answer to the current request.
    Answer(Answer<K>),
    /// A time that [`Next::WakeAt`] named has come.
    Timer,
}

/// The answer to a [`Request`] of the same name.
#[derive(Debug)]
pub enum Answer<K> {
    Difference(Difference<K>),
    ChannelDifference(ChannelDifference<K>),
    /// The channel's pts; `None` if the account has no access.
    ChannelPts(Option<i32>),
    Backfill(Backfill<K>),
    /// A request about one channel failed, for a reason that concerns this channel only.
    Refused(Refusal),
}

#[derive(Debug)]
pub enum Difference<K> {
    Part(Part<K>),
    /// More is missing than Telegram sends. It resumes here.
    TooLong {
        pts: i32,
        qts: i32,
    },
    /// The answer can't be parsed. `now` is where Telegram stands, known if the limit was 1.
    Unreadable {
        now: Option<State>,
    },
}

/// A part of what the account has missed.
#[derive(Debug)]
pub struct Part<K> {
    pub pts: i32,
    pub qts: i32,
    /// Events outside channels.
    pub events: Vec<Arc<Event<K>>>,
    /// Updates that count in a channel's sequence.
    pub in_channels: Vec<Batch<K>>,
    pub channels: Vec<ChannelTooLong>,
    pub end: End,
}

impl<K> Part<K> {
    /// A part without events.
    pub fn up_to(pts: i32, qts: i32, end: End) -> Self {
        Self { pts, qts, events: Vec::new(), in_channels: Vec::new(), channels: Vec::new(), end }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    More,
    /// This was the last part: all events before this date are delivered once the named channels are fetched.
    Last {
        date: i32,
        seq: i32,
    },
}

#[derive(Debug)]
pub enum ChannelDifference<K> {
    Part {
        pts: i32,
        events: Vec<Arc<Event<K>>>,
        last: bool,
        /// After how many seconds to poll a watched channel again.
        timeout: Option<i32>,
    },
    /// More is missing than Telegram sends. The events are the newest messages.
    TooLong { pts: i32, events: Vec<Arc<Event<K>>>, timeout: Option<i32> },
    /// The answer can't be parsed. `now` is the channel's pts, known if the limit was 1.
    Unreadable { now: Option<i32> },
    /// The account can't read the channel.
    OutOfReach,
}

#[derive(Debug)]
pub enum Backfill<K> {
    /// The channel's messages since the requested date. Updates continue from `pts`.
    History { pts: i32, access_hash: i64, events: Vec<Arc<Event<K>>> },
    /// The channel's history can't be read.
    Unavailable { access_hash: i64, missing: Missing },
}

/// Why a channel with an unknown pts is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// An update counts from this pts. It may contain the message with this id.
    Update { pts: i32, message: Option<i32> },
    /// Telegram reported news in the channel, with the channel's pts if known.
    News(Option<i32>),
}

impl Start {
    /// The channel's pts, if Telegram has reported it.
    pub fn reported_pts(self) -> Option<i32> {
        match self {
            Self::Update { .. } => None,
            Self::News(pts) => pts,
        }
    }
}

#[derive(Debug)]
pub enum Output<K> {
    /// Batches to deliver together: the state is consistent only after all of them.
    Deliver(Vec<Arc<Batch<K>>>),
    /// A channel with an unknown pts has news. Only with [`Policy::Adopt`](super::Policy::Adopt).
    ChannelTooLong(ChannelTooLong),
    /// Everything up to this date has been delivered.
    Synced { date: i32, seq: i32 },
}

/// What recovery waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The answer to this request.
    Ask(Request),
    /// This time, or further input.
    WakeAt(Instant),
    /// Further input.
    Idle,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// [`updates.getDifference`](https://core.telegram.org/method/updates.getDifference) from here.
    Difference { pts: i32, qts: i32, date: i32, limit: i32 },
    /// [`updates.getChannelDifference`](https://core.telegram.org/method/updates.getChannelDifference) from here.
    ChannelDifference { channel: i64, pts: i32, access_hash: i64, limit: i32 },
    /// The channel's current pts.
    ChannelPts { channel: i64 },
    /// The channel's messages since a date.
    Backfill { channel: i64, start: Start, since: i32 },
}

impl Request {
    /// The channel that the request is about.
    pub fn channel(self) -> Option<i64> {
        match self {
            Self::Difference { .. } => None,
            Self::ChannelDifference { channel, .. }
            | Self::ChannelPts { channel }
            | Self::Backfill { channel, .. } => Some(channel),
        }
    }
}
