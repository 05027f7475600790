//! Polls and quizzes: what is asked, and how it was answered (https://core.telegram.org/api/poll).
//!
//! What is asked lies in each message that shows the poll. The votes lie in one [`Ballot`], however often the poll is
//! passed on.

use std::collections::BTreeSet;
use std::mem;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::mailbox::{Body, Entity, Media, Message, Owner};
use super::refusal::{Refusal, bad};
use super::send::Draft;
use super::text::tidy;
use super::{Peer, World};

/// Characters in a question, and in that of a bot (https://core.telegram.org/bots/api#sendpoll).
const QUESTION: usize = 255;
const QUESTION_OF_BOT: usize = 300;
/// Characters in an option.
const OPTION: usize = 100;
/// Characters and line feeds in a quiz's explanation.
const SOLUTION: usize = 200;
const SOLUTION_LINE_FEEDS: usize = 2;
/// Bytes that name an option.
const DATA: usize = 100;
/// Options in one poll (`poll_answers_max`, https://core.telegram.org/api/config).
pub const MOST_OPTIONS: usize = 12;
/// Seconds for which a poll can be open (`poll_close_period_max`, https://core.telegram.org/api/config).
pub const PERIODS: RangeInclusive<i32> = 5..=2_628_000;
/// Telegram names no more of those who voted last.
const RECENT: usize = 3;

/// What is asked, and by which rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    pub id: i64,
    pub creator: i64,
    pub question: Phrase,
    pub options: Vec<Choice>,
    /// Everybody may see who chose what.
    pub public: bool,
    /// More than one option may be chosen.
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
    /// It was never open.
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
    /// What clients name the option by.
    pub data: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiz {
    /// By their places among the options.
    pub correct: BTreeSet<usize>,
    /// Why they are.
    pub solution: Option<Phrase>,
}

/// How a poll was answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ballot {
    pub poll: Arc<Poll>,
    pub closed: bool,
    /// When it closes by itself.
    pub closes: Option<i32>,
    /// In the order in which they came.
    pub votes: Vec<Vote>,
    /// Counts the changes.
    pub revision: i64,
    /// Every copy of every message that showed it, those that are gone among them.
    pub(super) shown: Vec<(Owner, i32)>,
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

    /// How many chose the option at this place.
    pub fn count(&self, place: usize) -> i32 {
        self.votes.iter().filter(|vote| vote.chosen.contains(&place)).count() as i32
    }

    /// Those who voted last, for the option at that place or for any, the very last first; none of those who are
    /// not to be known.
    pub fn recent(&self, place: Option<usize>) -> Vec<i64> {
        let fits = |vote: &&Vote| self.poll.public && place.is_none_or(|place| vote.chosen.contains(&place));
        self.votes.iter().rev().filter(fits).take(RECENT).map(|vote| vote.by).collect()
    }

    /// Everybody who is named in the results.
    pub fn named(&self) -> Vec<i64> {
        let places = std::iter::once(None).chain((0..self.poll.options.len()).map(Some));
        places.flat_map(|place| self.recent(place)).collect()
    }

    /// Whether this account may know how many chose what, and what is right.
    pub fn is_open_to(&self, account: i64, is_bot: bool) -> bool {
        let own_bots = is_bot && self.poll.creator == account;
        let voted = self.vote_of(account).is_some() && !self.poll.hidden_until_closed;
        self.closed || voted || own_bots
    }
}

