//! Polls and their results.

use grammers_tl_types::{enums, types};

use super::{entities, peer};
use crate::sandbox::world::World;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::messages::poll::{Ballot, Choice, Phrase, Poll};
use crate::sandbox::world::messages::polls::shown_in;
use crate::sandbox::world::people::peer::Peer;

pub fn media(world: &World, me: i64, poll: &Poll) -> enums::MessageMedia {
    types::MessageMediaPoll {
        poll: self::poll(world, me, poll),
        results: results(world, me, poll, false),
        attached_media: None,
    }
    .into()
}

/// The question, options and settings.
pub fn poll(world: &World, me: i64, poll: &Poll) -> enums::Poll {
    let ballot = world.ballot(poll.id);
    let option = |option: &Choice| {
        types::PollAnswer {
            text: phrase(&option.phrase),
            option: option.data.clone(),
            media: None,
            added_by: None,
            date: None,
        }
        .into()
    };
    types::Poll {
        id: poll.id,
        closed: ballot.map_or(poll.sent_closed, |ballot| ballot.closed),
        public_voters: poll.public,
        multiple_choice: poll.multiple,
        quiz: poll.quiz.is_some(),
        open_answers: false,
        revoting_disabled: poll.revoting_disabled,
        shuffle_answers: poll.shuffled,
        hide_results_until_close: poll.hidden_until_closed,
        creator: poll.creator == me,
        subscribers_only: poll.subscribers_only,
        question: phrase(&poll.question),
        answers: poll.options.iter().map(option).collect(),
        close_period: poll.period,
        close_date: ballot.map_or(poll.close_date, |ballot| ballot.closes),
        countries_iso2: None,
        hash: hash(ballot),
    }
    .into()
}

/// Changes whenever the results change.
pub fn hash(ballot: Option<&Ballot>) -> i64 {
    ballot.map_or(1, |ballot| ballot.revision + 1)
}

/// The results that the account may see. With `min`, without the account's own vote.
pub fn results(world: &World, me: i64, poll: &Poll, min: bool) -> enums::PollResults {
    let ballot = world.ballot(poll.id);
    let open = ballot.filter(|ballot| ballot.is_open_to(me, world.is_bot(me)));
    let chosen = ballot.and_then(|ballot| ballot.vote_of(me)).map(|vote| &vote.chosen);
    let counted = |ballot: &Ballot| {
        let option = |(place, option): (usize, &Choice)| {
            types::PollAnswerVoters {
                chosen: !min && chosen.is_some_and(|chosen| chosen.contains(&place)),
                correct: poll.quiz.as_ref().is_some_and(|quiz| quiz.correct.contains(&place)),
                option: option.data.clone(),
                voters: Some(ballot.count(place)),
                recent_voters: Some(people(ballot.recent(Some(place)))),
            }
            .into()
        };
        poll.options.iter().enumerate().map(option).collect()
    };
    // Hidden results still show the account's own choice.
    let own = || {
        let option = |(place, option): (usize, &Choice)| {
            types::PollAnswerVoters {
                chosen: chosen.is_some_and(|chosen| chosen.contains(&place)),
                correct: false,
                option: option.data.clone(),
                voters: None,
                recent_voters: None,
            }
            .into()
        };
        let shown = (!min && chosen.is_some()).then_some(&poll.options);
        shown.map(|options| options.iter().enumerate().map(option).collect())
    };
    let solution = open.and(poll.quiz.as_ref()).and_then(|quiz| quiz.solution.as_ref());
    let recent = ballot.map(|ballot| ballot.recent(None)).unwrap_or_default();
    types::PollResults {
        min,
        has_unread_votes: false,
        can_view_stats: false,
        results: open.map(counted).or_else(own),
        total_voters: Some(ballot.map_or(0, |ballot| ballot.votes.len() as i32)),
        recent_voters: poll.public.then(|| people(recent)),
        solution: solution.map(|solution| solution.text.clone()),
        solution_entities: solution
            .map(|solution| entities::entities(&solution.entities).unwrap_or_default()),
        solution_media: None,
    }
    .into()
}

/// The poll in a message has changed.
pub fn changed(world: &World, me: i64, of: Owner, id: i32, full: bool) -> enums::Update {
    let message = world.mailbox(of).message(id);
    let Some((message, shown)) = message.and_then(|message| Some((message, shown_in(message)?))) else {
        let results = results(world, me, &Poll::default(), true);
        let (peer, msg_id, top_msg_id, poll) = (None, None, None, None);
        return types::UpdateMessagePoll { peer, msg_id, top_msg_id, poll_id: 0, poll, results }.into();
    };
    types::UpdateMessagePoll {
        peer: Some(peer::peer(message.chat)),
        msg_id: Some(id),
        top_msg_id: message.topic,
        poll_id: shown.id,
        poll: Some(poll(world, me, shown)),
        results: results(world, me, shown, !full),
    }
    .into()
}

/// Someone voted in a bot's poll.
pub fn voted(world: &World, poll: i64, by: i64, chosen: &[usize], qts: i32) -> enums::Update {
    let options = world.ballot(poll).map(|ballot| &ballot.poll.options);
    let data = |place: &usize| Some(options?.get(*place)?.data.clone());
    types::UpdateMessagePollVote {
        poll_id: poll,
        peer: peer::peer(Peer::User(by)),
        options: chosen.iter().filter_map(data).collect(),
        positions: chosen.iter().map(|place| *place as i32).collect(),
        qts,
    }
    .into()
}

fn people(ids: Vec<i64>) -> Vec<enums::Peer> {
    ids.into_iter().map(|id| peer::peer(Peer::User(id))).collect()
}

fn phrase(phrase: &Phrase) -> enums::TextWithEntities {
    let entities = entities::entities(&phrase.entities).unwrap_or_default();
    types::TextWithEntities { text: phrase.text.clone(), entities }.into()
}
