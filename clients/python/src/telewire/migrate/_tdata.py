"""Telegram Desktop's folder ``tdata``, in the format of version 2.0 and later (``storage/`` in its sources).

``key_datas`` contains the local key, encrypted with the passcode (empty by default), and the list of accounts.
Each account has its own file with its auth keys for the DCs, encrypted with the local key. The encryption is MTProto
1.0's: https://core.telegram.org/mtproto/description_v1.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
from typing import Callable, Dict, List, Optional, Tuple

from ._aes import decrypt_ige
from ._login import KEY, Login, NotTaken, checked

_MAGIC = b"TDF$"
_SALT = 32
#: PBKDF2 rounds with a passcode, and with an empty one, which needs no slow derivation.
_ROUNDS, _ROUNDS_WITHOUT = 100_000, 1
#: The first word of a block with an account's auth keys.
_AUTHORIZATION = 0x4B
#: In place of a 32-bit user id and a DC of older versions: wider ones follow.
_WIDE = 0xFFFF_FFFF_FFFF_FFFF
_TEST = 1
#: Maximum number of accounts, and of keys of an account. Telegram Desktop has far fewer.
_MAX_COUNT = 1000
#: Bytes read at most of a file, far more than any of them has.
_MAX_SIZE = 16 << 20


class _Wrong(Exception):
    """The data is malformed, or the key is wrong."""


def find_tdata(path: str) -> Optional[str]:
    """Returns Telegram Desktop's folder, given its path, its parent's, or that of a key file in it."""
    if not os.path.isdir(path):
        return os.path.dirname(path) or "." if _key_name([os.path.basename(path)]) else None
    for folder in (path, os.path.join(path, "tdata")):
        if os.path.isdir(folder) and (_key_name(os.listdir(folder)) or _is_old(folder)):
            return folder
    return None


def read_tdata(folder: str, passcode: Callable[[bool], str]) -> List[Login]:
    name = _key_name(os.listdir(folder))
    if name is None:
        raise NotTaken(f"{folder} was written by a Telegram Desktop before 2.0: open it once with a newer version")
    path, version, data = _read(folder, f"key_{name}")
    try:
        stream = _Stream(data)
        salt, encrypted_key, encrypted_info = stream.byte_array(), stream.byte_array(), stream.byte_array()
        if len(salt) != _SALT:
            raise _Wrong
        key = _unlocked(salt, encrypted_key, passcode)
        info = _Stream(_decrypt(encrypted_info, key))
        indexes = [info.int32() for _ in range(_bounded(info.int32()))]
    except _Wrong:
        raise _unknown(path, version) from None
    logins = [_account(folder, name, index, key) for index in indexes]
    found = [login for login in logins if login is not None]
    if not found:
        raise NotTaken(f"{folder} contains no login: Telegram Desktop is logged out")
    return found


def _key_name(names: List[str]) -> Optional[str]:
    """Returns the name of Telegram Desktop's data: ``data``, or its ``-key`` argument."""
    keys = [match.group(1) for match in map(re.compile("key_(.+)[s01]").fullmatch, sorted(names)) if match]
    return "data" if "data" in keys else next(iter(keys), None)


def _is_old(folder: str) -> bool:
    account = os.path.join(folder, _file_name("data"))
    return any(os.path.exists(os.path.join(account, f"map{ending}")) for ending in "s01")


def _unlocked(salt: bytes, encrypted: bytes, passcode: Callable[[bool], str]) -> bytes:
    """Returns the local key. Tries the empty passcode first, as only its failure shows that there is one."""
    word, is_again = "", False
    while True:
        secret = word.encode()
        digest = hashlib.sha512(salt + secret + salt).digest()
        rounds = _ROUNDS if secret else _ROUNDS_WITHOUT
        outer = hashlib.pbkdf2_hmac("sha512", digest, salt, rounds, KEY)
        try:
            key = _decrypt(encrypted, outer)
        except _Wrong:
            word, is_again = passcode(is_again), True
            continue
        if len(key) != KEY:
            raise _Wrong
        return key


def _account(folder: str, name: str, index: int, key: bytes) -> Optional[Login]:
    """Returns an account's login on its main DC, if it has one."""
    name = name.replace("#", "") + (f"#{index + 1}" if index else "")
    path, version, data = _read(folder, _file_name(name))
    try:
        stream = _Stream(_decrypt(_Stream(data).byte_array(), key))
        if stream.int32() != _AUTHORIZATION:
            raise _Wrong
        user_id, dc, keys = _authorization(stream.byte_array())
    except _Wrong:
        raise _unknown(path, version) from None
    if not user_id:
        return None
    if dc not in keys:
        raise NotTaken(f"{path} contains no key for DC {dc}, which user {user_id} is logged in on")
    is_test = _is_test(os.path.join(folder, _file_name(name)), key)
    return checked(Login("Telegram Desktop", dc, keys[dc], is_test, user_id), path)


