"""What the tests stand on: the real binary, in a folder of its own, and a daemon that plays what ours never would."""

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

#: What no real daemon does on demand: see scripted.py.
SCRIPTED = [sys.executable, str(Path(__file__).resolve().parent / "scripted.py")]

#: Any will do on a sandbox.
APP = {"api_id": 1, "api_hash": "0123456789abcdef0123456789abcdef"}
ANN, BOB, CAROL = "+9996620001", "+9996620002", "+9996610003"


class Home:
    """A folder that holds all the files of the daemons started in it."""

    def __init__(self) -> None:
        self.path = tempfile.mkdtemp(prefix="tw-")
        self.env: Dict[str, str] = {
            "PATH": os.path.dirname(BINARY) + os.pathsep + os.environ["PATH"],
            "HOME": self.path,
            "XDG_RUNTIME_DIR": self.path,
            "XDG_CONFIG_HOME": os.path.join(self.path, "config"),
            "XDG_STATE_HOME": os.path.join(self.path, "state"),
            # The first start would tell of the key that it makes.
            "TELEWIRE_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "TELEWIRE_API_ID": str(APP["api_id"]),
            "TELEWIRE_API_HASH": str(APP["api_hash"]),
            # Whether sandboxes count as Telegram does.
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
    """A daemon that listens at a socket, for as long as the test runs."""
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
    """A sandbox by itself, for as long as the test runs: the file that describes it, as `--server` takes it."""
    process = subprocess.Popen(home.command("sandbox"), env=home.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    case.addCleanup(process.wait)
    case.addCleanup(process.terminate)
    case.addCleanup(process.stdout.close)
    path = home.file("sandbox.json")
    with open(path, "wb") as file:
        file.write(process.stdout.readline())
    return path
