//! bots.answerCallback.

use schemars::JsonSchema;
use serde::Deserialize;

use super::QueryId;
use crate::api::call::Call;
use crate::api::types::empty::Empty;
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::tl;

/// Answers the press of a `callback` button. Without `text` and `url` it only stops the waiting indicator.
///
/// Telegram: `messages.setBotCallbackAnswer`. Fails with `telegram_rejected`: QUERY_ID_INVALID if it was answered
/// already or more than about 15 seconds ago, MESSAGE_TOO_LONG, URL_INVALID.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCallback {
    /// The id from the event.
    pub callback_query_id: QueryId,
    /// Up to 200 characters.
    #[schemars(length(max = 200))]
    pub text: Option<String>,
    /// Whether to show the text as an alert that must be dismissed. Default: false.
    #[serde(default)]
    pub show_alert: bool,
    /// A link to open: to the bot itself (`t.me/name?start=…`), or to its game.
    pub url: Option<String>,
    /// Seconds for which clients may cache the answer. Default: 0.
    #[serde(default)]
    #[schemars(range(min = 0))]
    pub cache_time: i32,
}

impl Method for AnswerCallback {
    const NAME: &'static str = "bots.answerCallback";
    const FAILS: Fails = &[&[Kind::UserNotFound]];
    type Result = Empty;
}

pub async fn answer_callback(call: Call, params: AnswerCallback) -> Result<Empty> {
    let account = call.account()?;
    let function = tl::functions::messages::SetBotCallbackAnswer {
        alert: params.show_alert,
        query_id: params.callback_query_id.0,
        message: params.text,
        url: params.url,
        cache_time: params.cache_time,
    };
    account.invoke(&function, call.attempt()).await?;
    Ok(Empty {})
}
