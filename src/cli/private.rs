//! The daemon's own files, which callers can't access: its keys, its log and its socket's lock.

use std::path::Path;

use super::{Failure, Options};
use crate::files::{Private, Series};
use crate::log::{self, Days};
use crate::session::source;
use crate::wire::socket;

/// The files to protect. `socket` is the daemon's socket, if it has one.
pub fn of(options: &Options, socket: Option<&Path>) -> Result<Private, Failure> {
    let mut files = Vec::from_iter(options.key_file.clone());
    if let Some(path) = socket {
        files.extend([path.to_owned(), socket::lock_of(path)]);
    }
    // The log may go there: `--log-file - 2>> telewire.log`.
    let stderr = Path::new("/proc/self/fd/2");
    files.extend(stderr.metadata().is_ok_and(|found| found.is_file()).then(|| stderr.to_owned()));
    let mut folders = source::folders();
    folders.extend(log::default_folder());
    let named = options.log_file.as_deref().and_then(Days::of);
    let series = named.map(|Days { folder, stem, suffix }| Series { folder, stem, suffix });
    Ok(Private::new(files, folders, Vec::from_iter(series))?)
}
