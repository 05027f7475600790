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
from ._errors import TelewireError
from ._events import Events
from ._link import DRAIN, Path, Process, Socket, Stderr
from ._methods import Methods
from ._session_store import REFRESH, REFRESH_TIMEOUT, OnSession, SessionStore
from ._stream import OnCursor

_log = logging.getLogger("telewire")

OnNotification = Callable[[Any], object]


class Telewire(Methods):
    """A connection to a daemon. Any number of threads may call it concurrently.

    Every method of Telewire is an attribute, by namespace: ``tw.messages.send(…)``, ``tw.auth.send_code(…)``.
    Arguments are keyword-only. Each method also takes ``timeout``, ``max_wait`` and ``progress``, a function that is
    called with each progress report, in the calling thread.
    """

    def __init__(self, open_link: Callable[[], Link]) -> None:
        super().__init__(self._call)
        self._open_link = open_link
        self._listeners: Dict[str, List[OnNotification]] = {}
        self._opening = threading.Lock()
        self._closed = False
        #: Sessions with a file or an ``on_session`` function.
        self._sessions: List[Session] = []
        #: Streams that wait to subscribe again.
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
        """Starts a daemon as a subprocess. It ends when the client is closed.

        ``env``, ``cwd`` and ``stderr`` are passed to `subprocess`. By default the daemon inherits standard error.
        """
        return cls(lambda: Process(command, env=env, cwd=cwd, stderr=stderr))

    @classmethod
    def connect(cls, path: Optional[Path] = None) -> Telewire:
        """Connects to a running daemon: ``telewire serve --socket[=PATH]``."""
        return cls(lambda: Socket(path))

    def with_session(
        self,
        session: Optional[str] = None,
        *,
        session_file: Optional[Path] = None,
        on_session: Optional[OnSession] = None,
    ) -> Session:
        """Returns a view of this connection for one account, whose calls need no ``session=``. See `Session`."""
        made = Session(self, SessionStore(session, session_file, on_session))
        if made._store.is_stored:
            self._sessions.append(made)
        return made

    def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls a method by its protocol name: ``call("messages.send", {…})``."""
        return self._call(method, params, progress)

    def on(self, method: str, listener: OnNotification) -> Callable[[], None]:
        """Calls ``listener`` with the params of each notification of this name. Returns a function that removes it.

        Listeners run one after another in a separate thread, and may make calls.
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
        """Yields the updates of an account: ``for event in tw.events(session=…):``. See `Events`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return Events(self, lambda: session, params, cursor, cursor_file, on_cursor)

    def close(self, drain: float = DRAIN) -> None:
        """Waits for the calls in flight, then closes the connection and stops a spawned daemon.

        Calls that take longer than ``drain`` seconds fail. Sessions with a ``session_file`` or ``on_session`` are
        closed first.
        """
        with self._opening:
            self._closed = True
        for events in list(self._paused):
            events.close()
        deadline = time.monotonic() + drain
        try:
            while self._sessions:
                self._sessions.pop()._refresh(min(REFRESH_TIMEOUT, deadline - time.monotonic()))
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
        """Returns the connection. Replaces it first if it is `lost` and the client is open."""
        with self._opening:
            if lost is self._connection and lost.is_lost and not self._closed:
                connection = self._connect()
                lost.close(0)
                self._connection = connection
            return self._connection

    def _connect(self) -> Connection:
        return Connection(self._open_link(), self._notify)

    def _notify(self, notification: Notification) -> None:
        for listener in list(self._listeners.get(notification.method, ())):
            try:
                listener(notification.params)
            except Exception:
                _log.exception("a listener to %s failed", notification.method)


class Session(Methods):
    """One account on a connection: fills in ``session=`` for every call, and keeps the newest session string.

    Methods of ``auth`` and ``session`` return new session strings during a login, and the session picks them up. So it
    can start without one, log in and continue. Save ``session_string`` for the next run.
    A call with an explicit ``session=`` uses that one, and doesn't change this session.

    ``session_file`` is a file, readable by you only, that the session starts from if it exists. Each newer string is
    written to it at once. ``on_session`` is called with each newer string, to store it elsewhere. Both also get what
    the calls learned (usernames, keys of other DCs) when the session or the client is closed, or when you call
    ``session.refresh()``, so that the next run doesn't ask Telegram again.
    """

    def __init__(self, client: Telewire, store: SessionStore) -> None:
        super().__init__(self._call)
        self._client = client
        self._store = store

    @property
    def session_string(self) -> Optional[str]:
        """The newest session string. It is the login itself: keep it as you would a password."""
        return self._store.session

    def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls a method that takes a session, by its protocol name."""
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
        """Yields the updates of the account: ``for event in me.events():``. See `Events`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return Events(self._client, self._store.use, params, cursor, cursor_file, on_cursor)

    def close(self) -> None:
        """Saves what the calls learned, with ``session_file`` or ``on_session``. The connection stays open.

        Closing the client also closes its sessions.
        """
        if self in self._client._sessions:
            self._client._sessions.remove(self)
        self._refresh(REFRESH_TIMEOUT)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def _refresh(self, timeout: float) -> None:
        """Saves what the calls learned. A failure is only logged, since the login itself is saved already."""
        if not self._store.needs_refresh or timeout <= 0:
            return
        params = {"session": None}
        try:
            filled = self._store.fill(REFRESH, params)
            result = self._client._connection.call(REFRESH, filled, timeout=timeout)
            self._store.follow(REFRESH, params, filled, result)
        except (TelewireError, OSError) as error:
            _log.debug("the session was not refreshed: %s", error)

    def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        filled = self._store.fill(method, params)
        result = self._client.call(method, filled, progress=progress)
        self._store.follow(method, params, filled, result)
        return result
