//! JSON-RPC 2.0, and nothing of Telegram.
//!
//! A [`Catalog`] is the one table of methods. [`message`] reads what came in, [`dispatch`] takes the fields that
//! every call may carry, runs the method and words its answer, and [`openrpc`] tells the same table as a schema. What
//! that schema says of params is what [`shape`] checks.

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

pub use catalog::{Catalog, Method, Table};
pub use connection::Connection;
pub use dispatch::Call;
pub use marks::Marks;
