//! The one mapping from our failures to JSON-RPC's error object.

use jsonrpsee::types::ErrorObjectOwned;

use super::progress::Delivery;
use crate::error::Error;

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        ErrorObjectOwned::owned(error.kind().code(), error.message(), Some(error.data()))
    }
}

/// An error that leaves open what became of a send tells by which id it can be repeated.
pub fn repeatable(error: Error, delivery: &Delivery) -> Error {
    match delivery.random_id() {
        Some(random_id) if error.get("outcome").is_some() => error.with("random_id", random_id.to_string()),
        _ => error,
    }
}
