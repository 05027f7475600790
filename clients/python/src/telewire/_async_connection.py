"""One connection to a daemon, for asyncio."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from typing import Any, Callable, Mapping, Optional

from ._calls import Answer, Call, Calls, Deliver, Item, Notification, OnProgress, Report, notification
from ._connection import timed_out
from ._errors import TelewireError, disconnected
from ._framing import BrokenFrame, read_frame_async
from ._link import DRAIN, TERMINATE, ended, tell
from ._subscriptions import SUBSCRIBE, UNSUBSCRIBE, Inbox, Subscriptions

_log = logging.getLogger("telewire")


class AsyncConnection:
    """It lasts as long as the daemon does. Once lost, it fails every call."""

    def __init__(
        self,
        listen: Callable[[Notification], object],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        child: Optional[asyncio.subprocess.Process] = None,
    ) -> None:
        self._listen = listen
        self._reader = reader
        self._writer = writer
        self._child = child
        self._loop = asyncio.get_running_loop()
        self._calls = Calls()
        self._subscriptions = Subscriptions(self._unsubscribe)
        self._closed = False
        #: Whether the daemon has gone.
        self.is_lost = False
        # Python 3.9's streams know one waiter at a time.
        self._draining = asyncio.Lock()
        self._reading = asyncio.ensure_future(self._read())

    async def call(
        self,
        method: str,
        params: Optional[Mapping[str, Any]],
        progress: Optional[OnProgress] = None,
        take: Optional[Deliver] = None,
        patience: Optional[float] = None,
    ) -> Any:
        """Makes a call. `take` is given what comes in for it where it is read, even if nobody waits any more.

        `patience` is how many seconds are waited, if not as long as the call's own `timeout` says.
        """
        inbox: asyncio.Queue[Item] = asyncio.Queue()
        if self._closed:
            raise disconnected("the client is closed", outcome="not_sent")

        def deliver(item: Item) -> None:
            if take is not None:
                take(item)
            inbox.put_nowait(item)

        call = self._calls.begin(method, params, deliver, progress is not None, take)
        if patience is not None:
            call.patience = patience
        try:
            call.written = self._write(call.frame)
            return await _within(call, self._answer(inbox, progress))
        except BaseException:
            # Cancelled, given up, or `progress` raised; if it is the call's own error, there is nothing to cancel.
            cancel = self._calls.give_up(call)
            if cancel is not None:
                self._write(cancel)
            raise

    async def subscribe(self, params: Mapping[str, Any], inbox: Inbox) -> Any:
        """Subscribes to events, which go into `inbox` from then on."""
        asking = self._subscriptions.ask(inbox)
        try:
            return await self.call(SUBSCRIBE, params, take=asking.take)
        except BaseException:
            asking.give_up()
            raise
        finally:
            self._subscriptions.settle()

    def drop(self, subscription: str) -> None:
        """Ends a subscription, and waits for nothing."""
        self._subscriptions.drop(subscription)

    def drop_from_anywhere(self, subscription: str) -> None:
        """The same, from whatever thread: objects that nobody names any more go away on any."""
        with contextlib.suppress(RuntimeError):
            # The loop may be closed by now, and the connection with it.
            self._loop.call_soon_threadsafe(self.drop, subscription)

    def _unsubscribe(self, subscription: str) -> None:
        self._write(notification(UNSUBSCRIBE, {"subscription": subscription}))

    async def close(self, drain: float = DRAIN) -> None:
        """Ends it when the calls in flight have been answered, which after `drain` seconds fail."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._writer.can_write_eof():
                self._writer.write_eof()
            await asyncio.wait([self._reading], timeout=drain)
        finally:
            self._end(disconnected("the client is closed"))
            if self._child is not None:
                self._writer.close()
                await _make_end(self._child)
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

    def _write(self, data: bytes) -> bool:
        """Says whether there was still somebody to write to. If not, the reader learns it and tells those who wait."""
        # Behind the end of what we write, a socket would raise in the place of a call's own end.
        if self._closed or self._writer.is_closing():
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
                told = self._calls.receive(body)
                if told is not None:
                    self._subscriptions.take(told)
                    self._listen(told)
        except BrokenFrame as error:
            broken = str(error)
        except Exception as error:
            # A reset connection, for one. Whatever it was, nobody may be left waiting.
            _log.debug("reading ended: %s", type(error).__name__)
        self._end(disconnected(broken) if broken is not None else await self._fate())
        # Calls that still wait to be written, as the daemon reads nothing more, wait for nothing.
        self._writer.transport.abort()

    def _end(self, why: TelewireError) -> None:
        """The first reason stands."""
        self.is_lost = True
        self._calls.end(lambda fate: disconnected(why.message, why.hint, **fate))
        self._subscriptions.lose(why)

    async def _fate(self) -> TelewireError:
        """What became of the daemon, once its output has ended."""
        if self._child is None:
            return disconnected("the daemon closed the connection")
        try:
            return ended(await asyncio.wait_for(self._child.wait(), 1))
        except asyncio.TimeoutError:
            return ended(None)


async def _within(call: Call, answer: Any) -> Any:
    """Waits for the answer for as long as the call's caller does."""
    if call.patience is None:
        return await answer
    # Until Python 3.12 `asyncio.wait_for` loses a cancellation that comes with the answer.
    answering = asyncio.ensure_future(answer)
    # An error that comes with the cancellation is nobody's.
    answering.add_done_callback(lambda done: done.cancelled() or done.exception())
    try:
        await asyncio.wait([answering], timeout=call.patience)
        if not answering.done():
            raise timed_out(call)
        return answering.result()
    finally:
        answering.cancel()


async def _make_end(child: asyncio.subprocess.Process) -> None:
    """Makes sure that the daemon ends; by itself, if it can."""
    for number in (None, signal.SIGTERM, signal.SIGKILL):
        if number is not None:
            tell(child.pid, number)
        try:
            await asyncio.wait_for(child.wait(), TERMINATE)
            return
        except asyncio.TimeoutError:
            continue