def _authorization(data: bytes) -> Tuple[int, int, Dict[int, bytes]]:
    stream = _Stream(data)
    tag = stream.int64()
    if tag == _WIDE:
        user_id, dc = stream.int64(), stream.int32()
    else:
        user_id, dc = tag >> 32, tag & 0xFFFF_FFFF
    keys = {}
    for _ in range(_bounded(stream.int32())):
        at = stream.int32()
        keys[at] = stream.take(KEY)
    return user_id, dc, keys


def _is_test(folder: str, key: bytes) -> bool:
    """Reads it from the account's settings file. Older versions wrote none, and had no test accounts."""
    if not any(os.path.exists(os.path.join(folder, f"config{ending}")) for ending in "s01"):
        return False
    path, version, data = _read(folder, "config")
    try:
        config = _Stream(_Stream(_decrypt(_Stream(data).byte_array(), key)).byte_array())
        config.int32()
        return config.int32() == _TEST
    except _Wrong:
        raise _unknown(path, version) from None


def _file_name(name: str) -> str:
    """Returns the first half of the name's MD5 in hexadecimal, with the digits of each byte swapped."""
    return "".join(f"{byte:02X}"[::-1] for byte in hashlib.md5(name.encode()).digest()[:8])


def _read(folder: str, name: str) -> Tuple[str, int, bytes]:
    """Returns a file's path, the version of Telegram Desktop that wrote it, and its content.

    The name ends in ``s``, or in ``0`` or ``1`` on systems where files can't be replaced atomically.
    """
    there = [path for path in (os.path.join(folder, name + ending) for ending in "s01") if os.path.exists(path)]
    if not there:
        raise NotTaken(f"{folder} is incomplete: {name}s is missing")
    path = there[0]
    try:
        with open(path, "rb") as file:
            content = file.read(_MAX_SIZE)
    except OSError as error:
        raise NotTaken(f"{path} can't be read: {error.strerror or error}") from None
    head, data, sign = content[:8], content[8:-16], content[-16:]
    if len(content) < 24 or head[:4] != _MAGIC:
        raise NotTaken(f"{path} is not a file of Telegram Desktop")
    if hashlib.md5(data + struct.pack("<i", len(data)) + head[4:] + _MAGIC).digest() != sign:
        raise NotTaken(f"{path} is damaged: its checksum is wrong. Is Telegram Desktop running?")
    version: int = struct.unpack("<i", head[4:])[0]
    return path, version, data


def _decrypt(encrypted: bytes, key: bytes) -> bytes:
    """Decrypts a SHA-1 of the text, then the text with its length in front. Returns the text."""
    message_key, data = encrypted[:16], encrypted[16:]
    if not data or len(data) % 16:
        raise _Wrong

    def digest(*parts: bytes) -> bytes:
        return hashlib.sha1(b"".join(parts)).digest()

    a = digest(message_key, key[8:40])
    b = digest(key[40:56], message_key, key[56:72])
    c = digest(key[72:104], message_key)
    d = digest(message_key, key[104:136])
    text = decrypt_ige(data, a[:8] + b[8:20] + c[4:16], a[8:20] + b[:8] + c[16:20] + d[:8])
    if hashlib.sha1(text).digest()[:16] != message_key:
        raise _Wrong
    length: int = struct.unpack_from("<I", text)[0]
    if not 4 <= length <= len(text):
        raise _Wrong
    return text[4:length]


def _bounded(count: int) -> int:
    if not 0 <= count <= _MAX_COUNT:
        raise _Wrong
    return count


def _unknown(path: str, version: int) -> NotTaken:
    return NotTaken(
        f"{path} has an unsupported format, written by Telegram Desktop {_dotted(version)}; "
        "a newer Telewire may support it"
    )


def _dotted(version: int) -> str:
    return f"{version // 1_000_000}.{version // 1000 % 1000}.{version % 1000}"


class _Stream:
    """Reads the big-endian format of Qt's QDataStream."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise _Wrong
        self._at += count
        return taken

    def int32(self) -> int:
        number: int = struct.unpack(">i", self.take(4))[0]
        return number

    def int64(self) -> int:
        number: int = struct.unpack(">Q", self.take(8))[0]
        return number

    def byte_array(self) -> bytes:
        length = struct.unpack(">I", self.take(4))[0]
        return self.take(0 if length == 0xFFFF_FFFF else length)
