//! Serving a connection's socket.

use std::future::pending;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, sleep_until, timeout};

use super::line::{Line, Next, Shared};
use super::server::Functions;
use super::server::writes::{Queued, Writes};
use super::transport::Garbage;

/// Time for a client to read a transport error and close.
const LINGER: Duration = Duration::from_secs(1);

/// Maximum bytes of one write. Bursts are written in pieces, so that they aren't copied as a whole.
const WRITE: usize = 256 << 10;

/// Maximum bytes of one read.
const READ: usize = 64 << 10;

/// Serves a client until either side closes.
pub async fn serve<F, S>(shared: Arc<Shared<F>>, dc: i32, from: Option<IpAddr>, mut stream: S)
where
    F: Functions,
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (line, writes) = {
        let _turn = shared.turn().await;
        if shared.lock().functions.refuses(dc) {
            return;
        }
        Line::open(shared.clone(), dc, from)
    };
    let id = line.id();
    let line = Mutex::new(line);
    let (overflowed, queued) = (writes.overflowed.clone(), writes.queued());
    // Concurrently: a client may write before it reads. If it weren't read from meanwhile, both sides would deadlock.
    let ended = {
        let (reader, writer) = tokio::io::split(&mut stream);
        tokio::select! {
            () = overflowed.cancelled() => Ok(End::Closed),
            ended = write(writer, writes, &line) => ended,
            ended = read(reader, &queued, &line, &shared) => ended,
        }
    };
    // Before the stream is closed: a client that sees it closed may rely on the connection being deregistered.
    {
        let _turn = shared.turn().await;
        drop(line);
    }
    let ended = match ended {
        Ok(End::Closed) => Ok(()),
        Ok(End::Refused) => linger(stream).await,
        Err(error) => Err(error),
    };
    match ended {
        Ok(()) => tracing::debug!(connection = id, dc, "closed"),
        Err(error) => tracing::debug!(connection = id, dc, %error, "broken"),
    }
}

enum End {
    Closed,
    /// The client was sent a reason and needs time to read it.
    Refused,
}

/// Writes queued messages until the connection ends.
async fn write<F: Functions>(
    mut writer: impl AsyncWrite + Unpin,
    mut writes: Writes,
    line: &Mutex<Line<F>>,
) -> io::Result<End> {
    let mut deadline = None;
    loop {
        let write = tokio::select! {
            write = writes.next() => write,
            () = passed(deadline) => return Ok(End::Closed),
        };
        // The queue is closed. The last write has ended the connection or will.
        let Some(write) = write else { return pending().await };
        let mut bytes = Vec::new();
        let mut next = line.lock().frame(write, &mut bytes);
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
            next = line.lock().frame(write, &mut bytes);
        }
        tokio::select! {
            written = writer.write_all(&bytes) => written?,
            () = passed(deadline) => return Ok(End::Closed),
        }
        match next {
            Next::GoOn | Next::CloseAfter(_) => {}
            Next::Close => return Ok(End::Closed),
            Next::Linger => return Ok(End::Refused),
        }
    }
}

async fn passed(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => pending().await,
    }
}

/// Handles the client's bytes, as long as it reads its answers.
async fn read<F: Functions>(
    mut reader: impl AsyncRead + Unpin,
    queued: &Queued,
    line: &Mutex<Line<F>>,
    shared: &Arc<Shared<F>>,
) -> io::Result<End> {
    let mut chunk = vec![0; READ];
    loop {
        queued.may_ask().await;
        let length = reader.read(&mut chunk).await?;
        if length == 0 {
            // The client may still read queued bytes.
            let turn = shared.turn().await;
            line.lock().end();
            drop(turn);
            return pending().await;
        }
        let mut later = Vec::new();
        let received = {
            let _turn = shared.turn().await;
            line.lock().receive(&chunk[..length], &mut later)
        };
        shared.do_later(later);
        received.map_err(|Garbage| io::ErrorKind::InvalidData)?;
    }
}

/// Waits for the client to close: closing a socket with unread bytes would discard what was sent.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    stream.shutdown().await?;
    let mut chunk = vec![0; READ];
    let drain = async {
        while stream.read(&mut chunk).await? > 0 {}
        io::Result::Ok(())
    };
    let _ = timeout(LINGER, drain).await;
    Ok(())
}

#[cfg(test)]
mod tests;
