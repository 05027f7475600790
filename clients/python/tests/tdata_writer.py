"""Writes Telegram Desktop's `tdata` for tests, following its sources. Uses OpenSSL's AES, and no code of the reader."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import os
import struct
from typing import Dict, List, NamedTuple, Optional

VERSION = 6_003_001

_crypto: Optional[ctypes.CDLL] = None
if ctypes.util.find_library("crypto") is not None:
    _crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))


class Account(NamedTuple):
    user_id: int
    dc: int
    keys: Dict[int, bytes]
    is_test: Optional[bool] = None


def can_write() -> bool:
    return hasattr(_crypto, "AES_ige_encrypt")


def write(folder: str, accounts: List[Account], passcode: str = "", wide: bool = True, ending: str = "s") -> None:
    os.makedirs(folder)
    local, salt, secret = os.urandom(256), os.urandom(32), passcode.encode()
    digest = hashlib.sha512(salt + secret + salt).digest()
    outer = hashlib.pbkdf2_hmac("sha512", digest, salt, 100_000 if passcode else 1, 256)
    indexes = [3 * index for index in range(len(accounts))]
    info = struct.pack(f">i{len(indexes)}ii", len(indexes), *indexes, 0)
    file(folder, "key_data" + ending, sized(salt), sized(encrypted(local, outer)), sized(encrypted(info, local)))
    for index, account in zip(indexes, accounts):
        name = file_name("data" if index == 0 else f"data#{index + 1}")
        keys = b"".join(struct.pack(">i256s", dc, key) for dc, key in account.keys.items())
        head = struct.pack(">QQi", (1 << 64) - 1, account.user_id, account.dc)
        if not wide:
            head = struct.pack(">ii", account.user_id, account.dc)
        authorization = head + struct.pack(">i", len(account.keys)) + keys + struct.pack(">i", 0)
        file(folder, name + ending, sized(encrypted(struct.pack(">I", 75) + sized(authorization), local)))
        if account.is_test is not None:
            config = struct.pack(">iiI", 1, account.is_test, 0) + bytes(150)
            os.makedirs(os.path.join(folder, name))
            file(os.path.join(folder, name), "config" + ending, sized(encrypted(sized(config), local)))


def file_name(name: str) -> str:
    value = int.from_bytes(hashlib.md5(name.encode()).digest()[:8], "little")
    digits = ""
    for _ in range(16):
        digits += "0123456789ABCDEF"[value & 15]
        value >>= 4
    return digits


def file(folder: str, name: str, *parts: bytes) -> None:
    data, version = b"".join(parts), struct.pack("<i", VERSION)
    sign = hashlib.md5(data + struct.pack("<i", len(data)) + version + b"TDF$").digest()
    with open(os.path.join(folder, name), "wb") as out:
        out.write(b"TDF$" + version + data + sign)


def sized(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def encrypted(data: bytes, key: bytes) -> bytes:
    data = struct.pack("<I", len(data) + 4) + data
    data += os.urandom(-len(data) % 16)
    message_key = hashlib.sha1(data).digest()[:16]
    a = hashlib.sha1(message_key + key[8:40]).digest()
    b = hashlib.sha1(key[40:56] + message_key + key[56:72]).digest()
    c = hashlib.sha1(key[72:104] + message_key).digest()
    d = hashlib.sha1(message_key + key[104:136]).digest()
    return message_key + ige(data, a[:8] + b[8:] + c[4:16], a[8:] + b[:8] + c[16:] + d[:8])


def ige(data: bytes, key: bytes, iv: bytes) -> bytes:
    assert _crypto is not None
    schedule, vector = ctypes.create_string_buffer(4 * 60 + 4), ctypes.create_string_buffer(iv, 32)
    out = ctypes.create_string_buffer(len(data))
    assert _crypto.AES_set_encrypt_key(key, 256, schedule) == 0
    _crypto.AES_ige_encrypt(data, out, ctypes.c_size_t(len(data)), schedule, vector, 1)
    return out.raw
