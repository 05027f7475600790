//! One connection's socket, from its first byte to its last.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until, timeout};

use super::line::{Line, Next, Shared};
use super::server::{Functions, Writes};
use super::transport::Garbage;

/// How long a client that was sent a transport error has to read it and close.
const LINGER: Duration = Duration::from_secs(1);

/// One write to the socket. A burst goes out in pieces of this size, so that it isn't held twice in memory.
const WRITE: usize = 256 << 10;

/// Serves a client until either side closes.
pub async fn serve<F: Functions>(shared: Arc<Shared<F>>, dc: i32, stream: TcpStream) {
    let (line, writes) = Line::open(shared, dc);
    let id = line.id();
    match (Connection { line, stream }).run(writes).await {
        Ok(()) => tracing::debug!(connection = id, dc, "closed"),
        Err(error) => tracing::debug!(connection = id, dc, %error, "broken"),
    }
}

struct Connection<F: Functions> {
    /// Stands before the stream: who sees the connection closed may rely on it that it is off the books.
    line: Line<F>,
    stream: TcpStream,
}

impl<F: Functions> Connection<F> {
    async fn run(mut self, mut writes: Writes) -> io::Result<()> {
        let overflowed = writes.overflowed.clone();
        let mut deadline = None::<Instant>;
        let mut chunk = vec![0; 64 << 10];
        loop {
            // What is to go out goes first, so that a client which doesn't read isn't read from either.
            tokio::select! {
                biased;
                () = overflowed.cancelled() => return Ok(()),
                () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => return Ok(()),
                Some(write) = writes.next() => {
                    let mut bytes = Vec::new();
                    let mut next = self.line.frame(write, &mut bytes);
                    loop {
                        if let Next::CloseAfter(delay) = next {
                            deadline = Instant::now().checked_add(delay);
                        } else if next != Next::GoOn {
                            break;
                        }
                        if bytes.len() >= WRITE {
                            break;
                        }
                        let Some(write) = writes.try_next() else { break };
                        next = self.line.frame(write, &mut bytes);
                    }
                    tokio::select! {
                        () = overflowed.cancelled() => return Ok(()),
                        () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                            return Ok(());
                        }
                        written = self.stream.write_all(&bytes) => written?,
                    }
                    match next {
                        Next::GoOn | Next::CloseAfter(_) => {}
                        Next::Close => return Ok(()),
                        Next::Linger => return self.linger(&mut chunk).await,
                    }
                }
                read = self.stream.read(&mut chunk) => {
                    let length = read?;
                    if length == 0 {
                        return Ok(());
                    }
                    let mut later = Vec::new();
                    let received = self.line.receive(&chunk[..length], &mut later);
                    self.line.shared().do_later(later);
                    received.map_err(|Garbage| io::ErrorKind::InvalidData)?;
                }
            }
        }
    }

    async fn linger(self, chunk: &mut [u8]) -> io::Result<()> {
        let Self { line, mut stream } = self;
        drop(line);
        stream.shutdown().await?;
        let drain = async {
            while stream.read(chunk).await? > 0 {}
            io::Result::Ok(())
        };
        let _ = timeout(LINGER, drain).await;
        Ok(())
    }
}
