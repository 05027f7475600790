"""The client for threads."""

from __future__ import annotations

import logging
import threading
import time
from types import TracebackType
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Type

from . import types
from ._calls import Notification, OnProgress
from ._connection import Connection, Link
from ._course import OnCursor
from ._errors import TelewireError
from ._events import Events
from ._link import DRAIN, Path, Process, Socket, Stderr
from ._methods import Methods
from ._newest import REFRESH, REFRESH_TIME, Newest, OnSession

_log = logging.getLogger("telewire")

OnNotification = Callable[[Any], object]


class Telewire(Methods):
    """A connection to a daemon. Any number of threads may make calls on it side by side.

    Every method of Telewire is an attribute, by namespace: ``tw.messages.send(…)``, ``tw.auth.send_code(…)``. All take
    keywords alone; ``timeout``, ``max_wait`` and ``progress`` go with each. ``progress`` is called with each report
    while the call runs, in the thread that made it.
    """

    def __init__(self, open_link: Callable[[], Link]) -> None:
        super().__init__(self._call)
        self._open_link = open_link
        self._listeners: Dict[str, List[OnNotification]] = {}
        self._opening = threading.Lock()
        self._closed = False
        #: Those that are kept somewhere.
        self._sessions: List[Session] = []
        #: Streams that wait for their next try to subscribe.
        self._paused: List[Events] = []
        self._connection = self._connect()

    @classmethod
    def spawn(
        cls,
        command: Sequence[str] = ("telewire",),
        *,
        env: Optional[Mapping[str, str]] = None,
        cwd: Optional[Path] = None,
        stderr: Stderr = None,
    ) -> Telewire:
        """Starts a daemon of our own. It ends when the client is closed.

        ``env``, ``cwd`` and ``stderr`` are what `subprocess` makes of them; standard error is ours unless told.
        """
        return cls(lambda: Process(command, env=env, cwd=cwd, stderr=stderr))

    @classmethod
    def connect(cls, path: Optional[Path] = None) -> Telewire:
        """Connects to a daemon that runs: ``telewire serve --socket[=PATH]``."""
        return cls(lambda: Socket(path))

    def with_session(
        self,
        session: Optional[str] = None,
        *,
        session_file: Optional[Path] = None,
        on_session: Optional[OnSession] = None,
    ) -> Session:
        """The same connection for one account: calls need no ``session=`` there. See `Session`."""
        made = Session(self, Newest(session, session_file, on_session))
        if made._newest.is_kept:
            self._sessions.append(made)
        return made

    def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls any method by its name, as protocol and schema write it: ``call("messages.send", {…})``."""
        return self._call(method, params, progress)

    def on(self, method: str, listener: OnNotification) -> Callable[[], None]:
        """Has ``listener`` called with the params of each notification of this name. The function that comes back
        ends that.

        Listeners run one after another in a thread of their own, and may make calls.
        """
        listeners = self._listeners.setdefault(method, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener) if listener in listeners else None

    def events(
        self,
        *,
        session: Optional[str],
        cursor: Optional[str] = None,
        cursor_file: Optional[Path] = None,
        kinds: Optional[Sequence[types.EventKind]] = None,
        chat_ids: Optional[Sequence[types.ChatId]] = None,
        include_unknown_chat: Optional[bool] = None,
        on_cursor: Optional[OnCursor] = None,
    ) -> Events:
        """What happens on an account: ``for event in tw.events(session=…):``. See `Events`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return Events(self, lambda: session, params, cursor, cursor_file, on_cursor)

    def close(self, drain: float = DRAIN) -> None:
        """Ends the connection, and the daemon if it is our own, when the calls in flight have been answered.

        After ``drain`` seconds they are waited for no longer, and fail. Sessions that are kept in a file or given to a
        function are closed first.
        """
        with self._opening:
            self._closed = True
        for events in list(self._paused):
            events.close()
        deadline = time.monotonic() + drain
        try:
            while self._sessions:
                self._sessions.pop()._keep_learned(min(REFRESH_TIME, deadline - time.monotonic()))
        finally:
            self._connection.close(max(0.0, deadline - time.monotonic()))

    def __enter__(self) -> Telewire:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        return self._connection.call(method, params, progress)

    def _connected(self, lost: Optional[Connection]) -> Connection:
        """The connection, made anew if it is the one that was lost and not closed."""
        with self._opening:
            if lost is self._connection and lost.is_lost and not self._closed:
                connection = self._connect()
                lost.close(0)
                self._connection = connection
            return self._connection

    def _connect(self) -> Connection:
        return Connection(self._open_link(), self._tell)

    def _tell(self, told: Notification) -> None:
        for listener in list(self._listeners.get(told.method, ())):
            try:
                listener(told.params)
            except Exception:
                _log.exception("a listener to %s failed", told.method)


class Session(Methods):
    """One account on a connection: fills in ``session=`` wherever a method takes it, and keeps the newest.

    Calls of ``auth`` and ``session`` return new session strings as a login goes on; this follows them, so it can be
    made with no session at all, log in and go on. ``session_string`` is what to keep for the next time.
    A call that is given a ``session=`` of its own goes with that, and changes nothing here.

    ``session_file`` has it kept in a file that only you can read: it begins with what the file holds, if there is one,
    and writes each newer string there at once. ``on_session`` is called with each newer one, so that you can keep it
    elsewhere. Either also gets what was learned by the calls (usernames, keys of other DCs) when the session or the
    client is closed, or when you call ``session.refresh()``: the next run then need not ask Telegram again.
    """

    def __init__(self, client: Telewire, newest: Newest) -> None:
        super().__init__(self._call)
        self._client = client
        self._newest = newest

    @property
    def session_string(self) -> Optional[str]:
        """The newest session string. It is the login itself: keep it as you would a password."""
        return self._newest.session

    def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls any method that takes a session by its name."""
        return self._call(method, {"session": None, **(params or {})}, progress)

    def events(
        self,
        *,
        cursor: Optional[str] = None,
        cursor_file: Optional[Path] = None,
        kinds: Optional[Sequence[types.EventKind]] = None,
        chat_ids: Optional[Sequence[types.ChatId]] = None,
        include_unknown_chat: Optional[bool] = None,
        on_cursor: Optional[OnCursor] = None,
    ) -> Events:
        """What happens on the account: ``for event in me.events():``. See `Events`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return Events(self._client, self._newest.use, params, cursor, cursor_file, on_cursor)

    def close(self) -> None:
        """Keeps what was learned, if the session is kept. The connection stays open. Closing the client does this, too."""
        if self in self._client._sessions:
            self._client._sessions.remove(self)
        self._keep_learned(REFRESH_TIME)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def _keep_learned(self, patience: float) -> None:
        """Nothing is lost without it, so a failure is none of the program's."""
        if not self._newest.may_have_learned or patience <= 0:
            return
        params = {"session": None}
        try:
            filled = self._newest.fill(REFRESH, params)
            result = self._client._connection.call(REFRESH, filled, patience=patience)
            self._newest.follow(REFRESH, params, filled, result)
        except (TelewireError, OSError) as error:
            _log.debug("what was learned is not kept: %s", error)

    def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        filled = self._newest.fill(method, params)
        result = self._client.call(method, filled, progress=progress)
        self._newest.follow(method, params, filled, result)
        return result
