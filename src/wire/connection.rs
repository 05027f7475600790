//! One connection: read messages, run calls, cancel them, and write all that goes out from one place.
//!
//! A single task does all of it. A call is polled once where it is read, and only one that has to wait for
//! something gets a task of its own, which sends its answer back here.

use std::collections::HashMap;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::{AbortHandle, OptionFuture};
use serde_json::value::RawValue;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::framing::{Codec, Frame, Framing};
use super::process;
use super::queue::{Queue, ReplyTo, Waiting};
use crate::error::{Error, Kind, Outcome};
use crate::rpc::connection::{Limits, Outgoing};
use crate::rpc::dispatch::{self, Answer, Running, Started};
use crate::rpc::message::{self, Id, Message, Refused, Request};
use crate::rpc::progress::Answering;
use crate::rpc::{Catalog, Connection};

/// Calls in flight at the end of input may take so long yet.
const DRAIN: Duration = Duration::from_secs(30);
/// And so long when the process is asked to stop.
const STOP: Duration = Duration::from_secs(5);
/// After `shutdown` was answered, `exit` may take so long to come.
const GRACE: Duration = Duration::from_secs(1);
/// Unwritten answers over this many bytes stop the reader.
const UNWRITTEN: usize = 1 << 20;
/// What one read may bring.
const READ: usize = 16 << 10;

/// Serves a connection to its end. `stop` asks it to end soon.
///
/// A reader that has gone away is an end like any other; other failures of reading or writing are errors.
pub async fn serve(
    catalog: Arc<Catalog>,
    framing: Framing,
    limits: Limits,
    mut reader: impl AsyncRead + Unpin,
    mut writer: impl AsyncWrite + Unpin,
    stop: CancellationToken,
) -> io::Result<()> {
    let (connection, mut outgoing) = Connection::new(limits);
    let _connected = catalog.meter().connect();
    let (done, mut finished) = mpsc::unbounded_channel();
    let mut wire = Wire {
        catalog,
        connection,
        codec: Codec::new(framing, limits.max_message),
        limits,
        queue: Queue::new(limits.max_message),
        running: HashMap::new(),
        in_flight: 0,
        unwritten_events: Vec::new(),
        batches: HashMap::new(),
        done,
        next_key: 0,
        out: Vec::new(),
        shutdown: None,
        deadline: None,
        closing: false,
        over: false,
    };
    let mut input = BytesMut::new();
    let mut written = 0;
    let mut ended = false;
    let mut stopping = false;
    let mut watched = pin!(OptionFuture::from(None));
    let mut asked_to_stop = pin!(stop.cancelled());
    loop {
        wire.take(&mut input, ended);
        wire.settle();
        if written == wire.out.len() {
            written = 0;
            wire.unwritten_events.clear();
            wire.out.clear();
            wire.out.shrink_to(READ);
            if wire.over || (wire.closing && wire.is_idle()) {
                return writer.flush().await.or_else(gone);
            }
        }
        let unwritten = wire.out.len() - written;
        let may_read = !ended && !wire.closing && !wire.queue.is_full() && unwritten < UNWRITTEN;
        if may_read {
            input.reserve(READ);
        }
        tokio::select! {
            biased;
            bytes = writer.write(&wire.out[written..]), if unwritten > 0 => match bytes {
                Ok(0) => return Ok(()),
                Ok(bytes) => written += bytes,
                Err(error) => return gone(error),
            },
            Some(item) = outgoing.recv() => {
                if let Some(id) = wire.send(item) {
                    watched.set(Some(process::ended(id)).into());
                }
            }
            Some((key, answer)) = finished.recv() => {
                // What a call told before its answer goes out before its answer.
                while let Ok(item) = outgoing.try_recv() {
                    if let Some(id) = wire.send(item) {
                        watched.set(Some(process::ended(id)).into());
                    }
                }
                wire.finish(key, answer);
                while let Ok((key, answer)) = finished.try_recv() {
                    wire.finish(key, answer);
                }
            }
            bytes = reader.read_buf(&mut input), if may_read => {
                if bytes? == 0 {
                    ended = true;
                    wire.take(&mut input, ended);
                    wire.close(DRAIN);
                }
            }
            () = &mut asked_to_stop, if !stopping => {
                stopping = true;
                wire.close(STOP);
            }
            () = until(wire.deadline), if wire.deadline.is_some() => wire.time_is_up(),
            Some(()) = &mut watched => wire.exit(),
        }
    }
}

