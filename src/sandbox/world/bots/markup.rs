//! Inline keyboards and reply keyboards (https://core.telegram.org/api/bots/buttons).

use serde::{Deserialize, Serialize};

use crate::sandbox::world::chats::rights::AdminRights;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Markup {
    Inline { rows: Vec<Vec<Button>>, force_reply: bool },
    Keyboard { rows: Vec<Vec<KeyboardButton>>, manner: KeyboardOptions },
    Hide { selective: bool },
    ForceReply { manner: KeyboardOptions },
}

/// Options of a reply keyboard.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeyboardOptions {
    pub resize: bool,
    pub single_use: bool,
    pub selective: bool,
    pub persistent: bool,
    pub force_reply: bool,
    pub placeholder: Option<String>,
}

/// A button of an inline keyboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Button {
    pub text: String,
    pub does: ButtonAction,
    pub look: Option<ButtonStyle>,
}

/// What an inline button does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ButtonAction {
    Url { url: String },
    Login { url: String, forwarded_text: Option<String>, button_id: i32 },
    WebApp { url: String },
    Callback { data: Vec<u8>, with_password: bool },
    Game,
    Buy,
    SwitchInline { query: String, same_chat: bool, among: Option<Vec<ChatType>> },
    Profile { user: i64 },
    Copy { text: String },
    Nothing,
}

/// The kind of chat that an inline query is typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatType {
    /// The private chat with the queried bot.
    SameBot,
    Person,
    Bot,
    Group,
    Supergroup,
    Channel,
}

/// A button's colour and icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ButtonStyle {
    pub primary: bool,
    pub danger: bool,
    pub success: bool,
    pub icon: Option<i64>,
}

/// A button of a reply keyboard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyboardButton {
    pub text: String,
    pub asks: KeyAction,
    pub look: Option<ButtonStyle>,
}

/// What a reply keyboard's button sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum KeyAction {
    /// Its text.
    Text,
    Phone,
    Geo,
    Poll {
        quiz: Option<bool>,
    },
    Peer {
        button_id: i32,
        wanted: PeerRequest,
        most: i32,
    },
    WebApp {
        url: String,
    },
}

/// The kind of peer that a button asks the user to choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PeerRequest {
    User {
        bot: Option<bool>,
        premium: Option<bool>,
    },
    Group {
        own: bool,
        with_bot: bool,
        public: Option<bool>,
        forum: Option<bool>,
        user_rights: Option<AdminRights>,
        bot_rights: Option<AdminRights>,
    },
    Channel {
        own: bool,
        public: Option<bool>,
        user_rights: Option<AdminRights>,
        bot_rights: Option<AdminRights>,
    },
}

impl Markup {
    /// Returns the callback button with this data.
    pub fn callback(&self, wanted: &[u8]) -> Option<&ButtonAction> {
        let Markup::Inline { rows, .. } = self else { return None };
        let mut all = rows.iter().flatten().map(|button| &button.does);
        all.find(|does| matches!(does, ButtonAction::Callback { data, .. } if data == wanted))
    }

    /// Returns the keyboard of a forwarded message. URL buttons are kept if there are no others. Messages sent by an
    /// inline query keep all buttons.
    pub fn forwarded(&self, via_bot: bool) -> Option<Markup> {
        let Markup::Inline { rows, force_reply } = self else { return None };
        if via_bot {
            return Some(self.clone());
        }
        let is_link =
            |button: &Button| matches!(button.does, ButtonAction::Url { .. } | ButtonAction::Login { .. });
        if !rows.iter().flatten().all(is_link) {
            return None;
        }
        let renamed = |button: &Button| {
            let mut button = button.clone();
            if let ButtonAction::Login { forwarded_text: Some(text), .. } = &button.does {
                button.text = text.clone();
            }
            button
        };
        let rows = rows.iter().map(|row| row.iter().map(renamed).collect()).collect();
        Some(Markup::Inline { rows, force_reply: *force_reply })
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let (buttons, keys) = match self {
            Markup::Inline { rows, .. } => (&rows[..], &[][..]),
            Markup::Keyboard { rows, .. } => (&[][..], &rows[..]),
            Markup::Hide { .. } | Markup::ForceReply { .. } => (&[][..], &[][..]),
        };
        let buttons = buttons.iter().flatten().map(|button: &Button| &*button.text);
        buttons.chain(keys.iter().flatten().map(|key: &KeyboardButton| &*key.text))
    }
}
