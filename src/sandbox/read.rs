//! TL → world: converts and checks what clients send.
//!
//! Every conversion takes the world and the id of the calling account (`me`), as access hashes belong to one account.

pub mod entities;
pub mod files;
pub mod inline;
pub mod markup;
pub mod media;
pub mod messages;
pub mod password;
pub mod peers;
pub mod photos;
pub mod polls;
pub mod reply;
pub mod rights;
pub mod typing;
pub mod unsupported;
