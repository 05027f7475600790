//! Uploading files part by part (https://core.telegram.org/api/files#uploading-files).

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::contents::{Contents, unreadable};
use super::parts::{MAX_PART, Part};
use super::uploads::Upload;
use crate::sandbox::world::World;
use crate::sandbox::world::engine::refusal::{Refusal, bad};

/// Maximum bytes of a file that isn't uploaded as a big one (https://core.telegram.org/api/files#uploading-files).
const MAX_SMALL: usize = 10 << 20;

/// Maximum parts of a file without Telegram Premium.
pub const MAX_PARTS: i32 = 4000;

fn unwritable(_: io::Error) -> Refusal {
    Refusal::new(500, "FILE_UNWRITABLE_IN_SANDBOX")
}

impl World {
    /// Stores a part of a file. `total` is the number of parts of a big file, or -1 while unknown.
    pub fn save_part(
        &mut self,
        account: i64,
        file: i64,
        part: i32,
        total: Option<i32>,
        bytes: Vec<u8>,
    ) -> Result<(), Refusal> {
        let now = self.now();
        let most = if self.is_premium(account) { 2 * MAX_PARTS } else { MAX_PARTS };
        if bytes.is_empty() {
            return Err(bad("FILE_PART_EMPTY"));
        }
        if bytes.len() > MAX_PART {
            return Err(bad("FILE_PART_TOO_BIG"));
        }
        let total = match total {
            None | Some(-1) => None,
            Some(total) if (1..=most).contains(&total) => Some(total),
            Some(_) => return Err(bad("FILE_PARTS_INVALID")),
        };
        if !(0..total.unwrap_or(most)).contains(&part) {
            return Err(bad("FILE_PART_INVALID"));
        }

        let uploads = &mut self.files.uploads;
        if uploads.begun.len() >= uploads.sweep_at || uploads.held() + bytes.len() > uploads.quota {
            uploads.sweep(now);
        }
        let known = uploads.live(account, file, now).and_then(|upload| upload.part_size);
        let in_full = total.is_some_and(|total| part < total - 1);
        if in_full {
            if !is_part_size(bytes.len()) {
                return Err(bad("FILE_PART_SIZE_INVALID"));
            }
            if known.is_some_and(|known| known != bytes.len()) {
                return Err(bad("FILE_PART_SIZE_CHANGED"));
            }
        }
        if uploads.held() + bytes.len() > uploads.quota {
            return Err(bad("FILE_QUOTA_EXCEEDED_IN_SANDBOX"));
        }
        let size = bytes.len();
        let taken = uploads.store.keep(bytes).map_err(unwritable)?;
        let upload = uploads.begun.entry((account, file)).or_insert_with(|| Upload {
            parts: BTreeMap::new(),
            part_size: None,
            last_used: now,
        });
        if !upload.is_live(now) {
            upload.parts.clear();
            upload.part_size = None;
        }
        upload.last_used = now;
        if in_full {
            upload.part_size = Some(size);
        }
        upload.parts.insert(part, taken);
        Ok(())
    }

    /// Assembles an uploaded file. The parts are kept for a while, as a client may retry.
    pub fn uploaded(
        &self,
        account: i64,
        file: i64,
        parts: i32,
        md5: Option<&str>,
    ) -> Result<Contents, Refusal> {
        let most = if self.is_premium(account) { 2 * MAX_PARTS } else { MAX_PARTS };
        if !(1..=most).contains(&parts) {
            return Err(bad("FILE_PARTS_INVALID"));
        }
        let upload = self.files.uploads.live(account, file, self.now());
        let part = |number: i32| {
            let part = upload.and_then(|upload| upload.parts.get(&number));
            part.cloned().ok_or_else(|| Refusal::new(400, format!("FILE_PART_{number}_MISSING")))
        };
        let parts: Arc<[Arc<Part>]> = (0..parts).map(part).collect::<Result<_, _>>()?;
        let part_size = parts[0].length();
        if parts.len() > 1 && !is_part_size(part_size) {
            return Err(bad("FILE_PART_SIZE_INVALID"));
        }
        let contents = Contents::of_parts(parts, part_size).ok_or(bad("FILE_PART_SIZE_INVALID"))?;
        // Larger files are uploaded as big ones, without a checksum.
        if md5.is_some() && contents.size() > MAX_SMALL {
            return Err(bad("FILE_PARTS_INVALID"));
        }
        // The checksum is optional.
        if let Some(told) = md5.filter(|md5| !md5.is_empty()) {
            let mut checksum = md5::Context::new();
            for part in &*contents.parts {
                checksum.consume(part.all().map_err(unreadable)?);
            }
            if !format!("{:x}", checksum.finalize()).eq_ignore_ascii_case(told) {
                return Err(bad("MD5_CHECKSUM_INVALID"));
            }
        }
        Ok(contents)
    }
}

/// > part_size % 1024 = 0 (divisible by 1KB), 524288 % part_size = 0 (512KB must be evenly divisible by part_size)
fn is_part_size(size: usize) -> bool {
    size.is_multiple_of(1024) && MAX_PART.is_multiple_of(size)
}
