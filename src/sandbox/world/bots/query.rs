//! Callback and inline queries that wait for a bot's answer.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::inline_result::{InlineQueryKey, StoredResults};
use super::markup::ChatType;
use crate::sandbox::world::people::peer::Peer;

/// Queries to bots, their answers, and cached results.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct BotQueries {
    /// Not in snapshots: the callers wait on connections, and a restored world has none.
    #[serde(skip)]
    pub(in crate::sandbox::world) pending_queries: BTreeMap<i64, PendingQuery>,
    #[serde(skip)]
    pub answered: Vec<AnsweredCall>,
    /// Inline results by query id.
    pub(in crate::sandbox::world) results: BTreeMap<i64, StoredResults>,
    /// Cached inline queries: the query whose results to reuse, and until when.
    pub(in crate::sandbox::world) remembered: HashMap<InlineQueryKey, (i64, i32)>,
}

/// A call whose answer waits for a bot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingCall {
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
}

/// A query that a bot hasn't answered.
#[derive(Clone, Debug)]
pub struct PendingQuery {
    pub bot: i64,
    pub asker: i64,
    pub waiting: WaitingCall,
    pub until: i32,
    pub about: QuerySubject,
}

#[derive(Clone, Debug)]
pub enum QuerySubject {
    /// The data of a callback button. The message has the bot's own ids. A message sent by an inline query has none.
    Button {
        message: Option<(Peer, i32)>,
        data: Vec<u8>,
    },
    Inline(InlineQueryKey),
}

/// The answer to a waiting call.
#[derive(Clone, Debug, PartialEq)]
pub struct AnsweredCall {
    pub waiting: WaitingCall,
    /// The account that made the call.
    pub to: i64,
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Button(ButtonAnswer),
    /// The query that the results answer.
    Inline(i64),
    /// The bot didn't answer in time.
    None,
}

/// A bot's answer to a callback query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ButtonAnswer {
    /// Show the text in an alert instead of a short notification.
    pub alert: bool,
    pub text: Option<String>,
    pub url: Option<String>,
    /// Seconds for which a client may cache the answer.
    pub cache_time: i32,
}

/// A query on its way to a bot. It isn't logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Query {
    /// Ids are those in the bot's mailbox.
    Button {
        id: i64,
        by: i64,
        chat: Peer,
        message: i32,
        instance: i64,
        data: Vec<u8>,
    },
    /// A button under a message that was sent by an inline query.
    InlineButton {
        id: i64,
        by: i64,
        message: InlineMessage,
        instance: i64,
        data: Vec<u8>,
    },
    Inline {
        id: i64,
        by: i64,
        text: String,
        offset: String,
        among: ChatType,
    },
}

/// Identifies a message that was sent through a bot, without revealing its chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlineMessage {
    pub dc: i32,
    /// The mailbox it is in: an account id, or a negative channel id.
    pub owner: i64,
    pub id: i32,
    pub hash: i64,
}
