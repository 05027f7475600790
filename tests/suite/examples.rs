//! The examples of schema/openrpc.json: this test makes each call on a sandbox.
//!
//! Values that differ from run to run, such as session strings and dates, are normalized. Each run must give answers of
//! the committed shape; `TELEWIRE_UPDATE=1` writes them again.

mod recording;
mod story;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::schema;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/examples.json");

#[tokio::test]
async fn each_example_answers_as_the_schema_shows() {
    let recording = story::run().await;
    if std::env::var_os("TELEWIRE_UPDATE").is_some_and(|update| update == "1") {
        std::fs::write(FILE, serde_json::to_string_pretty(&recording).unwrap() + "\n").unwrap();
        return;
    }
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(FILE).unwrap()).unwrap();
    for (name, examples) in recording.as_object().unwrap() {
        assert_eq!(
            recording::shape(&committed[name]),
            recording::shape(examples),
            "{name}; run: TELEWIRE_UPDATE=1 cargo test examples, and then schema"
        );
    }
    assert_eq!(committed.as_object().unwrap().len(), recording.as_object().unwrap().len());
}

#[tokio::test]
async fn every_method_and_notification_has_an_example_that_fits_its_schema() {
    let document = schema::document().await;
    let validator = |schema: &Value| {
        let mut schema = schema.clone();
        // So that `#/components/schemas/…` is found.
        schema["components"] = document["components"].clone();
        jsonschema::draft7::new(&schema).unwrap()
    };
    let params_of = |entry: &Value| {
        let params = entry["params"].as_array().unwrap();
        let named = |param: &Value| (param["name"].as_str().unwrap().to_owned(), param["schema"].clone());
        let required: Vec<&Value> =
            params.iter().filter(|param| param["required"] == true).map(|param| &param["name"]).collect();
        json!({
            "type": "object",
            "properties": params.iter().map(named).collect::<serde_json::Map<_, _>>(),
            "required": required,
            "additionalProperties": false,
        })
    };
    let given = |example: &Value| {
        let params = example["params"].as_array().unwrap().iter();
        Value::Object(
            params.map(|it| (it["name"].as_str().unwrap().to_owned(), it["value"].clone())).collect(),
        )
    };
    let notifications = document["x-notifications"].as_array().unwrap();
    let names: BTreeSet<&str> = notifications.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, BTreeSet::from(["$/cancelRequest", "$/progress", "updates.event"]));
    for entry in document["methods"].as_array().unwrap().iter().chain(notifications) {
        let name = &entry["name"];
        let examples = entry["examples"].as_array().unwrap_or_else(|| panic!("{name} has no examples"));
        assert!(!examples.is_empty(), "{name}");
        for example in examples {
            let params = given(example);
            let fits = validator(&params_of(entry));
            let errors: Vec<String> = fits.iter_errors(&params).map(|it| it.to_string()).collect();
            assert!(errors.is_empty(), "{name} {params}: {errors:?}");
            if let Some(result) = example.get("result") {
                let fits = validator(&entry["result"]["schema"]);
                let errors: Vec<String> = fits
                    .iter_errors(&result["value"])
                    .map(|it| format!("{}: {it}", it.instance_path))
                    .collect();
                assert!(errors.is_empty(), "{name}: {errors:?}");
            }
        }
    }
}
