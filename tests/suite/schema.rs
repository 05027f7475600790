//! The committed schema matches the catalog.

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

/// The meta-schema is <https://github.com/open-rpc/meta-schema>, 1.14.9.
#[tokio::test]
async fn the_schema_is_valid_openrpc() {
    let mut meta: Value = serde_json::from_str(include_str!("open-rpc-meta-schema.json")).unwrap();
    // Its dialect is draft-07 under another address.
    meta["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    let document = document().await;
    // Its dialect for JSON Schema only differs from draft-07 in where `$ref` may appear.
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
async fn a_method_declares_the_errors_that_its_documentation_mentions() {
    let document = document().await;
    let all = document["components"]["errors"].as_object().unwrap();
    for method in document["methods"].as_array().unwrap() {
        let errors = method["errors"].as_array().unwrap();
        let mut declared = BTreeSet::new();
        for error in errors {
            for kind in error["data"]["kinds"].as_array().unwrap() {
                let kind = kind.as_str().unwrap();
                assert_eq!(error["code"], all[kind]["code"], "{kind}");
                declared.insert(kind);
            }
        }
        let codes: BTreeSet<_> = errors.iter().map(|error| error["code"].as_i64()).collect();
        assert_eq!(codes.len(), errors.len(), "{}: OpenRPC wants each code once", method["name"]);
        let doc = format!("{} {}", method["summary"], method["description"]);
        let of_failures =
            doc.split_inclusive(['.', ';']).filter(|sentence| sentence.to_lowercase().contains("fails with"));
        for kind in of_failures.flat_map(|sentence| sentence.split('`').skip(1).step_by(2)) {
            assert!(!all.contains_key(kind) || declared.contains(kind), "{}: `{kind}`", method["name"]);
        }
    }
}

#[tokio::test]
async fn invoke_declares_every_kind_that_an_error_of_telegram_has() {
    let document = document().await;
    let methods = document["methods"].as_array().unwrap();
    let invoke = methods.iter().find(|method| method["name"] == "telegram.invoke").unwrap();
    let errors = invoke["errors"].as_array().unwrap().iter();
    let declared: BTreeSet<_> = errors
        .flat_map(|error| error["data"]["kinds"].as_array().unwrap())
        .map(|kind| kind.as_str().unwrap())
        .collect();
    let known = include_str!("data/telegram_errors.txt").lines().filter(|line| !line.starts_with('#'));
    let kinds: BTreeSet<_> = known.map(|line| line.split(' ').next().unwrap()).collect();
    let undeclared: Vec<_> = kinds.difference(&declared).collect();
    assert!(undeclared.is_empty(), "{undeclared:?}");
}

#[tokio::test]
async fn a_method_declares_its_own_errors_and_those_that_its_marks_imply() {
    let document = document().await;
    let kinds = |name: &str| {
        let methods = document["methods"].as_array().unwrap();
        let method = methods.iter().find(|method| method["name"] == name).unwrap();
        let errors = method["errors"].as_array().unwrap().iter();
        let kinds = errors.flat_map(|error| error["data"]["kinds"].as_array().unwrap());
        kinds.map(|kind| kind.as_str().unwrap()).collect::<BTreeSet<_>>()
    };
    let free = ["cancelled", "internal", "invalid_params", "policy_denied", "resource_exhausted", "timeout"];
    assert_eq!(kinds("daemon.ping"), free.into());
    let sealed = kinds("session.inspect");
    assert!(sealed.contains("session_invalid") && !sealed.contains("offline"));
    let history = kinds("messages.history");
    assert!(
        ["user_only", "offline", "session_revoked", "cursor_invalid"]
            .iter()
            .all(|kind| history.contains(kind))
    );
    assert!(!kinds("messages.get").contains("message_not_found"));
}
