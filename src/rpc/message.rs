//! The content of a message: a call, a notification, or a batch of these.

use std::borrow::Cow;
use std::fmt;
use std::str::Utf8Error;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::syntax;
use crate::error::{Error, Kind};

/// Maximum number of members of a batch.
pub const BATCH_LIMIT: usize = 100;

/// One received message.
pub enum Message<'a> {
    Single(Result<Request<'a>, Refused>),
    /// The answers are sent together, in the order of the members.
    Batch(Vec<Result<Request<'a>, Refused>>),
}

/// A call, or a notification if it has no id.
pub struct Request<'a> {
    pub id: Option<Id>,
    pub method: Cow<'a, str>,
    /// The params as received.
    pub params: Option<&'a RawValue>,
}

/// An invalid request, and the id for the answer.
#[derive(Debug)]
pub struct Refused {
    pub id: Id,
    pub error: Error,
}

/// A caller's id as JSON text, so that it is echoed unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id(Box<str>);

impl Id {
    pub fn null() -> Self {
        Self("null".into())
    }

    /// The id's JSON text.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// Reads a string, a number or null. Escapes are normalized, so that equal ids have equal texts.
    pub fn read(raw: &RawValue) -> Option<Self> {
        let text = raw.get();
        match text.as_bytes().first()? {
            b'"' if text.contains('\\') => {
                let text: String = serde_json::from_str(text).ok()?;
                Some(Self(serde_json::to_string(&text).ok()?.into()))
            }
            b'"' | b'-' | b'0'..=b'9' | b'n' => Some(Self(text.into())),
            _ => None,
        }
    }
}

/// Reads one message. Never fails: an invalid message is refused by its answer.
pub fn read(bytes: &[u8]) -> Message<'_> {
    // Checked first, as ignored members are skipped without a check.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Message::Single(Err(not_utf8(error))),
    };
    if text.trim_ascii_start().starts_with('[') {
        return read_batch(text);
    }
    Message::Single(match serde_json::from_str::<Envelope>(text) {
        Ok(envelope) => envelope.check(),
        // Only an invalid message is read twice, to find out what is wrong.
        Err(error) => match serde_json::from_str::<&RawValue>(text) {
            Ok(raw) => Err(not_a_request(raw, Some(&error))),
            Err(_) => Err(not_json(&error)),
        },
    })
}

fn read_batch(text: &str) -> Message<'_> {
    let refuse = |error: String| Message::Single(Err(invalid(Id::null(), error)));
    match serde_json::from_str(text) {
        Err(error) => Message::Single(Err(not_json(&error))),
        Ok(Members::Some(members)) if members.is_empty() => refuse("a batch must not be empty".into()),
        Ok(Members::Some(members)) => Message::Batch(members.into_iter().map(read_member).collect()),
        Ok(Members::TooMany) => refuse(format!("a batch has at most {BATCH_LIMIT} members")),
    }
}

fn read_member(raw: &RawValue) -> Result<Request<'_>, Refused> {
    // Derived code accepts an array for a struct, too.
    if !is_object(raw) {
        return Err(not_a_request(raw, None));
    }
    match serde_json::from_str::<Envelope>(raw.get()) {
        Ok(envelope) => envelope.check(),
        Err(error) => Err(not_a_request(raw, Some(&error))),
    }
}

/// Whether a value is a JSON object.
fn is_object(raw: &RawValue) -> bool {
    raw.get().starts_with('{')
}

/// Roughly how many values a JSON text holds. In memory they may take many times its length.
pub fn values(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let mut values = 0;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        let (outside, string) = rest.split_at(quote);
        values += outside.iter().filter(|byte| matches!(byte, b',' | b':' | b'[' | b'{')).count();
        rest = &string[1..];
        // Skip the string.
        while let Some(end) = memchr::memchr2(b'"', b'\\', rest) {
            let escaped = rest[end] == b'\\';
            rest = &rest[(end + 1 + usize::from(escaped)).min(rest.len())..];
            if !escaped {
                break;
            }
        }
    }
    values + rest.iter().filter(|byte| matches!(byte, b',' | b':' | b'[' | b'{')).count()
}

