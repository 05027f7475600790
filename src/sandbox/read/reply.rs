//! What a message replies to, and the topic it belongs to.

use grammers_tl_types::enums;

use super::{entities, unsupported};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::carried::Quote;

/// The message replied to, and the quoted part.
pub fn replied_to(
    world: &World,
    me: i64,
    reply: Option<enums::InputReplyTo>,
) -> Result<(Option<i32>, Option<Quote>), Refusal> {
    let reply = match reply {
        None => return Ok((None, None)),
        Some(enums::InputReplyTo::Message(reply)) => reply,
        Some(_) => return Err(unsupported::not_implemented("messages.sendMessage with this reply_to")),
    };
    let fields = [
        ("reply_to_peer_id", reply.reply_to_peer_id.is_some()),
        ("monoforum_peer_id", reply.monoforum_peer_id.is_some()),
        ("todo_item_id", reply.todo_item_id.is_some()),
        ("poll_option", reply.poll_option.is_some()),
    ];
    unsupported::refuse_given("messages.sendMessage", &fields)?;
    if reply.quote_text.is_none() && (reply.quote_entities.is_some() || reply.quote_offset.is_some()) {
        return Err(bad("QUOTE_TEXT_INVALID"));
    }
    let entities = entities::entities(world, me, reply.quote_entities)?;
    let offset = reply.quote_offset.unwrap_or_default();
    let quote = reply.quote_text.map(|text| Quote { text, entities, offset });
    Ok((Some(reply.reply_to_msg_id), quote))
}

/// The topic that a message is sent to, if the sender says so.
pub fn topic(reply_to: Option<&enums::InputReplyTo>) -> Option<i32> {
    match reply_to {
        Some(enums::InputReplyTo::Message(reply)) => reply.top_msg_id,
        _ => None,
    }
}
