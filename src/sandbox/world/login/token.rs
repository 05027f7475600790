//! A QR login token.

use serde::{Deserialize, Serialize};

use super::authorization::Key;

/// A token that a client shows as a QR code.
#[derive(Serialize, Deserialize)]
pub struct LoginToken {
    pub bytes: Vec<u8>,
    pub expires: i32,
    pub key: Key,
    pub accepted_by: Option<i64>,
}
