//! An error of a call, told to a person and to a shell.

use std::process::ExitCode;

use jsonrpsee::types::ErrorObjectOwned;
use serde_json::Value;

use crate::error::Kind;

fn data(error: &ErrorObjectOwned) -> Value {
    error.data().and_then(|data| serde_json::from_str(data.get()).ok()).unwrap_or_default()
}

/// What sort of error it is, if it is one that we know.
pub fn kind(error: &ErrorObjectOwned) -> Option<Kind> {
    let data = data(error);
    Kind::ALL.iter().find(|kind| data["kind"] == kind.name()).copied()
}

/// How many seconds to wait.
pub fn retry_after(error: &ErrorObjectOwned) -> Option<u64> {
    data(error)["retry_after"].as_u64()
}

/// Tells a person what went wrong and what to do about it.
pub fn complain(error: &ErrorObjectOwned) {
    let data = data(error);
    let kind = data["kind"].as_str().unwrap_or("error");
    eprintln!("telewire: {} [{kind}]", error.message());
    let telegram = &data["telegram"];
    if let (Some(name), Some(method)) = (telegram["name"].as_str(), telegram["method"].as_str())
        && !error.message().contains(name)
    {
        eprintln!("  Telegram answered {method} with {name}");
    }
    match (data["outcome"].as_str(), data["random_id"].as_str()) {
        (Some("unknown"), Some(random_id)) => {
            eprintln!(
                "  it may have been sent: repeat it with random_id={random_id}, which never doubles it"
            );
        }
        (Some("unknown"), None) => eprintln!("  Telegram may have carried it out all the same"),
        (Some(_), _) => eprintln!("  nothing was sent"),
        (None, _) => {}
    }
    if let Some(hint) = data["hint"].as_str() {
        eprintln!("  {hint}");
    }
    if let Some(log_id) = data["log_id"].as_str() {
        eprintln!("  the log has more, under {log_id}");
    }
    if let Some(seconds) = retry_after(error) {
        eprintln!("  wait {seconds} seconds and try again");
    }
}

/// The exit code by which a script tells errors apart.
pub fn exit_code(error: &ErrorObjectOwned) -> ExitCode {
    ExitCode::from(match (kind(error), error.code()) {
        (Some(Kind::RateLimited | Kind::TooFresh), _) => 7,
        (Some(Kind::InvalidParams | Kind::MethodNotFound), _) => 2,
        (Some(kind), _) if kind.retryable() => 8,
        (_, 401) => 4,
        (_, 404) => 5,
        (_, 403) => 6,
        _ => 1,
    })
}
