//! What a message asks for: a call, a notification, or a batch of them.

use std::borrow::Cow;
use std::fmt;
use std::str::Utf8Error;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::syntax;
use crate::error::{Error, Kind};

/// The most members that a batch may have.
pub const BATCH_LIMIT: usize = 100;

/// One message, as it came in.
pub enum Message<'a> {
    Single(Result<Request<'a>, Refused>),
    /// The answers go back together, in the order of the members.
    Batch(Vec<Result<Request<'a>, Refused>>),
}

/// A call, or a notification if it has no id.
pub struct Request<'a> {
    pub id: Option<Id>,
    pub method: Cow<'a, str>,
    /// The params as they came, if there were any.
    pub params: Option<&'a RawValue>,
}

/// A request that can't be run, and the id to answer to.
#[derive(Debug)]
pub struct Refused {
    pub id: Id,
    pub error: Error,
}

/// A caller's id: its own JSON text, so that it is echoed as it came.
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

    /// Strings, numbers and null are ids. Escapes are undone and made anew, so that one id has one text.
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

/// Reads one message. Never fails: what is wrong becomes the answer to it.
pub fn read(bytes: &[u8]) -> Message<'_> {
    // Looked at first, as members that nobody reads are passed over without it.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Message::Single(Err(not_utf8(error))),
    };
    if text.trim_ascii_start().starts_with('[') {
        return read_batch(text);
    }
    Message::Single(match serde_json::from_str::<Envelope>(text) {
        Ok(envelope) => envelope.check(),
        // The usual message is read in one go; only a bad one is looked at again, for what is wrong with it.
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
        Ok(Members::Some(members)) if members.is_empty() => refuse("an empty batch asks for nothing".into()),
        Ok(Members::Some(members)) => Message::Batch(members.into_iter().map(read_member).collect()),
        Ok(Members::TooMany) => refuse(format!("a batch has at most {BATCH_LIMIT} members")),
    }
}

fn read_member(raw: &RawValue) -> Result<Request<'_>, Refused> {
    // Derived code reads an array as a struct, too.
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

/// How many values a JSON text holds, roughly: what it takes in memory may be many times its length.
pub fn values(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let mut values = 0;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        let (outside, string) = rest.split_at(quote);
        values += outside.iter().filter(|byte| matches!(byte, b',' | b':' | b'[' | b'{')).count();
        rest = &string[1..];
        // To the end of the string.
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

/// The id that a `$/cancelRequest` names in its params, if they have one.
pub fn cancelled(params: Option<&RawValue>) -> Option<&RawValue> {
    #[derive(Deserialize)]
    struct Cancel<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    let params = params.filter(|params| is_object(params))?;
    serde_json::from_str::<Cancel>(params.get()).ok().map(|cancel| cancel.id)
}

/// A batch's members. Memory is taken for as many as a batch may have, whatever their number.
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
                        // The rest is passed over, so that what isn't JSON at all is still told apart.
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

/// The members of a request, each looked at only as far as needed to say what is wrong with it.
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

/// Tells a member that is null from one that is absent.
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

/// A text, borrowed where it has no escapes.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn invalid(id: Id, message: impl Into<String>) -> Refused {
    Refused { id, error: Error::new(Kind::InvalidRequest, message) }
}

/// Well-formed JSON that is no request. `error` is what reading it as one came to.
fn not_a_request(raw: &RawValue, error: Option<&serde_json::Error>) -> Refused {
    match is_object(raw) {
        true if error.is_some_and(serde_json::Error::is_syntax) => {
            invalid(Id::null(), "the name of a member of the request has half of a surrogate pair")
        }
        true => invalid(Id::null(), "a member of the request stands there twice"),
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
