//! Starting a bot (https://core.telegram.org/api/links#bot-links).

use std::sync::Arc;

use super::inline::{MAX_PARAMETER, is_start_parameter};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::draft::{Draft, Sent};
use crate::sandbox::world::messages::entity::{Entity, Style};
use crate::sandbox::world::messages::message::{Body, RandomId};
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::people::peer::Peer;

impl World {
    /// Sends `/start` to a bot, in private or in a group that the bot is added to. In private chats only the bot's copy
    /// has the start parameter.
    pub fn start_bot(
        &mut self,
        account: i64,
        bot: i64,
        to: Peer,
        parameter: &str,
        random_id: RandomId,
    ) -> Result<Sent, Refusal> {
        let person = self.person(bot).filter(|person| person.is_bot()).ok_or(bad("BOT_INVALID"))?;
        match parameter {
            "" => {}
            long if long.len() > MAX_PARAMETER => return Err(bad("START_PARAM_TOO_LONG")),
            parameter if !is_start_parameter(parameter) => return Err(bad("START_PARAM_INVALID")),
            _ => {}
        }
        let username = person.username.clone().unwrap_or_default();
        let with = |command: String| match parameter {
            "" => command,
            parameter => format!("{command} {parameter}"),
        };
        match to {
            Peer::User(user) if user != bot => Err(bad("PEER_ID_INVALID")),
            Peer::User(_) => {
                let sent = self.send(account, to, command("/start".to_owned(), random_id))?;
                if !sent.repeated && !parameter.is_empty() {
                    let twin = self.mailbox_of(account, to).message(sent.id).map(|message| message.twin);
                    let of = Owner::Account(bot);
                    let copy = twin.and_then(|twin| self.mailbox(of).twin(twin)).map(|copy| copy.id);
                    let Draft { entities, .. } = command("/start".to_owned(), random_id);
                    let body = Body::Text { text: with("/start".to_owned()), entities, media: None };
                    if let Some(copy) = copy {
                        self.mailbox_mut(of).change(copy, |message| message.body = Arc::new(body));
                    }
                }
                Ok(sent)
            }
            Peer::Group(_) | Peer::Channel(_) => {
                if !self.chat(to).is_some_and(|chat| chat.has(bot)) {
                    self.invite_people(account, to, &[bot])?;
                }
                let said = command(format!("/start@{username}"), random_id);
                self.send(account, to, Draft { text: with(said.text), ..said })
            }
        }
    }
}

fn command(text: String, random_id: RandomId) -> Draft {
    let length = text.encode_utf16().count() as i32;
    let entities = vec![Entity { offset: 0, length, style: Style::BotCommand }];
    Draft { text, entities, random_id: Some(random_id), ..Draft::default() }
}
