//! What a connection holds of the process's memory, and when it stops reading because of it.

use super::Wire;
use crate::error::{Error, Kind};
use crate::rpc::answer::Answer;
use crate::rpc::budget::SMALL;
use crate::rpc::message::Id;
use crate::wire::input::Input;
use crate::wire::queue::ReplyTo;

/// The reader stops while this many bytes of answers are unwritten.
const UNWRITTEN: usize = 1 << 20;

impl Wire {
    /// Whether to take more messages now.
    pub(super) fn takes(&self) -> bool {
        !self.closing && !self.over && !self.queue.is_full() && !self.is_unread()
    }

    /// Whether the client has a backlog of answers to read.
    pub(super) fn is_unread(&self) -> bool {
        self.out.unwritten().len() >= UNWRITTEN
    }

    /// Whether requests wait for memory that other connections hold.
    pub(super) fn is_held_back(&self) -> bool {
        !self.queue.is_empty()
            && self.in_flight < self.limits.max_in_flight
            && !self.is_unread()
            && !self.has_memory()
    }

    pub(super) fn has_memory(&self) -> bool {
        self.connection.account().is_small() || self.connection.account().may_grow(0)
    }

    /// Bytes that the connection holds, without its input.
    pub(super) fn held(&self) -> usize {
        self.queue.bytes() + self.running_bytes + self.batches.bytes() + self.out.capacity()
    }

    /// Releases memory that others wait for by refusing a half-received message. Returns false if the connection holds
    /// its memory in another way, and has to end.
    pub(super) fn give_back(&mut self, input: &mut Input, reads: bool) -> bool {
        if !reads || input.capacity() <= SMALL {
            return false;
        }
        self.codec.give_up(input);
        let message = format!(
            "The message took too long while others waited for the daemon's {} bytes for messages",
            self.limits.max_memory
        );
        let error = Error::new(Kind::TooLarge, message)
            .with("reason", "memory")
            .hint("send it again later, or start telewire with a larger --max-memory");
        self.reply(&ReplyTo::Caller(Id::null()), Answer::failed(error));
        true
    }
}
