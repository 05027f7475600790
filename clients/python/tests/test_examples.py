"""The examples, run as a reader would run them."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest
from typing import Any, Dict, List

from stage import ANN, BOB, PACKAGE, PROJECT, home, sandbox

from telewire import Telewire


class TheExamples(unittest.TestCase):
    def setUp(self) -> None:
        self.home = home(self)
        self.server = sandbox(self, self.home)

    def example(self, name: str, *arguments: str, typed: str = "", **env: str) -> Any:
        return subprocess.run(
            self.command(name, *arguments),
            input=typed,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=60,
            env=self.environment(**env),
        )

    def started(self, name: str, *arguments: str, **env: str) -> subprocess.Popen[bytes]:
        """Starts an example that runs until it is killed, at the latest when the test ends."""
        process = subprocess.Popen(self.command(name, *arguments), env=self.environment(**env))
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def command(self, name: str, *arguments: str) -> List[str]:
        return [sys.executable, str(PACKAGE / "examples" / name), *arguments, "--server", self.server]

    def environment(self, **env: str) -> Dict[str, str]:
        return {**self.home.env, "PYTHONPATH": str(PACKAGE / "src"), "PYTHONIOENCODING": "utf-8", **env}

    def login(self, phone: str) -> str:
        login = self.example("login.py", typed=f"{phone}\n22222\n")
        self.assertEqual(login.returncode, 0, login.stderr)
        return str(login.stdout.strip())

    def test_login_prints_a_session_that_send_uses(self) -> None:
        login = self.example("login.py", typed="+9996620001\n22222\n")
        self.assertEqual(login.returncode, 0, login.stderr)
        self.assertIn("Signed in as Ann.", login.stderr)
        session = self.home.file("session")
        with open(os.open(session, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
            file.write(login.stdout)
        sent = self.example("send.py", "@bob_baker", "hi 🦀", TELEWIRE_SESSION_FILE=session)
        self.assertEqual((sent.returncode, sent.stderr), (0, ""))
        self.assertTrue(sent.stdout.splitlines()[-1].endswith(" hi 🦀"), sent.stdout)
        with open(session, encoding="ascii") as file:
            self.assertNotEqual(file.read(), login.stdout, "the name that was resolved is in it")

    def test_the_readmes_program_sends(self) -> None:
        readme = (PROJECT / "README.md").read_text(encoding="utf-8")
        programs = [block.split("```")[0] for block in readme.split("```python\n")[1:]]
        program = next(program for program in programs if "Telewire.spawn" in program)
        ran = subprocess.run(
            [sys.executable, "-c", program],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            universal_newlines=True,
            timeout=60,
            env=self.environment(),
        )
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        self.assertRegex(ran.stdout, "^[0-9]+\n$")

    def test_login_asks_for_the_password(self) -> None:
        login = self.example("login.py", typed="+9996610003\n11111\ncorrect horse\n")
        self.assertEqual(login.returncode, 0, login.stderr)
        self.assertIn("Signed in as Carol.", login.stderr)

    def test_errors_print_one_line_without_a_traceback(self) -> None:
        login = self.example("login.py", typed="+9996620001\n11111\n")
        self.assertEqual((login.returncode, login.stdout), (1, ""))
        self.assertNotIn("Traceback", login.stderr)
        self.assertIn("code_invalid", login.stderr)

    def test_group_creates_a_group_with_a_member(self) -> None:
        made = self.example("group.py", "Crew", "@bob_baker", TELEWIRE_SESSION=self.login(ANN))
        self.assertEqual((made.returncode, made.stderr), (0, ""))
        *members, link = made.stdout.splitlines()
        self.assertEqual(sorted(members), ["member Bob Baker", "owner Ann Archer"])
        self.assertRegex(link, "^https://t.me/[+]")

    def test_invoke_creates_a_poll_that_vote_votes_in(self) -> None:
        poll = ("@sandbox_lounge", "How do we row?", "Oars", "Sails")
        session = self.login(ANN)
        with Telewire.spawn(self.home.command("--server", self.server), env=self.home.env) as tw:
            tw.groups.join(chat_id="@sandbox_lounge", session=session)
        asked = self.example("invoke.py", *poll, TELEWIRE_SESSION=session)
        self.assertEqual((asked.returncode, asked.stderr), (0, ""))
        voted = self.example("vote.py", "@sandbox_lounge", "Sails", TELEWIRE_SESSION=session)
        self.assertEqual((voted.stdout, voted.stderr), ("0 Oars\n1 Sails\n", ""))
        wrong = self.example("vote.py", "@sandbox_lounge", "Engine", TELEWIRE_SESSION=session)
        self.assertEqual((wrong.returncode, wrong.stderr), (1, "Options: Oars, Sails\n"))

    def test_files_downloads_the_file_it_sent(self) -> None:
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

    def test_echo_answers_each_message_once_however_it_ends(self) -> None:
        cursor_file = self.home.file("cursor")
        with Telewire.spawn(self.home.command("--server", self.server), env=self.home.env) as tw:
            ann, bob = tw.with_session(self.login(ANN)), tw.with_session(self.login(BOB))
            begin = ann.updates.poll(wait=0)["cursor"]
            with bob.events(kinds=["message_new"]) as events:
                for text in ("one", "two 🦀"):
                    # As if it had been killed before it cursor_file a cursor: it gets all messages again.
                    with open(cursor_file, "w", encoding="ascii") as file:
                        file.write(begin)
                    echo = self.started("echo.py", cursor_file, TELEWIRE_SESSION=str(ann.session_string))
                    bob.messages.send(chat_id="@ann_archer", text=text)
                    messages = (event["message"] for event in events if event["kind"] == "message_new")
                    answer = next(message for message in messages if not message["is_outgoing"])
                    self.assertEqual(answer["text"], text)
                    echo.kill()
                    echo.wait()
            history = bob.messages.history(chat_id="@ann_archer", limit=100)["items"]
            answers = [one["text"] for one in history if not one["is_outgoing"]]
            self.assertEqual([text for text in answers if text in ("one", "two 🦀")], ["two 🦀", "one"])


if __name__ == "__main__":
    unittest.main()
