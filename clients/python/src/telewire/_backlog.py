"""What has come in for a subscription, until it is asked for.

It knows neither threads nor loops, as `_calls` doesn't.
"""

from __future__ import annotations

import collections
from typing import Any, Deque, Mapping, NamedTuple, Optional, Union

from . import types
from ._errors import TelewireError

#: Events that are held for a consumer which is busy. More are left out, and come again when it is ready for them.
HELD = 2048


class Told(NamedTuple):
    event: types.Event


class Reached(NamedTuple):
    """All before this cursor has been told."""

    cursor: str


class Over(NamedTuple):
    """Nothing more comes in. Without an error, the rest comes of another subscription, from the last cursor on."""

    error: Optional[TelewireError]


Part = Union[Told, Reached, Over]


class Backlog:
    def __init__(self) -> None:
        self._parts: Deque[Part] = collections.deque()
        #: How many of the parts are cursors.
        self._cursors = 0
        self._over = False

    def feed(self, params: Mapping[str, Any]) -> bool:
        """Takes the params of a notification in. Says whether the subscription goes on."""
        if self._over:
            return False
        too_slow = False
        for event in params.get("items") or ():
            self._parts.append(Told(event))
            too_slow = too_slow or (event.get("kind"), event.get("reason")) == ("gap", "too_slow")
        if params.get("cursor") is not None:
            self._parts.append(Reached(params["cursor"]))
            self._cursors += 1
        if params.get("error") is not None:
            self.end(TelewireError.from_wire(params["error"]))
        elif too_slow:
            self.end(None)
        elif len(self._parts) > HELD and self._cursors:
            self._leave_out()
        return not self._over

    def end(self, error: Optional[TelewireError]) -> None:
        if not self._over:
            self._over = True
            self._parts.append(Over(error))

    def take(self) -> Optional[Part]:
        """What is next, if it has come in."""
        if not self._parts:
            return None
        part = self._parts.popleft()
        if isinstance(part, Reached):
            self._cursors -= 1
        return part

    def _leave_out(self) -> None:
        """Keeps what comes before the last cursor, and leaves the rest for another subscription that begins there.

        A reader that stood still instead would hold up the calls by which the consumer gets done with its work.
        What is told once and never again is lost, so this is a gap, just as the daemon would tell it.
        """
        while not isinstance(self._parts[-1], Reached):
            self._parts.pop()
        self._parts.append(Told({"kind": "gap", "reason": "too_slow"}))
        self.end(None)
