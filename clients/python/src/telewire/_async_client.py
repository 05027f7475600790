"""The client for asyncio."""

from __future__ import annotations

import asyncio
import logging
import time
from types import TracebackType
from typing import Any, Awaitable, Callable, Dict, Generator, List, Mapping, Optional, Sequence, Type

from . import types
from ._async_connection import AsyncConnection
from ._async_events import AsyncEvents
from ._async_methods import AsyncMethods
from ._calls import Notification, OnProgress
from ._client import OnNotification
from ._errors import TelewireError
from ._link import DRAIN, Path, Stderr, not_reached, not_started, socket_path, spawning
from ._session_store import REFRESH, REFRESH_TIMEOUT, OnSession, SessionStore
from ._stream import OnCursor

_log = logging.getLogger("telewire")

#: Opens a connection that passes its notifications to a function.
_Connect = Callable[[Callable[[Notification], object]], Awaitable[AsyncConnection]]


class AsyncTelewire(AsyncMethods):
    """A connection to a daemon. Any number of tasks may call it concurrently.

    Every method of Telewire is an attribute, by namespace: ``await tw.messages.send(…)``. Arguments are keyword-only.
    Each method also takes ``timeout``, ``max_wait`` and ``progress``. Cancelling a task cancels its call at the daemon.
    """

    def __init__(self, connect: _Connect) -> None:
        super().__init__(self._call)
        self._connect = connect
        self._listeners: Dict[str, List[OnNotification]] = {}
        self._opening = asyncio.Lock()
        self._closed = False
        #: Sessions with a file or an ``on_session`` function.
        self._sessions: List[AsyncSession] = []
        #: Streams that wait to subscribe again.
        self._paused: List[AsyncEvents] = []
        self._connection: AsyncConnection

    @classmethod
    def spawn(
        cls,
        command: Sequence[str] = ("telewire",),
        *,
        env: Optional[Mapping[str, str]] = None,
        cwd: Optional[Path] = None,
        stderr: Stderr = None,
    ) -> _Opening:
        """Starts a daemon as a subprocess: ``async with AsyncTelewire.spawn() as tw:``, or await it and close it yourself.

        ``env``, ``cwd`` and ``stderr`` are passed to `subprocess`. By default the daemon inherits standard error.
        """

        async def connect(listen: Callable[[Notification], object]) -> AsyncConnection:
            pipe = asyncio.subprocess.PIPE
            try:
                child = await asyncio.create_subprocess_exec(
                    *command, stdin=pipe, stdout=pipe, stderr=stderr, env=env, cwd=cwd, **spawning()
                )
            except OSError as error:
                raise not_started(command, error) from error
            assert child.stdin is not None and child.stdout is not None
            return AsyncConnection(listen, child.stdout, child.stdin, child)

        return _Opening(cls, connect)

    @classmethod
    def connect(cls, path: Optional[Path] = None) -> _Opening:
        """Connects to a running daemon: ``async with AsyncTelewire.connect(path) as tw:``."""

        async def connect(listen: Callable[[Notification], object]) -> AsyncConnection:
            where = socket_path(path)
            try:
                reader, writer = await asyncio.open_unix_connection(where)
            except OSError as error:
                raise not_reached(where, error) from error
            return AsyncConnection(listen, reader, writer)

        return _Opening(cls, connect)

    def with_session(
        self,
        session: Optional[str] = None,
        *,
        session_file: Optional[Path] = None,
        on_session: Optional[OnSession] = None,
    ) -> AsyncSession:
        """Returns a view of this connection for one account, whose calls need no ``session=``. See `AsyncSession`."""
        made = AsyncSession(self, SessionStore(session, session_file, on_session))
        if made._store.is_stored:
            self._sessions.append(made)
        return made

    async def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls a method by its protocol name: ``call("messages.send", {…})``."""
        return await self._call(method, params, progress)

    def on(self, method: str, listener: OnNotification) -> Callable[[], None]:
        """Calls ``listener`` with the params of each notification of this name. Returns a function that removes it.

        Listeners are plain functions and run on the event loop. For longer work, start a task or fill a queue.
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
    ) -> AsyncEvents:
        """Yields the updates of an account: ``async for event in tw.events(session=…):``. See `AsyncEvents`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return AsyncEvents(self, lambda: session, params, cursor, cursor_file, on_cursor)

    async def close(self, drain: float = DRAIN) -> None:
        """Waits for the calls in flight, then closes the connection and stops a spawned daemon.

        Calls that take longer than ``drain`` seconds fail. Sessions with a ``session_file`` or ``on_session`` are
        closed first.
        """
        self._closed = True
        for events in list(self._paused):
            events.close()
        deadline = time.monotonic() + drain
        async with self._opening:
            try:
                while self._sessions:
                    await self._sessions.pop()._refresh(min(REFRESH_TIMEOUT, deadline - time.monotonic()))
            finally:
                await self._connection.close(max(0.0, deadline - time.monotonic()))

    async def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        return await self._connection.call(method, params, progress)

    async def _connected(self, lost: Optional[AsyncConnection]) -> AsyncConnection:
        """Returns the connection. Replaces it first if it is `lost` and the client is open."""
        async with self._opening:
            if lost is self._connection and lost.is_lost and not self._closed:
                connection = await self._connect(self._notify)
                self._connection = connection
                await lost.close(0)
            return self._connection

    def _notify(self, notification: Notification) -> None:
        for listener in list(self._listeners.get(notification.method, ())):
            try:
                listener(notification.params)
            except Exception:
                _log.exception("a listener to %s failed", notification.method)

    async def __aenter__(self) -> AsyncTelewire:
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()


class AsyncSession(AsyncMethods):
    """One account on a connection: fills in ``session=`` for every call, and keeps the newest session string.

    Methods of ``auth`` and ``session`` return new session strings during a login, and the session picks them up. So it
    can start without one, log in and continue. Save ``session_string`` for the next run.
    A call with an explicit ``session=`` uses that one, and doesn't change this session.

    ``session_file`` is a file, readable by you only, that the session starts from if it exists. Each newer string is
    written to it at once. ``on_session``, a plain function, is called with each newer string, to store it elsewhere.
    Both also get what the calls learned (usernames, keys of other DCs) when the session or the client is closed, or
    when you call ``session.refresh()``, so that the next run doesn't ask Telegram again.
    """

    def __init__(self, client: AsyncTelewire, store: SessionStore) -> None:
        super().__init__(self._call)
        self._client = client
        self._store = store

    @property
    def session_string(self) -> Optional[str]:
        """The newest session string. It is the login itself: keep it as you would a password."""
        return self._store.session

    async def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls a method that takes a session, by its protocol name."""
        return await self._call(method, {"session": None, **(params or {})}, progress)

    def events(
        self,
        *,
        cursor: Optional[str] = None,
        cursor_file: Optional[Path] = None,
        kinds: Optional[Sequence[types.EventKind]] = None,
        chat_ids: Optional[Sequence[types.ChatId]] = None,
        include_unknown_chat: Optional[bool] = None,
        on_cursor: Optional[OnCursor] = None,
    ) -> AsyncEvents:
        """Yields the updates of the account: ``async for event in me.events():``. See `AsyncEvents`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return AsyncEvents(self._client, self._store.use, params, cursor, cursor_file, on_cursor)

    async def close(self) -> None:
        """Saves what the calls learned, with ``session_file`` or ``on_session``. The connection stays open.

        Closing the client also closes its sessions.
        """
        if self in self._client._sessions:
            self._client._sessions.remove(self)
        await self._refresh(REFRESH_TIMEOUT)

    async def __aenter__(self) -> AsyncSession:
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()

    async def _refresh(self, timeout: float) -> None:
        """Saves what the calls learned. A failure is only logged, since the login itself is saved already."""
        if not self._store.needs_refresh or timeout <= 0:
            return
        params = {"session": None}
        try:
            filled = self._store.fill(REFRESH, params)
            result = await self._client._connection.call(REFRESH, filled, timeout=timeout)
            self._store.follow(REFRESH, params, filled, result)
        except (TelewireError, OSError) as error:
            _log.debug("the session was not refreshed: %s", error)

    async def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        filled = self._store.fill(method, params)
        result = await self._client.call(method, filled, progress=progress)
        self._store.follow(method, params, filled, result)
        return result


class _Opening:
    """A client that is not open yet. Await it, or use it with ``async with``."""

    def __init__(self, kind: Type[AsyncTelewire], connect: _Connect) -> None:
        self._kind = kind
        self._connect = connect
        self._client: Optional[AsyncTelewire] = None

    def __await__(self) -> Generator[Any, None, AsyncTelewire]:
        return self._open().__await__()

    async def _open(self) -> AsyncTelewire:
        client = self._kind(self._connect)
        client._connection = await self._connect(client._notify)
        return client

    async def __aenter__(self) -> AsyncTelewire:
        self._client = await self._open()
        return self._client

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        assert self._client is not None
        await self._client.close()
