//! Ranges and hashes of a file's bytes (https://core.telegram.org/api/files#downloading-files).

use grammers_tl_types::{enums, types};
use sha2::{Digest, Sha256};

use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::files::contents::Contents;

/// A requested range must not cross a multiple of this.
pub const MEGABYTE: i64 = 1 << 20;

/// Bytes covered by one hash.
pub const HASHED_SIZE: usize = 128 * 1024;

/// At most `most` hashes, starting with the piece that contains `offset`.
pub fn hashes(contents: &Contents, offset: usize, most: usize) -> Result<Vec<enums::FileHash>, Refusal> {
    let first = offset / HASHED_SIZE * HASHED_SIZE;
    let pieces = (first..contents.size()).step_by(HASHED_SIZE).take(most);
    let hashed = pieces.map(|offset| {
        let bytes = contents.read(offset, HASHED_SIZE)?;
        let hash = Sha256::digest(&bytes).to_vec();
        Ok(types::FileHash { offset: offset as i64, limit: bytes.len() as i32, hash }.into())
    });
    hashed.collect()
}

/// > offset % 4KB = 0, limit % 4KB = 0, 1MB % limit = 0, offset / 1MB = (offset + limit - 1) / 1MB
///
/// With `precise`, the unit is 1 KB and any limit up to 1 MB is allowed.
/// <https://core.telegram.org/api/files#downloading-files>
pub fn check_range(offset: i64, limit: i32, precise: bool) -> Result<(), Refusal> {
    let unit = if precise { 1024 } else { 4096 };
    let limit = i64::from(limit);
    if offset < 0 || offset % unit != 0 {
        return Err(bad("OFFSET_INVALID"));
    }
    let limit_fits = (1..=MEGABYTE).contains(&limit) && limit % unit == 0;
    if !limit_fits || (!precise && MEGABYTE % limit != 0) {
        return Err(bad("LIMIT_INVALID"));
    }
    let last = offset.checked_add(limit - 1).ok_or(bad("OFFSET_INVALID"))?;
    if offset / MEGABYTE == last / MEGABYTE { Ok(()) } else { Err(bad("LIMIT_INVALID")) }
}
