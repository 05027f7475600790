//! Requests that Telegram carries out only once even if they are repeated.

use grammers_client::tl::{self, Identifiable};

/// Sends. Each has a `random_id`, which Telegram never forgets.
///
/// > Unique client message ID required to prevent message resending
///
/// <https://core.telegram.org/method/messages.sendMessage>
const NAMED: [u32; 5] = [
    tl::functions::messages::SendMessage::CONSTRUCTOR_ID,
    tl::functions::messages::SendMedia::CONSTRUCTOR_ID,
    tl::functions::messages::SendMultiMedia::CONSTRUCTOR_ID,
    tl::functions::messages::SendInlineBotResult::CONSTRUCTOR_ID,
    tl::functions::messages::ForwardMessages::CONSTRUCTOR_ID,
];

/// Whether a request may be repeated even if it may have been carried out.
pub fn is_named(body: &[u8]) -> bool {
    body.first_chunk().is_some_and(|id| NAMED.contains(&u32::from_le_bytes(*id)))
}
