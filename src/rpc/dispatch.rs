//! From a request to its answer: take the common fields, run the method under its timeout, contain its panics.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, BoxFuture};
use jsonrpsee::core::server::{ConnectionId, Extensions, MethodCallback, MethodResponse};
use jsonrpsee::types::{ErrorObjectOwned, Id as RpcId, Params};
use serde_json::value::RawValue;

use super::catalog::{Catalog, Marks, Session};
use super::error::repeatable;
use super::message::Id;
use super::progress::{Answering, Delivery, Progress};
use super::{Connection, fields};
use crate::error::{Error, Kind, Result, names};
use crate::log;
use crate::secret::Secret;

/// What a method is given besides its params.
#[derive(Clone)]
pub struct Call {
    /// The text of its own params, until the method reads them. jsonrpsee's `Params` would be a copy.
    pub(super) own: String,
    pub catalog: Arc<Catalog>,
    pub method: &'static str,
    pub marks: Marks,
    pub connection: Arc<Connection>,
    /// As it came: a session string, or a handle.
    pub session: Option<Secret>,
    /// How much of Telegram's flood waits the caller lets us wait out, if it said so.
    pub max_wait: Option<Duration>,
    /// When its `timeout` is over.
    pub deadline: Option<Instant>,
    pub progress: Progress,
    pub delivery: Delivery,
}

impl Call {
    /// Takes room for a result of so many bytes, and waits for it while the client doesn't read. Fails with
    /// `resource_exhausted` if other connections leave none.
    pub async fn hold(&self, bytes: usize) -> Result<()> {
        self.delivery.keep(self.connection.account().hold(bytes).await?);
        Ok(())
    }
}

/// An answer to the id `null`, in whose place goes the caller's id when it is written.
pub struct Answer(Box<str>);

/// What an answer begins with, and behind it what jsonrpsee writes for the id `null`.
const HEAD: &str = r#"{"jsonrpc":"2.0","id":"#;
const NULL: &str = "null";

impl Answer {
    fn of(response: MethodResponse) -> Self {
        let text: Box<str> = response.into_json().into();
        match text.strip_prefix(HEAD) {
            Some(rest) if rest.starts_with(NULL) => Self(text),
            _ => Self::failed(Error::internal("an answer of jsonrpsee's begins in an unknown way")),
        }
    }

