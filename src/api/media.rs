//! Files: uploaded and downloaded.

pub mod download;
pub mod upload;

mod shown;
