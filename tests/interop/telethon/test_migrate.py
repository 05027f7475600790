"""Importing a login from Telethon's session file."""

import asyncio
import os
import sys

from stage import ANN, BINARY, CAROL, Fact, within
from telethon.sessions import SQLiteSession


class Files(Fact):
    async def migrate(self, *arguments: str) -> "tuple[int, str]":
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "telewire.migrate", *arguments),
            *("--telewire", BINARY, "--server", self.server_file),
            env={**self.env, "PYTHONPATH": os.environ["PYTHONPATH"]},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await within(process.communicate())
        assert process.returncode is not None
        return process.returncode, said.decode()

    async def test_a_file_is_imported_after_telethon_has_stopped(self) -> None:
        for phone, name in ((ANN, "ann_archer"), (CAROL, "carol_clark")):
            file = os.path.join(self.env["HOME"], f"{name}.session")
            session = SQLiteSession(file)
            host, port = self.addresses[self.server["home_dc"]].rsplit(":", 1)
            session.set_dc(self.server["home_dc"], host, int(port))
            client = await self.telethon_of(phone, session=session)
            await within(client.get_dialogs())
            await within(client.disconnect())
            out = os.path.join(self.env["HOME"], name)
            code, said = await self.migrate(file, "--session-file", out)
            self.assertEqual(code, 0, said)
            account = (await self.daemon()).with_session(session_file=out)
            self.assertEqual((await within(account.call("account.me")))["username"], name)

    async def test_a_file_without_a_login_is_rejected(self) -> None:
        file = os.path.join(self.env["HOME"], "nobody.session")
        session = SQLiteSession(file)
        session.close()
        code, said = await self.migrate(file, "--session-file", file + ".out")
        self.assertEqual(code, 1)
        self.assertIn("contains no login", said)
