//! The stage of a login.

use crate::error::{Error, Kind, Result};
use crate::session::payload::{CodeSent, Session, Stage};

/// Takes the place of [`SentTo`](super::code::SentTo) in a session that needs an e-mail address first.
pub(super) const EMAIL_SETUP: &str = "email_setup";

pub(super) fn code_sent(session: &Session) -> Result<&CodeSent> {
    match &session.stage {
        Stage::CodeSent(sent) if sent.sent_to != EMAIL_SETUP => Ok(sent),
        stage => Err(wrong_stage(stage)),
    }
}

/// The login, if it needs an e-mail address before a code is sent.
pub(in crate::api) fn email_wanted(session: &Session) -> Result<&CodeSent> {
    match &session.stage {
        Stage::CodeSent(sent) if sent.sent_to == EMAIL_SETUP => Ok(sent),
        stage => Err(wrong_stage(stage)),
    }
}

pub(super) fn wrong_stage(stage: &Stage) -> Error {
    let (message, hint) = match stage {
        Stage::CodeSent(sent) if sent.sent_to == EMAIL_SETUP => {
            ("The login waits for an e-mail address", "call account.sendVerifyEmailCode next")
        }
        Stage::CodeSent(_) => ("The login waits for its code", "call auth.signIn next"),
        Stage::QrShown(_) => ("The login waits for its QR code to be scanned", "call auth.pollQr next"),
        Stage::PasswordNeeded => {
            ("The login waits for its two-step verification password", "call auth.checkPassword next")
        }
        Stage::SignedIn => ("The session is signed in already", "begin another login with auth.sendCode"),
    };
    Error::new(Kind::LoginStage, message).hint(hint)
}
