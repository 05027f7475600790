//! Checks of keyboards that bots send.

use super::markup::{ButtonAction, KeyAction, KeyboardOptions, Markup};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::ChatKind;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::people::peer::Peer;

/// Maximum buttons of an inline keyboard and of a reply keyboard. Telegram doesn't document its limits; these are
/// reported by bot developers.
const MAX_INLINE: usize = 100;

const MAX_KEYS: usize = 300;

/// Maximum bytes of all buttons together.
const MAX_BYTES: usize = 10_000;

/// Maximum bytes of callback data (https://core.telegram.org/bots/api#inlinekeyboardbutton).
pub const MAX_DATA: usize = 64;

/// Maximum characters of a copy-text button.
const MAX_COPIED: usize = 256;

/// Maximum characters of the input field's placeholder.
const MAX_PLACEHOLDER: usize = 64;

impl World {
    /// Checks and normalizes a keyboard. Only bots can send one: from users it is ignored. An inline keyboard without
    /// buttons is dropped. `chat` is absent for inline results, which aren't sent to a chat yet.
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
                    if let ButtonAction::Login { button_id, .. } = &mut button.does {
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

    /// Checks a button. Returns its bytes.
    fn check_button(&self, chat: Option<Peer>, does: &mut ButtonAction) -> Result<usize, Refusal> {
        match does {
            ButtonAction::Url { url } | ButtonAction::Login { url, .. } => {
                *url = link(url).ok_or(bad("BUTTON_URL_INVALID"))?;
                Ok(url.len())
            }
            // Web apps work only in private chats.
            ButtonAction::WebApp { .. } if !matches!(chat, Some(Peer::User(_))) => {
                Err(bad("BUTTON_TYPE_INVALID"))
            }
            ButtonAction::WebApp { url } => web_app(url),
            ButtonAction::Callback { data, .. } if data.is_empty() || data.len() > MAX_DATA => {
                Err(bad("BUTTON_DATA_INVALID"))
            }
            ButtonAction::Callback { data, .. } => Ok(data.len()),
            ButtonAction::SwitchInline { query, .. } => Ok(query.len()),
            ButtonAction::Profile { user } if self.person(*user).is_none() => Err(bad("BUTTON_USER_INVALID")),
            ButtonAction::Copy { text } if text.is_empty() || text.chars().count() > MAX_COPIED => {
                Err(bad("BUTTON_COPY_TEXT_INVALID"))
            }
            ButtonAction::Copy { text } => Ok(text.len()),
            // Games and invoices don't exist in the sandbox.
            ButtonAction::Game | ButtonAction::Buy => Err(bad("BUTTON_TYPE_INVALID")),
            ButtonAction::Profile { .. } | ButtonAction::Nothing => Ok(0),
        }
    }
}

fn check_key(chat: Option<Peer>, asks: &mut KeyAction) -> Result<usize, Refusal> {
    match asks {
        KeyAction::Text => Ok(0),
        // Requests to a user work only in private chats.
        _ if !matches!(chat, Some(Peer::User(_))) => Err(bad("BUTTON_TYPE_INVALID")),
        KeyAction::WebApp { url } => web_app(url),
        KeyAction::Peer { most, .. } if *most < 1 => Err(bad("BUTTON_INVALID")),
        KeyAction::Phone | KeyAction::Geo | KeyAction::Poll { .. } | KeyAction::Peer { .. } => Ok(0),
    }
}

fn check_manner(manner: &KeyboardOptions) -> Result<(), Refusal> {
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

/// Normalizes a URL. Without a scheme it is taken for a web page.
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
