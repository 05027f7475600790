//! Downloads.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};

use super::location::{Location, Refresh};
use super::{IN_FLIGHT, Lane, PART, Remote};
use crate::error::{Error, Kind, Result};
use crate::telegram::attempt::Attempt;

/// Offsets and limits of requests are multiples of this.
/// <https://core.telegram.org/api/files#downloading-files>
const UNIT: u64 = 4096;

/// Downloads a range as a stream of pieces. The range must be within the file.
pub fn download<'a>(
    lane: &'a Lane<'a>,
    remote: &'a Remote,
    range: Range<u64>,
    attempt: &'a Attempt,
    max_wait: Duration,
    refresh: Refresh<'a>,
) -> impl Stream<Item = Result<Vec<u8>>> + Send + 'a {
    let location = Arc::new(Location::new(remote.location.clone(), remote.size, refresh));
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
                    return Err(Error::unexpected("Telegram sent more bytes of the file than requested"));
                }
                if (bytes.len() as u64) < wanted.end - offset {
                    let message = "Telegram sent fewer bytes than the file should have";
                    return Err(Error::new(Kind::TelegramInternal, message));
                }
                bytes.truncate((wanted.end - offset) as usize);
                bytes.drain(..(wanted.start - offset) as usize);
                Ok(bytes)
            }
        })
        .buffered(IN_FLIGHT)
}

/// The size of a piece. It is smaller for short ranges.
fn piece(range: &Range<u64>) -> u64 {
    let mut piece = UNIT;
    while piece < PART && range.start / piece * piece + piece < range.end {
        piece *= 2;
    }
    piece
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
