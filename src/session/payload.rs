//! What a session string holds.

use jiff::Timestamp;

use crate::secret::{Secret, SecretBytes};

/// One login, or one on its way.
#[derive(Clone, Debug)]
pub struct Session {
    /// The fingerprint of the server's RSA key: which Telegram this login is good for.
    pub server: i64,
    /// The home DC, which `auth_key` belongs to.
    pub dc: i32,
    pub auth_key: SecretBytes<256>,
    pub api_id: i32,
    pub api_hash: Secret,
    /// What Telegram lists this login as.
    pub device_model: String,
    /// Known once signed in.
    pub account: Option<Account>,
    pub stage: Stage,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub bot: bool,
}

/// How far a login has come.
#[derive(Clone, Debug)]
pub enum Stage {
    CodeSent(CodeSent),
    PasswordNeeded,
    SignedIn,
}

/// What `auth.signIn`, `auth.resendCode` and `auth.cancelCode` need of `auth.sendCode`.
#[derive(Clone, Debug)]
pub struct CodeSent {
    pub phone: Secret,
    pub phone_code_hash: Secret,
    /// How the code went out, in the words of `sent_to`.
    pub sent_to: String,
    pub code_length: Option<u32>,
}
