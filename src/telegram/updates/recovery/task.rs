//! The steps that recovery takes one after the other.

use tokio::time::Instant;

use super::input::Start;
use crate::telegram::updates::retry::{Failures, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Fetch the account's difference.
    Account,
    /// Fetch a channel's difference.
    Channel(i64),
    /// Find out the pts of a channel.
    Locate(i64),
    /// Read the history of a channel with an unknown pts.
    Backfill(i64, Start),
    /// Everything before this date has been fetched.
    Synced { date: i32, seq: i32 },
}

impl Task {
    pub fn channel(self) -> Option<i64> {
        match self {
            Self::Channel(id) | Self::Locate(id) | Self::Backfill(id, _) => Some(id),
            Self::Account | Self::Synced { .. } => None,
        }
    }

    /// Whether both fetch the same.
    pub fn is_like(self, other: Self) -> bool {
        match (self, other) {
            (Self::Backfill(id, _), Self::Backfill(other, _)) => id == other,
            _ => self == other,
        }
    }
}

/// A channel whose last request was refused.
#[derive(Debug)]
pub struct Failing {
    pub failures: Failures,
    pub refusal: Refusal,
    /// The task to retry and when. `None` while it is being retried.
    pub retry: Option<(Instant, Task)>,
    /// There was news meanwhile: the channel's difference is still to be fetched after a backfill.
    pub has_news: bool,
}
