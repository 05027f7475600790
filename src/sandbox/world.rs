//! The sandbox's state and its rules. Knows no TL.

/// All that a Telegram remembers.
pub struct World {}
