//! Files: uploads, what messages show, and the CDN DC.

pub mod cdn;
pub mod cdn_tokens;
pub mod contents;
pub mod file;
pub mod image;
pub mod library;
pub mod parts;
pub mod snapshot;
pub mod uploading;
pub mod uploads;
