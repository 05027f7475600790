"""Which session string is the newest, and where it is kept.

It knows neither threads nor loops, as `_calls` doesn't.
"""

from __future__ import annotations

import os
import threading
from typing import Any, Callable, Dict, Mapping, Optional

from . import _kept_file
from ._link import Path

OnSession = Callable[[str], object]

REFRESH = "session.refresh"
#: They return the same login in another string. `session.restrict` and the like return one for somebody else.
_SAME_LOGIN = (REFRESH, "session.renew")
#: Seconds that are spent on keeping what was learned, which is a matter of the daemon's memory only.
REFRESH_TIME = 5.0


class Newest:
    def __init__(
        self, session: Optional[str], session_file: Optional[Path] = None, on_session: Optional[OnSession] = None
    ) -> None:
        self._file: Optional[str] = None
        if session_file is not None:
            if session is not None:
                raise ValueError("give `session` or `session_file`, not both")
            # Wherever the program goes meanwhile.
            self._file = os.path.abspath(session_file)
            session = _kept_file.read_private(self._file)
            if session is None and not os.path.isdir(os.path.dirname(self._file)):
                # A login should not find this out when it is done.
                raise FileNotFoundError(2, "there is no such folder", os.path.dirname(self._file))
        self.session = session
        self._on_session = on_session
        self._lock = threading.Lock()
        self._is_used = False

    @property
    def is_kept(self) -> bool:
        """Whether it is kept somewhere but here."""
        return self._file is not None or self._on_session is not None

    @property
    def may_have_learned(self) -> bool:
        """Whether a refreshed session string may hold more, and somebody wants it."""
        return self.is_kept and self.session is not None and self._is_used

    def use(self) -> Optional[str]:
        """The session, for a call by which the daemon may learn something."""
        self._is_used = True
        return self.session

    def fill(self, method: str, params: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
        """The params with our session, where they have an empty place for one."""
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
        """Keeps what a call returned, if it went with our session or with none."""
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
            # Another string of the same login must not take the place of a login that was made meanwhile, by us or, in
            # the file, by another program.
            is_new = not is_same_login or self.session == given
            if is_new:
                self.session = session
            if self._file is not None and (not is_same_login or self._in_file() == given):
                _kept_file.write(self._file, session)
        if self._on_session is not None and is_new:
            self._on_session(session)

    def _in_file(self) -> Optional[str]:
        """What the file holds now: several programs may share it, and each adds what it has learned."""
        return None if self._file is None else _kept_file.read_private(self._file)

    def __repr__(self) -> str:
        return "Newest(…)"
