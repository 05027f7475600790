//! `telewire call`: one call from a shell.

use std::io::{IsTerminal, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jsonrpsee::types::ErrorObjectOwned;
use serde_json::{Map, Value};

use super::caller::Caller;
use super::{Failure, Options, print};
use crate::error::Kind;
use crate::rpc::catalog::{Row, Session};
use crate::rpc::fields;

/// Make one call and print its result.
///
/// A daemon that listens on the default socket carries it out, else this process does. The exit code is 0 on success, 2
/// for wrong usage, 4 if the session is the matter, 5 if something wasn't found, 6 if it is forbidden, 7 if Telegram
/// asks to wait, 8 if trying again may help, and 1 otherwise.
#[derive(Debug, Args)]
pub struct Call {
    /// The method, as `messages.send`: `telewire call rpc.discover` lists them.
    method: String,
    /// Params: `key=value`, where the method's schema says how the value is read; `key=@FILE` and `key=@-` take it from
    /// a file or standard input.
    #[arg(value_name = "KEY=VALUE")]
    params: Vec<String>,
    /// All params as a JSON object; those given as KEY=VALUE come on top.
    #[arg(long, value_name = "JSON")]
    json: Option<String>,
    /// A file with the session string; a newer one that the call returns is written back. $TELEWIRE_SESSION holds the
    /// string itself, so that it need not stand on the command line.
    #[arg(long, value_name = "FILE")]
    session_file: Option<PathBuf>,
    /// The daemon's socket; no other place is tried then.
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,
}

pub fn run(call: Call, options: &Options) -> Result<ExitCode, Failure> {
    let _log = super::open_log(options)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let code = runtime.block_on(async { run_in(call, options).await });
    runtime.shutdown_background();
    code
}

async fn run_in(call: Call, options: &Options) -> Result<ExitCode, Failure> {
    let assembly = super::Assembly::new(options)?;
    let row = assembly.catalog.find(&call.method).map(|(row, _)| row);
    let params = match params(&call, row) {
        Ok(params) => params,
        Err(error) => {
            eprintln!("telewire: {error}");
            return Ok(ExitCode::from(2));
        }
    };
    let live = match &call.socket {
        Some(path) => match Caller::connect(path).await {
            Some(caller) => Some(caller),
            None => return Err(format!("no daemon listens on {}", path.display()).into()),
        },
        // A server, a key or a sandbox that was named here may not be the daemon's.
        None if options.is_particular() => None,
        None => match super::serve::default_socket() {
            Ok(path) => Caller::connect(&path).await,
            Err(_) => None,
        },
    };
    let mut caller = live.unwrap_or_else(|| Caller::here(assembly.catalog.clone()));
    match caller.call(&call.method, &Value::Object(params)).await? {
        Ok(result) => {
            if let (Some(path), Some(session)) = (&call.session_file, result["session"].as_str()) {
                keep_session(path, session)?;
            }
            print_json(&result)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            complain(&error);
            Ok(exit_code(&error))
        }
    }
}

/// Puts the params together, each read as the method's schema says.
fn params(call: &Call, row: Option<&Row>) -> Result<Map<String, Value>, Failure> {
    let mut params = match &call.json {
        None => Map::new(),
        Some(json) => match serde_json::from_str(json) {
            Ok(Value::Object(params)) => params,
            Ok(_) => return Err("--json takes a JSON object".into()),
            Err(error) => return Err(format!("--json is not JSON: {error}").into()),
        },
    };
    let schema = row.map(Row::params_schema);
    for param in &call.params {
        let (key, value) = param.split_once('=').ok_or_else(|| format!("{param:?} is not KEY=VALUE"))?;
        let text = match value.strip_prefix('@') {
            Some(source) if !is_username(key, source) => read(source)?,
            _ => value.to_owned(),
        };
        let value = match &schema {
            Some(schema) => value_of(key, text, schema.as_value()),
            // The method is not one of ours, as `sandbox.*` on a control socket: what is JSON is taken as such.
            None => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        };
        params.insert(key.to_owned(), value);
    }
    let wants_session = row.is_none_or(|row| row.marks.session == Session::Required);
    if wants_session && !params.contains_key("session") {
        if let Some(path) = &call.session_file {
            let session =
                std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            params.insert("session".to_owned(), session.trim().into());
        } else if let Ok(session) = std::env::var("TELEWIRE_SESSION") {
            params.insert("session".to_owned(), session.trim().into());
        }
    }
    Ok(params)
}

/// `chat_id=@name` is a name and no file.
fn is_username(key: &str, source: &str) -> bool {
    matches!(key, "chat_id" | "user_id" | "from_chat_id" | "sender_id") && !Path::new(source).exists()
}

fn read(source: &str) -> Result<String, Failure> {
    let mut text = String::new();
    if source == "-" {
        std::io::stdin().read_to_string(&mut text)?;
    } else {
        text = std::fs::read_to_string(source).map_err(|error| format!("{source}: {error}"))?;
    }
    // The last newline is the editor's, not the text's.
    if text.ends_with('\n') {
        text.pop();
    }
    Ok(text)
}

/// A value as its field's schema wants it: text stays text, all else is JSON. What doesn't fit goes on as text, and the
/// method says what it wants.
fn value_of(key: &str, text: String, schema: &Value) -> Value {
    let property = match key {
        "session" => return Value::String(text),
        key if fields::NAMES.contains(&key) => &Value::Null,
        key => &schema["properties"][key],
    };
    if takes_text(property, schema) && !(takes_numbers(property, schema) && text.parse::<i64>().is_ok()) {
        return Value::String(text);
    }
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

fn takes_text(property: &Value, root: &Value) -> bool {
    takes(property, root, "string")
}

fn takes_numbers(property: &Value, root: &Value) -> bool {
    takes(property, root, "integer") || takes(property, root, "number")
}

/// Whether a schema lets a type through, looked for in references and alternatives.
fn takes(property: &Value, root: &Value, wanted: &str) -> bool {
    if let Some(reference) = property["$ref"].as_str() {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        return target.is_some_and(|target| takes(target, root, wanted));
    }
    let named = match &property["type"] {
        Value::String(name) => name == wanted,
        Value::Array(names) => names.iter().any(|name| name == wanted),
        _ => false,
    };
    let among = |key: &str| {
        property[key]
            .as_array()
            .is_some_and(|options| options.iter().any(|option| takes(option, root, wanted)))
    };
    named || among("anyOf") || among("oneOf") || among("allOf")
}

/// Prints JSON: laid out for a person, or on one line for a program.
pub fn print_json(value: &Value) -> Result<(), Failure> {
    if std::io::stdout().is_terminal() {
        print(&serde_json::to_string_pretty(value)?)
    } else {
        print(&value.to_string())
    }
}

/// Keeps a session string where nobody else can read it, whole or not at all.
pub fn keep_session(path: &Path, session: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().ok_or_else(|| format!("{} is no path to a file", path.display()))?;
    let beside = folder.join(format!(".{}.{}", name.to_string_lossy(), std::process::id()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    let written = writeln!(file, "{session}")
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        // It is of no use, and the first error is the one to tell.
        let _ = std::fs::remove_file(&beside);
    }
    Ok(written?)
}

/// Tells a person what went wrong and what to do about it.
pub fn complain(error: &ErrorObjectOwned) {
    let data: Value = error.data().and_then(|data| serde_json::from_str(data.get()).ok()).unwrap_or_default();
    let kind = data["kind"].as_str().unwrap_or("error");
    eprintln!("telewire: {} ({kind})", error.message());
    if let Some(seconds) = data["retry_after"].as_u64() {
        eprintln!("  wait {seconds} seconds and try again, or give max_wait={seconds}");
    }
    if let Some(outcome) = data["outcome"].as_str() {
        match (outcome, data["random_id"].as_str()) {
            ("unknown", Some(random_id)) => {
                eprintln!(
                    "  it may have been sent: repeat it with random_id={random_id}, which never doubles it"
                );
            }
            ("unknown", None) => eprintln!("  Telegram may have carried it out all the same"),
            _ => eprintln!("  nothing was sent"),
        }
    }
    if let Some(hint) = data["hint"].as_str() {
        eprintln!("  {hint}");
    }
}

fn exit_code(error: &ErrorObjectOwned) -> ExitCode {
    let data: Value = error.data().and_then(|data| serde_json::from_str(data.get()).ok()).unwrap_or_default();
    let kind = Kind::ALL.iter().find(|kind| data["kind"] == kind.name());
    ExitCode::from(match (kind, error.code()) {
        (Some(Kind::RateLimited | Kind::TooFresh), _) => 7,
        (Some(Kind::InvalidParams | Kind::MethodNotFound), _) => 2,
        (Some(kind), _) if kind.retryable() => 8,
        (_, 401) => 4,
        (_, 404) => 5,
        (_, 403) => 6,
        _ => 1,
    })
}
