//! Values ⇄ JSON.
//!
//! - An object has its constructor's name in `_`, as in `{"_": "inputPeerSelf"}`. `_` is optional if the type has only one
//!   constructor.
//! - Flags are not written: a field that is absent or `null` is not set, and a field of type `true` is `true`.
//! - `long` is a string, because JSON numbers are exact only up to 2⁵³. Numbers are accepted too.
//! - `bytes`, `int128` and `int256` are base64. A `string` that isn't UTF-8 is `{"base64": "…"}`.
//! - A `double` that isn't finite is `"NaN"`, `"Infinity"` or `"-Infinity"`.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Number, Value as Json};

use super::schema::{Definition, Schema, Type};
use super::value::{MAX_DEPTH, Object, Value};
use crate::base64_text;
use crate::error::names::shortened;

/// The key of an object's constructor name.
pub const TAG: &str = "_";
const BASE64: &str = "base64";

/// JSON that doesn't match its type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}`: expected {expected}")]
pub struct Mismatch {
    /// The position, such as `media.attributes[2].alt`.
    pub path: String,
    pub expected: String,
}

/// Substitutes other JSON for objects, such as a chat id for an `InputPeer`. Called before an object is read.
pub trait Substitute {
    /// Returns the value for `json` in place of an object of type `name`, or `None` to read it as an object.
    fn substitute<'a>(&mut self, schema: &'a Schema, name: &str, json: &Json) -> Option<Value<'a>>;

    /// Describes what is accepted in place of an object of type `name`, if anything.
    fn what(&self, _name: &str) -> Option<&'static str> {
        None
    }
}

/// No substitutions.
impl Substitute for () {
    fn substitute<'a>(&mut self, _: &'a Schema, _: &str, _: &Json) -> Option<Value<'a>> {
        None
    }
}

pub fn write(value: &Value) -> Json {
    match value {
        Value::Int(value) => (*value).into(),
        Value::Long(value) => value.to_string().into(),
        Value::Double(value) => match Number::from_f64(*value) {
            Some(number) => number.into(),
            None if value.is_nan() => "NaN".into(),
            None if *value > 0.0 => "Infinity".into(),
            None => "-Infinity".into(),
        },
        Value::Int128(value) => BASE64_STANDARD.encode(value).into(),
        Value::Int256(value) => BASE64_STANDARD.encode(value).into(),
        Value::Bytes(value) => BASE64_STANDARD.encode(value).into(),
        Value::Bool(value) => (*value).into(),
        Value::True => true.into(),
        Value::Vector(elements) => elements.iter().map(write).collect(),
        Value::Object(object) => write_object(object),
    }
}

/// Writes a function's result, which may be text.
pub fn write_as(value: &Value, ty: &Type) -> Json {
    match (value, ty) {
        (Value::Bytes(bytes), Type::String) => match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => Map::from_iter([(BASE64.to_owned(), BASE64_STANDARD.encode(bytes).into())]).into(),
        },
        (Value::Vector(elements), Type::Vector { of, .. }) => {
            elements.iter().map(|element| write_as(element, of)).collect()
        }
        _ => write(value),
    }
}

fn write_object(object: &Object) -> Json {
    let mut json = Map::new();
    json.insert(TAG.to_owned(), object.definition.name.as_str().into());
    for (field, value) in object.definition.fields.iter().zip(&object.fields) {
        if let Some(value) = value {
            json.insert(field.name.clone(), write_as(value, &field.ty));
        }
    }
    json.into()
}

/// Reads a value of this type.
pub fn read<'a>(
    schema: &'a Schema,
    ty: &Type,
    json: &Json,
    substitute: &mut dyn Substitute,
) -> Result<Value<'a>, Mismatch> {
    Reader { schema, substitute, path: Path::default() }.value(ty, json, MAX_DEPTH)
}

/// Reads the fields of a function's call.
pub fn read_call<'a>(
    schema: &'a Schema,
    function: &'a Definition,
    params: &Map<String, Json>,
    substitute: &mut dyn Substitute,
) -> Result<Object<'a>, Mismatch> {
    Reader { schema, substitute, path: Path::default() }.fields(function, params, MAX_DEPTH)
}

struct Reader<'a, 's> {
    schema: &'a Schema,
    substitute: &'s mut dyn Substitute,
    path: Path,
}