impl World {
    /// Makes a poll of what somebody asks.
    pub fn new_poll(&mut self, creator: i64, mut asked: Poll) -> Result<Arc<Poll>, Refusal> {
        asked.question.tidy()?;
        asked.options.iter_mut().try_for_each(|option| option.phrase.tidy())?;
        let longest = if self.is_bot(creator) { QUESTION_OF_BOT } else { QUESTION };
        if !is_phrase(&asked.question, longest) {
            return Err(bad("POLL_QUESTION_INVALID"));
        }
        if !(2..=MOST_OPTIONS).contains(&asked.options.len()) {
            return Err(bad("POLL_ANSWERS_INVALID"));
        }
        if !asked.options.iter().all(|option| is_phrase(&option.phrase, OPTION)) {
            return Err(bad("POLL_ANSWER_INVALID"));
        }
        if !asked.options.iter().all(|option| (1..=DATA).contains(&option.data.len())) {
            return Err(bad("POLL_OPTION_INVALID"));
        }
        let distinct: BTreeSet<&[u8]> = asked.options.iter().map(|option| &*option.data).collect();
        if distinct.len() < asked.options.len() {
            return Err(bad("POLL_OPTION_DUPLICATE"));
        }
        if let Some(quiz) = &mut asked.quiz {
            match quiz.correct.len() {
                0 => return Err(bad("QUIZ_CORRECT_ANSWERS_EMPTY")),
                1 => {}
                _ if asked.multiple => {}
                _ => return Err(bad("QUIZ_CORRECT_ANSWERS_TOO_MUCH")),
            }
            if quiz.correct.iter().any(|place| *place >= asked.options.len()) {
                return Err(bad("QUIZ_CORRECT_ANSWER_INVALID"));
            }
            if let Some(solution) = &mut quiz.solution {
                solution.tidy()?;
                let line_feeds = solution.text.matches('\n').count();
                if solution.text.chars().count() > SOLUTION || line_feeds > SOLUTION_LINE_FEEDS {
                    return Err(UNFIT);
                }
            }
        }
        Ok(Arc::new(Poll { id: self.draw() & i64::MAX, creator, ..asked }))
    }

    /// Whether a poll may be sent there.
    pub(super) fn check_poll(&self, author: i64, to: Peer, poll: &Poll) -> Result<(), Refusal> {
        match to {
            Peer::User(other) if other != author && !self.is_bot(other) && !self.is_bot(author) => {
                Err(bad("MEDIA_INVALID"))
            }
            _ if poll.public && self.chat(to).is_some_and(|chat| chat.kind == super::chat::Kind::Channel) => {
                Err(bad("BROADCAST_PUBLIC_VOTERS_FORBIDDEN"))
            }
            _ => Ok(()),
        }
    }

    /// Whether a poll that opens then closes when a poll can.
    pub(super) fn check_closing(&self, draft: &Draft, opens: i32) -> Result<(), Refusal> {
        let Some(Media::Poll(poll)) = &draft.media else { return Ok(()) };
        // One that is passed on has been open before.
        if self.ballot(poll.id).is_some() {
            return Ok(());
        }
        let open_for = match (poll.period, poll.close_date) {
            (None, None) => return Ok(()),
            (Some(period), None) => period,
            (None, Some(date)) => date.saturating_sub(opens),
            (Some(_), Some(_)) => return Err(UNFIT),
        };
        if PERIODS.contains(&open_for) { Ok(()) } else { Err(UNFIT) }
    }

    /// How a poll was answered, once a message has shown it.
    pub fn ballot(&self, poll: i64) -> Option<&Ballot> {
        self.chatting.polls.get(&poll)
    }

    /// Notes where a poll is to be seen. The first time it opens.
    pub(super) fn show_poll(&mut self, poll: &Arc<Poll>, copies: Vec<(Owner, i32)>) {
        let now = self.now();
        let ballot = self.chatting.polls.entry(poll.id).or_insert_with(|| Ballot {
            poll: Arc::clone(poll),
            closed: poll.sent_closed,
            closes: poll.close_date.or(poll.period.map(|period| now.saturating_add(period))),
            votes: Vec::new(),
            revision: 0,
            shown: Vec::new(),
        });
        ballot.shown.extend(copies);
    }
}

/// The poll that a message shows, if it does.
pub fn shown_in(message: &Message) -> Option<&Arc<Poll>> {
    match &*message.body {
        Body::Text { media: Some(Media::Poll(poll)), .. } => Some(poll),
        _ => None,
    }
}

/// Telegram publishes these limits, and no name for what is outside them.
const UNFIT: Refusal = bad("MEDIA_INVALID");

impl Phrase {
    fn tidy(&mut self) -> Result<(), Refusal> {
        (self.text, self.entities) = tidy(mem::take(&mut self.text), mem::take(&mut self.entities))?;
        Ok(())
    }
}

fn is_phrase(phrase: &Phrase, longest: usize) -> bool {
    !phrase.text.is_empty() && phrase.text.chars().count() <= longest
}
