"""Logins of other programs are taken over from their files."""

from __future__ import annotations

import base64
import hashlib
import os
import pty
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest
from typing import Any, Dict, List, Optional, Tuple
from unittest import mock

import tdata_writer
from stage import ANN, BINARY, BOB, PACKAGE, Home, home, sandbox
from tdata_writer import Account

from telewire import Telewire
from telewire.migrate import Login, NotTaken, read
from telewire.migrate._aes import decrypt_ige

KEY = bytes(range(256))
OTHER = bytes((7 * index + 1) % 256 for index in range(256))

TELETHON = """
CREATE TABLE version (version integer primary key);
INSERT INTO version VALUES (8);
CREATE TABLE sessions (dc_id integer primary key, server_address text, port integer, auth_key blob,
    takeout_id integer, tmp_auth_key blob);
CREATE TABLE entities (id integer primary key, hash integer not null);
"""
#: As Telethon wrote it until 2019.
TELETHON_OLD = """
CREATE TABLE version (version integer primary key);
INSERT INTO version VALUES (3);
CREATE TABLE sessions (dc_id integer primary key, server_address text, port integer, auth_key blob);
"""
#: Pyrogram 1.
PYROGRAM_OLD = """
CREATE TABLE sessions (dc_id INTEGER PRIMARY KEY, test_mode INTEGER, auth_key BLOB, date INTEGER NOT NULL,
    user_id INTEGER, is_bot INTEGER);
CREATE TABLE version (number INTEGER PRIMARY KEY);
INSERT INTO version VALUES (2);
"""
#: Pyrogram 2, Pyrofork.
PYROGRAM = """
CREATE TABLE sessions (dc_id INTEGER PRIMARY KEY, api_id INTEGER, test_mode INTEGER, auth_key BLOB,
    date INTEGER NOT NULL, user_id INTEGER, is_bot INTEGER);
CREATE TABLE version (number INTEGER PRIMARY KEY);
INSERT INTO version VALUES (3);
"""
#: Pyrogram 2 that was version 2 before: its new column comes last. Kurigram adds more.
KURIGRAM_UPDATED = """
CREATE TABLE sessions (dc_id INTEGER PRIMARY KEY, test_mode INTEGER, auth_key BLOB, date INTEGER NOT NULL,
    user_id INTEGER, is_bot INTEGER);
CREATE TABLE version (number INTEGER PRIMARY KEY);
INSERT INTO version VALUES (7);
ALTER TABLE sessions ADD api_id INTEGER;
ALTER TABLE sessions ADD server_address TEXT;
ALTER TABLE sessions ADD port INTEGER;
"""


class AFolder(unittest.TestCase):
    """Where the files are, which nobody but the test may write to."""

    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="tw-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    def database(self, schema: str, **row: Any) -> str:
        path = self.path("my #1?.session")
        if os.path.exists(path):
            os.remove(path)
        database = sqlite3.connect(path)
        database.executescript(schema)
        if row:
            names, places = ", ".join(row), ", ".join("?" * len(row))
            database.execute(f"INSERT INTO sessions ({names}) VALUES ({places})", list(row.values()))
            database.commit()
        database.close()
        return path

    def tdata(self, *accounts: Account, **how: Any) -> str:
        if not tdata_writer.can_write():
            self.skipTest("OpenSSL is not there")
        path = self.path("tdata")
        tdata_writer.write(path, list(accounts), **how)
        return path

    def everything(self) -> Dict[str, Tuple[bytes, float]]:
        """All files, with when they were changed."""
        there = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    there[path] = hashlib.sha256(file.read()).digest(), os.stat(path).st_mtime
        return there

    def read(self, path: str, *passcodes: str) -> List[Login]:
        """What is there, while nothing is changed."""
        before = self.everything()
        left = list(passcodes)
        try:
            return read(path, lambda _: left.pop(0))
        finally:
            self.assertEqual(self.everything(), before)
            self.assertEqual(left, [])

    def refused(self, path: str, why: str, *passcodes: str) -> None:
        with self.assertRaisesRegex(NotTaken, why) as failed:
            self.read(path, *passcodes)
        self.assertIn(self.folder, str(failed.exception))


