//! Rows: which function of Telegram's is carried out by what.

use grammers_tl_types::{RemoteCall, Serializable};

use super::call::{Answer, Call, Deferred, Eventual};
use super::reply::Outcome;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::tl::reading::Callable;
use crate::tl::{reading, rewrite};

/// Who may call a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Any auth key.
    Anyone,
    /// Any auth key, on the CDN DC, which serves nothing else.
    Cdn,
    /// A signed-in account, or one whose password is still missing, on any DC.
    Half,
    /// A signed-in account, on any DC.
    AnyDc,
    /// A signed-in user or bot, on its own DC.
    Account,
    /// A signed-in user, on their own DC.
    User,
    /// A signed-in bot, on its own DC.
    Bot,
}

/// A function and its handler.
pub struct Row {
    pub id: u32,
    pub access: Access,
    pub run: fn(&mut Call, &[u8]) -> Result<Outcome, Refusal>,
}

/// `function => handler, access;`. A handler that may have to wait for a bot is marked `deferred` and returns [`Deferred`].
macro_rules! rows {
    (@run $function:path, $run:expr) => {
        |call, bytes| $crate::sandbox::functions::row::run::<$function>(call, bytes, $run)
    };
    (@run $function:path, $run:expr, deferred) => {
        |call, bytes| $crate::sandbox::functions::row::run_deferred::<$function>(call, bytes, $run)
    };
    ($($function:path => $run:expr, $access:ident $(, $deferred:ident)?;)*) => {
        pub const ROWS: &[$crate::sandbox::functions::row::Row] = &[$(
            $crate::sandbox::functions::row::Row {
                id: <$function as grammers_tl_types::Identifiable>::CONSTRUCTOR_ID,
                access: $crate::sandbox::functions::row::Access::$access,
                run: $crate::sandbox::functions::row::rows!(@run $function, $run $(, $deferred)?),
            },
        )*];
    };
}

pub(super) use rows;

/// Parses a request, calls its handler and serializes the answer.
pub fn run<F: RemoteCall + Callable>(
    call: &mut Call,
    function: &[u8],
    carry_out: fn(&mut Call, F) -> Answer<F>,
) -> Result<Outcome, Refusal>
where
    F::Return: Serializable,
{
    Ok(Outcome::Answer(carry_out(call, parse(function)?)?.to_bytes()))
}

/// Like [`run`], for a handler whose answer may have to wait.
pub fn run_deferred<F: RemoteCall + Callable>(
    call: &mut Call,
    function: &[u8],
    carry_out: fn(&mut Call, F) -> Deferred<F>,
) -> Result<Outcome, Refusal>
where
    F::Return: Serializable,
{
    Ok(match carry_out(call, parse(function)?)? {
        Eventual::Ready(answer) => Outcome::Answer(answer.to_bytes()),
        Eventual::Pending => Outcome::Later,
    })
}

/// Parses a request.
pub fn parse<F: Callable>(function: &[u8]) -> Result<F, Refusal> {
    let refused = || bad("INPUT_METHOD_INVALID");
    reading::call(function).or_else(|_| {
        reading::call(&rewrite::with_peers_as_asked(function).map_err(|_| refused())?).map_err(|_| refused())
    })
}
