//! Uploads and downloads of files.

mod albums;
mod cancelling;
mod cdn;
mod downloading;
mod encoding;
mod faults;
mod later;
mod naming;
mod order;
mod paths;
mod private;
mod receiving;
mod refusing;
mod scene;
mod sending;
mod uploading;

pub use scene::*;
