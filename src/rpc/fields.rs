//! The params that any call can have. They are removed before the method reads its own.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::shape::{self, Shape};
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::secret::pasted::Word;

/// The names of the params that any call can have.
pub const NAMES: [&str; 4] = ["session", "timeout", "max_wait", "progress_token"];

/// Maximum `timeout` and `max_wait`, in seconds: a week.
const MAX_SECONDS: u32 = 604_800;

/// Maximum length of a `progress_token`, in characters: each notification repeats it.
const MAX_TOKEN: u32 = 256;

/// The params that any call can have.
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
    let seconds = json!({ "type": "number", "minimum": 0, "maximum": MAX_SECONDS, "x-unit": "seconds" });
    [
        json!({ "type": "string" }),
        seconds.clone(),
        seconds,
        json!({ "type": ["string", "number"], "maxLength": MAX_TOKEN }),
    ]
}

/// Checks params against a method's shape. Returns the common ones, and the method's own as a JSON object.
///
/// # Errors
///
/// `invalid_params`, if the params don't fit the shape.
pub fn split(shape: &Shape, params: Option<&RawValue>) -> Result<(Fields, String)> {
    let params = match params {
        // Lua and PHP don't distinguish an empty array from an empty object.
        Some(params) if params.get() != "null" && !is_empty_array(params) => params,
        _ => serde_json::from_str("{}").map_err(Error::internal)?,
    };
    if params.get().starts_with('[') {
        return Err(Error::new(Kind::InvalidParams, "`params` must be an object with named params")
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
    /// Takes a param if it is one of these.
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
