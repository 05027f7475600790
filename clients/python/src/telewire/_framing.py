"""How messages stand in a stream of bytes: behind a ``Content-Length`` header.

The daemon takes lines, too. Headers tell a message's length before its first byte, so that each is read by one exact
read, however large, without looking for its end and without the 64 KiB limit that asyncio sets to a line.
"""

from __future__ import annotations

import asyncio
from typing import BinaryIO, Optional

#: A line of a header that is longer than this is none.
_LIMIT = 8 * 1024


class BrokenFrame(Exception):
    """What came in is no frame: nothing tells where the next one begins."""


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def read_frame(stream: BinaryIO) -> Optional[bytes]:
    """The next message's body, or nothing at the end of the stream."""
    header = Header()
    while not header.complete:
        line = stream.readline(_LIMIT)
        if not line and header.length is None:
            return None
        header.take(line)
    body = stream.read(header.body)
    if len(body) < header.body:
        raise BrokenFrame("the stream ended in the middle of a message")
    return body


async def read_frame_async(stream: asyncio.StreamReader) -> Optional[bytes]:
    """The next message's body, or nothing at the end of the stream."""
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
    """The lines before a message's body. Each is judged as it comes, since what is no header may never end."""

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
            raise BrokenFrame(f"what came in is not telewire's: {seen!r}")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            self.length = int(value)

    @property
    def body(self) -> int:
        return self.length or 0
