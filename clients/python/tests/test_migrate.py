"""Importing logins from files of other programs."""

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
#: Telethon until 2019.
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
#: Pyrogram 2 after an update of its file from version 2: the new column comes last. Kurigram adds more.
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
    """A folder of files that only the test may change."""

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
        """Returns the content and modification time of every file."""
        there = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    there[path] = hashlib.sha256(file.read()).digest(), os.stat(path).st_mtime
        return there

    def read(self, path: str, *passcodes: str) -> List[Login]:
        """Reads the logins, and checks that no file changes."""
        before = self.everything()
        left = list(passcodes)
        try:
            return read(path, lambda _: left.pop(0))
        finally:
            self.assertEqual(self.everything(), before)
            self.assertEqual(left, [])

    def assert_rejected(self, path: str, why: str, *passcodes: str) -> None:
        with self.assertRaisesRegex(NotTaken, why) as failed:
            self.read(path, *passcodes)
        self.assertIn(self.folder, str(failed.exception))


class Files(AFolder):
    def test_a_telethon_file_contains_the_dc_and_the_key(self) -> None:
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

    def test_a_pyrogram_file_also_contains_the_user(self) -> None:
        row: Dict[str, Any] = {"dc_id": 4, "test_mode": 0, "auth_key": KEY, "date": 0, "user_id": 5_000_000_001}
        path = self.database(PYROGRAM_OLD, **row)
        self.assertEqual(self.read(path), [Login("Pyrogram", 4, KEY, False, 5_000_000_001)])
        row.update(test_mode=1, api_id=12345, is_bot=1)
        for schema in (PYROGRAM, KURIGRAM_UPDATED):
            path = self.database(schema, **row)
            self.assertEqual(self.read(path), [Login("Pyrogram", 4, KEY, True, 5_000_000_001, 12345)])

    def test_a_file_without_a_login_is_rejected(self) -> None:
        self.assert_rejected(self.database(TELETHON), "contains no login")
        self.assert_rejected(self.database(TELETHON, dc_id=2, auth_key=b""), "contains no login")
        self.assert_rejected(self.database(TELETHON, dc_id=2, auth_key=None), "contains no login")
        self.assert_rejected(self.database(TELETHON, dc_id=2, auth_key=bytes(256)), "contains no login")
        self.assert_rejected(self.database(TELETHON, dc_id=2, auth_key=KEY[:100]), "100 bytes instead of 256")
        self.assert_rejected(self.database(TELETHON, dc_id=0, auth_key=KEY), "DC 0")
        self.assert_rejected(self.database(PYROGRAM, dc_id=2, auth_key=KEY, date=0, user_id=None), "contains no login")

    def test_other_files_are_rejected(self) -> None:
        self.assert_rejected(self.path("nothing"), "does not exist")
        path = self.database(TELETHON)
        self.assert_rejected(path[: -len(".session")], "pass .*session")
        self.assert_rejected(self.folder, "has no key_datas")
        self.assert_rejected(self.database("CREATE TABLE songs (name)"), "not a session file")
        self.assert_rejected(self.database("CREATE TABLE sessions (id, cookie)", id=1), "not supported")
        newer = TELETHON.replace("auth_key blob", "auth_keys blob").replace("(8)", "(99)")
        self.assert_rejected(self.database(newer, dc_id=2), "of version 99, which is not supported")
        with open(self.path("string"), "w", encoding="ascii") as file:
            file.write("1AgAAAA")
        self.assert_rejected(self.path("string"), "session.import value=@FILE")
        with open(self.path("broken"), "wb") as broken:
            broken.write(b"SQLite format 3\0" + bytes(2000))
        self.assert_rejected(self.path("broken"), "can't be read as a session file")

    def test_a_file_in_use_is_rejected(self) -> None:
        path = self.database(TELETHON, dc_id=2, server_address="", auth_key=KEY)
        database = sqlite3.connect(path)
        self.addCleanup(database.close)
        database.execute("BEGIN EXCLUSIVE")
        database.execute("INSERT INTO entities VALUES (1, 2)")
        self.assert_rejected(path, "in use")
        database.rollback()
        database.execute("BEGIN EXCLUSIVE")
        with mock.patch("telewire.migrate._sqlite._BUSY", 0.05):
            self.assert_rejected(path, "in use")
        database.rollback()
        database.execute("PRAGMA journal_mode = PERSIST")
        database.execute("INSERT INTO entities VALUES (3, 4)")
        database.commit()
        self.assertEqual(self.read(path)[0].auth_key, KEY)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("INSERT INTO entities VALUES (1, 2)")
        database.commit()
        self.assert_rejected(path, "in use")
        # Once its last user is gone, the file is complete, and is read without creating a log.
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
        expected = [
            Login("Telegram Desktop", 2, KEY, False, 5_000_000_001),
            Login("Telegram Desktop", 4, OTHER, True, 777),
            Login("Telegram Desktop", 4, KEY, False, 778),
        ]
        for name in ("tdata", "tdata/key_datas", "."):
            self.assertEqual(self.read(self.path(name)), expected)

    def test_tdata_of_older_versions_is_read(self) -> None:
        path = self.tdata(Account(123456, 2, {2: KEY}), wide=False, ending="1")
        self.assertEqual(self.read(path), [Login("Telegram Desktop", 2, KEY, False, 123456)])

    def test_tdata_is_read_with_its_passcode(self) -> None:
        path = self.tdata(Account(777, 2, {2: KEY}), passcode="schlüssel")
        self.assertEqual(self.read(path, "wrong", "schlüssel")[0].auth_key, KEY)

    def test_tdata_of_another_writer_is_read(self) -> None:
        """Written by opentele 1.15.1 with the passcode `secret`."""
        expected = [
            Login("Telegram Desktop", 2, KEY, False, 5_000_000_001),
            Login("Telegram Desktop", 1, OTHER, False, 777),
        ]
        self.assertEqual(read(PACKAGE / "tests" / "tdata", lambda _: "secret"), expected)

    def test_tdata_without_a_login_is_rejected(self) -> None:
        self.assert_rejected(self.tdata(Account(0, 2, {2: KEY})), "logged out")

    def test_damaged_tdata_is_rejected(self) -> None:
        path = self.tdata(Account(777, 2, {1: KEY}))
        self.assert_rejected(path, "no key for DC 2")
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
            self.assert_rejected(path, why)
        os.remove(account)
        self.assert_rejected(path, "D877F783D5D3EF8Cs is missing")
        tdata_writer.file(path, "key_datas", tdata_writer.sized(bytes(32)))
        self.assert_rejected(path, "unsupported format, written by Telegram Desktop 6.3.1")
        os.remove(key)
        os.makedirs(os.path.join(path, "D877F783D5D3EF8C"))
        tdata_writer.file(os.path.join(path, "D877F783D5D3EF8C"), "maps", b"")
        self.assert_rejected(path, "before 2.0")

    def test_decryption_matches_the_standard(self) -> None:
        # With a zero iv, one block of IGE equals one of AES: FIPS 197, C.3.
        block = bytes.fromhex("8ea2b7ca516745bfeafc49904b496089")
        text = bytes.fromhex("00112233445566778899aabbccddeeff")
        self.assertEqual(decrypt_ige(block, bytes(range(32)), bytes(32)), text)
        if tdata_writer.can_write():
            data, key, iv = os.urandom(4096), os.urandom(32), os.urandom(32)
            self.assertEqual(decrypt_ige(tdata_writer.ige(data, key, iv), key, iv), data)

    def test_nothing_secret_is_printed(self) -> None:
        login = Login("Telethon", 2, KEY)
        self.assertNotIn("\\x", repr(login) + str(login) + login.described() + repr([login]))


