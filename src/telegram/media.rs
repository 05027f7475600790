//! Files on their way to and from Telegram, in parts, on connections of their own.
//!
//! A [`Lane`] is one transfer's connection to a DC, several parts in flight on it; it ends with the transfer. All lanes
//! live on one [`Thread`], so that their cryptography holds up nobody's calls. Parts come and go one after the other
//! between disk and lane, so that a file of any size takes the same memory.
//! <https://core.telegram.org/api/files>

mod cdn;
mod download;
mod lane;
mod location;
mod remote;
mod thread;
mod upload;

use std::time::Duration;

pub use download::download;
pub use lane::Lane;
pub use location::Refresh;
pub use remote::{Bytes, Remote};
pub use thread::Thread;
pub use upload::{LARGEST, Source, Uploaded, upload};

/// Bytes in a part: the most that Telegram takes.
pub const PART: u64 = 512 * 1024;

/// Parts on the way at once: enough to fill a line of 50 ms, and 4 MiB of memory.
const IN_FLIGHT: usize = 8;

/// How long a part may wait, in all, when Telegram asks it to, unless the caller says otherwise.
pub const MAX_WAIT: Duration = Duration::from_secs(60);
