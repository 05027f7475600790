//! Messages in and out: reads frames from the input, and frames answers and notifications.

use std::sync::atomic::Ordering;

use tokio::runtime::{Handle, RuntimeFlavor};

use super::{DRAIN_TIMEOUT, Wire};
use crate::rpc::answer::Answer;
use crate::rpc::connection::Outgoing;
use crate::rpc::message::{self, Id, Message, Refused, Request};
use crate::wire::framing::Frame;
use crate::wire::input::Input;
use crate::wire::queue::ReplyTo;

/// Messages over this many bytes are read one at a time in the process, off the runtime's worker threads.
const LARGE_MESSAGE: usize = 1 << 20;

impl Wire {
    /// Takes messages from the input while there is room for them.
    pub(super) fn take(&mut self, input: &mut Input, ended: bool) {
        while self.takes() {
            let before = input.mark();
            let frame = if ended { self.codec.last(input) } else { self.codec.next(input) };
            match frame {
                None => break,
                Some(Frame::Message(place)) if place.len() > LARGE_MESSAGE => {
                    let account = self.connection.account().clone();
                    let free = || account.budget().try_turn();
                    // Held until the message is read.
                    let turn = self.turn.take().or_else(free);
                    self.wants_turn = turn.is_none();
                    if self.wants_turn {
                        return input.rewind(before);
                    }
                    blocking(|| self.message(input.at(place)));
                    account.progresses();
                }
                Some(Frame::Message(place)) => self.message(input.at(place)),
                Some(Frame::Skipped(error)) => {
                    self.reply(&ReplyTo::Caller(Id::null()), Answer::failed(error))
                }
                Some(Frame::Broken(error)) => {
                    self.reply(&ReplyTo::Caller(Id::null()), Answer::failed(error));
                    self.close(DRAIN_TIMEOUT);
                }
            }
        }
    }

    fn message(&mut self, bytes: &[u8]) {
        match message::read(bytes) {
            Message::Single(Ok(mut request)) => {
                let reply_to = request.id.take().map_or(ReplyTo::Nobody, ReplyTo::Caller);
                self.request(request, reply_to);
            }
            Message::Single(Err(Refused { id, error })) => {
                self.reply(&ReplyTo::Caller(id), Answer::failed(error))
            }
            Message::Batch(members) => self.batch(members),
        }
    }

    fn batch(&mut self, members: Vec<Result<Request, Refused>>) {
        let batch = self.key();
        self.batches.open(batch, members.len());
        for (place, member) in members.into_iter().enumerate() {
            match member {
                Ok(mut request) => {
                    let reply_to = ReplyTo::Batch { batch, place, id: request.id.take() };
                    self.request(request, reply_to);
                }
                Err(Refused { id, error }) => {
                    self.reply(&ReplyTo::Batch { batch, place, id: Some(id) }, Answer::failed(error));
                }
            }
        }
    }

    pub(super) fn reply(&mut self, reply_to: &ReplyTo, answer: Answer) {
        match reply_to {
            ReplyTo::Nobody => {}
            ReplyTo::Caller(id) => self.codec.write_pieces(answer.to(id), self.out.end()),
            ReplyTo::Batch { batch, place, id } => {
                // A batch with only notifications gets no answer.
                if let Some(answers) = self.batches.answer(*batch, *place, id.as_ref(), &answer)
                    && !answers.is_empty()
                {
                    let pieces = answers.iter().enumerate().flat_map(|(place, answer)| {
                        let before: &[u8] = if place == 0 { b"[" } else { b"," };
                        [before, &**answer]
                    });
                    self.codec.write_pieces(pieces.chain([&b"]"[..]]), self.out.end());
                }
            }
        }
    }

    /// Frames what a call sent besides its answer. Returns the id of a process to watch, if that is what it sent.
    pub(super) fn send(&mut self, item: Outgoing) -> Option<i32> {
        match item {
            Outgoing::Notification(text) => {
                self.codec.write(text.as_bytes(), self.out.end());
                None
            }
            Outgoing::Event { text, permit, open } => {
                // Events that were queued when the subscription ended are no longer wanted.
                if open.load(Ordering::Acquire) {
                    self.codec.write(text.as_bytes(), self.out.end());
                    self.out.hold(permit);
                }
                None
            }
            Outgoing::WatchProcess(id) => Some(id),
        }
    }

    pub(super) fn key(&mut self) -> u64 {
        self.next_key += 1;
        self.next_key
    }
}

/// Runs something slow without holding up other connections: a multi-thread runtime moves them to another thread.
fn blocking<T>(run: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => tokio::task::block_in_place(run),
        _ => run(),
    }
}
