//! Files on their way in, part by part (https://core.telegram.org/api/files#uploading-files).

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::io;
use std::sync::Arc;

use self::store::{Part, Store};
use super::World;
use super::refusal::{Refusal, bad};

pub(super) mod kept;
mod store;

/// Bytes in one part, at most.
pub const MAX_PART: usize = 512 * 1024;
/// Bytes in a file that isn't sent as a big one (https://core.telegram.org/api/files#uploading-files).
const MAX_SMALL: usize = 10 << 20;
/// Parts in one file, without a subscription.
pub const MAX_PARTS: i32 = 4000;
/// Seconds that parts are kept for someone to make a file of them.
const LIFE: i32 = 24 * 3600;

/// The parts that each account has sent, by the number it chose for the file.
pub(super) struct Uploads {
    begun: HashMap<(i64, i64), Upload>,
    /// Has the bytes of all parts, those of finished files too.
    store: Arc<Store>,
    quota: usize,
    /// With how many uploads the old ones are looked for next, so that looking costs nothing with the number of them.
    sweep_at: usize,
}

struct Upload {
    parts: BTreeMap<i32, Arc<Part>>,
    /// What all parts but the last have in a file whose number of parts was told.
    part_size: Option<usize>,
    last_used: i32,
}

/// A file's bytes, shared by all that show it.
#[derive(Clone)]
pub struct Contents {
    parts: Arc<[Arc<Part>]>,
    /// Of each part but the last.
    part_size: usize,
    size: usize,
}

impl Contents {
    /// None, if the parts are of uneven sizes.
    fn of_parts(parts: Arc<[Arc<Part>]>, part_size: usize) -> Option<Self> {
        let (last, others) = parts.split_last()?;
        let even = others.iter().all(|part| part.length() == part_size);
        let size = parts.iter().map(|part| part.length()).sum();
        let fits = part_size > 0 && even && last.length() <= part_size;
        fits.then_some(Self { parts, part_size, size })
    }

    /// Whether these are the same bytes, and not just alike.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts)
    }

    /// How many have these bytes.
    pub(super) fn holders(&self) -> usize {
        Arc::strong_count(&self.parts)
    }

    pub fn size(&self) -> usize {
        self.size
    }

    /// So many bytes from there on, or as many as there are.
    pub fn read(&self, offset: usize, limit: usize) -> Result<Vec<u8>, Refusal> {
        let end = offset.saturating_add(limit).min(self.size);
        let mut read = vec![0; end.saturating_sub(offset)];
        let (mut at, mut rest) = (offset, &mut read[..]);
        while !rest.is_empty() {
            let (part, within) = (&self.parts[at / self.part_size], at % self.part_size);
            let (into, behind) = rest.split_at_mut(rest.len().min(part.length() - within));
            part.read(within, into).map_err(unreadable)?;
            at += into.len();
            rest = behind;
        }
        Ok(read)
    }

    pub fn all(&self) -> Result<Vec<u8>, Refusal> {
        self.read(0, self.size)
    }
}

/// The disk that parts are on fails, or is full.
fn unreadable(_: io::Error) -> Refusal {
    Refusal::new(500, "FILE_UNREADABLE_IN_SANDBOX")
}

fn unwritable(_: io::Error) -> Refusal {
    Refusal::new(500, "FILE_UNWRITABLE_IN_SANDBOX")
}

/// Megabytes are no help in a log.
impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contents({} bytes)", self.size)
    }
}

impl Upload {
    fn is_live(&self, now: i32) -> bool {
        now - self.last_used < LIFE
    }
}

impl Uploads {
    pub(super) fn with_quota(quota: usize) -> Self {
        Self { begun: HashMap::new(), store: Arc::default(), quota, sweep_at: 0 }
    }

    pub(super) fn set_quota(&mut self, quota: usize) {
        self.quota = quota;
    }

    pub(super) fn held(&self) -> usize {
        self.store.held()
    }

    fn live(&self, account: i64, file: i64, now: i32) -> Option<&Upload> {
        self.begun.get(&(account, file)).filter(|upload| upload.is_live(now))
    }

    /// Forgets what nobody came back for.
    fn sweep(&mut self, now: i32) {
        self.begun.retain(|_, upload| upload.is_live(now));
        self.sweep_at = self.begun.len() * 2 + 64;
    }

    /// Forgets the upload that became these contents.
    pub(super) fn forget(&mut self, contents: &Contents) {
        self.begun.retain(|_, upload| {
            !upload.parts.values().any(|part| contents.parts.iter().any(|known| Arc::ptr_eq(part, known)))
        });
    }

    /// Contents that nobody uploaded.
    pub(super) fn own(&self, bytes: Vec<u8>) -> Contents {
        let size = bytes.len();
        Contents { parts: [self.store.keep_here(bytes)].into(), part_size: size.max(1), size }
    }
}

impl World {
    /// Takes one part of a file that has yet to be sent. `total` is told of big files alone: how many parts there will
    /// be, or -1 as long as nobody knows.
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

    /// The file that an account's parts make. They stay for a while, as a client may ask twice.
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
        // Larger ones are sent as such, without a checksum.
        if md5.is_some() && contents.size() > MAX_SMALL {
            return Err(bad("FILE_PARTS_INVALID"));
        }
        // Not every client bothers with a checksum.
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