impl<'a> Reader<'a, '_> {
    fn value(&mut self, ty: &Type, json: &Json, depth: usize) -> Result<Value<'a>, Mismatch> {
        let Some(depth) = depth.checked_sub(1) else { return Err(self.wrong("fewer levels of nesting")) };
        Ok(match ty {
            Type::Flags => return Err(self.wrong("nothing: flags are derived from the other fields")),
            Type::Int => {
                let int = whole(json).and_then(|int| i32::try_from(int).ok());
                Value::Int(int.ok_or_else(|| self.wrong("a whole number of 32 bits"))?)
            }
            Type::Long => {
                let long = whole(json).or_else(|| json.as_str()?.parse().ok());
                Value::Long(
                    long.ok_or_else(|| self.wrong("a whole number of 64 bits, as a string or a number"))?,
                )
            }
            Type::Double => Value::Double(double(json).ok_or_else(|| self.wrong("a number"))?),
            Type::Int128 => Value::Int128(self.base64(json)?.try_into().map_err(|_| self.wrong("16 bytes"))?),
            Type::Int256 => Value::Int256(self.base64(json)?.try_into().map_err(|_| self.wrong("32 bytes"))?),
            Type::Bytes => Value::Bytes(self.base64(json)?),
            Type::String => match (json, json.get(BASE64)) {
                (Json::String(text), _) => Value::Bytes(text.clone().into_bytes()),
                (_, Some(base64)) => Value::Bytes(self.base64(base64)?),
                _ => return Err(self.wrong("a string")),
            },
            Type::Bool => Value::Bool(json.as_bool().ok_or_else(|| self.wrong("true or false"))?),
            Type::True => match json {
                Json::Bool(true) => Value::True,
                _ => return Err(self.wrong("true or false")),
            },
            Type::Vector { of, .. } => {
                let elements = json.as_array().ok_or_else(|| self.wrong("an array"))?;
                let mut read = Vec::with_capacity(elements.len());
                for (index, element) in elements.iter().enumerate() {
                    let outer = self.path.enter(format_args!("[{index}]"));
                    read.push(self.value(of, element, depth)?);
                    self.path.leave(outer);
                }
                Value::Vector(read)
            }
            Type::Boxed(name) => match self.substitute.substitute(self.schema, name, json) {
                Some(value) => value,
                None => {
                    let constructors: Vec<_> = self.schema.of_type(name).collect();
                    Value::Object(self.object(&constructors, name, json, depth)?)
                }
            },
            Type::Bare(name) => {
                let constructor = self.schema.constructor(name);
                Value::Object(self.object(constructor.as_slice(), name, json, depth)?)
            }
            Type::Any => {
                let tag = json.get(TAG).and_then(Json::as_str).unwrap_or_default();
                let inner = self.schema.function(tag).or_else(|| self.schema.constructor(tag));
                Value::Object(self.object(
                    inner.as_slice(),
                    "a function with its name in `_`",
                    json,
                    depth,
                )?)
            }
        })
    }

    /// Finds the constructor.
    fn object(
        &mut self,
        constructors: &[&'a Definition],
        name: &str,
        json: &Json,
        depth: usize,
    ) -> Result<Object<'a>, Mismatch> {
        let expected = || {
            let object = match constructors {
                [] => name.to_owned(),
                [only] => format!("an object: {}", only.name),
                many => {
                    let names: Vec<_> = many.iter().map(|definition| &*definition.name).collect();
                    format!("an object with `_` one of {}", names.join(", "))
                }
            };
            match self.substitute.what(name) {
                Some(other) => format!("{other}, or {object}"),
                None => object,
            }
        };
        let Json::Object(fields) = json else { return Err(self.wrong(&expected())) };
        let definition = match (fields.get(TAG), constructors) {
            (None, [only]) => only,
            (Some(Json::String(tag)), _) => {
                let named = constructors.iter().find(|definition| definition.name == *tag);
                named.ok_or_else(|| self.wrong(&expected()))?
            }
            _ => return Err(self.wrong(&expected())),
        };
        self.fields(definition, fields, depth)
    }

    fn fields(
        &mut self,
        definition: &'a Definition,
        json: &Map<String, Json>,
        depth: usize,
    ) -> Result<Object<'a>, Mismatch> {
        let is_field = |name: &str| {
            name == TAG || definition.fields.iter().any(|field| field.name == name && field.ty != Type::Flags)
        };
        if let Some(stranger) = json.keys().find(|name| !is_field(name)) {
            let fields = definition.fields.iter().filter(|field| field.ty != Type::Flags);
            let names: Vec<_> = fields.map(|field| &*field.name).collect();
            self.path.enter(format_args!(".{}", shortened(stranger)));
            return Err(self.wrong(&match &names[..] {
                [] => format!("nothing: {} has no fields", definition.name),
                names => format!("no such field: {} has {}", definition.name, names.join(", ")),
            }));
        }
        let mut object = Object::new(definition);
        for (field, value) in definition.fields.iter().zip(&mut object.fields) {
            if field.ty == Type::Flags {
                continue;
            }
            let outer = self.path.enter(format_args!(".{}", field.name));
            match json.get(&field.name) {
                None | Some(Json::Null) if field.flag.is_some() => {}
                Some(Json::Bool(false)) if field.ty == Type::True => {}
                Some(given) => *value = Some(self.value(&field.ty, given, depth)?),
                None => return Err(self.wrong(&format!("{}, as it is required", in_words(&field.ty)))),
            }
            self.path.leave(outer);
        }
        self.check_shared_flags(&object)?;
        Ok(object)
    }

    /// Checks that fields that share a flag are set together.
    fn check_shared_flags(&mut self, object: &Object) -> Result<(), Mismatch> {
        let fields = || object.definition.fields.iter().zip(&object.fields);
        for (field, value) in fields() {
            let lacks = value.is_none() && field.flag.is_some() && field.ty != Type::True;
            let other = fields().find(|(other, value)| other.flag == field.flag && value.is_some());
            if let (true, Some((other, _))) = (lacks, other) {
                self.path.enter(format_args!(".{}", field.name));
                let expected = format!("{}, as it is required with {}", in_words(&field.ty), other.name);
                return Err(self.wrong(&expected));
            }
        }
        Ok(())
    }

    fn base64(&self, json: &Json) -> Result<Vec<u8>, Mismatch> {
        let text = json.as_str().ok_or_else(|| self.wrong("bytes in base64"))?;
        base64_text::decode(text).map_err(|bad| self.wrong(&format!("bytes in base64: {bad}")))
    }

    fn wrong(&self, expected: &str) -> Mismatch {
        Mismatch { path: self.path.to_string(), expected: expected.to_owned() }
    }
}

