"""The examples, run as a reader would run them."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
from typing import Any

from stage import ANN, PACKAGE, home, sandbox

from telewire import Telewire


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

    def login(self, phone: str) -> str:
        login = self.example("login.py", typed=f"{phone}\n22222\n")
        self.assertEqual(login.returncode, 0, login.stderr)
        return str(login.stdout.strip())

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

    def test_group_makes_one_with_somebody_in_it(self) -> None:
        made = self.example("group.py", "Crew", "@bob_baker", TELEWIRE_SESSION=self.login(ANN))
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        *members, link = made.stdout.splitlines()
        self.assertEqual(sorted(members), ["member Bob Baker", "owner Ann Archer"])
        self.assertRegex(link, "^https://t.me/[+]")

    def test_invoke_asks_what_vote_votes_on(self) -> None:
        poll = ("@sandbox_lounge", "How do we row?", "Oars", "Sails")
        session = self.login(ANN)
        with Telewire.spawn(self.home.command("--server", self.server), env=self.home.env) as tw:
            tw.groups.join(chat_id="@sandbox_lounge", session=session)
        asked = self.example("invoke.py", *poll, TELEWIRE_SESSION=session)
        self.assertEqual((asked.returncode, asked.stderr), (0, ""))
        voted = self.example("vote.py", "@sandbox_lounge", "Sails", TELEWIRE_SESSION=session)
        self.assertEqual((voted.stdout, voted.stderr), ("0 Oars\n1 Sails\n", ""))
        wrong = self.example("vote.py", "@sandbox_lounge", "Engine", TELEWIRE_SESSION=session)
        self.assertEqual((wrong.returncode, wrong.stderr), (1, "One can choose: Oars, Sails\n"))

    def test_files_downloads_what_it_has_sent(self) -> None:
        file, copy = self.home.file("notes"), self.home.file("copy")
        content = os.urandom(1_500_000)
        with open(file, "wb") as notes:
            notes.write(content)
        sent = self.example("files.py", "me", file, copy, TELEWIRE_SESSION=self.login(ANN))
        self.assertEqual((sent.returncode, sent.stdout), (0, "1500000 bytes, application/octet-stream\n"))
        self.assertIn("upload 100 %", sent.stderr)
        self.assertIn("download 100 %", sent.stderr)
        with open(copy, "rb") as there:
            self.assertEqual(there.read(), content)


if __name__ == "__main__":
    unittest.main()
