//! Storage of file parts: the first ones in memory, the rest in an unnamed temporary file, so that large files need
//! little memory. The system removes the file when the process exits.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;

/// Maximum bytes of a part.
pub const MAX_PART: usize = 512 * 1024;

/// Maximum bytes of parts in memory.
const IN_MEMORY: usize = 16 << 20;

/// Stores parts while they are referenced, and counts their bytes.
#[derive(Default)]
pub struct Store {
    /// Bytes of all parts.
    held: AtomicUsize,
    /// Bytes in memory.
    here: AtomicUsize,
    disk: Mutex<Disk>,
}

/// A file divided into slots of [`MAX_PART`] bytes.
#[derive(Default)]
struct Disk {
    /// Created on first use.
    file: Option<Arc<File>>,
    /// Number of slots.
    places: u64,
    /// Free slots.
    empty: Vec<u64>,
}

/// The bytes of one part.
pub struct Part {
    bytes: Bytes,
    length: usize,
    store: Arc<Store>,
}

enum Bytes {
    Here(Box<[u8]>),
    OnDisk { file: Arc<File>, place: u64 },
}

impl Store {
    pub fn held(&self) -> usize {
        self.held.load(Ordering::Relaxed)
    }

    /// Stores a part of at most [`MAX_PART`] bytes.
    pub fn keep(self: &Arc<Self>, bytes: Vec<u8>) -> io::Result<Arc<Part>> {
        if self.here.load(Ordering::Relaxed) + bytes.len() <= IN_MEMORY {
            return Ok(self.keep_here(bytes));
        }
        let (file, place) = self.disk.lock().take_place()?;
        // From here on, the slot is freed if writing fails.
        let part = self.count(Bytes::OnDisk { file: Arc::clone(&file), place }, bytes.len());
        file.write_all_at(&bytes, place * MAX_PART as u64)?;
        Ok(part)
    }

    /// Stores any number of bytes in memory.
    pub fn keep_here(self: &Arc<Self>, bytes: Vec<u8>) -> Arc<Part> {
        let length = bytes.len();
        self.here.fetch_add(length, Ordering::Relaxed);
        self.count(Bytes::Here(bytes.into_boxed_slice()), length)
    }

    fn count(self: &Arc<Self>, bytes: Bytes, length: usize) -> Arc<Part> {
        self.held.fetch_add(length, Ordering::Relaxed);
        Arc::new(Part { bytes, length, store: Arc::clone(self) })
    }
}

impl Disk {
    fn take_place(&mut self) -> io::Result<(Arc<File>, u64)> {
        let file = match &self.file {
            Some(file) => Arc::clone(file),
            None => Arc::clone(self.file.insert(Arc::new(tempfile::tempfile()?))),
        };
        let place = self.empty.pop().unwrap_or_else(|| {
            self.places += 1;
            self.places - 1
        });
        Ok((file, place))
    }

    /// Closes the file when its last part is gone.
    fn give_back(&mut self, place: u64) {
        self.empty.push(place);
        if self.empty.len() as u64 == self.places {
            *self = Self::default();
        }
    }
}

impl Part {
    pub fn length(&self) -> usize {
        self.length
    }

    /// Reads bytes from an offset. The range must be within the part.
    pub fn read(&self, from: usize, into: &mut [u8]) -> io::Result<()> {
        match &self.bytes {
            Bytes::Here(bytes) => {
                into.copy_from_slice(&bytes[from..from + into.len()]);
                Ok(())
            }
            Bytes::OnDisk { file, place } => file.read_exact_at(into, place * MAX_PART as u64 + from as u64),
        }
    }

    pub fn all(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.length];
        self.read(0, &mut bytes)?;
        Ok(bytes)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.store.held.fetch_sub(self.length, Ordering::Relaxed);
        match self.bytes {
            Bytes::Here(_) => {
                self.store.here.fetch_sub(self.length, Ordering::Relaxed);
            }
            Bytes::OnDisk { place, .. } => self.store.disk.lock().give_back(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(number: usize) -> Vec<u8> {
        vec![number as u8; MAX_PART - number]
    }

    #[test]
    fn what_does_not_fit_in_memory_is_on_disk_and_reads_the_same() {
        const COUNT: usize = 2 * IN_MEMORY / MAX_PART;
        let store = Arc::<Store>::default();
        let parts: Vec<Arc<Part>> = (0..COUNT).map(|number| store.keep(part(number)).unwrap()).collect();
        assert!(store.here.load(Ordering::Relaxed) <= IN_MEMORY);
        assert_eq!(store.held(), (0..COUNT).map(|number| MAX_PART - number).sum::<usize>());
        for (number, kept) in parts.iter().enumerate() {
            assert!(kept.all().unwrap() == part(number));
            let mut some = [0; 3];
            kept.read(kept.length() - 3, &mut some).unwrap();
            assert_eq!(some, [number as u8; 3]);
        }
    }

    #[test]
    fn a_place_that_is_given_back_is_taken_again_and_an_empty_file_goes() {
        let store = Arc::<Store>::default();
        let _memory = store.keep_here(vec![0; IN_MEMORY]);
        let [first, second] = [1, 2].map(|number| store.keep(part(number)).unwrap());
        drop(first);
        let third = store.keep(part(3)).unwrap();
        assert_eq!(store.disk.lock().places, 2);
        assert!(second.all().unwrap() == part(2) && third.all().unwrap() == part(3));
        drop((second, third));
        assert!(store.disk.lock().file.is_none());
        assert_eq!(store.held(), IN_MEMORY);
        assert!(store.keep(part(4)).unwrap().all().unwrap() == part(4));
    }
}
