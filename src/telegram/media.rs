//! Uploads and downloads files in parts, over separate connections.
//!
//! A [`Lane`] is a connection to a DC for one transfer, with several parts in flight. All lanes run on one [`Thread`], so
//! that their cryptography doesn't delay calls. Parts are streamed between disk and lane, so memory use doesn't depend on
//! the size of the file. <https://core.telegram.org/api/files>

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
pub use upload::{MAX_UPLOAD, Source, Uploaded, upload};

/// Size of a part in bytes, the largest that Telegram accepts.
pub const PART: u64 = 512 * 1024;

/// Parts in flight at once. Enough for a latency of 50 ms, and 4 MiB of memory.
const IN_FLIGHT: usize = 8;

/// Default for how long a part may wait in total when Telegram asks for it.
pub const MAX_WAIT: Duration = Duration::from_secs(60);
