//! Serializes to JSON, with maps that have any keys.
//!
//! JSON objects have string keys, but the world's maps have ids, pairs and chats. Maps with other keys are written as
//! `{"$pairs": [[key, value], …]}`, sorted by key.

use minicbor::data::Type;
use minicbor::decode::{Decoder, Error as Undecodable};
use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde::{Deserializer, Serialize, forward_to_deserialize_any};
use serde_json::Value as Json;

/// The only field of a map whose keys aren't texts.
const PAIRS: &str = "$pairs";

/// Why a value can't be written or read, with its path.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

pub fn write<T: Serialize>(thing: &T) -> Result<Json, Error> {
    // CBOR takes any keys. JSON's serializers refuse most.
    let mut cbor = minicbor_serde::Serializer::new(Vec::new());
    cbor.serialize_unit_as_null(true);
    thing.serialize(&mut cbor).map_err(|error| Error(error.to_string()))?;
    let cbor = cbor.into_encoder().into_writer();
    json(&mut Decoder::new(&cbor)).map_err(|error| Error(error.to_string()))
}

pub fn read<T: DeserializeOwned>(written: Json) -> Result<T, Error> {
    T::deserialize(Tree(written)).map_err(|error| Error(error.to_string()))
}

fn json(cbor: &mut Decoder) -> Result<Json, Undecodable> {
    Ok(match cbor.datatype()? {
        Type::Null => {
            cbor.null()?;
            Json::Null
        }
        Type::Bool => cbor.bool()?.into(),
        Type::String => cbor.str()?.into(),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => cbor.u64()?.into(),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => cbor.i64()?.into(),
        Type::F32 | Type::F64 => cbor.f64()?.into(),
        Type::Array | Type::ArrayIndef => {
            let count = cbor.array()?;
            Json::Array(items(cbor, count, json)?)
        }
        Type::Map | Type::MapIndef => {
            let count = cbor.map()?;
            map(items(cbor, count, |cbor| {
                let begin = cbor.position();
                let key = json(cbor)?;
                Ok((cbor.input()[begin..cbor.position()].to_vec(), key, json(cbor)?))
            })?)
        }
        other => return Err(Undecodable::type_mismatch(other).with_message("has no form in JSON")),
    })
}

/// Reads a counted number of items, or those up to a break.
fn items<'b, T>(
    cbor: &mut Decoder<'b>,
    count: Option<u64>,
    mut read: impl FnMut(&mut Decoder<'b>) -> Result<T, Undecodable>,
) -> Result<Vec<T>, Undecodable> {
    let mut items = Vec::new();
    loop {
        match count {
            Some(count) if items.len() as u64 == count => return Ok(items),
            None if cbor.datatype()? == Type::Break => {
                cbor.skip()?;
                return Ok(items);
            }
            _ => items.push(read(cbor)?),
        }
    }
}

/// A map of entries, each of which has its key's CBOR as well.
fn map(mut entries: Vec<(Vec<u8>, Json, Json)>) -> Json {
    let is_name = |key: &Json| key.as_str().is_some_and(|text| text != PAIRS);
    if entries.iter().all(|(_, key, _)| is_name(key)) {
        let name = |key: Json| key.as_str().unwrap_or_default().to_owned();
        return Json::Object(entries.into_iter().map(|(_, key, value)| (name(key), value)).collect());
    }
    // Hash maps have no order; the same world must give the same text.
    entries.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    let pairs = entries.into_iter().map(|(_, key, value)| Json::from(vec![key, value]));
    Json::from_iter([(PAIRS, Json::from_iter(pairs))])
}

/// Why a value can't be read, and where it is.
#[derive(Debug)]
struct Unreadable {
    /// Innermost first: `.field` or `[index]`.
    path: Vec<String>,
    why: String,
}

impl Unreadable {
    /// The same error, seen from the container of the value.
    fn within(mut self, step: String) -> Self {
        self.path.push(step);
        self
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path: String = self.path.iter().rev().map(String::as_str).collect();
        let path = path.strip_prefix('.').unwrap_or(&path);
        write!(f, "`{}`: {}", if path.is_empty() { "." } else { path }, self.why)
    }
}

impl std::error::Error for Unreadable {}

impl serde::de::Error for Unreadable {
    fn custom<T: std::fmt::Display>(why: T) -> Self {
        Self { path: Vec::new(), why: why.to_string() }
    }
}

/// JSON as [`write`] makes it.
struct Tree(Json);

impl IntoDeserializer<'_, Unreadable> for Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The rest of a list.
struct Items {
    rest: std::vec::IntoIter<Json>,
    at: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let at = self.at;
        self.at += 1;
        seed.deserialize(Tree(item)).map(Some).map_err(|error| error.within(format!("[{at}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The rest of a map.
struct Entries {
    rest: std::vec::IntoIter<(Json, Json)>,
    /// The value of the last key, and the key as part of a path.
    value: Option<(Json, String)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        let step = match key.as_str() {
            Some(name) => format!(".{name}"),
            None => format!(".{key}"),
        };
        self.value = Some((value, step));
        seed.deserialize(Tree(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        let Some((value, step)) = self.value.take() else {
            return Err(Unreadable::custom("a value was asked for before its key"));
        };
        seed.deserialize(Tree(value)).map_err(|error| error.within(step))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

fn entries(mut object: serde_json::Map<String, Json>) -> Result<Entries, Unreadable> {
    let entries: Vec<_> = match object.remove(PAIRS) {
        None => object.into_iter().map(|(key, value)| (key.into(), value)).collect(),
        Some(Json::Array(pairs)) => pairs.into_iter().map(pair).collect::<Result<_, _>>()?,
        Some(_) => return Err(Unreadable::custom(format!("`{PAIRS}` is no list"))),
    };
    Ok(Entries { rest: entries.into_iter(), value: None })
}

fn pair(json: Json) -> Result<(Json, Json), Unreadable> {
    let Json::Array(items) = json else {
        return Err(Unreadable::custom(format!("an item of `{PAIRS}` is no list")));
    };
    match <[Json; 2]>::try_from(items) {
        Ok([key, value]) => Ok((key, value)),
        Err(items) => {
            Err(Unreadable::custom(format!("an item of `{PAIRS}` has {} members, not two", items.len())))
        }
    }
}

/// A visitor that doesn't read a container to its end refuses what is left.
fn ended(left: usize) -> Result<(), Unreadable> {
    match left {
        0 => Ok(()),
        left => Err(Unreadable::custom(format!("{left} more members than expected"))),
    }
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(bool) => visitor.visit_bool(bool),
            Json::String(text) => visitor.visit_string(text),
            Json::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (_, _, Some(number)) => visitor.visit_f64(number),
                _ => Err(Unreadable::custom(format!("{number} is out of range"))),
            },
            Json::Array(items) => {
                let mut items = Items { rest: items.into_iter(), at: 0 };
                let read = visitor.visit_seq(&mut items)?;
                ended(items.rest.len())?;
                Ok(read)
            }
            Json::Object(object) => {
                let mut entries = entries(object)?;
                let read = visitor.visit_map(&mut entries)?;
                ended(entries.rest.len())?;
                Ok(read)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.0 {
            Json::String(name) => visitor.visit_enum(name.into_deserializer()),
            Json::Object(object) => visitor.visit_enum(MapAccessDeserializer::new(entries(object)?)),
            _ => Err(Unreadable::invalid_type(Unexpected::Other("no name and no object"), &visitor)),
        }
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
