//! From a request to its answer: take the common fields, run the method under its timeout, contain its panics.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, BoxFuture};
use jsonrpsee::core::server::{ConnectionId, Extensions, MethodCallback, MethodResponse};
use jsonrpsee::types::{ErrorObjectOwned, Id as RpcId, Params};
use serde_json::value::RawValue;

use super::catalog::{Catalog, Marks, Session};
use super::error::repeatable;
use super::message::Id;
use super::progress::{Delivery, Progress};
use super::{Connection, fields};
use crate::error::{Error, Kind, Result};
use crate::log;
use crate::secret::Secret;

/// What a method is given besides its params.
#[derive(Clone)]
pub struct Call {
    pub catalog: Arc<Catalog>,
    pub method: &'static str,
    pub marks: Marks,
    pub connection: Arc<Connection>,
    /// As it came: a session string, or a handle.
    pub session: Option<Secret>,
    /// How much of Telegram's flood waits the caller lets us wait out, in all.
    pub max_wait: Duration,
    pub progress: Progress,
    pub delivery: Delivery,
}

/// An answer without its id: `"result":…}` or `"error":…}`, behind a comma.
#[derive(Debug)]
pub struct Answer(String);

/// What jsonrpsee begins an answer to the id `null` with.
const HEAD: &str = r#"{"jsonrpc":"2.0","id":null"#;

impl Answer {
    fn of(response: MethodResponse) -> Self {
        let text: Box<str> = response.into_json().into();
        match text.strip_prefix(HEAD) {
            Some(rest) => Self(rest.to_owned()),
            None => Self::failed(Error::internal("an answer of jsonrpsee's begins in an unknown way")),
        }
    }

    /// The answer of a call with nothing to say.
    pub fn empty() -> Self {
        Self(r#","result":{}}"#.to_owned())
    }

    pub fn failed(error: Error) -> Self {
        Self::of(MethodResponse::error(RpcId::Null, ErrorObjectOwned::from(error)))
    }

    /// The whole answer, to the id as the caller wrote it.
    pub fn to(&self, id: &Id, out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"jsonrpc":"2.0","id":"#);
        out.extend_from_slice(id.as_json().as_bytes());
        out.extend_from_slice(self.0.as_bytes());
    }

    /// The result, or the error.
    pub fn into_result(self) -> Result<Box<RawValue>, ErrorObjectOwned> {
        #[derive(serde::Deserialize)]
        struct Body {
            result: Option<Box<RawValue>>,
            error: Option<ErrorObjectOwned>,
        }
        let text = format!("{HEAD}{}", self.0);
        match serde_json::from_str(&text) {
            Ok(Body { result: Some(result), .. }) => Ok(result),
            Ok(Body { error: Some(error), .. }) => Err(error),
            Ok(_) => Err(Error::internal("an answer has neither result nor error").into()),
            Err(error) => Err(Error::internal(error).into()),
        }
    }
}

/// A call that has been started: its answer to come, and the way to cancel it.
pub struct Running {
    pub answer: BoxFuture<'static, Answer>,
    pub cancel: AbortHandle,
}

/// Starts a call. Nothing runs before the answer is polled.
pub fn start(
    catalog: &Arc<Catalog>,
    connection: &Arc<Connection>,
    method: &str,
    params: Option<&RawValue>,
) -> Result<Running> {
    let Some((row, callback)) = catalog.find(method) else { return Err(not_found(catalog, method)) };
    let (fields, own) = fields::split(params)?;
    if row.marks.session == Session::Required && fields.session.is_none() {
        return Err(Error::new(Kind::InvalidParams, "`session` is missing")
            .with("path", "session")
            .with("expected", "a session string, or a handle from session.attach")
            .hint("auth.sendCode, auth.signInBot or `telewire login` make one"));
    }
    let progress = match fields.progress_token {
        Some(token) => Progress::new(connection.clone(), token),
        None => Progress::default(),
    };
    let call = Call {
        catalog: catalog.clone(),
        method: row.name,
        marks: row.marks,
        connection: connection.clone(),
        session: fields.session,
        max_wait: fields.max_wait.unwrap_or_default(),
        progress,
        delivery: Delivery::default(),
    };
    let (cancel, registration) = AbortHandle::new_pair();
    let timeout = fields.timeout.or(row.marks.timeout);
    let running = run(call.clone(), callback.clone(), own);
    let in_flight = catalog.meter().begin();
    let answer = async move {
        let _in_flight = in_flight;
        let started = Instant::now();
        let timed = async {
            match timeout {
                Some(timeout) => tokio::time::timeout(timeout, running).await.map_err(|_| timeout),
                None => Ok(running.await),
            }
        };
        let answer = match AssertUnwindSafe(Abortable::new(timed, registration)).catch_unwind().await {
            Ok(Ok(Ok(response))) => {
                let code = response.as_error_code();
                tracing::debug!(method = call.method, code, elapsed = ?started.elapsed(), "answered");
                Answer::of(response)
            }
            Ok(Ok(Err(timeout))) => ended_early(&call, timed_out(timeout)),
            Ok(Err(_)) => ended_early(&call, Error::new(Kind::Cancelled, "the call was cancelled")),
            Err(panic) => ended_early(&call, Error::internal(panic_text(&*panic))),
        };
        call.progress.finish();
        answer
    };
    Ok(Running { answer: answer.boxed(), cancel })
}

fn run(call: Call, callback: MethodCallback, own: String) -> BoxFuture<'static, MethodResponse> {
    let connection = ConnectionId(call.connection.id());
    let mut extensions = Extensions::new();
    extensions.insert(call);
    match callback {
        MethodCallback::Async(callback) => {
            let params = Params::new(Some(&own)).into_owned();
            callback(RpcId::Null, params, connection, usize::MAX, extensions)
        }
        // The table makes no other kind.
        _ => unreachable!("every row of the catalog is asynchronous"),
    }
}

fn not_found(catalog: &Catalog, method: &str) -> Error {
    match catalog.nearest(method) {
        Some(nearest) => {
            let message = format!("there is no method `{method}`; did you mean `{nearest}`?");
            Error::new(Kind::MethodNotFound, message).with("did_you_mean", nearest)
        }
        None => Error::new(Kind::MethodNotFound, format!("there is no method `{method}`"))
            .hint("rpc.discover lists all methods"),
    }
}

fn timed_out(timeout: Duration) -> Error {
    Error::new(Kind::Timeout, format!("the call took longer than {} seconds", timeout.as_secs_f64()))
        .hint("give a longer `timeout`, in seconds")
}

/// The error of a call whose method didn't come to its end: one that changes something says what became of it.
fn ended_early(call: &Call, mut error: Error) -> Answer {
    if call.marks.is_write() {
        error = repeatable(error.outcome(call.delivery.outcome()), &call.delivery);
    }
    let error = log::incident(call.method, error);
    tracing::debug!(method = call.method, kind = error.kind().name(), "ended early");
    Answer::failed(error)
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panicked: {}", text.unwrap_or_else(|| "no text".to_owned()))
}
