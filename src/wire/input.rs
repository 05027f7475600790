//! Received bytes that are not processed yet.

use std::ops::Range;

/// Minimum room for one read, in bytes.
const READ: usize = 16 << 10;

/// Capacity that an empty buffer keeps for the next message, in bytes.
const MIN_CAPACITY: usize = 32 << 10;

/// A buffer that grows with the bytes received, never with an announced length, and shrinks when it is empty.
#[derive(Debug, Default)]
pub struct Input {
    bytes: Vec<u8>,
    /// Start of the unprocessed part.
    start: usize,
}

impl Input {
    /// The unprocessed bytes.
    pub fn unread(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// The current position, for [`Input::rewind`].
    pub fn mark(&self) -> usize {
        self.start
    }

    /// Returns to a mark. No bytes may have been received since.
    pub fn rewind(&mut self, mark: usize) {
        self.start = mark;
    }

    /// Takes the next bytes and returns their range.
    pub fn take(&mut self, length: usize) -> Range<usize> {
        let start = self.start;
        self.start += length;
        start..self.start
    }

    /// The bytes of a range that was just taken.
    pub fn at(&self, place: Range<usize>) -> &[u8] {
        &self.bytes[place]
    }

    /// Bytes of memory that it takes.
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Discards everything.
    pub fn clear(&mut self) {
        self.bytes = Vec::new();
        self.start = 0;
    }

    /// Releases memory that the unprocessed bytes don't need.
    pub fn tidy(&mut self) {
        let unread = self.bytes.len() - self.start;
        if self.bytes.capacity() > MIN_CAPACITY && unread * 4 < self.bytes.capacity() {
            let mut smaller = Vec::with_capacity(unread + READ);
            smaller.extend_from_slice(self.unread());
            self.bytes = smaller;
            self.start = 0;
        } else if unread <= self.start {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }

    /// How many bytes it must grow by before the next read. `expected` is the length of the current message, if it is
    /// known; `most` is the maximum length of a message.
    pub fn growth(&self, expected: Option<usize>, most: usize) -> usize {
        let capacity = self.bytes.capacity();
        let wanted = match expected {
            Some(expected) => expected.saturating_sub(self.bytes.len() - self.start).min(READ),
            None => READ,
        };
        let needed = self.bytes.len() + wanted;
        if needed <= capacity {
            return 0;
        }
        let whole = self.start.saturating_add(expected.unwrap_or(most.saturating_add(READ)));
        (capacity * 2).clamp(needed, whole.max(needed)) - capacity
    }

    /// Grows by this many bytes.
    pub fn grow(&mut self, by: usize) {
        if by > 0 {
            self.bytes.reserve_exact(self.bytes.capacity() + by - self.bytes.len());
        }
    }

    /// The buffer to append to.
    pub fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_at_most_twice_the_received_bytes_and_the_next_read() {
        let mut input = Input::default();
        for _ in 0..500 {
            input.grow(input.growth(Some(64 << 20), 64 << 20));
            input.end().extend_from_slice(&[b'x'; 1000]);
            assert!(input.capacity() <= 2 * (input.unread().len() + READ), "{}", input.capacity());
        }

        let mut input = Input::default();
        input.end().extend_from_slice(&[b'x'; 400_000]);
        input.grow(input.growth(None, 500_000));
        assert!((400_001..=500_000 + READ).contains(&input.capacity()), "{}", input.capacity());
    }

    #[test]
    fn the_memory_of_a_large_message_is_released_although_the_next_has_begun() {
        let mut input = Input::default();
        input.end().extend_from_slice(&[b'x'; 1 << 20]);
        input.take((1 << 20) - 3);
        input.tidy();
        assert!(input.capacity() <= MIN_CAPACITY);
        assert_eq!(input.unread(), b"xxx");
        input.take(3);
        input.tidy();
        assert!(input.unread().is_empty());
    }
}
