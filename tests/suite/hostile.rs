//! A Telegram that sends invalid answers: each costs at most one call or a gap, and the daemon survives.
//!
//! Each daemon here is limited to [`stage::ADDRESSES`] of memory.

mod content;
mod media;
mod nesting;
mod packet;
mod poison;
mod proxy;
mod size;
mod stage;

use grammers_tl_types::{Serializable, enums, types};

pub use stage::{Stage, Way};

/// The messages of a chat.
pub fn messages(messages: Vec<enums::Message>) -> Vec<u8> {
    let (topics, chats, users) = (Vec::new(), Vec::new(), Vec::new());
    enums::messages::Messages::Messages(types::messages::Messages { messages, topics, chats, users })
        .to_bytes()
}

/// A vector of any elements.
pub fn vector(count: usize, element: &[u8]) -> Vec<u8> {
    [&0x1cb5_c415_u32.to_le_bytes()[..], &(count as u32).to_le_bytes(), &element.repeat(count)].concat()
}
