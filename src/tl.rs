//! Telegram's type language as data: the types of a layer, bytes ⇄ values ⇄ JSON, JSON Schema, and rewriting between
//! layers.
//!
//! The schemas are the files in `schema/telegram/`, each read when first needed. Only the adapters in [`rewrite`] know
//! specific types. Everything else follows from the files.
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
