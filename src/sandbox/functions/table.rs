//! The table of functions.

use std::collections::HashMap;
use std::sync::LazyLock;

use grammers_tl_types::{self as tl, RemoteCall, Serializable};

use super::{Answer, Asked, Call, Later, Outcome, RpcError, not_implemented};
use crate::sandbox::world::engine::refusal::bad;
use crate::tl::reading::Callable;
use crate::tl::{reading, rewrite};

/// Who may call a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever has a key.
    Anyone,
    /// Whoever has a key with the CDN DC, which does nothing else.
    Cdn,
    /// Whoever is signed in, if only for the password, on any DC.
    Half,
    /// Whoever is signed in, on any DC.
    AnyDc,
    /// Users and bots, on their own DC, as everything below.
    Account,
    /// Users alone.
    User,
    /// Bots alone.
    Bot,
}

pub struct Row {
    pub id: u32,
    pub access: Access,
    pub run: fn(&mut Call, &[u8]) -> Result<Outcome, RpcError>,
}

/// `function => what carries it out, who may call it;`, and `later` behind that where a bot may have to answer first.
macro_rules! rows {
    (@run $function:path, $run:expr) => {
        |call, bytes| $crate::sandbox::functions::table::run::<$function>(call, bytes, $run)
    };
    (@run $function:path, $run:expr, later) => {
        |call, bytes| $crate::sandbox::functions::table::run_later::<$function>(call, bytes, $run)
    };
    ($($function:path => $run:expr, $access:ident $(, $later:ident)?;)*) => {
        pub const ROWS: &[$crate::sandbox::functions::table::Row] = &[$(
            $crate::sandbox::functions::table::Row {
                id: <$function as grammers_tl_types::Identifiable>::CONSTRUCTOR_ID,
                access: $crate::sandbox::functions::table::Access::$access,
                run: $crate::sandbox::functions::table::rows!(@run $function, $run $(, $later)?),
            },
        )*];
    };
}
pub(super) use rows;

static ROWS: LazyLock<HashMap<u32, &Row>> = LazyLock::new(|| {
    let namespaces = [
        super::account::ROWS,
        super::auth::ROWS,
        super::bots::ROWS,
        super::cdn::ROWS,
        super::channels::ROWS,
        super::contacts::ROWS,
        super::folders::ROWS,
        super::help::ROWS,
        super::messages::ROWS,
        super::photos::ROWS,
        super::stubs::ROWS,
        super::updates::ROWS,
        super::upload::ROWS,
        super::users::ROWS,
    ];
    namespaces.into_iter().flatten().map(|row| (row.id, row)).collect()
});

/// The function's TL name, as `messages.sendMessage`.
pub fn name(function: &[u8]) -> &'static str {
    id(function).map_or(UNKNOWN, tl::name_for_id)
}

/// What `name_for_id` says of ids that the layer doesn't have.
const UNKNOWN: &str = "(unknown)";

pub fn row(function: &[u8]) -> Result<&'static Row, RpcError> {
    let row = id(function).and_then(|id| ROWS.get(&id).copied());
    row.ok_or_else(|| match name(function) {
        UNKNOWN => bad("INPUT_METHOD_INVALID").into(),
        name => not_implemented(name),
    })
}

pub fn run<F: RemoteCall + Callable>(
    call: &mut Call,
    function: &[u8],
    carry_out: fn(&mut Call, F) -> Answer<F>,
) -> Result<Outcome, RpcError>
where
    F::Return: Serializable,
{
    Ok(Outcome::Answer(carry_out(call, asked(function)?)?.to_bytes()))
}

pub fn run_later<F: RemoteCall + Callable>(
    call: &mut Call,
    function: &[u8],
    carry_out: fn(&mut Call, F) -> Asked<F>,
) -> Result<Outcome, RpcError>
where
    F::Return: Serializable,
{
    Ok(match carry_out(call, asked(function)?)? {
        Later::Known(answer) => Outcome::Answer(answer.to_bytes()),
        Later::Awaited => Outcome::Later,
    })
}

pub fn asked<F: Callable>(function: &[u8]) -> Result<F, RpcError> {
    let refused = || bad("INPUT_METHOD_INVALID");
    Ok(reading::call(function).or_else(|_| {
        reading::call(&rewrite::with_peers_as_asked(function).map_err(|_| refused())?).map_err(|_| refused())
    })?)
}

fn id(function: &[u8]) -> Option<u32> {
    function.first_chunk().map(|id| u32::from_le_bytes(*id))
}
