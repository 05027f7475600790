//! How messages are framed in a stream of bytes: with `Content-Length` headers, as in the [Language Server
//! Protocol](https://microsoft.github.io/language-server-protocol/specifications/base/0.9/specification/), or as one
//! JSON text per line. The first non-blank byte decides, and answers are framed the same way.

use std::ops::Range;

use super::input::Input;
use crate::error::{Error, Kind};

/// Maximum size of a message's headers, in bytes.
const HEADER_LIMIT: usize = 8 * 1024;

const BOM: &[u8] = "\u{feff}".as_bytes();

/// How a connection's messages are framed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Framing {
    /// By the first byte: `C` begins a `Content-Length` header, anything else a line.
    #[default]
    Auto,
    /// `Content-Length` headers.
    Lsp,
    /// One JSON text per line.
    Lines,
}

/// One step in the stream.
#[derive(Debug)]
pub enum Frame {
    /// The range of a complete message, valid until the input receives more bytes.
    Message(Range<usize>),
    /// A message that can't be accepted. The stream continues after it.
    Skipped(Error),
    /// The end of the message is unknown, so the stream can't continue.
    Broken(Error),
}

/// Finds messages in the input, and frames messages for the output.
#[derive(Debug)]
pub struct Codec {
    framing: Framing,
    max_message: usize,
    /// Length of the part of the buffer that holds no line end.
    scanned: usize,
    skip: Skip,
    /// Length of the current message with its headers, if these have arrived.
    expected: Option<usize>,
}

/// The rest of a message that is too large.
#[derive(Debug, PartialEq)]
enum Skip {
    Nothing,
    Bytes(usize),
    Line,
}

impl Codec {
    /// `max_message` in bytes.
    pub fn new(framing: Framing, max_message: usize) -> Self {
        Self { framing, max_message, scanned: 0, skip: Skip::Nothing, expected: None }
    }

    /// The next message in the input, or `None` if it isn't complete.
    pub fn next(&mut self, input: &mut Input) -> Option<Frame> {
        self.expected = None;
        if !self.skip(input) {
            return None;
        }
        if self.scanned == 0 {
            trim_start(input);
            // Nothing, or an incomplete BOM.
            if BOM.starts_with(input.unread()) {
                return None;
            }
        }
        if self.framing == Framing::Auto {
            self.framing = match input.unread().first()? {
                b'C' | b'c' => Framing::Lsp,
                _ => Framing::Lines,
            };
        }
        match self.framing {
            Framing::Lsp => self.next_lsp(input),
            _ => self.next_line(input),
        }
    }

    /// The rest of the input at the end of the stream: the last line needs no line end.
    pub fn last(&mut self, input: &mut Input) -> Option<Frame> {
        if let Some(frame) = self.next(input) {
            return Some(frame);
        }
        let skipped = std::mem::replace(&mut self.skip, Skip::Nothing) != Skip::Nothing;
        let rest = input.take(input.unread().len());
        self.scanned = 0;
        if skipped || rest.is_empty() {
            return None;
        }
        match self.framing {
            Framing::Lsp => Some(Frame::Broken(broken("the input ended in the middle of a message"))),
            _ => Some(Frame::Message(rest)),
        }
    }

    /// Length of the current message with its headers, if it is known.
    pub fn expected(&self) -> Option<usize> {
        self.expected
    }

    /// Skips the current message: discards its bytes, and the rest of it as it arrives.
    pub fn give_up(&mut self, input: &mut Input) {
        let has_come = input.unread().len();
        self.skip = match self.expected.take() {
            Some(expected) => Skip::Bytes(expected.saturating_sub(has_come)),
            None => Skip::Line,
        };
        self.scanned = 0;
        input.clear();
    }

    /// Frames a message.
    pub fn write(&self, message: &[u8], out: &mut Vec<u8>) {
        self.write_pieces([message], out);
    }

