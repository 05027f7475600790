//! Users and bots.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::sandbox::world::bots::bot::Bot;
use crate::sandbox::world::files::file::File;
use crate::sandbox::world::login::srp::Password;

#[derive(Debug, Serialize, Deserialize)]
pub struct Person {
    pub id: i64,
    /// The account's home DC.
    pub dc: i32,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    /// Digits only. Absent for bots.
    pub phone: Option<String>,
    pub about: Option<String>,
    /// Bot token. Absent for users.
    pub token: Option<String>,
    pub bot: Bot,
    pub contacts: BTreeSet<i64>,
    /// Names given to contacts: first and last name.
    pub contact_names: BTreeMap<i64, (String, Option<String>)>,
    /// Blocked users, and since when.
    pub blocked: BTreeMap<i64, i32>,
    pub password: Option<Password>,
    /// Telegram Premium.
    #[serde(default)]
    pub premium: bool,
    pub status: Status,
    /// Profile photos, newest last.
    pub photos: Vec<Arc<File>>,
    /// Days of inactivity after which the account is deleted.
    pub account_ttl: i32,
    /// Days of inactivity after which a login ends.
    pub authorization_ttl: i32,
}

/// Online status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Never,
    /// Online until this date, unless changed before.
    Online {
        expires: i32,
    },
    Offline {
        since: i32,
    },
}

/// A user or bot to create.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// In any format. A test number includes its DC.
    pub phone: Option<String>,
    pub token: Option<String>,
    /// A bot that supports inline queries.
    pub inline: bool,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    pub password: Option<String>,
}

impl Person {
    pub fn is_bot(&self) -> bool {
        self.token.is_some()
    }
}
