//! JSON Schema of what [`json`](super::json) reads and writes.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::json::TAG;
use super::schema::{Definition, Field, Schema, Type};

/// The types that a chat id is accepted for.
const PEERS: [&str; 3] = ["InputPeer", "InputUser", "InputChannel"];

/// The description of a name as JSON Schema, with all definitions that it refers to.
pub enum Described<'a> {
    /// A function: its params and its result.
    Function { params: Json, result: Json, answers: &'a Type },
    /// A type with its constructors, or a constructor.
    Type(Json),
}

/// Describes a function, a type or a constructor.
pub fn describe<'a>(schema: &'a Schema, name: &str) -> Option<Described<'a>> {
    if let Some(function) = schema.function(name) {
        let params = whole(schema, object(function, None));
        let result = whole(schema, of(&function.makes));
        return Some(Described::Function { params, result, answers: &function.makes });
    }
    if schema.of_type(name).next().is_some() {
        return Some(Described::Type(whole(schema, reference(name))));
    }
    let constructor = schema.constructor(name)?;
    Some(Described::Type(whole(schema, object(constructor, Some(constructor)))))
}

/// The schema with the definitions of all types that it refers to.
fn whole(schema: &Schema, mut described: Json) -> Json {
    let mut wanted = BTreeSet::new();
    collect(&described, &mut wanted);
    let mut definitions = Map::new();
    while let Some(name) = wanted.pop_first() {
        if definitions.contains_key(&name) {
            continue;
        }
        let definition = union(schema, &name);
        collect(&definition, &mut wanted);
        definitions.insert(name, definition);
    }
    if !definitions.is_empty() {
        definitions.sort_keys();
        described["$defs"] = definitions.into();
    }
    described
}

const DEFINITIONS: &str = "#/$defs/";

/// The names of the types that a schema refers to.
fn collect(described: &Json, names: &mut BTreeSet<String>) {
    match described {
        Json::Object(members) => {
            for (key, value) in members {
                match value.as_str().and_then(|value| value.strip_prefix(DEFINITIONS)) {
                    Some(name) if key == "$ref" => drop(names.insert(name.to_owned())),
                    _ => collect(value, names),
                }
            }
        }
        Json::Array(elements) => elements.iter().for_each(|element| collect(element, names)),
        _ => {}
    }
}

fn reference(name: &str) -> Json {
    json!({ "$ref": format!("{DEFINITIONS}{name}") })
}

/// A type: any of its constructors.
fn union(schema: &Schema, name: &str) -> Json {
    // A bare type has the name of its constructor.
    let mut constructors: Vec<&Definition> = schema.of_type(name).collect();
    constructors.extend(schema.constructor(name).filter(|_| schema.of_type(name).next().is_none()));
    let alone = constructors.len() == 1;
    let objects =
        constructors.iter().map(|constructor| object(constructor, (!alone).then_some(*constructor)));
    let mut any: Vec<Json> = objects.collect();
    if PEERS.contains(&name) {
        any.insert(
            0,
            json!({
                "description": "A chat as in other methods: \"me\", \"@name\", an id, a link or a ref.",
                "type": ["string", "integer"],
            }),
        );
    }
    match any.len() {
        1 => any.swap_remove(0),
        _ => json!({ "anyOf": any }),
    }
}

/// An object with its fields. The tag is required if `tagged`.
fn object(definition: &Definition, tagged: Option<&Definition>) -> Json {
    let mut properties = Map::new();
    if !definition.is_function {
        properties.insert(TAG.to_owned(), json!({ "const": definition.name }));
    }
    let fields = || definition.fields.iter().filter(|field| field.ty != Type::Flags);
    properties.extend(fields().map(|field| (field.name.clone(), described(field))));
    let tag = tagged.map(|_| TAG);
    let required = fields().filter(|field| field.flag.is_none()).map(|field| &*field.name);
    let required: Vec<&str> = tag.into_iter().chain(required).collect();
    let mut object = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        object["required"] = required.into();
    }
    object["additionalProperties"] = false.into();
    object
}

/// Optional fields may be null.
fn described(field: &Field) -> Json {
    let mut described = of(&field.ty);
    if field.flag.is_some() {
        match described.get("type").cloned() {
            Some(Json::String(one)) => described["type"] = json!([one, "null"]),
            Some(Json::Array(mut many)) => {
                many.push("null".into());
                described["type"] = many.into();
            }
            _ => described = json!({ "anyOf": [described, { "type": "null" }] }),
        }
    }
    described
}

fn of(ty: &Type) -> Json {
    match ty {
        Type::Int => json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX }),
        Type::Long => json!({ "type": ["string", "integer"], "format": "int64", "pattern": "^-?[0-9]+$" }),
        Type::Double => json!({ "type": ["number", "string"], "pattern": "^(NaN|-?Infinity)$" }),
        Type::String => json!({
            "type": ["string", "object"],
            "properties": { "base64": { "type": "string", "contentEncoding": "base64" } },
        }),
        Type::Bytes | Type::Int128 | Type::Int256 => {
            json!({ "type": "string", "contentEncoding": "base64" })
        }
        Type::Bool | Type::True => json!({ "type": "boolean" }),
        Type::Vector { of: element, .. } => json!({ "type": "array", "items": of(element) }),
        Type::Boxed(name) | Type::Bare(name) => reference(name),
        // A function, with its name in the tag.
        Type::Any | Type::Flags => json!({ "type": "object" }),
    }
}
