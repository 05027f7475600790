//! Dice and what else is thrown (https://core.telegram.org/api/dice).

use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// What can be thrown, and how many ways it can fall.
const THROWN: [(&str, i64); 6] = [("🎲", 6), ("🎯", 6), ("🏀", 5), ("⚽", 5), ("🎳", 6), ("🎰", 64)];

impl World {
    /// How it falls, from 1; the seed decides.
    pub fn throw(&mut self, emoji: &str) -> Result<i32, Refusal> {
        // Some clients write the ball with the selector that makes it colourful.
        let emoji = emoji.trim_end_matches('\u{fe0f}');
        let (_, ways) = THROWN.iter().find(|(known, _)| *known == emoji).ok_or(bad("EMOTICON_INVALID"))?;
        Ok(1 + self.draw().rem_euclid(*ways) as i32)
    }
}
