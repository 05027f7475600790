"""The updates of an account, for asyncio."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional, Type

from . import types
from ._backlog import Backlog, Part, CursorPart, EventPart
from ._stream import EventStream, OnCursor
from ._errors import TelewireError
from ._link import Path

if TYPE_CHECKING:
    from ._async_client import AsyncTelewire
    from ._async_connection import AsyncConnection


class AsyncEvents(EventStream):
    """The updates of an account, one event at a time, for one task::

        async for event in me.events(kinds=["message_new"], cursor_file="bot.cursor"):
            await handle(event)

    It subscribes when it is entered, or when the first event is requested. If the daemon exits or the connection is
    lost, the client restarts or reconnects, and the stream continues where it was. The client's calls fail meanwhile,
    and work again after that. Only permanent failures, such as ``session_revoked``, are raised.

    Save ``cursor`` between runs: the next run then misses nothing, and may repeat the last events. ``cursor_file``
    saves it in a file; ``on_cursor``, a plain function, is called with each new one, to store it elsewhere. ``cursor``
    takes precedence over the file. With neither, the stream starts with new events.

    A loop that falls far behind gets a ``gap`` event with the reason ``too_slow``, and then what it missed, except
    events that are ``live_only``.

    A task that waits for an event may be cancelled. No event is lost.
    """

    def __init__(
        self,
        client: AsyncTelewire,
        session: Callable[[], Optional[str]],
        params: Mapping[str, Any],
        cursor: Optional[str],
        cursor_file: Optional[Path],
        on_cursor: Optional[OnCursor],
    ) -> None:
        # Set before anything can fail, such as reading the cursor file, as `__del__` uses it.
        self._subscribed: Optional[_Subscribed] = None
        super().__init__(session, params, cursor, cursor_file, on_cursor)
        self._client = client
        self._closed = False
        #: Set while a task waits to subscribe again.
        self._pausing: Optional[asyncio.Future[None]] = None
        self._lost: Optional[AsyncConnection] = None

    def __aiter__(self) -> AsyncEvents:
        return self

    async def __anext__(self) -> types.Event:
        while not self._closed:
            if self._subscribed is None:
                await self._subscribe()
                continue
            part = await self._subscribed.inbox.take()
            if part is None:
                break
            if isinstance(part, EventPart):
                self._tries = 0
                return part.event
            if isinstance(part, CursorPart):
                self._tries = 0
                self._advance(part.cursor)
                continue
            self._lost, self._subscribed = self._subscribed.connection, None
            if part.error is not None:
                await self._wait(part.error)
        raise StopAsyncIteration

    def close(self) -> None:
        """Ends the subscription. A task that waits for an event gets `StopAsyncIteration`."""
        self._closed = True
        if self._pausing is not None and not self._pausing.done():
            self._pausing.set_result(None)
        subscribed = self._subscribed
        if subscribed is not None:
            subscribed.connection.drop(subscribed.subscription)
            subscribed.inbox.close()

    async def aclose(self) -> None:
        """Does the same as `close`, under the name that asynchronous generators use."""
        self.close()

    async def __aenter__(self) -> AsyncEvents:
        if self._subscribed is None and not self._closed:
            await self._subscribe()
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if self._subscribed is not None:
            self._subscribed.connection.drop_from_anywhere(self._subscribed.subscription)

    async def _subscribe(self) -> None:
        inbox = _Inbox()
        try:
            connection = self._lost = await self._client._connected(self._lost)
            subscribed = await connection.subscribe(self._subscribe_params(), inbox)
        except TelewireError as error:
            await self._wait(error)
            return
        self._subscribed = _Subscribed(connection, subscribed["subscription"], inbox)
        if self._closed:
            self.close()
        self._begin(subscribed)

    async def _wait(self, error: TelewireError) -> None:
        """Waits until the next attempt to subscribe, or raises a permanent error."""
        if self._has_begun and self._client._closed:
            self._closed = True
        if self._closed:
            return
        try:
            pause = self._retry_delay(error)
        except TelewireError:
            self._closed = True
            raise
        self._pausing = asyncio.get_running_loop().create_future()
        self._client._paused.append(self)
        try:
            await asyncio.wait([self._pausing], timeout=pause)
        finally:
            self._client._paused.remove(self)


class _Inbox:
    def __init__(self) -> None:
        self._backlog = Backlog()
        self._changed = asyncio.Event()
        self._closed = False

    def feed(self, params: Mapping[str, Any]) -> bool:
        continues = self._backlog.feed(params)
        self._changed.set()
        return continues

    def end(self, error: Optional[TelewireError]) -> None:
        self._backlog.end(error)
        self._changed.set()

    def close(self) -> None:
        self._closed = True
        self._changed.set()

    async def take(self) -> Optional[Part]:
        """Waits for the next part. Returns None if the inbox was closed."""
        while not self._closed:
            part = self._backlog.take()
            if part is not None:
                return part
            self._changed.clear()
            await self._changed.wait()
        return None


class _Subscribed(NamedTuple):
    connection: AsyncConnection
    subscription: str
    inbox: _Inbox
