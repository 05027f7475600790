//! Authorizations: which auth key is signed in to which account.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

/// How far a key has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The code was right, the password is still wanted.
    PasswordNeeded {
        account: i64,
    },
    SignedIn {
        account: i64,
    },
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Authorization {
    pub dc: i32,
    pub standing: Standing,
    pub since: i32,
    pub client: ClientInfo,
    /// The export that it has begun.
    #[serde(default)]
    pub takeout: Option<i64>,
    /// Where the updates stand that it is told of and that have no pts.
    #[serde(default = "first_seq")]
    pub seq: i32,
}

/// As pts does, seq begins at 1.
pub(in crate::sandbox::world) fn first_seq() -> i32 {
    1
}

/// The key that something is asked with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    pub id: i64,
    pub dc: i32,
    pub client: ClientInfo,
}

/// What a client said of itself in `initConnection`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientInfo {
    pub api_id: i32,
    pub device_model: String,
    pub system_version: String,
    pub app_version: String,
    pub system_lang_code: String,
    pub lang_pack: String,
    pub lang_code: String,
}

#[derive(Default, Serialize, Deserialize)]
pub struct Authorizations {
    pub by_key: HashMap<i64, Authorization>,
    /// Who is signed in where, in order, so that the same run tells the same keys first.
    pub by_account: BTreeMap<i64, BTreeSet<i64>>,
    /// What auth.exportAuthorization gave out: for which account and DC. Each is good once.
    pub exported: HashMap<Vec<u8>, (i64, i32)>,
}