    /// The answer of a call with nothing to say.
    pub fn empty() -> Self {
        Self(format!(r#"{HEAD}{NULL},"result":{{}}}}"#).into())
    }

    pub fn failed(error: Error) -> Self {
        Self::of(MethodResponse::error(RpcId::Null, ErrorObjectOwned::from(error)))
    }

    /// The whole answer, to the id as the caller wrote it, in pieces.
    pub fn to<'a>(&'a self, id: &'a Id) -> [&'a [u8]; 3] {
        let rest = &self.0[HEAD.len() + NULL.len()..];
        [HEAD.as_bytes(), id.as_json().as_bytes(), rest.as_bytes()]
    }

    /// The result, or the error.
    pub fn into_result(self) -> Result<Box<RawValue>, ErrorObjectOwned> {
        #[derive(serde::Deserialize)]
        struct Body {
            result: Option<Box<RawValue>>,
            error: Option<ErrorObjectOwned>,
        }
        match serde_json::from_str(&self.0) {
            Ok(Body { result: Some(result), .. }) => Ok(result),
            Ok(Body { error: Some(error), .. }) => Err(error),
            Ok(_) => Err(Error::internal("an answer has neither result nor error").into()),
            Err(error) => Err(Error::internal(error).into()),
        }
    }
}

/// How far a call has come.
pub enum Started {
    /// To its end: it had to wait for nothing.
    Answered(Answer),
    Running(Running),
}

impl Started {
    /// The answer, whenever it comes.
    pub async fn answer(self) -> Answer {
        match self {
            Started::Answered(answer) => answer,
            Started::Running(running) => running.answer.await,
        }
    }
}

/// A call that waits for something: its answer to come, and the way to cancel it.
pub struct Running {
    pub answer: BoxFuture<'static, Answer>,
    pub cancel: AbortHandle,
    /// To be let go of when the answer is on its way.
    pub answering: Answering,
    /// Whether it is one that waits for something to happen, as long as its caller likes.
    pub long_poll: bool,
}

/// Starts a call and runs it as far as it comes without waiting.
pub fn start(
    catalog: &Arc<Catalog>,
    connection: &Arc<Connection>,
    method: &str,
    params: Option<&RawValue>,
) -> Result<Started> {
    let Some((row, callback)) = catalog.find(method) else { return Err(not_found(catalog, method)) };
    if let Some(guard) = &row.guard {
        guard(row)?;
    }
    let in_flight = catalog.meter().begin();
    let (fields, own) = match fields::split(row.shape(), params) {
        Ok(split) => split,
        Err(error) => {
            tracing::debug!(method = row.name, kind = error.kind().name(), "refused");
            return Ok(Started::Answered(Answer::failed(error)));
        }
    };
    if row.marks.session == Session::Required && fields.session.is_none() {
        return Err(Error::new(Kind::InvalidParams, "`session` is missing")
            .with("path", "session")
            .with("expected", "a session string, or a handle from session.attach")
            .hint("auth.sendCode, auth.signInBot or `telewire login` make one"));
    }
    let place = row.marks.long_poll.then(|| connection.poll()).transpose()?;
    let progress = match fields.progress_token {
        Some(token) => Progress::new(connection.clone(), token),
        None => Progress::default(),
    };
    let delivery = Delivery::on(connection.id());
    let answering = delivery.answering();
    let timeout = fields.timeout.or(row.marks.timeout);
    let started = Instant::now();
    let course = Course {
        method: row.name,
        writes: row.marks.is_write(),
        progress: progress.clone(),
        delivery: delivery.clone(),
        started,
    };
    let call = Call {
        own,
        catalog: catalog.clone(),
        method: row.name,
        marks: row.marks,
        connection: connection.clone(),
        session: fields.session,
        max_wait: fields.max_wait,
        deadline: timeout.map(|timeout| started + timeout),
        progress,
        delivery,
    };
    let mut running = AssertUnwindSafe(run(call, callback)).catch_unwind();
    // Whoever wakes this waker is not heard, and needn't be: a call that has to wait is polled anew below. Most have
    // not, and need neither a timer nor a handle to cancel them.
    if let Poll::Ready(ended) = running.poll_unpin(&mut Context::from_waker(Waker::noop())) {
        return Ok(Started::Answered(course.end(ended.map_err(End::Panicked))));
    }
    if row.marks.is_write() {
        connection.changes(course.delivery.clone());
    }
    let (cancel, registration) = AbortHandle::new_pair();
    let answer = async move {
        let _in_flight = (in_flight, place);
        let timed = async {
            match timeout {
                Some(timeout) => {
                    tokio::time::timeout(timeout, running).await.map_err(|_| End::TimedOut(timeout))
                }
                None => Ok(running.await),
            }
        };
        let ended = match Abortable::new(timed, registration).await {
            Ok(Ok(ended)) => ended.map_err(End::Panicked),
            Ok(Err(timed_out)) => Err(timed_out),
            Err(_) => Err(End::Cancelled),
        };
        course.end(ended)
    };
    let long_poll = row.marks.long_poll;
    Ok(Started::Running(Running { answer: answer.boxed(), cancel, answering, long_poll }))
}

fn run(call: Call, callback: &MethodCallback) -> BoxFuture<'static, MethodResponse> {
    let connection = ConnectionId(call.connection.id());
    let mut extensions = Extensions::new();
    extensions.insert(call);
    match callback {
        MethodCallback::Async(callback) => {
            callback(RpcId::Null, Params::new(None), connection, usize::MAX, extensions)
        }
        // The table makes no other kind.
        _ => unreachable!("every row of the catalog is asynchronous"),
    }
}

/// What is kept of a call for its end.
struct Course {
    method: &'static str,
    writes: bool,
    progress: Progress,
    delivery: Delivery,
    started: Instant,
}

/// Why a call's method didn't come to its end.
enum End {
    TimedOut(Duration),
    Cancelled,
    Panicked(Box<dyn Any + Send>),
}

impl Course {
    fn end(&self, ended: Result<MethodResponse, End>) -> Answer {
        let answer = match ended {
            Ok(response) => {
                let code = response.as_error_code();
                tracing::debug!(method = self.method, code, elapsed = ?self.started.elapsed(), "answered");
                Answer::of(response)
            }
            Err(End::TimedOut(timeout)) => self.end_early(timed_out(timeout)),
            Err(End::Cancelled) => self.end_early(Error::new(Kind::Cancelled, "the call was cancelled")),
            Err(End::Panicked(panic)) => self.end_early(Error::internal(panic_text(&*panic))),
        };
        self.progress.finish();
        answer
    }

    /// The error of a method that changes something says what became of it.
    fn end_early(&self, mut error: Error) -> Answer {
        if self.writes {
            error = repeatable(error.outcome(self.delivery.outcome()), &self.delivery);
        }
        let error = log::incident(self.method, error);
        tracing::debug!(method = self.method, kind = error.kind().name(), "ended early");
        Answer::failed(error)
    }
}

fn not_found(catalog: &Catalog, method: &str) -> Error {
    let shown = names::shortened(method);
    match catalog.nearest(method) {
        Some(nearest) => {
            let message = format!("there is no method `{shown}`; did you mean `{nearest}`?");
            Error::new(Kind::MethodNotFound, message).with("did_you_mean", nearest)
        }
        None => Error::new(Kind::MethodNotFound, format!("there is no method `{shown}`"))
            .hint("rpc.discover lists all methods"),
    }
}

fn timed_out(timeout: Duration) -> Error {
    Error::new(Kind::Timeout, format!("the call took longer than {} seconds", timeout.as_secs_f64()))
        .hint("give a longer `timeout`, in seconds")
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panicked: {}", text.unwrap_or_else(|| "no text".to_owned()))
}
