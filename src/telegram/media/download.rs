//! Bytes on their way from Telegram.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt, stream};
use grammers_client::tl;
use tokio::sync::RwLock;

use super::{IN_FLIGHT, Lane, PART, Remote};
use crate::error::{Error, Kind, Result};
use crate::telegram::attempt::Attempt;

/// Pieces are asked for at multiples of this.
/// <https://core.telegram.org/api/files#downloading-files>
const UNIT: u64 = 4096;

/// Fetches the file's message anew, for a reference that holds.
pub type Refresh<'a> =
    Box<dyn Fn() -> BoxFuture<'a, Result<tl::enums::InputFileLocation>> + Send + Sync + 'a>;

/// Where a file is, as far as it is known by now.
struct Location<'a> {
    /// Counts how often it was fetched.
    current: RwLock<(u32, tl::enums::InputFileLocation)>,
    refresh: Refresh<'a>,
}

/// The bytes of this range, piece after piece. The range must lie within the file.
pub fn download<'a>(
    lane: &'a Lane<'a>,
    remote: &'a Remote,
    range: Range<u64>,
    attempt: &'a Attempt,
    max_wait: Duration,
    refresh: Refresh<'a>,
) -> impl Stream<Item = Result<Vec<u8>>> + Send + 'a {
    let location = Arc::new(Location { current: RwLock::new((0, remote.location.clone())), refresh });
    let limit = piece(&range);
    let first = range.start / limit * limit;
    let pieces = stream::iter((first..range.end).step_by(limit as usize));
    pieces
        .map(move |offset| {
            let location = location.clone();
            let wanted = range.start.max(offset)..range.end.min(offset + limit);
            async move {
                let attempt = attempt.of_a_part(max_wait);
                let mut bytes = location.get(lane, offset, limit, &attempt).await?;
                if bytes.len() as u64 > limit.min(remote.size.saturating_sub(offset)) {
                    return Err(Error::unexpected(
                        "Telegram gave more bytes of the file than it was asked for",
                    ));
                }
                if (bytes.len() as u64) < wanted.end - offset {
                    let told = "Telegram gave fewer bytes of the file than it has by its own account";
                    return Err(Error::new(Kind::TelegramInternal, told));
                }
                bytes.truncate((wanted.end - offset) as usize);
                bytes.drain(..(wanted.start - offset) as usize);
                Ok(bytes)
            }
        })
        .buffered(IN_FLIGHT)
}

/// How much is asked for at once: no more than a short range needs.
fn piece(range: &Range<u64>) -> u64 {
    let mut piece = UNIT;
    while piece < PART && range.start / piece * piece + piece < range.end {
        piece *= 2;
    }
    piece
}

impl Location<'_> {
    /// One piece. When its reference has expired, the message is fetched anew, once for all pieces.
    async fn get(&self, lane: &Lane<'_>, offset: u64, limit: u64, attempt: &Attempt) -> Result<Vec<u8>> {
        loop {
            let (version, location) = self.current.read().await.clone();
            let function = tl::functions::upload::GetFile {
                precise: false,
                cdn_supported: false,
                location,
                offset: offset as i64,
                limit: limit as i32,
            };
            let error = match lane.ask(function, attempt).await {
                Ok(tl::enums::upload::File::File(file)) => return Ok(file.bytes),
                Ok(tl::enums::upload::File::CdnRedirect(_)) => {
                    return Err(Error::new(
                        Kind::TelegramInternal,
                        "Telegram sends us to a CDN, which was not asked for",
                    ));
                }
                Err(error) => error,
            };
            if !is_reference_gone(&error) {
                return Err(error);
            }
            self.fetch_anew(version, error).await?;
        }
    }

    async fn fetch_anew(&self, version: u32, error: Error) -> Result<()> {
        let mut current = self.current.write().await;
        if current.0 > version {
            return Ok(());
        }
        if version > 0 {
            return Err(error);
        }
        *current = (version + 1, (self.refresh)().await?);
        Ok(())
    }
}

fn is_reference_gone(error: &Error) -> bool {
    let name = error.get("telegram").and_then(|telegram| telegram["name"].as_str());
    name.is_some_and(|name| name.starts_with("FILE_REFERENCE_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_range_is_asked_for_in_one_short_piece() {
        assert_eq!(piece(&(0..1)), 4096);
        assert_eq!(piece(&(4095..4097)), 8192);
        assert_eq!(piece(&(0..PART)), PART);
        assert_eq!(piece(&(PART - 1..PART + 1)), PART);
        assert_eq!(piece(&(0..100 * PART)), PART);
    }
}
