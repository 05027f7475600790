//! messages.click.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::send;
use crate::api::call::Call;
use crate::api::fetch;
use crate::api::send::reply::reply_to;
use crate::api::types::buttons::{Button, rows};
use crate::api::types::message::Message;
use crate::api::types::random_id;
use crate::api::types::random_id::RandomId;
use crate::error::{Error, Kind, Result};
use crate::rpc::Method;
use crate::secret::Secret;
use crate::telegram::account::Account;
use crate::telegram::password;
use crate::telegram::peer::{ChatId, Peer, PeerKind};
use crate::telegram::tl;

/// Presses a button of a message, and tells what the message's bot says to it.
///
/// The button is named by its place, its text or its data: the first that fits is pressed. A button that needs no bot
/// (`url`, `copy_text`, …) gives what it holds; a key of a keyboard sends its text. Telegram:
/// `messages.getBotCallbackAnswer`, or `messages.sendMessage` for a key.
///
/// Fails with `message_not_found`, with `telegram_rejected` (BOT_RESPONSE_TIMEOUT) if the bot doesn't answer in its time,
/// which is some 15 seconds, with `password_invalid` if the button takes a password and it is wrong or missing, with
/// `chat_not_found` and with `peer_invalid`. A key fails as messages.send does, and can be repeated as that under the
/// `random_id` that the error tells.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Click {
    /// Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message with the button.
    #[schemars(range(min = 1))]
    pub message_id: i32,
    /// The button's row, counted from 0.
    pub row: Option<usize>,
    /// Its place in that row, counted from 0; 0 unless told.
    pub column: Option<usize>,
    /// What stands on the button, instead of its place.
    pub text: Option<String>,
    /// The `callback_data` of a button, instead of its place.
    pub callback_data: Option<String>,
    /// The `callback_data_base64` of a button, instead of its place.
    pub callback_data_base64: Option<String>,
    /// The two-step verification password, where the button takes it.
    pub password: Option<Secret>,
    /// Your own id for what a key sends, fresh in this chat: a repeat under the same id is not sent again but answered with
    /// the first message and `is_duplicate`. Other buttons send nothing, and have no use for it.
    pub random_id: Option<RandomId>,
}

/// What came of pressing a button.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Clicked {
    /// The bot was told, and has answered.
    Answer {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// The text is to be shown until it is dismissed.
        show_alert: bool,
        /// To be opened.
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// Seconds for which the same press need not be made again.
        cache_time: i32,
    },
    /// A link to be opened. Nobody was told.
    Url { url: String },
    /// To be copied. Nobody was told.
    CopyText { copy_text: String },
    /// An inline query to be begun. Nobody was told.
    SwitchInlineQuery { query: String, is_current_chat: bool },
    /// Somebody to be shown. Nobody was told.
    UserProfile { user_id: i64 },
    /// A key sent its text.
    Sent { message: Box<Message> },
}

impl Method for Click {
    const NAME: &'static str = "messages.click";
    type Result = Clicked;
}

pub async fn click(call: Call, params: Click) -> Result<Clicked> {
    let named = Named::of(&params)?;
    let account = call.account()?;
    let peer = account.peer(&params.chat_id, call.attempt()).await?;
    let message = fetch::one(&call, &account, &peer, params.message_id).await?;
    let buttons = message.reply_markup.as_ref().and_then(rows).unwrap_or_default();
    match named.find(&buttons)? {
        Button::Callback { callback_data, callback_data_base64, is_password_required, .. } => {
            let data = match (callback_data, callback_data_base64) {
                (Some(text), _) => text.into_bytes(),
                (None, encoded) => STANDARD.decode(encoded.unwrap_or_default()).map_err(Error::internal)?,
            };
            let password = match params.password.filter(|_| is_password_required) {
                Some(password) => Some(proof(&call, &account, password).await?),
                None => None,
            };
            let function = tl::functions::messages::GetBotCallbackAnswer {
                game: false,
                peer: peer.input_peer(),
                msg_id: params.message_id,
                data: Some(data),
                password,
            };
            let tl::enums::messages::BotCallbackAnswer::Answer(answer) =
                account.invoke(&function, call.attempt()).await?;
            let tl::types::messages::BotCallbackAnswer { alert, message: text, url, cache_time, .. } = answer;
            Ok(Clicked::Answer { text, show_alert: alert, url, cache_time })
        }
        Button::Url { url, .. } | Button::LoginUrl { url, .. } => Ok(Clicked::Url { url }),
        Button::CopyText { copy_text, .. } => Ok(Clicked::CopyText { copy_text }),
        Button::SwitchInlineQuery { query, is_current_chat, .. } => {
            Ok(Clicked::SwitchInlineQuery { query, is_current_chat })
        }
        Button::UserProfile { user_id, .. } => Ok(Clicked::UserProfile { user_id }),
        Button::Text { text } => {
            let random_id = random_id::or_fresh(params.random_id)?;
            call.rpc().delivery.goes_by(random_id);
            say(&call, &account, &peer, params.message_id, text, random_id).await
        }
        _ => Err(unfit(named.field(), "a button that holds something, tells its bot, or sends its text")),
    }
}

