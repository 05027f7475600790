//! An in-process connection without a socket. Written bytes are handled at once.

use std::io::{self, Read, Write};

use super::line::{Line, Next};
use super::server::Functions;
use super::server::writes::Writes;
use super::transport::Garbage;

/// Behaves like a non-blocking socket of the sandbox: a read without data is `WouldBlock`, and 0 is the end. Delayed
/// answers come without their delay.
pub struct Direct<F: Functions> {
    /// Absent once either side has closed.
    line: Option<Line<F>>,
    writes: Writes,
    /// Bytes from the server that aren't read yet.
    unread: Vec<u8>,
    read: usize,
}

impl<F: Functions> Direct<F> {
    pub fn new(line: Line<F>, writes: Writes) -> Self {
        Self { line: Some(line), writes, unread: Vec::new(), read: 0 }
    }

    /// Whether the server still accepts bytes.
    pub fn is_open(&self) -> bool {
        self.line.is_some()
    }

    /// Frames what the server has queued.
    fn collect(&mut self) {
        while let (Some(line), Some(write)) = (&mut self.line, self.writes.try_next()) {
            if let Next::Close | Next::Linger = line.frame(write, &mut self.unread) {
                self.line = None;
            }
        }
        if self.writes.overflowed.is_cancelled() {
            self.line = None;
        }
    }
}

impl<F: Functions> Write for Direct<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = self.line.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut later = Vec::new();
        let received = line.receive(bytes, &mut later);
        while let Some(delayed) = later.pop() {
            let mut server = line.shared().wait();
            let now = server.now();
            later.extend(server.finish(delayed, now));
        }
        self.collect();
        if let Err(Garbage) = received {
            self.line = None;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<F: Functions> Read for Direct<F> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.collect();
        let unread = &self.unread[self.read..];
        if unread.is_empty() && self.line.is_some() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let length = unread.len().min(into.len());
        into[..length].copy_from_slice(&unread[..length]);
        self.read += length;
        if self.read == self.unread.len() {
            self.unread.clear();
            self.read = 0;
        }
        Ok(length)
    }
}
