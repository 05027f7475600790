//! messages.sendPoll.

use schemars::JsonSchema;
use serde::Deserialize;

use super::send_file::plain;
use crate::api::call::Call;
use crate::api::send::deliver::deliver;
use crate::api::send::reply::reply_to;
use crate::api::send::result::the_one_sent;
use crate::api::send::schedule::scheduled_for;
use crate::api::send::turn::Place;
use crate::api::types::date::{Ahead, Date, OPEN_PERIOD};
use crate::api::types::message::Message;
use crate::api::types::random_id;
use crate::api::types::random_id::RandomId;
use crate::api::types::reply_markup as buttons;
use crate::api::types::reply_markup::Buttons;
use crate::api::types::text::{Format, Given, to_telegram};
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::telegram::markup::{Entity, Formatted};
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// Sends a poll, or a quiz.
///
/// Telegram: `messages.sendMedia` of an `inputMediaPoll`. What messages.send says of order and of repeating holds here, too.
/// In private chats Telegram takes polls only to bots, from bots and to oneself. Fails with `forbidden` or `banned` if the
/// account may not send polls there, with `telegram_rejected` if Telegram doesn't take the question or the options
/// (POLL_QUESTION_INVALID, POLL_ANSWERS_INVALID, POLL_ANSWER_INVALID) or no poll in this chat (MEDIA_INVALID), with
/// `message_not_found` if what it answers or the topic is not there, with `bot_only` if a user gives `buttons` and
/// `user_only` if a bot gives `schedule_date`, with `rate_limited` if Telegram asks to wait longer than `max_wait`, with
/// `account_limited`, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendPoll {
    /// Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// 1 to 255 characters, of a bot to 300.
    #[schemars(length(min = 1, max = 300))]
    pub question: String,
    /// 2 to 12 options of 1 to 100 characters.
    #[schemars(length(min = 2, max = 12), inner(length(min = 1, max = 100)))]
    pub options: Vec<String>,
    /// A poll unless told.
    #[serde(default)]
    pub kind: PollKind,
    /// Whether nobody is told who chose what; true unless told. In channels it must be.
    pub is_anonymous: Option<bool>,
    /// Whether one may choose several options; false unless told.
    #[serde(default)]
    pub allows_multiple_answers: bool,
    /// Whether one may take a vote back or change it; true unless told, and never in a quiz.
    pub allows_revoting: Option<bool>,
    /// Whether everybody is shown the options in another order; false unless told.
    #[serde(default)]
    pub shuffle_options: bool,
    /// Whether nobody is shown the results before it is closed; false unless told.
    #[serde(default)]
    pub hide_results_until_closes: bool,
    /// The right options of a quiz, by their places in `options`, from 0. More than one if it allows multiple answers.
    #[serde(default)]
    #[schemars(length(max = 12))]
    pub correct_option_ids: Vec<u32>,
    /// What a quiz tells those who have voted: up to 200 characters.
    pub explanation: Option<String>,
    /// How `explanation` is formatted; plain unless told.
    #[serde(default)]
    pub format: Format,
    /// How the explanation is formatted, by UTF-16 offsets, instead of `format`.
    #[schemars(length(max = 100))]
    pub entities: Option<Vec<Entity>>,
    /// Seconds for which it is open: 5 to 2628000. Either this or `close_date`, if it closes by itself.
    #[schemars(range(min = 5, max = 2_628_000))]
    pub open_period: Option<i32>,
    /// When it closes by itself: 5 to 2628000 seconds after it is sent.
    pub close_date: Option<Date>,
    /// The message that this answers.
    #[schemars(range(min = 1))]
    pub reply_to_message_id: Option<i32>,
    /// The topic of a forum.
    #[schemars(range(min = 1))]
    pub topic_id: Option<i32>,
    /// Whether it comes without a sound; false unless told.
    #[serde(default)]
    pub silent: bool,
    /// What stands under the message, or takes the place of its readers' keyboards. Bots alone.
    pub buttons: Option<Buttons>,
    /// When it is to be sent, in a year at most; now unless told. Until then it is a message of messages.scheduled. Users
    /// alone.
    pub schedule_date: Option<Date>,
    /// Your own id for this send, fresh in this chat: a repeat under the same id is not sent again but answered with the
    /// first message and `is_duplicate`. If that was deleted since, the repeat fails with `message_not_found` and `is_duplicate`:
    /// nothing is sent then, and another id sends it once more.
    pub random_id: Option<RandomId>,
}

/// Whether there are right answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PollKind {
    #[default]
    Regular,
    /// Some options are right, and one votes once.
    Quiz,
}

impl Method for SendPoll {
    const NAME: &'static str = "messages.sendPoll";
    type Result = Message;
}

