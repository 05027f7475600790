"""The cost of transfers: a file is uploaded and downloaded by our daemon and by Telethon with cryptg, in rounds on one
sandbox.

Megabytes per second of clock time and of the client's processor time, without the sandbox, which does the same work.
Ratios are per round. The median of the rounds is reported.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, List, Tuple

from telethon import TelegramClient
from telethon.crypto import rsa
from telethon.sessions import MemorySession
from telewire import AsyncTelewire

ROUNDS = 5
MEGABYTES = 128
ANN = "+9996620001"
API_HASH = "0123456789abcdef0123456789abcdef"

Cost = Tuple[float, float]


def seconds_of(pid: int) -> float:
    """A process's processor time, including its system calls."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def memory_of(pid: int, field: str) -> float:
    """Megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


async def cost(action: Awaitable[Any], processor: Callable[[], float]) -> Cost:
    """Megabytes per second of clock time and of processor time."""
    clock, used = time.monotonic(), processor()
    await action
    clock, used = time.monotonic() - clock, processor() - used
    return MEGABYTES / clock, MEGABYTES / max(used, 0.01)


def same(one: str, other: str) -> None:
    digests = {hashlib.sha256(Path(path).read_bytes()).digest() for path in (one, other)}
    assert len(digests) == 1, "the bytes are others"


async def ours(binary: str, folder: str, env: Dict[str, str], server: str, path: str) -> Dict[str, Any]:
    daemon = await AsyncTelewire.spawn([binary, "--server", server], env=env)
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    pid = next(int(child) for child in children if b"--server" in Path(f"/proc/{child}/cmdline").read_bytes())
    sent = await daemon.call("auth.sendCode", {"phone": ANN, "api_id": 1, "api_hash": API_HASH})
    signed_in = await daemon.call("auth.signIn", {"session": sent["session"], "code": "22222"})
    common = {"session": signed_in["session"], "chat_id": "me"}
    # The smallest transfer, so that the thread and the connection exist.
    await daemon.call("messages.sendFile", {**common, "data": "Ym9hdA=="})
    idle = memory_of(pid, "VmRSS")
    message: Dict[str, Any] = {}

    async def upload() -> None:
        message.update(await daemon.call("messages.sendFile", {**common, "path": path, "kind": "document"}))

    costs = {"upload": await cost(upload(), lambda: seconds_of(pid))}
    target = os.path.join(folder, "ours.bin")
    params = {**common, "message_id": message["message_id"], "path": target}
    costs["download"] = await cost(daemon.call("media.download", params), lambda: seconds_of(pid))
    same(path, target)
    result = {"costs": costs, "memory": memory_of(pid, "VmHWM") - idle}
    await daemon.close()
    return result


async def telethons(server: Dict[str, Any], folder: str, path: str) -> Dict[str, Cost]:
    session = MemorySession()
    addresses = {dc["id"]: dc["address"] for dc in server["dcs"]}
    host, port = addresses[server["home_dc"]].rsplit(":", 1)
    session.set_dc(server["home_dc"], host, int(port))
    rsa.add_key(server["rsa_public_key"], old=False)
    TelegramClient._config = None
    client = TelegramClient(session, 1, API_HASH)
    await client.connect()
    await client.send_code_request(ANN)
    await client.sign_in(ANN, "22222")
    sent: List[Any] = []

    async def upload() -> None:
        sent.append(await client.send_file("me", path, force_document=True))

    costs = {"upload": await cost(upload(), own_seconds)}
    target = os.path.join(folder, "telethons.bin")
    costs["download"] = await cost(client.download_media(sent[0], file=target), own_seconds)
    same(path, target)
    await client.disconnect()
    return costs


async def round_of(binary: str) -> Dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tw-") as folder:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "XDG_CONFIG_HOME": os.path.join(folder, "config"),
            "XDG_STATE_HOME": os.path.join(folder, "state"),
        }
        path = os.path.join(folder, "file.bin")
        Path(path).write_bytes(os.urandom(MEGABYTES * 1_000_000))
        sandbox = await asyncio.create_subprocess_exec(
            binary, "sandbox", env=env, stdout=asyncio.subprocess.PIPE
        )
        assert sandbox.stdout is not None
        line = await sandbox.stdout.readline()
        server = os.path.join(folder, "sandbox.json")
        Path(server).write_bytes(line)
        try:
            result = await ours(binary, folder, env, server, path)
            result["telethon"] = await telethons(json.loads(line), folder, path)
            return result
        finally:
            sandbox.terminate()
            await sandbox.wait()


def verdict(measured: float, bound: float, at_least: bool) -> str:
    reached = measured >= bound if at_least else measured <= bound
    return "reached" if reached else "MISSED"


def main() -> None:
    binary, encrypt = sys.argv[1:]
    rounds = []
    for _ in range(ROUNDS):
        floor = float(subprocess.check_output([encrypt]))
        rounds.append({**asyncio.run(round_of(binary)), "floor": floor})

    def median(of: Callable[[Dict[str, Any]], float]) -> float:
        return statistics.median(of(one) for one in rounds)

    print(f"\n{MEGABYTES} MB, MB/s of the clock / of processor time")
    print(f"{'':<30}{'Telewire':>16}{'Telethon+cryptg':>18}{'encrypt_data_v2':>18}  goals")
    for what in ("upload", "download"):
        cells = []
        for of in (lambda one: one["costs"][what], lambda one: one["telethon"][what]):
            clock, processor = median(lambda one: of(one)[0]), median(lambda one: of(one)[1])
            cells.append(f"{clock:.0f} / {processor:.0f}")
        floor = median(lambda one: one["floor"])
        wall = median(lambda one: one["costs"][what][0] / one["telethon"][what][0])
        processor = median(lambda one: one["costs"][what][1] / one["telethon"][what][1])
        of_floor = median(lambda one: one["costs"][what][1] / one["floor"])
        if what == "upload":
            goals = [
                f"{of_floor:.2f}× of encrypt_data_v2 (≥0.85×: {verdict(of_floor, 0.85, True)})",
                f"{wall:.2f}× of Telethon's clock (≥3×: {verdict(wall, 3, True)})",
            ]
        else:
            goals = [f"{processor:.2f}× of Telethon's processor time (≥1×: {verdict(processor, 1, True)})"]
        print(f"{what:<30}{cells[0]:>16}{cells[1]:>18}{floor:>18.0f}  {', '.join(goals)}")
    memory = median(lambda one: one["memory"])
    memory_verdict = f"{memory:.1f} MB above idle (≤16 MB: {verdict(memory, 16, False)})"
    print(f"{'memory of both, at most':<30}{'':>16}{'':>18}{'':>18}  {memory_verdict}")


main()
