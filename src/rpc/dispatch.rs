//! Runs requests: removes the common params, runs the method with its timeout, and contains its panics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, BoxFuture};
use serde_json::value::RawValue;

use super::answer::Answer;
use super::budget::Hold;
use super::catalog::{Catalog, Fails};
use super::error::{repeatable, with_outcome};
use super::marks::{Marks, Session};
use super::progress::Progress;
use super::{Connection, fields};
use crate::delivery::{AnswerGuard, Delivery};
use crate::error::{Error, Kind, Result, names};
use crate::log;
use crate::secret::Secret;

/// What a method gets besides its params.
#[derive(Clone)]
pub struct Call {
    pub catalog: Arc<Catalog>,
    pub method: &'static str,
    pub marks: Marks,
    pub connection: Arc<Connection>,
    /// As received: a session string or a handle.
    pub session: Option<Secret>,
    /// The caller's `max_wait`: how much of Telegram's flood waits to wait out.
    pub max_wait: Option<Duration>,
    /// When its `timeout` ends.
    pub deadline: Option<Instant>,
    pub progress: Progress,
    pub delivery: Delivery,
    result_memory: Arc<OnceLock<Hold>>,
}

impl Call {
    /// Waits for memory for a result of this many bytes, for example while the client doesn't read.
    ///
    /// # Errors
    ///
    /// `resource_exhausted`, if other connections leave none.
    pub async fn hold(&self, bytes: usize) -> Result<()> {
        let hold = self.connection.account().hold(bytes).await?;
        // A call has one result.
        let _ = self.result_memory.set(hold);
        Ok(())
    }
}

/// A call after its first poll.
pub enum Started {
    /// It has finished without waiting.
    Answered(Answer),
    Running(Running),
}

impl Started {
    /// Waits for the answer.
    pub async fn answer(self) -> Answer {
        match self {
            Started::Answered(answer) => answer,
            Started::Running(running) => running.answer.await,
        }
    }
}

/// Marks a call as answered, and releases the memory of its result, when it is dropped.
pub struct CallGuard {
    _answer: AnswerGuard,
    _result_memory: Arc<OnceLock<Hold>>,
}

/// A call that waits for something.
pub struct Running {
    pub answer: BoxFuture<'static, Answer>,
    pub cancel: AbortHandle,
    /// Dropped once the answer is on its way.
    pub guard: CallGuard,
    /// Whether it waits for something to happen, for as long as its caller wants.
    pub long_poll: bool,
}

/// Starts a call, and polls it once.
pub fn start(
    catalog: &Arc<Catalog>,
    connection: &Arc<Connection>,
    method: &str,
    params: Option<&RawValue>,
) -> Result<Started> {
    let Some(row) = catalog.find(method) else { return Err(not_found(catalog, method)) };
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
            .hint("create one with auth.sendCode, auth.signInBot or `telewire login`"));
    }
    let poll = row.marks.long_poll.then(|| connection.poll()).transpose()?;
    let progress = match fields.progress_token {
        Some(token) => Progress::new(connection.clone(), token),
        None => Progress::default(),
    };
    let delivery = Delivery::on(connection.id());
    let result_memory = Arc::default();
    // Also marks calls that end in this function as answered.
    let guard = CallGuard { _answer: delivery.answer_guard(), _result_memory: Arc::clone(&result_memory) };
    let timeout = fields.timeout.or(row.marks.timeout);
    let started = Instant::now();
    let course = Course {
        method: row.name,
        fails: row.fails,
        marks: row.marks,
        progress: progress.clone(),
        delivery: delivery.clone(),
        started,
    };
    let call = Call {
        catalog: catalog.clone(),
        method: row.name,
        marks: row.marks,
        connection: connection.clone(),
        session: fields.session,
        max_wait: fields.max_wait,
        deadline: timeout.map(|timeout| started + timeout),
        progress,
        delivery,
        result_memory,
    };
    let running = match catch_unwind(AssertUnwindSafe(|| row.run(call, &own))) {
        Ok(Ok(running)) => running,
        Ok(Err(error)) => return Ok(Started::Answered(course.end(Ok(Err(error))))),
        Err(panic) => return Ok(Started::Answered(course.end(Err(End::Panicked(panic))))),
    };
    // It may be large, and the call may take a while.
    drop(own);
    let mut running = AssertUnwindSafe(running).catch_unwind();
    // A no-op waker suffices: a pending call is polled again below. Most calls are ready, and need neither a timer nor
    // a handle to cancel them.
    if let Poll::Ready(ended) = running.poll_unpin(&mut Context::from_waker(Waker::noop())) {
        return Ok(Started::Answered(course.end(ended.map_err(End::Panicked))));
    }
    if row.marks.is_write() {
        connection.changes(course.delivery.clone());
    }
    let (cancel, registration) = AbortHandle::new_pair();
    let answer = async move {
        let _counted = (in_flight, poll);
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
    Ok(Started::Running(Running { answer: answer.boxed(), cancel, guard, long_poll }))
}

