//! Telegram's type language as data: what the types of a layer are made of, bytes ⇄ values ⇄ JSON of any of
//! them, its JSON Schema, and rewriting between layers.
//!
//! The schemas are the files of `schema/telegram/`, each read when it is first needed. Nothing here knows a single
//! type but the named adapters of [`rewrite`]: all else follows from the files.
//!
//! <https://core.telegram.org/mtproto/TL>

pub mod bytes;
pub mod json;
pub mod json_schema;
pub mod layers;
pub mod limits;
pub mod reading;
pub mod rewrite;
pub mod schema;
pub mod value;
