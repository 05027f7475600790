//! Compiles a JSON Schema to a shape.

use std::sync::Arc;

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::{Array, Field, Fields, Format, Number, Object, STANDARD, Shape, Text};

/// Maximum nesting of schemas. No type contains itself.
const MAX_DEPTH: usize = 40;

/// Keywords that don't restrict values.
const REMARKS: &[&str] = &["description", "title", "default", "$schema", "contentEncoding", ALIAS, UNIT];

/// Other names of a field.
const ALIAS: &str = "x-alias";

/// A number's unit, for errors.
const UNIT: &str = "x-unit";

/// Compiles a JSON Schema. `definitions` are the targets of its `$ref`s, and `formats` define its `format`s, except
/// those of numbers.
///
/// # Panics
///
/// If the schema has an unknown keyword, format or kind of union. A test compiles the schemas of all methods.
pub fn compile(schema: &Value, definitions: &Map<String, Value>, formats: &[Format]) -> Shape {
    Compiler { definitions, formats }.shape(schema, 0)
}

struct Compiler<'a> {
    definitions: &'a Map<String, Value>,
    formats: &'a [Format],
}

impl Compiler<'_> {
    fn shape(&self, schema: &Value, depth: usize) -> Shape {
        assert!(depth < MAX_DEPTH, "a schema that holds itself can't be checked");
        let Value::Object(schema) = schema else { return Shape { any: true, ..Shape::default() } };
        let mut schema = self.resolved(schema.clone(), depth);
        let Some(alternatives) = take_alternatives(&mut schema) else { return self.plain(schema, depth) };
        let shapes =
            alternatives.into_iter().map(|alternative| merged(&schema, self.resolved(alternative, depth)));
        let mut shapes: Vec<Map<String, Value>> = shapes.collect();
        if let Some(tag) = common_tag(&shapes) {
            let variant = |schema: Map<String, Value>| (constant(&schema, &tag), self.fields(schema, depth));
            let variants = shapes.drain(..).map(variant).collect();
            return Shape { object: Some(Object::Tagged { tag, variants }), ..Shape::default() };
        }
        shapes
            .into_iter()
            .map(|schema| self.shape(&Value::Object(schema), depth + 1))
            .fold(Shape::default(), either)
    }

    /// The schema with its references replaced by their targets.
    fn resolved(&self, mut schema: Map<String, Value>, depth: usize) -> Map<String, Value> {
        assert!(depth < MAX_DEPTH, "a schema that refers to itself can't be checked");
        if let Some(Value::String(reference)) = schema.remove("$ref") {
            let name = reference.rsplit('/').next().unwrap_or_default();
            let Some(Value::Object(target)) = self.definitions.get(name) else {
                panic!("`{reference}` is not among the definitions")
            };
            schema = merged(&schema, self.resolved(target.clone(), depth + 1));
        }
        if let Some(Value::Array(all)) = schema.remove("allOf") {
            for part in all {
                let Value::Object(part) = part else { panic!("allOf takes schemas") };
                schema = merged(&schema, self.resolved(part, depth + 1));
            }
        }
        schema
    }

    /// Compiles a schema without alternatives.
    fn plain(&self, schema: Map<String, Value>, depth: usize) -> Shape {
        let types = types(&schema);
        let mut shape = Shape::default();
        for name in &types {
            match &**name {
                "null" => {}
                "boolean" => shape.boolean = true,
                "string" => shape.text = Some(self.text(&schema)),
                "integer" | "number" => shape.number = Some(self.number(&schema, name == "integer")),
                "array" => {
                    let items =
                        schema.get("items").map_or(Shape { any: true, ..Shape::default() }, |items| {
                            self.shape(items, depth + 1)
                        });
                    let (min, max) = (count(&schema, "minItems"), count(&schema, "maxItems"));
                    shape.array = Some(Array { items: Arc::new(items), min, max });
                }
                "object" => shape.object = Some(Object::Fields(self.fields(schema.clone(), depth))),
                other => panic!("no JSON type is called {other}"),
            }
        }
        let numbers = ["minimum", "maximum"];
        let known = |keyword: &str| match keyword {
            "type" | "format" => true,
            "enum" | "const" | "minLength" | "maxLength" | "pattern" => shape.text.is_some(),
            "items" | "minItems" | "maxItems" => shape.array.is_some(),
            "properties"
            | "required"
            | "additionalProperties"
            | "unevaluatedProperties"
            | ANY_OF_REQUIRED => shape.object.is_some(),
            keyword => REMARKS.contains(&keyword) || numbers.contains(&keyword) && shape.number.is_some(),
        };
        let unknown: Vec<&String> = schema.keys().filter(|keyword| !known(keyword)).collect();
        assert!(unknown.is_empty() || types.is_empty(), "{unknown:?} are not checked for {types:?}");
        shape.any = types.is_empty();
        assert!(!shape.any || unknown.is_empty(), "{unknown:?} say nothing without a type");
        shape
    }

    fn text(&self, schema: &Map<String, Value>) -> Text {
        let options =
            schema.get("enum").and_then(Value::as_array).into_iter().flatten().chain(schema.get("const"));
        let options =
            options.map(|option| option.as_str().expect("only strings are listed").to_owned()).collect();
        let pattern = schema.get("pattern").and_then(Value::as_str);
        let (format, is_int64) = match schema.get("format").and_then(Value::as_str) {
            Some("int64") => (None, true),
            None => (None, false),
            Some(name) => (Some(self.format(name)), false),
        };
        Text {
            options,
            min: count(schema, "minLength"),
            max: count(schema, "maxLength"),
            pattern: pattern
                .map(|pattern| Regex::new(pattern).expect("our patterns are regular expressions")),
            format,
            is_int64,
        }
    }

    fn number(&self, schema: &Map<String, Value>, is_whole: bool) -> Number {
        let (i64s, u64s) = ((i64::MIN.into(), i64::MAX.into()), (0, u64::MAX.into()));
        let (bits, least, most, format) = match schema.get("format").and_then(Value::as_str) {
            Some("int8") => (i64s, Some(i8::MIN.into()), Some(i8::MAX.into()), None),
            Some("uint8") => (i64s, Some(0.0), Some(u8::MAX.into()), None),
            Some("int16") => (i64s, Some(i16::MIN.into()), Some(i16::MAX.into()), None),
            Some("uint16") => (i64s, Some(0.0), Some(u16::MAX.into()), None),
            Some("int32") => (i64s, Some(i32::MIN.into()), Some(i32::MAX.into()), None),
            Some("uint32") => (i64s, Some(0.0), Some(u32::MAX.into()), None),
            Some("uint64" | "uint") => (u64s, Some(0.0), None, None),
            Some("int64" | "double") | None => (i64s, None, None, None),
            Some(name) => (i64s, None, None, Some(self.format(name))),
        };
        let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
        let unit = schema.get(UNIT).and_then(Value::as_str).map(str::to_owned);
        Number {
            is_whole,
            unit,
            bits,
            min: bound("minimum").or(least),
            max: bound("maximum").or(most),
            format,
        }
    }

    fn format(&self, name: &str) -> Format {
        let known = self.formats.iter().chain(STANDARD).find(|format| format.name == name);
        *known.unwrap_or_else(|| panic!("the format {name} is not defined"))
    }

    fn fields(&self, mut schema: Map<String, Value>, depth: usize) -> Fields {
        let required = names(schema.get("required"));
        let closed = [schema.get("additionalProperties"), schema.get("unevaluatedProperties")];
        let is_open = !closed.contains(&Some(&Value::Bool(false)));
        let any_of = match schema.remove(ANY_OF_REQUIRED) {
            Some(names_of_each) => names(Some(&names_of_each)),
            None => Vec::new(),
        };
        let Some(Value::Object(properties)) = schema.remove("properties") else {
            return Fields { fields: Vec::new(), is_open, any_of };
        };
        let mut fields = Vec::new();
        for (name, schema) in properties {
            let shape = Arc::new(self.shape(&schema, depth + 1));
            if let Some(alias) = schema.get(ALIAS).and_then(Value::as_str) {
                fields.push(Field { name: alias.to_owned(), is_required: false, shape: shape.clone() });
            }
            fields.push(Field { is_required: required.contains(&name), name, shape });
        }
        Fields { fields, is_open, any_of }
    }
}

