//! Polls and quizzes (https://core.telegram.org/api/poll).
//!
//! Each message that shows a poll holds its question and options. The votes are in one [`Ballot`], however often the poll is
//! forwarded.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::entity::Entity;
use super::owner::Owner;

/// Maximum recent voters in results.
const RECENT: usize = 3;

/// A poll's question, options and rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    pub id: i64,
    pub creator: i64,
    pub question: Phrase,
    pub options: Vec<Choice>,
    /// Votes aren't anonymous.
    pub public: bool,
    /// Allows multiple answers.
    pub multiple: bool,
    pub revoting_disabled: bool,
    pub shuffled: bool,
    pub hidden_until_closed: bool,
    pub subscribers_only: bool,
    pub quiz: Option<Quiz>,
    /// Seconds for which it is open.
    pub period: Option<i32>,
    /// When it closes.
    pub close_date: Option<i32>,
    /// It was sent as a closed poll.
    pub sent_closed: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    pub text: String,
    pub entities: Vec<Entity>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub phrase: Phrase,
    /// Identifies the option to clients.
    pub data: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiz {
    /// Indexes of options.
    pub correct: BTreeSet<usize>,
    /// The explanation.
    pub solution: Option<Phrase>,
}

/// A poll's votes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ballot {
    pub poll: Arc<Poll>,
    pub closed: bool,
    /// When it closes automatically.
    pub closes: Option<i32>,
    /// In order of arrival.
    pub votes: Vec<Vote>,
    /// Incremented with each change.
    pub revision: i64,
    /// All copies of messages that showed it, including deleted ones.
    pub(in crate::sandbox::world) shown: Vec<(Owner, i32)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    pub by: i64,
    /// By their places among the options.
    pub chosen: BTreeSet<usize>,
    pub date: i32,
}

impl Ballot {
    pub fn vote_of(&self, account: i64) -> Option<&Vote> {
        self.votes.iter().find(|vote| vote.by == account)
    }

    /// Returns the number of votes for an option.
    pub fn count(&self, place: usize) -> i32 {
        self.votes.iter().filter(|vote| vote.chosen.contains(&place)).count() as i32
    }

    /// Returns the most recent voters for an option or for any, latest first. Empty for anonymous polls.
    pub fn recent(&self, place: Option<usize>) -> Vec<i64> {
        let fits = |vote: &&Vote| self.poll.public && place.is_none_or(|place| vote.chosen.contains(&place));
        self.votes.iter().rev().filter(fits).take(RECENT).map(|vote| vote.by).collect()
    }

    /// Returns all users that appear in the results.
    pub fn named(&self) -> Vec<i64> {
        let places = std::iter::once(None).chain((0..self.poll.options.len()).map(Some));
        places.flat_map(|place| self.recent(place)).collect()
    }

    /// Whether this account can see the results and the correct answer.
    pub fn is_open_to(&self, account: i64, is_bot: bool) -> bool {
        let own_bots = is_bot && self.poll.creator == account;
        let voted = self.vote_of(account).is_some() && !self.poll.hidden_until_closed;
        self.closed || voted || own_bots
    }
}
