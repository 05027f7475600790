//! The bytes of a file, shared by everything that shows it.

use std::sync::Arc;
use std::{fmt, io};

use super::parts::Part;
use crate::sandbox::world::engine::refusal::Refusal;

/// A file's bytes, shared by everything that shows it.
#[derive(Clone)]
pub struct Contents {
    pub parts: Arc<[Arc<Part>]>,
    /// The size of each part but the last.
    pub part_size: usize,
    pub size: usize,
}

impl Contents {
    /// Returns `None` if part sizes differ.
    pub fn of_parts(parts: Arc<[Arc<Part>]>, part_size: usize) -> Option<Self> {
        let (last, others) = parts.split_last()?;
        let even = others.iter().all(|part| part.length() == part_size);
        let size = parts.iter().map(|part| part.length()).sum();
        let fits = part_size > 0 && even && last.length() <= part_size;
        fits.then_some(Self { parts, part_size, size })
    }

    /// Whether both share the same bytes, not just equal ones.
    pub(in crate::sandbox::world) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parts, &other.parts)
    }

    /// Number of references to these bytes.
    pub(in crate::sandbox::world) fn holders(&self) -> usize {
        Arc::strong_count(&self.parts)
    }

    pub fn size(&self) -> usize {
        self.size
    }

    /// Reads up to `limit` bytes from an offset.
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

/// The disk with the parts failed or is full.
pub(in crate::sandbox::world) fn unreadable(_: io::Error) -> Refusal {
    Refusal::new(500, "FILE_UNREADABLE_IN_SANDBOX")
}

/// Leaves the bytes out of logs.
impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contents({} bytes)", self.size)
    }
}
