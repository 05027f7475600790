//! Buttons under messages, and keyboards: as messages show them and as bots send them. Kinds are the Bot API's names.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Call;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// A button of a message. Those of the first group stand under it; the others are keys of a keyboard that takes the place
/// of the reader's own.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Button {
    /// Tells the message's bot that it was pressed.
    Callback {
        text: String,
        /// What the bot is told, where that is text.
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<String>,
        /// What the bot is told, where that is no text.
        #[serde(skip_serializing_if = "Option::is_none")]
        data_base64: Option<String>,
        /// Pressing it takes the two-step verification password.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        needs_password: bool,
    },
    Url {
        text: String,
        url: String,
    },
    /// A link to a site that asks Telegram who one is.
    LoginUrl {
        text: String,
        url: String,
    },
    /// Stands under a message or among keys.
    WebApp {
        text: String,
        url: String,
    },
    /// Begins an inline query of the message's bot.
    SwitchInlineQuery {
        text: String,
        query: String,
        /// In this chat, and not in one that is chosen.
        same_chat: bool,
    },
    CopyText {
        text: String,
        copy_text: String,
    },
    UserProfile {
        text: String,
        user_id: i64,
    },
    Pay {
        text: String,
    },
    CallbackGame {
        text: String,
    },
    /// Does nothing.
    Disabled {
        text: String,
    },
    /// A key that sends its text.
    Text {
        text: String,
    },
    RequestContact {
        text: String,
    },
    RequestLocation {
        text: String,
    },
    RequestPoll {
        text: String,
    },
    /// A key that asks for users, groups or channels.
    RequestPeers {
        text: String,
        button_id: i32,
    },
    /// Something else, by Telegram's own name for it.
    Other {
        text: String,
        name: String,
    },
}

/// The buttons of a message, row by row.
pub fn rows(markup: &tl::enums::ReplyMarkup) -> Option<Vec<Vec<Button>>> {
    use tl::enums::ReplyMarkup as Tl;
    match markup {
        Tl::ReplyInlineMarkup(markup) => {
            let row = |tl::enums::KeyboardInlineButtonRow::Row(row): &tl::enums::KeyboardInlineButtonRow| {
                row.buttons.iter().map(Button::of).collect()
            };
            Some(markup.rows.iter().map(row).collect())
        }
        Tl::ReplyKeyboardMarkup(markup) => {
            let row = |tl::enums::KeyboardButtonRow::Row(row): &tl::enums::KeyboardButtonRow| {
                row.buttons.iter().map(Button::of_key).collect()
            };
            Some(markup.rows.iter().map(row).collect())
        }
        Tl::ReplyKeyboardHide(_) | Tl::ReplyKeyboardForceReply(_) => None,
    }
}

