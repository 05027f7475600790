//! Bytes that are framed but not written, and the answers of incomplete batches.

use std::collections::{HashMap, VecDeque};

use tokio::sync::OwnedSemaphorePermit;

use crate::rpc::answer::Answer;
use crate::rpc::message::Id;

/// Capacity that an empty buffer keeps for the next answer, in bytes.
const MIN_CAPACITY: usize = 16 << 10;

/// Bytes on their way to the client.
#[derive(Debug, Default)]
pub struct Output {
    bytes: Vec<u8>,
    written: usize,
    /// Bytes written since the connection began.
    total: u64,
    /// The permits of notifications, each with the total that ends it.
    permits: VecDeque<(u64, OwnedSemaphorePermit)>,
}

impl Output {
    pub fn unwritten(&self) -> &[u8] {
        &self.bytes[self.written..]
    }

    /// The buffer to append to.
    pub fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Holds the permit of the last appended notification until this is written.
    pub fn hold(&mut self, permit: OwnedSemaphorePermit) {
        self.permits.push_back((self.total + self.unwritten().len() as u64, permit));
    }

    /// Marks bytes as written, and releases their memory from time to time.
    ///
    /// Permits are released one by one, so that the sender of notifications goes on at the pace of its reader, and not
    /// only once the reader has caught up.
    pub fn advance(&mut self, bytes: usize) {
        self.written += bytes;
        self.total += bytes as u64;
        while self.permits.pop_front_if(|(end, _)| *end <= self.total).is_some() {}
        if self.written * 2 >= self.bytes.len() {
            self.bytes.drain(..self.written);
            self.bytes.shrink_to((self.bytes.len() * 2).max(MIN_CAPACITY));
            self.written = 0;
        }
    }

    /// Bytes of memory that it takes.
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }
}

/// The batches with answers still missing.
#[derive(Debug, Default)]
pub struct Batches {
    batches: HashMap<u64, Batch>,
    bytes: usize,
}

/// The answers of a batch, each in its member's place.
#[derive(Debug)]
struct Batch {
    answers: Vec<Option<Box<[u8]>>>,
    missing: usize,
    bytes: usize,
}

impl Batches {
    pub fn open(&mut self, batch: u64, members: usize) {
        let answers = std::iter::repeat_with(|| None).take(members).collect();
        self.batches.insert(batch, Batch { answers, missing: members, bytes: 0 });
    }

    /// Bytes of all answers held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of one batch's answers so far.
    pub fn bytes_of(&self, batch: u64) -> usize {
        self.batches.get(&batch).map_or(0, |batch| batch.bytes)
    }

    /// Adds a member's answer, if it gets one. Returns all of the batch's answers if it was the last.
    pub fn answer(
        &mut self,
        batch: u64,
        place: usize,
        id: Option<&Id>,
        answer: &Answer,
    ) -> Option<Vec<Box<[u8]>>> {
        let waiting = self.batches.get_mut(&batch)?;
        if let Some(id) = id {
            let text = answer.to(id).concat().into_boxed_slice();
            waiting.bytes += text.len();
            self.bytes += text.len();
            waiting.answers[place] = Some(text);
        }
        waiting.missing -= 1;
        if waiting.missing > 0 {
            return None;
        }
        let Batch { answers, bytes, .. } = self.batches.remove(&batch)?;
        self.bytes -= bytes;
        Some(answers.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::Semaphore;

    use super::*;

    #[test]
    fn a_notification_makes_room_for_the_next_as_soon_as_it_is_written() {
        let permits = Arc::new(Semaphore::new(3));
        let mut output = Output::default();
        for _ in 0..3 {
            output.end().extend([0; 10]);
            output.hold(permits.clone().try_acquire_owned().unwrap());
        }
        for (bytes, available) in [(9, 0), (1, 1), (12, 2), (8, 3)] {
            output.advance(bytes);
            assert_eq!(permits.available_permits(), available, "after {bytes} more bytes");
        }
        assert!(output.unwritten().is_empty());
    }
}
