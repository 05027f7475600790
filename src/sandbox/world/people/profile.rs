//! Profiles: name, bio, username, and lifetimes of account and logins.

use super::peer::Peer;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::updates::event::Change;

/// Maximum characters of a name and of a bio (`about_length_limit_default`, https://core.telegram.org/api/config).
pub const NAME_LENGTH: usize = 64;

pub const ABOUT_LENGTH: usize = 70;

/// Range of lifetimes in days.
const TTL_DAYS: std::ops::RangeInclusive<i32> = 1..=730;

impl World {
    /// Changes the given fields.
    pub fn edit_profile(
        &mut self,
        me: i64,
        first_name: Option<String>,
        last_name: Option<String>,
        about: Option<String>,
    ) -> Result<(), Refusal> {
        let too_long = |name: &str, most: usize| name.trim().chars().count() > most;
        if first_name.as_deref().is_some_and(|name| name.trim().is_empty() || too_long(name, NAME_LENGTH)) {
            return Err(bad("FIRSTNAME_INVALID"));
        }
        if last_name.as_deref().is_some_and(|name| too_long(name, NAME_LENGTH)) {
            return Err(bad("LASTNAME_INVALID"));
        }
        if about.as_deref().is_some_and(|about| too_long(about, ABOUT_LENGTH)) {
            return Err(bad("ABOUT_TOO_LONG"));
        }
        let Some(person) = self.person_mut(me) else { return Err(bad("USER_ID_INVALID")) };
        let renamed = first_name.is_some() || last_name.is_some();
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        if let Some(name) = first_name {
            person.first_name = name.trim().to_owned();
        }
        if let Some(name) = last_name {
            person.last_name = given(name);
        }
        if let Some(about) = about {
            person.about = given(about);
        }
        if renamed {
            self.notify_name(me);
        }
        Ok(())
    }

    /// Sets the username, or removes it if empty.
    pub fn set_username(&mut self, me: i64, username: &str) -> Result<(), Refusal> {
        let username = Some(username).filter(|username| !username.is_empty());
        if let Some(username) = username {
            self.check_username(Peer::User(me), username)?;
        }
        let Some(person) = self.person_mut(me) else { return Err(bad("USER_ID_INVALID")) };
        if person.username.as_deref() == username {
            return Err(bad("USERNAME_NOT_MODIFIED"));
        }
        person.username = username.map(str::to_owned);
        self.notify_name(me);
        Ok(())
    }

    /// Sets the days of inactivity after which the account is deleted.
    pub fn set_account_ttl(&mut self, me: i64, days: i32) -> Result<(), Refusal> {
        if !TTL_DAYS.contains(&days) {
            return Err(bad("TTL_DAYS_INVALID"));
        }
        self.person_mut(me).map(|person| person.account_ttl = days).ok_or(bad("USER_ID_INVALID"))
    }

    /// Sets the days of inactivity after which logins end.
    pub fn set_authorization_ttl(&mut self, me: i64, days: i32) -> Result<(), Refusal> {
        if !TTL_DAYS.contains(&days) {
            return Err(bad("TTL_DAYS_INVALID"));
        }
        self.person_mut(me).map(|person| person.authorization_ttl = days).ok_or(bad("USER_ID_INVALID"))
    }

    fn notify_name(&mut self, me: i64) {
        for other in self.related_users(me).into_iter().chain([me]) {
            self.push_change(other, Change::Name { user: me });
        }
    }
}
