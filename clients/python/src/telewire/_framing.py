"""How messages stand in a stream of bytes: behind a ``Content-Length`` header.

The daemon takes lines, too. Headers tell a message's length before its first byte, so that each is read by one exact
read, however large, without looking for its end and without the 64 KiB limit that asyncio sets to a line.
"""

from __future__ import annotations

import asyncio
from typing import BinaryIO, Optional

#: A header longer than this is none.
_LIMIT = 8 * 1024


class BrokenFrame(Exception):
    """What came in is no frame: nothing tells where the next one begins."""


def frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def read_frame(stream: BinaryIO) -> Optional[bytes]:
    """The next message's body, or nothing at the end of the stream."""
    header = b""
    while not header.endswith(b"\r\n\r\n"):
        line = stream.readline(_LIMIT)
        if not line and not header:
            return None
        header += line
        if not line.endswith(b"\n") or len(header) > _LIMIT:
            raise _no_header(header)
    length = _length(header)
    body = stream.read(length)
    if len(body) < length:
        raise BrokenFrame("the stream ended in the middle of a message")
    return body


async def read_frame_async(stream: asyncio.StreamReader) -> Optional[bytes]:
    """The next message's body, or nothing at the end of the stream."""
    try:
        header = await stream.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as ended:
        if not ended.partial:
            return None
        raise _no_header(ended.partial) from None
    except asyncio.LimitOverrunError:
        raise _no_header(b"") from None
    try:
        return await stream.readexactly(_length(header))
    except asyncio.IncompleteReadError:
        raise BrokenFrame("the stream ended in the middle of a message") from None


def _length(header: bytes) -> int:
    for line in header.split(b"\r\n"):
        name, _, value = line.partition(b":")
        value = value.strip()
        if name.strip().lower() == b"content-length" and value.isdigit():
            return int(value)
    raise _no_header(header)


def _no_header(header: bytes) -> BrokenFrame:
    seen = header[:40].decode("utf-8", "replace")
    return BrokenFrame(f"what came in is not telewire's: {seen!r}")
