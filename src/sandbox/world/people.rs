//! Users and bots: who they are and how they are found.

pub mod accounts;
pub mod activity;
pub mod contacts;
pub mod lookup;
pub mod peer;
pub mod person;
pub mod photos;
pub mod presence;
pub mod profile;
