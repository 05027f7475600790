"""The session files of Telethon, and of Pyrogram and its forks (Kurigram, Pyrofork, Hydrogram): SQLite databases.

Both have a table ``sessions`` with one row, and a table ``version``. Pyrogram's contains the user's id, Telethon's only
the server's address.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
from typing import Any, Dict, List, Optional

from ._login import Login, NotTaken, checked

_MAGIC = b"SQLite format 3\0"
_JOURNAL = bytes.fromhex("d9d505f920a163d7")
#: Seconds to wait for a program that is writing.
_BUSY = 2.0

#: The addresses of Telegram's test servers.
_TEST = {
    "149.154.175.10",
    "149.154.175.40",
    "149.154.167.40",
    "149.154.175.117",
    "2001:b28:f23d:f001::e",
    "2001:67c:4e8:f002::e",
    "2001:b28:f23d:f003::e",
}
#: Prefixes of the addresses of Telegram's servers.
_TELEGRAM = ("149.154.", "91.108.", "91.105.", "95.161.", "185.76.151.", "2001:b28:f23", "2001:67c:4e8:", "2a0a:f280:")


def is_sqlite(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise NotTaken(f"{path} can't be read: {error.strerror or error}") from None


def read_sqlite(path: str) -> Login:
    row, version = _row(path)
    key = row["auth_key"] or b""
    if not isinstance(key, bytes) or not isinstance(row["dc_id"], int):
        raise _unknown(path, version)
    if "user_id" not in row:
        return checked(Login("Telethon", row["dc_id"], key, _is_test(row.get("server_address"))), path)
    if row["user_id"] is None:
        # Pyrogram creates the key before it logs in.
        raise NotTaken(f"{path} contains no login: it was never finished, or the user logged out")
    api_id = row.get("api_id")
    return checked(
        Login("Pyrogram", row["dc_id"], key, bool(row.get("test_mode")), row["user_id"], api_id or None), path
    )


def _row(path: str) -> Any:
    """Returns the only row of ``sessions``, and the file's version."""
    try:
        with contextlib.closing(_open(path)) as database:
            database.row_factory = sqlite3.Row
            tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if "sessions" not in tables:
                raise NotTaken(f"{path} is an SQLite database, but not a session file of Telethon or Pyrogram")
            version = database.execute("SELECT * FROM version").fetchone() if "version" in tables else None
            rows: List[Dict[str, Any]] = [dict(row) for row in database.execute("SELECT * FROM sessions")]
    except sqlite3.Error as error:
        message = str(error)
        if "locked" in message or "busy" in message:
            raise _in_use(path) from None
        raise NotTaken(f"{path} can't be read as a session file: {message}") from None
    number = None if version is None else version[0]
    if not rows:
        raise NotTaken(f"{path} contains no login: it was never finished, or the user logged out")
    if not {"dc_id", "auth_key"} <= set(rows[0]) or not {"user_id", "server_address"} & set(rows[0]):
        raise _unknown(path, number)
    with_key = [row for row in rows if row["auth_key"]] or rows[:1]
    if len(with_key) > 1:
        raise NotTaken(f"{path} contains keys of {len(with_key)} DCs, and doesn't say which one the login is on")
    return with_key[0], number


def _open(path: str) -> sqlite3.Connection:
    """Opens the database read-only. Neither it nor SQLite's files next to it are written."""
    path = os.path.realpath(path)
    # A log or journal with content belongs to the file, and can't be read without changing it. A finished journal may
    # remain, with zeros at its start.
    if _head(path + "-wal") or _head(path + "-journal") == _JOURNAL:
        raise _in_use(path)
    with open(path, "rb") as file:
        is_wal = 2 in file.read(20)[18:]
    # With an empty log the file is complete. Without `immutable`, SQLite would create the log.
    how = "mode=ro&immutable=1" if is_wal else "mode=ro"
    return sqlite3.connect(f"{pathlib.Path(path).as_uri()}?{how}", uri=True, timeout=_BUSY)


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(len(_JOURNAL))
    except FileNotFoundError:
        return b""


def _in_use(path: str) -> NotTaken:
    return NotTaken(
        f"{path} is in use, or the program that uses it was killed: stop that program first. "
        "If it was killed, start it again and let it exit normally"
    )


def _unknown(path: str, version: Optional[int]) -> NotTaken:
    of = "" if version is None else f" of version {version}"
    return NotTaken(f"{path} is a session file{of}, which is not supported; a newer Telewire may support it")


def _is_test(address: Any) -> Optional[bool]:
    if address in _TEST:
        return True
    # Other servers, such as a sandbox, need --server.
    return False if not address or str(address).startswith(_TELEGRAM) else None
