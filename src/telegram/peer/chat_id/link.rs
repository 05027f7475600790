//! Links that name a chat: `t.me`, `tg:` and invite links.

use super::{PeerId, Target, username};
use crate::secret::pasted;

/// First path segments on t.me that aren't usernames.
pub(super) const RESERVED: &[&str] = &[
    "a",
    "addemoji",
    "addlist",
    "addstickers",
    "addtheme",
    "auction",
    "bg",
    "boost",
    "call",
    "confirmphone",
    "contact",
    "giftcode",
    "invoice",
    "iv",
    "login",
    "m",
    "newbot",
    "nft",
    "proxy",
    "setlanguage",
    "share",
    "socks",
    "stickers",
];

/// A phone number in a link, where its `+` may be missing.
fn phone(number: &str) -> Option<Target> {
    let number = pasted::phone(number)?;
    Some(Target::Phone(number.trim_start_matches('+').to_owned()))
}

/// `None` if it isn't a link, and `Some(None)` for a link that doesn't name a chat.
pub(super) fn read(text: &str) -> Option<Option<Target>> {
    match text.get(..3) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tg:") => {
            Some(app_link(text[3..].trim_start_matches('/')))
        }
        _ => web_link(text),
    }
}

/// `None` if it isn't a link, and `Some(None)` for a link that doesn't name a chat.
/// <https://core.telegram.org/api/links>
fn web_link(text: &str) -> Option<Option<Target>> {
    let lower = text.to_ascii_lowercase();
    let scheme = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme));
    let rest = &text[scheme.map_or(0, str::len)..];
    let (host, path) = rest.split_once(['/', '?', '#']).unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if let Some(name) = host.strip_suffix(".t.me") {
        return Some(username(name));
    }
    if !["t.me", "telegram.me", "telegram.dog"].contains(&host) {
        // With a scheme it is a link to another site. Otherwise it may still be a name.
        return scheme.map(|_| None);
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let Some(first) = parts.next() else { return Some(None) };
    Some(match first.to_ascii_lowercase().as_str() {
        "joinchat" => parts.next().and_then(invite),
        "c" => parts
            .next()
            .and_then(|id| id.parse().ok())
            .filter(|id| *id > 0)
            .and_then(|id| PeerId::from_marked(PeerId::channel(id).marked()).map(Target::Id)),
        "s" => parts.next().and_then(username),
        reserved if RESERVED.contains(&reserved) => None,
        _ => match first
            .strip_prefix('+')
            .or_else(|| first.strip_prefix("%2B"))
            .or_else(|| first.strip_prefix("%2b"))
        {
            // `t.me/+` with a phone number instead of an invite hash names a user.
            Some(hash) => phone(hash).or_else(|| invite(hash)),
            // People often write `t.me/@name`.
            None => username(first.strip_prefix('@').unwrap_or(first)),
        },
    })
}

/// `tg://resolve?domain=name` and similar links.
fn app_link(link: &str) -> Option<Target> {
    let (action, query) = link.split_once('?')?;
    let field = |name: &str| {
        query.split('#').next()?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    let id = |name: &str| field(name)?.parse::<i64>().ok().filter(|id| *id > 0);
    match action.trim_end_matches('/').to_ascii_lowercase().as_str() {
        "resolve" => {
            let number =
                || field("phone").map(|number| number.trim_start_matches("%2B").trim_start_matches("%2b"));
            field("domain").and_then(username).or_else(|| number().and_then(phone))
        }
        "user" => id("id").and_then(PeerId::from_marked).map(Target::Id),
        "openmessage" => {
            let group = || id("chat_id").and_then(|id| PeerId::from_marked(-id));
            id("user_id").and_then(PeerId::from_marked).or_else(group).map(Target::Id)
        }
        "join" => field("invite").and_then(invite),
        "privatepost" => {
            let id = id("channel")?;
            PeerId::from_marked(PeerId::channel(id).marked()).map(Target::Id)
        }
        _ => None,
    }
}

fn invite(hash: &str) -> Option<Target> {
    let valid = (4..=64).contains(&hash.len())
        && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    valid.then(|| Target::Invite(hash.to_owned()))
}
