//! The one mapping from our failures to JSON-RPC's error object.

use jsonrpsee::types::ErrorObjectOwned;

use crate::delivery::Delivery;
use crate::error::{Error, Kind};

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        ErrorObjectOwned::owned(error.kind().code(), error.message(), Some(error.data()))
    }
}

/// An error of a method that changes something, where the error itself tells nothing of that: it says whether anything has
/// left that can't be taken back.
pub fn with_outcome(error: Error, delivery: &Delivery) -> Error {
    match error.kind() {
        Kind::Timeout
        | Kind::Cancelled
        | Kind::Offline
        | Kind::ResourceExhausted
        | Kind::Internal
        | Kind::TelegramInternal
        | Kind::UnreadableAnswer
            if error.get("outcome").is_none() =>
        {
            error.outcome(delivery.outcome())
        }
        _ => error,
    }
}

/// An error that leaves open what became of a send tells by which id it can be repeated.
pub fn repeatable(error: Error, delivery: &Delivery) -> Error {
    match delivery.random_id() {
        Some(random_id) if error.get("outcome").is_some() => error.with("random_id", random_id.to_string()),
        _ => error,
    }
}
