//! Login codes on their way to a user.

use serde::{Deserialize, Serialize};

/// A login code that was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentCode {
    /// Identifies this step of the login. Valid only for the key that requested it.
    pub hash: String,
    pub code: String,
    pub by: CodeDelivery,
    pub key: i64,
    pub sent: i32,
    pub wrong: u32,
    /// It was entered correctly, and the phone number has no account yet.
    pub entered: bool,
    /// The login email that is being set up.
    #[serde(default)]
    pub email: Option<Email>,
}

/// A login email that is being set up.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Email {
    pub address: String,
    pub code: String,
}

/// How a code is delivered (https://core.telegram.org/type/auth.SentCodeType).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeDelivery {
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
    /// A login email has to be set up first.
    EmailSetup,
}

impl CodeDelivery {
    /// The next delivery method, for a resend.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Call | Self::Email | Self::Fragment | Self::EmailSetup => None,
            Self::App | Self::FirebaseSms => Some(Self::Sms),
            _ => Some(Self::Call),
        }
    }

    /// The code for phone numbers of a DC.
    pub fn code(self, dc: i32) -> String {
        match self {
            Self::SmsWord => "birch".to_owned(),
            Self::SmsPhrase => "the birch stands in the snow".to_owned(),
            _ => dc.to_string().repeat(5),
        }
    }
}
