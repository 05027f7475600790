"""What happens on an account, for threads."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Mapping, NamedTuple, Optional, Type

from . import types
from ._backlog import Backlog, Part, Reached, Told
from ._course import Course, OnCursor
from ._errors import TelewireError
from ._link import Path

if TYPE_CHECKING:
    from ._client import Telewire
    from ._connection import Connection


class Events(Course):
    """What happens on an account, one event after another, for one thread::

        for event in me.events(kinds=["message_new"], cursor_file="bot.cursor"):
            handle(event)

    It subscribes when it is entered, or asked for its first event. If the daemon ends or the connection is lost, it
    has the client start or connect anew, and goes on where it was; calls of the client, which fail meanwhile, go on
    then, too. It raises what can't be helped: a session that has ended, for one.

    ``cursor`` is what to keep between runs, and ``cursor_file`` has it kept in a file: the next run begins there,
    repeats the last events at most, and misses none. ``on_cursor`` is called with each new one, so that you can
    keep it elsewhere. A cursor given beats the file's; with neither, the stream begins with what is new.

    A loop that falls far behind is told of a ``gap`` with the reason ``too_slow``. Nothing is left out there but
    what is ``live_only``.
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
        # First what going away looks at, as a cursor file may not be readable.
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
            if isinstance(part, Told):
                self._tries = 0
                return part.event
            if isinstance(part, Reached):
                self._tries = 0
                self._reach(part.cursor)
                continue
            self._lost, self._subscribed = self._subscribed.connection, None
            if part.error is not None:
                self._wait(part.error)
        raise StopIteration

    def close(self) -> None:
        """Ends the subscription. A thread that waits for an event is told that there are no more."""
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
            subscribed = connection.subscribe(self._subscribing(), inbox)
        except TelewireError as error:
            self._wait(error)
            return
        self._subscribed = _Subscribed(connection, subscribed["subscription"], inbox)
        if self._closed.is_set():
            self.close()
        self._begin(subscribed)

    def _wait(self, error: TelewireError) -> None:
        """Waits for the next try, or raises what can't be helped."""
        if self._has_begun and self._client._closed:
            self._closed.set()
        if self._closed.is_set():
            return
        try:
            pause = self._pause(error)
        except TelewireError:
            self._closed.set()
            raise
        # Closing the client ends the wait, whichever of the two comes first.
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
            goes_on = self._backlog.feed(params)
            self._changed.notify_all()
        return goes_on

    def end(self, error: Optional[TelewireError]) -> None:
        with self._changed:
            self._backlog.end(error)
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self) -> Optional[Part]:
        """What is next, once it has come in, or nothing if it was closed."""
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
