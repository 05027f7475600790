//! Logging in and out. Each step takes a session string and gives the next, so that a login outlives any process.
//! <https://core.telegram.org/api/auth>
//!
//! [`code`] sends one, [`sign_in`] takes it and the password, [`qr`] does without, [`recovery`] helps who forgot the password, [`status`] tells how far a login has come and ends it.

pub mod code;
pub mod login;
pub mod qr;
pub mod recovery;
pub mod sign_in;
pub mod stage;
pub mod status;
mod token;
