"""A login as another program keeps it."""

from __future__ import annotations

import base64
import socket
import struct
from typing import NamedTuple, Optional

#: The length of an auth key.
KEY = 256


class NotTaken(Exception):
    """There is no login here that can be taken over. Says why, and what to do."""


class Login(NamedTuple):
    #: Whose file it is.
    program: str
    dc: int
    auth_key: bytes
    #: Whether it is one of Telegram's test servers. Unknown where the file names an address of somebody else's.
    is_test: Optional[bool] = False
    user_id: Optional[int] = None
    #: The program that logged in, where the file says so.
    api_id: Optional[int] = None

    def session_string(self) -> str:
        """The login in Telethon's form. The address has a place in it, and is not looked at by anybody here."""
        packed = struct.pack(">B4sH256s", self.dc, socket.inet_aton("0.0.0.0"), 443, self.auth_key)
        return "1" + base64.urlsafe_b64encode(packed).decode("ascii")

    def __repr__(self) -> str:
        return f"Login({self.described()})"

    def described(self) -> str:
        """What it is, and nothing that is secret."""
        who = "a user whose id it doesn't say" if self.user_id is None else f"user {self.user_id}"
        server = {True: ", test server", False: "", None: ", server unknown"}[self.is_test]
        return f"{who}, DC {self.dc}{server}, from {self.program}"


def checked(login: Login, where: str) -> Login:
    """The login, if it can be one."""
    if not login.auth_key.strip(b"\0"):
        raise NotTaken(f"{where} holds no login: it was never finished, or the user logged out")
    if len(login.auth_key) != KEY:
        raise NotTaken(f"{where} holds an auth key of {len(login.auth_key)} bytes, not {KEY}: it is damaged")
    if not 1 <= login.dc < 100:
        raise NotTaken(f"{where} names DC {login.dc}, which no account lives on")
    return login
