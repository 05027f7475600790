//! The session string: everything about a login that outlives a process, sealed so that only holders of the key can read
//! it.
//!
//! `tw1.<key id>.<base64url>`: a header that names the format and the key, then nonce, sealed payload and tag.
//! [`payload`] is the content, [`seal`] converts it to text and back, [`keys`] are the sealing keys, [`source`] finds them,
//! [`own_file`] reads files with secrets, and [`opened`] caches opened strings. [`foreign`] handles other libraries'
//! session strings.

mod family;
pub mod foreign;
pub mod keys;
pub mod opened;
pub mod own_file;
pub mod payload;
pub mod seal;
pub mod source;

use crate::error::{Error, Kind};

pub use family::Family;
pub use keys::Keyring;
pub use opened::Sessions;
pub use payload::{
    Account, Client, CodeSent, DcKey, Learned, Name, Purpose, QrShown, Quota, Restrictions, Session, Stage,
};
pub use source::Source;

/// Why a session string cannot be opened: `reason` of `session_invalid`.
///
/// Messages and hints never contain any part of the string, as errors end up in logs and bug reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Invalid {
    Malformed,
    OtherKey,
    Tampered,
    OtherServer,
    NewerVersion,
    UnknownHandle,
    /// It was restricted, and its `expire_date` has passed.
    Expired,
}

impl Invalid {
    pub const ALL: &[Invalid] = &[
        Invalid::Malformed,
        Invalid::OtherKey,
        Invalid::Tampered,
        Invalid::OtherServer,
        Invalid::NewerVersion,
        Invalid::UnknownHandle,
        Invalid::Expired,
    ];

    /// The word in the error's `data.reason`.
    pub const fn reason(self) -> &'static str {
        match self {
            Invalid::Malformed => "malformed",
            Invalid::OtherKey => "other_key",
            Invalid::Tampered => "tampered",
            Invalid::OtherServer => "other_server",
            Invalid::NewerVersion => "newer_version",
            Invalid::UnknownHandle => "unknown_handle",
            Invalid::Expired => "expired",
        }
    }

    const fn message(self) -> &'static str {
        match self {
            Invalid::Malformed => "This is not a Telewire session string",
            Invalid::OtherKey => "The session string was sealed with a key that this daemon does not have",
            Invalid::Tampered => "The session string was changed or cut after it was sealed",
            Invalid::OtherServer => {
                "The session string belongs to another Telegram server than this daemon's"
            }
            Invalid::NewerVersion => "The session string was made by a newer Telewire",
            Invalid::UnknownHandle => "This connection has no session with this handle",
            Invalid::Expired => "The restricted session string has expired",
        }
    }

    const fn hint(self) -> &'static str {
        match self {
            Invalid::Malformed => "Pass the complete `session` that the last auth or session call returned",
            Invalid::OtherKey => {
                "Start telewire with the key that sealed it (--key-file, TELEWIRE_KEY or the key file in the \
                 config directory), or log in again"
            }
            Invalid::Tampered => "Pass the string exactly as it was returned, or log in again if it is lost",
            Invalid::OtherServer => {
                "Start telewire with the --server that the login was made on, or log in on this one"
            }
            Invalid::NewerVersion => "Upgrade this telewire, or log in again with it",
            Invalid::UnknownHandle => {
                "A handle works only on the connection that created it: call session.attach with the session string first"
            }
            Invalid::Expired => {
                "Get a new one: call session.restrict with the session string that this one was made from"
            }
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Error::new(Kind::SessionInvalid, invalid.message())
            .with("reason", invalid.reason())
            .hint(invalid.hint())
    }
}
