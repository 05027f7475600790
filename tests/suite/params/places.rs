//! Every place in the params of every method, each with params that are valid except for the value there.

use std::rc::Rc;

use serde_json::{Map, Value, json};

/// A place in a method's params.
pub struct Place {
    pub method: String,
    /// The path as in errors.
    pub path: String,
    /// Whether it is an optional field.
    pub is_optional: bool,
    /// The schemas of its values: one per JSON type, or several that a field tells apart.
    alternatives: Vec<Value>,
    document: Rc<Value>,
    build: Build,
}

type Build = Rc<dyn Fn(Value) -> Value>;

/// All places. Those that every call accepts are listed once.
pub fn places(document: &Value) -> Vec<Place> {
    let document = Rc::new(document.clone());
    let mut places = Vec::new();
    for method in document["methods"].as_array().unwrap() {
        let name = method["name"].as_str().unwrap();
        let is_common = |name: &str| ["session", "timeout", "max_wait", "progress_token"].contains(&name);
        let wanted = |param: &Value| name == "daemon.ping" || !is_common(param["name"].as_str().unwrap());
        let params = method["params"].as_array().unwrap();
        let properties: Map<String, Value> =
            params.iter().map(|param| (text(&param["name"]), param["schema"].clone())).collect();
        let required: Vec<Value> = params
            .iter()
            .filter(|param| param["required"] == true)
            .map(|param| param["name"].clone())
            .collect();
        let whole = json!({"type": "object", "properties": properties, "required": required});
        let mut walk = Walk { method: name, document: &document, places: &mut places };
        for param in params.iter().filter(|param| wanted(param)) {
            walk.field(&whole, &text(&param["name"]), "", Rc::new(|params| params));
        }
    }
    places
}

struct Walk<'a> {
    method: &'a str,
    document: &'a Rc<Value>,
    places: &'a mut Vec<Place>,
}

impl Walk<'_> {
    /// A field of an object, and everything inside it.
    fn field(&mut self, object: &Value, name: &str, path: &str, build: Build) {
        let around = sample(object, self.document);
        let inner = name.to_owned();
        let build: Build = Rc::new(move |value| {
            let mut object = around.clone();
            object[&inner] = value;
            build(object)
        });
        let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let is_required = object["required"].as_array().is_some_and(|names| names.contains(&json!(name)));
        self.place(&object["properties"][name], &path, !is_required, build);
    }

    fn place(&mut self, schema: &Value, path: &str, is_optional: bool, build: Build) {
        let alternatives = alternatives(schema, self.document);
        for alternative in &alternatives {
            for (name, property) in alternative["properties"].as_object().into_iter().flatten() {
                if property.get("const").is_none() {
                    self.field(alternative, name, path, build.clone());
                }
            }
            if alternative["items"].is_object() {
                let item = sample(&alternative["items"], self.document);
                let others = alternative["minItems"].as_u64().unwrap_or(1).saturating_sub(1) as usize;
                let outer = build.clone();
                let build: Build = Rc::new(move |value| {
                    let mut items = vec![value];
                    items.extend(std::iter::repeat_n(item.clone(), others));
                    outer(items.into())
                });
                self.place(&alternative["items"], &format!("{path}[0]"), false, build);
            }
        }
        self.places.push(Place {
            method: self.method.to_owned(),
            path: path.to_owned(),
            is_optional,
            alternatives,
            document: self.document.clone(),
            build,
        });
    }
}

impl Place {
    /// Params with this value here.
    pub fn params(&self, value: Value) -> Value {
        (self.build)(value)
    }

    /// Params without a field here.
    pub fn params_without(&self) -> Value {
        fn remove_member(value: &mut Value) {
            match value {
                Value::Object(members) => {
                    members.retain(|_, member| member != MARK);
                    members.values_mut().for_each(remove_member);
                }
                Value::Array(elements) => elements.iter_mut().for_each(remove_member),
                _ => {}
            }
        }
        const MARK: &str = "the value here is removed";
        let mut params = self.params(json!(MARK));
        remove_member(&mut params);
        params
    }

    pub fn takes(&self, name: &str) -> bool {
        self.alternatives.iter().any(|schema| types(schema).contains(&name))
    }

    pub fn sample_of(&self, name: &str) -> Value {
        let schema = self.alternatives.iter().find(|schema| types(schema).contains(&name)).unwrap();
        sample(schema, &self.document)
    }

    /// An object that is valid here, if it accepts no unknown fields.
    pub fn closed_sample(&self) -> Option<Value> {
        let is_closed =
            |schema: &&Value| types(schema).contains(&"object") && schema["additionalProperties"] == false;
        self.alternatives.iter().find(is_closed).map(|schema| sample(schema, &self.document))
    }

    /// Whether handlers have further rules: base64, names of Telegram's or of files, kinds of chats.
    pub fn is_judged_further(&self) -> bool {
        let last = self.path.rsplit('.').next().unwrap_or_default();
        ["data_base64", "path", "file_id", "value", "name", "method", "chat_id", "invite_link"]
            .contains(&last)
    }

