//! The metadata of videos and sound: duration, dimensions, title.
//!
//! Receivers see what the sender says of a file, as Telegram doesn't look inside. Files come from anywhere, so their
//! readers get a bounded input ([`Bounded`]), off the reactor, and a reader that panics has read nothing.
//!
//! Sound is read by `lofty`. The video containers are read here: only a few numbers of fixed layout are wanted, and the
//! libraries for MP4 and Matroska take in all tables of samples to tell them, or trust the lengths that a file claims.

mod bounded;
pub mod details;
mod matroska;
mod mp4;
mod sound;

use crate::api::types::file::probe::bounded::Bounded;
use crate::api::types::file::probe::details::Details;
use crate::log::panics;
use crate::telegram::media::Source;

/// Reads a file of this type off the async runtime. `None` if it can't be read.
pub async fn probe(source: &Source, mime_type: &str) -> Option<Details> {
    let reader = reader(mime_type)?;
    let source = source.clone();
    tokio::task::spawn_blocking(move || contained(&source, reader)).await.ok().flatten()
}

/// Reads a file of this type on the current thread. `None` if it can't be read.
pub fn probe_blocking(source: &Source, mime_type: &str) -> Option<Details> {
    contained(source, reader(mime_type)?)
}

type Reader = fn(&Source) -> Option<Details>;

fn reader(mime_type: &str) -> Option<Reader> {
    match mime_type {
        "video/mp4" | "video/quicktime" | "audio/mp4" => Some(read_mp4),
        "video/webm" | "video/x-matroska" | "audio/webm" | "audio/x-matroska" => {
            Some(|source| matroska::read(&mut Bounded::new(source)).ok())
        }
        sound if sound.starts_with("audio/") => Some(sound::read),
        _ => None,
    }
}

/// MP4 containers hold music, too, whose tags the sound reader reads.
fn read_mp4(source: &Source) -> Option<Details> {
    let details = mp4::read(&mut Bounded::new(source)).ok()?;
    match details.has_sound && !details.has_video {
        true => {
            Some(Details { is_streamable: details.is_streamable, ..sound::read(source).unwrap_or(details) })
        }
        false => Some(details),
    }
}

fn contained(source: &Source, read: Reader) -> Option<Details> {
    panics::contain(|| read(source)).flatten()
}
