//! Polls, converted from Telegram's types.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::date::timestamp;
use crate::telegram::markup::Entity;
use crate::telegram::tl;

/// A poll or quiz, with the results that this account may see.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Poll {
    /// The same in every message with this poll.
    pub poll_id: String,
    pub question: String,
    /// Formatting of the question, by UTF-16 offsets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub question_entities: Vec<Entity>,
    pub options: Vec<PollOption>,
    /// The number of users who voted.
    pub total_voter_count: i32,
    /// Whether the poll is closed.
    pub is_closed: bool,
    /// Whether votes are anonymous.
    pub is_anonymous: bool,
    /// Whether the poll has correct options.
    pub is_quiz: bool,
    pub allows_multiple_answers: bool,
    /// Whether votes can be changed or retracted.
    pub allows_revoting: bool,
    /// The correct options of a quiz: positions from 0. Present after this account voted or the poll was closed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub correct_option_ids: Vec<i32>,
    /// The explanation of a quiz. Present after this account voted or the poll was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation_entities: Vec<Entity>,
    /// Seconds during which the poll is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_period: Option<i32>,
    /// When the poll closes automatically.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub close_date: Option<Timestamp>,
}

/// An option of a poll.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PollOption {
    pub text: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub text_entities: Vec<Entity>,
    /// The number of votes. Most polls show it after a vote, and to everyone once closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voter_count: Option<i32>,
    /// Whether this account chose it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_chosen: bool,
}

impl Poll {
    pub fn of(poll: &tl::enums::Poll, results: &tl::enums::PollResults) -> Self {
        let (tl::enums::Poll::Poll(poll), tl::enums::PollResults::Results(results)) = (poll, results);
        let options: Vec<PollOption> =
            poll.answers.iter().map(|answer| PollOption::of(answer, results)).collect();
        let correct = poll
            .answers
            .iter()
            .enumerate()
            .filter(|(_, answer)| counted(data(answer), results).is_some_and(|counted| counted.correct));
        let (question, question_entities) = phrase(&poll.question);
        Self {
            poll_id: poll.id.to_string(),
            question,
            question_entities,
            correct_option_ids: correct.map(|(place, _)| place as i32).collect(),
            options,
            total_voter_count: results.total_voters.unwrap_or(0),
            is_closed: poll.closed,
            is_anonymous: !poll.public_voters,
            is_quiz: poll.quiz,
            allows_multiple_answers: poll.multiple_choice,
            allows_revoting: !poll.quiz && !poll.revoting_disabled,
            explanation: results.solution.clone(),
            explanation_entities: entities(results.solution_entities.as_deref()),
            open_period: poll.close_period,
            close_date: poll.close_date.map(timestamp),
        }
    }
}

impl PollOption {
    fn of(answer: &tl::enums::PollAnswer, results: &tl::types::PollResults) -> Self {
        let (text, text_entities) = match answer {
            tl::enums::PollAnswer::Answer(answer) => phrase(&answer.text),
            tl::enums::PollAnswer::InputPollAnswer(answer) => phrase(&answer.text),
        };
        let counted = counted(data(answer), results);
        Self {
            text,
            text_entities,
            voter_count: counted.and_then(|counted| counted.voters),
            is_chosen: counted.is_some_and(|counted| counted.chosen),
        }
    }
}

/// What Telegram names an option by.
pub fn data(answer: &tl::enums::PollAnswer) -> &[u8] {
    match answer {
        tl::enums::PollAnswer::Answer(answer) => &answer.option,
        // Telegram itself never shows options without a name.
        tl::enums::PollAnswer::InputPollAnswer(_) => &[],
    }
}

fn counted<'a>(
    option: &[u8],
    results: &'a tl::types::PollResults,
) -> Option<&'a tl::types::PollAnswerVoters> {
    let all = results.results.iter().flatten();
    all.map(|tl::enums::PollAnswerVoters::Voters(counted)| counted).find(|counted| counted.option == option)
}

fn phrase(text: &tl::enums::TextWithEntities) -> (String, Vec<Entity>) {
    let tl::enums::TextWithEntities::Entities(text) = text;
    (text.text.clone(), entities(Some(&text.entities)))
}

fn entities(entities: Option<&[tl::enums::MessageEntity]>) -> Vec<Entity> {
    entities.into_iter().flatten().filter_map(Entity::from_tl).collect()
}
