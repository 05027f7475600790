"""The client for threads."""

from __future__ import annotations

import logging
import queue
import threading
import time
from types import TracebackType
from typing import Any, BinaryIO, Callable, Dict, List, Mapping, Optional, Protocol, Sequence, Type

from ._calls import Answer, Call, Calls, Item, Notification, OnProgress, Report
from ._errors import TelewireError, disconnected
from ._framing import BrokenFrame, read_frame
from ._link import DRAIN, Path, Process, Socket, Stderr
from ._methods import Methods
from ._newest import Newest

_log = logging.getLogger("telewire")

OnNotification = Callable[[Any], object]


class _Link(Protocol):
    reader: BinaryIO
    writer: BinaryIO

    def end_input(self) -> None: ...
    def fate(self) -> TelewireError: ...
    def close(self) -> None: ...
    def abandon(self) -> None: ...


class Telewire(Methods):
    """A connection to a daemon. Any number of threads may make calls on it side by side.

    Every method of Telewire is an attribute, by namespace: ``tw.messages.send(…)``, ``tw.auth.send_code(…)``. All take
    keywords alone; ``timeout``, ``max_wait`` and ``progress`` go with each. ``progress`` is called with each report
    while the call runs, in the thread that made it.
    """

    def __init__(self, link: _Link) -> None:
        super().__init__(self._call)
        self._link = link
        self._calls = Calls()
        self._closing = threading.Lock()
        self._closed = False
        self._listeners: Dict[str, List[OnNotification]] = {}
        # Frames are written by one thread, so that no interrupted caller leaves half of one behind.
        self._outgoing: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._incoming: queue.SimpleQueue[Optional[Notification]] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=run, name=f"telewire {name}", daemon=True)
            for name, run in (("reader", self._read), ("writer", self._write), ("listener", self._listen))
        ]
        for thread in self._threads:
            thread.start()

    @classmethod
    def spawn(
        cls,
        command: Sequence[str] = ("telewire",),
        *,
        env: Optional[Mapping[str, str]] = None,
        cwd: Optional[Path] = None,
        stderr: Stderr = None,
    ) -> Telewire:
        """Starts a daemon of our own. It ends when the client is closed.

        ``env``, ``cwd`` and ``stderr`` are what `subprocess` makes of them; standard error is ours unless told.
        """
        return cls(Process(command, env=env, cwd=cwd, stderr=stderr))

    @classmethod
    def connect(cls, path: Optional[Path] = None) -> Telewire:
        """Connects to a daemon that runs: ``telewire serve --socket[=PATH]``."""
        return cls(Socket(path))

    def with_session(self, session: Optional[str] = None) -> Session:
        """The same connection for one account: calls need no ``session=`` there. See `Session`."""
        return Session(self, session)

    def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls any method by its name, as protocol and schema write it: ``call("messages.send", {…})``."""
        return self._call(method, params, progress)

    def on(self, method: str, listener: OnNotification) -> Callable[[], None]:
        """Has ``listener`` called with the params of each notification of this name. The function that comes back
        ends that.

        Listeners run one after another in a thread of their own, and may make calls.
        """
        listeners = self._listeners.setdefault(method, [])
        listeners.append(listener)
        return lambda: listeners.remove(listener) if listener in listeners else None

    def close(self, drain: float = DRAIN) -> None:
        """Ends the connection, and the daemon if it is our own, when the calls in flight have been answered.

        After ``drain`` seconds they are waited for no longer, and fail.
        """
        with self._closing:
            if self._closed:
                return
            self._closed = True
            self._outgoing.put(None)
            reader = self._threads[0]
            try:
                reader.join(drain)
            finally:
                self._calls.end(lambda fate: disconnected("the client is closed", **fate))
                self._link.close()
                self._incoming.put(None)
            reader.join(1)
            if reader.is_alive():
                self._link.abandon()
                reader.join(1)
            if not reader.is_alive():
                self._link.reader.close()

    def __enter__(self) -> Telewire:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        if self._closed:
            raise disconnected("the client is closed", outcome="not_sent")
        call = self._calls.begin(method, params, inbox.put, progress is not None)
        try:
            self._outgoing.put(call)
            return _wait(call, inbox, progress)
        except BaseException:
            # Interrupted, given up, or `progress` raised; if it is the call's own error, there is nothing to cancel.
            cancel = self._calls.give_up(call)
            if cancel is not None:
                self._outgoing.put(cancel)
            raise

    def _read(self) -> None:
        broken: Optional[str] = None
        try:
            while True:
                body = read_frame(self._link.reader)
                if body is None:
                    break
                notification = self._calls.receive(body)
                if notification is not None:
                    self._incoming.put(notification)
        except BrokenFrame as error:
            broken = str(error)
        except Exception as error:
            # A reset connection, or the stream was closed under us. Whatever it was, nobody may be left waiting.
            _log.debug("reading ended: %s", type(error).__name__)
        why = disconnected(broken) if broken is not None else self._link.fate()
        hint = why.hint
        self._calls.end(lambda fate: disconnected(why.message, hint, **fate))

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
            # The daemon is gone. The reader learns it too, and tells those who wait.
            _log.debug("writing ended: %s", type(error).__name__)
        try:
            self._link.end_input()
        except (OSError, ValueError):
            pass

    def _listen(self) -> None:
        while True:
            notification = self._incoming.get()
            if notification is None:
                break
            for listener in list(self._listeners.get(notification.method, ())):
                try:
                    listener(notification.params)
                except Exception:
                    _log.exception("a listener to %s failed", notification.method)


class Session(Methods):
    """One account on a connection: fills in ``session=`` wherever a method takes it, and keeps the newest.

    Calls of ``auth`` and ``session`` return new session strings as a login goes on; this follows them, so it can be
    made with no session at all, log in and go on. ``session_string`` is what to keep for the next time.
    A call that is given a ``session=`` of its own goes with that, and changes nothing here.
    """

    def __init__(self, client: Telewire, session: Optional[str]) -> None:
        super().__init__(self._call)
        self._client = client
        self._newest = Newest(session)

    @property
    def session_string(self) -> Optional[str]:
        """The newest session string. It is the login itself: keep it as you would a password."""
        return self._newest.session

    def call(
        self, method: str, params: Optional[Mapping[str, Any]] = None, *, progress: Optional[OnProgress] = None
    ) -> Any:
        """Calls any method that takes a session by its name."""
        return self._call(method, {"session": None, **(params or {})}, progress)

    def _call(self, method: str, params: Optional[Mapping[str, Any]], progress: Optional[OnProgress]) -> Any:
        result = self._client.call(method, self._newest.fill(params), progress=progress)
        self._newest.follow(method, params, result)
        return result


def _wait(call: Call, inbox: queue.SimpleQueue[Item], progress: Optional[OnProgress]) -> Any:
    """What is answered, or raises it."""
    deadline = None if call.patience is None else time.monotonic() + call.patience
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
    """The daemon has not even said that the call took too long."""
    data = {"kind": "timeout", "retryable": True, **call.fate()}
    return TelewireError("timeout", "the daemon does not answer", code=504, data=data)
