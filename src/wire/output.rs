//! What is framed and not written yet, and the batches whose answers are not complete.

use std::collections::HashMap;

use crate::rpc::answer::Answer;
use crate::rpc::message::Id;

/// Bytes of an empty buffer that are kept for the next answer.
const KEPT: usize = 16 << 10;

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

    /// Where what goes out next is appended.
    pub fn end(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// So many bytes have been written. What is done with is given back by and by.
    pub fn advance(&mut self, bytes: usize) {
        self.written += bytes;
        if self.written * 2 >= self.bytes.len() {
            self.bytes.drain(..self.written);
            self.bytes.shrink_to((self.bytes.len() * 2).max(KEPT));
            self.written = 0;
        }
    }

    /// Bytes of memory that it has.
    pub fn capacity(&self) -> usize {
        self.bytes.capacity()
    }
}

/// The batches that wait for some of their answers.
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

    /// Bytes of all answers that are kept.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Bytes of one batch's answers so far.
    pub fn bytes_of(&self, batch: u64) -> usize {
        self.batches.get(&batch).map_or(0, |batch| batch.bytes)
    }

    /// Keeps a member's answer, if it gets one. Gives all of the batch's if it was the last.
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