pub async fn send_poll(call: Call, params: SendPoll) -> Result<Message> {
    let account = call.account()?;
    let random_id = random_id::or_fresh(params.random_id)?;
    call.rpc().delivery.goes_by(random_id);
    // From here to where the request is in the link's queue no later send of this connection may pass.
    let turn = call.turn(&account).await;
    params.check()?;
    let schedule_date = scheduled_for(&call, &account, params.schedule_date, params.random_id).await?;
    // A poll is open from when it is sent.
    let close_date = match params.close_date {
        None => None,
        Some(date) => {
            let opens = match schedule_date {
                Some(opens) => opens,
                None => account.learn_now(call.attempt()).await?,
            };
            Some(date.ahead("close_date", Ahead::POLL, opens)?)
        }
    };
    let explanation = Given {
        field: "explanation",
        text: params.explanation.as_deref().unwrap_or_default(),
        format: params.format,
        entities: params.entities.as_deref(),
    };
    let explanation = explanation.parsed()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let entities = to_telegram(&call, &account, &explanation.entities).await?;
    let reply_markup = buttons::to_telegram(params.buttons.as_ref(), &call, &account).await?;
    let function = tl::functions::messages::SendMedia {
        silent: params.silent,
        reply_to: reply_to(params.reply_to_message_id, params.topic_id),
        reply_markup,
        schedule_date,
        ..plain(&peer, params.media(explanation, entities, close_date), random_id)
    };
    let turn = Place::take(&call, &account, turn, &peer).comes().await;
    let updates = deliver(&call, &account, &function, 1, turn).await;
    let updates = account.about(&peer, updates, call.attempt()).await?;
    let scheduled = function.schedule_date.is_some();
    the_one_sent(&call, &account, &peer, updates, random_id, scheduled).await
}

impl SendPoll {
    /// What Telegram would let pass without a word, or refuse in words of its own.
    fn check(&self) -> Result<()> {
        let is_quiz = self.kind == PollKind::Quiz;
        let of_quizzes = !self.correct_option_ids.is_empty() || self.explanation.is_some();
        let right = self.correct_option_ids.len();
        let last = self.options.len().saturating_sub(1);
        let is_option = |place: &u32| (*place as usize) < self.options.len();
        if !is_quiz && of_quizzes {
            return Err(wrong("kind", "quiz, as it has right options or an explanation"));
        }
        if is_quiz && (right == 0 || (right > 1 && !self.allows_multiple_answers)) {
            let expected = "the one right option, or several if it allows multiple answers";
            return Err(wrong("correct_option_ids", expected));
        }
        if !self.correct_option_ids.iter().all(is_option) {
            return Err(wrong("correct_option_ids", &format!("places from 0 to {last}")));
        }
        if is_quiz && self.allows_revoting == Some(true) {
            return Err(wrong("allows_revoting", "false, as it is a quiz"));
        }
        if self.open_period.is_some() && self.close_date.is_some() {
            return Err(wrong("close_date", "either open_period or close_date"));
        }
        if self.open_period.is_some_and(|period| !OPEN_PERIOD.contains(&period)) {
            return Err(wrong("open_period", "5 to 2628000 seconds"));
        }
        Ok(())
    }

    fn media(
        &self,
        explanation: Formatted,
        entities: Vec<tl::enums::MessageEntity>,
        close_date: Option<i32>,
    ) -> tl::enums::InputMedia {
        let is_quiz = self.kind == PollKind::Quiz;
        let answer =
            |option: &String| tl::types::InputPollAnswer { text: phrase(option), media: None }.into();
        let poll = tl::types::Poll {
            id: 0,
            closed: false,
            public_voters: self.is_anonymous == Some(false),
            multiple_choice: self.allows_multiple_answers,
            quiz: is_quiz,
            open_answers: false,
            revoting_disabled: self.allows_revoting == Some(false),
            shuffle_answers: self.shuffle_options,
            hide_results_until_close: self.hide_results_until_closes,
            creator: false,
            subscribers_only: false,
            question: phrase(&self.question),
            answers: self.options.iter().map(answer).collect(),
            close_period: self.open_period,
            close_date,
            countries_iso2: None,
            hash: 0,
        };
        let explained = self.explanation.is_some();
        let correct = self.correct_option_ids.iter().map(|place| place.cast_signed());
        let media = tl::types::InputMediaPoll {
            poll: poll.into(),
            correct_answers: is_quiz.then(|| correct.collect()),
            attached_media: None,
            solution: explained.then_some(explanation.text),
            solution_entities: explained.then_some(entities),
            solution_media: None,
        };
        media.into()
    }
}

fn phrase(text: &str) -> tl::enums::TextWithEntities {
    tl::types::TextWithEntities { text: text.to_owned(), entities: Vec::new() }.into()
}

fn wrong(path: &str, expected: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("`{path}` must be {expected}"))
        .with("path", path)
        .with("expected", expected)
}
