"""A daemon that does as it is told: it shows a client what a real one does rarely, or never.

echo {…}                  answers with its params
held                      the names of the calls that are held
hold {name}               reports progress if asked to; answers when it is released, or cancelled
release {names}           answers those, in this order, then itself
cancelled                 the ids that were cancelled
tell {method, params}     sends a notification, then answers
report {values}           sends progress to the call's token, then answers
die {status}              ends at once
die_in_a_frame            ends in the middle of an answer
nonsense                  writes what is no frame, and goes on
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Dict, List

held: Dict[str, Any] = {}
cancelled: List[Any] = []


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
        elif method == "tell":
            write(method=params["method"], params=params["params"])
        elif method == "report":
            for value in params["values"]:
                report(params["progress_token"], value)
        elif method == "die":
            os._exit(params["status"])
        elif method == "die_in_a_frame":
            raw(b"Content-Length: 100\r\n\r\n{")
            os._exit(0)
        elif method == "nonsense":
            raw(b"hello there\n")
            continue
        write(id=call, result=result)


main()
