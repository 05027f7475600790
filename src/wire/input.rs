//! What has come in and is not dealt with yet.

use std::ops::Range;

/// Bytes that one read may bring, at least.
const READ: usize = 16 << 10;

/// Bytes of an empty buffer that are kept for the next message.
const KEPT: usize = 32 << 10;

/// A buffer that grows with what comes, never with what is announced, and shrinks when it is empty.
#[derive(Debug, Default)]
pub struct Input {
    bytes: Vec<u8>,
    /// Where the part begins that is not dealt with yet.
    start: usize,
}

impl Input {
    /// What is not dealt with yet.
    pub fn unread(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// Where it begins, for [`Input::rewind`].
    pub fn mark(&self) -> usize {
        self.start
    }

    /// Goes back to a mark, as if nothing had been taken since. Nothing may have been read since.
    pub fn rewind(&mut self, mark: usize) {
        self.start = mark;
    }

    /// Takes the next bytes. Gives their place.
    pub fn take(&mut self, length: usize) -> Range<usize> {
        let start = self.start;
        self.start += length;
        start..self.start
    }

    /// The bytes in a place that was taken just now.
    pub fn at(&self, place: Range<usize>) -> &[u8] {
        &self.bytes[place]
    }

    /// Bytes of memory that it has.
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    /// Forgets all that has come.
    pub fn clear(&mut self) {
        self.bytes = Vec::new();
        self.start = 0;
    }

    /// Gives back what the rest doesn't need.
    pub fn tidy(&mut self) {
        let unread = self.bytes.len() - self.start;
        if self.bytes.capacity() > KEPT && unread * 4 < self.bytes.capacity() {
            let mut smaller = Vec::with_capacity(unread + READ);
            smaller.extend_from_slice(self.unread());
            self.bytes = smaller;
            self.start = 0;
        } else if unread <= self.start {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
    }

    /// By how many bytes it must grow before the next read. `expected` is the length of the message that has begun, if
    /// that is known; `most` is the longest that is taken.
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

    /// Grows by so many bytes.
    pub fn grow(&mut self, by: usize) {
        if by > 0 {
            self.bytes.reserve_exact(self.bytes.capacity() + by - self.bytes.len());
        }
    }

    /// Where what comes next is appended.
    pub fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_at_most_twice_what_has_come_and_the_next_read() {
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
    fn what_one_large_message_took_is_given_back_with_the_next_begun() {
        let mut input = Input::default();
        input.end().extend_from_slice(&[b'x'; 1 << 20]);
        input.take((1 << 20) - 3);
        input.tidy();
        assert!(input.capacity() <= KEPT);
        assert_eq!(input.unread(), b"xxx");
        input.take(3);
        input.tidy();
        assert!(input.unread().is_empty());
    }
}
