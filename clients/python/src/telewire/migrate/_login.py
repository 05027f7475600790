"""A login of another program."""

from __future__ import annotations

import base64
import socket
import struct
from typing import NamedTuple, Optional

#: The length of an auth key in bytes.
KEY = 256


class NotTaken(Exception):
    """The login can't be imported. The message says why, and what to do."""


class Login(NamedTuple):
    #: The program whose file it is.
    program: str
    dc: int
    auth_key: bytes
    #: Whether it is on Telegram's test servers. None if the file names a server that isn't Telegram's.
    is_test: Optional[bool] = False
    user_id: Optional[int] = None
    #: The api_id that the login was made with, if the file contains it.
    api_id: Optional[int] = None

    def session_string(self) -> str:
        """Returns the login as a Telethon session string. Its address is a placeholder, which Telewire ignores."""
        packed = struct.pack(">B4sH256s", self.dc, socket.inet_aton("0.0.0.0"), 443, self.auth_key)
        return "1" + base64.urlsafe_b64encode(packed).decode("ascii")

    def __repr__(self) -> str:
        return f"Login({self.described()})"

    def described(self) -> str:
        """Returns a description without secrets."""
        who = "unknown user" if self.user_id is None else f"user {self.user_id}"
        server = {True: ", test server", False: "", None: ", server unknown"}[self.is_test]
        return f"{who}, DC {self.dc}{server}, from {self.program}"


def checked(login: Login, where: str) -> Login:
    """Returns the login if it is valid."""
    if not login.auth_key.strip(b"\0"):
        raise NotTaken(f"{where} contains no login: it was never finished, or the user logged out")
    if len(login.auth_key) != KEY:
        raise NotTaken(f"{where} is damaged: its auth key has {len(login.auth_key)} bytes instead of {KEY}")
    if not 1 <= login.dc < 100:
        raise NotTaken(f"{where} names DC {login.dc}, which does not exist")
    return login
