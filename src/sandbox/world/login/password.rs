//! Checking and changing two-step verification passwords.

use std::sync::OnceLock;

use num_bigint::BigUint;

use super::srp::{Challenge, NewPassword, Password, Proof, prime};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, wait};

/// Consecutive wrong passwords before the account has to wait, and for how many seconds.
const TRIES: u32 = 5;

const WAIT: i32 = 60;

impl World {
    /// Starts an attempt at the account's password, if it has one.
    pub fn challenge(&mut self, account: i64) -> Option<(&Password, &Challenge)> {
        let b = self.random_bytes(256);
        let id = self.random();
        let password = self.people.get(&account)?.password.as_ref()?;
        let challenge = Challenge::new(account, id, &b, password);
        // Only the newest challenge is valid, so that they don't accumulate.
        self.challenges.retain(|_, challenge| challenge.account != account);
        let challenge = self.challenges.entry(id).insert_entry(challenge).into_mut();
        Some((password, challenge))
    }

    /// Random bytes for a client that sets a password.
    pub fn secure_random(&mut self) -> Vec<u8> {
        self.random_bytes(256)
    }

    /// Salts for a new password. The client appends its own bytes to the first.
    pub fn offer_salts(&mut self, account: i64) -> (Vec<u8>, Vec<u8>) {
        let salts = self.new_salts();
        self.offered_salts.insert(account, salts.clone());
        salts
    }

    pub fn new_salts(&mut self) -> (Vec<u8>, Vec<u8>) {
        (self.random_bytes(8), self.random_bytes(16))
    }

    pub(in crate::sandbox::world) fn check_new(
        &self,
        account: i64,
        new: NewPassword,
    ) -> Result<Password, Refusal> {
        let NewPassword { salt1, salt2, verifier, hint } = new;
        let offered = self.offered_salts.get(&account);
        if !offered.is_some_and(|(first, second)| salt1.starts_with(first) && salt2 == *second) {
            return Err(bad("NEW_SALT_INVALID"));
        }
        let v = BigUint::from_bytes_be(&verifier);
        if verifier.len() != 256 || v <= BigUint::from(1u32) || v >= prime() {
            return Err(bad("NEW_SETTINGS_INVALID"));
        }
        let hint = hint.filter(|hint| !hint.is_empty());
        let verifier = OnceLock::from(v);
        Ok(Password {
            text: None,
            salt1,
            salt2,
            hint,
            recovery_email: None,
            verifier,
            wrong: 0,
            locked_until: 0,
        })
    }

    /// Checks a proof, which is valid once. After several wrong ones the account has to wait.
    pub fn prove(&mut self, account: i64, proof: &Proof) -> Result<(), Refusal> {
        let now = self.now();
        let challenge =
            self.challenges.remove(&proof.srp_id).filter(|challenge| challenge.account == account);
        let Some(password) = self.person_mut(account).and_then(|person| person.password.as_mut()) else {
            return Err(bad("PASSWORD_HASH_INVALID"));
        };
        if password.locked_until > now {
            return Err(wait("FLOOD", password.locked_until - now));
        }
        let challenge = challenge.ok_or(bad("SRP_ID_INVALID"))?;
        if !challenge.accepts(password, &proof.a, &proof.m1) {
            password.wrong += 1;
            if password.wrong >= TRIES {
                password.wrong = 0;
                password.locked_until = now + WAIT;
            }
            return Err(bad("PASSWORD_HASH_INVALID"));
        }
        password.wrong = 0;
        Ok(())
    }
}
