//! Authorizations: which auth key is signed in to which account.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

/// The state of a key's login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoginState {
    /// The code was correct and the password is still needed.
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
    pub standing: LoginState,
    pub since: i32,
    pub client: ClientInfo,
    /// The data export (takeout) in progress.
    #[serde(default)]
    pub takeout: Option<i64>,
    /// The seq of the last update without a pts.
    #[serde(default = "first_seq")]
    pub seq: i32,
}

/// Like pts, seq begins at 1.
pub(in crate::sandbox::world) fn first_seq() -> i32 {
    1
}

/// The auth key of a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    pub id: i64,
    pub dc: i32,
    pub client: ClientInfo,
}

/// A client's description of itself in `initConnection`.
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
    /// The keys of each account, in order, so that runs with the same seed notify them in the same order.
    pub by_account: BTreeMap<i64, BTreeSet<i64>>,
    /// Tokens from auth.exportAuthorization, with their account and DC. Each is valid once.
    pub exported: HashMap<Vec<u8>, (i64, i32)>,
}
