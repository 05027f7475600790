//! What a caller may name a chat or user by, and what it means.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::{PeerId, reference};
use crate::secret::pasted;

/// A chat or user as a caller names it: `"me"`, a `@name`, a marked id, a `+phone`, a `t.me` link, a `ref`, or a
/// peer object out of a result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
        Self::read(text).ok()
    }

    /// The same, or what is expected in place of this text. That never repeats the text: a phone number may be in it.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let visible: String = pasted::trim(text).chars().filter(|c| !pasted::is_invisible(*c)).collect();
        parse(&visible).map(Self)
    }

    pub fn from_id(id: PeerId) -> Self {
        Self(Target::Id(id))
    }
}

fn parse(text: &str) -> Result<Target, &'static str> {
    if text == "me" {
        return Ok(Target::Me);
    }
    if text.starts_with(reference::PREFIX) {
        return Ok(Target::Reference(text.to_owned()));
    }
    if let Some(name) = text.strip_prefix('@') {
        return username(name).ok_or(USERNAME);
    }
    if let Some(link) = link(text) {
        return link.ok_or(LINK);
    }
    if let Some(id) = decimal(text) {
        return id.and_then(PeerId::from_marked).map(Target::Id).ok_or(ID);
    }
    // Without its `+` a number may be of any country, or an id.
    if let Some(number) = pasted::phone(text).and_then(|number| number.strip_prefix('+').map(str::to_owned)) {
        return Ok(Target::Phone(number));
    }
    Err(if username(text).is_some() { BARE_WORD } else { EXPECTED })
}

const BARE_WORD: &str = "\"@name\" for a public name, or \"me\" for the account itself: a word without \"@\" is not \
    looked up, as it could lead to a stranger";
const USERNAME: &str = "\"@\" and a username: a letter, then letters, digits and \"_\", 2 to 32 in all";
const LINK: &str = "a link to a chat, as https://t.me/name, or an invite link: this link names none";
const ID: &str = "an id as the Bot API marks it: a user 123, a group -123, a channel or supergroup -100…; a phone \
    number begins with \"+\"";

/// A decimal number, or `None` within for one that is no id. Zeros in front are of phone numbers: two in place of a `+`.
fn decimal(text: &str) -> Option<Option<i64>> {
    let (sign, digits) = match text.strip_prefix(pasted::is_dash) {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || digits.starts_with("00") {
        return None;
    }
    let number = digits.parse::<i64>().ok().filter(|_| !digits.starts_with('0'));
    Some(number.map(|number| sign * number))
}

/// A letter, then letters, digits and `_`: short ones belong to Telegram's own bots.
fn username(name: &str) -> Option<Target> {
    let valid = (2..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    valid.then(|| Target::Username(name.to_ascii_lowercase()))
}

/// The number in a link, where its `+` is left out.
fn phone(number: &str) -> Option<Target> {
    let number = pasted::phone(number)?;
    Some(Target::Phone(number.trim_start_matches('+').to_owned()))
}

/// `None` if it is no link; `Some(None)` if it is one that names no chat.
fn link(text: &str) -> Option<Option<Target>> {
    match text.get(..3) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tg:") => {
            Some(app_link(text[3..].trim_start_matches('/')))
        }
        _ => web_link(text),
    }
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
        ChatId::read(text).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, marked: f64) -> Result<ChatId, E> {
        // A whole number that its language writes with a fraction: all ids are far below where these lose digits.
        match marked.fract() == 0.0 && marked.abs() < (1_u64 << 53) as f64 {
            true => self.visit_i64(marked as i64),
            false => Err(E::invalid_value(de::Unexpected::Float(marked), &self)),
        }
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
                channel and supergroup `-100…`). A string: `\"me\"` (the account itself, in exactly these letters), \
                `\"@name\"`, `\"+phone\"`, a `t.me` link, a decimal id, or a `ref` (`p1.…`). Any other word is refused: it \
                could be a stranger's name. An object: any peer out of a result.",
            "anyOf": [
                {"type": ["integer", "string"], "format": "chat-id"},
                {"type": "object", "properties": {
                        "ref": {"type": "string", "pattern": "^p1\\."},
                        "id": {"type": "integer", "format": "chat-id"},
                    },
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
            (" @gif ", named("gif")),
            ("\u{feff}\"@Ann_\u{200b}Archer\"\n", named("ann_archer")),
            ("+99966 2-0001", called("9996620001")),
            ("+1 (555) 010.0199", called("15550100199")),
            ("tel:+999-662-0001", called("9996620001")),
            ("\u{202a}+999\u{a0}662\u{2011}0001\u{202c}", called("9996620001")),
            ("(+999) 662.0001", called("9996620001")),
            ("00999 6620001", called("9996620001")),
            ("009996620001", called("9996620001")),
            ("123", Some(Target::Id(PeerId::user(123)))),
            ("\u{2212}1001234567890", channel.clone()),
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
            ("https://t.me/c/1234567890", channel.clone()),
            ("t.me/c/1234567890/3/55?thread=3&single", channel.clone()),
            ("https://t.me/sandbox_news/", named("sandbox_news")),
            ("https://t.me/sandbox_news?start=abc#top", named("sandbox_news")),
            ("https://t.me/sandbox_news/3/15?single", named("sandbox_news")),
            ("https://t.me/joinchat/AAAA_bb-CC/?x=1", invited("AAAA_bb-CC")),
            ("https://telegram.dog/sandbox_news", named("sandbox_news")),
            ("t.me/+ABCDabcd?ref=1", invited("ABCDabcd")),
            ("tg://resolve?phone=%2B4915112345678", called("4915112345678")),
            ("TG://Resolve?domain=Sandbox_News", named("sandbox_news")),
            ("tg://user?id=123", Some(Target::Id(PeerId::user(123)))),
            ("tg://openmessage?user_id=123&message_id=4", Some(Target::Id(PeerId::user(123)))),
            ("tg://openmessage?chat_id=123", Some(Target::Id(PeerId::group(123)))),
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
            "https://t.me/addlist/AbCdEf",
            "https://t.me/proxy?server=x",
            "tg://addlist?slug=AbCdEf",
            "tg://user?id=-5",
            "0151 12345678",
            "015112345678",
            "-0100",
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
            assert!(complaint.contains("\"me\""), "{complaint}");
        }
        assert_eq!(read(json!(-5.0)).unwrap(), Target::Id(PeerId::group(5)));
    }

    #[test]
    fn a_bare_word_names_nobody_and_is_told_how_to_be_written() {
        for word in ["ann_archer", "saved", "self", "Me", "ME", "myself", "sandbox_news", "\u{200b}me_"] {
            assert_eq!(ChatId::read(word), Err(BARE_WORD), "{word}");
        }
        assert_eq!(ChatId::read("https://t.me/addlist/AbCdEf"), Err(LINK));
        assert_eq!(ChatId::read("0"), Err(ID));
        assert_eq!(ChatId::read("@9lives"), Err(USERNAME));
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
            for text in [format!("@{name}"), format!("https://t.me/{name}"), format!("t.me/{name}/3")] {
                prop_assert_eq!(ChatId::parse(&text).map(|id| id.0), named(&lower));
            }
            prop_assert_eq!(ChatId::read(&name), Err(BARE_WORD));
        }

        #[test]
        fn marked_ids_mean_the_same_as_numbers_and_as_texts(marked: i64) {
            let number = serde_json::from_value::<ChatId>(json!(marked)).ok();
            prop_assert_eq!(ChatId::parse(&marked.to_string()), number);
        }
    }
}