class Imports(AFolder):
    """Imports on a sandbox. Its logins stand in for those of other programs."""

    home: Home

    def setUp(self) -> None:
        super().setUp()
        self.home = home(self)
        self.server = sandbox(self, self.home)
        self.ids: Dict[str, int] = {}
        self.keys = {phone: self.login(phone) for phone in (ANN, BOB)}

    def login(self, phone: str) -> bytes:
        """Makes a login. Returns its auth key after the daemon has exited."""
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

    def content(self, name: str) -> str:
        with open(self.path(name), encoding="ascii") as file:
            return file.read().strip()

    def telethon(self, phone: str = ANN) -> str:
        return self.database(TELETHON, dc_id=2, server_address="127.0.0.1", port=443, auth_key=self.keys[phone])

    def test_a_login_is_written_to_a_private_file(self) -> None:
        out = self.path("ann.session")
        ran = self.migrate(self.telethon(), "--session-file", out)
        self.assertEqual((ran.returncode, ran.stdout), (0, ""), ran.stderr)
        self.assertIn("stop the old\nprogram", ran.stderr)
        self.assertIn(f"Signed in as Ann. The session string is in {out}.", ran.stderr)
        self.assertNotIn("tw1.", ran.stderr)
        self.assertEqual(stat.S_IMODE(os.stat(out).st_mode), 0o600)
        self.assertEqual(self.name(self.content("ann.session")), "Ann")
        with self.daemon() as client:
            me = client.with_session(session_file=out)
            self.assertEqual(me.messages.send(chat_id="@bob_baker", text="hi")["text"], "hi")

    def test_a_login_is_written_to_a_pipe(self) -> None:
        row = {"dc_id": 2, "test_mode": 0, "auth_key": self.keys[BOB], "date": 0, "user_id": self.ids[BOB]}
        ran = self.migrate(self.database(PYROGRAM, api_id=1, is_bot=0, **row))
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertEqual(self.name(ran.stdout.strip()), "Bob")

    def test_a_login_is_not_written_to_a_terminal(self) -> None:
        ours, its = pty.openpty()
        self.addCleanup(os.close, ours)
        command = [sys.executable, "-m", "telewire.migrate", self.telethon()]
        env = {**self.home.env, "PYTHONPATH": str(PACKAGE / "src")}
        ran = subprocess.run(command, stdin=its, stdout=its, stderr=subprocess.PIPE, env=env, check=False)
        os.close(its)
        self.assertEqual(ran.returncode, 2)
        self.assertIn(b"--session-file OUT", ran.stderr)

    def test_a_file_is_replaced_only_with_overwrite(self) -> None:
        file, out = self.telethon(), self.path("out")
        with open(out, "w", encoding="ascii") as taken:
            taken.write("dear\n")
        ran = self.migrate(file, "--session-file", out)
        self.assertEqual((ran.returncode, self.content("out")), (1, "dear"))
        self.assertIn("--overwrite", ran.stderr)
        ran = self.migrate(file, "--session-file", file, "--overwrite")
        self.assertIn("the file to import", ran.stderr)
        self.assertEqual(self.migrate(file, "--session-file", out, "--overwrite").returncode, 0)
        self.assertEqual(self.name(self.content("out")), "Ann")

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
        self.assertEqual([self.name(self.content(f"{id}.s")) for id in (ann, bob)], ["Ann", "Bob"])
        self.assertIn("the local passcode is wrong", self.migrate(path, typed="wrong\n").stderr)
        self.assertIn("has a local passcode", self.migrate(path).stderr)

    def test_a_passcode_is_read_from_a_terminal_without_echo(self) -> None:
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
        self.assertEqual(said.count(b"Wrong passcode."), 1)
        self.assertIn(b"1: user %d, DC 2" % self.ids[ANN], said)
        self.assertNotIn(b"wrong", said)
        self.assertNotIn(b"secret", said)

    def test_a_revoked_login_is_reported(self) -> None:
        with self.daemon() as client:
            taken: Any = client.session.import_(value=Login("Telethon", 2, self.keys[ANN]).session_string())
            client.auth.log_out(session=taken["session"])
        ran = self.migrate(self.telethon(), "--session-file", self.path("out"))
        self.assertEqual(ran.returncode, 1)
        self.assertIn("was logged out", ran.stderr)
        self.assertFalse(os.path.exists(self.path("out")))

    def test_the_api_id_of_the_login_is_required(self) -> None:
        row = {"dc_id": 2, "test_mode": 0, "auth_key": self.keys[ANN], "date": 0, "user_id": self.ids[ANN]}
        file = self.database(PYROGRAM, api_id=12345, **row)
        ran = self.migrate(file)
        self.assertIn("--api-id 12345", ran.stderr)
        ran = self.migrate(file, "--api-id", "12345")
        with self.daemon() as client:
            self.assertEqual(client.session.inspect(session=ran.stdout.strip())["api_id"], 12345)
        self.assertIn("an api_id is needed", self.migrate(self.telethon(), TELEWIRE_API_ID="").stderr)
        self.assertIn("api_hash", self.migrate(self.telethon(), TELEWIRE_API_HASH="").stderr)

    def test_the_server_must_match_the_login(self) -> None:
        row = {"dc_id": 2, "port": 80, "auth_key": self.keys[ANN]}
        test = self.database(TELETHON, server_address="149.154.167.40", **row)
        self.assertIn("on Telegram's test servers", self.migrate(test, server="production").stderr)
        real = self.database(TELETHON, server_address="149.154.167.51", **row)
        self.assertIn("not on a test server", self.migrate(real, server="test").stderr)
        self.assertIn("not on a test server", self.migrate(real, "--test").stderr)
        self.assertIn("pass --server", self.migrate(self.telethon(), server="").stderr)
        # The server doesn't exist, but the error shows that it is the one from the file.
        broken = self.migrate(self.telethon(), server=self.path("no-server"))
        self.assertEqual(broken.returncode, 1)
        self.assertNotIn("Traceback", broken.stderr)


if __name__ == "__main__":
    unittest.main()
