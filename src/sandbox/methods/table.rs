//! The table of functions.

use std::collections::HashMap;
use std::sync::LazyLock;

use grammers_tl_types::{
    self as tl, Cursor, Deserializable, Identifiable, RemoteCall, Serializable, deserialize,
};

use super::{Answer, Asked, Call, Later, Outcome, RpcError, not_implemented};
use crate::sandbox::world::refusal::bad;
use crate::tl::rewrite;

/// Who may call a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever has a key.
    Anyone,
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
        |call, bytes| $crate::sandbox::methods::table::run::<$function>(call, bytes, $run)
    };
    (@run $function:path, $run:expr, later) => {
        |call, bytes| $crate::sandbox::methods::table::run_later::<$function>(call, bytes, $run)
    };
    ($($function:path => $run:expr, $access:ident $(, $later:ident)?;)*) => {
        pub const ROWS: &[$crate::sandbox::methods::table::Row] = &[$(
            $crate::sandbox::methods::table::Row {
                id: <$function as grammers_tl_types::Identifiable>::CONSTRUCTOR_ID,
                access: $crate::sandbox::methods::table::Access::$access,
                run: $crate::sandbox::methods::table::rows!(@run $function, $run $(, $later)?),
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
        super::channels::ROWS,
        super::contacts::ROWS,
        super::folders::ROWS,
        super::help::ROWS,
        super::messages::ROWS,
        super::photos::ROWS,
        super::starting::ROWS,
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

pub fn run<F: RemoteCall + Deserializable>(
    call: &mut Call,
    function: &[u8],
    carry_out: fn(&mut Call, F) -> Answer<F>,
) -> Result<Outcome, RpcError>
where
    F::Return: Serializable,
{
    Ok(Outcome::Answer(carry_out(call, asked(function)?)?.to_bytes()))
}

pub fn run_later<F: RemoteCall + Deserializable>(
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

fn asked<F: Deserializable>(function: &[u8]) -> Result<F, RpcError> {
    let bare = id(function).is_some_and(|id| BARE.contains(&id));
    if !bare && nests_too_deep(function) {
        return Err(bad("INPUT_METHOD_INVALID").into());
    }
    let asked = read(function).or_else(|_| {
        let refused = |_| bad("INPUT_METHOD_INVALID");
        read(&rewrite::with_peers_as_asked(function).map_err(refused)?)
            .map_err(|_| bad("INPUT_METHOD_INVALID"))
    })?;
    Ok(asked)
}

fn read<F: Deserializable>(function: &[u8]) -> Result<F, deserialize::Error> {
    F::deserialize(&mut Cursor::from_slice(function.get(4..).unwrap_or_default()))
}

/// The generated readers recurse as deep as the bytes say, and a stack has an end. These are the types that can hold
/// themselves.
const NESTING: [&str; 4] = ["inputPeerUserFromMessage", "inputPeerChannelFromMessage", "text", "pageBlock"];
/// Functions that hold bytes and numbers alone, whatever those bytes look like.
const BARE: [u32; 2] = [
    tl::functions::upload::SaveFilePart::CONSTRUCTOR_ID,
    tl::functions::upload::SaveBigFilePart::CONSTRUCTOR_ID,
];
/// Deeper than any client goes.
const DEEPEST: usize = 256;

fn nests_too_deep(function: &[u8]) -> bool {
    let nests = |word: &&[u8]| {
        let name = id(word).map_or(UNKNOWN, tl::name_for_id);
        NESTING.iter().any(|nesting| name.starts_with(nesting))
    };
    function.chunks_exact(4).filter(nests).nth(DEEPEST).is_some()
}

fn id(function: &[u8]) -> Option<u32> {
    function.first_chunk().map(|id| u32::from_le_bytes(*id))
}
