//! Bytes that are framed but not written, and the answers of incomplete batches.

use std::collections::HashMap;

use crate::rpc::answer::Answer;
use crate::rpc::message::Id;

/// Capacity that an empty buffer keeps for the next answer, in bytes.
const MIN_CAPACITY: usize = 16 << 10;

/// Bytes on their way to the client.
#[derive(Debug, Default)]
pub struct Output {
    bytes: Vec<u8>,
    written: usize,
}

impl Output {
    pub fn unwritten(&self) -> &[u8] {
        &self.bytes[self.written..]
    }

    /// The buffer to append to.
    pub fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Marks bytes as written, and releases their memory from time to time.
    pub fn advance(&mut self, bytes: usize) {
        self.written += bytes;
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
