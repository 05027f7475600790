//! What clients send, as the world's types.

pub mod input;
pub mod input_media;
