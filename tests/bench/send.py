"""The cost of a send: by our daemon over standard input and output, and by the first wrapper's stack of FastAPI, uvicorn
and Telethon over HTTP, in rounds on one sandbox.

Processor time is only the service's: the sandbox and this client, which are the same for both, don't count.
Ratios are per round. The median of the rounds is reported.
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, Tuple

ROUNDS = 5
SENDS = 300
ANN = "+9996620001"
API_HASH = "0123456789abcdef0123456789abcdef"

#: Sends per second of processor time, and the median send's seconds.
Cost = Tuple[float, float]


def seconds_of(pid: int) -> float:
    """A process's processor time, including its system calls."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost(pid: int, send: Callable[[str], Any]) -> Cost:
    # Warms up.
    send("warm")
    used, times = seconds_of(pid), []
    for number in range(SENDS):
        began = time.perf_counter()
        send(f"Message {number}")
        times.append(time.perf_counter() - began)
    return SENDS / max(seconds_of(pid) - used, 0.01), statistics.median(times)


def ours(binary: str, server: str, env: Dict[str, str]) -> Cost:
    pipes: Dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([binary, "--server", server], env=env, **pipes) as daemon:

        def call(method: str, **params: Any) -> Any:
            daemon.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode())
            daemon.stdin.write(b"\n")
            daemon.stdin.flush()
            return json.loads(daemon.stdout.readline())["result"]

        sent = call("auth.sendCode", phone=ANN, api_id=1, api_hash=API_HASH)
        session = call("auth.signIn", session=sent["session"], code="22222")["session"]
        return cost(daemon.pid, lambda text: call("messages.send", session=session, chat_id="@bob_baker", text=text))


def wrappers(server: str, env: Dict[str, str]) -> Cost:
    script = str(Path(__file__).with_name("wrapper.py"))
    service = subprocess.Popen([sys.executable, script, server], env=env, stdout=subprocess.PIPE)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", int(service.stdout.readline()))

        def send(text: str) -> Any:
            body = json.dumps({"chat_id": "ann_archer", "text": text})
            connection.request("POST", "/messages/send", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            return json.loads(answer.read())

        return cost(service.pid, send)
    finally:
        service.terminate()
        service.wait()


def round_of(binary: str) -> Tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory(prefix="tw-") as folder:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "XDG_CONFIG_HOME": os.path.join(folder, "config"),
            "XDG_STATE_HOME": os.path.join(folder, "state"),
        }
        sandbox = subprocess.Popen([binary, "sandbox"], env=env, stdout=subprocess.PIPE)
        try:
            server = os.path.join(folder, "sandbox.json")
            Path(server).write_bytes(sandbox.stdout.readline())
            return ours(binary, server, env), wrappers(server, env)
        finally:
            sandbox.terminate()
            sandbox.wait()


def verdict(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def main() -> None:
    rounds = [round_of(sys.argv[1]) for _ in range(ROUNDS)]

    def median(of: Callable[[Cost, Cost], float]) -> float:
        return statistics.median(of(ours, theirs) for ours, theirs in rounds)

    processor = median(lambda ours, theirs: ours[0] / theirs[0])
    middle = median(lambda ours, theirs: ours[1] / theirs[1])
    print(f"\n{SENDS} messages sent one after the other{'Telewire':>21}{'FastAPI+Telethon':>18}  goals")
    print(
        f"{'sends a second of processor time':<40}{median(lambda ours, _: ours[0]):>16.0f}"
        f"{median(lambda _, theirs: theirs[0]):>18.0f}  {processor:.1f}× (≥10×: {verdict(processor >= 10)})"
    )
    print(
        f"{'p50 in milliseconds':<40}{median(lambda ours, _: ours[1] * 1000):>16.2f}"
        f"{median(lambda _, theirs: theirs[1] * 1000):>18.2f}  {middle:.2f}× (≤0.20×: {verdict(middle <= 0.2)})"
    )


main()
