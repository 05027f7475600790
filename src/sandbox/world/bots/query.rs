//! Callback and inline queries that wait for a bot's answer.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::inline_result::{Asked, Kept};
use super::markup::ChatType;
use crate::sandbox::world::people::peer::Peer;

/// What bots are asked, and what came of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Asking {
    /// Whoever waits does so on a connection, and a world that is brought back has none.
    #[serde(skip)]
    pub(in crate::sandbox::world) questions: BTreeMap<i64, Question>,
    #[serde(skip)]
    pub answered: Vec<Answered>,
    /// By the query that they answered.
    pub(in crate::sandbox::world) results: BTreeMap<i64, Kept>,
    /// What needn't be asked again, and until when.
    pub(in crate::sandbox::world) remembered: HashMap<Asked, (i64, i32)>,
}

/// A call that is answered when the bot has answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
}

/// A question that a bot is yet to answer.
#[derive(Clone, Debug)]
pub struct Question {
    pub bot: i64,
    pub asker: i64,
    pub waiting: Waiting,
    pub until: i32,
    pub about: About,
}

#[derive(Clone, Debug)]
pub enum About {
    /// What a message's button tells. The message is in the bot's own ids; an inline query's result has none.
    Button {
        message: Option<(Peer, i32)>,
        data: Vec<u8>,
    },
    Inline(Asked),
}

/// What a call that waited is to be answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub waiting: Waiting,
    /// Who asked.
    pub to: i64,
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Button(ButtonAnswer),
    /// The results of this query.
    Inline(i64),
    /// The bot had its time.
    None,
}

/// What a bot says to whoever pressed its button.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ButtonAnswer {
    /// The text is to be shown until it is dismissed.
    pub alert: bool,
    pub text: Option<String>,
    pub url: Option<String>,
    /// Seconds for which a client may show the same again without asking.
    pub cache_time: i32,
}

/// A question on its way to the bot. No log keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Query {
    /// Ids are the bot's own.
    Button {
        id: i64,
        by: i64,
        chat: Peer,
        message: i32,
        instance: i64,
        data: Vec<u8>,
    },
    /// A button under an inline query's result.
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

/// What a bot knows a message by that was sent through it: nothing of the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InlineMessage {
    pub dc: i32,
    /// Whose mailbox it lies in: an account, or a channel with a minus sign.
    pub owner: i64,
    pub id: i32,
    pub hash: i64,
}