/// Stands for `"anyOf": [{"required": ["a"]}, {"required": ["b"]}]`, as ["a", "b"].
const ANY_OF_REQUIRED: &str = "any_of_required";

/// Removes a schema's alternatives except null, as a null member counts as absent. `None` if it has none.
fn take_alternatives(schema: &mut Map<String, Value>) -> Option<Vec<Map<String, Value>>> {
    let alternatives = ["anyOf", "oneOf"].into_iter().find_map(|keyword| schema.remove(keyword))?;
    let Value::Array(alternatives) = alternatives else { panic!("a union has a list of alternatives") };
    let objects = alternatives.into_iter().map(|alternative| match alternative {
        Value::Object(alternative) => alternative,
        other => panic!("{other} is no alternative"),
    });
    let objects: Vec<_> =
        objects.filter(|alternative| alternative.get("type") != Some(&"null".into())).collect();
    let only_required = |alternative: &Map<String, Value>| alternative.keys().eq(["required"]);
    if objects.iter().all(only_required) {
        let wanted = objects.iter().map(|alternative| match &*names(alternative.get("required")) {
            [name] => name.clone(),
            names => panic!("{names:?} are wanted together"),
        });
        schema.insert(ANY_OF_REQUIRED.to_owned(), wanted.collect());
        return None;
    }
    Some(objects)
}

