//! One connection: reads messages, runs and cancels calls, and writes everything that goes out.
//!
//! A single task does this. A call is polled once where it is read, and only a call that has to wait gets a task of its
//! own, which sends its answer back here.

mod calls;
mod ending;
mod memory;
mod messages;

use std::collections::HashMap;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{AbortHandle, OptionFuture};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::{self, UnboundedSender};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::framing::{Codec, Framing};
use super::input::Input;
use super::output::{Batches, Output};
use super::process;
use super::queue::{Queue, ReplyTo};
use crate::rpc::answer::Answer;
use crate::rpc::budget::STALL_TIMEOUT;
use crate::rpc::connection::Limits;
use crate::rpc::dispatch::CallGuard;
use crate::rpc::{Catalog, Connection};

/// Time for the calls in flight at the end of input.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(30);
/// Time for the calls in flight when the process is asked to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(5);
/// Time between the answer to `shutdown` and `exit`.
const EXIT_TIMEOUT: Duration = Duration::from_secs(1);
/// Time between two evictions of connections.
const EVICTION_INTERVAL: Duration = Duration::from_secs(1);

/// Serves a connection to its end. `stop` asks it to end soon.
///
/// # Errors
///
/// If reading or writing fails. A peer that has disconnected is no error.
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
    let mut wire = Wire::new(catalog, connection, framing, limits, done);
    let mut input = Input::default();
    let mut ended = false;
    let mut stopping = false;
    // When to evict another connection if there is still no memory for this one.
    let mut evicts_at: Option<Instant> = None;
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
        if unwritten == 0 && (wire.over || (wire.closing && wire.is_idle())) {
            return writer.flush().await.or_else(gone);
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
            true => _ = evicts_at.get_or_insert_with(|| Instant::now() + STALL_TIMEOUT),
            false if evicts_at.take().is_some() => account.has_room(),
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
                // Notifications that a call sent before its answer go out before it.
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
                    wire.end_within(DRAIN_TIMEOUT);
                }
            }
            () = account.room(growth, evicts_at), if lacks_room => {
                if evicts_at.is_some_and(|until| until <= Instant::now()) {
                    evicts_at = Some(Instant::now() + EVICTION_INTERVAL);
                }
            }
            () = account.revoked(), if !account.is_small() => {
                if account.is_stale() && !wire.give_back(&mut input, reads) {
                    tracing::warn!("ended a connection that held memory while others waited for it");
                    wire.cancel_all();
                    return Ok(());
                }
                account.set(input.capacity() + wire.held(), wire.out.unwritten().len());
                account.has_given_back();
            }
            () = &mut asked_to_stop, if !stopping => {
                stopping = true;
                wire.close(STOP_TIMEOUT);
            }
            () = until(wire.deadline), if wire.deadline.is_some() => wire.time_is_up(),
            Some(()) = &mut watched => wire.exit(),
        }
    }
}

/// A disconnected reader is an ordinary end.
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
    /// Bytes of the running calls' params and ids.
    running_bytes: usize,
    /// Running calls that count against the limit. Long polls don't.
    in_flight: usize,
    batches: Batches,
    /// Takes the answers of calls that had to wait.
    done: UnboundedSender<(u64, Answer)>,
    next_key: u64,
    /// Framed but not written.
    out: Output,
    /// The permit to read a large message.
    turn: Option<OwnedSemaphorePermit>,
    wants_turn: bool,
    /// Where the answer to `shutdown` goes once nothing is in flight.
    shutdown: Option<ReplyTo>,
    deadline: Option<Instant>,
    /// Reads no more.
    closing: bool,
    /// Ends once everything is written.
    over: bool,
}

/// A call in flight.
struct InFlight {
    reply_to: ReplyTo,
    cancel: AbortHandle,
    counts: bool,
    guard: CallGuard,
    bytes: usize,
}

impl Wire {
    fn new(
        catalog: Arc<Catalog>,
        connection: Arc<Connection>,
        framing: Framing,
        limits: Limits,
        done: UnboundedSender<(u64, Answer)>,
    ) -> Self {
        Self {
            catalog,
            connection,
            codec: Codec::new(framing, limits.max_message),
            limits,
            queue: Queue::new(limits.max_message),
            running: HashMap::new(),
            running_bytes: 0,
            in_flight: 0,
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
        }
    }
}
