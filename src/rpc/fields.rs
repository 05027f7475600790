//! The fields that any call may carry, taken out of the params before the method reads its own.
//!
//! A `serde` struct can't both `flatten` and refuse unknown fields, so the two are told apart here.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::time::Duration;

use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::secret::pasted::Word;

/// The names of the fields that any call may carry.
pub const NAMES: [&str; 4] = ["session", "timeout", "max_wait", "progress_token"];

/// The longest `timeout` and `max_wait`: a week, in seconds.
const LONGEST: f64 = 604_800.0;

/// What any call may carry.
#[derive(Debug, Default)]
pub struct Fields {
    /// A session string, or a handle that stands for one.
    pub session: Option<Secret>,
    pub timeout: Option<Duration>,
    pub max_wait: Option<Duration>,
    pub progress_token: Option<Value>,
}

/// Params, split: what any call may carry, and the method's own fields as the JSON object they make.
pub fn split(params: Option<&RawValue>) -> Result<(Fields, String)> {
    let text = params.map_or("null", RawValue::get);
    match text.as_bytes().first() {
        Some(b'n') => return Ok((Fields::default(), "{}".to_owned())),
        // Lua and PHP have one empty table for both.
        Some(b'[') if text[1..text.len() - 1].trim_ascii().is_empty() => {
            return Ok((Fields::default(), "{}".to_owned()));
        }
        Some(b'[') => {
            let error = Error::new(Kind::InvalidParams, "`params` are given by name, in an object");
            return Err(error.with("path", "").with("expected", "an object"));
        }
        _ => {}
    }
    let Members(members) = serde_json::from_str(text).map_err(|error| {
        Error::new(Kind::InvalidParams, format!("`params` can't be read: {}", without_place(&error)))
            .with("path", "")
            .with("expected", "an object that names each field once")
    })?;
    let mut fields = Fields::default();
    let mut own = String::with_capacity(text.len());
    own.push('{');
    for (name, value) in members {
        // A field that is null is absent.
        if value.get() == "null" {
            continue;
        }
        match &*name {
            "session" => {
                fields.session = Some(field::<Word>(&name, value, "a session string")?.into_secret())
            }
            "timeout" => fields.timeout = Some(seconds(&name, value)?),
            "max_wait" => fields.max_wait = Some(seconds(&name, value)?),
            "progress_token" => {
                let token: Value = field(&name, value, "a string or a number")?;
                if !token.is_string() && !token.is_number() {
                    return Err(wrong(&name, "a string or a number"));
                }
                fields.progress_token = Some(token);
            }
            _ => {
                if own.len() > 1 {
                    own.push(',');
                }
                own.push_str(&serde_json::to_string(&name).expect("a text is JSON"));
                own.push(':');
                own.push_str(value.get());
            }
        }
    }
    own.push('}');
    Ok((fields, own))
}

fn field<T: DeserializeOwned>(name: &str, value: &RawValue, expected: &str) -> Result<T> {
    serde_json::from_str(value.get()).map_err(|_| wrong(name, expected))
}

fn seconds(name: &str, value: &RawValue) -> Result<Duration> {
    let expected = "a number of seconds from 0 to 604800";
    let seconds: f64 = field(name, value, expected)?;
    if !(0.0..=LONGEST).contains(&seconds) {
        return Err(wrong(name, expected));
    }
    Ok(Duration::from_secs_f64(seconds))
}

fn wrong(path: &str, expected: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("`{path}` must be {expected}"))
        .with("path", path)
        .with("expected", expected)
}

/// The members of an object in their order, each name once.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                #[derive(Deserialize)]
                struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

                let mut members: Vec<(Cow<'de, str>, &'de RawValue)> = Vec::new();
                while let Some((Name(name), value)) = map.next_entry()? {
                    if members.iter().any(|(known, _)| *known == name) {
                        return Err(serde::de::Error::custom(format_args!("`{name}` stands there twice")));
                    }
                    members.push((name, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Read)
    }
}

/// Reads a method's own params. `names` are its fields, for suggestions.
pub fn read<P: DeserializeOwned>(own: &str, names: impl FnOnce() -> Vec<String>) -> Result<P> {
    let mut deserializer = serde_json::Deserializer::from_str(own);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        explain(if path == "." { "" } else { &path }, error.inner(), names)
    })
}

/// Says what is wrong in words of ours. `serde`'s own words may quote the value, which may be a secret.
fn explain(path: &str, error: &serde_json::Error, names: impl FnOnce() -> Vec<String>) -> Error {
    let text = without_place(error);
    if let Some(name) = quoted(&text, "unknown field ") {
        // The path ends with the unknown field, or not, by how deep it sits.
        let path = match path {
            "" => name.to_owned(),
            path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
            path => format!("{path}.{name}"),
        };
        let mut known = listed(&text);
        if !path.contains('.') {
            known.extend(names());
            known.extend(NAMES.map(str::to_owned));
        }
        // Serde knows most of them, too.
        let mut named = HashSet::new();
        known.retain(|name| named.insert(name.clone()));
        let message = match nearest(name, &known) {
            Some(nearest) => format!("there is no field `{path}`; did you mean `{nearest}`?"),
            None => format!("there is no field `{path}`"),
        };
        let error = Error::new(Kind::InvalidParams, message).with("path", &path);
        let error = error.with("expected", format!("one of {}", known.join(", ")));
        return match nearest(name, &known) {
            Some(nearest) => error.with("did_you_mean", nearest),
            None => error,
        };
    }
    if let Some(name) = quoted(&text, "missing field ") {
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        return Error::new(Kind::InvalidParams, format!("`{path}` is missing"))
            .with("path", path)
            .with("expected", "a value, as it is required");
    }
    if text.starts_with("unknown variant ") {
        let expected = format!("one of {}", listed(&text).join(", "));
        return wrong(path, &expected);
    }
    match text.split_once(", expected ") {
        Some((_, expected)) => wrong(path, &plain(expected)),
        // A check of ours on the value: its text was written for the caller, and holds no value.
        None => wrong(path, &text),
    }
}

/// An error's text without " at line 1 column 10", which would speak of our own rendering of the params.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(place) => text[..place].to_owned(),
        None => text,
    }
}

/// The first text in backticks behind `lead`.
fn quoted<'a>(text: &'a str, lead: &str) -> Option<&'a str> {
    text.strip_prefix(lead)?.strip_prefix('`')?.split('`').next()
}

/// The texts in backticks behind "expected".
fn listed(text: &str) -> Vec<String> {
    let Some((_, expected)) = text.split_once(", expected ") else { return Vec::new() };
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Rust's names for numbers, in plain words.
fn plain(expected: &str) -> String {
    let words = match expected {
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number, 0 or more",
        "i8" | "i16" | "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "an array",
        "a map" => "an object",
        other => other.strip_prefix("struct ").map_or(other, |_| "an object"),
    };
    words.to_owned()
}

/// The name that was most likely meant.
pub fn nearest<'a, T: AsRef<str>>(name: &str, known: &'a [T]) -> Option<&'a str> {
    let near = known.iter().map(|known| (strsim::jaro_winkler(name, known.as_ref()), known.as_ref()));
    near.filter(|(likeness, _)| *likeness > 0.8).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}
