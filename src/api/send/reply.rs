//! What a message replies to.

use crate::api::types::message::GENERAL;
use crate::telegram::tl;

/// The target of a reply, and the topic of a message.
pub fn reply_to(message_id: Option<i32>, topic_id: Option<i32>) -> Option<tl::enums::InputReplyTo> {
    // Without a topic, messages go to General.
    let topic_id = topic_id.filter(|topic_id| *topic_id != GENERAL);
    let reply = tl::types::InputReplyToMessage {
        // In a topic that nothing is answered in, the topic's own first message is.
        reply_to_msg_id: message_id.or(topic_id)?,
        top_msg_id: topic_id,
        reply_to_peer_id: None,
        quote_text: None,
        quote_entities: None,
        quote_offset: None,
        monoforum_peer_id: None,
        todo_item_id: None,
        poll_option: None,
    };
    Some(reply.into())
}
