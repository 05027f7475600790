"""The tests' environment: the real binary in a temporary folder, and a scripted daemon for rare behaviour."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from typing import Dict, List

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent
BINARY = os.path.abspath(
    os.environ.get("TELEWIRE") or os.environ.get("TELEWIRE_BIN") or PROJECT / "target" / "debug" / "telewire"
)

#: The scripted daemon: see scripted.py.
SCRIPTED = [sys.executable, str(Path(__file__).resolve().parent / "scripted.py")]

#: A sandbox accepts any.
APP = {"api_id": 1, "api_hash": "0123456789abcdef0123456789abcdef"}
ANN, BOB, CAROL = "+9996620001", "+9996620002", "+9996610003"


class Home:
    """A temporary folder for all files of the daemons that run in it."""

    def __init__(self) -> None:
        self.path = tempfile.mkdtemp(prefix="tw-")
        self.env: Dict[str, str] = {
            "PATH": os.path.dirname(BINARY) + os.pathsep + os.environ["PATH"],
            "HOME": self.path,
            "XDG_RUNTIME_DIR": self.path,
            "XDG_CONFIG_HOME": os.path.join(self.path, "config"),
            "XDG_STATE_HOME": os.path.join(self.path, "state"),
            # Without a key, the first start creates one and logs that.
            "TELEWIRE_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "TELEWIRE_API_ID": str(APP["api_id"]),
            "TELEWIRE_API_HASH": str(APP["api_hash"]),
            # Whether sandboxes apply Telegram's quotas.
            "TELEWIRE_SANDBOX_QUOTAS": os.environ.get("TELEWIRE_SANDBOX_QUOTAS", ""),
        }

    def command(self, *arguments: str) -> List[str]:
        return [BINARY, *arguments]

    def file(self, name: str) -> str:
        return os.path.join(self.path, name)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def home(case: unittest.TestCase) -> Home:
    made = Home()
    case.addCleanup(made.remove)
    return made


def listening(case: unittest.TestCase, home: Home, path: str, *options: str) -> subprocess.Popen[bytes]:
    """Starts a daemon that listens on a socket until the test ends."""
    process = subprocess.Popen(
        home.command("serve", f"--socket={path}", *options),
        env=home.env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    case.addCleanup(process.wait)
    case.addCleanup(process.kill)
    case.addCleanup(process.stderr.close)
    case.assertIn(b"listening on", process.stderr.readline())
    return process


def sandbox(case: unittest.TestCase, home: Home) -> str:
    """Starts a sandbox that runs until the test ends. Returns its file for `--server`."""
    process = subprocess.Popen(home.command("sandbox"), env=home.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    case.addCleanup(process.wait)
    case.addCleanup(process.terminate)
    case.addCleanup(process.stdout.close)
    path = home.file("sandbox.json")
    with open(path, "wb") as file:
        file.write(process.stdout.readline())
    return path
