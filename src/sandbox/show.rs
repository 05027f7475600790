//! The world, as Telegram shows it: its things as TL types, for one account.

pub mod asked;
pub mod blank;
pub mod dialog;
pub mod doing;
pub mod entities;
pub mod event_peers;
pub mod event_updates;
pub mod events;
pub mod markup;
pub mod media;
pub mod message;
pub mod peers;
pub mod polls;
pub mod reactions;
pub mod rights;
pub mod topics;
