//! Signing in by a token that a signed-in client accepts (https://core.telegram.org/api/qr-login).

use super::authorization::{Key, LoginState};
use super::token::LoginToken;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, unauthorized};

/// Seconds for which a token is valid.
const LIFETIME: i32 = 30;

/// The state of a QR login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QrLogin {
    /// The token to show until it expires.
    Shown {
        bytes: Vec<u8>,
        expires: i32,
    },
    /// Accepted by an account on another DC, where the client must import the token.
    Elsewhere {
        dc: i32,
        bytes: Vec<u8>,
    },
    SignedIn(i64),
}

impl World {
    /// Starts a QR login, or returns the state of this key's.
    pub fn export_login_token(&mut self, key: &Key, excepted: &[i64]) -> Result<QrLogin, Refusal> {
        let accepted = self.login_tokens.iter().position(|token| {
            token.key.id == key.id && token.accepted_by.is_some_and(|account| !excepted.contains(&account))
        });
        if let Some(at) = accepted {
            return self.finish_login(key, at);
        }
        let now = self.now();
        // Only a key's newest token is valid.
        self.login_tokens.retain(|token| token.key.id != key.id && token.expires > now);
        let token = LoginToken {
            bytes: self.random_bytes(32),
            expires: now + LIFETIME,
            key: key.clone(),
            accepted_by: None,
        };
        let shown = QrLogin::Shown { bytes: token.bytes.clone(), expires: token.expires };
        self.login_tokens.push(token);
        Ok(shown)
    }

    /// Continues a login that was accepted on another DC.
    pub fn import_login_token(&mut self, key: &Key, bytes: &[u8]) -> Result<QrLogin, Refusal> {
        let at = self.login_token(bytes)?;
        if self.login_tokens[at].accepted_by.is_none() {
            return Err(bad("AUTH_TOKEN_INVALID"));
        }
        self.finish_login(key, at)
    }

    /// Accepts a token. Returns the key that shows it.
    pub fn accept_login_token(&mut self, account: i64, bytes: &[u8]) -> Result<Key, Refusal> {
        let at = self.login_token(bytes)?;
        let token = &mut self.login_tokens[at];
        if token.accepted_by.is_some() {
            return Err(bad("AUTH_TOKEN_ALREADY_ACCEPTED"));
        }
        token.accepted_by = Some(account);
        let key = token.key.clone();
        self.accepted_keys.push(key.id);
        Ok(key)
    }

    /// Takes the keys whose tokens were accepted since the last call.
    pub fn take_accepted_keys(&mut self) -> Vec<i64> {
        std::mem::take(&mut self.accepted_keys)
    }

    fn finish_login(&mut self, key: &Key, at: usize) -> Result<QrLogin, Refusal> {
        let token = &self.login_tokens[at];
        let account = token.accepted_by.ok_or(bad("AUTH_TOKEN_INVALID"))?;
        let person = self.person(account).ok_or(bad("AUTH_TOKEN_INVALID"))?;
        if person.dc != key.dc {
            return Ok(QrLogin::Elsewhere { dc: person.dc, bytes: token.bytes.clone() });
        }
        let has_password = person.password.is_some();
        self.login_tokens.remove(at);
        if has_password {
            self.set_login_state(key, LoginState::PasswordNeeded { account });
            return Err(unauthorized("SESSION_PASSWORD_NEEDED"));
        }
        self.complete_login(key, account);
        Ok(QrLogin::SignedIn(account))
    }

    fn login_token(&self, bytes: &[u8]) -> Result<usize, Refusal> {
        let at = self.login_tokens.iter().position(|token| token.bytes == bytes);
        let at = at.ok_or(bad("AUTH_TOKEN_INVALID"))?;
        if self.login_tokens[at].expires <= self.now() {
            return Err(bad("AUTH_TOKEN_EXPIRED"));
        }
        Ok(at)
    }
}