/// Reads a whole number, which may be written as `10.0` if a double represents it exactly.
fn whole(json: &Json) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let exact = |number: &f64| number.fract() == 0.0 && number.abs() <= EXACT;
    json.as_i64()
        .or_else(|| json.as_f64().filter(|_| json.is_f64()).filter(exact).map(|number| number as i64))
}

fn double(json: &Json) -> Option<f64> {
    match json.as_str() {
        Some("NaN") => Some(f64::NAN),
        Some("Infinity") => Some(f64::INFINITY),
        Some("-Infinity") => Some(f64::NEG_INFINITY),
        Some(_) => None,
        None => json.as_f64(),
    }
}

fn in_words(ty: &Type) -> String {
    match ty {
        Type::Int | Type::Long => "a whole number".to_owned(),
        Type::Double => "a number".to_owned(),
        Type::String => "a string".to_owned(),
        Type::Bytes | Type::Int128 | Type::Int256 => "bytes in base64".to_owned(),
        Type::Bool | Type::True => "true or false".to_owned(),
        Type::Vector { of, .. } => format!("an array of {of}"),
        Type::Boxed(name) | Type::Bare(name) => format!("an object of type {name}"),
        Type::Any => "a function".to_owned(),
        Type::Flags => "flags".to_owned(),
    }
}

/// The current position in the JSON.
#[derive(Debug, Default)]
struct Path(String);

impl Path {
    /// Enters a member. Returns the argument for [`Path::leave`].
    fn enter(&mut self, step: fmt::Arguments) -> usize {
        let outer = self.0.len();
        self.0.push_str(&step.to_string());
        outer
    }

    fn leave(&mut self, outer: usize) {
        self.0.truncate(outer);
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.strip_prefix('.').unwrap_or(&self.0))
    }
}
