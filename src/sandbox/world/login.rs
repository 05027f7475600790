//! Signing in by phone number (https://core.telegram.org/api/auth).
//!
//! Numbers are those of Telegram's own test servers: `+99966XYYYY` lives on DC X and its code is X five times.

use serde::{Deserialize, Serialize};

use super::World;
use super::authorization::{Key, Standing};
use super::lookup::digits;
use super::password::Proof;
use super::person::NewPerson;
use super::profile::NAME_LENGTH;
use super::refusal::{Refusal, bad, migrate, unauthorized};

/// Seconds that a code is good for.
const CODE_LIFETIME: i32 = 300;
/// Wrong codes until it is good no more.
const CODE_TRIES: u32 = 5;

/// A code on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SentCode {
    /// Names this login's step; good with the key that asked alone.
    pub hash: String,
    pub code: String,
    pub by: Way,
    key: i64,
    sent: i32,
    wrong: u32,
    /// It was entered rightly, and the number has no account yet.
    entered: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    Sms,
    Call,
}

/// What a right code led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedIn {
    Account(i64),
    /// The number has no account.
    SignUpRequired,
}

impl World {
    /// Sends a code to a number. Nobody has to have it.
    pub fn send_code(&mut self, key: &Key, phone: &str) -> Result<&SentCode, Refusal> {
        let phone = digits(phone);
        let dc = self.dc_of_phone(&phone)?;
        if dc != key.dc {
            return Err(migrate("PHONE", dc));
        }
        let code = SentCode {
            hash: format!("{:016x}", self.draw()),
            code: dc.to_string().repeat(5),
            by: Way::Sms,
            key: key.id,
            sent: self.now(),
            wrong: 0,
            entered: false,
        };
        Ok(self.codes.entry(phone).insert_entry(code).into_mut())
    }

    /// Sends the same code by the next way.
    pub fn resend_code(&mut self, key: &Key, phone: &str, hash: &str) -> Result<&SentCode, Refusal> {
        let now = self.now();
        let code = self.code(key, phone, hash)?;
        if code.by == Way::Call {
            return Err(Refusal::new(406, "SEND_CODE_UNAVAILABLE"));
        }
        code.by = Way::Call;
        code.sent = now;
        Ok(code)
    }

    pub fn cancel_code(&mut self, key: &Key, phone: &str, hash: &str) -> Result<(), Refusal> {
        self.code(key, phone, hash)?;
        self.codes.remove(&digits(phone));
        Ok(())
    }

    pub fn sign_in(
        &mut self,
        key: &Key,
        phone: &str,
        hash: &str,
        entered: &str,
    ) -> Result<SignedIn, Refusal> {
        let code = self.code(key, phone, hash)?;
        if entered.is_empty() {
            return Err(bad("PHONE_CODE_EMPTY"));
        }
        if entered != code.code {
            code.wrong += 1;
            return Err(bad("PHONE_CODE_INVALID"));
        }
        code.entered = true;
        let phone = digits(phone);
        let Some(person) = self.person_of_phone(&phone) else { return Ok(SignedIn::SignUpRequired) };
        let (account, has_password) = (person.id, person.password.is_some());
        self.codes.remove(&phone);
        if has_password {
            self.set_standing(key, Standing::PasswordNeeded { account });
            return Err(unauthorized("SESSION_PASSWORD_NEEDED"));
        }
        self.enter(key, account);
        Ok(SignedIn::Account(account))
    }

    /// Makes an account for a number whose code was entered.
    pub fn sign_up(
        &mut self,
        key: &Key,
        phone: &str,
        hash: &str,
        first_name: &str,
        last_name: &str,
    ) -> Result<i64, Refusal> {
        if !self.code(key, phone, hash)?.entered {
            return Err(bad("PHONE_CODE_EMPTY"));
        }
        let phone = digits(phone);
        if self.person_of_phone(&phone).is_some() {
            return Err(bad("PHONE_NUMBER_OCCUPIED"));
        }
        let first_name = first_name.trim();
        if first_name.is_empty() || first_name.chars().count() > NAME_LENGTH {
            return Err(bad("FIRSTNAME_INVALID"));
        }
        if last_name.trim().chars().count() > NAME_LENGTH {
            return Err(bad("LASTNAME_INVALID"));
        }
        self.codes.remove(&phone);
        let new = NewPerson {
            phone: Some(phone),
            first_name: first_name.to_owned(),
            last_name: Some(last_name.trim().to_owned()).filter(|name| !name.is_empty()),
            ..NewPerson::default()
        };
        let account = self.settle(new, key.dc);
        self.enter(key, account);
        Ok(account)
    }

    /// The last step for whoever has a password, with the proof that they know it.
    pub fn check_password(&mut self, key: &Key, proof: &Proof) -> Result<i64, Refusal> {
        let standing = self.authorization(key.id).map(|authorization| authorization.standing);
        let (Some(Standing::PasswordNeeded { account }) | Some(Standing::SignedIn { account })) = standing
        else {
            return Err(unauthorized("AUTH_KEY_UNREGISTERED"));
        };
        self.prove(account, proof)?;
        self.enter(key, account);
        Ok(account)
    }

    /// The code that is on its way to that number.
    pub fn last_code(&self, phone: &str) -> Option<&str> {
        self.codes.get(&digits(phone)).map(|code| code.code.as_str())
    }

    fn code(&mut self, key: &Key, phone: &str, hash: &str) -> Result<&mut SentCode, Refusal> {
        let phone = digits(phone);
        let dc = self.dc_of_phone(&phone)?;
        if dc != key.dc {
            return Err(migrate("PHONE", dc));
        }
        if hash.is_empty() {
            return Err(bad("PHONE_CODE_HASH_EMPTY"));
        }
        let now = self.now();
        let good = |code: &&mut SentCode| {
            code.hash == hash
                && code.key == key.id
                && code.wrong < CODE_TRIES
                && now - code.sent < CODE_LIFETIME
        };
        self.codes.get_mut(&phone).filter(good).ok_or(bad("PHONE_CODE_EXPIRED"))
    }

    /// A test number's own digit says it.
    pub(super) fn dc_of_phone(&self, phone: &str) -> Result<i32, Refusal> {
        let digit =
            phone.strip_prefix("99966").filter(|rest| rest.len() == 5).and_then(|rest| rest.chars().next());
        let dc = digit.and_then(|digit| digit.to_digit(10)).map(|digit| digit as i32);
        dc.filter(|dc| self.has_dc(*dc)).ok_or(bad("PHONE_NUMBER_INVALID"))
    }
}
