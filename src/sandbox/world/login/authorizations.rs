//! Listing, ending, exporting and importing authorizations.

use std::collections::BTreeSet;

use super::authorization::{Authorization, Key, LoginState, first_seq};
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad, migrate};
use crate::sandbox::world::updates::event::Change;

/// Seconds before a login may end others.
const MIN_LOGIN_AGE: i32 = 24 * 3600;

impl World {
    pub fn authorization(&self, key: i64) -> Option<&Authorization> {
        self.authorizations.by_key.get(&key)
    }

    /// Returns the account that is signed in with this key.
    pub fn account_of(&self, key: i64) -> Option<i64> {
        match self.authorization(key)?.standing {
            LoginState::SignedIn { account } => Some(account),
            LoginState::PasswordNeeded { .. } => None,
        }
    }

    /// Returns the seq of updates without a pts that the key was last sent. The first one is 2.
    pub fn seq(&self, key: i64) -> i32 {
        self.authorization(key).map_or_else(first_seq, |known| known.seq)
    }

    /// Increments the key's seq and returns it.
    pub fn next_seq(&mut self, key: i64) -> i32 {
        if let Some(known) = self.authorizations.by_key.get_mut(&key) {
            known.seq += 1;
        }
        self.seq(key)
    }

    /// Returns the keys that get this account's updates: those on its home DC.
    pub fn listening_keys(&self, account: i64) -> Vec<i64> {
        let home = self.person(account).map(|person| person.dc);
        self.keys_of(account)
            .filter(|key| self.authorization(*key).map(|authorization| authorization.dc) == home)
            .collect()
    }

    /// Returns the account's keys on all DCs.
    pub fn keys_of(&self, account: i64) -> impl Iterator<Item = i64> {
        self.authorizations.by_account.get(&account).into_iter().flatten().copied()
    }

    /// Returns every signed-in account with its keys.
    pub fn signed_in(&self) -> impl Iterator<Item = (i64, &BTreeSet<i64>)> {
        self.authorizations.by_account.iter().map(|(account, keys)| (*account, keys))
    }

    /// The hash that identifies this authorization to the account's other logins.
    pub fn authorization_hash(&self, key: i64) -> i64 {
        self.seeded("authorization", &[key])
    }

    /// Returns the account's logins on its home DC, this key's first.
    pub fn authorizations_of(&self, account: i64, own: i64) -> Vec<(i64, &Authorization)> {
        let keys = self.listening_keys(account).into_iter();
        let mut all: Vec<_> = keys.filter_map(|key| Some((key, self.authorization(key)?))).collect();
        all.sort_by_key(|(key, authorization)| (*key != own, std::cmp::Reverse(authorization.since), *key));
        all
    }

    /// Ends another of the account's logins.
    pub fn end_authorization(&mut self, account: i64, own: i64, hash: i64) -> Result<(), Refusal> {
        let keys = self.listening_keys(account);
        let named = keys.into_iter().find(|key| *key != own && self.authorization_hash(*key) == hash);
        let named = named.ok_or(bad("HASH_INVALID"))?;
        self.check_login_age(own)?;
        self.forget_key(named);
        Ok(())
    }

    /// Ends all of the account's other logins.
    pub fn end_other_authorizations(&mut self, account: i64, own: i64) -> Result<(), Refusal> {
        self.check_login_age(own)?;
        let keys = self.authorizations.by_account.get(&account).cloned().unwrap_or_default();
        keys.into_iter().filter(|key| *key != own).for_each(|key| self.forget_key(key));
        Ok(())
    }

    /// A new login can't end older ones.
    fn check_login_age(&self, key: i64) -> Result<(), Refusal> {
        let since = self.authorization(key).map_or(self.now(), |authorization| authorization.since);
        match self.now() - since < MIN_LOGIN_AGE {
            true => Err(Refusal::new(406, "FRESH_RESET_AUTHORISATION_FORBIDDEN")),
            false => Ok(()),
        }
    }

    /// Signs the account in with this key and notifies its other logins.
    pub(in crate::sandbox::world) fn complete_login(&mut self, key: &Key, account: i64) {
        let known = self.account_of(key.id) == Some(account);
        let alone = self.listening_keys(account).iter().all(|other| *other == key.id);
        self.set_login_state(key, LoginState::SignedIn { account });
        if !known && !alone {
            self.push_change(account, Change::NewLogin { key: key.id });
        }
    }

    pub(in crate::sandbox::world) fn set_login_state(&mut self, key: &Key, standing: LoginState) {
        self.forget_key(key.id);
        let authorization = Authorization {
            dc: key.dc,
            standing,
            since: self.now(),
            client: key.client.clone(),
            takeout: None,
            seq: first_seq(),
        };
        if let LoginState::SignedIn { account } = standing {
            self.authorizations.by_account.entry(account).or_default().insert(key.id);
        }
        self.authorizations.by_key.insert(key.id, authorization);
    }

    pub(in crate::sandbox::world) fn set_takeout(&mut self, key: i64, takeout: Option<i64>) {
        if let Some(authorization) = self.authorizations.by_key.get_mut(&key) {
            authorization.takeout = takeout;
        }
    }

    /// Ends a login, on log-out or when the key itself is destroyed.
    pub fn forget_key(&mut self, key: i64) {
        let Some(gone) = self.authorizations.by_key.remove(&key) else { return };
        if let LoginState::SignedIn { account } = gone.standing
            && let Some(keys) = self.authorizations.by_account.get_mut(&account)
        {
            keys.remove(&key);
            if keys.is_empty() {
                self.authorizations.by_account.remove(&account);
            }
        }
    }

    /// Exports the authorization to another DC.
    pub fn export_authorization(&mut self, account: i64, to_dc: i32) -> Result<Vec<u8>, Refusal> {
        if !self.has_dc(to_dc) {
            return Err(bad("DC_ID_INVALID"));
        }
        let bytes = self.random_bytes(128);
        self.authorizations.exported.insert(bytes.clone(), (account, to_dc));
        Ok(bytes)
    }

    pub fn import_authorization(&mut self, key: &Key, account: i64, bytes: &[u8]) -> Result<i64, Refusal> {
        if self.authorizations.exported.get(bytes) != Some(&(account, key.dc)) {
            return Err(bad("AUTH_BYTES_INVALID"));
        }
        self.authorizations.exported.remove(bytes);
        self.set_login_state(key, LoginState::SignedIn { account });
        Ok(account)
    }

    /// Signs a bot in.
    pub fn sign_in_bot(&mut self, key: &Key, token: &str) -> Result<i64, Refusal> {
        let bot = self.person_of_token(token).ok_or(bad("ACCESS_TOKEN_INVALID"))?;
        if bot.dc != key.dc {
            return Err(migrate("USER", bot.dc));
        }
        let account = bot.id;
        self.set_login_state(key, LoginState::SignedIn { account });
        Ok(account)
    }
}
