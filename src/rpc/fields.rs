//! The fields that any call may carry, taken out of the params before the method reads its own.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::shape::{self, Shape};
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::secret::pasted::Word;

/// The names of the fields that any call may carry.
pub const NAMES: [&str; 4] = ["session", "timeout", "max_wait", "progress_token"];

/// The longest `timeout` and `max_wait`: a week, in seconds.
const LONGEST: u32 = 604_800;

/// Characters of the longest `progress_token`: it comes back with every notification.
const LONGEST_TOKEN: u32 = 256;

/// What any call may carry.
#[derive(Debug, Default)]
pub struct Fields {
    /// A session string, or a handle that stands for one.
    pub session: Option<Secret>,
    pub timeout: Option<Duration>,
    pub max_wait: Option<Duration>,
    pub progress_token: Option<Value>,
}

/// The JSON Schema of each, in the order of [`NAMES`].
pub fn schemas() -> [Value; NAMES.len()] {
    let seconds = json!({ "type": "number", "minimum": 0, "maximum": LONGEST, "x-unit": "seconds" });
    [
        json!({ "type": "string" }),
        seconds.clone(),
        seconds,
        json!({ "type": ["string", "number"], "maxLength": LONGEST_TOKEN }),
    ]
}

/// Checks params by the shape of a method's. Gives what any call may carry, and the method's own fields as the JSON object
/// that they make.
///
/// # Errors
///
/// `invalid_params`, if the params don't fit the shape.
pub fn split(shape: &Shape, params: Option<&RawValue>) -> Result<(Fields, String)> {
    let params = match params {
        // Lua and PHP have one empty table for both.
        Some(params) if params.get() != "null" && !is_empty_array(params) => params,
        _ => serde_json::from_str("{}").map_err(Error::internal)?,
    };
    if params.get().starts_with('[') {
        return Err(Error::new(Kind::InvalidParams, "`params` are given by name, in an object")
            .with("path", "")
            .with("expected", "an object"));
    }
    let mut fields = Fields::default();
    let own = shape::check(shape, params, &mut |name, value| fields.take(name, value))?;
    Ok((fields, own))
}

fn is_empty_array(params: &RawValue) -> bool {
    let inner = params.get().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| inner.trim_ascii().is_empty())
}

impl Fields {
    /// Takes a member of the params, if it is one of these.
    fn take(&mut self, name: &str, checked: &str) -> Result<bool> {
        match name {
            "session" => self.session = Some(of::<Word>(checked)?.into_secret()),
            "timeout" => self.timeout = Some(Duration::from_secs_f64(of(checked)?)),
            "max_wait" => self.max_wait = Some(Duration::from_secs_f64(of(checked)?)),
            "progress_token" => self.progress_token = Some(of(checked)?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn of<T: DeserializeOwned>(checked: &str) -> Result<T> {
    serde_json::from_str(checked).map_err(Error::internal)
}

/// Builds a method's own params, which were checked by [`split`].
///
/// # Errors
///
/// `invalid_params`, if the type has a rule that its schema doesn't tell.
pub fn read<P: DeserializeOwned>(own: &str) -> Result<P> {
    // It costs less to read what is wrong twice than to keep the path of everything that is right.
    serde_json::from_str(own).or_else(|_| {
        let mut deserializer = serde_json::Deserializer::from_str(own);
        serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().to_string();
            explain(if path == "." { "" } else { &path }, error.inner())
        })
    })
}

/// Says what is wrong in words of ours. `serde`'s own words may quote the value, which may be a secret, and name types of
/// Rust's.
fn explain(path: &str, error: &serde_json::Error) -> Error {
    let text = error.to_string();
    let text = text.rfind(" at line ").map_or(&*text, |place| &text[..place]);
    const SERDES: [&str; 8] = [
        "invalid type: ",
        "invalid value: ",
        "invalid length ",
        "unknown field ",
        "unknown variant ",
        "missing field ",
        "duplicate field ",
        "data did not match ",
    ];
    let is_serdes = SERDES.iter().any(|words| text.starts_with(words)) || error.classify() != Category::Data;
    // A check of ours on the value: its text was written for the caller, and holds no value.
    let expected = if is_serdes { "a value as the method's schema says" } else { text };
    Error::new(Kind::InvalidParams, format!("`{path}` must be {expected}"))
        .with("path", path)
        .with("expected", expected)
}
