//! Recovering an account with a forgotten password, by email or after a waiting period
//! (https://core.telegram.org/api/srp#email-verification, https://core.telegram.org/api/srp#password-recovery).

use super::authorization::{Key, LoginState};
use super::email_code::{MailCode, Unconfirmed};
use super::srp::{NewPassword, Password, Proof};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, unauthorized};

/// Digits of an email code.
pub const CODE_LENGTH: usize = 6;

/// Seconds from requesting a password reset until it takes effect.
const RESET_AFTER: i32 = 7 * 24 * 3600;

/// Seconds after a declined reset before another can be requested.
const ASK_AGAIN: i32 = 24 * 3600;

/// Changes to a password.
#[derive(Default)]
pub struct Settings {
    /// `Some(None)` removes the password.
    pub password: Option<Option<NewPassword>>,
    /// Empty removes it.
    pub email: Option<String>,
}

/// The result of requesting a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    Done,
    At(i32),
    /// A reset was declined. The next can't be requested before this date.
    NotBefore(i32),
}

impl World {
    /// Changes the password and its recovery email. With a new email, nothing takes effect before it is confirmed.
    pub fn update_password(
        &mut self,
        account: i64,
        proof: Option<Proof>,
        new: Settings,
    ) -> Result<(), Refusal> {
        let known = self.person(account).and_then(|person| person.password.as_ref());
        let (has_password, before) = (known.is_some(), known.and_then(|known| known.recovery_email.clone()));
        if has_password {
            self.prove(account, &proof.ok_or(bad("PASSWORD_HASH_INVALID"))?)?;
        }
        let password = match new.password {
            None if new.email.is_none() => return Err(bad("NEW_SETTINGS_EMPTY")),
            None if !has_password => return Err(bad("NEW_SETTINGS_INVALID")),
            None => None,
            Some(None) if new.email.as_ref().is_some_and(|email| !email.is_empty()) => {
                return Err(bad("NEW_SETTINGS_INVALID"));
            }
            Some(None) => Some(None),
            Some(Some(new)) => Some(Some(self.check_new(account, new)?)),
        };
        match new.email {
            Some(email) if !email.is_empty() => {
                if !is_address(&email) {
                    return Err(bad("EMAIL_INVALID"));
                }
                let code = self.mail_code();
                let password = password.flatten();
                self.recovery.unconfirmed.insert(account, Unconfirmed { email, password, code });
                Err(Refusal::new(400, format!("EMAIL_UNCONFIRMED_{CODE_LENGTH}")))
            }
            email => {
                if let Some(password) = password {
                    self.put_password(account, password);
                }
                // A changed password keeps its recovery email.
                let email = if email.is_some() { None } else { before };
                self.set_recovery_email(account, email);
                Ok(())
            }
        }
    }

    /// Confirms an email address by its code, and sets the password that waits for it.
    pub fn confirm_email(&mut self, account: i64, entered: &str) -> Result<(), Refusal> {
        let now = self.now();
        let waiting = self.recovery.unconfirmed.get_mut(&account).ok_or(bad("EMAIL_HASH_EXPIRED"))?;
        waiting.code.check(entered, now, "EMAIL_HASH_EXPIRED")?;
        let Some(Unconfirmed { email, password, .. }) = self.recovery.unconfirmed.remove(&account) else {
            return Err(bad("EMAIL_HASH_EXPIRED"));
        };
        if password.is_some() {
            self.put_password(account, password);
        }
        self.set_recovery_email(account, Some(email));
        Ok(())
    }

    pub fn resend_email(&mut self, account: i64) -> Result<(), Refusal> {
        let code = self.mail_code();
        let waiting = self.recovery.unconfirmed.get_mut(&account).ok_or(bad("EMAIL_HASH_EXPIRED"))?;
        waiting.code = code;
        Ok(())
    }

    pub fn cancel_email(&mut self, account: i64) -> Result<(), Refusal> {
        self.recovery.unconfirmed.remove(&account).map(drop).ok_or(bad("EMAIL_HASH_EXPIRED"))
    }

    /// Sends a code to the recovery email. Returns the address as a pattern.
    pub fn request_recovery(&mut self, account: i64) -> Result<String, Refusal> {
        let password = self.person(account).and_then(|person| person.password.as_ref());
        let email = password.ok_or(bad("PASSWORD_EMPTY"))?.recovery_email.as_deref();
        let shown = email.map(pattern).ok_or(bad("PASSWORD_RECOVERY_NA"))?;
        let code = self.mail_code();
        self.recovery.asked.insert(account, code);
        Ok(shown)
    }

