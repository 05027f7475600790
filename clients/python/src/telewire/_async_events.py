"""What happens on an account, for asyncio."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional, Type

from . import types
from ._backlog import Backlog, Part, Reached, Told
from ._course import Course, OnCursor
from ._errors import TelewireError
from ._link import Path

if TYPE_CHECKING:
    from ._async_client import AsyncTelewire
    from ._async_connection import AsyncConnection


class AsyncEvents(Course):
    """What happens on an account, one event after another, for one task::

        async for event in me.events(kinds=["message_new"], cursor_file="bot.cursor"):
            await handle(event)

    It subscribes when it is entered, or asked for its first event. If the daemon ends or the connection is lost, it
    has the client start or connect anew, and goes on where it was; calls of the client, which fail meanwhile, go on
    then, too. It raises what can't be helped: a session that has ended, for one.

    ``cursor`` is what to keep between runs, and ``cursor_file`` has it kept in a file: the next run begins there,
    repeats the last events at most, and misses none. ``on_cursor``, a plain function, is called with each new one,
    so that you can keep it elsewhere. A cursor given beats the file's; with neither, the stream begins with what is
    new.

    A loop that falls far behind is told of a ``gap`` with the reason ``too_slow``. Nothing is left out there but
    what is ``live_only``.

    A task that waits for an event may be cancelled, and ask again later.
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
        # First what going away looks at, as a cursor file may not be readable.
        self._subscribed: Optional[_Subscribed] = None
        super().__init__(session, params, cursor, cursor_file, on_cursor)
        self._client = client
        self._closed = False
        #: The task that is asked for the next event, and waits.
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
            if isinstance(part, Told):
                self._tries = 0
                return part.event
            if isinstance(part, Reached):
                self._tries = 0
                self._reach(part.cursor)
                continue
            self._lost, self._subscribed = self._subscribed.connection, None
            if part.error is not None:
                await self._wait(part.error)
        raise StopAsyncIteration

    def close(self) -> None:
        """Ends the subscription. A task that waits for an event is told that there are no more."""
        self._closed = True
        if self._pausing is not None and not self._pausing.done():
            self._pausing.set_result(None)
        subscribed = self._subscribed
        if subscribed is not None:
            subscribed.connection.drop(subscribed.subscription)
            subscribed.inbox.close()

    async def aclose(self) -> None:
        """The same, by the name that asynchronous generators have for it."""
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
            subscribed = await connection.subscribe(self._subscribing(), inbox)
        except TelewireError as error:
            await self._wait(error)
            return
        self._subscribed = _Subscribed(connection, subscribed["subscription"], inbox)
        if self._closed:
            self.close()
        self._begin(subscribed)

    async def _wait(self, error: TelewireError) -> None:
        """Waits for the next try, or raises what can't be helped."""
        if self._has_begun and self._client._closed:
            self._closed = True
        if self._closed:
            return
        try:
            pause = self._pause(error)
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
        goes_on = self._backlog.feed(params)
        self._changed.set()
        return goes_on

    def end(self, error: Optional[TelewireError]) -> None:
        self._backlog.end(error)
        self._changed.set()

    def close(self) -> None:
        self._closed = True
        self._changed.set()

    async def take(self) -> Optional[Part]:
        """What is next, once it has come in, or nothing if it was closed."""
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
