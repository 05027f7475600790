//! Reads params from the command line, guided by the method's schema.

use std::io::Read;

use serde_json::{Map, Value, json};

use super::Failure;
use super::caller::Caller;

/// A method's description from `rpc.discover`. Empty if the method is unknown.
pub struct Description {
    document: Value,
    /// Its index in the document.
    method: Option<usize>,
}

impl Description {
    pub async fn of(caller: &mut Caller, method: &str) -> Result<Self, Failure> {
        // The call works without a description too.
        let document = caller.call("rpc.discover", &json!({})).await?.unwrap_or_default();
        let methods = document["methods"].as_array();
        let method = methods.and_then(|methods| methods.iter().position(|known| known["name"] == method));
        Ok(Self { document, method })
    }

    /// Whether the method has a field, or is unknown.
    pub fn may_have(&self, name: &str) -> bool {
        self.method.is_none() || self.has(name)
    }

    pub fn has(&self, name: &str) -> bool {
        self.param(name).is_some()
    }

    fn param(&self, name: &str) -> Option<&Value> {
        let params = self.document["methods"][self.method?]["params"].as_array()?;
        Some(&params.iter().find(|param| param["name"] == name)?["schema"])
    }

    /// The JSON Schema types of a field.
    fn types(&self, name: &str) -> Vec<&str> {
        let mut types = Vec::new();
        if let Some(schema) = self.param(name) {
            self.collect(schema, &mut types);
        }
        types
    }

    fn collect<'a>(&'a self, schema: &'a Value, types: &mut Vec<&'a str>) {
        if let Some(reference) = schema["$ref"].as_str() {
            let target = reference.strip_prefix('#').and_then(|pointer| self.document.pointer(pointer));
            target.into_iter().for_each(|target| self.collect(target, types));
        }
        match &schema["type"] {
            Value::String(name) => types.push(name),
            Value::Array(names) => types.extend(names.iter().filter_map(Value::as_str)),
            _ => {}
        }
        for alternatives in ["anyOf", "oneOf", "allOf"] {
            let alternatives = schema[alternatives].as_array().into_iter().flatten();
            alternatives.for_each(|schema| self.collect(schema, types));
        }
    }
}

/// Secret params. All users of the machine can read the arguments of a process.
const SECRETS: &[&str] = &["session", "password", "current_password", "new_password", "token"];

fn is_secret(method: &str, key: &str) -> bool {
    match key {
        "value" => method == "session.import",
        // Params of sandbox methods aren't secret.
        _ => SECRETS.contains(&key) && !method.starts_with("sandbox."),
    }
}

fn typed(key: &str) -> Failure {
    let instead = match key {
        "session" => "--session-file FILE, $TELEWIRE_SESSION or session=@FILE".to_owned(),
        _ => format!("{key}=@FILE, or {key}=@- to read it from standard input"),
    };
    format!("other users can see `{key}` on the command line\n  use {instead}").into()
}

/// Reads the params in `--json` and KEY=VALUE arguments.
pub fn read(
    method: &str,
    json: Option<&str>,
    arguments: &[String],
    description: &Description,
) -> Result<Map<String, Value>, Failure> {
    let mut input = Input { is_read: false };
    let mut params = match json {
        None => Map::new(),
        Some(json) => {
            let text = match json.strip_prefix('@') {
                Some(source) => input.read(source)?,
                None => json.to_owned(),
            };
            match serde_json::from_str(&text) {
                Ok(Value::Object(params)) => {
                    let mut secrets = params.keys().filter(|key| is_secret(method, key));
                    match secrets.next() {
                        Some(key) if !json.starts_with('@') => return Err(typed(key)),
                        _ => params,
                    }
                }
                Ok(_) => return Err("--json must be a JSON object, such as {\"chat_id\": \"me\"}".into()),
                Err(error) => return Err(format!("--json is not JSON: {error}").into()),
            }
        }
    };
    for argument in arguments {
        let Some((key, value)) = argument.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return Err(format!("`{argument}` is not KEY=VALUE").into());
        };
        if is_secret(method, key) && !value.starts_with('@') {
            return Err(typed(key));
        }
        let types = description.types(key);
        let text = match value.strip_prefix('@') {
            Some(source) if !(names_peers(&types) && is_username(source)) => {
                input.read(source).map_err(|error| {
                    format!("{key}: {error}\n  to pass a text that begins with @, use --json")
                })?
            }
            _ => value.to_owned(),
        };
        params.insert(key.to_owned(), value_of(text, &types));
    }
    Ok(params)
}

/// Converts a value to one of its field's types. A string field gets a string even if it looks like a number. Values that
/// fit no type are passed on, and the method reports the error.
fn value_of(text: String, types: &[&str]) -> Value {
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return Value::String(text) };
    let fits = match &value {
        Value::Null | Value::String(_) => false,
        Value::Bool(_) => types.contains(&"boolean"),
        Value::Number(number) => types.contains(&"number") || types.contains(&"integer") && !number.is_f64(),
        Value::Array(_) => types.contains(&"array"),
        Value::Object(_) => types.contains(&"object"),
    };
    if types.contains(&"string") && !fits { Value::String(text) } else { value }
}

/// Only chats and users can be both strings and integers.
fn names_peers(types: &[&str]) -> bool {
    types.contains(&"string") && types.contains(&"integer")
}

fn is_username(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Reads `@FILE` and `@-`.
struct Input {
    /// Whether standard input was read.
    is_read: bool,
}

impl Input {
    fn read(&mut self, source: &str) -> Result<String, Failure> {
        let mut text = match source {
            "-" if self.is_read => return Err("standard input can be read only once".into()),
            "-" => {
                self.is_read = true;
                let mut text = String::new();
                std::io::stdin().read_to_string(&mut text)?;
                text
            }
            path => std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?,
        };
        // Editors add a newline at the end.
        if text.ends_with('\n') {
            text.pop();
            if text.ends_with('\r') {
                text.pop();
            }
        }
        Ok(text)
    }
}
