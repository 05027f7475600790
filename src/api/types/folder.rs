//! Telegram's folders of the chat list.

/// Telegram's numbers for the two. <https://core.telegram.org/api/folders#peer-folders>
pub const MAIN_LIST: i32 = 0;

pub const ARCHIVE: i32 = 1;
