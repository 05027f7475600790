//! Uploads and downloads.

pub mod download;
pub mod upload;

mod shown;
