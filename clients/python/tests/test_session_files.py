"""Sessions that are saved to a file or passed to a function, with what the calls learned."""

from __future__ import annotations

import asyncio
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import typing
import unittest
from typing import Any, Dict, List, Optional
from unittest import mock

from stage import ANN, BOB, CAROL, PACKAGE, SCRIPTED, Home, home, sandbox

from telewire import AsyncTelewire, Session, Telewire, TelewireError

#: A script such as cron might run. Its arguments are the daemon's command. It prints what it read.
SCRIPT = """
import sys
from telewire import Telewire

with Telewire.spawn(sys.argv[2:]) as tw:
    me = tw.with_session(session_file=sys.argv[1])
    message = me.messages.history(chat_id="@carol_clark", limit=1)["items"][0]
    got = me.media.download(chat_id="@carol_clark", message_id=message["message_id"], inline=True)
    print(got["downloaded_size"])
"""

ASYNC_SCRIPT = """
import asyncio
import sys
from telewire import AsyncTelewire

async def main():
    async with AsyncTelewire.spawn(sys.argv[2:]) as tw:
        me = tw.with_session(session_file=sys.argv[1])
        message = (await me.messages.history(chat_id="@carol_clark", limit=1))["items"][0]
        got = await me.media.download(chat_id="@carol_clark", message_id=message["message_id"], inline=True)
        print(got["downloaded_size"])

asyncio.run(main())
"""


