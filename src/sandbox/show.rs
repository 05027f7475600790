//! World → TL: converts the world's types into Telegram's, as one account sees them.
//!
//! Every conversion takes the world and the id of that account (`me`). Nothing here changes the world.

pub mod bots;
pub mod chats;
pub mod defaults;
pub mod dialogs;
pub mod entities;
pub mod event_peers;
pub mod event_updates;
pub mod full_chat;
pub mod inline;
pub mod login;
pub mod markup;
pub mod media;
pub mod membership;
pub mod mentioned;
pub mod message;
pub mod message_list;
pub mod notifications;
pub mod peer;
pub mod people;
pub mod photos;
pub mod polls;
pub mod queries;
pub mod reactions;
pub mod rights;
pub mod sent;
pub mod short;
pub mod topics;
pub mod typing;
pub mod updates;
