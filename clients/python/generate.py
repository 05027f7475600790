"""Writes the methods and types of the package from the daemon's schema.

python generate.py           writes them
python generate.py --check   fails if they differ from what would be written
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from pathlib import Path
from typing import Any, Dict, List, NamedTuple

from schema_types import Types, docstring, pascal, reachable, type_name, wrapped

HERE = Path(__file__).resolve().parent
SCHEMA = HERE.parent.parent / "schema" / "openrpc.json"
PACKAGE = HERE / "src" / "telewire"

HEAD = '"""{title}\n\nWritten by generate.py from schema/openrpc.json: change it there.\n"""\n'
#: Names that a class may not give to a method or namespace: annotations and calls in there need them.
TAKEN = {"t", "types", "str", "int", "float", "bool", "call", "on", "close", "spawn", "connect", "with_session"}
#: What every call takes; they come last, and progress is a function here rather than a token.
COMMON = ("session", "timeout", "max_wait", "progress_token")


class Param(NamedTuple):
    wire: str
    name: str
    type: str
    required: bool
    doc: str


class Method(NamedTuple):
    wire: str
    namespace: str
    name: str
    doc: str
    params: List[Param]
    result: str
    progress: bool


def files(document: Dict[str, Any]) -> Dict[str, str]:
    """Each generated file's text, by its name."""
    schemas = document.get("components", {}).get("schemas", {})
    rows = [row for row in document["methods"] if not row["name"].startswith("$/")]
    given = reachable(schemas, [param["schema"] for row in rows for param in row["params"]])
    types = Types(schemas, given)
    types.define_all()
    methods = [method(row, types) for row in rows]
    return {
        "types.py": types_file(types),
        "_methods.py": methods_file(methods, sync=True),
        "_async_methods.py": methods_file(methods, sync=False),
    }


def method(row: Dict[str, Any], types: Types) -> Method:
    namespace, _, name = row["name"].rpartition(".")
    place = pascal(namespace) + pascal(name)

    def ref(name: str) -> str:
        return f"types.{name}"

    params = []
    for param in row["params"]:
        wire = param["name"]
        expression = types.expression(param["schema"], place + pascal(wire), True, ref)
        # The session may come from `with_session`; the daemon says so if there is none.
        required = bool(param.get("required")) and wire != "session"
        params.append(Param(wire, python_name(wire), expression, required, param.get("description", "")))
    own = [param for param in params if param.wire not in COMMON]
    common = [param for name in COMMON[:-1] for param in params if param.wire == name]
    doc = "\n\n".join(text for text in (row.get("summary", ""), row.get("description", "")) if text)
    result = types.expression(row["result"]["schema"], place + "Result", False, ref)
    progress = any(param.wire == "progress_token" for param in params)
    return Method(row["name"], namespace, python_name(name), doc, own + common, result, progress)


def python_name(name: str) -> str:
    """`sendCode` as `send_code`; a word that Python reserves gets an underscore."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    name = re.sub(r"\W", "_", name)
    return name + "_" if keyword.iskeyword(name) or name in TAKEN else name


def types_file(types: Types) -> str:
    text = HEAD.format(title="What the daemon takes and gives.")
    text += "\nfrom __future__ import annotations\n\nimport typing as t\n"
    for one in types.classes:
        text += "\n\n" + one
    if types.aliases():
        text += "\n\n" + "\n".join(types.aliases())
    return text


def methods_file(methods: List[Method], sync: bool) -> str:
    kind = "threads" if sync else "asyncio"
    prefix = "" if sync else "Async"
    text = HEAD.format(title=f"All methods of the daemon, for {kind}.")
    text += "\nfrom __future__ import annotations\n\nimport typing as t\n\n"
    text += "from . import types\nfrom ._calls import OnProgress\n\n"
    answer = "t.Any" if sync else "t.Awaitable[t.Any]"
    text += f"_Call = t.Callable[[str, t.Dict[str, t.Any], t.Optional[OnProgress]], {answer}]\n"
    namespaces = list(dict.fromkeys(method.namespace for method in methods if method.namespace))
    root = f"class {prefix}Methods:\n"
    root += '    """Every namespace as an attribute, and the methods that have none."""\n\n'
    root += "    def __init__(self, call: _Call) -> None:\n        self._invoke = call\n"
    for namespace in namespaces:
        root += f"        self.{python_name(namespace)} = {class_name(namespace, prefix)}(call)\n"
    for one in methods:
        if not one.namespace:
            root += "\n" + method_text(one, sync)
    text += "\n\n" + root
    for namespace in namespaces:
        body = f"class {class_name(namespace, prefix)}:\n"
        body += f'    """The methods of `{namespace}`."""\n\n'
        body += "    def __init__(self, call: _Call) -> None:\n        self._invoke = call\n"
        for one in methods:
            if one.namespace == namespace:
                body += "\n" + method_text(one, sync)
        text += "\n\n" + body
    return text


def class_name(namespace: str, prefix: str) -> str:
    return f"_{prefix}{type_name(pascal(namespace))}"


def method_text(one: Method, sync: bool) -> str:
    signature = [f"{param.name}: {param.type}" for param in one.params if param.required]
    for param in one.params:
        if not param.required:
            kind = param.type if param.type.startswith("t.Optional[") else f"t.Optional[{param.type}]"
            signature.append(f"{param.name}: {kind} = None")
    if one.progress:
        signature.append("progress: t.Optional[OnProgress] = None")
    lines = "".join(f"        {part},\n" for part in signature)
    star = "        *,\n" if signature else ""
    text = f"    {'' if sync else 'async '}def {one.name}(\n        self,\n{star}{lines}    ) -> {one.result}:\n"
    text += docstring(documentation(one), "        ")
    pairs = "".join(f'            "{param.wire}": {param.name},\n' for param in one.params)
    text += (
        f"        _params: t.Dict[str, t.Any] = {{\n{pairs}        }}\n"
        if pairs
        else ("        _params: t.Dict[str, t.Any] = {}\n")
    )
    progress = "progress" if one.progress else "None"
    wait = "" if sync else "await "
    text += f'        result: {one.result} = {wait}self._invoke("{one.wire}", _params, {progress})\n'
    return text + "        return result\n"


def documentation(one: Method) -> str:
    text = one.doc
    told = []
    for param in one.params:
        lines = wrapped(param.doc, 90)
        if lines:
            told.append(f"    {param.name}: " + "\n        ".join(lines))
    if told:
        text += "\n\nArgs:\n" + "\n".join(told)
    return text


def main(arguments: List[str]) -> int:
    written = files(json.loads(SCHEMA.read_text("utf-8")))
    stale = []
    for name, text in written.items():
        path = PACKAGE / name
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(text, "utf-8")
    if "--check" in arguments and stale:
        print(f"{', '.join(stale)}: not as generate.py would write them; run it", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