    /// Frames a message given in pieces.
    pub fn write_pieces<'a>(&self, pieces: impl IntoIterator<Item = &'a [u8]> + Clone, out: &mut Vec<u8>) {
        let length: usize = pieces.clone().into_iter().map(<[u8]>::len).sum();
        // The pieces and their framing.
        out.reserve(length + 40);
        if self.framing == Framing::Lsp {
            out.extend_from_slice(b"Content-Length: ");
            out.extend_from_slice(length.to_string().as_bytes());
            out.extend_from_slice(b"\r\n\r\n");
        }
        for piece in pieces {
            out.extend_from_slice(piece);
        }
        if self.framing != Framing::Lsp {
            out.push(b'\n');
        }
    }

    /// Skips the rest of a message that is too large. Returns whether its end has been reached.
    fn skip(&mut self, input: &mut Input) -> bool {
        match self.skip {
            Skip::Nothing => return true,
            Skip::Bytes(left) => {
                let now = left.min(input.unread().len());
                input.take(now);
                self.skip = if now == left { Skip::Nothing } else { Skip::Bytes(left - now) };
            }
            Skip::Line => match memchr::memchr(b'\n', input.unread()) {
                Some(end) => {
                    input.take(end + 1);
                    self.skip = Skip::Nothing;
                }
                None => drop(input.take(input.unread().len())),
            },
        }
        self.skip == Skip::Nothing
    }

    fn next_line(&mut self, input: &mut Input) -> Option<Frame> {
        let unread = input.unread();
        let Some(end) = memchr::memchr(b'\n', &unread[self.scanned..]) else {
            self.scanned = unread.len();
            if self.scanned > self.max_message {
                input.clear();
                self.scanned = 0;
                self.skip = Skip::Line;
                return Some(Frame::Skipped(self.too_large()));
            }
            return None;
        };
        let length = self.scanned + end;
        self.scanned = 0;
        let line = input.take(length + 1);
        if length > self.max_message {
            return Some(Frame::Skipped(self.too_large()));
        }
        Some(Frame::Message(line.start..line.end - 1))
    }

    fn next_lsp(&mut self, input: &mut Input) -> Option<Frame> {
        let unread = input.unread();
        let Some((header, body)) = header_end(unread) else {
            if unread.len() > HEADER_LIMIT {
                return Some(Frame::Broken(broken("a message's headers have no end")));
            }
            return None;
        };
        let length = match content_length(&unread[..header]) {
            Ok(length) => length,
            Err(error) => return Some(Frame::Broken(error)),
        };
        if length > self.max_message {
            input.take(body);
            self.skip = Skip::Bytes(length);
            return Some(Frame::Skipped(self.too_large()));
        }
        if unread.len() - body < length {
            self.expected = Some(body + length);
            return None;
        }
        input.take(body);
        Some(Frame::Message(input.take(length)))
    }

    fn too_large(&self) -> Error {
        let message = format!("the message is over the limit of {} bytes", self.max_message);
        Error::new(Kind::TooLarge, message)
            .hint("send files by path, or start telewire with a larger --max-message")
    }
}

/// Skips blanks, empty lines and a BOM between messages.
fn trim_start(input: &mut Input) {
    loop {
        let blanks = input.unread().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        input.take(blanks);
        if !input.unread().starts_with(BOM) {
            break;
        }
        input.take(BOM.len());
    }
}

/// Positions of the end of the headers and of the body. A bare newline ends a line, too.
fn header_end(buffer: &[u8]) -> Option<(usize, usize)> {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', &buffer[..buffer.len().min(HEADER_LIMIT)]) {
        if buffer[start..end].trim_ascii().is_empty() {
            return Some((start, end + 1));
        }
        start = end + 1;
    }
    None
}

fn content_length(headers: &[u8]) -> Result<usize, Error> {
    let headers = std::str::from_utf8(headers).map_err(|_| broken("a message's headers are not text"))?;
    let mut length = None;
    for header in headers.lines() {
        let Some((name, value)) = header.split_once(':') else {
            return Err(broken("a message's header has no colon"));
        };
        if !name.trim().eq_ignore_ascii_case("content-length") {
            continue;
        }
        let value = value.trim();
        // `parse` would accept a sign too.
        if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) || length.is_some() {
            return Err(broken("a message's Content-Length is not a number, or is given twice"));
        }
        length = Some(value.parse().map_err(|_| broken("a message's Content-Length is out of range"))?);
    }
    length.ok_or_else(|| broken("a message has no Content-Length header"))
}

fn broken(message: &str) -> Error {
    Error::new(Kind::ParseError, message)
        .hint("the connection ends, because the start of the next message is unknown")
}