/// A reader that has gone away needs no answer.
fn gone(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => Ok(()),
        _ => Err(error),
    }
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// The state of a connection.
struct Wire {
    catalog: Arc<Catalog>,
    connection: Arc<Connection>,
    codec: Codec,
    limits: Limits,
    queue: Queue,
    running: HashMap<u64, InFlight>,
    /// How many of those count.
    in_flight: usize,
    /// The room that notifications take which are framed and not written yet.
    unwritten_events: Vec<OwnedSemaphorePermit>,
    batches: HashMap<u64, Batch>,
    /// Where the calls that had to wait send their answers.
    done: UnboundedSender<(u64, Answer)>,
    next_key: u64,
    /// Framed, and not written yet.
    out: Vec<u8>,
    /// Who asked for `shutdown`: answered when nothing is in flight any more.
    shutdown: Option<ReplyTo>,
    deadline: Option<Instant>,
    /// Nothing more is read.
    closing: bool,
    /// Nothing more is awaited.
    over: bool,
}

/// A call that is being carried out.
struct InFlight {
    reply_to: ReplyTo,
    cancel: AbortHandle,
    counts: bool,
    answering: Answering,
}

/// The answers of a batch, each in its member's place.
struct Batch {
    answers: Vec<Option<Vec<u8>>>,
    missing: usize,
}

impl Wire {
    /// Takes what has come in, as far as there is room for it.
    fn take(&mut self, input: &mut BytesMut, ended: bool) {
        while !self.closing && !self.over && !self.queue.is_full() && self.out.len() < UNWRITTEN {
            let frame = if ended { self.codec.last(input) } else { self.codec.next(input) };
            match frame {
                None => break,
                Some(Frame::Message(message)) => self.message(&message),
                Some(Frame::Skipped(error)) => {
                    self.reply(&ReplyTo::Caller(Id::null()), Answer::failed(error))
                }
                Some(Frame::Broken(error)) => {
                    self.reply(&ReplyTo::Caller(Id::null()), Answer::failed(error));
                    self.close(DRAIN);
                }
            }
        }
    }

    fn message(&mut self, bytes: &Bytes) {
        match message::read(bytes) {
            Message::Single(Ok(mut request)) => {
                let reply_to = request.id.take().map_or(ReplyTo::Nobody, ReplyTo::Caller);
                self.request(bytes, request, reply_to);
            }
            Message::Single(Err(Refused { id, error })) => {
                self.reply(&ReplyTo::Caller(id), Answer::failed(error))
            }
            Message::Batch(members) => self.batch(bytes, members),
        }
    }

    fn batch(&mut self, bytes: &Bytes, members: Vec<Result<Request, Refused>>) {
        let batch = self.key();
        let missing = members.len();
        self.batches.insert(batch, Batch { answers: vec![None; missing], missing });
        for (place, member) in members.into_iter().enumerate() {
            match member {
                Ok(mut request) => {
                    let reply_to = ReplyTo::Batch { batch, place, id: request.id.take() };
                    self.request(bytes, request, reply_to);
                }
                Err(Refused { id, error }) => {
                    self.reply(&ReplyTo::Batch { batch, place, id: Some(id) }, Answer::failed(error));
                }
            }
        }
    }

    fn request(&mut self, bytes: &Bytes, request: Request, reply_to: ReplyTo) {
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
            // A notification of this kind may be ignored, says the Language Server Protocol.
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
        if self.queue.is_empty() && self.in_flight < self.limits.max_in_flight {
            return self.begin(reply_to, &request.method, request.params);
        }
        let params = request.params.map(RawValue::get);
        self.queue.push(Waiting::new(reply_to, request.method.into_owned(), bytes, params));
    }

    /// Runs a call as far as it comes without waiting.
    fn begin(&mut self, reply_to: ReplyTo, method: &str, params: Option<&RawValue>) {
        match dispatch::start(&self.catalog, &self.connection, method, params) {
            Err(error) => self.reply(&reply_to, Answer::failed(error)),
            Ok(Started::Answered(answer)) => self.reply(&reply_to, answer),
            Ok(Started::Running(Running { answer, cancel, answering, long_poll })) => {
                let key = self.key();
                let counts = !long_poll || matches!(reply_to, ReplyTo::Batch { .. });
                self.in_flight += usize::from(counts);
                self.running.insert(key, InFlight { reply_to, cancel, counts, answering });
                let done = self.done.clone();
                tokio::spawn(async move {
                    let answer = answer.await;
                    // The connection may have ended in the meantime.
                    let _ = done.send((key, answer));
                });
            }
        }
    }

    /// A call that had to wait has come to its end.
    fn finish(&mut self, key: u64, answer: Answer) {
        if let Some(InFlight { reply_to, counts, answering, .. }) = self.running.remove(&key) {
            self.in_flight -= usize::from(counts);
            self.reply(&reply_to, answer);
            drop(answering);
        }
    }