/// The intersection of two schemas.
fn merged(outer: &Map<String, Value>, inner: Map<String, Value>) -> Map<String, Value> {
    let mut merged = outer.clone();
    for (keyword, value) in inner {
        match (merged.get_mut(&keyword), value) {
            (Some(Value::Object(known)), Value::Object(more)) if keyword == "properties" => {
                known.extend(more)
            }
            (Some(Value::Array(known)), Value::Array(more)) if keyword == "required" => known.extend(more),
            (Some(known), value) if REMARKS.contains(&&*keyword) || keyword == "type" => *known = value,
            (Some(known), value) => {
                assert_eq!(*known, value, "{keyword} stands in two schemas that both count")
            }
            (None, value) => _ = merged.insert(keyword, value),
        }
    }
    merged
}

/// The union of two shapes. They must differ in their JSON types, or both list strings.
fn either(one: Shape, other: Shape) -> Shape {
    fn only<T>(one: Option<T>, other: Option<T>) -> Option<T> {
        assert!(one.is_none() || other.is_none(), "two alternatives have the same JSON type and no tag");
        one.or(other)
    }
    let text = match (one.text, other.text) {
        (Some(mut one), Some(other)) if !one.options.is_empty() && !other.options.is_empty() => {
            one.options.extend(other.options);
            Some(one)
        }
        (one, other) => only(one, other),
    };
    Shape {
        any: one.any || other.any,
        boolean: one.boolean || other.boolean,
        text,
        number: only(one.number, other.number),
        array: only(one.array, other.array),
        object: only(one.object, other.object),
    }
}

/// The field that is a constant in each of the objects.
fn common_tag(schemas: &[Map<String, Value>]) -> Option<String> {
    let constants = |schema: &Map<String, Value>| -> Vec<String> {
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        properties.filter(|(_, schema)| schema.get("const").is_some()).map(|(name, _)| name.clone()).collect()
    };
    let (first, others) = schemas.split_first()?;
    constants(first).into_iter().find(|tag| others.iter().all(|schema| constants(schema).contains(tag)))
}

fn constant(schema: &Map<String, Value>, tag: &str) -> String {
    let constant = schema.get("properties").and_then(|properties| properties[tag]["const"].as_str());
    constant.expect("a tag is a constant string").to_owned()
}

fn types(schema: &Map<String, Value>) -> Vec<String> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one.clone()],
        many => names(many),
    }
}

