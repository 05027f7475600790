"""The examples, run as a reader would run them."""

from __future__ import annotations

import subprocess
import sys
import unittest
from typing import Any

from stage import PACKAGE, home, sandbox


class TheExamples(unittest.TestCase):
    def setUp(self) -> None:
        self.home = home(self)
        self.server = sandbox(self, self.home)

    def example(self, name: str, *arguments: str, typed: str = "", **env: str) -> Any:
        return subprocess.run(
            [sys.executable, str(PACKAGE / "examples" / name), *arguments, "--server", self.server],
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=60,
            env={**self.home.env, "PYTHONPATH": str(PACKAGE / "src"), "PYTHONIOENCODING": "utf-8", **env},
        )

    def test_login_prints_a_session_that_send_sends_with(self) -> None:
        login = self.example("login.py", typed="+9996620001\n22222\n")
        self.assertEqual(login.returncode, 0, login.stderr)
        self.assertIn("Signed in as Ann.", login.stderr)
        session = login.stdout.strip()
        sent = self.example("send.py", "@bob_baker", "hi 🦀", TELEWIRE_SESSION=session)
        self.assertEqual((sent.returncode, sent.stderr), (0, ""))
        self.assertTrue(sent.stdout.splitlines()[-1].endswith(" hi 🦀"), sent.stdout)

    def test_login_asks_for_the_password(self) -> None:
        login = self.example("login.py", typed="+9996610003\n11111\ncorrect horse\n")
        self.assertEqual(login.returncode, 0, login.stderr)
        self.assertIn("Signed in as Carol.", login.stderr)

    def test_what_goes_wrong_is_one_line_without_a_trace(self) -> None:
        login = self.example("login.py", typed="+9996620001\n11111\n")
        self.assertEqual((login.returncode, login.stdout), (1, ""))
        self.assertNotIn("Traceback", login.stderr)
        self.assertIn("code_invalid", login.stderr)


if __name__ == "__main__":
    unittest.main()