    pub fn check_recovery(&mut self, account: i64, entered: &str) -> Result<(), Refusal> {
        let now = self.now();
        let asked = self.recovery.asked.get_mut(&account).ok_or(bad("PASSWORD_RECOVERY_EXPIRED"))?;
        asked.check(entered, now, "PASSWORD_RECOVERY_EXPIRED")
    }

    /// Signs in by an email code. The password is replaced or removed.
    pub fn recover(&mut self, key: &Key, entered: &str, new: Option<NewPassword>) -> Result<i64, Refusal> {
        let standing = self.authorization(key.id).map(|authorization| authorization.standing);
        let (Some(LoginState::PasswordNeeded { account }) | Some(LoginState::SignedIn { account })) =
            standing
        else {
            return Err(unauthorized("AUTH_KEY_UNREGISTERED"));
        };
        self.check_recovery(account, entered)?;
        let email = self.recovery_email(account).map(str::to_owned);
        let password = new.map(|new| self.check_new(account, new)).transpose()?;
        self.recovery.asked.remove(&account);
        self.put_password(account, password);
        self.set_recovery_email(account, email);
        self.complete_login(key, account);
        Ok(account)
    }

    /// Requests a password reset, or performs it after the waiting period.
    pub fn reset_password(&mut self, account: i64) -> Result<Reset, Refusal> {
        let now = self.now();
        if self.person(account).is_none_or(|person| person.password.is_none()) {
            return Err(bad("PASSWORD_EMPTY"));
        }
        match self.recovery.resets.get(&account) {
            Some(due) if *due <= now => {
                self.put_password(account, None);
                return Ok(Reset::Done);
            }
            Some(due) => return Ok(Reset::At(*due)),
            None => {}
        }
        let again = self.recovery.declined.get(&account).map(|declined| declined.saturating_add(ASK_AGAIN));
        if let Some(again) = again.filter(|again| *again > now) {
            return Ok(Reset::NotBefore(again));
        }
        let due = now.saturating_add(RESET_AFTER);
        self.recovery.resets.insert(account, due);
        Ok(Reset::At(due))
    }

    pub fn decline_reset(&mut self, account: i64) -> Result<(), Refusal> {
        self.recovery.resets.remove(&account).ok_or(bad("RESET_REQUEST_MISSING"))?;
        let now = self.now();
        self.recovery.declined.insert(account, now);
        Ok(())
    }

    pub fn pending_reset(&self, account: i64) -> Option<i32> {
        self.recovery.resets.get(&account).copied()
    }

    /// Returns the confirmed recovery email.
    pub fn recovery_email(&self, account: i64) -> Option<&str> {
        self.person(account)?.password.as_ref()?.recovery_email.as_deref()
    }

    /// Returns the unconfirmed email as a pattern.
    pub fn unconfirmed_email(&self, account: i64) -> Option<String> {
        self.recovery.unconfirmed.get(&account).map(|waiting| pattern(&waiting.email))
    }

    /// Returns the newest code that was emailed to this account.
    pub fn last_email_code(&self, account: i64) -> Option<&str> {
        let waiting = self.recovery.unconfirmed.get(&account).map(|waiting| &waiting.code);
        let codes = waiting.into_iter().chain(self.recovery.asked.get(&account));
        codes.max_by_key(|code| code.sent).map(|code| code.code.as_str())
    }

    fn set_recovery_email(&mut self, account: i64, email: Option<String>) {
        if let Some(password) = self.person_mut(account).and_then(|person| person.password.as_mut()) {
            password.recovery_email = email;
        }
    }

    fn put_password(&mut self, account: i64, password: Option<Password>) {
        self.challenges.retain(|_, challenge| challenge.account != account);
        self.offered_salts.remove(&account);
        self.recovery.resets.remove(&account);
        if let Some(person) = self.person_mut(account) {
            person.password = password;
        }
    }

    fn mail_code(&mut self) -> MailCode {
        let code = format!("{:0CODE_LENGTH$}", self.random().rem_euclid(1_000_000));
        MailCode { code, sent: self.now(), wrong: 0 }
    }
}

fn is_address(email: &str) -> bool {
    let parts = email.split_once('@');
    parts.is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.') && !domain.contains('@'))
}

/// `a***@example.org`
pub(in crate::sandbox::world) fn pattern(email: &str) -> String {
    let (name, domain) = email.split_once('@').unwrap_or((email, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{domain}")
}