fn names(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn count(schema: &Map<String, Value>, keyword: &str) -> Option<usize> {
    schema.get(keyword).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use serde_json::json;
    use serde_json::value::to_raw_value;

    use super::*;
    use crate::rpc::shape::check;

    /// A schema with each keyword that our types produce.
    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": {
                "whole": {"type": ["integer", "null"], "format": "int32", "minimum": 1, "maximum": 9},
                "number": {"type": "number", "minimum": 0.5},
                "text": {"type": "string", "minLength": 2, "maxLength": 3},
                "digits": {"type": ["integer", "string"], "format": "int64", "pattern": "^-?[0-9]+$"},
                "list": {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "maxItems": 2},
                "word": {"oneOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "string", "const": "c"}]},
                "either": {"anyOf": [
                    {"type": "array", "items": {"$ref": "#/definitions/Tagged"}},
                    {"$ref": "#/definitions/Tagged"},
                    {"type": "null"},
                ]},
                "peer": {"allOf": [{"$ref": "#/definitions/Peer"}]},
                "any": true,
            },
            "required": ["text"],
            "additionalProperties": false,
            "definitions": definitions(),
        })
    }

    fn definitions() -> Value {
        json!({
            "Tagged": {"oneOf": [
                {
                    "type": "object",
                    "properties": {"kind": {"type": "string", "const": "one"}, "more": {"type": "boolean"}},
                    "required": ["kind", "more"],
                    "additionalProperties": false,
                },
                {"type": "object", "properties": {"kind": {"type": "string", "const": "two"}}, "required": ["kind"]},
            ]},
            "Peer": {
                "type": "object",
                "properties": {"ref": {"type": "string"}, "id": {"type": "integer", "minimum": -1e15, "maximum": 1e15}},
                "anyOf": [{"required": ["ref"]}, {"required": ["id"]}],
            },
        })
    }

    fn compiled() -> Shape {
        let Value::Object(mut schema) = schema() else { unreachable!("it is an object") };
        let Some(Value::Object(definitions)) = schema.remove("definitions") else {
            unreachable!("it has some")
        };
        compile(&schema.into(), &definitions, &[])
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            (-1..12_i64).prop_map(Value::from),
            (-1..12_i64).prop_map(|number| json!(number as f64)),
            prop::sample::select(vec![
                json!(0.5),
                json!(0.25),
                json!(2.5),
                json!(1e300),
                json!(3_000_000_000_u64)
            ]),
            prop::sample::select(vec!["", "a", "ab", "äöü", "abcd", "c", "one", "two", "-12", "1.5"])
                .prop_map(Value::from),
        ];
        let name = prop::sample::select(vec!["kind", "more", "ref", "id", "x"]);
        leaf.prop_recursive(3, 12, 3, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((name.clone(), inner.clone()), 0..4).prop_map(|members| members
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()),
                (prop::sample::select(vec!["one", "two"]), prop::option::of(inner)).prop_map(
                    |(kind, more)| match more {
                        Some(more) => json!({"kind": kind, "more": more}),
                        None => json!({"kind": kind}),
                    }
                ),
            ]
        })
    }

    fn params() -> impl Strategy<Value = Value> {
        let names =
            vec!["whole", "number", "text", "digits", "list", "word", "either", "peer", "any", "other"];
        prop::collection::vec((prop::sample::select(names), value()), 0..2).prop_map(|members| {
            let mut params = json!({"text": "ab"});
            members.into_iter().for_each(|(name, value)| params[name] = value);
            params
        })
    }

    /// With whole numbers written as such: where strings are allowed, too, `jsonschema` accepts no other form.
    fn plain(value: &Value) -> Value {
        match value {
            Value::Number(number) => match number.as_f64() {
                Some(whole) if whole.fract() == 0.0 && whole.abs() < 1e15 => json!(whole as i64),
                _ => value.clone(),
            },
            Value::Array(elements) => elements.iter().map(plain).collect(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
            }
            _ => value.clone(),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2048))]

        /// Compares with `jsonschema`, which a client might use.
        #[test]
        fn exactly_what_fits_the_schema_passes(params in params()) {
            static VALIDATOR: LazyLock<jsonschema::Validator> =
                LazyLock::new(|| jsonschema::draft7::new(&schema()).unwrap());
            static SHAPE: LazyLock<Shape> = LazyLock::new(compiled);
            let validator = &*VALIDATOR;
            let raw = to_raw_value(&params).unwrap();
            let checked = check(&SHAPE, &raw, &mut |_, _| Ok(false));
            prop_assert_eq!(checked.is_ok(), validator.is_valid(&plain(&params)), "{} {:?}", params, checked);
            if let Ok(normal) = checked {
                let normal: Value = serde_json::from_str(&normal).unwrap();
                prop_assert!(validator.is_valid(&normal), "{normal}");
            }
        }
    }

    fn normal(params: &str) -> String {
        let raw = serde_json::value::RawValue::from_string(params.to_owned()).unwrap();
        check(&compiled(), &raw, &mut |_, _| Ok(false)).unwrap()
    }

    #[test]
    fn params_that_pass_have_a_normal_form() {
        assert_eq!(
            normal(
                r#" { "text" : "a\n" , "whole":9.0, "peer": {"id": 1e2, "x": null, "y": 1e2}, "word":null } "#
            ),
            r#"{"text":"a\n","whole":9,"peer":{"id":100,"y":1e2}}"#
        );
    }

    #[test]
    #[should_panic(expected = "multipleOf")]
    fn a_keyword_that_is_not_checked_is_not_published() {
        compile(&json!({"type": "integer", "multipleOf": 2}), &Map::new(), &[]);
    }
}
