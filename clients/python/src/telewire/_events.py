"""The updates of an account, for threads."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional, Type

from . import types
from ._backlog import Backlog, Part, CursorPart, EventPart
from ._stream import EventStream, OnCursor
from ._errors import TelewireError
from ._link import Path

if TYPE_CHECKING:
    from ._client import Telewire
    from ._connection import Connection


class Events(EventStream):
    """The updates of an account, one event at a time, for one thread::

        for event in me.events(kinds=["message_new"], cursor_file="bot.cursor"):
            handle(event)

    It subscribes when it is entered, or when the first event is requested. If the daemon exits or the connection is
    lost, the client restarts or reconnects, and the stream continues where it was. The client's calls fail meanwhile,
    and work again after that. Only permanent failures, such as ``session_revoked``, are raised.

    Save ``cursor`` between runs: the next run then misses nothing, and may repeat the last events. ``cursor_file``
    saves it in a file; ``on_cursor`` is called with each new one, to store it elsewhere. ``cursor`` takes precedence
    over the file. With neither, the stream starts with new events.

    A loop that falls far behind gets a ``gap`` event with the reason ``too_slow``, and then what it missed, except
    events that are ``live_only``.
    """

    def __init__(
        self,
        client: Telewire,
        session: Callable[[], Optional[str]],
        params: Mapping[str, Any],
        cursor: Optional[str],
        cursor_file: Optional[Path],
        on_cursor: Optional[OnCursor],
    ) -> None:
        # Set before anything can fail, such as reading the cursor file, as `__del__` uses them.
        self._closed = threading.Event()
        self._subscribed: Optional[_Subscribed] = None
        super().__init__(session, params, cursor, cursor_file, on_cursor)
        self._client = client
        self._lost: Optional[Connection] = None

    def __iter__(self) -> Events:
        return self

    def __next__(self) -> types.Event:
        while not self._closed.is_set():
            if self._subscribed is None:
                self._subscribe()
                continue
            part = self._subscribed.inbox.take()
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
                self._wait(part.error)
        raise StopIteration

    def close(self) -> None:
        """Ends the subscription. A thread that waits for an event gets `StopIteration`."""
        self._closed.set()
        subscribed = self._subscribed
        if subscribed is not None:
            subscribed.connection.drop(subscribed.subscription)
            subscribed.inbox.close()

    def __enter__(self) -> Events:
        if self._subscribed is None and not self._closed.is_set():
            self._subscribe()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _subscribe(self) -> None:
        inbox = _Inbox()
        try:
            connection = self._lost = self._client._connected(self._lost)
            subscribed = connection.subscribe(self._subscribe_params(), inbox)
        except TelewireError as error:
            self._wait(error)
            return
        self._subscribed = _Subscribed(connection, subscribed["subscription"], inbox)
        if self._closed.is_set():
            self.close()
        self._begin(subscribed)

    def _wait(self, error: TelewireError) -> None:
        """Waits until the next attempt to subscribe, or raises a permanent error."""
        if self._has_begun and self._client._closed:
            self._closed.set()
        if self._closed.is_set():
            return
        try:
            pause = self._retry_delay(error)
        except TelewireError:
            self._closed.set()
            raise
        # Closing the client ends the wait, also if that happens just before it begins.
        self._client._paused.append(self)
        try:
            if not self._client._closed:
                self._closed.wait(pause)
        finally:
            self._client._paused.remove(self)


class _Inbox:
    def __init__(self) -> None:
        self._backlog = Backlog()
        self._changed = threading.Condition()
        self._closed = False

    def feed(self, params: Mapping[str, Any]) -> bool:
        with self._changed:
            continues = self._backlog.feed(params)
            self._changed.notify_all()
        return continues

    def end(self, error: Optional[TelewireError]) -> None:
        with self._changed:
            self._backlog.end(error)
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self) -> Optional[Part]:
        """Waits for the next part. Returns None if the inbox was closed."""
        with self._changed:
            while not self._closed:
                part = self._backlog.take()
                if part is not None:
                    return part
                self._changed.wait()
        return None


class _Subscribed(NamedTuple):
    connection: Connection
    subscription: str
    inbox: _Inbox
