//! What bots add: commands, keyboards, callback and inline queries.

pub mod bot;
pub mod callbacks;
pub mod commands;
pub mod inline;
pub mod inline_result;
pub mod keyboards;
pub mod markup;
pub mod query;
pub mod start;
