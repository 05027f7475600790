"""The client for asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from types import TracebackType
from typing import Any, Awaitable, Callable, Dict, Generator, List, Mapping, Optional, Sequence, Type

from ._async_methods import AsyncMethods
from ._calls import Answer, Call, Calls, Item, OnProgress, Report
from ._client import OnNotification, timed_out
from ._errors import TelewireError, disconnected
from ._framing import BrokenFrame, read_frame_async
from ._link import DRAIN, TERMINATE, Path, Stderr, ended, not_reached, not_started, socket_path, spawning, tell
from ._newest import Newest

_log = logging.getLogger("telewire")


class AsyncTelewire(AsyncMethods):
    """A connection to a daemon. Any number of tasks may make calls on it side by side.

    Every method of Telewire is an attribute, by namespace: ``await tw.messages.send(…)``. All take keywords alone;
    ``timeout``, ``max_wait`` and ``progress`` go with each. A task that is cancelled cancels its call at the daemon.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        child: Optional[asyncio.subprocess.Process] = None,
    ) -> None:
        super().__init__(self._call)
        self._reader = reader
        self._writer = writer
        self._child = child
        self._calls = Calls()
        self._closed = False
        self._listeners: Dict[str, List[OnNotification]] = {}
        # Python 3.9's streams know one waiter at a time.
        self._draining = asyncio.Lock()
        self._reading = asyncio.ensure_future(self._read())

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

        async def open_it() -> AsyncTelewire:
            pipe = asyncio.subprocess.PIPE
            try:
                child = await asyncio.create_subprocess_exec(
                    *command, stdin=pipe, stdout=pipe, stderr=stderr, env=env, cwd=cwd, **spawning()
                )
            except OSError as error:
                raise not_started(command, error) from error
            assert child.stdin is not None and child.stdout is not None
            return cls(child.stdout, child.stdin, child)

        return _Opening(open_it)

    @classmethod
    def connect(cls, path: Optional[Path] = None) -> _Opening:
        """Connects to a daemon that runs: ``async with AsyncTelewire.connect(path) as tw:``."""

        async def open_it() -> AsyncTelewire:
            where = socket_path(path)
            try:
                reader, writer = await asyncio.open_unix_connection(where)
            except OSError as error:
                raise not_reached(where, error) from error
            return cls(reader, writer)

        return _Opening(open_it)

    def with_session(self, session: Optional[str] = None) -> AsyncSession:
        """The same connection for one account: calls need no ``session=`` there. See `AsyncSession`."""
        return AsyncSession(self, session)

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

    async def close(self, drain: float = DRAIN) -> None:
        """Ends the connection, and the daemon if it is our own, when the calls in flight have been answered.

        After ``drain`` seconds they are waited for no longer, and fail.
        """
        if self._closed:
            return
        self._closed = True
        try:
            if self._writer.can_write_eof():
                self._writer.write_eof()
            await asyncio.wait([self._reading], timeout=drain)
        finally:
            self._calls.end(lambda fate: disconnected("the client is closed", **fate))
            if self._child is not None:
                self._writer.close()
                await _end(self._child)
                await asyncio.wait([self._reading], timeout=1)
                if not self._reading.done():
                    # What was started has ended before the daemon that it started.
                    tell(self._child.pid, signal.SIGKILL)
            else:
                # What the daemon has not read by now it never will.
                self._writer.transport.abort()
            self._reading.cancel()
            await asyncio.wait([self._reading])
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    async def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        inbox: asyncio.Queue[Item] = asyncio.Queue()
        if self._closed:
            raise disconnected("the client is closed", outcome="not_sent")
        call = self._calls.begin(method, params, inbox.put_nowait, progress is not None)
        try:
            call.written = self._write(call.frame)
            return await _within(call, self._answer(inbox, progress))
        except BaseException:
            # Cancelled, given up, or `progress` raised; if it is the call's own error, there is nothing to cancel.
            cancel = self._calls.give_up(call)
            if cancel is not None:
                self._write(cancel)
            raise

    def _write(self, data: bytes) -> bool:
        """Says whether there was still somebody to write to. If not, the reader learns it and tells those who wait."""
        if self._writer.is_closing():
            return False
        self._writer.write(data)
        return True

    async def _answer(self, inbox: asyncio.Queue[Item], progress: Optional[OnProgress]) -> Any:
        """What is answered, or raises it."""
        async with self._draining:
            try:
                await self._writer.drain()
            except OSError as error:
                # The daemon is gone. The reader learns it too, and tells those who wait.
                _log.debug("writing ended: %s", type(error).__name__)
        while True:
            item = await inbox.get()
            if isinstance(item, Answer):
                return item.result
            if isinstance(item, TelewireError):
                raise item
            if isinstance(item, Report) and progress is not None:
                progress(item.progress)

    async def _read(self) -> None:
        broken: Optional[str] = None
        try:
            while True:
                body = await read_frame_async(self._reader)
                if body is None:
                    break
                notification = self._calls.receive(body)
                if notification is not None:
                    self._tell(notification.method, notification.params)
        except BrokenFrame as error:
            broken = str(error)
        except Exception as error:
            # A reset connection, for one. Whatever it was, nobody may be left waiting.
            _log.debug("reading ended: %s", type(error).__name__)
        why = disconnected(broken) if broken is not None else await self._fate()
        hint = why.hint
        self._calls.end(lambda fate: disconnected(why.message, hint, **fate))

    async def _fate(self) -> TelewireError:
        """What became of the daemon, once its output has ended."""
        if self._child is None:
            return disconnected("the daemon closed the connection")
        try:
            return ended(await asyncio.wait_for(self._child.wait(), 1))
        except asyncio.TimeoutError:
            return ended(None)

    def _tell(self, method: str, params: Any) -> None:
        for listener in list(self._listeners.get(method, ())):
            try:
                listener(params)
            except Exception:
                _log.exception("a listener to %s failed", method)

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
    """

    def __init__(self, client: AsyncTelewire, session: Optional[str]) -> None:
        super().__init__(self._call)
        self._client = client
        self._newest = Newest(session)

    @property
    def session_string(self) -> Optional[str]:
        """The newest session string. It is the login itself: keep it as you would a password."""
        return self._newest.session

    async def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls any method that takes a session by its name."""
        return await self._call(method, {"session": None, **(params or {})}, progress)

    async def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        result = await self._client.call(method, self._newest.fill(params), progress=progress)
        self._newest.follow(method, params, result)
        return result


class _Opening:
    """A connection that is about to be made: to be awaited, or entered by ``async with``."""

    def __init__(self, open_it: Callable[[], Awaitable[AsyncTelewire]]) -> None:
        self._open_it = open_it
        self._client: Optional[AsyncTelewire] = None

    def __await__(self) -> Generator[Any, None, AsyncTelewire]:
        return self._open_it().__await__()

    async def __aenter__(self) -> AsyncTelewire:
        self._client = await self._open_it()
        return self._client

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        assert self._client is not None
        await self._client.close()


async def _within(call: Call, answer: Any) -> Any:
    """Waits for the answer for as long as the call's caller does."""
    try:
        return await asyncio.wait_for(answer, call.patience)
    except asyncio.TimeoutError:
        raise timed_out(call) from None


async def _end(child: asyncio.subprocess.Process) -> None:
    """Makes sure that the daemon ends; by itself, if it can."""
    for number in (None, signal.SIGTERM, signal.SIGKILL):
        if number is not None:
            tell(child.pid, number)
        try:
            await asyncio.wait_for(child.wait(), TERMINATE)
            return
        except asyncio.TimeoutError:
            continue
