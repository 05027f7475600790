//! Exporting an account's data (https://core.telegram.org/api/takeout).

use crate::sandbox::world::World;
use crate::sandbox::world::engine::ids::IdRange;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::messages::owner::Owner;

/// Message ids in one range. Telegram stores an account's messages in ranges, which an export goes through one by one.
const PART: i32 = 1000;

impl World {
    /// Starts an export with this key and ends the previous one.
    pub fn begin_takeout(&mut self, key: i64) -> i64 {
        let takeout = self.random();
        self.set_takeout(key, Some(takeout));
        takeout
    }

    /// Returns the key that started it. The account has other keys on other DCs, where some files are.
    pub fn key_of_takeout(&self, account: i64, takeout: i64) -> Result<i64, Refusal> {
        let has_begun = |key: &i64| {
            self.authorization(*key).is_some_and(|authorization| authorization.takeout == Some(takeout))
        };
        self.keys_of(account).find(has_begun).ok_or(bad("TAKEOUT_INVALID"))
    }

    pub fn end_takeout(&mut self, account: i64, takeout: i64) -> Result<(), Refusal> {
        let key = self.key_of_takeout(account, takeout)?;
        self.set_takeout(key, None);
        Ok(())
    }

    /// Returns ranges that cover all message ids, the newest last.
    pub fn split_ranges(&self, account: i64) -> Vec<IdRange> {
        let newest = self.mailbox(Owner::Account(account)).next_id() - 1;
        let borders = (0..newest.max(1)).step_by(PART as usize);
        let range = |border| IdRange { min_id: border + 1, max_id: border + PART };
        let mut ranges: Vec<IdRange> = borders.map(range).collect();
        if let Some(last) = ranges.last_mut() {
            last.max_id = i32::MAX;
        }
        ranges
    }
}
