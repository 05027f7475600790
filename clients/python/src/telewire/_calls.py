"""The pending calls of one connection.

Free of I/O, threads and asyncio, so that both clients share it: the caller passes a function that takes what arrives for
its call, and the connection's reader passes each message to `receive`.
"""

from __future__ import annotations

import collections.abc
import itertools
import json
import threading
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, TypedDict, Union

from ._errors import TelewireError
from ._framing import BrokenFrame, frame

#: Seconds beyond a call's `timeout` after which the client stops waiting for the daemon to report it.
GRACE = 5.0


class _ProgressKind(TypedDict):
    kind: str
    done: int


class Progress(_ProgressKind, total=False):
    """The progress of a call; ``kind`` is ``upload``, ``download``, ``flood_wait`` or ``connect``."""

    total: int
    retry_after: float


OnProgress = Callable[[Progress], object]


class Answer(NamedTuple):
    result: Any

    def __repr__(self) -> str:
        return "Answer(…)"


class Report(NamedTuple):
    progress: Progress


class Notification(NamedTuple):
    method: str
    params: Any


#: What arrives for a call: any number of reports, then an answer or an error.
Item = Union[Report, Answer, TelewireError]
Deliver = Callable[[Item], object]
#: Builds the error of a call that will never be answered, from its outcome.
Ended = Callable[[Dict[str, Any]], TelewireError]


class Call:
    """A pending call."""

    def __init__(
        self,
        call_id: int,
        body: bytes,
        deliver: Deliver,
        random_id: Any,
        timeout: Optional[float],
        late: Optional[Deliver],
    ) -> None:
        self.id = call_id
        self.frame = frame(body)
        self.size = len(body)
        #: Seconds after which the caller gives up.
        self.timeout = timeout
        #: Whether it was written, so that the daemon may have seen it.
        self.written = False
        self.random_id = random_id
        self.deliver: Optional[Deliver] = deliver
        #: Takes what arrives after the caller gave up.
        self.late = late

    def fail(self, error: TelewireError) -> None:
        if self.deliver is not None:
            self.deliver(error)

    def outcome(self) -> Dict[str, Any]:
        """Returns the fields of an error with which the caller can safely repeat the call."""
        return {"outcome": "unknown" if self.written else "not_sent", "random_id": self.random_id}


class Calls:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._open: Dict[int, Call] = {}
        self._ended: Optional[Ended] = None

    def begin(
        self,
        method: str,
        params: Optional[Mapping[str, Any]],
        deliver: Deliver,
        progress: bool,
        late: Optional[Deliver] = None,
    ) -> Call:
        """Opens a call. Params that are None are left out."""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        call_id = next(self._ids)
        if progress:
            given["progress_token"] = call_id
        body = _encode({"jsonrpc": "2.0", "id": call_id, "method": method, "params": given})
        requested = given.get("timeout")
        timeout = requested + GRACE if isinstance(requested, (int, float)) else None
        call = Call(call_id, body, deliver, given.get("random_id"), timeout, late)
        with self._lock:
            if self._ended is not None:
                raise self._ended(call.outcome())
            self._open[call_id] = call
        return call

    def give_up(self, call: Call) -> Optional[bytes]:
        """Stops waiting for a call. Returns the frame that cancels it, or None if it has been answered already.

        The call stays open until the daemon answers, as an error without an id is matched against all open calls.
        """
        with self._lock:
            if call.id not in self._open:
                return None
            call.deliver = call.late
        return notification("$/cancelRequest", {"id": call.id})

    def receive(self, body: bytes) -> Optional[Notification]:
        """Handles a message. Returns it if it is a notification that belongs to no call."""
        try:
            message = json.loads(body)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise BrokenFrame("expected a JSON-RPC message, got something else")
        if "method" in message:
            return self._notification(str(message["method"]), message.get("params"))
        error = message.get("error")
        if error is None:
            self._close(message.get("id"), Answer(message.get("result")))
        elif message.get("id") is not None:
            self._close(message["id"], TelewireError.from_wire(error))
        else:
            self._unnamed(TelewireError.from_wire(error))
        return None

    def end(self, ended: Ended) -> None:
        """Fails every pending call, and every later one. Only the first reason counts."""
        with self._lock:
            if self._ended is None:
                self._ended = ended
            waiting, self._open = list(self._open.values()), {}
            reason = self._ended
        for call in waiting:
            call.fail(reason(call.outcome()))

    def _notification(self, method: str, params: Any) -> Optional[Notification]:
        if method != "$/progress":
            return Notification(method, params)
        with self._lock:
            call = self._open.get(params["token"])
            deliver = call.deliver if call is not None else None
        if deliver is not None:
            deliver(Report(params["value"]))
        return None

    def _close(self, call_id: Any, item: Item) -> None:
        with self._lock:
            call = self._open.pop(call_id, None)
        if call is not None and call.deliver is not None:
            call.deliver(item)

    def _unnamed(self, error: TelewireError) -> None:
        """Handles an error without an id, which the daemon could not read.

        That only happens to a message over `--max-message`, so the error belongs to the largest open call. Any other
        such error fails all calls, as none may be left waiting.
        """
        with self._lock:
            calls: List[Call] = sorted(self._open.values(), key=lambda call: call.size)
            meant = calls[-1:] if error.kind == "too_large" else calls
            for call in meant:
                del self._open[call.id]
        for call in meant:
            call.fail(error)


def notification(method: str, params: Mapping[str, Any]) -> bytes:
    """Returns the frame of a notification."""
    return frame(_encode({"jsonrpc": "2.0", "method": method, "params": params}))


def _encode(message: Dict[str, Any]) -> bytes:
    text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Not chained, as that error holds the whole message.
        raise TelewireError(
            "invalid_params",
            "a string contains an unpaired surrogate, which is not valid Unicode",
            code=-32602,
            data={"kind": "invalid_params", "is_retryable": False},
        ) from None


def _plain(value: Any) -> Any:
    """Converts any mapping to an object, and any sequence or set to an array."""
    if isinstance(value, collections.abc.Mapping):
        return dict(value)
    if isinstance(value, (collections.abc.Sequence, collections.abc.Set)) and not isinstance(value, bytes):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not JSON serializable")
