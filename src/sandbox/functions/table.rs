//! The registry of all functions.

use std::collections::HashMap;
use std::sync::LazyLock;

use grammers_tl_types as tl;

use super::row::Row;
use crate::sandbox::read::unsupported;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// The rows of every file that has some.
const FILES: &[&[Row]] = &[
    super::account::ROWS,
    super::account::login_email::ROWS,
    super::account::notifications::ROWS,
    super::account::password::ROWS,
    super::account::sessions::ROWS,
    super::auth::ROWS,
    super::bots::ROWS,
    super::channels::ROWS,
    super::channels::members::ROWS,
    super::channels::settings::ROWS,
    super::contacts::ROWS,
    super::folders::ROWS,
    super::help::ROWS,
    super::messages::buttons::ROWS,
    super::messages::chats::ROWS,
    super::messages::dialogs::ROWS,
    super::messages::editing::ROWS,
    super::messages::forwarding::ROWS,
    super::messages::groups::ROWS,
    super::messages::history::ROWS,
    super::messages::inline::ROWS,
    super::messages::invites::ROWS,
    super::messages::media::ROWS,
    super::messages::mentions::ROWS,
    super::messages::pinning::ROWS,
    super::messages::polls::ROWS,
    super::messages::reactions::ROWS,
    super::messages::receipts::ROWS,
    super::messages::scheduling::ROWS,
    super::messages::search::ROWS,
    super::messages::sending::ROWS,
    super::messages::start_bot::ROWS,
    super::messages::topics::ROWS,
    super::photos::ROWS,
    super::stubs::ROWS,
    super::takeout::ROWS,
    super::updates::ROWS,
    super::upload::ROWS,
    super::upload::cdn::ROWS,
    super::users::ROWS,
];

static ROWS: LazyLock<HashMap<u32, &Row>> = LazyLock::new(|| rows().map(|row| (row.id, row)).collect());

fn rows() -> impl Iterator<Item = &'static Row> {
    FILES.iter().copied().flatten()
}

/// The function's TL name, such as `messages.sendMessage`.
pub fn name(function: &[u8]) -> &'static str {
    id(function).map_or(UNKNOWN, tl::name_for_id)
}

/// What `name_for_id` returns for ids that the layer doesn't have.
const UNKNOWN: &str = "(unknown)";

/// The row of a serialized function.
pub fn row(function: &[u8]) -> Result<&'static Row, Refusal> {
    let row = id(function).and_then(|id| ROWS.get(&id).copied());
    row.ok_or_else(|| match name(function) {
        UNKNOWN => bad("INPUT_METHOD_INVALID"),
        name => unsupported::not_implemented(name),
    })
}

fn id(function: &[u8]) -> Option<u32> {
    function.first_chunk().map(|id| u32::from_le_bytes(*id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_function_has_one_row_and_is_in_the_layer() {
        assert_eq!(rows().count(), ROWS.len(), "a function has two rows");
        for row in rows() {
            assert_ne!(name(&row.id.to_le_bytes()), UNKNOWN);
        }
    }
}