    /// Values just inside and just outside each bound.
    pub fn bounds(&self) -> Vec<(Vec<Value>, Vec<Value>)> {
        let mut bounds = Vec::new();
        for schema in &self.alternatives {
            let (types, item) = (types(schema), || sample(&schema["items"], &self.document));
            let number = |number: f64| match types.contains(&"integer") {
                true => json!(number as i64),
                false => json!(number),
            };
            for (keyword, sign) in [("minimum", -1.0), ("maximum", 1.0)] {
                if let Some(bound) = schema[keyword].as_f64() {
                    bounds.push((
                        vec![number(bound), json!(bound)],
                        vec![number(bound + sign), json!(bound + sign)],
                    ));
                }
            }
            if types.contains(&"integer") && schema["format"] != "chat-id" {
                let (least, most) = match schema["format"].as_str() {
                    Some("int32") => (i32::MIN.into(), i64::from(i32::MAX)),
                    Some("uint32") => (0, u32::MAX.into()),
                    _ => (-1_i64 << 53, 1_i64 << 53),
                };
                let outside = if most < 1_i64 << 53 {
                    vec![json!(least - 1), json!(most + 1)]
                } else {
                    vec![json!(1e30)]
                };
                bounds.push((Vec::new(), outside));
            }
            let plain =
                ["pattern", "format", "enum", "const"].iter().all(|keyword| schema[*keyword].is_null());
            if types.contains(&"string") && plain {
                if let Some(min) = count(schema, "minLength").filter(|min| *min > 0) {
                    bounds.push((vec![json!("ä".repeat(min))], vec![json!("ä".repeat(min - 1))]));
                }
                if let Some(max) = count(schema, "maxLength") {
                    bounds.push((vec![json!("ä".repeat(max))], vec![json!("ä".repeat(max + 1))]));
                }
            }
            if let Some(min) = count(schema, "minItems").filter(|min| *min > 0) {
                bounds.push((vec![json!(vec![item(); min])], vec![json!(vec![item(); min - 1])]));
            }
            if let Some(max) = count(schema, "maxItems") {
                bounds.push((vec![json!(vec![item(); max])], vec![json!(vec![item(); max + 1])]));
            }
            let constant = schema.get("const").map(|one| vec![one.clone()]);
            for options in schema["enum"].as_array().cloned().into_iter().chain(constant) {
                bounds.push((options, vec![json!("no_such_word")]));
            }
            if types.contains(&"string") && !(schema["pattern"].is_null() && schema["format"].is_null()) {
                bounds.push((vec![sample(schema, &self.document)], vec![json!("two words!"), json!("")]));
            }
        }
        bounds
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn count(schema: &Value, keyword: &str) -> Option<usize> {
    schema[keyword].as_u64().map(|count| count as usize)
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        many => many.as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
    }
}

/// A schema without references and choices: one for each of its choices, except null.
fn alternatives(schema: &Value, document: &Value) -> Vec<Value> {
    if let Some(reference) = schema["$ref"].as_str() {
        return alternatives(document.pointer(reference.strip_prefix('#').unwrap()).unwrap(), document);
    }
    if let Some(all) = schema["allOf"].as_array() {
        let [one] = &all[..] else { panic!("{schema}") };
        return alternatives(one, document);
    }
    let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    match choices {
        Some(choices) => {
            let mut all: Vec<Value> =
                choices.iter().flat_map(|choice| alternatives(choice, document)).collect();
            // One of several fields is required: the first is enough.
            all.dedup_by(|next, first| {
                types(first) == ["object"]
                    && !first["properties"].is_null()
                    && first["properties"] == next["properties"]
            });
            all
        }
        None if types(schema) == ["null"] => Vec::new(),
        None => vec![schema.clone()],
    }
}

/// The smallest value that matches a schema.
fn sample(schema: &Value, document: &Value) -> Value {
    let schema = &alternatives(schema, document)[0];
    if let Some(constant) = schema.get("const").or(schema["enum"].get(0)) {
        return constant.clone();
    }
    match types(schema).first().copied() {
        Some("string") => json!(match (schema["format"].as_str(), schema["pattern"].as_str()) {
            (Some("date-time"), _) => "2030-01-01T00:00:00Z".to_owned(),
            (Some("int64"), _) => "1".to_owned(),
            (Some("waveform"), _) => "////".to_owned(),
            (_, Some("^p1\\.")) => "p1.x".to_owned(),
            _ => "a".repeat(count(schema, "minLength").unwrap_or(0).max(1)),
        }),
        Some("integer") if schema["format"] == "chat-id" => json!(777),
        Some("integer") => json!(schema["minimum"].as_i64().unwrap_or(0)),
        Some("number") => json!(schema["minimum"].as_f64().unwrap_or(0.0)),
        Some("boolean") => json!(false),
        Some("array") => {
            json!(vec![sample(&schema["items"], document); count(schema, "minItems").unwrap_or(0)])
        }
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten();
            let field = |name: &Value| (text(name), sample(&schema["properties"][text(name)], document));
            Value::Object(required.map(field).collect())
        }
        _ => json!("anything"),
    }
}