/// Which button is meant.
#[derive(Clone, Copy)]
enum Named<'a> {
    Place {
        row: usize,
        column: usize,
    },
    Text(&'a str),
    Data(&'a str),
    /// In base64.
    Bytes(&'a str),
}

/// The fields that name a button.
const NAMES: &str =
    "the button's `row` and `column`, or its `text`, `callback_data` or `callback_data_base64`";

impl<'a> Named<'a> {
    fn of(params: &'a Click) -> Result<Self> {
        let text = params.text.as_deref();
        let (data, encoded) = (params.callback_data.as_deref(), params.callback_data_base64.as_deref());
        match (params.row, text, data, encoded) {
            (Some(row), None, None, None) => Ok(Self::Place { row, column: params.column.unwrap_or(0) }),
            _ if params.column.is_some() => Err(unfit("row", NAMES)),
            (None, Some(text), None, None) => Ok(Self::Text(text)),
            (None, None, Some(data), None) => Ok(Self::Data(data)),
            (None, None, None, Some(encoded)) => Ok(Self::Bytes(encoded)),
            _ => Err(unfit("row", NAMES)),
        }
    }

    fn field(self) -> &'static str {
        match self {
            Self::Place { .. } => "row",
            Self::Text(_) => "text",
            Self::Data(_) => "callback_data",
            Self::Bytes(_) => "callback_data_base64",
        }
    }

    fn find(self, buttons: &[Vec<Button>]) -> Result<Button> {
        let mut all = buttons.iter().flatten();
        let found = match self {
            Self::Place { row, column } => buttons.get(row).and_then(|row| row.get(column)),
            Self::Text(text) => all.find(|button| button.text() == text),
            Self::Data(wanted) => all.find(|button| {
                matches!(button, Button::Callback { callback_data: Some(data), .. } if data == wanted)
            }),
            Self::Bytes(wanted) => all.find(|button| {
                matches!(button, Button::Callback { callback_data_base64: Some(data), .. } if data == wanted)
            }),
        };
        found.cloned().ok_or_else(|| unfit(self.field(), "one of the message's `buttons`"))
    }
}

fn unfit(path: &str, expected: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("`{path}` names no button that can be pressed: {expected}"))
        .with("path", path)
        .with("expected", expected)
}

async fn proof(call: &Call, account: &Account, given: Secret) -> Result<tl::enums::InputCheckPasswordSrp> {
    let tl::enums::account::Password::Password(asked) =
        account.read(&tl::functions::account::GetPassword {}, call.attempt()).await?;
    password::proof(asked, given).await
}

/// Sends what stands on a key. Where others read along it answers the message, so that the bot knows what is meant.
async fn say(
    call: &Call,
    account: &Account,
    peer: &Peer,
    id: i32,
    text: String,
    random_id: i64,
) -> Result<Clicked> {
    let turn = call.turn(account).await;
    let answered = (peer.id.kind != PeerKind::User).then_some(id);
    let function = tl::functions::messages::SendMessage {
        reply_to: reply_to(answered, None),
        ..send::plain(peer, text, random_id)
    };
    let message = Box::new(send::carry_out(call, account, peer, &function, turn).await?);
    Ok(Clicked::Sent { message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_whose_data_is_not_text_is_found_by_its_bytes() {
        let button = |text: &str, data: Option<&str>, encoded: Option<&str>| Button::Callback {
            text: text.to_owned(),
            callback_data: data.map(str::to_owned),
            callback_data_base64: encoded.map(str::to_owned),
            is_password_required: false,
        };
        let buttons = [vec![button("Yes", Some("/w=="), None), button("No", None, Some("/w=="))]];
        let found = |named: Named<'_>| named.find(&buttons).unwrap().text().to_owned();
        assert_eq!(found(Named::Bytes("/w==")), "No");
        assert_eq!(found(Named::Data("/w==")), "Yes");
        let error = Named::Bytes("AA==").find(&buttons).unwrap_err();
        assert_eq!(error.get("path"), Some(&"callback_data_base64".into()));
    }
}
