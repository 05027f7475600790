//! How a recovery treats what it doesn't know.

/// What happens to channels whose pts isn't known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// For updates as Telegram sends them, out of order: a channel begins with its first update, and news in other
    /// channels are passed on as [`Output::ChannelTooLong`](super::input::Output::ChannelTooLong).
    Adopt,
    /// For the ordered output of another recovery: the channel's history is read back to the date of the state.
    Backfill,
}
