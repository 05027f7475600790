//! Buttons under messages, and keyboards. Kinds are the Bot API's names.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::constructor::name_of;
use crate::telegram::tl;

/// A button of a message. Those of the first group stand under it; the others are keys of a keyboard that takes the place
/// of the reader's own.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Button {
    /// Notifies the message's bot.
    Callback {
        text: String,
        /// The data for the bot, if it is text.
        #[serde(skip_serializing_if = "Option::is_none")]
        callback_data: Option<String>,
        /// The data for the bot, if it isn't text.
        #[serde(skip_serializing_if = "Option::is_none")]
        callback_data_base64: Option<String>,
        /// Needs the two-step verification password.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        is_password_required: bool,
    },
    Url {
        text: String,
        url: String,
    },
    /// A link to a site that authorizes the user through Telegram.
    LoginUrl {
        text: String,
        url: String,
    },
    /// An inline button or a key.
    WebApp {
        text: String,
        url: String,
    },
    /// Starts an inline query of the message's bot.
    SwitchInlineQuery {
        text: String,
        query: String,
        /// In this chat, instead of one that the user chooses.
        is_current_chat: bool,
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
    /// Anything else, by Telegram's name for it.
    Other {
        text: String,
        name: String,
    },
}

/// The buttons of a message, in rows.
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

/// The data a bot receives when a button is pressed, as text or as base64.
pub fn told(data: &[u8]) -> (Option<String>, Option<String>) {
    match str::from_utf8(data) {
        Ok(text) => (Some(text.to_owned()), None),
        Err(_) => (None, Some(STANDARD.encode(data))),
    }
}

impl Button {
    fn of(button: &tl::enums::KeyboardInlineButton) -> Self {
        use tl::enums::InlineButtonType as Tl;
        let tl::enums::KeyboardInlineButton::Button(button) = button;
        let text = button.text.clone();
        match &button.r#type {
            Tl::Callback(does) => {
                let (data, data_base64) = told(&does.data);
                Self::Callback {
                    text,
                    callback_data: data,
                    callback_data_base64: data_base64,
                    is_password_required: does.requires_password,
                }
            }
            Tl::Url(does) => Self::Url { text, url: does.url.clone() },
            Tl::UrlAuth(does) => Self::LoginUrl { text, url: does.url.clone() },
            Tl::WebView(does) => Self::WebApp { text, url: does.url.clone() },
            Tl::SwitchInline(does) => {
                Self::SwitchInlineQuery { text, query: does.query.clone(), is_current_chat: does.same_peer }
            }
            Tl::Copy(does) => Self::CopyText { text, copy_text: does.copy_text.clone() },
            Tl::UserProfile(does) => Self::UserProfile { text, user_id: does.user_id },
            Tl::Buy => Self::Pay { text },
            Tl::Game => Self::CallbackGame { text },
            Tl::Disabled => Self::Disabled { text },
            other @ (Tl::InputInlineButtonTypeUrlAuth(_) | Tl::InputInlineButtonTypeUserProfile(_)) => {
                Self::Other { text, name: name_of(other) }
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
