"""Frames messages with a ``Content-Length`` header.

The daemon also accepts one message per line. With a header, the length is known in advance: a message of any size takes
one read, without scanning for its end and without asyncio's 64 KiB limit on lines.
"""

from __future__ import annotations

import asyncio
from typing import BinaryIO, Optional

#: Maximum bytes in a header line.
_MAX_LINE = 8 * 1024


class BrokenFrame(Exception):
    """The input is not a valid frame, so the start of the next one is unknown."""


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def read_frame(stream: BinaryIO) -> Optional[bytes]:
    """Returns the next message's body, or None at the end of the stream."""
    header = Header()
    while not header.complete:
        line = stream.readline(_MAX_LINE)
        if not line and header.length is None:
            return None
        header.take(line)
    body = stream.read(header.body)
    if len(body) < header.body:
        raise BrokenFrame("the stream ended in the middle of a message")
    return body


async def read_frame_async(stream: asyncio.StreamReader) -> Optional[bytes]:
    """Returns the next message's body, or None at the end of the stream."""
    header = Header()
    while not header.complete:
        try:
            line = await stream.readuntil(b"\n")
        except asyncio.IncompleteReadError as ended:
            line = ended.partial
        except asyncio.LimitOverrunError:
            line = b""
        if not line and header.length is None:
            return None
        header.take(line)
    try:
        return await stream.readexactly(header.body)
    except asyncio.IncompleteReadError:
        raise BrokenFrame("the stream ended in the middle of a message") from None


class Header:
    """The header lines of a message. Each is checked as it arrives, since other input may never end."""

    def __init__(self) -> None:
        self.complete = False
        self.length: Optional[int] = None

    def take(self, line: bytes) -> None:
        if line == b"\r\n" and self.length is not None:
            self.complete = True
            return
        name, colon, value = line.rstrip(b"\r\n").partition(b":")
        if not colon or not line.endswith(b"\n"):
            seen = line[:40].decode("utf-8", "replace")
            raise BrokenFrame(f"expected a telewire message, got {seen!r}")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            self.length = int(value)

    @property
    def body(self) -> int:
        return self.length or 0
