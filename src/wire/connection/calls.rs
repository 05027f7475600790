//! Starts calls, and starts waiting ones when others end.

use serde_json::value::RawValue;
use tokio::time::Instant;

use super::{EXIT_TIMEOUT, InFlight, Wire};
use crate::error::{Error, Kind};
use crate::rpc::answer::Answer;
use crate::rpc::budget::SMALL;
use crate::rpc::dispatch::{self, Running, Started};
use crate::rpc::message::{self, Request};
use crate::wire::queue::{ReplyTo, Waiting};

/// Bytes of memory that one value of params may take.
const VALUE: usize = 64;

impl Wire {
    pub(super) fn request(&mut self, request: Request, reply_to: ReplyTo) {
        match &*request.method {
            "$/cancelRequest" => {
                return match self.cancel(request.params, reply_to.id()) {
                    true => self.reply(&reply_to, Answer::empty()),
                    false => self.reply(&reply_to.unanswered(), Answer::empty()),
                };
            }
            "exit" => {
                self.reply(&reply_to, Answer::empty());
                return self.exit();
            }
            "shutdown" => return self.shut_down(reply_to),
            // The Language Server Protocol allows servers to ignore it.
            "initialized" => return self.reply(&reply_to, Answer::empty()),
            method if method.starts_with("$/") && reply_to.id().is_none() => {
                return self.reply(&reply_to, Answer::empty());
            }
            _ => {}
        }
        if self.shutdown.is_some() {
            let error = Error::new(Kind::InvalidRequest, "the connection is shutting down");
            return self.reply(&reply_to, Answer::failed(error));
        }
        let params = request.params.filter(|params| params.get().len() > SMALL);
        let values = params.map_or(0, |params| message::values(params.get()));
        if values > self.limits.max_memory / 2 / VALUE {
            let message = format!("The params hold about {values} values");
            let error = Error::new(Kind::TooLarge, message)
                .hint("split the request, or start telewire with a larger --max-memory");
            return self.reply(&reply_to, Answer::failed(error));
        }
        if self.queue.is_empty() && self.may_begin() {
            return self.begin(reply_to, &request.method, request.params);
        }
        let (method, params) = (request.method.into_owned(), request.params.map(RawValue::to_owned));
        self.queue.push(Waiting { reply_to, method, params });
    }

    pub(super) fn may_begin(&self) -> bool {
        self.in_flight < self.limits.max_in_flight && !self.is_unread() && self.has_memory()
    }

    /// Starts a call, and polls it once.
    fn begin(&mut self, reply_to: ReplyTo, method: &str, params: Option<&RawValue>) {
        if let ReplyTo::Batch { batch, .. } = reply_to
            && self.batches.bytes_of(batch) >= self.limits.max_message
        {
            let error =
                Error::new(Kind::TooLarge, "The answers of the batch exceed the size limit of a message")
                    .hint("send the rest in another batch");
            return self.reply(&reply_to, Answer::failed(error));
        }
        match dispatch::start(&self.catalog, &self.connection, method, params) {
            Err(error) => self.reply(&reply_to, Answer::failed(error)),
            Ok(Started::Answered(answer)) => self.reply(&reply_to, answer),
            Ok(Started::Running(Running { answer, cancel, guard, long_poll })) => {
                let key = self.key();
                let counts = !long_poll || matches!(reply_to, ReplyTo::Batch { .. });
                self.in_flight += usize::from(counts);
                let bytes = params.map_or(0, |params| params.get().len())
                    + reply_to.id().map_or(0, |id| id.as_json().len());
                self.running_bytes += bytes;
                self.running.insert(key, InFlight { reply_to, cancel, counts, guard, bytes });
                let done = self.done.clone();
                tokio::spawn(async move {
                    let answer = answer.await;
                    // Fails if the connection has ended.
                    let _ = done.send((key, answer));
                });
            }
        }
    }

    /// Writes the answer of a call that had to wait.
    pub(super) fn finish(&mut self, key: u64, answer: Answer) {
        if let Some(InFlight { reply_to, counts, guard, bytes, .. }) = self.running.remove(&key) {
            self.running_bytes -= bytes;
            self.in_flight -= usize::from(counts);
            self.reply(&reply_to, answer);
            drop(guard);
        }
    }

    /// Starts waiting requests while there is room, and answers `shutdown` once nothing runs.
    pub(super) fn settle(&mut self) {
        while self.may_begin() {
            let Some(waiting) = self.queue.pop() else { break };
            self.begin(waiting.reply_to, &waiting.method, waiting.params.as_deref());
        }
        if self.running.is_empty()
            && let Some(reply_to @ (ReplyTo::Caller(_) | ReplyTo::Batch { .. })) = &self.shutdown
        {
            let reply_to = reply_to.clone();
            self.shutdown = Some(ReplyTo::Nobody);
            self.reply(&reply_to, Answer::empty());
            self.deadline = Some(Instant::now() + EXIT_TIMEOUT);
        }
    }
}