/// The id in the params of a `$/cancelRequest`.
pub fn cancelled(params: Option<&RawValue>) -> Option<&RawValue> {
    #[derive(Deserialize)]
    struct Cancel<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    let params = params.filter(|params| is_object(params))?;
    serde_json::from_str::<Cancel>(params.get()).ok().map(|cancel| cancel.id)
}

/// A batch's members, at most [`BATCH_LIMIT`]. Takes no memory for further ones.
enum Members<'a> {
    Some(Vec<&'a RawValue>),
    TooMany,
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Members<'de>, A::Error> {
                let mut read = Vec::new();
                while let Some(member) = members.next_element()? {
                    if read.len() == BATCH_LIMIT {
                        // The rest is skipped, but still has to be valid JSON.
                        while members.next_element::<IgnoredAny>()?.is_some() {}
                        return Ok(Members::TooMany);
                    }
                    read.push(member);
                }
                Ok(Members::Some(read))
            }
        }

        deserializer.deserialize_seq(Read)
    }
}

/// The members of a request, unparsed, so that each can be refused with its own reason.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    jsonrpc: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    method: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    params: Option<&'a RawValue>,
}

/// Distinguishes null from an absent member.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl<'a> Envelope<'a> {
    fn check(self) -> Result<Request<'a>, Refused> {
        let id = match self.id {
            None => None,
            Some(raw) => match Id::read(raw) {
                Some(id) => Some(id),
                None => return Err(invalid(Id::null(), "`id` must be a string, a number or null")),
            },
        };
        let refuse = |message| Err(invalid(id.clone().unwrap_or_else(Id::null), message));
        if self.jsonrpc.is_none_or(|version| version.get() != r#""2.0""#) {
            return refuse(r#"`jsonrpc` must be "2.0""#);
        }
        let method = match self.method {
            None => return refuse("`method` is missing"),
            Some(raw) => match serde_json::from_str::<Text>(raw.get()) {
                Ok(Text(method)) => method,
                Err(_) => return refuse("`method` must be a string"),
            },
        };
        let structured =
            |params: &RawValue| matches!(params.get().as_bytes().first(), Some(b'{' | b'[' | b'n'));
        if self.params.is_some_and(|params| !structured(params)) {
            return refuse("`params` must be an object");
        }
        Ok(Request { id, method, params: self.params })
    }
}

/// A string, borrowed if it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn invalid(id: Id, message: impl Into<String>) -> Refused {
    Refused { id, error: Error::new(Kind::InvalidRequest, message) }
}

/// Valid JSON that is not a request. `error` is why it can't be read as one.
fn not_a_request(raw: &RawValue, error: Option<&serde_json::Error>) -> Refused {
    match is_object(raw) {
        true if error.is_some_and(serde_json::Error::is_syntax) => invalid(
            Id::null(),
            "the name of a member of the request has one half of a surrogate pair without the other",
        ),
        true => invalid(Id::null(), "the request has a member twice"),
        false => {
            invalid(Id::null(), "a request is a JSON object with `jsonrpc`, `method`, `params` and `id`")
        }
    }
}

fn not_json(error: &serde_json::Error) -> Refused {
    let (line, column) = (error.line(), error.column());
    let words = syntax::words(error);
    let mut refused = unreadable(format!("the message is not JSON, at line {line} column {column}: {words}"));
    refused.error = refused.error.with("line", line).with("column", column);
    refused
}

fn not_utf8(error: Utf8Error) -> Refused {
    unreadable(format!("the message is not UTF-8, after byte {}", error.valid_up_to()))
}

fn unreadable(message: String) -> Refused {
    Refused { id: Id::null(), error: Error::new(Kind::ParseError, message) }
}
