"""Keeps the newest session string, in memory and where the caller wants it.

Like `_calls`, it uses neither threads nor asyncio.
"""

from __future__ import annotations

import os
import threading
from typing import Any, Callable, Dict, Mapping, Optional

from . import _line_file
from ._link import Path

OnSession = Callable[[str], object]

REFRESH = "session.refresh"
#: Methods that return another string of the same login. `session.restrict` and the like return one for somebody else.
_SAME_LOGIN = (REFRESH, "session.renew")
#: Seconds to wait for a refresh when a session is closed. The daemon answers it from memory.
REFRESH_TIMEOUT = 5.0


class SessionStore:
    def __init__(
        self, session: Optional[str], session_file: Optional[Path] = None, on_session: Optional[OnSession] = None
    ) -> None:
        self._file: Optional[str] = None
        if session_file is not None:
            if session is not None:
                raise ValueError("give `session` or `session_file`, not both")
            # The program may change its working directory later.
            self._file = os.path.abspath(session_file)
            session = _line_file.read_private(self._file)
            if session is None and not os.path.isdir(os.path.dirname(self._file)):
                # Fails before a login rather than after it.
                raise FileNotFoundError(2, "no such folder", os.path.dirname(self._file))
        self.session = session
        self._on_session = on_session
        self._lock = threading.Lock()
        self._is_used = False

    @property
    def is_stored(self) -> bool:
        """Whether there is a file or an ``on_session`` function."""
        return self._file is not None or self._on_session is not None

    @property
    def needs_refresh(self) -> bool:
        """Whether a refreshed session string may hold more, and there is somewhere to store it."""
        return self.is_stored and self.session is not None and self._is_used

    def use(self) -> Optional[str]:
        """Returns the session for a call that may make its string outdated."""
        self._is_used = True
        return self.session

    def fill(self, method: str, params: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
        """Returns the params, with our session if their ``session`` is None."""
        filled = dict(params or {})
        if "session" in filled and filled["session"] is None:
            if method == REFRESH:
                self._is_used = False
                filled["session"] = self._in_file() or self.session
            elif method.startswith(("auth.", "session.")):
                filled["session"] = self.session
            else:
                filled["session"] = self.use()
        return filled

    def follow(
        self, method: str, params: Optional[Mapping[str, Any]], filled: Mapping[str, Any], result: Any
    ) -> None:
        """Stores the session string that a call returned, unless the caller passed a ``session`` itself."""
        is_same_login = method in _SAME_LOGIN
        if not (is_same_login or method == "session.import" or method.startswith("auth.")):
            return
        session = result.get("session") if isinstance(result, dict) else None
        if not isinstance(session, str) or (params or {}).get("session") is not None:
            return
        given = filled.get("session")
        if is_same_login and session == given:
            return
        with self._lock:
            # A refreshed string must not replace a new login that was made meanwhile, by us or, in the file, by another
            # program.
            is_new = not is_same_login or self.session == given
            if is_new:
                self.session = session
            if self._file is not None and (not is_same_login or self._in_file() == given):
                _line_file.write(self._file, session)
        if self._on_session is not None and is_new:
            self._on_session(session)

    def _in_file(self) -> Optional[str]:
        """Reads the file again, as several programs may share it and each adds what it has learned."""
        return None if self._file is None else _line_file.read_private(self._file)

    def __repr__(self) -> str:
        return "SessionStore(…)"
