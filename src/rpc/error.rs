//! The one mapping from our failures to JSON-RPC's error object, and the log's side of it.

use std::error::Error as _;
use std::fmt::Write;

use jsonrpsee::types::ErrorObjectOwned;

use crate::error::{Error, Kind};

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        ErrorObjectOwned::owned(error.kind().code(), error.message(), Some(error.data()))
    }
}

/// Writes what a bug of ours was to the log, and gives the client the `log_id` to find it by.
pub fn logged(method: &str, error: Error) -> Error {
    if error.kind() != Kind::Internal || error.get("log_id").is_some() {
        return error;
    }
    let mut causes = String::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(causes, ": {error}");
        cause = error.source();
    }
    let log_id = format!("{:016x}", getrandom::u64().unwrap_or_default());
    tracing::error!(method, log_id, "{}{causes}", error.message());
    error.with("log_id", log_id)
}
