//! What a caller may name a chat or user by, and what it means.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{PeerId, reference};

/// A chat or user as a caller names it: `"me"`, a `@name`, a marked id, a `+phone`, a `t.me` link, a `ref`, or a
/// peer object out of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatId(Target);

/// What a [`ChatId`] says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Me,
    Id(PeerId),
    /// Without `@`, in lower case.
    Username(String),
    /// Digits alone.
    Phone(String),
    /// The part of an invite link that counts.
    Invite(String),
    /// Not looked into yet: that takes the account.
    Reference(String),
}

const EXPECTED: &str =
    "\"me\", \"@name\", an id, \"+phone\", a t.me link, a ref, or a peer object with ref or id";

/// First parts of paths at t.me that name no chat.
const RESERVED: &[&str] = &[
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

impl ChatId {
    pub fn target(&self) -> &Target {
        &self.0
    }

    /// Reads one of the texts that name a chat.
    pub fn parse(text: &str) -> Option<Self> {
        parse(text.trim()).map(Self)
    }

    pub fn from_id(id: PeerId) -> Self {
        Self(Target::Id(id))
    }
}

fn parse(text: &str) -> Option<Target> {
    if text == "me" {
        return Some(Target::Me);
    }
    if text.starts_with(reference::PREFIX) {
        return Some(Target::Reference(text.to_owned()));
    }
    if let Some(name) = text.strip_prefix('@') {
        return username(name);
    }
    if let Some(number) = text.strip_prefix('+') {
        return phone(number);
    }
    if let Ok(marked) = text.parse() {
        return PeerId::from_marked(marked).map(Target::Id);
    }
    if let Some(query) = text.strip_prefix("tg:") {
        return app_link(query.trim_start_matches('/'));
    }
    web_link(text).unwrap_or_else(|| username(text))
}

/// A letter, then letters, digits and `_`: short ones belong to Telegram's own bots.
fn username(name: &str) -> Option<Target> {
    let valid = (2..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    valid.then(|| Target::Username(name.to_ascii_lowercase()))
}

/// A number as people write it, in international form.
fn phone(number: &str) -> Option<Target> {
    let digits: String =
        number.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '\u{a0}')).collect();
    let valid = (5..=20).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then_some(Target::Phone(digits))
}

/// `None` if it is no link; `Some(None)` if it is one that names no chat.
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
        // A whole other page names no chat, however much its text looks like a name.
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
            // A link with a number in place of the invite is a phone's.
            Some(hash) => phone(hash).or_else(|| invite(hash)),
            // People write the name as they know it.
            None => username(first.strip_prefix('@').unwrap_or(first)),
        },
    })
}

