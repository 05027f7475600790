//! Codes sent to recovery email addresses.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::srp::Password;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// Seconds for which a code is valid.
const CODE_LIFE: i32 = 3600;

/// Wrong attempts after which a code is invalid.
const TRIES: u32 = 5;

/// Pending confirmations, recoveries and resets, by account.
#[derive(Default, Serialize, Deserialize)]
pub struct Recovery {
    pub unconfirmed: HashMap<i64, Unconfirmed>,
    pub asked: HashMap<i64, MailCode>,
    /// When the password will be removed.
    pub resets: HashMap<i64, i32>,
    pub declined: HashMap<i64, i32>,
}

/// An unconfirmed email address, with the password to set once it is confirmed.
#[derive(Serialize, Deserialize)]
pub struct Unconfirmed {
    pub email: String,
    pub password: Option<Password>,
    pub code: MailCode,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailCode {
    pub code: String,
    pub sent: i32,
    pub wrong: u32,
}

impl MailCode {
    pub fn check(&mut self, entered: &str, now: i32, over: &'static str) -> Result<(), Refusal> {
        if entered.is_empty() {
            return Err(bad("CODE_EMPTY"));
        }
        if self.wrong >= TRIES || now - self.sent >= CODE_LIFE {
            return Err(bad(over));
        }
        if entered != self.code {
            self.wrong += 1;
            return Err(bad("CODE_INVALID"));
        }
        Ok(())
    }
}
