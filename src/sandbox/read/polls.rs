//! Polls.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types};

use super::{entities, unsupported};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::sandbox::world::messages::message::Media;
use crate::sandbox::world::messages::poll::{Choice, Phrase, Poll, Quiz};

/// Creates a poll.
pub fn poll(world: &mut World, me: i64, input: types::InputMediaPoll) -> Result<Media, Refusal> {
    let enums::Poll::Poll(asked) = input.poll;
    unsupported::refuse_given(
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
            // Without a value of its own, an option is identified by its position.
            enums::PollAnswer::InputPollAnswer(answer) => {
                (answer.text, place.to_string().into_bytes(), answer.media.is_some())
            }
        };
        unsupported::refuse_given("inputPollAnswer", &[("media", with_media)])?;
        options.push(Choice { phrase: phrase(world, me, text)?, data });
    }
    let correct: BTreeSet<usize> = match input.correct_answers {
        // A negative position is as invalid as one past the end.
        Some(correct) => correct.iter().map(|place| usize::try_from(*place).unwrap_or(usize::MAX)).collect(),
        None => BTreeSet::new(),
    };
    let solution = match input.solution.filter(|solution| !solution.is_empty()) {
        Some(text) => {
            Some(Phrase { text, entities: entities::entities(world, me, input.solution_entities)? })
        }
        None => None,
    };
    let poll = Poll {
        question: phrase(world, me, asked.question)?,
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
    Ok(Media::Poll(world.new_poll(me, poll)?))
}

pub fn phrase(world: &World, me: i64, input: enums::TextWithEntities) -> Result<Phrase, Refusal> {
    let enums::TextWithEntities::Entities(types::TextWithEntities { text, entities }) = input;
    Ok(Phrase { text, entities: entities::entities(world, me, Some(entities))? })
}
