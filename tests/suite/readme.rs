//! The README's method table is the catalog's own.

use std::fmt::Write;

use serde_json::Value;

use crate::{generated, schema};

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

/// What the table stands between.
const MARKER: &str = "<!-- methods -->";

#[tokio::test]
async fn the_readme_lists_every_method() {
    let readme = std::fs::read_to_string(README).unwrap();
    let parts: Vec<&str> = readme.split(MARKER).collect();
    let [before, _, after] = parts[..] else { panic!("README.md has the marker {MARKER} twice") };
    let document: Value = serde_json::from_str(&schema::printed().await).unwrap();
    let table = table(&document);
    assert!(table.contains("| `daemon.ping` |"), "{table}");
    generated::must_be("README.md", &format!("{before}{MARKER}\n\n{table}\n{MARKER}{after}"));
}

fn table(document: &Value) -> String {
    let mut table = "| Method | What it does | Access | Session |\n|---|---|---|---|\n".to_owned();
    for method in document["methods"].as_array().unwrap() {
        let text = |field: &str| method[field].as_str().unwrap();
        let session = match (text("x-session"), text("x-caller")) {
            ("none", _) => "",
            (_, "user") => "a user's",
            (_, "bot") => "a bot's",
            _ => "any",
        };
        // A summary is a paragraph, and a row a line.
        let summary = text("summary").replace('\n', " ").replace('|', "\\|");
        let access = text("x-access");
        writeln!(table, "| `{}` | {summary} | {access} | {session} |", text("name")).unwrap();
    }
    table
}
