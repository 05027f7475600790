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
from ._course import OnCursor
from ._errors import TelewireError
from ._link import DRAIN, Path, Stderr, not_reached, not_started, socket_path, spawning
from ._newest import REFRESH, REFRESH_TIME, Newest, OnSession

_log = logging.getLogger("telewire")

#: Makes a connection whose notifications go to a function.
_Connect = Callable[[Callable[[Notification], object]], Awaitable[AsyncConnection]]


class AsyncTelewire(AsyncMethods):
    """A connection to a daemon. Any number of tasks may make calls on it side by side.

    Every method of Telewire is an attribute, by namespace: ``await tw.messages.send(…)``. All take keywords alone;
    ``timeout``, ``max_wait`` and ``progress`` go with each. A task that is cancelled cancels its call at the daemon.
    """

    def __init__(self, connect: _Connect) -> None:
        super().__init__(self._call)
        self._connect = connect
        self._listeners: Dict[str, List[OnNotification]] = {}
        self._opening = asyncio.Lock()
        self._closed = False
        #: Those that are kept somewhere.
        self._sessions: List[AsyncSession] = []
        #: Streams that wait for their next try to subscribe.
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
        """Starts a daemon of our own: ``async with AsyncTelewire.spawn() as tw:``, or await it and close it yourself.

        ``env``, ``cwd`` and ``stderr`` are what `subprocess` makes of them; standard error is ours unless told.
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
        """Connects to a daemon that runs: ``async with AsyncTelewire.connect(path) as tw:``."""

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
        """The same connection for one account: calls need no ``session=`` there. See `AsyncSession`."""
        made = AsyncSession(self, Newest(session, session_file, on_session))
        if made._newest.is_kept:
            self._sessions.append(made)
        return made

    async def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls any method by its name, as protocol and schema write it: ``call("messages.send", {…})``."""
        return await self._call(method, params, progress)

    def on(self, method: str, listener: OnNotification) -> Callable[[], None]:
        """Has ``listener`` called with the params of each notification of this name. The function that comes back
        ends that.

        Listeners are plain functions and run on the loop; one with more to do starts a task, or fills a queue.
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
        """What happens on an account: ``async for event in tw.events(session=…):``. See `AsyncEvents`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return AsyncEvents(self, lambda: session, params, cursor, cursor_file, on_cursor)

    async def close(self, drain: float = DRAIN) -> None:
        """Ends the connection, and the daemon if it is our own, when the calls in flight have been answered.

        After ``drain`` seconds they are waited for no longer, and fail. Sessions that are kept in a file or given to a
        function are closed first.
        """
        self._closed = True
        for events in list(self._paused):
            events.close()
        deadline = time.monotonic() + drain
        async with self._opening:
            try:
                while self._sessions:
                    await self._sessions.pop()._keep_learned(min(REFRESH_TIME, deadline - time.monotonic()))
            finally:
                await self._connection.close(max(0.0, deadline - time.monotonic()))

    async def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        return await self._connection.call(method, params, progress)

    async def _connected(self, lost: Optional[AsyncConnection]) -> AsyncConnection:
        """The connection, made anew if it is the one that was lost and not closed."""
        async with self._opening:
            if lost is self._connection and lost.is_lost and not self._closed:
                connection = await self._connect(self._tell)
                self._connection = connection
                await lost.close(0)
            return self._connection

    def _tell(self, told: Notification) -> None:
        for listener in list(self._listeners.get(told.method, ())):
            try:
                listener(told.params)
            except Exception:
                _log.exception("a listener to %s failed", told.method)

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
    """One account on a connection: fills in ``session=`` wherever a method takes it, and keeps the newest.

    Calls of ``auth`` and ``session`` return new session strings as a login goes on; this follows them, so it can be
    made with no session at all, log in and go on. ``session_string`` is what to keep for the next time.
    A call that is given a ``session=`` of its own goes with that, and changes nothing here.

    ``session_file`` has it kept in a file that only you can read: it begins with what the file holds, if there is one,
    and writes each newer string there at once. ``on_session``, a plain function, is called with each newer one, so that
    you can keep it elsewhere. Either also gets what was learned by the calls (usernames, keys of other DCs) when the
    session or the client is closed, or when you call ``session.refresh()``: the next run then need not ask Telegram
    again.
    """

    def __init__(self, client: AsyncTelewire, newest: Newest) -> None:
        super().__init__(self._call)
        self._client = client
        self._newest = newest

    @property
    def session_string(self) -> Optional[str]:
        """The newest session string. It is the login itself: keep it as you would a password."""
        return self._newest.session

    async def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls any method that takes a session by its name."""
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
        """What happens on the account: ``async for event in me.events():``. See `AsyncEvents`."""
        params = {"kinds": kinds, "chat_ids": chat_ids, "include_unknown_chat": include_unknown_chat}
        return AsyncEvents(self._client, self._newest.use, params, cursor, cursor_file, on_cursor)

    async def close(self) -> None:
        """Keeps what was learned, if the session is kept. The connection stays open. Closing the client does this, too."""
        if self in self._client._sessions:
            self._client._sessions.remove(self)
        await self._keep_learned(REFRESH_TIME)

    async def __aenter__(self) -> AsyncSession:
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()

    async def _keep_learned(self, patience: float) -> None:
        """Nothing is lost without it, so a failure is none of the program's."""
        if not self._newest.may_have_learned or patience <= 0:
            return
        params = {"session": None}
        try:
            filled = self._newest.fill(REFRESH, params)
            result = await self._client._connection.call(REFRESH, filled, patience=patience)
            self._newest.follow(REFRESH, params, filled, result)
        except (TelewireError, OSError) as error:
            _log.debug("what was learned is not kept: %s", error)

    async def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        filled = self._newest.fill(method, params)
        result = await self._client.call(method, filled, progress=progress)
        self._newest.follow(method, params, filled, result)
        return result


class _Opening:
    """A connection that is about to be made: to be awaited, or entered by ``async with``."""

    def __init__(self, kind: Type[AsyncTelewire], connect: _Connect) -> None:
        self._kind = kind
        self._connect = connect
        self._client: Optional[AsyncTelewire] = None

    def __await__(self) -> Generator[Any, None, AsyncTelewire]:
        return self._open().__await__()

    async def _open(self) -> AsyncTelewire:
        client = self._kind(self._connect)
        client._connection = await self._connect(client._tell)
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
