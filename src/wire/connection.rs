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

use futures_util::future::{AbortHandle, OptionFuture};
use serde_json::value::RawValue;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::framing::{Codec, Frame, Framing};
use super::input::Input;
use super::output::{Batches, Output};
use super::process;
use super::queue::{Queue, ReplyTo, Waiting};
use crate::error::{Error, Kind, Outcome};
use crate::rpc::answer::Answer;
use crate::rpc::budget::{PATIENCE, SMALL};
use crate::rpc::connection::{Limits, Outgoing};
use crate::rpc::dispatch::{self, CallGuard, Running, Started};
use crate::rpc::message::{self, Id, Message, Refused, Request};
use crate::rpc::{Catalog, Connection};

/// Calls in flight at the end of input may take so long yet.
const DRAIN: Duration = Duration::from_secs(30);
/// And so long when the process is asked to stop.
const STOP: Duration = Duration::from_secs(5);
/// After `shutdown` was answered, `exit` may take so long to come.
const GRACE: Duration = Duration::from_secs(1);
/// Unwritten answers over this many bytes stop the reader.
const UNWRITTEN: usize = 1 << 20;
/// Messages over this many bytes are read one at a time in the process, and where no other connection waits for it.
const LARGE: usize = 1 << 20;
/// Bytes of memory that one value of params may take.
const VALUE: usize = 64;
/// After a connection had to give its memory back, the next may have to so much later.
const NEXT_EVICTION: Duration = Duration::from_secs(1);

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
    let (connection, mut outgoing) = Connection::sharing(limits, catalog.meter().budget());
    let _connected = catalog.meter().connect();
    let account = connection.account().clone();
    let (done, mut finished) = mpsc::unbounded_channel();
    let mut wire = Wire {
        catalog,
        connection,
        codec: Codec::new(framing, limits.max_message),
        limits,
        queue: Queue::new(limits.max_message),
        running: HashMap::new(),
        running_bytes: 0,
        in_flight: 0,
        unwritten_events: Vec::new(),
        batches: Batches::default(),
        done,
        next_key: 0,
        out: Output::default(),
        turn: None,
        wants_turn: false,
        shutdown: None,
        deadline: None,
        closing: false,
        over: false,
    };
    let mut input = Input::default();
    let mut ended = false;
    let mut stopping = false;
    // When another connection has to give its memory back for this one.
    let mut patience: Option<Instant> = None;
    let mut watched = pin!(OptionFuture::from(None));
    let mut asked_to_stop = pin!(stop.cancelled());
    loop {
        wire.take(&mut input, ended);
        if ended && input.unread().is_empty() {
            wire.closing = true;
        }
        wire.settle();
        input.tidy();
        let unwritten = wire.out.unwritten().len();
        if unwritten == 0 {
            wire.unwritten_events.clear();
            if wire.over || (wire.closing && wire.is_idle()) {
                return writer.flush().await.or_else(gone);
            }
        }
        account.set(input.capacity() + wire.held(), unwritten);
        let reads = !ended && wire.takes() && !wire.wants_turn;
        let growth = if reads { input.growth(wire.codec.expected(), limits.max_message) } else { 0 };
        let lacks_room = reads && growth > 0 && !account.may_grow(growth) || wire.is_held_back();
        let may_read = reads && !lacks_room;
        if may_read {
            input.grow(growth);
        }
        match lacks_room {
            true => _ = patience.get_or_insert_with(|| Instant::now() + PATIENCE),
            false if patience.take().is_some() => account.has_room(),
            false => {}
        }
        tokio::select! {
            biased;
            bytes = writer.write(wire.out.unwritten()), if unwritten > 0 => match bytes {
                Ok(0) => return Ok(()),
                Ok(bytes) => {
                    wire.out.advance(bytes);
                    account.progresses();
                }
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
                account.progresses();
            }
            turn = account.budget().turn(), if wire.wants_turn && wire.takes() => {
                wire.turn = turn;
            }
            bytes = reader.read_buf(input.end()), if may_read => {
                if bytes? == 0 {
                    ended = true;
                    wire.end_within(DRAIN);
                }
            }
            () = account.room(growth, patience), if lacks_room => {
                if patience.is_some_and(|until| until <= Instant::now()) {
                    patience = Some(Instant::now() + NEXT_EVICTION);
                }
            }
            () = account.revoked(), if !account.is_small() => {
                if account.is_stale() && !wire.give_back(&mut input, reads) {
                    tracing::warn!("a connection is ended that held memory for long and let others wait");
                    wire.cancel_all();
                    return Ok(());
                }
                account.set(input.capacity() + wire.held(), wire.out.unwritten().len());
                account.has_given_back();
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
    /// Bytes of their params and ids.
    running_bytes: usize,
    /// How many of those count.
    in_flight: usize,
    /// The room that notifications take which are framed and not written yet.
    unwritten_events: Vec<OwnedSemaphorePermit>,
    batches: Batches,
    /// Where the calls that had to wait send their answers.
    done: UnboundedSender<(u64, Answer)>,
    next_key: u64,
    /// Framed, and not written yet.
    out: Output,
    /// The permit to read a large message.
    turn: Option<OwnedSemaphorePermit>,
    wants_turn: bool,
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
    guard: CallGuard,
    bytes: usize,
}

impl Wire {
    /// Takes what has come in, as far as there is room for it.
    fn take(&mut self, input: &mut Input, ended: bool) {
        while self.takes() {
            let before = input.mark();
            let frame = if ended { self.codec.last(input) } else { self.codec.next(input) };
            match frame {
                None => break,
                Some(Frame::Message(place)) if place.len() > LARGE => {
                    let account = self.connection.account().clone();
                    let free = || account.budget().try_turn();
                    // Held to the end of this arm.
                    let turn = self.turn.take().or_else(free);
                    self.wants_turn = turn.is_none();
                    if self.wants_turn {
                        return input.rewind(before);
                    }
                    aside(|| self.message(input.at(place)));
                    account.progresses();
                }
                Some(Frame::Message(place)) => self.message(input.at(place)),
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

    /// Whether more is to be read now.
    fn takes(&self) -> bool {
        !self.closing && !self.over && !self.queue.is_full() && !self.is_unread()
    }

    /// Whether the client has much to read before more is done for it.
    fn is_unread(&self) -> bool {
        self.out.unwritten().len() >= UNWRITTEN
    }

    /// Whether calls wait because other connections hold the memory.
    fn is_held_back(&self) -> bool {
        !self.queue.is_empty()
            && self.in_flight < self.limits.max_in_flight
            && !self.is_unread()
            && !self.has_memory()
    }

    fn has_memory(&self) -> bool {
        self.connection.account().is_small() || self.connection.account().may_grow(0)
    }

    /// Bytes that the connection holds besides its input.
    fn held(&self) -> usize {
        self.queue.bytes() + self.running_bytes + self.batches.bytes() + self.out.capacity()
    }

    /// Gives memory back that others wait for: refuses a message that is half there. False if the connection holds it
    /// in another way, and has to end.
    fn give_back(&mut self, input: &mut Input, reads: bool) -> bool {
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

    fn request(&mut self, request: Request, reply_to: ReplyTo) {
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

    fn may_begin(&self) -> bool {
        self.in_flight < self.limits.max_in_flight && !self.is_unread() && self.has_memory()
    }

    /// Runs a call as far as it comes without waiting.
    fn begin(&mut self, reply_to: ReplyTo, method: &str, params: Option<&RawValue>) {
        if let ReplyTo::Batch { batch, .. } = reply_to
            && self.batches.bytes_of(batch) >= self.limits.max_message
        {
            let error =
                Error::new(Kind::TooLarge, "The batch's answers so far are over the limit of a message")
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
                    // The connection may have ended in the meantime.
                    let _ = done.send((key, answer));
                });
            }
        }
    }

    /// A call that had to wait has come to its end.
    fn finish(&mut self, key: u64, answer: Answer) {
        if let Some(InFlight { reply_to, counts, guard, bytes, .. }) = self.running.remove(&key) {
            self.running_bytes -= bytes;
            self.in_flight -= usize::from(counts);
            self.reply(&reply_to, answer);
            drop(guard);
        }
    }

    /// Starts what waits, and answers `shutdown`, once there is room for it.
    fn settle(&mut self) {
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
        self.end_within(within);
    }

    fn end_within(&mut self, within: Duration) {
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
            ReplyTo::Caller(id) => self.codec.write_pieces(answer.to(id), self.out.end()),
            ReplyTo::Batch { batch, place, id } => {
                // A batch of notifications alone has no answer at all.
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

    /// Sends what a call told besides its answer. Gives the id of a process to watch, if it told one.
    fn send(&mut self, item: Outgoing) -> Option<i32> {
        match item {
            Outgoing::Notification(text) => {
                self.codec.write(text.as_bytes(), self.out.end());
                None
            }
            Outgoing::Event { text, room, open } => {
                // What was told and not written yet when the subscription was ended isn't wanted any more.
                if open.load(Ordering::Acquire) {
                    self.codec.write(text.as_bytes(), self.out.end());
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
    let writes = catalog.find(method).is_some_and(|row| row.marks.is_write());
    Answer::failed(if writes { error.outcome(Outcome::NotSent) } else { error })
}

/// Runs what takes long where it holds up no other connection: on a runtime with several threads, these are given another
/// thread in the meantime.
fn aside<T>(run: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => tokio::task::block_in_place(run),
        _ => run(),
    }
}
