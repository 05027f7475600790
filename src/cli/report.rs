//! Reports a call's error to the user and the shell.

use std::process::ExitCode;

use jsonrpsee::types::ErrorObjectOwned;
use serde_json::Value;

use super::shown::{shown, tell};
use crate::error::Kind;

fn data(error: &ErrorObjectOwned) -> Value {
    error.data().and_then(|data| serde_json::from_str(data.get()).ok()).unwrap_or_default()
}

/// The error's kind, if it is known.
pub fn kind(error: &ErrorObjectOwned) -> Option<Kind> {
    let data = data(error);
    Kind::ALL.iter().find(|kind| data["kind"] == kind.name()).copied()
}

/// The seconds to wait before a retry.
pub fn retry_after(error: &ErrorObjectOwned) -> Option<u64> {
    data(error)["retry_after"].as_u64()
}

/// Prints an error and how to fix it.
pub fn complain(error: &ErrorObjectOwned) {
    let data = data(error);
    let kind = data["kind"].as_str().unwrap_or("error");
    tell(format_args!("telewire: {} [{}]", shown(error.message()), shown(kind)));
    let telegram = &data["telegram"];
    if let (Some(name), Some(method)) = (telegram["name"].as_str(), telegram["method"].as_str())
        && !error.message().contains(name)
    {
        tell(format_args!("  Telegram answered {} with {}", shown(method), shown(name)));
    }
    match (data["outcome"].as_str(), data["random_id"].as_str()) {
        (Some("unknown"), Some(random_id)) => {
            tell(format_args!(
                "  it may have been sent: repeat it with random_id={}, which never sends it twice",
                shown(random_id)
            ));
        }
        (Some("unknown"), None) => tell("  Telegram may still have carried it out"),
        (Some(_), _) => tell("  nothing was sent"),
        (None, _) => {}
    }
    if let Some(hint) = data["hint"].as_str() {
        tell(format_args!("  {}", shown(hint)));
    }
    if let Some(log_id) = data["log_id"].as_str() {
        tell(format_args!("  the log has details under the id {}", shown(log_id)));
    }
    if let Some(seconds) = retry_after(error) {
        tell(format_args!("  wait {seconds} seconds and try again"));
    }
}

/// The exit code of an error.
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
