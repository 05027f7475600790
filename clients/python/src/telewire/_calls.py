"""The calls of one connection that wait for an answer.

It knows neither threads nor loops, pipes nor sockets, so that both clients share it: whoever makes a call gives a
function that takes what comes in for it, whoever reads the stream gives each message along.
"""

from __future__ import annotations

import collections.abc
import itertools
import json
import threading
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, TypedDict, Union

from ._errors import TelewireError
from ._framing import BrokenFrame, frame

#: Seconds beyond a call's own `timeout` after which its client stops waiting for the daemon to say so.
GRACE = 5.0


class _ProgressKind(TypedDict):
    kind: str
    done: int


class Progress(_ProgressKind, total=False):
    """How far a call has come; ``kind`` is ``upload``, ``download``, ``flood_wait`` or ``connect``."""

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


#: What comes in for a call: any number of reports, then an answer or an error.
Item = Union[Report, Answer, TelewireError]
Deliver = Callable[[Item], object]
#: Makes the error of a call that will never be answered.
Ended = Callable[[Dict[str, Any]], TelewireError]


class Call:
    """A call on its way."""

    def __init__(
        self,
        call_id: int,
        body: bytes,
        deliver: Deliver,
        random_id: Any,
        patience: Optional[float],
        late: Optional[Deliver],
    ) -> None:
        self.id = call_id
        self.frame = frame(body)
        self.size = len(body)
        #: Seconds after which its caller gives up.
        self.patience = patience
        #: Whether the daemon may have seen it.
        self.written = False
        self.random_id = random_id
        self.deliver: Optional[Deliver] = deliver
        #: Who wants to know what comes in when the caller has given up.
        self.late = late

    def fail(self, error: TelewireError) -> None:
        if self.deliver is not None:
            self.deliver(error)

    def fate(self) -> Dict[str, Any]:
        """What the caller must know to make the call again safely."""
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
        """Opens a call. Params that are None are as good as absent."""
        given = {name: value for name, value in (params or {}).items() if value is not None}
        call_id = next(self._ids)
        if progress:
            given["progress_token"] = call_id
        body = _encode({"jsonrpc": "2.0", "id": call_id, "method": method, "params": given})
        timeout = given.get("timeout")
        patience = timeout + GRACE if isinstance(timeout, (int, float)) else None
        call = Call(call_id, body, deliver, given.get("random_id"), patience, late)
        with self._lock:
            if self._ended is not None:
                raise self._ended(call.fate())
            self._open[call_id] = call
        return call

    def give_up(self, call: Call) -> Optional[bytes]:
        """Waits for a call no longer: the frame that cancels it, or nothing if its answer has come already.

        It stays open until the daemon answers, as errors that name no call are matched against all that are open.
        """
        with self._lock:
            if call.id not in self._open:
                return None
            call.deliver = call.late
        return notification("$/cancelRequest", {"id": call.id})

    def receive(self, body: bytes) -> Optional[Notification]:
        """Takes a message in. A notification that belongs to no call is given back."""
        try:
            message = json.loads(body)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            raise BrokenFrame("what came in is no JSON-RPC message")
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
        """Fails every call that waits, and every later one. The first reason stands."""
        with self._lock:
            if self._ended is None:
                self._ended = ended
            waiting, self._open = list(self._open.values()), {}
            reason = self._ended
        for call in waiting:
            call.fail(reason(call.fate()))

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
        """An error that names no call: the daemon could not read the id.

        A message over `--max-message` is the one way to get there. A limit parts the large from the small, so it is
        the largest that is open; should it ever be anything else, no call may be left waiting.
        """
        with self._lock:
            calls: List[Call] = sorted(self._open.values(), key=lambda call: call.size)
            meant = calls[-1:] if error.kind == "too_large" else calls
            for call in meant:
                del self._open[call.id]
        for call in meant:
            call.fail(error)


def notification(method: str, params: Mapping[str, Any]) -> bytes:
    """The frame of a call that nobody waits for."""
    return frame(_encode({"jsonrpc": "2.0", "method": method, "params": params}))


def _encode(message: Dict[str, Any]) -> bytes:
    text = json.dumps(message, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    try:
        return text.encode()
    except UnicodeEncodeError:
        # Not chained: that error holds the whole message.
        raise TelewireError(
            "invalid_params",
            "a text holds half of a surrogate pair, which is no character",
            code=-32602,
            data={"kind": "invalid_params", "is_retryable": False},
        ) from None


def _plain(value: Any) -> Any:
    """Any mapping as an object, any sequence or set as an array."""
    if isinstance(value, collections.abc.Mapping):
        return dict(value)
    if isinstance(value, (collections.abc.Sequence, collections.abc.Set)) and not isinstance(value, bytes):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
