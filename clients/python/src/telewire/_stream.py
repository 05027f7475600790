"""The state of a stream of events: its cursor, and when to subscribe again.

Like `_calls`, it uses neither threads nor asyncio.
"""

from __future__ import annotations

import logging
from typing import Any, Callable, Dict, Mapping, Optional

from . import _line_file
from ._errors import TelewireError
from ._link import Path

_log = logging.getLogger("telewire")

OnCursor = Callable[[str], object]

#: Seconds before each attempt to subscribe again, enough for a daemon to restart. After the last one the error is raised.
RETRY_DELAYS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
#: Longer waits that Telegram asks for, in seconds, are raised as an error instead.
MAX_RETRY_DELAY = 60.0


class EventStream:
    """The base of `Events` and `AsyncEvents`."""

    def __init__(
        self,
        session: Callable[[], Optional[str]],
        params: Mapping[str, Any],
        cursor: Optional[str],
        cursor_file: Optional[Path],
        on_cursor: Optional[OnCursor],
    ) -> None:
        self._session = session
        self._params = params
        self._cursor_file = cursor_file
        self._cursor = cursor
        if cursor is None and cursor_file is not None:
            self._cursor = _line_file.read(cursor_file)
        self._on_cursor = on_cursor
        self._has_begun = False
        #: Attempts to subscribe since the last event or cursor.
        self._tries = 0

    @property
    def cursor(self) -> Optional[str]:
        """The cursor to save. It advances when the loop asks for the next event.

        So your loop has processed every event before it. A stream that starts there misses nothing and may repeat the
        last events.
        """
        return self._cursor

    def _subscribe_params(self) -> Dict[str, Any]:
        return {**self._params, "session": self._session(), "cursor": self._cursor}

    def _begin(self, subscribed: Mapping[str, Any]) -> None:
        self._has_begun = True
        if self._cursor is None:
            self._advance(subscribed["cursor"])

    def _advance(self, cursor: str) -> None:
        self._cursor = cursor
        if self._cursor_file is not None:
            _line_file.write(self._cursor_file, cursor)
        if self._on_cursor is not None:
            self._on_cursor(cursor)

    def _retry_delay(self, error: TelewireError) -> float:
        """Returns the seconds to wait before the next attempt, or raises a permanent error."""
        is_temporary = error.kind == "disconnected" or error.is_retryable
        wait = error.retry_after or 0.0
        if not is_temporary or not self._has_begun or self._tries == len(RETRY_DELAYS) or wait > MAX_RETRY_DELAY:
            raise error
        delay = max(RETRY_DELAYS[self._tries], wait)
        self._tries += 1
        _log.warning("subscribing to events again in %s seconds: %s", delay, error)
        return delay
