"""The tests' environment: a sandbox in a temporary folder, and Kurigram clients."""

from __future__ import annotations

import asyncio
import base64
import functools
import json
import logging
import os
import shutil
import tempfile
import unittest
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, List, Tuple, Type, TypeVar

from pyrogram import Client, errors, handlers
from pyrogram.connection import Connection
from pyrogram.crypto import rsa
from pyrogram.session import Session
from telewire import AsyncTelewire

T = TypeVar("T")

BINARY = os.path.abspath(
    os.environ.get("TELEWIRE_BIN") or Path(__file__).parents[3] / "target" / "debug" / "telewire"
)
ANN, BOB, CAROL = "+9996620001", "+9996620002", "+9996610003"
PASSWORDS = {CAROL: "correct horse"}
BOT_TOKEN = "7000001:sandbox"
LOUNGE = "sandbox_lounge"
API_ID, API_HASH = 1, "0123456789abcdef0123456789abcdef"

#: Seconds after which something counts as missing.
PATIENCE = 20
#: Seconds for a whole test.
FACT = 90

# Kurigram gives a server two seconds to greet it, which a busy machine may well take.
Session.START_TIMEOUT = PATIENCE


def code_of(phone: str) -> str:
    """A test number's login code is its DC's digit, five times."""
    return phone[6] * 5


def within(awaited: Awaitable[T]) -> Awaitable[T]:
    return asyncio.wait_for(awaited, PATIENCE)


async def listed(generator: Any) -> List[Any]:
    """Collects one of Kurigram's generators."""

    async def take() -> List[Any]:
        return [item async for item in generator]

    return await within(take())


class Inbox:
    """The updates that a client received, in order. Create it before the client starts, as Kurigram requires."""

    def __init__(self, client: Client, handler: Callable[..., Any]) -> None:
        self._came: asyncio.Queue[Any] = asyncio.Queue()
        # Kurigram calls only one handler per group.
        client.add_handler(handler(self._put), group=id(self))

    async def _put(self, _: Client, came: Any, *__: Any) -> None:
        self._came.put_nowait(came)

    async def next(self) -> Any:
        return await within(self._came.get())

    def count(self) -> int:
        return self._came.qsize()

    async def of(self, kind: type) -> Any:
        """Waits for the next update of a type."""
        while not isinstance(came := await self.next(), kind):
            pass
        return came

    async def up_to(self, text: str) -> List[str]:
        """Returns the received texts, up to this one."""
        texts: List[str] = []
        while text not in texts:
            texts.append((await self.next()).text)
        return texts


class Kurigram(Client):
    """A client that records its updates."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.messages = Inbox(self, handlers.MessageHandler)
        self.edits = Inbox(self, handlers.EditedMessageHandler)
        self.deletions = Inbox(self, handlers.DeletedMessagesHandler)
        self.raw = Inbox(self, handlers.RawUpdateHandler)


class Complaints(logging.Handler):
    """Warnings about the server in Kurigram's log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: List[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


