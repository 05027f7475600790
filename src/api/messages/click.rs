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
use crate::api::types::fails;
use crate::api::types::message::Message;
use crate::api::types::random_id;
use crate::api::types::random_id::RandomId;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::secret::Secret;
use crate::telegram::account::Account;
use crate::telegram::password;
use crate::telegram::peer::{ChatId, Peer, PeerKind};
use crate::telegram::tl;

/// Presses a button of a message, and returns the result.
///
/// The button is selected by position, text or data: the first match is pressed. A button that needs no bot (`url`,
/// `copy_text`, …) returns its content; a key of a keyboard sends its text. Telegram: `messages.getBotCallbackAnswer`,
/// or `messages.sendMessage` for a key.
///
/// Fails with `message_not_found`, with `telegram_rejected` (BOT_RESPONSE_TIMEOUT) if the bot doesn't answer within
/// about 15 seconds, with `password_invalid` if the button needs a password and it is wrong or missing, with
/// `chat_not_found` and with `peer_invalid`. A key fails like messages.send, and can be repeated with the `random_id`
/// of the error.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Click {
    /// The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The message with the button.
    #[schemars(range(min = 1))]
    pub message_id: i32,
    /// The button's row, from 0.
    pub row: Option<usize>,
    /// The button's position in the row, from 0. Default: 0.
    #[schemars(extend("default" = 0))]
    pub column: Option<usize>,
    /// The button's text, instead of its position.
    pub text: Option<String>,
    /// The `callback_data` of a button, instead of its place.
    pub callback_data: Option<String>,
    /// The `callback_data_base64` of a button, instead of its place.
    pub callback_data_base64: Option<String>,
    /// The two-step verification password, if the button needs it.
    pub password: Option<Secret>,
    /// Your own id for the message that a key sends, unique in this chat: a repeat with the same id is not sent again,
    /// but returns the first message with `is_duplicate`. Has no effect on other buttons.
    pub random_id: Option<RandomId>,
}

/// The result of pressing a button.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Clicked {
    /// The bot answered.
    Answer {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        /// Show the text as an alert that must be dismissed.
        show_alert: bool,
        /// A URL to open.
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<String>,
        /// Seconds for which the answer may be cached.
        cache_time: i32,
    },
    /// A link to open. The bot was not notified.
    Url { url: String },
    /// Text to copy. The bot was not notified.
    CopyText { copy_text: String },
    /// An inline query to start. The bot was not notified.
    SwitchInlineQuery { query: String, is_current_chat: bool },
    /// A user profile to show. The bot was not notified.
    UserProfile { user_id: i64 },
    /// The key's text was sent.
    Sent { message: Box<Message> },
}

impl Method for Click {
    const NAME: &'static str = "messages.click";
    const FAILS: Fails = &[
        fails::CHAT,
        &[Kind::PasswordInvalid, Kind::PaymentRequired, Kind::TooFresh, Kind::MessageNotFound],
    ];
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
            call.rpc().delivery.set_random_id(random_id);
            say(&call, &account, &peer, params.message_id, text, random_id).await
        }
        _ => Err(unfit(named.field(), "a button that has a value, notifies its bot, or sends its text")),
    }
}

/// The button to press.
#[derive(Clone, Copy)]
enum Named<'a> {
    Position {
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
            (Some(row), None, None, None) => Ok(Self::Position { row, column: params.column.unwrap_or(0) }),
            _ if params.column.is_some() => Err(unfit("row", NAMES)),
            (None, Some(text), None, None) => Ok(Self::Text(text)),
            (None, None, Some(data), None) => Ok(Self::Data(data)),
            (None, None, None, Some(encoded)) => Ok(Self::Bytes(encoded)),
            _ => Err(unfit("row", NAMES)),
        }
    }

    fn field(self) -> &'static str {
        match self {
            Self::Position { .. } => "row",
            Self::Text(_) => "text",
            Self::Data(_) => "callback_data",
            Self::Bytes(_) => "callback_data_base64",
        }
    }

    fn find(self, buttons: &[Vec<Button>]) -> Result<Button> {
        let mut all = buttons.iter().flatten();
        let found = match self {
            Self::Position { row, column } => buttons.get(row).and_then(|row| row.get(column)),
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

/// Sends a key's text. In groups it replies to the message, so that the bot can match it.
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
