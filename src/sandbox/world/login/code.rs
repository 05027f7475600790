//! Login codes on their way to a user.

use serde::{Deserialize, Serialize};

/// A code on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentCode {
    /// Names this login's step; good with the key that asked alone.
    pub hash: String,
    pub code: String,
    pub by: Way,
    pub key: i64,
    pub sent: i32,
    pub wrong: u32,
    /// It was entered rightly, and the number has no account yet.
    pub entered: bool,
    /// The address that was given for a login that wants one.
    #[serde(default)]
    pub email: Option<Email>,
}

/// A login e-mail address that is being set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Email {
    pub address: String,
    pub code: String,
}

/// How a code goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    App,
    Sms,
    Call,
    MissedCall,
    FlashCall,
    Email,
    Fragment,
    SmsWord,
    SmsPhrase,
    FirebaseSms,
    /// Not before there is an e-mail address.
    EmailSetup,
}

impl Way {
    /// The way that it goes out again.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Call | Self::Email | Self::Fragment | Self::EmailSetup => None,
            Self::App | Self::FirebaseSms => Some(Self::Sms),
            _ => Some(Self::Call),
        }
    }

    /// The code of a number on a DC.
    pub fn code(self, dc: i32) -> String {
        match self {
            Self::SmsWord => "birch".to_owned(),
            Self::SmsPhrase => "the birch stands in the snow".to_owned(),
            _ => dc.to_string().repeat(5),
        }
    }
}
