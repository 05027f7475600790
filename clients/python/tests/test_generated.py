"""The output of generate.py: in the package, and from schemas with features that the daemon's doesn't use yet."""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import subprocess
import sys
import tempfile
import typing
import unittest
from pathlib import Path
from types import ModuleType
from typing import Any, Dict, List, Tuple
from unittest import mock

import generate
from stage import BINARY, PACKAGE

from telewire import Telewire, types

#: A document with every feature of schemas.
DOCUMENT: Dict[str, Any] = {
    "methods": [
        {
            "name": "session.import",
            "summary": "Takes a login from elsewhere.",
            "params": [
                {"name": "from", "required": True, "schema": {"enum": ["auto", "telethon"]}},
                {"name": "user_ids", "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Peer"}}},
                {"name": "session", "required": True, "schema": {"type": "string"}},
                {"name": "progress_token", "schema": {"type": ["string", "number"]}},
            ],
            "result": {"schema": {"$ref": "#/components/schemas/SignedIn"}},
        },
        {
            "name": "chats.list",
            "summary": 'Lists "chats" \\ and more.',
            "params": [{"name": "ids", "schema": {"type": ["array", "null"], "items": {"type": "integer"}}}],
            "result": {"schema": {"type": "object", "properties": {"total": {"type": "integer"}}}},
        },
    ],
    "components": {
        "schemas": {
            # Names that the package uses itself.
            "ChatId": {"type": "string"},
            "Event": {
                "oneOf": [
                    {
                        "type": "object",
                        "properties": {"kind": {"const": "gap"}, "reason": {"enum": ["too_slow"]}},
                        "required": ["kind", "reason"],
                    },
                    {"type": "object", "properties": {"kind": {"const": "raw"}}, "required": ["kind"]},
                ]
            },
            "EventKind": {"enum": ["gap", "raw"]},
            "Peer": {
                "anyOf": [
                    {"type": "integer"},
                    {"type": "string"},
                    {"type": "object", "properties": {"ref": {"type": "string"}}, "required": ["ref"]},
                ]
            },
            "Tree": {"anyOf": [{"type": "array", "items": {"$ref": "#/components/schemas/Tree"}}, {"type": "null"}]},
            "SignedIn": {
                "oneOf": [
                    {
                        "type": "object",
                        "properties": {
                            "next": {"const": "done"},
                            "user": {"$ref": "#/components/schemas/User"},
                        },
                        "required": ["next", "user"],
                    },
                    {
                        "type": "object",
                        "properties": {"next": {"type": "string", "enum": ["check_password"]}},
                        "required": ["next"],
                        "allOf": [{"$ref": "#/components/schemas/Hint"}],
                    },
                ]
            },
            "Hint": {"type": "object", "properties": {"hint": {"type": ["string", "null"]}}},
            "User": {
                "type": "object",
                "description": "Somebody.",
                "properties": {
                    "id": {"type": "integer"},
                    "from": {"type": "string"},
                    "kind": {"oneOf": [{"const": "user", "description": "A person."}, {"enum": ["bot"]}]},
                    "friends": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
                    "tree": {"$ref": "#/components/schemas/Tree"},
                    "extra": {"type": "object", "additionalProperties": {"type": "integer"}},
                },
                "required": ["id", "kind"],
            },
        }
    },
}

USES = """
from telewire import Telewire
def use(tw: Telewire) -> int:
    found = tw.session.import_(from_="auto", user_ids=[1, "@ann", {"ref": "p1"}], progress=print)
    if found["next"] == "done":
        return found["user"]["friends"][0]["extra"]["x"]
    hint = found.get("hint")
    hint.upper()
    tw.session.import_(from_="elsewhere")
    return tw.chats.list(ids=[1]).get("total", 0)
"""


def mypy(*arguments: str) -> Tuple[int, str]:
    with tempfile.TemporaryDirectory() as cache:
        run = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", cache, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=str(PACKAGE),
            universal_newlines=True,
        )
    return run.returncode, run.stdout


