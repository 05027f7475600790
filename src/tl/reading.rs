//! Reads untrusted bytes as grammers' types. No other code may do this: grammers' readers don't limit recursion or memory.

use grammers_tl_types::{self as tl, Cursor, Deserializable, Identifiable};

use super::limits::{self, Unreadable};

/// Reads an object that begins with its id.
pub fn object<T: Deserializable>(bytes: &[u8]) -> Result<T, Unreadable> {
    limits::check(bytes)?;
    T::from_bytes(bytes).map_err(failed)
}

/// Reads the result of a function. `call` is the call, or at least the function's id.
pub fn answer<T: Deserializable>(call: &[u8], answer: &[u8]) -> Result<T, Unreadable> {
    let function = call.first_chunk().ok_or(Unreadable::Malformed)?;
    limits::check_answer(u32::from_le_bytes(*function), answer)?;
    T::from_bytes(answer).map_err(failed)
}

/// Reads the call of a function, which begins with its id.
pub fn call<F: Callable>(call: &[u8]) -> Result<F, Unreadable> {
    let (id, fields) = call.split_first_chunk().ok_or(Unreadable::Malformed)?;
    if u32::from_le_bytes(*id) != F::CONSTRUCTOR_ID {
        return Err(Unreadable::Malformed);
    }
    limits::check(call)?;
    F::from_bytes(fields).map_err(failed)
}

/// Reads a value that contains only numbers and texts.
pub fn flat<T: Flat>(bytes: &[u8]) -> Result<T, Unreadable> {
    T::from_bytes(bytes).map_err(failed)
}

/// Reads the next of several values that contain only numbers and texts.
pub fn next<T: Flat>(cursor: &mut Cursor) -> Result<T, Unreadable> {
    T::deserialize(cursor).map_err(failed)
}

fn failed(error: tl::deserialize::Error) -> Unreadable {
    match error {
        tl::deserialize::Error::UnexpectedConstructor { id } if !limits::is_known(id) => {
            Unreadable::Unknown(id)
        }
        _ => Unreadable::Malformed,
    }
}

/// The call of a function.
pub trait Callable: Deserializable + Identifiable {}

impl<F: Deserializable + Identifiable> Callable for F {}

/// A type with a fixed maximum depth, which can be read without a check.
pub trait Flat: Deserializable {}

macro_rules! flat {
    ($($ty:ty),* $(,)?) => { $(impl Flat for $ty {})* };
}

flat! {
    u32, i32, i64, f64, bool, String, Vec<u8>, Vec<i64>,
    // The key exchange.
    tl::enums::ResPq, tl::enums::ServerDhParams, tl::enums::ServerDhInnerData, tl::enums::SetClientDhParamsAnswer,
    tl::enums::PQInnerData, tl::enums::ClientDhInnerData,
    tl::functions::ReqPq, tl::functions::ReqPqMulti, tl::functions::ReqDhParams, tl::functions::SetClientDhParams,
    // Service messages.
    tl::enums::RpcError, tl::enums::Pong, tl::enums::BadMsgNotification, tl::enums::NewSession,
    tl::types::MsgsAck, tl::types::MsgsStateReq, tl::types::MsgResendReq, tl::types::MsgResendAnsReq,
    tl::functions::Ping, tl::functions::PingDelayDisconnect, tl::functions::GetFutureSalts,
    tl::functions::DestroySession, tl::functions::RpcDropAnswer,
    // Wrappers of functions.
    tl::enums::InputClientProxy, tl::enums::MessageRange,
}