/// `tg://resolve?domain=name` and its like.
fn app_link(link: &str) -> Option<Target> {
    let (action, query) = link.split_once('?')?;
    let field = |name: &str| {
        query.split('#').next()?.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    match action.trim_end_matches('/') {
        "resolve" => field("domain").and_then(username).or_else(|| field("phone").and_then(phone)),
        "join" => field("invite").and_then(invite),
        "privatepost" => {
            let id = field("channel")?.parse().ok().filter(|id| *id > 0)?;
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

impl<'de> Deserialize<'de> for ChatId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = ChatId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(EXPECTED)
    }

    fn visit_i64<E: de::Error>(self, marked: i64) -> Result<ChatId, E> {
        PeerId::from_marked(marked)
            .map(ChatId::from_id)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Signed(marked), &self))
    }

    fn visit_u64<E: de::Error>(self, marked: u64) -> Result<ChatId, E> {
        match i64::try_from(marked) {
            Ok(marked) => self.visit_i64(marked),
            Err(_) => Err(E::invalid_value(de::Unexpected::Unsigned(marked), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<ChatId, E> {
        // The text is not repeated in the error: a phone number may be in it.
        ChatId::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Other("this text"), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ChatId, A::Error> {
        let (mut reference, mut id) = (None, None);
        while let Some(field) = map.next_key::<Cow<'_, str>>()? {
            match field.as_ref() {
                "ref" => reference = map.next_value::<Option<String>>()?,
                "id" => id = map.next_value::<Option<i64>>()?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        match (reference, id) {
            (Some(text), _) if text.starts_with(reference::PREFIX) => Ok(ChatId(Target::Reference(text))),
            (None, Some(marked)) => self.visit_i64(marked),
            _ => Err(de::Error::invalid_value(de::Unexpected::Map, &self)),
        }
    }
}

impl JsonSchema for ChatId {
    fn schema_name() -> Cow<'static, str> {
        "ChatId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A chat or user. An integer: an id marked as in the Bot API (user `123`, group `-123`, \
                channel and supergroup `-100…`). A string: `\"me\"`, `\"@name\"`, `\"name\"`, `\"+phone\"`, a `t.me` \
                link, a decimal id, or a `ref` (`p1.…`). An object: any peer out of a result.",
            "anyOf": [
                {"type": "integer", "format": "int64"},
                {"type": "string"},
                {"type": "object", "properties": {"ref": {"type": "string"}, "id": {"type": "integer"}},
                    "anyOf": [{"required": ["ref"]}, {"required": ["id"]}]},
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn named(name: &str) -> Option<Target> {
        Some(Target::Username(name.to_owned()))
    }

    fn invited(hash: &str) -> Option<Target> {
        Some(Target::Invite(hash.to_owned()))
    }

    fn called(phone: &str) -> Option<Target> {
        Some(Target::Phone(phone.to_owned()))
    }

    #[test]
    fn texts_name_chats() {
        let channel = Some(Target::Id(PeerId::channel(1_234_567_890)));
        for (text, target) in [
            ("me", Some(Target::Me)),
            ("@Ann_Archer", named("ann_archer")),
            ("ann_archer", named("ann_archer")),
            (" @gif ", named("gif")),
            ("+99966 2-0001", called("9996620001")),
            ("+1 (555) 010.0199", called("15550100199")),
            ("123", Some(Target::Id(PeerId::user(123)))),
            ("-123", Some(Target::Id(PeerId::group(123)))),
            ("-1001234567890", channel.clone()),
            ("p1.abc", Some(Target::Reference("p1.abc".to_owned()))),
            ("https://t.me/sandbox_news", named("sandbox_news")),
            ("t.me/@Sandbox_News", named("sandbox_news")),
            ("t.me/sandbox_news/15?comment=3", named("sandbox_news")),
            ("http://www.telegram.me/s/Sandbox_News", named("sandbox_news")),
            ("https://sandbox_news.t.me/7", named("sandbox_news")),
            ("HTTPS://T.ME/+SandboxBackRoom", invited("SandboxBackRoom")),
            ("https://t.me/%2BSandboxBackRoom", invited("SandboxBackRoom")),
            ("https://t.me/joinchat/AAAA_bb-CC", invited("AAAA_bb-CC")),
            ("https://t.me/+4915112345678", called("4915112345678")),
            ("https://t.me/c/1234567890/55", channel.clone()),
            ("tg://resolve?domain=sandbox_news&post=3", named("sandbox_news")),
            ("tg:join?invite=SandboxBackRoom", invited("SandboxBackRoom")),
            ("tg://privatepost?channel=1234567890&post=1", channel),
        ] {
            assert_eq!(ChatId::parse(text).map(|id| id.0), target, "{text}");
        }
    }

    #[test]
    fn other_texts_name_nothing() {
        for text in [
            "",
            "@",
            "+",
            "0",
            "-1000000000000",
            "99999999999999999999",
            "ann archer",
            "@9lives",
            "+12",
            "+49abc",
            "https://example.org/ann_archer",
            "https://t.me",
            "https://t.me/",
            "https://t.me/share/url?url=x",
            "t.me/addstickers/Cats",
            "https://t.me/c/x",
            "https://t.me/c/-5",
            "https://t.me/joinchat",
            "tg://settings",
            "tg://join?invite=",
            "a_name_that_is_far_too_long_for_telegram",
        ] {
            assert_eq!(ChatId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn json_of_every_form_is_taken() {
        let read = |value: serde_json::Value| serde_json::from_value::<ChatId>(value).map(|id| id.0);
        assert_eq!(read(json!(123)).unwrap(), Target::Id(PeerId::user(123)));
        assert_eq!(read(json!(-1001234567890i64)).unwrap(), Target::Id(PeerId::channel(1_234_567_890)));
        assert_eq!(read(json!("me")).unwrap(), Target::Me);
        assert_eq!(
            read(json!({"kind": "user", "id": 5, "ref": "p1.x", "more": {"deep": [1]}})).unwrap(),
            Target::Reference("p1.x".to_owned())
        );
        assert_eq!(read(json!({"id": -5, "title": "A group"})).unwrap(), Target::Id(PeerId::group(5)));
        assert_eq!(read(json!({"id": -5, "ref": null})).unwrap(), Target::Id(PeerId::group(5)));
        for wrong in
            [json!(0), json!(1.5), json!(true), json!({}), json!({"ref": "x"}), json!([1]), json!("a b")]
        {
            let complaint = read(wrong).unwrap_err().to_string();
            assert!(complaint.contains("expected \"me\""), "{complaint}");
        }
    }

    #[test]
    fn a_phone_number_that_is_refused_is_not_repeated() {
        let complaint = serde_json::from_str::<ChatId>("\"+49 151 secret\"").unwrap_err().to_string();
        assert!(!complaint.contains("151"), "{complaint}");
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in "\\PC{0,40}") {
            let _ = ChatId::parse(&text);
        }

        #[test]
        fn any_path_is_taken_or_refused(path in "[a-zA-Z0-9_+%/?#&=.$-]{0,40}") {
            let _ = ChatId::parse(&format!("https://t.me/{path}"));
            let _ = ChatId::parse(&format!("tg://{path}"));
        }

        #[test]
        fn names_mean_the_same_in_every_form(name in "[a-zA-Z][a-zA-Z0-9_]{4,31}") {
            let lower = name.to_ascii_lowercase();
            prop_assume!(!RESERVED.contains(&lower.as_str()) && lower != "joinchat");
            for text in [format!("@{name}"), name.clone(), format!("https://t.me/{name}"), format!("t.me/{name}/3")] {
                prop_assert_eq!(ChatId::parse(&text).map(|id| id.0), named(&lower));
            }
        }

        #[test]
        fn marked_ids_mean_the_same_as_numbers_and_as_texts(marked: i64) {
            let number = serde_json::from_value::<ChatId>(json!(marked)).ok();
            prop_assert_eq!(ChatId::parse(&marked.to_string()), number);
        }
    }
}
