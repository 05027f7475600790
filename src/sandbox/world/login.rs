//! Signing in: codes, passwords, QR tokens, and the authorizations they lead to.

pub mod authorization;
pub mod authorizations;
pub mod code;
pub mod email_code;
pub mod password;
pub mod qr;
pub mod recovery;
pub mod sign_in;
pub mod srp;
pub mod takeout;
pub mod token;
