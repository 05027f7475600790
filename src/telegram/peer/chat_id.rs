//! The forms in which callers name a chat or user.

mod json;
mod link;

use super::{PeerId, reference};
use crate::secret::pasted;

/// A chat or user as named by a caller: `"me"`, a `@name`, a marked id, a `+phone`, a `t.me` link, a `ref`, or a peer
/// object from a result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ChatId(Target);

/// A parsed [`ChatId`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    Me,
    Id(PeerId),
    /// Without `@`, in lower case.
    Username(String),
    /// Digits only.
    Phone(String),
    /// The hash of an invite link.
    Invite(String),
    /// A `ref`. Decoding it requires the account.
    Reference(String),
}

const EXPECTED: &str =
    "\"me\", \"@name\", an id, \"+phone\", a t.me link, a ref, or a peer object with ref or id";

impl ChatId {
    pub fn target(&self) -> &Target {
        &self.0
    }

    /// Parses a string that names a chat.
    pub fn parse(text: &str) -> Option<Self> {
        Self::read(text).ok()
    }

    /// Parses a string that names a chat. The error says what is expected, and never contains the string, which may be a
    /// phone number.
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
    if let Some(link) = link::read(text) {
        return link.ok_or(LINK);
    }
    if let Some(id) = decimal(text) {
        return id.and_then(PeerId::from_marked).map(Target::Id).ok_or(ID);
    }
    // Without `+`, a number could belong to any country, or be an id.
    if let Some(number) = pasted::phone(text).and_then(|number| number.strip_prefix('+').map(str::to_owned)) {
        return Ok(Target::Phone(number));
    }
    Err(if username(text).is_some() { BARE_WORD } else { EXPECTED })
}

const BARE_WORD: &str = "\"@name\" for a username, or \"me\" for the account itself: a word without \"@\" is not \
    looked up, as it could name a stranger";
const USERNAME: &str = "\"@\" and a username of 2 to 32 characters: a letter, then letters, digits and \"_\"";
const LINK: &str = "a link to a chat, such as https://t.me/name, or an invite link";
const ID: &str = "an id as in the Bot API: a user 123, a group -123, a channel or supergroup -100…; a phone number \
    begins with \"+\"";

/// Reads a decimal number. The inner `None` is a number that isn't an id: leading zeros belong to phone numbers.
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

/// A letter, then letters, digits and `_`. Telegram's own bots have short ones.
fn username(name: &str) -> Option<Target> {
    let valid = (2..=32).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    valid.then(|| Target::Username(name.to_ascii_lowercase()))
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
            prop_assume!(!link::RESERVED.contains(&lower.as_str()) && lower != "joinchat");
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