class Files(AFolder):
    def test_telethons_say_the_dc_and_the_key(self) -> None:
        for schema in (TELETHON, TELETHON_OLD):
            for address, is_test in (
                ("149.154.167.51", False),
                ("149.154.167.40", True),
                ("2001:67c:4e8:f002::e", True),
                ("2001:67c:4e8:f002::a", False),
                ("127.0.0.1", None),
            ):
                path = self.database(schema, dc_id=2, server_address=address, port=443, auth_key=KEY)
                self.assertEqual(self.read(path), [Login("Telethon", 2, KEY, is_test)])

    def test_pyrograms_say_whose_it_is(self) -> None:
        row: Dict[str, Any] = {"dc_id": 4, "test_mode": 0, "auth_key": KEY, "date": 0, "user_id": 5_000_000_001}
        path = self.database(PYROGRAM_OLD, **row)
        self.assertEqual(self.read(path), [Login("Pyrogram", 4, KEY, False, 5_000_000_001)])
        row.update(test_mode=1, api_id=12345, is_bot=1)
        for schema in (PYROGRAM, KURIGRAM_UPDATED):
            path = self.database(schema, **row)
            self.assertEqual(self.read(path), [Login("Pyrogram", 4, KEY, True, 5_000_000_001, 12345)])

    def test_a_login_that_is_none_is_told(self) -> None:
        self.refused(self.database(TELETHON), "holds no login")
        self.refused(self.database(TELETHON, dc_id=2, auth_key=b""), "holds no login")
        self.refused(self.database(TELETHON, dc_id=2, auth_key=None), "holds no login")
        self.refused(self.database(TELETHON, dc_id=2, auth_key=bytes(256)), "holds no login")
        self.refused(self.database(TELETHON, dc_id=2, auth_key=KEY[:100]), "100 bytes, not 256")
        self.refused(self.database(TELETHON, dc_id=0, auth_key=KEY), "DC 0")
        self.refused(self.database(PYROGRAM, dc_id=2, auth_key=KEY, date=0, user_id=None), "holds no login")

    def test_what_is_no_session_file_is_told(self) -> None:
        self.refused(self.path("nothing"), "there is no")
        path = self.database(TELETHON)
        self.refused(path[: -len(".session")], "give .*session")
        self.refused(self.folder, "a folder without")
        self.refused(self.database("CREATE TABLE songs (name)"), "no session file")
        self.refused(self.database("CREATE TABLE sessions (id, cookie)", id=1), "not known here")
        newer = TELETHON.replace("auth_key blob", "auth_keys blob").replace("(8)", "(99)")
        self.refused(self.database(newer, dc_id=2), "of version 99 that is not known here")
        with open(self.path("string"), "w", encoding="ascii") as file:
            file.write("1AgAAAA")
        self.refused(self.path("string"), "session.import value=@FILE")
        with open(self.path("broken"), "wb") as broken:
            broken.write(b"SQLite format 3\0" + bytes(2000))
        self.refused(self.path("broken"), "can't be read as a session file")

    def test_a_file_that_a_program_uses_is_told(self) -> None:
        path = self.database(TELETHON, dc_id=2, server_address="", auth_key=KEY)
        database = sqlite3.connect(path)
        self.addCleanup(database.close)
        database.execute("BEGIN EXCLUSIVE")
        database.execute("INSERT INTO entities VALUES (1, 2)")
        self.refused(path, "in use")
        database.rollback()
        database.execute("BEGIN EXCLUSIVE")
        with mock.patch("telewire.migrate._sqlite._BUSY", 0.05):
            self.refused(path, "in use")
        database.rollback()
        database.execute("PRAGMA journal_mode = PERSIST")
        database.execute("INSERT INTO entities VALUES (3, 4)")
        database.commit()
        self.assertEqual(self.read(path)[0].auth_key, KEY)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("INSERT INTO entities VALUES (1, 2)")
        database.commit()
        self.refused(path, "in use")
        # Its last user gone, all is in the file, which then is read without making a log anew.
        database.close()
        self.assertEqual(self.read(path)[0].auth_key, KEY)
        self.assertEqual(os.listdir(self.folder), [os.path.basename(path)])

    def test_tdata_is_read_with_each_of_its_accounts(self) -> None:
        accounts = [
            Account(5_000_000_001, 2, {1: OTHER, 2: KEY}),
            Account(0, 1, {}),
            Account(777, 4, {4: OTHER}, is_test=True),
            Account(778, 4, {4: KEY}, is_test=False),
        ]
        self.tdata(*accounts)
        told = [
            Login("Telegram Desktop", 2, KEY, False, 5_000_000_001),
            Login("Telegram Desktop", 4, OTHER, True, 777),
            Login("Telegram Desktop", 4, KEY, False, 778),
        ]
        for name in ("tdata", "tdata/key_datas", "."):
            self.assertEqual(self.read(self.path(name)), told)

    def test_tdata_of_older_versions_is_read(self) -> None:
        path = self.tdata(Account(123456, 2, {2: KEY}), wide=False, ending="1")
        self.assertEqual(self.read(path), [Login("Telegram Desktop", 2, KEY, False, 123456)])

    def test_tdata_is_read_with_its_passcode(self) -> None:
        path = self.tdata(Account(777, 2, {2: KEY}), passcode="schlüssel")
        self.assertEqual(self.read(path, "wrong", "schlüssel")[0].auth_key, KEY)

    def test_tdata_that_another_program_wrote_is_read(self) -> None:
        """opentele 1.15.1 wrote it, with the passcode `secret`."""
        told = [
            Login("Telegram Desktop", 2, KEY, False, 5_000_000_001),
            Login("Telegram Desktop", 1, OTHER, False, 777),
        ]
        self.assertEqual(read(PACKAGE / "tests" / "tdata", lambda _: "secret"), told)

    def test_tdata_without_a_login_is_told(self) -> None:
        self.refused(self.tdata(Account(0, 2, {2: KEY})), "logged out")

    def test_tdata_that_is_not_whole_is_told(self) -> None:
        path = self.tdata(Account(777, 2, {1: KEY}))
        self.refused(path, "no key of DC 2")
        key, account = os.path.join(path, "key_datas"), os.path.join(path, "D877F783D5D3EF8Cs")
        with open(account, "rb") as file:
            whole = file.read()
        for content, why in (
            (whole[:-20] + bytes([whole[-20] ^ 1]) + whole[-19:], "its checksum is wrong"),
            (whole[:-1], "its checksum is wrong"),
            (b"", "not a file of Telegram Desktop"),
        ):
            with open(account, "wb") as file:
                file.write(content)
            self.refused(path, why)
        os.remove(account)
        self.refused(path, "D877F783D5D3EF8Cs is missing")
        tdata_writer.file(path, "key_datas", tdata_writer.sized(bytes(32)))
        self.refused(path, "not known here, by Telegram Desktop 6.3.1")
        os.remove(key)
        os.makedirs(os.path.join(path, "D877F783D5D3EF8C"))
        tdata_writer.file(os.path.join(path, "D877F783D5D3EF8C"), "maps", b"")
        self.refused(path, "before 2.0")

    def test_decryption_is_that_of_the_standard(self) -> None:
        # With two zero halves of the iv, one block of IGE is one of AES: FIPS 197, C.3.
        block = bytes.fromhex("8ea2b7ca516745bfeafc49904b496089")
        text = bytes.fromhex("00112233445566778899aabbccddeeff")
        self.assertEqual(decrypt_ige(block, bytes(range(32)), bytes(32)), text)
        if tdata_writer.can_write():
            data, key, iv = os.urandom(4096), os.urandom(32), os.urandom(32)
            self.assertEqual(decrypt_ige(tdata_writer.ige(data, key, iv), key, iv), data)

    def test_nothing_secret_is_printed(self) -> None:
        login = Login("Telethon", 2, KEY)
        self.assertNotIn("\\x", repr(login) + str(login) + login.described() + repr([login]))


