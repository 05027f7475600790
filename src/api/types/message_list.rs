//! Lists of messages in Telegram's answers.

use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::message::Message;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::tl;

pub struct MessageList {
    pub messages: Vec<tl::enums::Message>,
    pub cast: Cast,
    /// The total number, if Telegram knows it.
    pub total: Option<i32>,
    /// The position after which a global search continues.
    pub next_rate: Option<i32>,
    /// Whether the list is complete.
    pub whole: bool,
}

impl MessageList {
    pub fn of(call: &Call, account: &Account, answer: tl::enums::messages::Messages) -> Result<Self> {
        let (messages, users, chats, total, next_rate, whole) = match answer {
            tl::enums::messages::Messages::Messages(all) => {
                let total = Some(all.messages.len() as i32);
                (all.messages, all.users, all.chats, total, None, true)
            }
            tl::enums::messages::Messages::Slice(some) => {
                let total = Some(some.count).filter(|_| !some.inexact);
                (some.messages, some.users, some.chats, total, some.next_rate, false)
            }
            tl::enums::messages::Messages::ChannelMessages(some) => {
                let total = Some(some.count).filter(|_| !some.inexact);
                let whole = some.messages.len() as i32 >= some.count;
                (some.messages, some.users, some.chats, total, None, whole)
            }
            tl::enums::messages::Messages::NotModified(_) => {
                return Err(Error::new(
                    Kind::TelegramInternal,
                    "Telegram says that nothing has changed, unasked",
                ));
            }
        };
        account.learn(&users, &chats);
        let cast = Cast::new(call.viewer(account)?, users, chats);
        Ok(Self { messages, cast, total, next_rate, whole })
    }

    pub fn messages(&self) -> impl Iterator<Item = Message> {
        self.messages.iter().filter_map(|message| Message::of(message, &self.cast))
    }
}
