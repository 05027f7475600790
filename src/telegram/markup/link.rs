//! Converts URLs in markup to entities.
//!
//! The forms of `tg:` links: <https://core.telegram.org/api/links>

use super::EntityKind;

/// The largest user id: <https://core.telegram.org/api/bots/ids>
const MAX_USER_ID: i64 = 0xff_ffff_ffff;

/// The entity for a link to `url`: a mention of a user, or a text link. `None` if `url` can't be a URL.
///
/// The URL stays as written. Telegram checks it and adds a missing scheme.
pub fn text_link(url: &str) -> Option<EntityKind> {
    let user = tg_parameter(url, "user", "id").and_then(number).filter(|id| (1..=MAX_USER_ID).contains(id));
    if let Some(user_id) = user {
        return Some(EntityKind::TextMention { user_id });
    }
    let url = url.trim();
    // "example.com/a" or "tg:resolve?domain=a" may be a URL, but not "here" or "two words".
    let address = url.contains(['.', ':']) && !url.contains(|c: char| c.is_whitespace() || c.is_control());
    address.then(|| EntityKind::TextLink { url: url.to_owned() })
}

/// The custom emoji of a `tg://emoji?id=…` URL.
pub fn custom_emoji(url: &str) -> Option<EntityKind> {
    tg_parameter(url, "emoji", "id").and_then(custom_emoji_id)
}

/// The custom emoji with this id.
pub fn custom_emoji_id(id: &str) -> Option<EntityKind> {
    let custom_emoji_id = number(id).filter(|id| *id != 0)?;
    Some(EntityKind::CustomEmoji { custom_emoji_id })
}

/// A query parameter: `1` in `tg://user?id=1` and in `TG:user/?id=1#there`.
fn tg_parameter<'a>(url: &'a str, host: &str, name: &str) -> Option<&'a str> {
    let rest = strip_prefix_any_case(url, "tg:")?;
    let rest = strip_prefix_any_case(rest.strip_prefix("//").unwrap_or(rest), host)?;
    let rest = rest.strip_prefix('/').unwrap_or(rest).strip_prefix('?')?;
    let query = rest.split('#').next()?;
    query
        .split('&')
        .filter_map(|part| part.split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn strip_prefix_any_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Parses a number without `+` or leading zeros.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_user_is_a_mention() {
        for url in ["tg://user?id=42", "tg:user?id=42", "TG://User/?a=1&id=42#id=5"] {
            assert_eq!(text_link(url), Some(EntityKind::TextMention { user_id: 42 }), "{url}");
        }
    }

    #[test]
    fn a_link_to_a_user_who_cannot_be_is_only_a_link() {
        for url in [
            "tg://user?id=x",
            "tg://user?id=0",
            "tg://user?id=1099511627776",
            "tg://users?id=1",
            "tg://é?id=1",
        ] {
            assert_eq!(text_link(url), Some(EntityKind::TextLink { url: url.into() }));
        }
    }

    #[test]
    fn an_address_has_a_scheme_or_a_dot_and_no_spaces() {
        for url in ["example.com", "http://localhost:8080/a", "tg://resolve?domain=a", "mailto:a@example.com"]
        {
            assert_eq!(text_link(url), Some(EntityKind::TextLink { url: url.into() }));
        }
        for url in ["", " ", "here", "see example.com", "a.b\nc"] {
            assert_eq!(text_link(url), None, "{url:?}");
        }
    }

    #[test]
    fn a_custom_emoji_is_named_by_a_plain_number() {
        let emoji = EntityKind::CustomEmoji { custom_emoji_id: 25 };
        assert_eq!(custom_emoji("TG://EMoJI/?test=1231&id=25#id=32"), Some(emoji));
        for url in [
            "t://emoji?id=1",
            "tg:emojis?id=1",
            "tg://emoji#id=1",
            "tg://emoji?a=1#&id=25",
            "tg:emoji?id=025",
        ] {
            assert_eq!(custom_emoji(url), None, "{url}");
        }
    }
}
