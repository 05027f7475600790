//! The one mapping from our failures to JSON-RPC's error object.

use jsonrpsee::types::ErrorObjectOwned;

use crate::error::Error;

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        ErrorObjectOwned::owned(error.kind().code(), error.message(), Some(error.data()))
    }
}
