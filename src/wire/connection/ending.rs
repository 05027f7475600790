//! How calls and connections end early: `$/cancelRequest`, `shutdown`, `exit`, and deadlines.

use std::time::Duration;

use serde_json::value::RawValue;
use tokio::time::Instant;

use super::{DRAIN_TIMEOUT, EXIT_TIMEOUT, Wire};
use crate::error::{Error, Kind, Outcome};
use crate::rpc::Catalog;
use crate::rpc::answer::Answer;
use crate::rpc::message::{self, Id};
use crate::wire::queue::ReplyTo;

impl Wire {
    /// Cancels the call that a `$/cancelRequest` names: by the `id` in its params or, as Vim sends it, by the request's
    /// own id. Returns whether the request needs an answer of its own: in Vim's form, the cancelled call's answer is
    /// enough.
    pub(super) fn cancel(&mut self, params: Option<&RawValue>, own: Option<&Id>) -> bool {
        match (message::cancelled(params), own) {
            (Some(named), _) => {
                if let Some(id) = Id::read(named) {
                    self.cancel_call(&id);
                }
                true
            }
            (None, Some(own)) => !self.cancel_call(own),
            (None, None) => true,
        }
    }

    /// Cancels the calls with this id. Returns whether there were any.
    fn cancel_call(&mut self, id: &Id) -> bool {
        let mut found = false;
        for call in self.running.values().filter(|call| call.reply_to.id() == Some(id)) {
            call.cancel.abort();
            found = true;
        }
        for waiting in self.queue.remove(id) {
            self.reply(&waiting.reply_to, never_begun(&waiting.method, &self.catalog));
            found = true;
        }
        found
    }

    /// Cancels waiting requests. `shutdown` is answered after the calls in flight.
    pub(super) fn shut_down(&mut self, reply_to: ReplyTo) {
        for waiting in self.queue.remove_all() {
            self.reply(&waiting.reply_to, never_begun(&waiting.method, &self.catalog));
        }
        self.shutdown = Some(reply_to);
        self.deadline = Some(Instant::now() + DRAIN_TIMEOUT);
    }

    /// Ends the connection once everything so far is written.
    pub(super) fn exit(&mut self) {
        self.cancel_all();
        self.closing = true;
        self.over = true;
    }

    /// Stops reading, and ends once everything is answered.
    pub(super) fn close(&mut self, within: Duration) {
        self.closing = true;
        self.end_within(within);
    }

    pub(super) fn end_within(&mut self, within: Duration) {
        let deadline = Instant::now() + within;
        self.deadline = Some(self.deadline.map_or(deadline, |earlier| earlier.min(deadline)));
    }

    /// Cancels what is left. Their answers are written, but calls that don't end now are not waited for.
    pub(super) fn time_is_up(&mut self) {
        let answered = matches!(self.shutdown, Some(ReplyTo::Nobody));
        if self.running.is_empty() || answered {
            self.over = true;
        }
        self.cancel_all();
        for waiting in self.queue.remove_all() {
            self.reply(&waiting.reply_to, never_begun(&waiting.method, &self.catalog));
        }
        self.closing = true;
        self.deadline = Some(Instant::now() + EXIT_TIMEOUT);
    }

    pub(super) fn cancel_all(&self) {
        for call in self.running.values() {
            call.cancel.abort();
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.running.is_empty() && self.queue.is_empty()
    }
}

/// The answer to a call that was cancelled before it began.
fn never_begun(method: &str, catalog: &Catalog) -> Answer {
    let error = Error::new(Kind::Cancelled, "the call was cancelled before it began");
    let writes = catalog.find(method).is_some_and(|row| row.marks.is_write());
    Answer::failed(if writes { error.outcome(Outcome::NotSent) } else { error })
}
