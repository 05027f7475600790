"""The received, unread part of a subscription.

Like `_calls`, it uses neither threads nor asyncio.
"""

from __future__ import annotations

import collections
from typing import Any, Deque, Mapping, NamedTuple, Optional, Union

from . import types
from ._errors import TelewireError

#: Maximum events queued for a busy consumer. The rest is dropped, and fetched again by a new subscription.
MAX_BACKLOG = 2048


class EventPart(NamedTuple):
    event: types.Event


class CursorPart(NamedTuple):
    """All events before this cursor have been delivered."""

    cursor: str


class EndPart(NamedTuple):
    """The end of the subscription. Without an error, a new subscription continues from the last cursor."""

    error: Optional[TelewireError]


Part = Union[EventPart, CursorPart, EndPart]


class Backlog:
    def __init__(self) -> None:
        self._parts: Deque[Part] = collections.deque()
        #: The number of cursors among the parts.
        self._cursors = 0
        self._over = False

    def feed(self, params: Mapping[str, Any]) -> bool:
        """Queues the params of a notification. Returns whether the subscription continues."""
        if self._over:
            return False
        too_slow = False
        for event in params.get("items") or ():
            self._parts.append(EventPart(event))
            too_slow = too_slow or (event.get("kind"), event.get("reason")) == ("gap", "too_slow")
        if params.get("cursor") is not None:
            self._parts.append(CursorPart(params["cursor"]))
            self._cursors += 1
        if params.get("error") is not None:
            self.end(TelewireError.from_wire(params["error"]))
        elif too_slow:
            self.end(None)
        elif len(self._parts) > MAX_BACKLOG and self._cursors:
            self._truncate()
        return not self._over

    def end(self, error: Optional[TelewireError]) -> None:
        if not self._over:
            self._over = True
            self._parts.append(EndPart(error))

    def take(self) -> Optional[Part]:
        """Returns the next part, or None if there is none yet."""
        if not self._parts:
            return None
        part = self._parts.popleft()
        if isinstance(part, CursorPart):
            self._cursors -= 1
        return part

    def _truncate(self) -> None:
        """Drops everything after the last cursor. A new subscription continues there.

        If the reader paused instead, it would block the calls that the consumer needs to finish its work.
        Events that are live only are lost, so this adds a `gap` event, as the daemon does.
        """
        while not isinstance(self._parts[-1], CursorPart):
            self._parts.pop()
        self._parts.append(EventPart({"kind": "gap", "reason": "too_slow"}))
        self.end(None)
