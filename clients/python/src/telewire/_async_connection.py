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
from ._link import DRAIN, TERMINATE, ended, send_signal
from ._subscriptions import SUBSCRIBE, UNSUBSCRIBE, Inbox, Subscriptions

_log = logging.getLogger("telewire")


class AsyncConnection:
    """A connection to one run of a daemon. Once lost, it fails every call."""

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
        #: Whether the daemon is gone.
        self.is_lost = False
        # Streams of Python 3.9 support only one waiter at a time.
        self._draining = asyncio.Lock()
        self._reading = asyncio.ensure_future(self._read())

    async def call(
        self,
        method: str,
        params: Optional[Mapping[str, Any]],
        progress: Optional[OnProgress] = None,
        take: Optional[Deliver] = None,
        timeout: Optional[float] = None,
    ) -> Any:
        """Makes a call. `take` gets everything that arrives for it, in the reader, even after the caller gave up.

        `timeout` is in seconds. Default: the `timeout` among the params, plus `GRACE`.
        """
        inbox: asyncio.Queue[Item] = asyncio.Queue()
        if self._closed:
            raise disconnected("the client is closed", outcome="not_sent")

        def deliver(item: Item) -> None:
            if take is not None:
                take(item)
            inbox.put_nowait(item)

        call = self._calls.begin(method, params, deliver, progress is not None, take)
        if timeout is not None:
            call.timeout = timeout
        try:
            call.written = self._write(call.frame)
            return await _within(call, self._answer(inbox, progress))
        except BaseException:
            # Cancelled, timed out, or `progress` raised. After the call's own error there is nothing to cancel.
            cancel = self._calls.give_up(call)
            if cancel is not None:
                self._write(cancel)
            raise

    async def subscribe(self, params: Mapping[str, Any], inbox: Inbox) -> Any:
        """Subscribes to updates, and delivers them to `inbox`."""
        pending = self._subscriptions.begin(inbox)
        try:
            return await self.call(SUBSCRIBE, params, take=pending.take)
        except BaseException:
            pending.give_up()
            raise
        finally:
            self._subscriptions.settle()

    def drop(self, subscription: str) -> None:
        """Ends a subscription, without waiting for the daemon's answer."""
        self._subscriptions.drop(subscription)

    def drop_from_anywhere(self, subscription: str) -> None:
        """Ends a subscription from any thread, as garbage collection runs on any."""
        with contextlib.suppress(RuntimeError):
            # The loop may be closed by now, and the connection with it.
            self._loop.call_soon_threadsafe(self.drop, subscription)

    def _unsubscribe(self, subscription: str) -> None:
        self._write(notification(UNSUBSCRIBE, {"subscription": subscription}))

    async def close(self, drain: float = DRAIN) -> None:
        """Waits up to `drain` seconds for the calls in flight, then fails the rest and closes the connection."""
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
                    # The spawned process was a wrapper, and exited before the daemon.
                    send_signal(self._child.pid, signal.SIGKILL)
            else:
                # The daemon won't read the rest of the output.
                self._writer.transport.abort()
            self._reading.cancel()
            await asyncio.wait([self._reading])
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()

    def _write(self, data: bytes) -> bool:
        """Writes, unless the connection is closed. Returns whether it wrote; if not, the reader fails the pending calls."""
        # After EOF has been written, a socket raises, which would hide the call's own error.
        if self._closed or self._writer.is_closing():
            return False
        self._writer.write(data)
        return True

    async def _answer(self, inbox: asyncio.Queue[Item], progress: Optional[OnProgress]) -> Any:
        """Returns the call's result, or raises its error."""
        async with self._draining:
            try:
                await self._writer.drain()
            except OSError as error:
                # The daemon is gone. The reader notices too, and fails the pending calls.
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
                received = self._calls.receive(body)
                if received is not None:
                    self._subscriptions.take(received)
                    self._listen(received)
        except BrokenFrame as error:
            broken = str(error)
        except Exception as error:
            # The connection was reset, say. In any case, pending calls must fail.
            _log.debug("reading ended: %s", type(error).__name__)
        self._end(disconnected(broken) if broken is not None else await self._exit_error())
        # Frees calls that still wait for their frame to be written.
        self._writer.transport.abort()

    def _end(self, why: TelewireError) -> None:
        """Fails all calls and subscriptions. Only the first reason counts."""
        self.is_lost = True
        self._calls.end(lambda outcome: disconnected(why.message, why.hint, **outcome))
        self._subscriptions.lose(why)

    async def _exit_error(self) -> TelewireError:
        """Returns an error that says how the daemon exited. Call it at the end of its output."""
        if self._child is None:
            return disconnected("the daemon closed the connection")
        try:
            return ended(await asyncio.wait_for(self._child.wait(), 1))
        except asyncio.TimeoutError:
            return ended(None)


async def _within(call: Call, answer: Any) -> Any:
    """Waits for the answer until the call's timeout."""
    if call.timeout is None:
        return await answer
    # Before Python 3.12, `asyncio.wait_for` loses a cancellation that arrives together with the answer.
    answering = asyncio.ensure_future(answer)
    # Retrieves an error that arrives together with the cancellation, so that asyncio doesn't log it.
    answering.add_done_callback(lambda done: done.cancelled() or done.exception())
    try:
        await asyncio.wait([answering], timeout=call.timeout)
        if not answering.done():
            raise timed_out(call)
        return answering.result()
    finally:
        answering.cancel()


async def _make_end(child: asyncio.subprocess.Process) -> None:
    """Stops the daemon: waits for it, then sends SIGTERM, then SIGKILL."""
    for number in (None, signal.SIGTERM, signal.SIGKILL):
        if number is not None:
            send_signal(child.pid, number)
        try:
            await asyncio.wait_for(child.wait(), TERMINATE)
            return
        except asyncio.TimeoutError:
            continue
