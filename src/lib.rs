//! Telewire drives Telegram accounts for any program, over JSON-RPC 2.0.

pub mod api;
pub mod cli;
pub mod error;
pub mod log;
pub mod rpc;
pub mod sandbox;
pub mod secret;
pub mod session;
pub mod telegram;
pub mod wire;
