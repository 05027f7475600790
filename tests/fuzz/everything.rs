//! Round trips for the suite's list of grammers' types, with production code's reader for untrusted bytes.

use grammers_tl_types::{Deserializable, RemoteCall, Serializable};
use telewire::tl::reading::{self, Callable};

/// Reads and writes bytes with one of grammers' types. Returns the same bytes if grammers agrees with us.
pub type RoundTrip = fn(&[u8]) -> Result<Vec<u8>, String>;

pub fn round_trip<T: Deserializable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    reading::object::<T>(bytes).map(|value| value.to_bytes()).map_err(|why| why.to_string())
}

pub fn round_trip_call<F: Callable + Serializable>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    reading::call::<F>(bytes).map(|value| value.to_bytes()).map_err(|why| why.to_string())
}

/// The function's id precedes its answer.
pub fn round_trip_answer<F: RemoteCall<Return: Serializable>>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let (call, answer) = bytes.split_at(4);
    reading::answer::<F::Return>(call, answer).map(|value| value.to_bytes()).map_err(|why| why.to_string())
}
