//! `messages.*`: messages, dialogs, basic groups, invite links, topics.

pub mod buttons;
pub mod chats;
pub mod dialogs;
pub mod editing;
pub mod forwarding;
pub mod groups;
pub mod history;
pub mod inline;
pub mod invites;
pub mod media;
pub mod mentions;
pub mod pinning;
pub mod polls;
pub mod reactions;
pub mod receipts;
pub mod scheduling;
pub mod search;
pub mod sending;
pub mod start_bot;
pub mod topics;
