//! Polls, Telegram's way and the world's.

use std::collections::BTreeSet;
use std::sync::Arc;

use grammers_tl_types::{enums, types};

use super::entities;
use super::peers::peer;
use crate::sandbox::functions::{Call, RpcError};
use crate::sandbox::read::input_media::refuse_given;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::messages::message::Media;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::messages::poll::{Ballot, Choice, Phrase, Poll, Quiz};
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

/// What is asked.
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

/// Tells a client's knowledge of the results from what they are now.
pub fn hash(ballot: Option<&Ballot>) -> i64 {
    ballot.map_or(1, |ballot| ballot.revision + 1)
}

/// What came of it, as far as this account may know. `min` says nothing of the account's own vote.
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
    // While the results are hidden, one is shown one's own choice alone.
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
        solution_entities: solution.map(|told| entities::entities(&told.entities).unwrap_or_default()),
        solution_media: None,
    }
    .into()
}

/// The poll of a message has changed.
pub fn changed(world: &World, me: i64, of: Owner, id: i32, full: bool) -> enums::Update {
    let message = world.mailbox(of).message(id);
    let Some((message, shown)) = message.and_then(|message| Some((message, shown_in(message)?))) else {
        let results = results(world, me, &Poll::default(), true);
        let (peer, msg_id, top_msg_id, poll) = (None, None, None, None);
        return types::UpdateMessagePoll { peer, msg_id, top_msg_id, poll_id: 0, poll, results }.into();
    };
    types::UpdateMessagePoll {
        peer: Some(peer(message.chat)),
        msg_id: Some(id),
        top_msg_id: message.topic,
        poll_id: shown.id,
        poll: Some(poll(world, me, shown)),
        results: results(world, me, shown, !full),
    }
    .into()
}

/// Somebody voted in a bot's poll.
pub fn voted(world: &World, poll: i64, by: i64, chosen: &[usize], qts: i32) -> enums::Update {
    let options = world.ballot(poll).map(|ballot| &ballot.poll.options);
    let data = |place: &usize| Some(options?.get(*place)?.data.clone());
    types::UpdateMessagePollVote {
        poll_id: poll,
        peer: peer(Peer::User(by)),
        options: chosen.iter().filter_map(data).collect(),
        positions: chosen.iter().map(|place| *place as i32).collect(),
        qts,
    }
    .into()
}

/// A poll that a client wants to send.
pub fn read(call: &mut Call, input: types::InputMediaPoll) -> Result<Media, RpcError> {
    let enums::Poll::Poll(asked) = input.poll;
    refuse_given(
        "inputMediaPoll",
        &[
            ("attached_media", input.attached_media.is_some()),
            ("solution_media", input.solution_media.is_some()),
            ("open_answers", asked.open_answers),
            ("countries_iso2", asked.countries_iso2.is_some()),
        ],
    )?;
    let mut options = Vec::new();
    for (place, answer) in asked.answers.into_iter().enumerate() {
        let (text, data, with_media) = match answer {
            enums::PollAnswer::Answer(answer) => (answer.text, answer.option, answer.media.is_some()),
            // Who leaves it to Telegram gets the places as names.
            enums::PollAnswer::InputPollAnswer(answer) => {
                (answer.text, place.to_string().into_bytes(), answer.media.is_some())
            }
        };
        refuse_given("inputPollAnswer", &[("media", with_media)])?;
        options.push(Choice { phrase: read_phrase(call, text)?, data });
    }
    let correct: BTreeSet<usize> = match input.correct_answers {
        // A place before the first is as wrong as one behind the last.
        Some(correct) => correct.iter().map(|place| usize::try_from(*place).unwrap_or(usize::MAX)).collect(),
        None => BTreeSet::new(),
    };
    let solution = match input.solution.filter(|solution| !solution.is_empty()) {
        Some(text) => Some(Phrase { text, entities: entities::read(call, input.solution_entities)? }),
        None => None,
    };
    let poll = Poll {
        question: read_phrase(call, asked.question)?,
        options,
        public: asked.public_voters,
        multiple: asked.multiple_choice,
        revoting_disabled: asked.revoting_disabled,
        shuffled: asked.shuffle_answers,
        hidden_until_closed: asked.hide_results_until_close,
        subscribers_only: asked.subscribers_only,
        quiz: asked.quiz.then_some(Quiz { correct, solution }),
        period: asked.close_period,
        close_date: asked.close_date,
        sent_closed: asked.closed,
        ..Poll::default()
    };
    Ok(Media::Poll(call.world.new_poll(call.me, poll)?))
}

pub fn is_poll(media: &enums::InputMedia) -> bool {
    matches!(media, enums::InputMedia::Poll(_))
}

/// The one thing that a poll can be edited to is closed.
pub fn close(call: &mut Call, chat: Peer, id: i32, media: &enums::InputMedia) -> Result<(), RpcError> {
    let enums::InputMedia::Poll(asked) = media else { return Err(bad("MEDIA_NEW_INVALID").into()) };
    let enums::Poll::Poll(poll) = &asked.poll;
    if !poll.closed {
        return Err(bad("MEDIA_NEW_INVALID").into());
    }
    Ok(call.world.close_poll(call.me, chat, id)?)
}

/// The poll that a message shows to the caller.
pub fn shown(call: &Call, chat: Peer, id: i32) -> Result<Arc<Poll>, RpcError> {
    Ok(Arc::clone(call.world.poll_in(call.me, chat, id)?))
}

fn people(ids: Vec<i64>) -> Vec<enums::Peer> {
    ids.into_iter().map(|id| peer(Peer::User(id))).collect()
}

fn phrase(phrase: &Phrase) -> enums::TextWithEntities {
    let entities = entities::entities(&phrase.entities).unwrap_or_default();
    types::TextWithEntities { text: phrase.text.clone(), entities }.into()
}

fn read_phrase(call: &Call, input: enums::TextWithEntities) -> Result<Phrase, RpcError> {
    let enums::TextWithEntities::Entities(types::TextWithEntities { text, entities }) = input;
    Ok(Phrase { text, entities: entities::read(call, Some(entities))? })
}