class TakenOver(AFolder):
    """On a sandbox, whose logins other programs are said to have made."""

    home: Home

    def setUp(self) -> None:
        super().setUp()
        self.home = home(self)
        self.server = sandbox(self, self.home)
        self.ids: Dict[str, int] = {}
        self.keys = {phone: self.login(phone) for phone in (ANN, BOB)}

    def login(self, phone: str) -> bytes:
        """The key of a login that no daemon holds any more."""
        with self.daemon("--allow-export") as client:
            session = client.with_session()
            session.auth.send_code(phone=phone)
            session.auth.sign_in(code="22222")
            self.ids[phone] = session.account.me()["id"]
            exported = session.session.export(format="telethon")["value"]
        return base64.urlsafe_b64decode(exported[1:])[-256:]

    def daemon(self, *options: str) -> Telewire:
        return Telewire.spawn(self.home.command("--server", self.server, *options), env=self.home.env)

    def migrate(self, *arguments: str, typed: str = "", server: Optional[str] = None, **env: str) -> Any:
        command = [sys.executable, "-m", "telewire.migrate", *arguments, "--telewire", BINARY]
        if not {"--list", "--test"} & set(arguments) and server != "":
            command += ["--server", server or self.server]
        return subprocess.run(
            command,
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self.home.env, "PYTHONPATH": str(PACKAGE / "src"), "PYTHONIOENCODING": "utf-8", **env},
            universal_newlines=True,
            timeout=60,
        )

    def name(self, session: str) -> str:
        with self.daemon() as client:
            return client.account.me(session=session)["first_name"]

    def kept(self, name: str) -> str:
        with open(self.path(name), encoding="ascii") as file:
            return file.read().strip()

    def telethon(self, phone: str = ANN) -> str:
        return self.database(TELETHON, dc_id=2, server_address="127.0.0.1", port=443, auth_key=self.keys[phone])

    def test_a_login_goes_to_a_file_of_its_owners_only(self) -> None:
        out = self.path("ann.session")
        ran = self.migrate(self.telethon(), "--session-file", out)
        self.assertEqual((ran.returncode, ran.stdout), (0, ""), ran.stderr)
        self.assertIn("stop the old\nprogram", ran.stderr)
        self.assertIn(f"Signed in as Ann. The session string is in {out}.", ran.stderr)
        self.assertNotIn("tw1.", ran.stderr)
        self.assertEqual(stat.S_IMODE(os.stat(out).st_mode), 0o600)
        self.assertEqual(self.name(self.kept("ann.session")), "Ann")
        with self.daemon() as client:
            me = client.with_session(session_file=out)
            self.assertEqual(me.messages.send(chat_id="@bob_baker", text="hi")["text"], "hi")

    def test_a_login_goes_to_a_pipe(self) -> None:
        row = {"dc_id": 2, "test_mode": 0, "auth_key": self.keys[BOB], "date": 0, "user_id": self.ids[BOB]}
        ran = self.migrate(self.database(PYROGRAM, api_id=1, is_bot=0, **row))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(self.name(ran.stdout.strip()), "Bob")

    def test_it_does_not_go_to_a_terminal(self) -> None:
        ours, its = pty.openpty()
        self.addCleanup(os.close, ours)
        command = [sys.executable, "-m", "telewire.migrate", self.telethon()]
        env = {**self.home.env, "PYTHONPATH": str(PACKAGE / "src")}
        ran = subprocess.run(command, stdin=its, stdout=its, stderr=subprocess.PIPE, env=env, check=False)
        os.close(its)
        self.assertEqual(ran.returncode, 2)
        self.assertIn(b"--session-file OUT", ran.stderr)

    def test_what_is_there_is_not_replaced_unless_asked(self) -> None:
        file, out = self.telethon(), self.path("out")
        with open(out, "w", encoding="ascii") as taken:
            taken.write("dear\n")
        ran = self.migrate(file, "--session-file", out)
        self.assertEqual((ran.returncode, self.kept("out")), (1, "dear"))
        self.assertIn("--overwrite", ran.stderr)
        ran = self.migrate(file, "--session-file", file, "--overwrite")
        self.assertIn("the very file", ran.stderr)
        self.assertEqual(self.migrate(file, "--session-file", out, "--overwrite").returncode, 0)
        self.assertEqual(self.name(self.kept("out")), "Ann")

    def test_accounts_of_tdata_are_listed_and_chosen(self) -> None:
        ann, bob = self.ids[ANN], self.ids[BOB]
        path = self.tdata(
            Account(ann, 2, {2: self.keys[ANN]}), Account(bob, 2, {2: self.keys[BOB]}), passcode="secret"
        )
        listed = self.migrate(path, "--list", typed="secret\n")
        described = [f"{n}: user {id}, DC 2, from Telegram Desktop" for n, id in ((1, ann), (2, bob))]
        self.assertEqual(listed.stdout.splitlines(), described)
        ran = self.migrate(path, typed="secret\n")
        self.assertEqual((ran.returncode, ran.stdout), (1, ""))
        self.assertIn(described[1], ran.stderr)
        ran = self.migrate(path, "--account", "2", typed="secret\n")
        self.assertEqual(self.name(ran.stdout.strip()), "Bob")
        ran = self.migrate(path, "--account", "3", typed="secret\n")
        self.assertIn("there is no account 3", ran.stderr)
        ran = self.migrate(path, "--account", "all", "--session-file", self.path("x"), typed="secret\n")
        self.assertIn("{id}", ran.stderr)
        ran = self.migrate(path, "--account", "all", "--session-file", self.path("{id}.s"), typed="secret\n")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual([self.name(self.kept(f"{id}.s")) for id in (ann, bob)], ["Ann", "Bob"])
        self.assertIn("the local passcode is wrong", self.migrate(path, typed="wrong\n").stderr)
        self.assertIn("there is a local passcode", self.migrate(path).stderr)

    def test_a_passcode_is_asked_for_at_a_terminal_and_not_shown(self) -> None:
        path = self.tdata(Account(self.ids[ANN], 2, {2: self.keys[ANN]}), passcode="secret")
        pid, terminal = pty.fork()
        if pid == 0:
            command = [sys.executable, "-m", "telewire.migrate", path, "--list"]
            os.execve(sys.executable, command, {**self.home.env, "PYTHONPATH": str(PACKAGE / "src")})
        self.addCleanup(os.close, terminal)
        said = b""
        for word in (b"wrong\n", b"secret\n", b""):
            while not said.rstrip().endswith((b"passcode:", b"Telegram Desktop")):
                said += os.read(terminal, 1000)
            if word:
                said += b"*"
                os.write(terminal, word)
        os.waitpid(pid, 0)
        self.assertEqual(said.count(b"That is not it."), 1)
        self.assertIn(b"1: user %d, DC 2" % self.ids[ANN], said)
        self.assertNotIn(b"wrong", said)
        self.assertNotIn(b"secret", said)

    def test_a_login_that_was_ended_is_told(self) -> None:
        with self.daemon() as client:
            taken: Any = client.session.import_(value=Login("Telethon", 2, self.keys[ANN]).session_string())
            client.auth.log_out(session=taken["session"])
        ran = self.migrate(self.telethon(), "--session-file", self.path("out"))
        self.assertEqual(ran.returncode, 1)
        self.assertIn("was logged out", ran.stderr)
        self.assertFalse(os.path.exists(self.path("out")))

    def test_the_program_that_logged_in_is_asked_for(self) -> None:
        row = {"dc_id": 2, "test_mode": 0, "auth_key": self.keys[ANN], "date": 0, "user_id": self.ids[ANN]}
        file = self.database(PYROGRAM, api_id=12345, **row)
        ran = self.migrate(file)
        self.assertIn("--api-id 12345", ran.stderr)
        ran = self.migrate(file, "--api-id", "12345")
        with self.daemon() as client:
            self.assertEqual(client.session.inspect(session=ran.stdout.strip())["api_id"], 12345)
        self.assertIn("an api_id is needed", self.migrate(self.telethon(), TELEWIRE_API_ID="").stderr)
        self.assertIn("api_hash", self.migrate(self.telethon(), TELEWIRE_API_HASH="").stderr)

    def test_the_server_must_fit(self) -> None:
        row = {"dc_id": 2, "port": 80, "auth_key": self.keys[ANN]}
        test = self.database(TELETHON, server_address="149.154.167.40", **row)
        self.assertIn("on Telegram's test servers", self.migrate(test, server="production").stderr)
        real = self.database(TELETHON, server_address="149.154.167.51", **row)
        self.assertIn("not on a test server", self.migrate(real, server="test").stderr)
        self.assertIn("not on a test server", self.migrate(real, "--test").stderr)
        self.assertIn("name it with --server", self.migrate(self.telethon(), server="").stderr)
        # Nothing can be asked of a server that isn't there, but that it is the one of the file is seen.
        broken = self.migrate(self.telethon(), server=self.path("no-server"))
        self.assertEqual(broken.returncode, 1)
        self.assertNotIn("Traceback", broken.stderr)


if __name__ == "__main__":
    unittest.main()
