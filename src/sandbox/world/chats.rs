//! Groups, supergroups and channels, and each account's list of chats.

pub mod access;
pub mod admins;
pub mod chat;
pub mod create;
pub mod dialog;
pub mod dialog_settings;
pub mod dialogs;
pub mod forum;
pub mod invites;
pub mod members;
pub mod membership;
pub mod migration;
pub mod notifications;
pub mod permissions;
pub mod rights;
pub mod settings;
pub mod slow_mode;
pub mod threads;
pub mod topics;
