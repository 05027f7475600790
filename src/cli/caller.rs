//! Makes calls from the command line: to a daemon on a socket, or in this process.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use jsonrpsee::types::ErrorObjectOwned;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;
use tokio::sync::mpsc::UnboundedReceiver;

use super::Failure;
use crate::rpc::connection::{Limits, Outgoing};
use crate::rpc::{Catalog, Connection, dispatch};
use crate::wire::socket::Trusted;

/// Makes calls and receives notifications.
pub enum Caller {
    Here { catalog: Arc<Catalog>, connection: Arc<Connection>, outgoing: UnboundedReceiver<Outgoing> },
    Socket(Box<Socket>),
}

pub struct Socket {
    stream: BufReader<UnixStream>,
    /// Notifications that arrived while a call waited for its answer.
    early: VecDeque<Notification>,
}

/// A result, or the daemon's error.
pub type Answer = Result<Value, ErrorObjectOwned>;

#[derive(Deserialize)]
pub struct Notification {
    pub method: String,
    pub params: Option<Box<RawValue>>,
}

impl Caller {
    /// Makes calls in this process.
    pub fn here(catalog: Arc<Catalog>) -> Self {
        let (connection, outgoing) = Connection::new(Limits::default());
        Self::Here { catalog, connection, outgoing }
    }

    /// Connects to a daemon on a socket. Fails unless its user is trusted and only trusted users could have created the
    /// socket. This is checked before anything is sent, because calls contain session strings.
    ///
    /// `Ok(None)` means that no daemon listens there.
    pub async fn connect(path: &Path, trusted: &Trusted) -> std::io::Result<Option<Self>> {
        if path.symlink_metadata().is_err_and(|error| error.kind() == ErrorKind::NotFound) {
            return Ok(None);
        }
        trusted.check(path)?;
        let stream = match UnixStream::connect(path).await {
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => return Ok(None),
            stream => stream?,
        };
        let peer = stream.peer_cred()?.uid();
        if !trusted.includes(peer) {
            return Err(std::io::Error::other(format!("the daemon belongs to another user (uid {peer})")));
        }
        Ok(Some(Self::Socket(Box::new(Socket { stream: BufReader::new(stream), early: VecDeque::new() }))))
    }

    pub async fn call(&mut self, method: &str, params: &Value) -> Result<Answer, Failure> {
        match self {
            Self::Here { catalog, connection, .. } => {
                let params: Box<RawValue> = serde_json::value::to_raw_value(params)?;
                let answer = match dispatch::start(catalog, connection, method, Some(&params)) {
                    Ok(started) => started.answer().await.into_result(),
                    Err(error) => Err(error.into()),
                };
                Ok(answer.and_then(|result| {
                    serde_json::from_str(result.get())
                        .map_err(|error| crate::error::Error::internal(error).into())
                }))
            }
            Self::Socket(socket) => match socket.call(method, params).await {
                Ok(answer) => Ok(answer),
                Err(error) => Err(format!("the daemon on the socket did not answer: {error}").into()),
            },
        }
    }

    /// Waits for the next notification. Not cancellation safe: don't call it again after dropping the future.
    pub async fn notification(&mut self) -> Result<Notification, Failure> {
        match self {
            Self::Here { outgoing, .. } => loop {
                // This process owns the connection, so it can't end earlier.
                match outgoing.recv().await.ok_or("the connection has ended")? {
                    Outgoing::Notification(text) | Outgoing::Event { text, .. } => {
                        return Ok(serde_json::from_str(&text)?);
                    }
                    Outgoing::WatchProcess(_) => {}
                }
            },
            Self::Socket(socket) => match socket.notification().await {
                Ok(notification) => Ok(notification),
                Err(error) => Err(format!("the daemon on the socket is gone: {error}").into()),
            },
        }
    }
}

#[derive(Deserialize)]
struct Message {
    id: Option<u32>,
    result: Option<Value>,
    error: Option<ErrorObjectOwned>,
    method: Option<String>,
    params: Option<Box<RawValue>>,
}

impl Socket {
    async fn call(&mut self, method: &str, params: &Value) -> Result<Answer, Failure> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        self.stream.write_all(format!("{request}\n").as_bytes()).await?;
        loop {
            match self.read().await? {
                Message { method: Some(method), params, .. } => {
                    self.early.push_back(Notification { method, params });
                }
                Message { error: Some(error), .. } => return Ok(Err(error)),
                Message { id: Some(_), result, .. } => return Ok(Ok(result.unwrap_or_default())),
                Message { .. } => {}
            }
        }
    }

    async fn notification(&mut self) -> Result<Notification, Failure> {
        if let Some(notification) = self.early.pop_front() {
            return Ok(notification);
        }
        loop {
            if let Message { method: Some(method), params, .. } = self.read().await? {
                return Ok(Notification { method, params });
            }
        }
    }

    async fn read(&mut self) -> Result<Message, Failure> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err("it closed the connection".into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}