/// What is needed at the end of a call.
struct Course {
    method: &'static str,
    fails: Fails,
    marks: Marks,
    progress: Progress,
    delivery: Delivery,
    started: Instant,
}

/// Why a method did not finish.
enum End {
    TimedOut(Duration),
    Cancelled,
    Panicked(Box<dyn Any + Send>),
}

impl Course {
    /// The answer to a call, from its method's result or from the reason that there is none.
    fn end(&self, ended: Result<Result<Box<RawValue>>, End>) -> Answer {
        let answer = match ended {
            Ok(Ok(result)) => {
                tracing::debug!(method = self.method, elapsed = ?self.started.elapsed(), "answered");
                Answer::succeeded(result)
            }
            Ok(Err(error)) => self.fail(error),
            Err(End::TimedOut(timeout)) => self.fail(timed_out(timeout)),
            Err(End::Cancelled) => self.fail(Error::new(Kind::Cancelled, "the call was cancelled")),
            Err(End::Panicked(panic)) => self.fail(Error::internal(panic_text(&*panic))),
        };
        self.progress.finish();
        answer
    }

    /// Adds what the caller needs to know before it repeats the call.
    fn fail(&self, error: Error) -> Answer {
        let error = self.declared(error);
        let error = if self.marks.is_write() { with_outcome(error, &self.delivery) } else { error };
        let error = log::incident(self.method, repeatable(error, &self.delivery));
        let (kind, elapsed) = (error.kind().name(), self.started.elapsed());
        tracing::debug!(method = self.method, kind, ?elapsed, "failed");
        Answer::failed(error)
    }

    /// The document lists the kinds of errors of each method. Telegram may refuse a request for any other reason too: that
    /// is `telegram_rejected`. An undeclared kind of our own is a bug, which debug builds report as one.
    fn declared(&self, error: Error) -> Error {
        if self.marks.declares(self.fails, error.kind()) {
            error
        } else if error.telegram_name().is_some() {
            error.with_kind(Kind::TelegramRejected)
        } else if cfg!(debug_assertions) {
            Error::internal(format!("{} doesn't declare `{}`", self.method, error.kind().name()))
        } else {
            error
        }
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
        .hint("pass a longer `timeout`, in seconds")
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panicked: {}", text.unwrap_or_else(|| "no text".to_owned()))
}

#[cfg(test)]
mod tests {
    use parking_lot::Mutex;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::rpc::connection::Limits;
    use crate::rpc::{Method, Table};

    /// Returns at once, or never.
    #[derive(Debug, Deserialize, JsonSchema)]
    struct Probe {
        waits: bool,
    }

    #[derive(Serialize, JsonSchema)]
    struct Nothing {}

    impl Method for Probe {
        const NAME: &'static str = "test.probe";
        type Result = Nothing;
    }

    async fn probe(_: Call, params: Probe) -> Result<Nothing> {
        match params.waits {
            true => std::future::pending().await,
            false => Ok(Nothing {}),
        }
    }

    fn started(waits: bool) -> (Started, Delivery) {
        let delivery = Arc::new(Mutex::new(None));
        let seen = Arc::clone(&delivery);
        let mut table = Table::new(move |call: Call| {
            *seen.lock() = Some(call.delivery.clone());
            Ok(call)
        });
        table.add(Marks::FREE_READ, probe);
        let catalog = Arc::new(table.finish());
        let (connection, _outgoing) = Connection::new(Limits::default());
        let params = serde_json::value::to_raw_value(&serde_json::json!({ "waits": waits })).unwrap();
        let started = start(&catalog, &connection, Probe::NAME, Some(&params)).unwrap();
        let delivery = delivery.lock().take().expect("the method was called");
        (started, delivery)
    }

    /// Events of a subscription wait for its answer.
    #[test]
    fn a_call_is_answered_when_it_returns_at_once_or_when_its_answer_is_on_its_way() {
        let (at_once, delivery) = started(false);
        assert!(matches!(at_once, Started::Answered(_)));
        assert!(delivery.is_answered());
        let (later, delivery) = started(true);
        let Started::Running(Running { guard, .. }) = later else { panic!("it waits") };
        assert!(!delivery.is_answered());
        drop(guard);
        assert!(delivery.is_answered());
    }
}
