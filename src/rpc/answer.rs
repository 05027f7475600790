//! The answer to a call: its result or its error, as JSON.

use jsonrpsee::types::ErrorObjectOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::message::Id;
use crate::error::Error;

/// An answer whose id is added where it is written.
#[derive(Debug)]
pub enum Answer {
    Result(Box<RawValue>),
    /// A JSON-RPC error object.
    Error(Box<RawValue>),
}

impl Answer {
    pub fn succeeded(result: Box<RawValue>) -> Self {
        Self::Result(result)
    }

    /// An answer with an empty object as its result.
    pub fn empty() -> Self {
        Self::Result(json(&serde_json::Map::new()))
    }

    pub fn failed(error: Error) -> Self {
        Self::Error(json(&ErrorObjectOwned::from(error)))
    }

    /// The result, or the error, for callers in this process.
    pub fn into_result(self) -> Result<Box<RawValue>, ErrorObjectOwned> {
        match self {
            Self::Result(result) => Ok(result),
            Self::Error(error) => Err(serde_json::from_str(error.get()).map_err(Error::internal)?),
        }
    }

    /// The whole answer to the id, in pieces.
    pub fn to<'a>(&'a self, id: &'a Id) -> [&'a [u8]; 5] {
        let (member, value): (&[u8], _) = match self {
            Self::Result(result) => (br#","result":"#, result),
            Self::Error(error) => (br#","error":"#, error),
        };
        [br#"{"jsonrpc":"2.0","id":"#, id.as_json().as_bytes(), member, value.get().as_bytes(), b"}"]
    }
}

fn json(value: &impl serde::Serialize) -> Box<RawValue> {
    to_raw_value(value).expect("it has only string keys and no Serialize of its own")
}
