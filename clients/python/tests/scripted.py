"""A scripted daemon, for what a real one does rarely or never.

echo {…}                  answers with its params
held                      answers with the names of the held calls
hold {name}               reports progress if requested; answers on `release` or when it is cancelled
release {names}           answers these held calls, in this order, then itself
cancelled                 answers with the ids of the cancelled calls
notify {method, params}     sends a notification, then answers
report {values}           sends progress to the call's token, then answers
die {status}              exits at once
die_in_a_frame            exits in the middle of an answer
nonsense                  writes an invalid frame, and continues
deaf                      stops reading; writes an invalid frame once the input fills the pipe

updates.subscribe         answers with the subscriptions s1, s2, … and the given cursor, or else c0; with the kind
                          `early` sends an event first, with `late` answers when it is cancelled, and with `refused`
                          fails
updates.unsubscribe       answers, if it is a call
subscriptions             answers with the params of all subscribe calls, and the ended subscriptions
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import sys
import termios
from typing import Any, Dict, List

held: Dict[str, Any] = {}
cancelled: List[Any] = []
subscribed: List[Any] = []
unsubscribed: List[str] = []
late: Dict[Any, Any] = {}


def read() -> Any:
    length = 0
    while True:
        line = sys.stdin.buffer.readline()
        if not line:
            return None
        if line == b"\r\n":
            return json.loads(sys.stdin.buffer.read(length))
        length = int(line.split(b":")[1])


def write(**message: Any) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)


def unread() -> int:
    """Returns the number of unread bytes in standard input's pipe."""
    return int.from_bytes(fcntl.ioctl(0, termios.FIONREAD, bytes(4)), sys.byteorder)


def report(token: Any, value: Any) -> None:
    write(method="$/progress", params={"token": token, "value": value})


def raw(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def main() -> None:
    while True:
        message = read()
        if message is None:
            return
        method, params, call = message["method"], message["params"], message.get("id")
        if method == "$/cancelRequest":
            cancelled.append(params["id"])
            for name in [name for name, one in held.items() if one == params["id"]]:
                error = {"code": -32800, "message": "cancelled", "data": {"kind": "cancelled"}}
                write(id=held.pop(name), error=error)
            if params["id"] in late:
                write(id=params["id"], result=late[params["id"]])
            continue
        result: Any = {}
        if method == "hold":
            held[params["name"]] = call
            if "progress_token" in params:
                report(params["progress_token"], {"kind": "connect", "done": 0})
            continue
        if method == "echo":
            result = params
        elif method == "release":
            for name in params["names"]:
                write(id=held.pop(name), result={"name": name})
        elif method == "cancelled":
            result = cancelled
        elif method == "held":
            result = sorted(held)
        elif method == "notify":
            write(method=params["method"], params=params["params"])
        elif method == "report":
            for value in params["values"]:
                report(params["progress_token"], value)
        elif method == "updates.subscribe":
            subscribed.append(params)
            result = {"subscription": f"s{len(subscribed)}", "cursor": params.get("cursor", "c0")}
            kinds = params.get("kinds")
            if kinds == ["early"]:
                event = {"kind": "message_new", "n": 0}
                write(method="updates.event", params={"subscription": result["subscription"], "items": [event]})
            elif kinds == ["late"]:
                late[call] = result
                continue
            elif kinds == ["refused"]:
                error = {"code": 401, "message": "no", "data": {"kind": "session_revoked", "is_retryable": False}}
                write(id=call, error=error)
                continue
        elif method == "updates.unsubscribe":
            unsubscribed.append(params["subscription"])
            if call is None:
                continue
        elif method == "subscriptions":
            result = {"asked": subscribed, "ended": unsubscribed}
        elif method == "die":
            os._exit(params["status"])
        elif method == "die_in_a_frame":
            raw(b"Content-Length: 100\r\n\r\n{")
            os._exit(0)
        elif method == "deaf":
            while unread() < 1 << 15:
                pass
            raw(b"hello there\n")
            gone = select.poll()
            # Poll always reports a hangup.
            gone.register(0, 0)
            gone.poll()
            return
        elif method == "nonsense":
            raw(b"hello there\n")
            continue
        write(id=call, result=result)


main()