    /// Starts what waits, and answers `shutdown`, once there is room for it.
    fn settle(&mut self) {
        while self.in_flight < self.limits.max_in_flight {
            let Some(waiting) = self.queue.pop() else { break };
            // It was read as JSON when it came in.
            let params = serde_json::from_slice::<&RawValue>(&waiting.params).ok();
            self.begin(waiting.reply_to, &waiting.method, params);
        }
        if self.running.is_empty()
            && let Some(reply_to @ (ReplyTo::Caller(_) | ReplyTo::Batch { .. })) = &self.shutdown
        {
            let reply_to = reply_to.clone();
            self.shutdown = Some(ReplyTo::Nobody);
            self.reply(&reply_to, Answer::empty());
            self.deadline = Some(Instant::now() + GRACE);
        }
    }

    /// Cancels the call that a `$/cancelRequest` means: by the `id` in its params or, where it has none there, by its
    /// own, as Vim sends it. Says whether the request is to be answered: one that goes by the id of a call it cancels
    /// has that call's answer.
    fn cancel(&mut self, params: Option<&RawValue>, own: Option<&Id>) -> bool {
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

    /// Cancels the calls that have this id. Says whether there were any.
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

    /// What waits is cancelled, what runs is answered, and then `shutdown` is.
    fn shut_down(&mut self, reply_to: ReplyTo) {
        for waiting in self.queue.remove_all() {
            self.reply(&waiting.reply_to, never_begun(&waiting.method, &self.catalog));
        }
        self.shutdown = Some(reply_to);
        self.deadline = Some(Instant::now() + DRAIN);
    }

    /// Ends the connection as soon as what has been written so far is out.
    fn exit(&mut self) {
        self.cancel_all();
        self.closing = true;
        self.over = true;
    }

    /// Reads no more, and ends when all is answered.
    fn close(&mut self, within: Duration) {
        self.closing = true;
        let deadline = Instant::now() + within;
        self.deadline = Some(self.deadline.map_or(deadline, |earlier| earlier.min(deadline)));
    }

    /// Cancels what is left. Their answers come at once; whoever still gives none is not waited for.
    fn time_is_up(&mut self) {
        let answered = matches!(self.shutdown, Some(ReplyTo::Nobody));
        if self.running.is_empty() || answered {
            self.over = true;
        }
        self.cancel_all();
        for waiting in self.queue.remove_all() {
            self.reply(&waiting.reply_to, never_begun(&waiting.method, &self.catalog));
        }
        self.closing = true;
        self.deadline = Some(Instant::now() + GRACE);
    }

    fn cancel_all(&self) {
        for call in self.running.values() {
            call.cancel.abort();
        }
    }

    fn is_idle(&self) -> bool {
        self.running.is_empty() && self.queue.is_empty()
    }

    fn reply(&mut self, reply_to: &ReplyTo, answer: Answer) {
        match reply_to {
            ReplyTo::Nobody => {}
            ReplyTo::Caller(id) => self.codec.write_pieces(&answer.to(id), &mut self.out),
            ReplyTo::Batch { batch, place, id } => {
                let Some(waiting) = self.batches.get_mut(batch) else { return };
                if let Some(id) = id {
                    waiting.answers[*place] = Some(answer.to(id).concat());
                }
                waiting.missing -= 1;
                if waiting.missing == 0
                    && let Some(batch) = self.batches.remove(batch)
                {
                    self.reply_batch(batch);
                }
            }
        }
    }

    fn reply_batch(&mut self, batch: Batch) {
        let answers: Vec<Vec<u8>> = batch.answers.into_iter().flatten().collect();
        // A batch of notifications alone has no answer at all.
        if !answers.is_empty() {
            let text = [b"[".as_slice(), &answers.join(&b','), b"]"].concat();
            self.codec.write(&text, &mut self.out);
        }
    }

    /// Sends what a call told besides its answer. Gives the id of a process to watch, if it told one.
    fn send(&mut self, item: Outgoing) -> Option<i32> {
        match item {
            Outgoing::Notification(text) => {
                self.codec.write(text.as_bytes(), &mut self.out);
                None
            }
            Outgoing::Event { text, room, open } => {
                // What was told and not written yet when the subscription was ended isn't wanted any more.
                if open.load(Ordering::Acquire) {
                    self.codec.write(text.as_bytes(), &mut self.out);
                    self.unwritten_events.push(room);
                }
                None
            }
            Outgoing::WatchProcess(id) => Some(id),
        }
    }

    fn key(&mut self) -> u64 {
        self.next_key += 1;
        self.next_key
    }
}

/// The answer to a call that was cancelled before it began.
fn never_begun(method: &str, catalog: &Catalog) -> Answer {
    let error = Error::new(Kind::Cancelled, "the call was cancelled before it began");
    let writes = catalog.find(method).is_some_and(|(row, _)| row.marks.is_write());
    Answer::failed(if writes { error.outcome(Outcome::NotSent) } else { error })
}
