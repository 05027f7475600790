//! The catalog as an OpenRPC document: <https://spec.open-rpc.org>.

mod extensions;
mod notifications;
mod schemas;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::catalog::{Catalog, Row};
use super::fields;
use super::marks::Session;
use crate::error::Kind;

pub use notifications::{Notification, Sender};

/// The parts of the document other than the methods.
#[derive(Clone, Copy, Default)]
pub struct Supplement {
    /// Examples by the names of methods and notifications, as a JSON object. Empty for none.
    pub examples: &'static str,
    pub notifications: &'static [Notification],
}

impl Supplement {
    fn examples(&self) -> Value {
        serde_json::from_str(self.examples).unwrap_or_default()
    }
}

/// The description of the document.
const DESCRIPTION: &str = "Drive Telegram from any program: JSON-RPC 2.0 over stdio or a local socket.\n\n\
    A field that is null counts as absent. Results have no nulls: what is unknown or empty is absent.";

/// Any OpenRPC document. It is generated and so has no fixed type.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Document(pub Value);

/// How the document's schemas are made.
pub fn settings() -> SchemaSettings {
    SchemaSettings::draft07().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    })
}

/// The whole catalog as one document.
pub fn document(catalog: &Catalog) -> Document {
    let mut taken = settings().for_deserialize().into_generator();
    // Optional fields differ between params and results.
    let mut given = settings().for_serialize().into_generator();
    let supplement = catalog.supplement();
    let examples = supplement.examples();
    let methods: Vec<Value> =
        catalog.rows().iter().map(|row| method(row, &mut taken, &mut given, &examples)).collect();
    let notifications = notifications::OWN.iter().chain(supplement.notifications);
    let notifications: Vec<Value> =
        notifications.map(|it| notifications::entry(it, &mut given, &examples)).collect();
    let mut schemas = merged(taken.take_definitions(true), given.take_definitions(true));
    schemas::finish(&mut schemas);
    let errors: Map<String, Value> =
        Kind::ALL.iter().map(|kind| (kind.name().to_owned(), error(*kind))).collect();
    Document(json!({
        "openrpc": "1.3.2",
        "info": {
            "title": "Telewire",
            "description": DESCRIPTION,
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT" },
        },
        "methods": methods,
        "x-notifications": notifications,
        "x-extensions": extensions::all(),
        "components": { "schemas": schemas, "errors": errors },
    }))
}

/// The types of params and those of results in one map.
///
/// # Panics
///
/// If a name has different schemas in params and in results. Clients know types by name.
fn merged(mut taken: Map<String, Value>, given: Map<String, Value>) -> Map<String, Value> {
    for (name, schema) in given {
        if let Some(other) = taken.get(&name) {
            assert_eq!(
                *other, schema,
                "`{name}` has different schemas in params and in results: rename one of them"
            );
        }
        taken.insert(name, schema);
    }
    taken
}

fn method(row: &Row, taken: &mut SchemaGenerator, given: &mut SchemaGenerator, examples: &Value) -> Value {
    let schema = (row.params)(taken);
    let doc = text(&schema, "description");
    let (summary, description) = summary(doc);
    let mut params = own_params(&schema);
    params.extend(common_params(row));
    // OpenRPC wants required params first.
    params.sort_by_key(|param| param["required"] != true);
    let marks = &row.marks;
    let mut entry = json!({
        "name": row.name,
        "summary": summary,
        "description": description,
        "paramStructure": "by-name",
        "params": params,
        "result": { "name": "result", "schema": (row.result)(given) },
        "errors": errors(row),
        "x-access": marks.access,
        "x-session": marks.session,
        "x-caller": marks.caller,
    });
    if let Some(examples) = examples.get(row.name) {
        entry["examples"] = examples.clone();
    }
    entry
}

fn own_params(schema: &Schema) -> Vec<Value> {
    let required: Vec<&str> = match schema.get("required").and_then(Value::as_array) {
        Some(names) => names.iter().filter_map(Value::as_str).collect(),
        None => Vec::new(),
    };
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return Vec::new() };
    let param = |(name, schema): (&String, &Value)| {
        let mut schema = schema.clone();
        let description = match schema.as_object_mut() {
            Some(schema) => schema.remove("description"),
            None => None,
        };
        schemas::without_null(&mut schema);
        if !required.contains(&name.as_str()) {
            schemas::drop_null(&mut schema);
        }
        let mut param =
            json!({ "name": name, "required": required.contains(&name.as_str()), "schema": schema });
        if let Some(description) = description {
            param["description"] = description;
        }
        param
    };
    properties.iter().map(param).collect()
}

/// The params that dispatch removes from any call.
fn common_params(row: &Row) -> Vec<Value> {
    let timeout = match row.marks.timeout {
        Some(timeout) => {
            format!("Seconds after which the call fails with `timeout`. Default: {}.", timeout.as_secs())
        }
        None => "Seconds after which the call fails with `timeout`. Default: no limit.".to_owned(),
    };
    let descriptions = [
        "The session string, or a handle from session.attach.".to_owned(),
        timeout,
        "Seconds of flood wait to wait out instead of failing with `rate_limited`, within `timeout`. Default: the daemon's \
         --max-wait, or 0; 60 for parts of files."
            .to_owned(),
        "Requests `$/progress` notifications with this `token`.".to_owned(),
    ];
    let wanted = |name: &str| name != "session" || row.marks.session == Session::Required;
    let rows = fields::NAMES.into_iter().zip(fields::schemas()).zip(descriptions);
    rows.filter(|((name, _), _)| wanted(name))
        .map(|((name, schema), description)| {
            json!({ "name": name, "required": name == "session", "schema": schema, "description": description })
        })
        .collect()
}

/// The kinds of errors that a method fails with. OpenRPC wants each code once, and several kinds share one, so each
/// entry lists the kinds of one code. `components` describes the kinds.
fn errors(row: &Row) -> Vec<Value> {
    let mut errors: Vec<(i32, Vec<&str>)> = Vec::new();
    for kind in Kind::ALL.iter().filter(|kind| row.declares(**kind)) {
        match errors.iter_mut().find(|(code, _)| *code == kind.code()) {
            Some((_, kinds)) => kinds.push(kind.name()),
            None => errors.push((kind.code(), vec![kind.name()])),
        }
    }
    let entry = |(code, kinds): (i32, Vec<&str>)| json!({ "code": code, "message": kinds.join(", "), "data": { "kinds": kinds } });
    errors.into_iter().map(entry).collect()
}

fn error(kind: Kind) -> Value {
    json!({
        "code": kind.code(),
        "message": kind.doc(),
        "data": { "kind": kind.name(), "is_retryable": kind.retryable() },
    })
}

fn text<'a>(schema: &'a Schema, key: &str) -> &'a str {
    schema.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Splits a doc comment into its first paragraph and the rest.
pub fn summary(doc: &str) -> (&str, &str) {
    let (summary, rest) = doc.split_once("\n\n").unwrap_or((doc, ""));
    (summary.trim(), rest.trim())
}
