//! Buttons under messages, and keyboards that clients show in place of their own
//! (https://core.telegram.org/api/bots/buttons).

use serde::{Deserialize, Serialize};

use super::chat::Kind as ChatKind;
use super::refusal::{Refusal, bad};
use super::rights::AdminRights;
use super::{Peer, World};

/// Buttons of an inline keyboard, and of one that takes the place of the client's own. Telegram doesn't publish where it
/// draws the lines: these are where bots' authors met them.
const MAX_INLINE: usize = 100;
const MAX_KEYS: usize = 300;
/// Bytes that a keyboard says, all its buttons together.
const MAX_BYTES: usize = 10_000;
/// Bytes that a callback button sends (https://core.telegram.org/bots/api#inlinekeyboardbutton).
pub const MAX_DATA: usize = 64;
/// Characters that a button copies.
const MAX_COPIED: usize = 256;
/// Characters that stand in an empty input field.
const MAX_PLACEHOLDER: usize = 64;

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

    fn texts(&self) -> impl Iterator<Item = &str> {
        let (buttons, keys) = match self {
            Markup::Inline { rows, .. } => (&rows[..], &[][..]),
            Markup::Keyboard { rows, .. } => (&[][..], &rows[..]),
            Markup::Hide { .. } | Markup::ForceReply { .. } => (&[][..], &[][..]),
        };
        let buttons = buttons.iter().flatten().map(|button: &Button| &*button.text);
        buttons.chain(keys.iter().flatten().map(|key: &Key| &*key.text))
    }
}

impl World {
    /// The markup as Telegram keeps it, or why it takes none of it. Only bots have any: what a person sends along is
    /// passed over. A keyboard without buttons is none. An inline query's result is sent to no chat yet.
    pub fn check_markup(
        &self,
        author: i64,
        chat: Option<Peer>,
        markup: Option<Markup>,
    ) -> Result<Option<Markup>, Refusal> {
        let Some(mut markup) = markup.filter(|_| self.is_bot(author)) else { return Ok(None) };
        let count = markup.texts().count();
        if markup.texts().any(|text| text.trim().is_empty()) {
            return Err(bad("BUTTON_TEXT_INVALID"));
        }
        let mut bytes = markup.texts().map(str::len).sum::<usize>();
        match &mut markup {
            Markup::Inline { rows, .. } => {
                rows.retain(|row| !row.is_empty());
                for (at, button) in rows.iter_mut().flatten().enumerate() {
                    bytes += self.check_button(chat, &mut button.does)?;
                    if let Does::Login { button_id, .. } = &mut button.does {
                        *button_id = at as i32;
                    }
                }
                if count > MAX_INLINE || bytes > MAX_BYTES {
                    return Err(bad("REPLY_MARKUP_TOO_LONG"));
                }
            }
            _ if !self.takes_keyboards(chat) => return Err(bad("REPLY_MARKUP_INVALID")),
            Markup::Keyboard { rows, manner } => {
                rows.retain(|row| !row.is_empty());
                for key in rows.iter_mut().flatten() {
                    bytes += check_key(chat, &mut key.asks)?;
                }
                check_manner(manner)?;
                if rows.is_empty() {
                    return Err(bad("REPLY_MARKUP_INVALID"));
                }
                if count > MAX_KEYS || bytes > MAX_BYTES {
                    return Err(bad("REPLY_MARKUP_TOO_LONG"));
                }
            }
            Markup::ForceReply { manner } => check_manner(manner)?,
            Markup::Hide { .. } => {}
        }
        let empty = matches!(&markup, Markup::Inline { rows, .. } if rows.is_empty());
        Ok((!empty).then_some(markup))
    }

    fn takes_keyboards(&self, chat: Option<Peer>) -> bool {
        chat.is_some_and(|chat| self.chat(chat).is_none_or(|chat| chat.kind != ChatKind::Channel))
    }

    /// How many bytes it says.
    fn check_button(&self, chat: Option<Peer>, does: &mut Does) -> Result<usize, Refusal> {
        match does {
            Does::Url { url } | Does::Login { url, .. } => {
                *url = link(url).ok_or(bad("BUTTON_URL_INVALID"))?;
                Ok(url.len())
            }
            // Anywhere else a web app has nobody to answer to.
            Does::WebApp { .. } if !matches!(chat, Some(Peer::User(_))) => Err(bad("BUTTON_TYPE_INVALID")),
            Does::WebApp { url } => web_app(url),
            Does::Callback { data, .. } if data.is_empty() || data.len() > MAX_DATA => {
                Err(bad("BUTTON_DATA_INVALID"))
            }
            Does::Callback { data, .. } => Ok(data.len()),
            Does::SwitchInline { query, .. } => Ok(query.len()),
            Does::Profile { user } if self.person(*user).is_none() => Err(bad("BUTTON_USER_INVALID")),
            Does::Copy { text } if text.is_empty() || text.chars().count() > MAX_COPIED => {
                Err(bad("BUTTON_COPY_TEXT_INVALID"))
            }
            Does::Copy { text } => Ok(text.len()),
            // They belong to a game or an invoice, and the sandbox has neither.
            Does::Game | Does::Buy => Err(bad("BUTTON_TYPE_INVALID")),
            Does::Profile { .. } | Does::Nothing => Ok(0),
        }
    }
}

fn check_key(chat: Option<Peer>, asks: &mut Asks) -> Result<usize, Refusal> {
    match asks {
        Asks::Text => Ok(0),
        // What concerns one person is asked of them alone.
        _ if !matches!(chat, Some(Peer::User(_))) => Err(bad("BUTTON_TYPE_INVALID")),
        Asks::WebApp { url } => web_app(url),
        Asks::Peer { most, .. } if *most < 1 => Err(bad("BUTTON_INVALID")),
        Asks::Phone | Asks::Place | Asks::Poll { .. } | Asks::Peer { .. } => Ok(0),
    }
}

fn check_manner(manner: &Manner) -> Result<(), Refusal> {
    match &manner.placeholder {
        Some(text) if text.chars().count() > MAX_PLACEHOLDER => Err(bad("REPLY_MARKUP_INVALID")),
        _ => Ok(()),
    }
}

fn web_app(url: &mut String) -> Result<usize, Refusal> {
    let secure = link(url).filter(|url| url.starts_with("https://"));
    *url = secure.ok_or(bad("BUTTON_URL_INVALID"))?;
    Ok(url.len())
}

/// A link as Telegram keeps it: what has no scheme is a web page.
pub fn link(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    let sound = !rest.chars().any(|letter| letter.is_whitespace() || letter.is_control())
        && match &*scheme {
            "http" | "https" => host.split_once('.').is_some_and(|(name, domain)| {
                !name.is_empty() && !domain.is_empty() && !domain.ends_with('.')
            }),
            "tg" | "ton" => !host.is_empty(),
            _ => false,
        };
    let path = if rest.len() == host.len() && scheme.starts_with("http") { "/" } else { "" };
    sound.then(|| format!("{scheme}://{rest}{path}"))
}
