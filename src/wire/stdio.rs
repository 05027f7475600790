//! Standard input and output as one connection.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::pin::Pin;
use std::sync::Arc;

use rustix::fs::FileType;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio::net::unix::pipe;
use tokio_util::sync::CancellationToken;

use super::{Framing, serve};
use crate::rpc::Catalog;
use crate::rpc::connection::Limits;

type Reader = Pin<Box<dyn AsyncRead + Send>>;
type Writer = Pin<Box<dyn AsyncWrite + Send>>;

/// Serves standard input and output until the end of input.
pub async fn serve_stdio(
    catalog: Arc<Catalog>,
    framing: Framing,
    limits: Limits,
    stop: CancellationToken,
) -> io::Result<()> {
    serve(catalog, framing, limits, input()?, output()?, stop).await
}

/// Tokio's `stdin` reads on another thread, which costs two wake-ups per message. A subprocess gets pipes or sockets,
/// which can be awaited directly.
fn input() -> io::Result<Reader> {
    let stdin = io::stdin();
    Ok(match kind(&stdin)? {
        FileType::Fifo => Box::pin(pipe::Receiver::from_owned_fd(own(&stdin)?)?),
        FileType::Socket => Box::pin(socket(&stdin)?),
        _ => Box::pin(tokio::io::stdin()),
    })
}

fn output() -> io::Result<Writer> {
    let stdout = io::stdout();
    Ok(match kind(&stdout)? {
        FileType::Fifo => Box::pin(pipe::Sender::from_owned_fd(own(&stdout)?)?),
        FileType::Socket => Box::pin(socket(&stdout)?),
        _ => Box::pin(tokio::io::stdout()),
    })
}

fn kind(stream: &impl AsFd) -> io::Result<FileType> {
    Ok(FileType::from_raw_mode(rustix::fs::fstat(stream)?.st_mode))
}

/// A duplicate of the stream's descriptor. Dropping it leaves the standard one open.
fn own(stream: &impl AsFd) -> io::Result<OwnedFd> {
    stream.as_fd().try_clone_to_owned()
}

fn socket(stream: &impl AsFd) -> io::Result<UnixStream> {
    let socket = std::os::unix::net::UnixStream::from(own(stream)?);
    socket.set_nonblocking(true)?;
    UnixStream::from_std(socket)
}
