//! Groups and channels.

pub mod add_members;
pub mod admins;
pub mod bans;
pub mod check_invite;
pub mod create;
pub mod edit;
pub mod group;
pub mod invites;
pub mod join;
pub mod leave;
pub mod members;
pub mod photo;
pub mod requests;
pub mod topics;
