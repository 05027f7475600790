//! Buttons and keyboards that bots send.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::api::call::Call;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::peer::ChatId;
use crate::telegram::tl;

/// An inline or reply keyboard.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(untagged)]
pub enum Buttons {
    /// Buttons under the message, row by row.
    Inline(#[schemars(length(max = 100), inner(length(max = 100)))] Vec<Vec<InlineButton>>),
    Keyboard(Keyboard),
}

/// Untagged, but errors carry the position of a wrong button.
impl<'de> Deserialize<'de> for Buttons {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Buttons;

            fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
                formatter.write_str("rows of buttons, or a keyboard")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, rows: A) -> Result<Buttons, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(rows)).map(Buttons::Inline)
            }

            fn visit_map<A: MapAccess<'de>>(self, keyboard: A) -> Result<Buttons, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(keyboard)).map(Buttons::Keyboard)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

/// A reply keyboard, which replaces the user's own keyboard.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Keyboard {
    /// Shows a reply keyboard.
    Keyboard {
        #[schemars(length(max = 300), inner(length(max = 100)))]
        rows: Vec<Vec<Key>>,
        /// Whether to fit the height to the keys. Default: false.
        #[serde(default)]
        resize_keyboard: bool,
        /// Whether to hide the keyboard after a key is pressed. Default: false.
        #[serde(default)]
        one_time_keyboard: bool,
        /// Whether to show the keyboard always. Default: false.
        #[serde(default)]
        is_persistent: bool,
        /// Only for users that the message mentions or replies to. Default: false.
        #[serde(default)]
        selective: bool,
        /// The placeholder of the input field, up to 64 characters.
        #[schemars(length(max = 64))]
        input_field_placeholder: Option<String>,
    },
    /// Removes the reply keyboard.
    Remove {
        /// Only for users that the message mentions or replies to. Default: false.
        #[serde(default)]
        selective: bool,
    },
    /// Shows a reply interface, as if the user chose to reply to this message.
    ForceReply {
        /// Only for users that the message mentions or replies to. Default: false.
        #[serde(default)]
        selective: bool,
        /// The placeholder of the input field, up to 64 characters.
        #[schemars(length(max = 64))]
        input_field_placeholder: Option<String>,
    },
}

/// A button of an inline keyboard.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum InlineButton {
    /// Notifies the bot.
    Callback {
        text: String,
        /// The data for the bot: 1–64 bytes.
        #[schemars(length(min = 1, max = 64))]
        callback_data: String,
        /// Needs the two-step verification password.
        #[serde(default)]
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
    /// In private chats only.
    WebApp {
        text: String,
        url: String,
    },
    /// Starts an inline query of the bot.
    SwitchInlineQuery {
        text: String,
        #[serde(default)]
        query: String,
        /// In this chat, instead of one that the user chooses.
        #[serde(default)]
        is_current_chat: bool,
    },
    CopyText {
        text: String,
        /// 1 to 256 characters.
        #[schemars(length(min = 1, max = 256))]
        copy_text: String,
    },
    UserProfile {
        text: String,
        user_id: ChatId,
    },
}

/// A key of a reply keyboard. The `request_…` kinds work only in private chats.
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
        /// Whether the poll must be a quiz or a regular poll. Default: any.
        is_quiz: Option<bool>,
    },
    WebApp {
        text: String,
        url: String,
    },
}

impl Buttons {
    /// Converts to Telegram's type. Bots only.
    pub async fn to_telegram(&self, call: &Call, account: &Account) -> Result<tl::enums::ReplyMarkup> {
        if account.owner().is_some_and(|owner| !owner.bot) {
            return Err(Error::new(Kind::BotOnly, "Only bots' messages have buttons"));
        }
        Ok(match self.clone() {
            Self::Inline(rows) => {
                let mut sent = Vec::new();
                for row in rows {
                    let mut buttons = Vec::new();
                    for button in row {
                        buttons.push(button.into_telegram(call, account).await?);
                    }
                    sent.push(tl::types::KeyboardInlineButtonRow { buttons }.into());
                }
                tl::types::ReplyInlineMarkup { force_reply: false, rows: sent }.into()
            }
            Self::Keyboard(Keyboard::Keyboard {
                rows,
                resize_keyboard: resize,
                one_time_keyboard: one_time,
                is_persistent: persistent,
                selective,
                input_field_placeholder: placeholder,
            }) => {
                let row = |row: Vec<Key>| {
                    tl::types::KeyboardButtonRow {
                        buttons: row.into_iter().map(Key::into_telegram).collect(),
                    }
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
            Self::Keyboard(Keyboard::Remove { selective }) => {
                tl::types::ReplyKeyboardHide { selective }.into()
            }
            Self::Keyboard(Keyboard::ForceReply { selective, input_field_placeholder: placeholder }) => {
                tl::types::ReplyKeyboardForceReply { single_use: false, selective, placeholder }.into()
            }
        })
    }
}

/// Converts an optional param.
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
    async fn into_telegram(self, call: &Call, account: &Account) -> Result<tl::enums::KeyboardInlineButton> {
        use tl::types as t;
        let (text, does) = match self {
            Self::Callback { text, callback_data: data, is_password_required: requires_password } => {
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
            Self::SwitchInlineQuery { text, query, is_current_chat: same_peer } => {
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
    fn into_telegram(self) -> tl::enums::KeyboardButton {
        use tl::enums::ButtonType as Tl;
        let (text, asks) = match self {
            Self::Text { text } => (text, Tl::Default),
            Self::RequestContact { text } => (text, Tl::RequestPhone),
            Self::RequestLocation { text } => (text, Tl::RequestGeoLocation),
            Self::RequestPoll { text, is_quiz: quiz } => {
                (text, tl::types::ButtonTypeRequestPoll { quiz }.into())
            }
            Self::WebApp { text, url } => (text, tl::types::ButtonTypeSimpleWebView { url }.into()),
        };
        tl::types::KeyboardButton { style: None, text, r#type: asks }.into()
    }
}
