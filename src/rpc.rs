//! JSON-RPC 2.0, without anything specific to Telegram.
//!
//! A [`Catalog`] is the only table of methods. [`message`] reads requests, [`dispatch`] runs them and makes their
//! [`answer`]s, and [`openrpc`] publishes the table as a schema. [`shape`] checks params against that schema.

pub mod answer;
pub mod budget;
pub mod catalog;
pub mod connection;
pub mod cursor;
pub mod dispatch;
mod error;
pub mod fields;
pub mod marks;
pub mod message;
pub mod meter;
pub mod openrpc;
pub mod progress;
pub mod shape;
pub mod syntax;

pub use catalog::{Catalog, Fails, Method, Table};
pub use connection::Connection;
pub use dispatch::Call;
pub use marks::Marks;
