//! Logging in and out. Each step takes a session string and returns the next one, so any process can continue a login.
//! <https://core.telegram.org/api/auth>
//!
//! [`code`] sends a code, [`sign_in`] checks it and the password, [`qr`] logs in by QR code, [`recovery`] replaces a
//! forgotten password, and [`status`] reports a login's stage and ends it.

pub mod code;
pub mod login;
pub mod qr;
pub mod recovery;
pub mod sign_in;
pub mod stage;
pub mod status;
mod token;