class Fact(unittest.IsolatedAsyncioTestCase):
    """Tests with a sandbox each."""

    maxDiff = None
    #: Whether Kurigram may log warnings: only in tests of faults.
    may_complain = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, fact in list(vars(cls).items()):
            if name.startswith("test_"):
                setattr(cls, name, _in_time(fact))

    async def asyncSetUp(self) -> None:
        # asyncio logs every step over 100 ms, and a key exchange takes longer.
        asyncio.get_running_loop().set_debug(False)
        self.complaints = Complaints()
        logger = logging.getLogger("pyrogram")
        logger.propagate = False
        logger.addHandler(self.complaints)
        self.addCleanup(logger.removeHandler, self.complaints)

        self.folder = tempfile.mkdtemp(prefix="tw-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        # Kurigram writes unknown errors to a file in the current folder.
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": self.folder,
            "XDG_RUNTIME_DIR": self.folder,
            "TELEWIRE_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "TELEWIRE_API_ID": str(API_ID),
            "TELEWIRE_API_HASH": API_HASH,
        }
        # It also exits with the process that started it.
        bound = ("setpriv", "--pdeathsig", "TERM")
        sandbox = await asyncio.create_subprocess_exec(
            *bound, BINARY, "sandbox", env=self.env, stdout=asyncio.subprocess.PIPE
        )
        self.addAsyncCleanup(_end, sandbox)
        assert sandbox.stdout is not None
        line = await within(sandbox.stdout.readline())
        self.server_file = os.path.join(self.folder, "sandbox.json")
        Path(self.server_file).write_bytes(line)
        server = json.loads(line)
        self.connection = _connection({dc["id"]: dc["address"] for dc in server["dcs"]})
        fingerprint = int(server["fingerprint"])
        rsa.server_public_keys[fingerprint] = rsa.PublicKey(*_numbers(server["rsa_public_key"]))

        self._control = await AsyncTelewire.connect(server["control"])
        self.addAsyncCleanup(self._control.close)

    async def asyncTearDown(self) -> None:
        if not self.may_complain:
            self.assertEqual(self.complaints.lines, [], "Kurigram has nothing to warn of")

    async def sandbox(self, name: str, /, **params: Any) -> Any:
        """Calls a `sandbox.*` method."""
        return await self._control.call(f"sandbox.{name}", params)

    def offline(self, name: str = "", **options: Any) -> Kurigram:
        """A client that isn't connected yet. One with a name saves its session in a file."""
        client = Kurigram(
            name or "unnamed",
            API_ID,
            API_HASH,
            in_memory=not name,
            workdir=self.folder,
            connection_factory=self.connection,
            # With more workers, messages overtake each other.
            workers=1,
            **options,
        )
        self.addAsyncCleanup(_stop, client)
        return client

    async def kurigram(self, **options: Any) -> Kurigram:
        """A connected client that isn't signed in."""
        client = self.offline(**options)
        await within(client.connect())
        return client

    async def kurigram_of(self, phone: str, **options: Any) -> Kurigram:
        """A signed-in client that receives updates."""
        client = await self.kurigram(**options)
        sent = await within(client.send_phone_number_code(phone))
        try:
            await within(client.sign_in(phone, sent.phone_code_hash, code_of(phone)))
        except errors.SessionPasswordNeeded:
            await within(client.check_password(PASSWORDS[phone]))
        await self.awake(client)
        return client

    async def awake(self, client: Kurigram) -> None:
        """Does the rest of Kurigram's `start`, which would ask for the code on the terminal."""
        client.me = await within(client.get_me())
        await within(client.initialize())


def _connection(addresses: Dict[int, str]) -> Type[Connection]:
    """Connections with the sandbox's addresses. Kurigram's table has only Telegram's."""

    class Sandboxed(Connection):
        def __init__(self, dc_id: int, server_address: str, port: int, **options: Any) -> None:
            host, number = addresses[dc_id].rsplit(":", 1)
            super().__init__(dc_id, host, int(number), **options)

    return Sandboxed


def _numbers(pem: str) -> Tuple[int, int]:
    """Modulus and exponent: an ASN.1 sequence of the two (https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)."""
    der = base64.b64decode("".join(pem.strip().splitlines()[1:-1]))

    def element(at: int) -> Tuple[int, int]:
        """Returns the start and end of its content."""
        length, at = der[at + 1], at + 2
        if length > 127:
            size = length - 128
            length, at = int.from_bytes(der[at : at + size], "big"), at + size
        return at, at + length

    begins, _ = element(0)
    n_begins, n_ends = element(begins)
    e_begins, e_ends = element(n_ends)
    return int.from_bytes(der[n_begins:n_ends], "big"), int.from_bytes(der[e_begins:e_ends], "big")


def _in_time(fact: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    @functools.wraps(fact)
    async def limited(self: Any) -> None:
        await asyncio.wait_for(fact(self), FACT)

    return limited


async def _stop(client: Kurigram) -> None:
    if client.is_initialized:
        await client.stop()
    elif client.is_connected:
        await client.disconnect()


async def _end(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    await process.wait()
