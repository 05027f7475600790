//! Signing in by phone number (https://core.telegram.org/api/auth).
//!
//! Phone numbers are those of Telegram's test servers: `+99966XYYYY` belongs to DC X, and its code is X five times.

use super::authorization::{Key, LoginState};
use super::code::{CodeDelivery, Email, SentCode};
use super::recovery::pattern;
use super::srp::Proof;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, migrate, unauthorized};
use crate::sandbox::world::people::lookup::digits;
use crate::sandbox::world::people::person::NewPerson;
use crate::sandbox::world::people::profile::NAME_LENGTH;

/// Seconds for which a code is valid.
const CODE_LIFETIME: i32 = 300;

/// Wrong attempts after which a code is invalid.
const MAX_CODE_ATTEMPTS: u32 = 5;

/// The result of a correct code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedIn {
    Account(i64),
    /// The phone number has no account.
    SignUpRequired,
}

impl World {
    /// Sends a code to a phone number, with or without an account.
    pub fn send_code(&mut self, key: &Key, phone: &str) -> Result<&SentCode, Refusal> {
        let phone = digits(phone);
        let dc = self.dc_of_phone(&phone)?;
        if dc != key.dc {
            return Err(migrate("PHONE", dc));
        }
        let by = self.code_deliveries.get(&phone).copied().unwrap_or(CodeDelivery::Sms);
        let code = SentCode {
            hash: format!("{:016x}", self.random()),
            code: by.code(dc),
            by,
            key: key.id,
            sent: self.now(),
            wrong: 0,
            entered: false,
            email: None,
        };
        Ok(self.codes.entry(phone).insert_entry(code).into_mut())
    }

    /// Resends the code by the next delivery method.
    pub fn resend_code(&mut self, key: &Key, phone: &str, hash: &str) -> Result<&SentCode, Refusal> {
        let now = self.now();
        let code = self.code(key, phone, hash)?;
        let Some(next) = code.by.next() else {
            return Err(Refusal::new(406, "SEND_CODE_UNAVAILABLE"));
        };
        code.by = next;
        code.code = next.code(key.dc);
        code.sent = now;
        Ok(code)
    }

    /// Sets how codes are delivered to a phone number from now on.
    pub fn set_code_delivery(&mut self, phone: &str, way: CodeDelivery) -> Result<(), Refusal> {
        let phone = digits(phone);
        self.dc_of_phone(&phone)?;
        self.code_deliveries.insert(phone, way);
        Ok(())
    }

    /// Sends a code to an address to set up as the login email of a phone number. Returns the address as a pattern.
    pub fn send_email_code(
        &mut self,
        key: &Key,
        phone: &str,
        hash: &str,
        address: &str,
    ) -> Result<String, Refusal> {
        let code = format!("{:06}", self.random().rem_euclid(1_000_000));
        let sent = self.code(key, phone, hash)?;
        if !address.contains('@') || sent.by != CodeDelivery::EmailSetup {
            return Err(bad("EMAIL_INVALID"));
        }
        sent.email = Some(Email { address: address.to_owned(), code });
        Ok(pattern(address))
    }

    /// Confirms the login email and sends the login code to it.
    pub fn verify_email(
        &mut self,
        key: &Key,
        phone: &str,
        hash: &str,
        entered: &str,
    ) -> Result<(String, &SentCode), Refusal> {
        let now = self.now();
        let sent = self.code(key, phone, hash)?;
        let email = sent.email.clone().ok_or(bad("EMAIL_VERIFY_EXPIRED"))?;
        if email.code != entered {
            sent.wrong += 1;
            return Err(bad("CODE_INVALID"));
        }
        (sent.by, sent.sent) = (CodeDelivery::Email, now);
        self.code_deliveries.insert(digits(phone), CodeDelivery::Email);
        Ok((email.address, self.code(key, phone, hash)?))
    }

    /// Returns the code that was sent to confirm a login email.
    pub fn last_setup_code(&self, phone: &str) -> Option<&str> {
        self.codes.get(&digits(phone))?.email.as_ref().map(|email| email.code.as_str())
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
            self.set_login_state(key, LoginState::PasswordNeeded { account });
            return Err(unauthorized("SESSION_PASSWORD_NEEDED"));
        }
        self.complete_login(key, account);
        Ok(SignedIn::Account(account))
    }

    /// Creates an account for a phone number whose code was entered.
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
        let account = self.create_person(new, key.dc);
        self.complete_login(key, account);
        Ok(account)
    }

    /// Completes a login with a proof of the password.
    pub fn check_password(&mut self, key: &Key, proof: &Proof) -> Result<i64, Refusal> {
        let standing = self.authorization(key.id).map(|authorization| authorization.standing);
        let (Some(LoginState::PasswordNeeded { account }) | Some(LoginState::SignedIn { account })) =
            standing
        else {
            return Err(unauthorized("AUTH_KEY_UNREGISTERED"));
        };
        self.prove(account, proof)?;
        self.complete_login(key, account);
        Ok(account)
    }

    /// Returns the code that was last sent to a phone number.
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
                && code.wrong < MAX_CODE_ATTEMPTS
                && now - code.sent < CODE_LIFETIME
        };
        self.codes.get_mut(&phone).filter(good).ok_or(bad("PHONE_CODE_EXPIRED"))
    }

    /// Returns the DC of a test number, which is one of its digits.
    pub(in crate::sandbox::world) fn dc_of_phone(&self, phone: &str) -> Result<i32, Refusal> {
        let digit =
            phone.strip_prefix("99966").filter(|rest| rest.len() == 5).and_then(|rest| rest.chars().next());
        let dc = digit.and_then(|digit| digit.to_digit(10)).map(|digit| digit as i32);
        dc.filter(|dc| self.has_dc(*dc)).ok_or(bad("PHONE_NUMBER_INVALID"))
    }
}