impl Button {
    fn of(button: &tl::enums::KeyboardInlineButton) -> Self {
        use tl::enums::InlineButtonType as Tl;
        let tl::enums::KeyboardInlineButton::Button(button) = button;
        let text = button.text.clone();
        match &button.r#type {
            Tl::Callback(does) => {
                let data = String::from_utf8(does.data.clone()).ok();
                let data_base64 = data.is_none().then(|| STANDARD.encode(&does.data));
                Self::Callback { text, data, data_base64, needs_password: does.requires_password }
            }
            Tl::Url(does) => Self::Url { text, url: does.url.clone() },
            Tl::UrlAuth(does) => Self::LoginUrl { text, url: does.url.clone() },
            Tl::WebView(does) => Self::WebApp { text, url: does.url.clone() },
            Tl::SwitchInline(does) => {
                Self::SwitchInlineQuery { text, query: does.query.clone(), same_chat: does.same_peer }
            }
            Tl::Copy(does) => Self::CopyText { text, copy_text: does.copy_text.clone() },
            Tl::UserProfile(does) => Self::UserProfile { text, user_id: does.user_id },
            Tl::Buy => Self::Pay { text },
            Tl::Game => Self::CallbackGame { text },
            Tl::Disabled => Self::Disabled { text },
            other @ (Tl::InputInlineButtonTypeUrlAuth(_) | Tl::InputInlineButtonTypeUserProfile(_)) => {
                Self::Other { text, name: super::message::name_of(other) }
            }
        }
    }

    fn of_key(key: &tl::enums::KeyboardButton) -> Self {
        use tl::enums::ButtonType as Tl;
        let tl::enums::KeyboardButton::Button(key) = key;
        let text = key.text.clone();
        match &key.r#type {
            Tl::Default => Self::Text { text },
            Tl::RequestPhone => Self::RequestContact { text },
            Tl::RequestGeoLocation => Self::RequestLocation { text },
            Tl::RequestPoll(_) => Self::RequestPoll { text },
            Tl::RequestPeer(asks) => Self::RequestPeers { text, button_id: asks.button_id },
            Tl::InputButtonTypeRequestPeer(asks) => Self::RequestPeers { text, button_id: asks.button_id },
            Tl::SimpleWebView(asks) => Self::WebApp { text, url: asks.url.clone() },
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Self::Callback { text, .. }
            | Self::Url { text, .. }
            | Self::LoginUrl { text, .. }
            | Self::WebApp { text, .. }
            | Self::SwitchInlineQuery { text, .. }
            | Self::CopyText { text, .. }
            | Self::UserProfile { text, .. }
            | Self::Pay { text }
            | Self::CallbackGame { text }
            | Self::Disabled { text }
            | Self::Text { text }
            | Self::RequestContact { text }
            | Self::RequestLocation { text }
            | Self::RequestPoll { text }
            | Self::RequestPeers { text, .. }
            | Self::Other { text, .. } => text,
        }
    }
}

/// What stands under a message that a bot sends, or takes the place of its readers' keyboards.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Buttons {
    /// Buttons under the message.
    Inline { rows: Vec<Vec<InlineButton>> },
    /// A keyboard in place of the reader's own.
    Keyboard {
        rows: Vec<Vec<Key>>,
        /// As small as its keys allow.
        #[serde(default)]
        resize: bool,
        /// Hidden once a key was pressed.
        #[serde(default)]
        one_time: bool,
        /// Shown even where the reader's own keyboard is hidden.
        #[serde(default)]
        persistent: bool,
        /// Only for those whom the message mentions or answers.
        #[serde(default)]
        selective: bool,
        /// What stands in the empty input field, up to 64 characters.
        placeholder: Option<String>,
    },
    /// Takes such a keyboard away.
    Remove {
        /// Only for those whom the message mentions or answers.
        #[serde(default)]
        selective: bool,
    },
    /// Has readers answer this message.
    ForceReply {
        /// Only those whom the message mentions or answers.
        #[serde(default)]
        selective: bool,
        /// What stands in the empty input field, up to 64 characters.
        placeholder: Option<String>,
    },
}

/// A button to be sent.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum InlineButton {
    /// Tells the bot that it was pressed.
    Callback {
        text: String,
        /// What the bot is told: 1 to 64 bytes.
        data: String,
        /// Pressing it takes the two-step verification password.
        #[serde(default)]
        needs_password: bool,
    },
    Url {
        text: String,
        url: String,
    },
    /// A link to a site that asks Telegram who one is.
    LoginUrl {
        text: String,
        url: String,
    },
    /// In private chats alone.
    WebApp {
        text: String,
        url: String,
    },
    /// Begins an inline query of the bot.
    SwitchInlineQuery {
        text: String,
        #[serde(default)]
        query: String,
        /// In this chat, and not in one that is chosen.
        #[serde(default)]
        same_chat: bool,
    },
    CopyText {
        text: String,
        /// 1 to 256 characters.
        copy_text: String,
    },
    UserProfile {
        text: String,
        user_id: ChatId,
    },
}

/// A key to be sent. What asks for something is for private chats alone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Key {
    /// Sends its text.
    Text {
        text: String,
    },
    RequestContact {
        text: String,
    },
    RequestLocation {
        text: String,
    },
    RequestPoll {
        text: String,
        /// Whether it must be a quiz, or must be none; any poll will do unless told.
        quiz: Option<bool>,
    },
    WebApp {
        text: String,
        url: String,
    },
}

