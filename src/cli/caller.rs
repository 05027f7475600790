//! Making calls from the command line: to a daemon that listens on a socket, or in this process.

use std::path::Path;
use std::sync::Arc;

use jsonrpsee::types::ErrorObjectOwned;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::UnixStream;

use super::Failure;
use crate::rpc::connection::{Limits, Outgoing};
use crate::rpc::{Catalog, Connection, dispatch};

/// Where calls go.
pub enum Caller {
    Here { catalog: Arc<Catalog>, connection: Arc<Connection> },
    Socket(Box<BufReader<UnixStream>>),
}

/// A result, or the error that the daemon answered with.
pub type Answer = Result<Value, ErrorObjectOwned>;

impl Caller {
    /// Calls in this process.
    pub fn here(catalog: Arc<Catalog>) -> Self {
        let (connection, mut outgoing) = Connection::new(Limits::default());
        tokio::spawn(async move {
            while let Some(item) = outgoing.recv().await {
                if let Outgoing::Notification(text) = item {
                    tracing::debug!(bytes = text.len(), "nobody listens to a notification");
                }
            }
        });
        Self::Here { catalog, connection }
    }

    /// Calls a daemon, if one listens there.
    pub async fn connect(path: &Path) -> Option<Self> {
        let stream = UnixStream::connect(path).await.ok()?;
        Some(Self::Socket(Box::new(BufReader::new(stream))))
    }

    pub async fn call(&mut self, method: &str, params: &Value) -> Result<Answer, Failure> {
        match self {
            Self::Here { catalog, connection } => {
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
            Self::Socket(stream) => ask(stream, method, params).await,
        }
    }
}

async fn ask(stream: &mut BufReader<UnixStream>, method: &str, params: &Value) -> Result<Answer, Failure> {
    #[derive(Deserialize)]
    struct Message {
        id: Option<u32>,
        result: Option<Value>,
        error: Option<ErrorObjectOwned>,
    }
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    stream.write_all(format!("{request}\n").as_bytes()).await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Err("the daemon ended before it answered".into());
        }
        let message: Message = serde_json::from_str(&line)?;
        match message {
            Message { error: Some(error), .. } => return Ok(Err(error)),
            Message { id: Some(_), result, .. } => return Ok(Ok(result.unwrap_or_default())),
            // A notification.
            Message { .. } => {}
        }
    }
}
