//! Adjusts schemas for type generators: a name for each component, and one way to be absent.

use serde_json::{Map, Value};

/// Gives each component its name as its title, and each optional field one way to be absent.
pub fn finish(components: &mut Map<String, Value>) {
    for (name, schema) in components {
        // The schema `true` can't have a title.
        if *schema == Value::Bool(true) {
            *schema = Value::Object(Map::new());
        }
        without_null(schema);
        split(schema);
        if let Value::Object(schema) = schema {
            schema.insert("title".to_owned(), name.as_str().into());
        }
    }
}

/// Splits an alternative that requires one of several fields into one alternative for each. Type generators ignore a
/// schema that lists only required fields.
fn split(schema: &mut Value) {
    let Some(Value::Array(alternatives)) = schema.get_mut("anyOf") else { return };
    let split = std::mem::take(alternatives).into_iter().flat_map(|mut alternative| {
        let choices = match alternative.get("anyOf").and_then(Value::as_array) {
            Some(choices) if choices.iter().all(|choice| choice.get("required").is_some()) => choices.clone(),
            _ => return vec![alternative],
        };
        if let Value::Object(alternative) = &mut alternative {
            alternative.remove("anyOf");
        }
        let with = |choice: &Value| {
            let mut alternative = alternative.clone();
            alternative["required"] = choice["required"].clone();
            alternative
        };
        choices.iter().map(with).collect()
    });
    *alternatives = split.collect();
}

/// Removes null from the types of optional fields: in results they are absent, and in params null means absent.
pub fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(without_null),
        Value::Object(schema) => {
            let required = schema.get("required").cloned().unwrap_or_default();
            let is_required = |name: &str| {
                required.as_array().is_some_and(|names| names.iter().any(|required| required == name))
            };
            if let Some(Value::Object(properties)) = schema.get_mut("properties") {
                properties
                    .iter_mut()
                    .filter(|(name, _)| !is_required(name))
                    .for_each(|(_, field)| drop_null(field));
            }
            schema.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

/// Removes null from the types of a value.
pub fn drop_null(schema: &mut Value) {
    let Value::Object(schema) = schema else { return };
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    for union in ["anyOf", "oneOf"] {
        let Some(Value::Array(alternatives)) = schema.get_mut(union) else { continue };
        alternatives.retain(|alternative| alternative["type"] != "null");
        if alternatives.len() > 1 {
            continue;
        }
        let Some(Value::Array(mut only)) = schema.remove(union) else { continue };
        match only.pop() {
            // Beside a `$ref` nothing counts in draft 7, so one that is described stands in an `allOf`.
            Some(only) if only.get("$ref").is_some() && !schema.is_empty() => {
                schema.insert("allOf".to_owned(), Value::Array(vec![only]));
            }
            // What is said of the field comes before what is said of its type.
            Some(Value::Object(only)) => {
                for (keyword, value) in only {
                    schema.entry(keyword).or_insert(value);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_of_which_one_is_required_make_alternatives() {
        let fields = json!({ "a": {}, "b": {} });
        let mut components = Map::new();
        let either = json!([{ "required": ["a"] }, { "required": ["b"] }]);
        let object = json!({ "type": "object", "properties": fields, "anyOf": either });
        components.insert("Name".to_owned(), json!({ "anyOf": [{ "type": "string" }, object] }));
        finish(&mut components);
        let wanted = json!({
            "title": "Name",
            "anyOf": [
                { "type": "string" },
                { "type": "object", "properties": fields, "required": ["a"] },
                { "type": "object", "properties": fields, "required": ["b"] },
            ],
        });
        assert_eq!(components["Name"], wanted);
    }

    #[test]
    fn optional_fields_are_absent_and_not_null() {
        let mut schema = json!({
            "properties": {
                "text": { "type": ["string", "null"], "description": "Words." },
                "kind": { "enum": ["a", null] },
                "chat": { "anyOf": [{ "$ref": "#/x" }, { "type": "null" }], "description": "Where." },
                "bare": { "anyOf": [{ "$ref": "#/x" }, { "type": "null" }] },
                "many": { "anyOf": [{ "type": "array" }, { "$ref": "#/x" }, { "type": "null" }] },
                "must": { "type": ["string", "null"] },
            },
            "required": ["must"],
        });
        without_null(&mut schema);
        let wanted = json!({
            "properties": {
                "text": { "type": "string", "description": "Words." },
                "kind": { "enum": ["a"] },
                "chat": { "allOf": [{ "$ref": "#/x" }], "description": "Where." },
                "bare": { "$ref": "#/x" },
                "many": { "anyOf": [{ "type": "array" }, { "$ref": "#/x" }] },
                "must": { "type": ["string", "null"] },
            },
            "required": ["must"],
        });
        assert_eq!(schema, wanted);
    }
}
