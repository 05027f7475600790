//! Inline keyboards and reply keyboards (https://core.telegram.org/api/bots/buttons).

use serde::{Deserialize, Serialize};

use crate::sandbox::world::chats::rights::AdminRights;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Markup {
    Inline { rows: Vec<Vec<Button>>, force_reply: bool },
    Keyboard { rows: Vec<Vec<Key>>, manner: Manner },
    Hide { selective: bool },
    ForceReply { manner: Manner },
}

/// How a keyboard behaves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manner {
    pub resize: bool,
    pub single_use: bool,
    pub selective: bool,
    pub persistent: bool,
    pub force_reply: bool,
    pub placeholder: Option<String>,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Button {
    pub text: String,
    pub does: Does,
    pub look: Option<Look>,
}

/// What happens when a button is pressed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Does {
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

/// Where an inline query is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChatType {
    /// The private chat with the bot that is asked.
    SameBot,
    Person,
    Bot,
    Group,
    Supergroup,
    Channel,
}

/// A button's color and icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub primary: bool,
    pub danger: bool,
    pub success: bool,
    pub icon: Option<i64>,
}

/// A button of a keyboard that takes the place of the client's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    pub text: String,
    pub asks: Asks,
    pub look: Option<Look>,
}

/// What is sent when a key is pressed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Asks {
    /// Its text.
    Text,
    Phone,
    Place,
    Poll {
        quiz: Option<bool>,
    },
    Peer {
        button_id: i32,
        wanted: Wanted,
        most: i32,
    },
    WebApp {
        url: String,
    },
}

/// Whom or what a key asks to be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Wanted {
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
    /// The buttons that send something to the message's bot.
    pub fn callback(&self, wanted: &[u8]) -> Option<&Does> {
        let Markup::Inline { rows, .. } = self else { return None };
        let mut all = rows.iter().flatten().map(|button| &button.does);
        all.find(|does| matches!(does, Does::Callback { data, .. } if data == wanted))
    }

    /// What stays of a message's buttons where it is passed on: links do, if they are all there is. What was sent by an
    /// inline query keeps its buttons wherever it goes.
    pub fn forwarded(&self, via_bot: bool) -> Option<Markup> {
        let Markup::Inline { rows, force_reply } = self else { return None };
        if via_bot {
            return Some(self.clone());
        }
        let is_link = |button: &Button| matches!(button.does, Does::Url { .. } | Does::Login { .. });
        if !rows.iter().flatten().all(is_link) {
            return None;
        }
        let renamed = |button: &Button| {
            let mut button = button.clone();
            if let Does::Login { forwarded_text: Some(text), .. } = &button.does {
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
        buttons.chain(keys.iter().flatten().map(|key: &Key| &*key.text))
    }
}