class ASessionFile(unittest.TestCase):
    """On a sandbox that outlives the daemons."""

    home: Home

    def setUp(self) -> None:
        self.home = home(self)
        self.server = sandbox(self, self.home)
        self.file = self.home.file("ann.session")

    def daemon(self, *options: str) -> Telewire:
        client = Telewire.spawn(self.home.command("--server", self.server, *options), env=self.home.env)
        self.addCleanup(client.close)
        return client

    def login(self, client: Telewire, phone: str, code: str = "22222", **options: Any) -> Session:
        session = client.with_session(**options)
        session.auth.send_code(phone=phone)
        if session.auth.sign_in(code=code)["next"] == "check_password":
            session.auth.check_password(password="correct horse")
        return session

    def ann(self) -> str:
        """Logs in as Ann, with the file."""
        with self.daemon() as client:
            return str(self.login(client, ANN, session_file=self.file).session_string)

    def content(self) -> str:
        with open(self.file, encoding="ascii") as file:
            return file.read().strip()

    def put(self, session: str) -> None:
        with open(self.file, "w", encoding="ascii") as file:
            file.write(session)

    def calls(self, method: str) -> int:
        """Returns the number of calls of a method that the sandbox has received."""
        command = self.home.command("call", "sandbox.stats", "--socket", self.control())
        stats = subprocess.run(command, env=self.home.env, stdout=subprocess.PIPE, check=True)
        return int(_json(stats.stdout)["calls"].get(method, 0))

    def control(self) -> str:
        with open(self.server, "rb") as file:
            return str(_json(file.read())["control"])

    def fault(self, **fault: Any) -> None:
        params = [f"{name}={value}" for name, value in fault.items()]
        command = self.home.command("call", "sandbox.fault", "--socket", self.control(), *params)
        subprocess.run(command, env=self.home.env, stdout=subprocess.DEVNULL, check=True)

    def test_a_second_run_of_a_script_resolves_and_exports_nothing_again(self) -> None:
        with self.daemon() as client:
            carol = self.login(client, CAROL, "11111")
            carol.messages.send_file(chat_id="@ann_archer", data_base64="SGk=", file_name="hi.txt")
            self.login(client, ANN, session_file=self.file)
        resolved = self.calls("contacts.resolveUsername")
        for script in (SCRIPT, ASYNC_SCRIPT, SCRIPT, ASYNC_SCRIPT):
            command = [sys.executable, "-c", script, self.file, *self.home.command("--server", self.server)]
            env = {**self.home.env, "PYTHONPATH": str(PACKAGE / "src")}
            ran = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True)
            self.assertEqual(ran.stdout, b"2\n")
        self.assertEqual(self.calls("contacts.resolveUsername"), resolved + 1)
        self.assertEqual(self.calls("auth.exportAuthorization"), 1)

    def test_each_step_of_a_login_is_written_to_a_private_file(self) -> None:
        with self.daemon() as client:
            carol = client.with_session(session_file=self.file)
            self.assertIsNone(carol.session_string)
            carol.auth.send_code(phone=CAROL)
            asked = self.content()
            self.assertEqual(stat.S_IMODE(os.stat(self.file).st_mode), 0o600)
        with self.daemon() as client:
            carol = client.with_session(session_file=self.file)
            self.assertEqual(carol.session_string, asked)
            carol.auth.sign_in(code="11111")
            carol.auth.check_password(password="correct horse")
            self.assertEqual(self.content(), carol.session_string)
            self.assertEqual(os.listdir(self.home.path).count("ann.session"), 1)
            self.assertFalse([name for name in os.listdir(self.home.path) if name.startswith(".telewire-")])

    def test_learned_data_is_saved_when_the_script_fails(self) -> None:
        self.ann()
        self.fault(kind="flood_wait", method="messages.sendMessage", duration=300)
        with self.assertRaises(TelewireError) as failed:
            with self.daemon() as client:
                client.with_session(session_file=self.file).messages.send(chat_id="@bob_baker", text="hi")
        self.assertEqual(failed.exception.kind, "rate_limited")
        with self.daemon() as client:
            client.with_session(session_file=self.file).chats.get(chat_id="@bob_baker")
        self.assertEqual(self.calls("contacts.resolveUsername"), 1)

    def test_closing_a_session_leaves_the_connection_open(self) -> None:
        before = self.ann()
        with self.daemon() as client:
            with client.with_session(session_file=self.file) as ann:
                ann.chats.get(chat_id="@bob_baker")
                self.assertEqual(self.content(), before)
            self.assertNotEqual(self.content(), before)
            self.assertEqual(self.content(), ann.session_string)
            self.assertEqual(ann.account.me()["first_name"], "Ann")
            self.assertEqual(client._sessions, [])

    def test_a_session_is_refreshed_on_request(self) -> None:
        before = self.ann()
        with self.daemon() as client:
            ann = client.with_session(session_file=self.file)
            ann.chats.get(chat_id="@bob_baker")
            self.assertTrue(ann.session.refresh()["is_changed"])
            self.assertNotEqual(self.content(), before)
            self.assertEqual(self.content(), ann.session_string)

    def test_programs_that_share_a_file_save_what_each_has_learned(self) -> None:
        self.ann()
        with self.daemon() as one, self.daemon() as two:
            one.with_session(session_file=self.file).chats.get(chat_id="@bob_baker")
            two.with_session(session_file=self.file).chats.get(chat_id="@carol_clark")
        resolved = self.calls("contacts.resolveUsername")
        with self.daemon() as client:
            ann = client.with_session(session_file=self.file)
            ann.chats.get(chat_id="@bob_baker")
            ann.chats.get(chat_id="@carol_clark")
        self.assertEqual(self.calls("contacts.resolveUsername"), resolved)

    def test_a_login_that_was_made_meanwhile_stays_in_the_file(self) -> None:
        self.ann()
        with self.daemon() as client:
            ann = client.with_session(session_file=self.file)
            ann.chats.get(chat_id="@carol_clark")
            self.put(str(self.login(client, BOB).session_string))
            renewed = ann.session.renew()["session"]
            self.assertEqual(ann.session_string, renewed)
        with self.daemon() as client:
            bob = client.with_session(session_file=self.file)
            self.assertEqual(bob.account.me()["first_name"], "Bob")

    def test_a_file_that_was_removed_meanwhile_is_not_written_again(self) -> None:
        self.ann()
        with self.daemon() as client:
            client.with_session(session_file=self.file).chats.get(chat_id="@bob_baker")
            os.remove(self.file)
        self.assertFalse(os.path.exists(self.file))

    def test_a_symbolic_link_is_followed(self) -> None:
        self.ann()
        there = self.home.file("there")
        os.rename(self.file, there)
        os.symlink(there, self.file)
        before = self.content()
        with self.daemon() as client:
            client.with_session(session_file=self.file).chats.get(chat_id="@bob_baker")
        self.assertTrue(os.path.islink(self.file))
        self.assertNotEqual(self.content(), before)

    def test_on_session_gets_each_newer_string(self) -> None:
        given: List[str] = []
        with self.daemon() as client:
            ann = self.login(client, ANN, on_session=given.append)
            self.assertEqual(given[-1], ann.session_string)
            self.assertEqual(len(given), 2)
            ann.chats.get(chat_id="@bob_baker")
        self.assertEqual(len(given), 3)
        with self.daemon() as client:
            client.with_session(given[-1], on_session=given.append).chats.get(chat_id="@bob_baker")
        self.assertEqual(len(given), 3)
        self.assertEqual(self.calls("contacts.resolveUsername"), 1)

    def test_a_file_that_others_can_read_is_not_used(self) -> None:
        self.ann()
        os.chmod(self.file, 0o644)
        with self.daemon() as client, self.assertRaisesRegex(PermissionError, "chmod 600"):
            client.with_session(session_file=self.file)

    def test_a_missing_folder_is_reported_before_the_login(self) -> None:
        with self.daemon() as client:
            with self.assertRaises(FileNotFoundError):
                client.with_session(session_file=self.home.file("no/such/folder"))
            with self.assertRaisesRegex(ValueError, "not both"):
                client.with_session("tw1.x", session_file=self.file)

    def test_a_daemon_that_was_killed_or_hangs_does_not_delay_closing(self) -> None:
        self.ann()
        for number in (signal.SIGKILL, signal.SIGSTOP):
            client = self.daemon()
            client.with_session(session_file=self.file).chats.get(chat_id="@bob_baker")
            os.kill(client.daemon.info()["process_id"], number)
            started = time.monotonic()
            with mock.patch("telewire._link.TERMINATE", 0.1):
                client.close(drain=0.1)
            self.assertLess(time.monotonic() - started, 5)


class AnAsyncSessionFile(unittest.IsolatedAsyncioTestCase):
    async def test_a_cancelled_task_saves_it_too(self) -> None:
        place = home(self)
        server = sandbox(self, place)
        file = place.file("ann.session")

        def spawn() -> Any:
            return AsyncTelewire.spawn(place.command("--server", server), env=place.env)

        async with spawn() as client:
            async with client.with_session(session_file=file) as ann:
                await ann.auth.send_code(phone=ANN)
                await ann.auth.sign_in(code="22222")
            before = ann.session_string
        learned = asyncio.Event()

        async def work() -> None:
            async with spawn() as client:
                await client.with_session(session_file=file).chats.get(chat_id="@bob_baker")
                learned.set()
                await asyncio.Event().wait()

        task = asyncio.ensure_future(work())
        await learned.wait()
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        async with spawn() as client:
            ann = client.with_session(session_file=file)
            self.assertNotEqual(ann.session_string, before)
            self.assertFalse((await ann.session.refresh())["is_changed"])


def _json(text: bytes) -> Any:
    import json

    return json.loads(text)


if __name__ == "__main__":
    unittest.main()
