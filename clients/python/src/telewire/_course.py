"""The course of a stream of events over its subscriptions: how far it has come, and when to try another.

It knows neither threads nor loops, as `_calls` doesn't.
"""

from __future__ import annotations

import logging
from typing import Any, Callable, Dict, Mapping, Optional

from . import _kept_file
from ._errors import TelewireError
from ._link import Path

_log = logging.getLogger("telewire")

OnCursor = Callable[[str], object]

#: Seconds before each try to subscribe again, after which it is given up. A daemon may just be starting anew.
PAUSES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
#: Telegram may ask for longer ones. A caller should know of those.
LONGEST_PAUSE = 60.0


class Course:
    """What `Events` and `AsyncEvents` have in common."""

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
            self._cursor = _kept_file.read(cursor_file)
        self._on_cursor = on_cursor
        self._has_begun = False
        #: Tries since anything came in.
        self._tries = 0

    @property
    def cursor(self) -> Optional[str]:
        """The cursor to keep: all events before it have been handed out, and another was asked for since.

        So what your loop has done with them is done. A stream that begins there may repeat the last events, and misses
        none.
        """
        return self._cursor

    def _subscribing(self) -> Dict[str, Any]:
        return {**self._params, "session": self._session(), "cursor": self._cursor}

    def _begin(self, subscribed: Mapping[str, Any]) -> None:
        self._has_begun = True
        if self._cursor is None:
            self._reach(subscribed["cursor"])

    def _reach(self, cursor: str) -> None:
        self._cursor = cursor
        if self._cursor_file is not None:
            _kept_file.write(self._cursor_file, cursor)
        if self._on_cursor is not None:
            self._on_cursor(cursor)

    def _pause(self, error: TelewireError) -> float:
        """How long to wait before the next try, or raises the error."""
        passes = error.kind == "disconnected" or error.is_retryable
        wait = error.retry_after or 0.0
        if not passes or not self._has_begun or self._tries == len(PAUSES) or wait > LONGEST_PAUSE:
            raise error
        pause = max(PAUSES[self._tries], wait)
        self._tries += 1
        _log.warning("events are subscribed to again in %s seconds: %s", pause, error)
        return pause
