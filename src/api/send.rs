//! The path of every send: random_id → turn → deliver → result.
//!
//! [`turn`] keeps the order, [`deliver`] transmits once, [`result`] returns the sent messages. [`attachment`], [`content`]
//! and [`file_params`] prepare files, [`params`] holds the shared params, and [`limits`] checks them before an upload.

pub mod attachment;
pub mod content;
pub mod deliver;
pub mod file_params;
pub mod limits;
pub mod params;
pub mod reply;
pub mod result;
pub mod schedule;
pub mod turn;
pub mod upload;
