//! The content of a session string.

mod form;
mod length;
mod restrictions;
#[cfg(test)]
pub(super) mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::secret::{Secret, SecretBytes};
use crate::session::{Family, Invalid};

use form::Form;

pub use restrictions::{Purpose, Quota, Restrictions};

/// A login, finished or in progress.
#[derive(Clone, Debug)]
pub struct Session {
    /// The name of the server that the login was made on: `production`, `test`, or a custom server's own.
    pub server: String,
    /// The home DC, which `auth_key` belongs to.
    pub dc: i32,
    pub auth_key: SecretBytes<256>,
    pub api_id: i32,
    pub api_hash: Secret,
    pub client: Client,
    /// Known once signed in.
    pub account: Option<Account>,
    pub stage: Stage,
    /// Stored to the second.
    pub created_at: Timestamp,
    pub learned: Learned,
    /// The limits of a restricted session string.
    pub restrictions: Option<Arc<Restrictions>>,
}

/// How the program describes itself to Telegram: the fields of
/// [`initConnection`](https://core.telegram.org/method/initConnection).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// The name that Telegram lists the login under.
    pub device_model: String,
    pub system_version: String,
    pub app_version: String,
    pub system_lang_code: String,
    pub lang_pack: String,
    pub lang_code: String,
}

impl Default for Client {
    /// This program on this machine.
    fn default() -> Self {
        let system = rustix::system::uname();
        let (name, release) = (system.sysname().to_string_lossy(), system.release().to_string_lossy());
        Self {
            device_model: "Telewire".to_owned(),
            system_version: format!("{name} {release}"),
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            system_lang_code: "en".to_owned(),
            lang_pack: String::new(),
            lang_code: "en".to_owned(),
        }
    }
}

/// What the next process would need requests to learn again. A login works without it.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// The address family that the home DC's key is bound to.
    pub family: Option<Family>,
    pub keys: Vec<DcKey>,
    /// Newest first.
    pub names: Vec<Name>,
}

/// The login's auth key in another DC.
#[derive(Clone, Debug)]
pub struct DcKey {
    pub dc: i32,
    pub key: SecretBytes<256>,
    /// The address family that the key is bound to.
    pub family: Option<Family>,
}

/// A public username and the peer that it last resolved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Lower case, without `@`.
    pub name: String,
    /// The id of a user, channel or supergroup, as in the Bot API.
    pub id: i64,
    pub access_hash: i64,
    /// To the second.
    pub resolved_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: i64,
    pub bot: bool,
}

/// The stage of a login.
#[derive(Clone, Debug)]
pub enum Stage {
    CodeSent(CodeSent),
    /// A QR code was shown and has not been scanned.
    QrShown(QrShown),
    PasswordNeeded,
    SignedIn,
}

/// What `auth.signIn`, `auth.resendCode` and `auth.cancelCode` need from `auth.sendCode`.
#[derive(Clone, Debug)]
pub struct CodeSent {
    pub phone: Secret,
    pub phone_code_hash: Secret,
    /// How the code was sent, as a value of `sent_to`.
    pub sent_to: String,
    pub code_length: Option<u32>,
}

/// What `auth.pollQr` needs from `auth.startQr`.
#[derive(Clone, Debug)]
pub struct QrShown {
    pub token: Secret,
    pub expires_at: Timestamp,
}

/// The first byte of the payload. Optional fields need no new version, because older readers skip unknown keys and read
/// absent ones as `None`. Changes that they must not ignore (a new stage of login, another meaning) need one, so that they
/// fail with `newer_version`.
const VERSION: u8 = 1;

/// The first byte of a payload with restrictions, which an older reader must not ignore.
const RESTRICTED: u8 = 2;

/// Payloads are padded to a multiple of this. The seal hides the content but not the length, which would reveal whether a
/// login is finished and how long its phone number is, which often reveals its country. Typical payloads of a login in
/// progress fit one block, so they look alike.
const BLOCK: usize = 496;

/// The longest payload that makes a session string of at most 4,096 characters. [`Learned`] is cut to fit.
const MAX_PAYLOAD: usize = 6 * BLOCK;

impl Session {
    /// The payload: version, CBOR (RFC 8949), zeros up to the next block.
    pub(super) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut payload = self.unpadded();
        let padded = payload.len().next_multiple_of(BLOCK);
        payload.resize(padded, 0);
        payload
    }

    fn unpadded(&self) -> Zeroizing<Vec<u8>> {
        // Allocated in full, because a vector that grows leaves unwiped copies behind. Numbers and the auth key need less
        // than one block, and so does padding.
        let texts = self.texts_len();
        let mut payload = Zeroizing::new(Vec::with_capacity(2 * BLOCK + texts + self.extras_len()));
        payload.push(if self.restrictions.is_some() { RESTRICTED } else { VERSION });
        minicbor::encode(Form::from(self), &mut *payload).expect("a vector takes all that is written to it");
        payload
    }

    pub(super) fn decode(payload: &[u8]) -> Result<Self, Invalid> {
        match payload.split_first() {
            Some((&(VERSION | RESTRICTED), cbor)) => {
                minicbor::decode::<Form>(cbor).map_err(|_| Invalid::Malformed)?.into_session()
            }
            Some((&version, _)) if version > RESTRICTED => Err(Invalid::NewerVersion),
            _ => Err(Invalid::Malformed),
        }
    }
}
