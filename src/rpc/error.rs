//! Converts errors to JSON-RPC's error object.

use jsonrpsee::types::ErrorObjectOwned;

use crate::delivery::Delivery;
use crate::error::{Error, Kind};

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        ErrorObjectOwned::owned(error.kind().code(), error.message(), Some(error.data()))
    }
}

/// Adds the outcome to an error that leaves open whether a call that changes something had an effect.
pub fn with_outcome(error: Error, delivery: &Delivery) -> Error {
    match error.kind() {
        Kind::Timeout
        | Kind::Cancelled
        | Kind::Offline
        | Kind::ResourceExhausted
        | Kind::Internal
        | Kind::TelegramInternal
        | Kind::UnreadableAnswer
            if error.facts().outcome.is_none() =>
        {
            error.outcome(delivery.outcome())
        }
        _ => error,
    }
}

/// Adds the `random_id` to an error that leaves open whether a message was sent, so that the send can be repeated.
pub fn repeatable(error: Error, delivery: &Delivery) -> Error {
    match delivery.random_id() {
        Some(random_id) if error.facts().outcome.is_some() => error.with("random_id", random_id.to_string()),
        _ => error,
    }
}
