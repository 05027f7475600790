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
    /// The DC that the account lives on.
    pub dc: i32,
    pub first_name: String,
    pub last_name: Option<String>,
    pub username: Option<String>,
    /// Digits alone. A bot has none.
    pub phone: Option<String>,
    pub about: Option<String>,
    /// A bot's token; whoever has one is a bot.
    pub token: Option<String>,
    pub bot: Bot,
    pub contacts: BTreeSet<i64>,
    /// What one calls one's contacts: first name and last name.
    pub contact_names: BTreeMap<i64, (String, Option<String>)>,
    /// Whom they don't want to hear from, since when.
    pub blocked: BTreeMap<i64, i32>,
    pub password: Option<Password>,
    /// Telegram Premium.
    #[serde(default)]
    pub premium: bool,
    pub status: Status,
    /// Their pictures, the newest last.
    pub photos: Vec<Arc<File>>,
    /// Days without a sign of life after which the account is deleted.
    pub account_ttl: i32,
    /// Days without use after which a login ends.
    pub authorization_ttl: i32,
}

/// When somebody was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Never,
    /// When it ends, unless it is set again before.
    Online {
        expires: i32,
    },
    Offline {
        since: i32,
    },
}

/// Who is to be made.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    /// In any writing; a test number names its DC.
    pub phone: Option<String>,
    pub token: Option<String>,
    /// A bot that can be asked from any chat.
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