impl Buttons {
    /// As Telegram takes them. Only bots' messages have any.
    pub async fn to_telegram(&self, call: &Call, account: &Account) -> Result<tl::enums::ReplyMarkup> {
        if account.owner().is_some_and(|owner| !owner.bot) {
            return Err(Error::new(Kind::BotOnly, "Only bots' messages have buttons"));
        }
        Ok(match self.clone() {
            Self::Inline { rows } => {
                let mut sent = Vec::new();
                for row in rows {
                    let mut buttons = Vec::new();
                    for button in row {
                        buttons.push(button.to_telegram(call, account).await?);
                    }
                    sent.push(tl::types::KeyboardInlineButtonRow { buttons }.into());
                }
                tl::types::ReplyInlineMarkup { force_reply: false, rows: sent }.into()
            }
            Self::Keyboard { rows, resize, one_time, persistent, selective, placeholder } => {
                let row = |row: Vec<Key>| {
                    tl::types::KeyboardButtonRow { buttons: row.into_iter().map(Key::to_telegram).collect() }
                        .into()
                };
                tl::types::ReplyKeyboardMarkup {
                    resize,
                    single_use: one_time,
                    selective,
                    persistent,
                    force_reply: false,
                    rows: rows.into_iter().map(row).collect(),
                    placeholder,
                }
                .into()
            }
            Self::Remove { selective } => tl::types::ReplyKeyboardHide { selective }.into(),
            Self::ForceReply { selective, placeholder } => {
                tl::types::ReplyKeyboardForceReply { single_use: false, selective, placeholder }.into()
            }
        })
    }
}

/// The same for a parameter that may be absent.
pub async fn to_telegram(
    buttons: Option<&Buttons>,
    call: &Call,
    account: &Account,
) -> Result<Option<tl::enums::ReplyMarkup>> {
    match buttons {
        Some(buttons) => Ok(Some(buttons.to_telegram(call, account).await?)),
        None => Ok(None),
    }
}

impl InlineButton {
    async fn to_telegram(self, call: &Call, account: &Account) -> Result<tl::enums::KeyboardInlineButton> {
        use tl::types as t;
        let (text, does) = match self {
            Self::Callback { text, data, needs_password: requires_password } => {
                (text, t::InlineButtonTypeCallback { requires_password, data: data.into_bytes() }.into())
            }
            Self::Url { text, url } => (text, t::InlineButtonTypeUrl { url }.into()),
            Self::LoginUrl { text, url } => {
                let does = t::InputInlineButtonTypeUrlAuth {
                    request_write_access: false,
                    fwd_text: None,
                    url,
                    bot: None,
                };
                (text, does.into())
            }
            Self::WebApp { text, url } => (text, t::InlineButtonTypeWebView { url }.into()),
            Self::SwitchInlineQuery { text, query, same_chat: same_peer } => {
                (text, t::InlineButtonTypeSwitchInline { same_peer, query, peer_types: None }.into())
            }
            Self::CopyText { text, copy_text } => (text, t::InlineButtonTypeCopy { copy_text }.into()),
            Self::UserProfile { text, user_id } => {
                let user_id = account.user(&user_id, call.attempt()).await?.input_user()?;
                (text, t::InputInlineButtonTypeUserProfile { user_id }.into())
            }
        };
        Ok(t::KeyboardInlineButton { style: None, text, r#type: does }.into())
    }
}

impl Key {
    fn to_telegram(self) -> tl::enums::KeyboardButton {
        use tl::enums::ButtonType as Tl;
        let (text, asks) = match self {
            Self::Text { text } => (text, Tl::Default),
            Self::RequestContact { text } => (text, Tl::RequestPhone),
            Self::RequestLocation { text } => (text, Tl::RequestGeoLocation),
            Self::RequestPoll { text, quiz } => (text, tl::types::ButtonTypeRequestPoll { quiz }.into()),
            Self::WebApp { text, url } => (text, tl::types::ButtonTypeSimpleWebView { url }.into()),
        };
        tl::types::KeyboardButton { style: None, text, r#type: asks }.into()
    }
}
