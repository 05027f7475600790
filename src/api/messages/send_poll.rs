//! messages.sendPoll.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::send_file::plain;
use crate::api::call::Call;
use crate::api::send::deliver::deliver;
use crate::api::send::params::SendParams;
use crate::api::send::reply::reply_to;
use crate::api::send::result::sent_message;
use crate::api::send::turn::SendSlot;
use crate::api::types::date::{Ahead, Date, OPEN_PERIOD};
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::reply_markup as buttons;
use crate::api::types::reply_markup::Buttons;
use crate::api::types::text::{Format, TextParam, to_telegram};
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::markup::{Entity, Formatted};
use crate::telegram::tl;

/// Sends a poll or a quiz.
///
/// Telegram: `messages.sendMedia` of an `inputMediaPoll`. The order and repetition rules of messages.send apply. In
/// private chats polls can be sent only to bots, by bots and to oneself. Fails with `forbidden` or `banned` if the
/// account may not send polls there, with `telegram_rejected` if Telegram rejects the question or the options
/// (POLL_QUESTION_INVALID, POLL_ANSWERS_INVALID, POLL_ANSWER_INVALID) or no poll in this chat (MEDIA_INVALID), with
/// `message_not_found` if the replied message or the topic does not exist, with `bot_only` if a user gives `buttons`
/// and `user_only` if a bot gives `schedule_date`, with `rate_limited` if Telegram asks to wait longer than `max_wait`,
/// with `account_limited`, with `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SendPoll {
    #[serde(flatten)]
    pub send: SendParams,
    /// 1–255 characters, 1–300 for bots.
    #[schemars(length(min = 1, max = 300))]
    pub question: String,
    /// 2–12 options of 1–100 characters.
    #[schemars(length(min = 2, max = 12), inner(length(min = 1, max = 100)))]
    pub options: Vec<String>,
    /// Default: `regular`.
    #[serde(default)]
    pub kind: PollKind,
    /// Whether votes are anonymous. Must be true in channels. Default: true.
    #[schemars(extend("default" = true))]
    pub is_anonymous: Option<bool>,
    /// Whether voters can choose several options. Default: false.
    #[serde(default)]
    pub allows_multiple_answers: bool,
    /// Whether voters can change or retract their vote. Never in a quiz. Default: true.
    #[schemars(extend("default" = true))]
    pub allows_revoting: Option<bool>,
    /// Whether to shuffle the options for each user. Default: false.
    #[serde(default)]
    pub shuffle_options: bool,
    /// Whether to hide the results until the poll is closed. Default: false.
    #[serde(default)]
    pub hide_results_until_closes: bool,
    /// The correct options of a quiz: positions in `options`, from 0. Several only with `allows_multiple_answers`.
    #[serde(default)]
    #[schemars(length(max = 12))]
    pub correct_option_ids: Vec<u32>,
    /// Up to 200 characters. Shown after a vote in a quiz.
    pub explanation: Option<String>,
    /// The format of `explanation`. Default: `plain`.
    #[serde(default)]
    pub format: Format,
    /// Formatting of `explanation` by UTF-16 offsets, instead of `format`.
    #[schemars(length(max = 100))]
    pub entities: Option<Vec<Entity>>,
    /// Closes the poll after 5–2628000 seconds. Not with `close_date`. Default: never.
    #[schemars(range(min = 5, max = 2_628_000))]
    pub open_period: Option<i32>,
    /// When to close the poll: 5–2628000 seconds after it is sent. Not with `open_period`. Default: never.
    pub close_date: Option<Date>,
    /// The message to reply to.
    #[schemars(range(min = 1))]
    pub reply_to_message_id: Option<i32>,
    /// Inline or reply keyboard. Bots only.
    pub buttons: Option<Buttons>,
}

/// The kind of poll.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PollKind {
    #[default]
    Regular,
    /// Has correct options, and takes only one vote per user.
    Quiz,
}

impl Method for SendPoll {
    const NAME: &'static str = "messages.sendPoll";
    const FAILS: Fails = &[fails::CHAT, fails::SEND];
    type Result = Message;
}

pub async fn send_poll(call: Call, params: SendPoll) -> Result<Message> {
    let account = call.account()?;
    let (random_id, turn) = params.send.begin(&call, &account).await?;
    params.check()?;
    let schedule_date = params.send.schedule_date(&call, &account).await?;
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
    let explanation = TextParam {
        field: "explanation",
        text: params.explanation.as_deref().unwrap_or_default(),
        format: params.format,
        entities: params.entities.as_deref(),
    };
    let explanation = explanation.parsed()?;
    let peer = account.peer(&params.send.chat_id, call.attempt()).await?;
    let entities = to_telegram(&call, &account, &explanation.entities).await?;
    let reply_markup = buttons::to_telegram(params.buttons.as_ref(), &call, &account).await?;
    let function = tl::functions::messages::SendMedia {
        silent: params.send.silent,
        reply_to: reply_to(params.reply_to_message_id, params.send.topic_id),
        reply_markup,
        schedule_date,
        ..plain(&peer, params.media(explanation, entities, close_date), random_id)
    };
    let turn = SendSlot::take(&call, &account, turn, &peer).wait().await;
    let updates = deliver(&call, &account, &function, 1, turn).await;
    let updates = account.about(&peer, updates, call.attempt()).await?;
    let scheduled = function.schedule_date.is_some();
    sent_message(&call, &account, &peer, updates, random_id, scheduled).await
}

impl SendPoll {
    /// Checks what Telegram would ignore silently or refuse unclearly.
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
