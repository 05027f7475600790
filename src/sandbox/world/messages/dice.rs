//! Dice (https://core.telegram.org/api/dice).

use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// Emoji of dice with their highest value.
const DICE: [(&str, i64); 6] = [("🎲", 6), ("🎯", 6), ("🏀", 5), ("⚽", 5), ("🎳", 6), ("🎰", 64)];

impl World {
    /// Throws dice. The seed decides the value, from 1 up.
    pub fn throw(&mut self, emoji: &str) -> Result<i32, Refusal> {
        // Some clients add the selector for colour emoji.
        let emoji = emoji.trim_end_matches('\u{fe0f}');
        let (_, ways) = DICE.iter().find(|(known, _)| *known == emoji).ok_or(bad("EMOTICON_INVALID"))?;
        Ok(1 + self.random().rem_euclid(*ways) as i32)
    }
}
