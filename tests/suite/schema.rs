//! The committed schema is the catalog's own.

mod names;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::client::{home, read_to_end, telewire};
use crate::generated;

pub async fn printed() -> String {
    let home = home();
    let mut child = telewire(home.path()).arg("schema").spawn().unwrap();
    let text = read_to_end(child.stdout.take().unwrap()).await;
    assert!(child.wait().await.unwrap().success());
    text
}

/// The document of the methods.
pub async fn document() -> Value {
    serde_json::from_str(&printed().await).unwrap()
}

#[tokio::test]
async fn the_committed_schema_is_what_the_code_generates() {
    generated::must_be("schema/openrpc.json", &printed().await);
}

/// The meta-schema is that of <https://github.com/open-rpc/meta-schema>, 1.14.9.
#[tokio::test]
async fn the_schema_is_valid_openrpc() {
    let mut meta: Value = serde_json::from_str(include_str!("open-rpc-meta-schema.json")).unwrap();
    // Its own dialect is draft-07 under another address.
    meta["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    let document = document().await;
    // What it takes for a JSON Schema is a dialect that adds nothing to draft-07 but the place of `$ref`.
    let dialect = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://meta.json-schema.tools",
        "allOf": [{ "$ref": "http://json-schema.org/draft-07/schema#" }],
        "definitions": { "JSONSchemaObject": { "properties": { "$ref": { "type": "string" } } } },
    });
    let validator = jsonschema::draft7::options()
        .with_resource(
            "https://meta.json-schema.tools/",
            jsonschema::Resource::from_contents(dialect).unwrap(),
        )
        .build(&meta)
        .unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let mut without_info = document;
    without_info.as_object_mut().unwrap().remove("info");
    assert!(!validator.is_valid(&without_info), "the meta-schema is in force");
}

#[tokio::test]
async fn every_method_and_param_is_documented() {
    let document = document().await;
    for method in document["methods"].as_array().unwrap() {
        assert_ne!(method["summary"], "", "{}", method["name"]);
        for param in method["params"].as_array().unwrap() {
            assert!(param["description"].is_string(), "{} of {}", param["name"], method["name"]);
        }
    }
}

#[tokio::test]
async fn the_errors_of_a_method_are_the_kinds_that_its_documentation_names() {
    let document = document().await;
    let all = document["components"]["errors"].as_object().unwrap();
    for method in document["methods"].as_array().unwrap() {
        let doc = format!("{} {}", method["summary"], method["description"]);
        let caller = format!("{}_only", method["x-caller"].as_str().unwrap());
        let named = all.keys().filter(|kind| doc.contains(&format!("`{kind}`")) || **kind == caller);
        let errors = method["errors"].as_array().unwrap();
        let mut told = BTreeSet::new();
        for error in errors {
            for kind in error["data"]["kinds"].as_array().unwrap() {
                let kind = kind.as_str().unwrap();
                assert_eq!(error["code"], all[kind]["code"], "{kind}");
                assert!(error["message"].as_str().unwrap().contains(all[kind]["message"].as_str().unwrap()));
                told.insert(kind);
            }
        }
        assert_eq!(told, named.map(String::as_str).collect(), "{}", method["name"]);
        let codes: BTreeSet<_> = errors.iter().map(|error| error["code"].as_i64()).collect();
        assert_eq!(codes.len(), errors.len(), "{}: OpenRPC wants each code once", method["name"]);
    }
}
