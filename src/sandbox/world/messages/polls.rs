//! Creating polls and showing them in messages.

use std::collections::BTreeSet;
use std::mem;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::draft::Draft;
use super::message::{Body, Media, Message};
use super::owner::Owner;
use super::poll::{Ballot, Phrase, Poll};
use super::text::normalize;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// Maximum characters of a question, of users and of bots (https://core.telegram.org/bots/api#sendpoll).
const QUESTION: usize = 255;

const QUESTION_OF_BOT: usize = 300;

/// Maximum characters of an option.
const OPTION: usize = 100;

/// Maximum characters and line feeds of a quiz's explanation.
const SOLUTION: usize = 200;

const SOLUTION_LINE_FEEDS: usize = 2;

/// Maximum bytes of an option's identifier.
const DATA: usize = 100;

/// Maximum options in one poll (`poll_answers_max`, https://core.telegram.org/api/config).
pub const MAX_OPTIONS: usize = 12;

/// Seconds for which a poll can be open (`poll_close_period_max`, https://core.telegram.org/api/config).
pub const PERIODS: RangeInclusive<i32> = 5..=2_628_000;

impl World {
    /// Creates a poll.
    pub fn new_poll(&mut self, creator: i64, mut asked: Poll) -> Result<Arc<Poll>, Refusal> {
        asked.question.normalize()?;
        asked.options.iter_mut().try_for_each(|option| option.phrase.normalize())?;
        let longest = if self.is_bot(creator) { QUESTION_OF_BOT } else { QUESTION };
        if !is_phrase(&asked.question, longest) {
            return Err(bad("POLL_QUESTION_INVALID"));
        }
        if !(2..=MAX_OPTIONS).contains(&asked.options.len()) {
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
                solution.normalize()?;
                let line_feeds = solution.text.matches('\n').count();
                if solution.text.chars().count() > SOLUTION || line_feeds > SOLUTION_LINE_FEEDS {
                    return Err(UNFIT);
                }
            }
        }
        Ok(Arc::new(Poll { id: self.random() & i64::MAX, creator, ..asked }))
    }

    /// Checks that a poll may be sent to a chat.
    pub(in crate::sandbox::world) fn check_poll(
        &self,
        author: i64,
        to: Peer,
        poll: &Poll,
    ) -> Result<(), Refusal> {
        match to {
            Peer::User(other) if other != author && !self.is_bot(other) && !self.is_bot(author) => {
                Err(bad("MEDIA_INVALID"))
            }
            _ if poll.public && self.chat(to).is_some_and(|chat| chat.kind == ChatKind::Channel) => {
                Err(bad("BROADCAST_PUBLIC_VOTERS_FORBIDDEN"))
            }
            _ => Ok(()),
        }
    }

    /// Checks the closing date of a poll that opens at `opens`.
    pub(in crate::sandbox::world) fn check_closing(&self, draft: &Draft, opens: i32) -> Result<(), Refusal> {
        let Some(Media::Poll(poll)) = &draft.media else { return Ok(()) };
        // A forwarded poll is already open.
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

    /// Returns a poll's votes, once a message has shown it.
    pub fn ballot(&self, poll: i64) -> Option<&Ballot> {
        self.ballots.get(&poll)
    }

    /// Records where a poll is shown. The first time opens it.
    pub(in crate::sandbox::world) fn show_poll(&mut self, poll: &Arc<Poll>, copies: Vec<(Owner, i32)>) {
        let now = self.now();
        let ballot = self.ballots.entry(poll.id).or_insert_with(|| Ballot {
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

/// Returns the poll that a message shows.
pub fn shown_in(message: &Message) -> Option<&Arc<Poll>> {
    match &*message.body {
        Body::Text { media: Some(Media::Poll(poll)), .. } => Some(poll),
        _ => None,
    }
}

/// Telegram documents these limits, but not the error for exceeding them.
const UNFIT: Refusal = bad("MEDIA_INVALID");

impl Phrase {
    fn normalize(&mut self) -> Result<(), Refusal> {
        (self.text, self.entities) = normalize(mem::take(&mut self.text), mem::take(&mut self.entities))?;
        Ok(())
    }
}

fn is_phrase(phrase: &Phrase, longest: usize) -> bool {
    !phrase.text.is_empty() && phrase.text.chars().count() <= longest
}
