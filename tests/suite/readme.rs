//! Documents: schema/methods.md matches the catalog, and the READMEs name only methods, params and files that exist.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::client::{home, read_to_end, telewire};
use crate::{generated, schema};

/// Files whose commands are checked.
const READMES: [&str; 5] = [
    "README.md",
    "SECURITY.md",
    "clients/python/README.md",
    "clients/shell/README.md",
    "src/sandbox/README.md",
];

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[tokio::test]
async fn the_list_of_methods_is_what_the_code_generates() {
    let document = schema::document().await;
    generated::must_be("schema/methods.md", &methods(&document));
}

fn methods(document: &Value) -> String {
    let mut text = "# Methods\n\n\
        Generated from the code. [openrpc.json](openrpc.json) has the types, results, errors and examples.\n\n\
        Every method also takes `timeout`, `max_wait` and `progress_token`, and `session` where the last column says so.\n\
        Required params are bold.\n"
        .to_owned();
    let mut namespace = "";
    for method in document["methods"].as_array().unwrap() {
        let field = |field: &str| method[field].as_str().unwrap();
        let (of, _) = field("name").split_once('.').unwrap_or(("connection", ""));
        if of != namespace {
            namespace = of;
            let columns = "| Method | What it does | Params | Access | Session |\n|---|---|---|---|---|\n";
            write!(text, "\n## {namespace}\n\n{columns}").unwrap();
        }
        let session = match (field("x-session"), field("x-caller")) {
            ("none", _) => "",
            (_, "user") => "user",
            (_, "bot") => "bot",
            _ => "user or bot",
        };
        let common = ["session", "timeout", "max_wait", "progress_token"];
        let params: Vec<String> = method["params"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|param| !common.contains(&param["name"].as_str().unwrap()))
            .map(|param| match param["required"].as_bool() {
                Some(true) => format!("**{}**", param["name"].as_str().unwrap()),
                _ => param["name"].as_str().unwrap().to_owned(),
            })
            .collect();
        // A summary is a paragraph, and a row is one line.
        let summary = field("summary").replace('\n', " ").replace('|', "\\|");
        let (name, access) = (field("name"), field("x-access"));
        writeln!(text, "| `{name}` | {summary} | {} | {access} | {session} |", params.join(", ")).unwrap();
    }
    text
}

#[tokio::test]
async fn the_readme_is_short() {
    assert!(read("README.md").lines().count() < 250);
}

/// The names of all methods and their params, including the sandbox's.
async fn known() -> Vec<(String, Vec<String>)> {
    let home = home();
    let mut child = telewire(home.path()).args(["schema", "--sandbox"]).spawn().unwrap();
    let document: Value = serde_json::from_str(&read_to_end(child.stdout.take().unwrap()).await).unwrap();
    assert!(child.wait().await.unwrap().success());
    let name = |it: &Value| it["name"].as_str().unwrap().to_owned();
    let methods = document["methods"].as_array().unwrap().iter();
    methods.map(|it| (name(it), it["params"].as_array().unwrap().iter().map(name).collect())).collect()
}

#[tokio::test]
async fn the_readmes_call_existing_methods_with_valid_params() {
    let known = known().await;
    let mut calls = 0;
    for path in READMES {
        for line in read(path).lines() {
            let Some((_, call)) = line.split_once("telewire").filter(|_| line.contains(" call ")) else {
                continue;
            };
            let Some((_, call)) = call.split_once(" call ") else { continue };
            let command = call.split([';', '|', '#', '`']).next().unwrap();
            let words: Vec<&str> = command.split_whitespace().collect();
            let Some(method) = words.iter().find(|word| word.contains('.') && !word.contains(['=', '/']))
            else {
                continue;
            };
            let Some((_, params)) = known.iter().find(|(name, _)| name == method) else {
                panic!("{path} calls {method}: {line}");
            };
            calls += 1;
            let given =
                words.iter().skip_while(|word| *word != method).filter_map(|word| word.split_once('='));
            for (param, _) in
                given.filter(|(param, _)| param.chars().all(|it| it.is_ascii_lowercase() || it == '_'))
            {
                assert!(params.iter().any(|known| known == param), "{path}: {method} takes no {param}");
            }
        }
    }
    assert!(calls > 10, "only {calls} calls are found");
}

#[tokio::test]
async fn the_readmes_name_existing_files() {
    for path in READMES {
        let text = read(path);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = link.split('#').next().unwrap();
            if !file.is_empty() && !file.contains("://") {
                assert!(folder.parent().unwrap().join(file).exists(), "{path}: {link}");
            }
        }
    }
}
