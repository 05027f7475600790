//! Anything that serde knows, as JSON and back.
//!
//! JSON's objects have texts for keys, and the world's maps have ids, pairs and chats. So that no map needs to care,
//! those with other keys than texts are written as `{"$pairs": [[key, value], …]}`, in the order of their keys.

use ciborium::Value;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;

/// What a map is written as whose keys aren't texts.
const PAIRS: &str = "$pairs";

/// Why something can't be written or read: where, and what is wrong there.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

pub fn write<T: Serialize>(thing: &T) -> Result<Json, Error> {
    let value = Value::serialized(thing).map_err(|error| Error(error.to_string()))?;
    json(value)
}

pub fn read<T: DeserializeOwned>(written: Json) -> Result<T, Error> {
    let Traced(thing) = value(written)?.deserialized().map_err(|error| match error {
        ciborium::value::Error::Custom(why) => Error(why),
    })?;
    Ok(thing)
}

fn json(value: Value) -> Result<Json, Error> {
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(bool) => bool.into(),
        Value::Text(text) => text.into(),
        Value::Float(number) => number.into(),
        Value::Integer(number) => match (i64::try_from(number), u64::try_from(number)) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => number.into(),
            _ => return Err(Error("a number has more than 64 bits".to_owned())),
        },
        Value::Array(items) => items.into_iter().map(json).collect::<Result<_, _>>()?,
        Value::Map(entries) if entries.iter().all(|(key, _)| is_name(key)) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| Ok((key.into_text().unwrap_or_default(), json(value)?)));
            Json::Object(entries.collect::<Result<_, _>>()?)
        }
        Value::Map(mut entries) => {
            // A hash map has no order, and the same world is to be the same text.
            entries
                .sort_by(|(one, _), (other, _)| one.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal));
            let pairs =
                entries.into_iter().map(|(key, value)| Ok(Json::from(vec![json(key)?, json(value)?])));
            Json::from_iter([(PAIRS, pairs.collect::<Result<Json, _>>()?)])
        }
        _ => return Err(Error("something has no form in JSON".to_owned())),
    })
}

fn is_name(key: &Value) -> bool {
    key.as_text().is_some_and(|text| text != PAIRS)
}

fn value(json: Json) -> Result<Value, Error> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(bool) => bool.into(),
        Json::String(text) => text.into(),
        Json::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(number), ..) => number.into(),
            (_, Some(number), _) => number.into(),
            (_, _, Some(number)) => number.into(),
            _ => return Err(Error(format!("{number} is out of range"))),
        },
        Json::Array(items) => Value::Array(items.into_iter().map(value).collect::<Result<_, _>>()?),
        Json::Object(mut entries) => match entries.remove(PAIRS) {
            None => {
                let entries = entries.into_iter().map(|(key, json)| Ok((key.into(), value(json)?)));
                Value::Map(entries.collect::<Result<_, _>>()?)
            }
            Some(Json::Array(pairs)) => Value::Map(pairs.into_iter().map(pair).collect::<Result<_, _>>()?),
            Some(_) => return Err(Error(format!("`{PAIRS}` is no list"))),
        },
    })
}

fn pair(json: Json) -> Result<(Value, Value), Error> {
    let Json::Array(items) = json else { return Err(Error(format!("an item of `{PAIRS}` is no list"))) };
    match <[Json; 2]>::try_from(items) {
        Ok([key, json]) => Ok((value(key)?, value(json)?)),
        Err(items) => Err(Error(format!("an item of `{PAIRS}` has {} members, not two", items.len()))),
    }
}

/// Whatever is wrong with it is told with where that is.
struct Traced<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Traced<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let told = |error: serde_path_to_error::Error<D::Error>| {
            // ciborium shows its errors as Rust would write them.
            let shown = error.inner().to_string();
            let words = shown.strip_prefix("Custom(\"").and_then(|words| words.strip_suffix("\")"));
            serde::de::Error::custom(format!("`{}`: {}", error.path(), words.unwrap_or(&shown)))
        };
        serde_path_to_error::deserialize(from).map(Traced).map_err(told)
    }
}
