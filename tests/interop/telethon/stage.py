"""The tests' environment: a sandbox and our daemon in a temporary folder, and Telethon clients."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import os
import re
import shutil
import tempfile
import unittest
from datetime import datetime
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, List, Optional, TypeVar

from telethon import TelegramClient, errors, events
from telethon.crypto import rsa
from telethon.sessions import MemorySession
from telewire import AsyncSession, AsyncTelewire

T = TypeVar("T")

BINARY = os.path.abspath(
    os.environ.get("TELEWIRE_BIN") or Path(__file__).parents[3] / "target" / "debug" / "telewire"
)
ANN, BOB, CAROL = "+9996620001", "+9996620002", "+9996610003"
PASSWORDS = {CAROL: "correct horse"}
BOT_TOKEN = "7000001:sandbox"
LOUNGE = "sandbox_lounge"

#: Seconds after which something counts as missing.
PATIENCE = 20
#: Seconds for a whole test.
FACT = 90


def code_of(phone: str) -> str:
    """A test number's login code is its DC's digit, five times."""
    return phone[6] * 5


def within(awaited: Awaitable[T]) -> Awaitable[T]:
    return asyncio.wait_for(awaited, PATIENCE)


def dated(date: str) -> datetime:
    """Parses a date of our protocol."""
    return datetime.fromisoformat(date.replace("Z", "+00:00"))


class Inbox:
    """The updates that a client received, in order. Default: new messages."""

    def __init__(self, client: TelegramClient, kind: Any = None) -> None:
        self._came: asyncio.Queue[Any] = asyncio.Queue()
        client.add_event_handler(self._put, kind or events.NewMessage())

    async def _put(self, event: Any) -> None:
        self._came.put_nowait(event)

    async def next(self) -> Any:
        return await within(self._came.get())

    def empty(self) -> bool:
        return self._came.empty()

    async def up_to(self, text: str) -> List[str]:
        """Returns the received texts, up to this one."""
        texts: List[str] = []
        while text not in texts:
            texts.append((await self.next()).raw_text)
        return texts


class Ours:
    """An account in our daemon, with its methods by name."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def __call__(self, method: str, /, **params: Any) -> Any:
        return await within(self._session.call(method, params))


#: Telethon drops a leading zero byte of its new auth key, so in one exchange of 256 its hash isn't the server's
#: (https://core.telegram.org/mtproto/auth_key: the key is of 2048 bits). It tries again by itself.
ITS_OWN = re.compile(r"Attempt \d+ at new auth_key failed: Step 3 invalid new nonce hash")


class Complaints(logging.Handler):
    """Warnings about the server in Telethon's log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: List[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if not ITS_OWN.fullmatch(message):
            self.lines.append(f"{record.name}: {message}")


class Fact(unittest.IsolatedAsyncioTestCase):
    """Tests with a sandbox and a daemon each."""

    maxDiff = None
    #: Whether Telethon may log warnings: only in tests of faults.
    may_complain = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name, fact in list(vars(cls).items()):
            if name.startswith("test_"):
                setattr(cls, name, _in_time(fact))

    async def asyncSetUp(self) -> None:
        # asyncio logs every step over 100 ms, and Telethon's arithmetic takes longer.
        asyncio.get_running_loop().set_debug(False)
        self.complaints = Complaints()
        logger = logging.getLogger("telethon")
        logger.propagate = False
        logger.addHandler(self.complaints)
        self.addCleanup(logger.removeHandler, self.complaints)

        folder = tempfile.mkdtemp(prefix="tw-")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "XDG_RUNTIME_DIR": folder,
            "XDG_CONFIG_HOME": os.path.join(folder, "config"),
            "XDG_STATE_HOME": os.path.join(folder, "state"),
            "TELEWIRE_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "TELEWIRE_API_ID": "1",
            "TELEWIRE_API_HASH": "0123456789abcdef0123456789abcdef",
        }
        # It also exits with the process that started it.
        bound = ("setpriv", "--pdeathsig", "TERM")
        sandbox = await asyncio.create_subprocess_exec(
            *bound, BINARY, "sandbox", env=self.env, stdout=asyncio.subprocess.PIPE
        )
        self.addAsyncCleanup(_end, sandbox)
        self.process_id = sandbox.pid
        assert sandbox.stdout is not None
        line = await within(sandbox.stdout.readline())
        self.server_file = os.path.join(folder, "sandbox.json")
        Path(self.server_file).write_bytes(line)
        self.server = json.loads(line)
        self.addresses: Dict[int, str] = {dc["id"]: dc["address"] for dc in self.server["dcs"]}
        rsa.add_key(self.server["rsa_public_key"], old=False)
        # Telethon fetches the DCs' addresses once per process, but each test has another sandbox.
        TelegramClient._config = None

        self._control = await AsyncTelewire.connect(self.server["control"])
        self.addAsyncCleanup(self._control.close)
        self._daemon: Optional[AsyncTelewire] = None

    async def asyncTearDown(self) -> None:
        if not self.may_complain:
            self.assertEqual(self.complaints.lines, [], "Telethon has nothing to warn of")

    async def sandbox(self, name: str, /, **params: Any) -> Any:
        """Calls a `sandbox.*` method."""
        return await self._control.call(f"sandbox.{name}", params)

    def session(self) -> MemorySession:
        session = MemorySession()
        host, port = self.addresses[self.server["home_dc"]].rsplit(":", 1)
        session.set_dc(self.server["home_dc"], host, int(port))
        return session

    def offline(self, session: Any = None, **options: Any) -> TelegramClient:
        """A client that isn't connected yet."""
        client = TelegramClient(session or self.session(), 1, "0123456789abcdef0123456789abcdef", **options)
        self.addAsyncCleanup(client.disconnect)
        return client

    async def telethon(self, session: Any = None, **options: Any) -> TelegramClient:
        """A connected client. It is only signed in if its session is."""
        client = self.offline(session, **options)
        await within(client.connect())
        return client

    async def telethon_of(self, phone: str, **options: Any) -> TelegramClient:
        """A signed-in client."""
        client = await self.telethon(**options)
        await within(client.send_code_request(phone))
        try:
            await within(client.sign_in(phone, code_of(phone)))
        except errors.SessionPasswordNeededError:
            await within(client.sign_in(password=PASSWORDS[phone]))
        return client

    async def daemon(self) -> AsyncTelewire:
        if self._daemon is None:
            self._daemon = await AsyncTelewire.spawn([BINARY, "--server", self.server_file], env=self.env)
            self.addAsyncCleanup(self._daemon.close)
        return self._daemon

    async def daemon_of(self, phone: str) -> Ours:
        """A signed-in account in our daemon."""
        account = Ours((await self.daemon()).with_session())
        await account("auth.sendCode", phone=phone)
        signed_in = await account("auth.signIn", code=code_of(phone))
        if signed_in["next"] == "check_password":
            await account("auth.checkPassword", password=PASSWORDS[phone])
        return account


def _in_time(fact: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """Bounds the test's time, since Telethon waits forever for an answer."""

    @functools.wraps(fact)
    async def limited(self: Any) -> None:
        await asyncio.wait_for(fact(self), FACT)

    return limited


async def _end(process: asyncio.subprocess.Process) -> None:
    process.terminate()
    await process.wait()
