"""One connection to a daemon, for threads."""

from __future__ import annotations

import logging
import queue
import threading
import time
from typing import Any, BinaryIO, Callable, Mapping, Optional, Protocol

from ._calls import Answer, Call, Calls, Deliver, Item, Notification, OnProgress, Report, notification
from ._errors import TelewireError, disconnected
from ._framing import BrokenFrame, read_frame
from ._link import DRAIN
from ._subscriptions import SUBSCRIBE, UNSUBSCRIBE, Inbox, Subscriptions

_log = logging.getLogger("telewire")


class Link(Protocol):
    reader: BinaryIO
    writer: BinaryIO

    def end_input(self) -> None: ...
    def exit_error(self) -> TelewireError: ...
    def close(self) -> None: ...
    def abandon(self) -> None: ...


class Connection:
    """A connection to one run of a daemon. Once lost, it fails every call."""

    def __init__(self, link: Link, listen: Callable[[Notification], object]) -> None:
        self._link = link
        self._listener = listen
        self._calls = Calls()
        self._subscriptions = Subscriptions(self._unsubscribe)
        self._closing = threading.Lock()
        self._closed = False
        #: Whether the daemon is gone.
        self.is_lost = False
        # One thread writes all frames, so that an interrupted caller can't leave half a frame behind.
        self._outgoing: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._incoming: queue.SimpleQueue[Optional[Notification]] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=run, name=f"telewire {name}", daemon=True)
            for name, run in (("reader", self._read), ("writer", self._write), ("listener", self._listen))
        ]
        for thread in self._threads:
            thread.start()

    def call(
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
        inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        if self._closed:
            raise disconnected("the client is closed", outcome="not_sent")

        def deliver(item: Item) -> None:
            if take is not None:
                take(item)
            inbox.put(item)

        call = self._calls.begin(method, params, deliver, progress is not None, take)
        if timeout is not None:
            call.timeout = timeout
        try:
            self._outgoing.put(call)
            return _wait(call, inbox, progress)
        except BaseException:
            # Interrupted, timed out, or `progress` raised. After the call's own error there is nothing to cancel.
            cancel = self._calls.give_up(call)
            if cancel is not None:
                self._outgoing.put(cancel)
            raise

    def subscribe(self, params: Mapping[str, Any], inbox: Inbox) -> Any:
        """Subscribes to updates, and delivers them to `inbox`."""
        pending = self._subscriptions.begin(inbox)
        try:
            return self.call(SUBSCRIBE, params, take=pending.take)
        except BaseException:
            pending.give_up()
            raise
        finally:
            self._subscriptions.settle()

    def drop(self, subscription: str) -> None:
        """Ends a subscription, without waiting for the daemon's answer."""
        self._subscriptions.drop(subscription)

    def _unsubscribe(self, subscription: str) -> None:
        self._outgoing.put(notification(UNSUBSCRIBE, {"subscription": subscription}))

    def close(self, drain: float = DRAIN) -> None:
        """Waits up to `drain` seconds for the calls in flight, then fails the rest and closes the connection."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._outgoing.put(None)
            reader = self._threads[0]
            try:
                reader.join(drain)
            finally:
                self._end(disconnected("the client is closed"))
                self._link.close()
                self._incoming.put(None)
            reader.join(1)
            if reader.is_alive():
                self._link.abandon()
                reader.join(1)
            if not reader.is_alive():
                self._link.reader.close()

    def _read(self) -> None:
        broken: Optional[str] = None
        try:
            while True:
                body = read_frame(self._link.reader)
                if body is None:
                    break
                received = self._calls.receive(body)
                if received is not None:
                    self._subscriptions.take(received)
                    self._incoming.put(received)
        except BrokenFrame as error:
            broken = str(error)
        except Exception as error:
            # The connection was reset, say, or the stream closed concurrently. In any case, pending calls must fail.
            _log.debug("reading ended: %s", type(error).__name__)
        self._end(disconnected(broken) if broken is not None else self._link.exit_error())

    def _end(self, why: TelewireError) -> None:
        """Fails all calls and subscriptions. Only the first reason counts."""
        self.is_lost = True
        self._calls.end(lambda outcome: disconnected(why.message, why.hint, **outcome))
        self._subscriptions.lose(why)

    def _write(self) -> None:
        try:
            while True:
                item = self._outgoing.get()
                if item is None:
                    break
                if isinstance(item, Call):
                    item.written = True
                    item = item.frame
                self._link.writer.write(item)
                if self._outgoing.empty():
                    self._link.writer.flush()
            self._link.writer.flush()
        except (OSError, ValueError) as error:
            # The daemon is gone. The reader notices too, and fails the pending calls.
            _log.debug("writing ended: %s", type(error).__name__)
        try:
            self._link.end_input()
        except (OSError, ValueError):
            pass

    def _listen(self) -> None:
        while True:
            received = self._incoming.get()
            if received is None:
                break
            self._listener(received)


def _wait(call: Call, inbox: queue.SimpleQueue[Item], progress: Optional[OnProgress]) -> Any:
    """Returns the call's result, or raises its error."""
    deadline = None if call.timeout is None else time.monotonic() + call.timeout
    while True:
        try:
            item = inbox.get(timeout=None if deadline is None else max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise timed_out(call) from None
        if isinstance(item, Answer):
            return item.result
        if isinstance(item, TelewireError):
            raise item
        if isinstance(item, Report) and progress is not None:
            progress(item.progress)


def timed_out(call: Call) -> TelewireError:
    """Returns the error for a call whose timeout the daemon itself hasn't reported."""
    data = {"kind": "timeout", "is_retryable": True, **call.outcome()}
    return TelewireError("timeout", "the daemon does not answer", code=504, data=data)
