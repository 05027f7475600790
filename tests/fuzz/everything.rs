//! How the suite's list of grammers' types is read here: as production code reads what comes from outside.

use grammers_tl_types::{Deserializable, RemoteCall, Serializable};
use telewire::tl::reading::{self, Callable};

/// What is made of bytes that are of one of grammers' types: the same bytes, if all is as it should be.
pub type Again = fn(&[u8]) -> Result<Vec<u8>, String>;

pub fn again<T: Deserializable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    reading::object::<T>(bytes).map(|value| value.to_bytes()).map_err(|why| why.to_string())
}

pub fn again_called<F: Callable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    reading::call::<F>(bytes).map(|value| value.to_bytes()).map_err(|why| why.to_string())
}

/// The function's id comes before its answer.
pub fn again_answered<F: RemoteCall<Return: Serializable>>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let (call, answer) = bytes.split_at(4);
    reading::answer::<F::Return>(call, answer).map(|value| value.to_bytes()).map_err(|why| why.to_string())
}