def has_mypy() -> bool:
    return not subprocess.run(
        [sys.executable, "-m", "mypy", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ).returncode


class TheGeneratedFiles(unittest.TestCase):
    def test_the_package_matches_the_schema(self) -> None:
        output = io.StringIO()
        with contextlib.redirect_stderr(output):
            status = generate.main(["--check"])
        self.assertEqual((status, output.getvalue()), (0, ""))

    def test_the_schema_is_the_binarys_own(self) -> None:
        printed = subprocess.run([BINARY, "schema"], stdout=subprocess.PIPE, check=True).stdout
        self.assertEqual(json.loads(printed), json.loads(generate.SCHEMA.read_text("utf-8")))

    def test_every_method_of_the_schema_is_an_attribute(self) -> None:
        names: List[str] = [row["name"] for row in json.loads(generate.SCHEMA.read_text("utf-8"))["methods"]]
        asked: List[str] = []

        class Recorder(Telewire):
            def __init__(self) -> None:
                super(Telewire, self).__init__(lambda method, params, progress: asked.append(method))

        client = Recorder()
        for name in names:
            namespace, _, method = name.rpartition(".")
            place = getattr(client, generate.python_name(namespace)) if namespace else client
            function = getattr(place, generate.python_name(method))
            typing.get_type_hints(function)
            parameters = inspect.signature(function).parameters.values()
            function(**{one.name: None for one in parameters if one.default is one.empty})
        self.assertEqual(asked, names)

    def test_all_types_can_be_inspected_at_run_time(self) -> None:
        classes = [one for one in vars(types).values() if isinstance(one, type)]
        self.assertIn("server", typing.get_type_hints(types.DaemonDetails))
        for one in classes:
            typing.get_type_hints(one)

    def test_unions_words_and_keywords_of_any_schema_become_types(self) -> None:
        written = generate.files(DOCUMENT)
        self.assertIn("_UserOptional = t.TypedDict(\"_UserOptional\", {'from': str", written["types.py"])
        self.assertIn('next: t.Literal["done"]', written["types.py"])
        self.assertIn("Required, total=False):\n    hint: str\n", written["types.py"])
        self.assertIn('t.Literal["user", "bot"]', written["types.py"])
        self.assertIn("def import_(", written["_methods.py"])
        self.assertIn('from_: t.Literal["auto", "telethon"]', written["_methods.py"])
        self.assertIn("def list(", written["_methods.py"])
        self.assertNotIn("progress_token", written["_methods.py"])
        module = ModuleType("types_of_any_schema")
        with mock.patch.dict(sys.modules, {module.__name__: module}):
            exec(compile(written["types.py"], "types.py", "exec"), module.__dict__)
            hints = typing.get_type_hints(module.User)
        self.assertEqual(set(hints), {"id", "kind", "from", "friends", "tree", "extra"})

    @unittest.skipUnless(has_mypy(), "mypy is not installed")
    def test_type_checkers_reject_wrong_arguments_for_any_schema(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            package = Path(folder) / "telewire"
            package.mkdir()
            for path in generate.PACKAGE.iterdir():
                if path.suffix == ".py" or path.name == "py.typed":
                    (package / path.name).write_text(path.read_text("utf-8"), "utf-8")
            for name, text in generate.files(DOCUMENT).items():
                (package / name).write_text(text, "utf-8")
            uses = Path(folder) / "uses.py"
            uses.write_text(USES, "utf-8")
            status, output = mypy("--config-file=", str(uses), *map(str, package.glob("*.py")))
        faults = [line.split(": ", 1)[0].rsplit("/", 1)[-1] for line in output.splitlines() if "error:" in line]
        self.assertEqual((status, faults), (1, ["uses.py:8", "uses.py:9"]), output)

    @unittest.skipUnless(has_mypy(), "mypy is not installed")
    def test_the_package_its_examples_and_its_tests_are_typed(self) -> None:
        self.assertEqual(mypy("src", "generate.py", "schema_types.py", "tests", "examples"), (0, ""))


if __name__ == "__main__":
    unittest.main()
