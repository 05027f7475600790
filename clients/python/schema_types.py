"""Converts JSON Schema to Python types: a `TypedDict` for each object, a `Union` for each choice."""

from __future__ import annotations

import copy
import itertools
import keyword
import re
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Set, Tuple

Schema = Any
REF = "#/components/schemas/"
SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


class Shape(NamedTuple):
    """One kind of object: the schemas of its fields, and the required ones."""

    fields: Dict[str, Schema]
    required: Set[str]

    def merged(self, other: Shape) -> Shape:
        return Shape({**self.fields, **other.fields}, self.required | other.required)


class Types:
    """The types of a document. Types without a name are named after where they are used."""

    def __init__(self, schemas: Dict[str, Schema], given: Set[str]) -> None:
        self.schemas = schemas
        #: Schemas of params. They accept any mapping or sequence, not only dicts and lists.
        self.given = given
        self.names: Set[str] = {type_name(name) for name in schemas}
        self.classes: List[str] = []
        #: The type of each alias, with other types' names in angle brackets, and its description.
        self._aliases: Dict[str, Tuple[str, str]] = {}

    def define_all(self) -> None:
        for name, schema in self.schemas.items():
            self.define(type_name(name), schema, name in self.given)

    def define(self, name: str, schema: Schema, given: bool) -> None:
        shapes = self.shapes(schema)
        if shapes is not None and len(shapes) == 1 and shapes[0].fields:
            self.typed_dict(name, shapes[0], description(schema), given)
        else:
            alias = self.expression(schema, name, given, lambda ref: f"<{ref}>")
            self._aliases[name] = (alias, description(schema))

    def aliases(self) -> List[str]:
        """Returns the aliases, each after those that it refers to, so that all can be resolved at run time."""
        written: Dict[str, str] = {}

        def write(name: str, above: Tuple[str, ...]) -> None:
            if name in written:
                return
            alias, doc = self._aliases[name]

            def named(mark: re.Match[str]) -> str:
                other = mark[1]
                if other in (*above, name):
                    # It refers to itself.
                    return f'"{other}"'
                if other in self._aliases:
                    write(other, (*above, name))
                return other

            alias = re.sub("<(\\w+)>", named, alias)
            written[name] = comment(doc) + f"{name} = {alias}\n"

        for name in self._aliases:
            write(name, ())
        return list(written.values())

    def expression(self, schema: Schema, place: str, given: bool, ref: Callable[[str], str]) -> str:
        """Returns the type expression of a schema. `place` names it if it has no name."""
        if schema is True or not isinstance(schema, dict):
            return "t.Any"
        plain = {key for key in schema if key not in ("description", "title", "default", "examples", "nullable")}
        if plain == {"$ref"}:
            return ref(type_name(target(schema)))
        if "const" in schema:
            return literal([schema["const"]])
        if "enum" in schema:
            return literal(schema["enum"])
        if plain == {"allOf"} and len(schema["allOf"]) == 1:
            return self.expression(schema["allOf"][0], place, given, ref)
        alternatives = schema.get("oneOf") or schema.get("anyOf")
        if alternatives and "properties" not in schema:
            return self.choice(alternatives, place, given, ref)
        shapes = self.shapes(schema)
        if shapes is not None and any(shape.fields for shape in shapes):
            names = self.fresh(place, shapes)
            for name, shape in zip(names, shapes):
                self.typed_dict(name, shape, description(schema), given)
            return union([ref(name) for name in names])
        kind = schema.get("type")
        if isinstance(kind, list):
            return union([self.expression({**schema, "type": one}, place, given, ref) for one in kind])
        if kind == "array":
            return self.array(schema, place, given, ref)
        if kind == "object":
            values = schema.get("additionalProperties", True)
            value = self.expression(values, place + "Value", given, ref) if values else "t.Any"
            return f"t.Mapping[str, {value}]" if given else f"t.Dict[str, {value}]"
        return SCALARS.get(str(kind), "t.Any")

    def choice(self, alternatives: List[Schema], place: str, given: bool, ref: Callable[[str], str]) -> str:
        parts = []
        objects = [one for one in alternatives if self.shapes(one) and "$ref" not in one]
        for number, one in enumerate(alternatives, 1):
            mark = ""
            if one in objects and all(tag(shape) is None for shape in self.shapes(one) or ()):
                mark = pascal(one.get("title", str(number) if len(objects) > 1 else "object"))
            parts.append(self.expression(one, place + mark, given, ref))
        return union(parts)

    def array(self, schema: Schema, place: str, given: bool, ref: Callable[[str], str]) -> str:
        items = schema.get("items", schema.get("prefixItems", True))
        many = items if isinstance(items, list) else [items]
        item = union([self.expression(one, place + "Item", given, ref) for one in many])
        return f"t.Sequence[{item}]" if given else f"t.List[{item}]"

    def shapes(self, schema: Schema) -> Optional[List[Shape]]:
        """Returns the kinds of object that a schema allows, or None if it allows anything else."""
        if not isinstance(schema, dict) or schema.get("type", "object") != "object":
            return None
        if not {"properties", "type", "allOf", "oneOf", "anyOf", "$ref"} & set(schema):
            return None
        found = [Shape(schema.get("properties", {}), set(schema.get("required", ())))]
        groups = [[part] for part in schema.get("allOf", ())]
        groups += [schema[key] for key in ("oneOf", "anyOf") if key in schema]
        if "$ref" in schema:
            groups.append([self.schemas.get(target(schema), True)])
        for group in groups:
            options: List[Shape] = []
            for part in group:
                shapes = self.shapes(part)
                if shapes is None:
                    return None
                options += shapes
            found = [one.merged(other) for one, other in itertools.product(found, options)]
        return found

    def fresh(self, place: str, shapes: List[Shape]) -> List[str]:
        """Returns a unique name for each shape, from its tag if it has one."""
        names = []
        for number, shape in enumerate(shapes, 1):
            mark = tag(shape)
            wanted = place + (pascal(mark) if mark is not None else str(number) if len(shapes) > 1 else "")
            name = wanted
            for again in itertools.count(2):
                if name not in self.names:
                    break
                name = f"{wanted}{again}"
            self.names.add(name)
            names.append(name)
        return names

    def typed_dict(self, name: str, shape: Shape, doc: str, given: bool) -> None:
        def fields(required: bool) -> List[str]:
            chosen = {key: one for key, one in shape.fields.items() if (key in shape.required) == required}
            types = {
                key: self.field(one, name + pascal(key), given, required, lambda ref: ref)
                for key, one in chosen.items()
            }
            return [comment(description(one), "    ") + f"    {key}: {types[key]}\n" for key, one in chosen.items()]

        odd = [key for key in shape.fields if not key.isidentifier() or keyword.iskeyword(key)]
        if odd:
            # Keys that aren't identifiers can't be declared in a class.
            def pairs(required: bool) -> str:
                chosen = {key: one for key, one in shape.fields.items() if (key in shape.required) == required}
                types = (
                    f"{key!r}: {self.field(one, name + pascal(key), given, required, quoted)}"
                    for key, one in chosen.items()
                )
                return ", ".join(types)

            self.classes.append(
                f'_{name}Required = t.TypedDict("_{name}Required", {{{pairs(True)}}})\n'
                f'_{name}Optional = t.TypedDict("_{name}Optional", {{{pairs(False)}}}, total=False)\n\n\n'
                f"class {name}(_{name}Required, _{name}Optional):\n" + (docstring(doc) or "    pass\n")
            )
            return
        always, sometimes = fields(True), fields(False)
        body = docstring(doc)
        if not always or not sometimes:
            total = "" if always else ", total=False"
            self.classes.append(
                f"class {name}(t.TypedDict{total}):\n" + spaced(body, "".join(always or sometimes) or "    pass\n")
            )
            return
        self.classes.append(f"class _{name}Required(t.TypedDict):\n" + "".join(always))
        self.classes.append(f"class {name}(_{name}Required, total=False):\n" + spaced(body, "".join(sometimes)))

    def field(self, schema: Schema, place: str, given: bool, required: bool, ref: Callable[[str], str]) -> str:
        expression = self.expression(schema, place, given, ref)
        if given or required or not expression.startswith("t.Optional["):
            return expression
        # Missing fields of results are absent, never null.
        return expression[len("t.Optional[") : -1]


def tag(shape: Shape) -> Optional[str]:
    """Returns the value that identifies this kind of object among its siblings."""
    for key in ("kind", "next", "status", *shape.fields):
        schema = shape.fields.get(key)
        if isinstance(schema, dict) and key in shape.required:
            values = [schema["const"]] if "const" in schema else schema.get("enum", [])
            if len(values) == 1 and isinstance(values[0], str):
                return values[0]
    return None


def reachable(schemas: Dict[str, Schema], roots: List[Schema]) -> Set[str]:
    """Returns the names of all schemas that these refer to."""
    found: Set[str] = set()
    left = copy.copy(roots)
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            ref = one.get("$ref")
            if isinstance(ref, str) and target(one) not in found:
                found.add(target(one))
                left.append(schemas.get(target(one), {}))
            left += [value for key, value in one.items() if key not in ("const", "enum", "default")]
    return found


def target(schema: Schema) -> str:
    ref: str = schema["$ref"]
    if not ref.startswith(REF):
        raise ValueError(f"{ref} lies outside {REF}")
    return ref[len(REF) :].replace("~1", "/").replace("~0", "~")


def union(parts: List[str]) -> str:
    """Returns the union of the parts, with literals merged, duplicates removed and `None` as `Optional`."""
    literals = [part for part in parts if part.startswith("t.Literal[")]
    rest = list(dict.fromkeys(part for part in parts if part not in literals and part != "None"))
    if "t.Any" in rest:
        return "t.Any"
    if literals:
        values = dict.fromkeys(value for part in literals for value in part[len("t.Literal[") : -1].split(", "))
        rest.insert(0, f"t.Literal[{', '.join(values)}]")
    text = rest[0] if len(rest) == 1 else f"t.Union[{', '.join(rest)}]" if rest else "None"
    return f"t.Optional[{text}]" if "None" in parts and rest else text


def literal(values: List[Any]) -> str:
    named = [f'"{value}"' if isinstance(value, str) else repr(value) for value in values if value is not None]
    text = f"t.Literal[{', '.join(named)}]"
    return f"t.Optional[{text}]" if None in values else text


def quoted(name: str) -> str:
    return f'"{name}"'


def type_name(name: str) -> str:
    name = re.sub(r"\W", "_", name)
    return name + "_" if keyword.iskeyword(name) or not name[:1].isalpha() else name


def pascal(text: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", text))


def description(schema: Schema) -> str:
    return str(schema.get("description", "")) if isinstance(schema, dict) else ""


def comment(text: str, indent: str = "") -> str:
    return "".join(f"{indent}# {line}".rstrip() + "\n" for line in wrapped(text, 106 - len(indent)))


def docstring(text: str, indent: str = "    ") -> str:
    """Returns a docstring, empty if there is no text."""
    lines = wrapped(text, 106 - len(indent))
    if not lines:
        return ""
    lines = [line.replace("\\", "\\\\").replace('"""', '\\"""') for line in lines]
    if len(lines) == 1 and not lines[0].endswith('"'):
        return f'{indent}"""{lines[0]}"""\n'
    body = "\n".join(f"{indent}{line}".rstrip() for line in lines)
    return f'{indent}"""{body[len(indent) :]}\n{indent}"""\n'


def wrapped(text: str, width: int) -> List[str]:
    """Wraps paragraphs to a width. Lists and code stay unchanged."""
    import textwrap

    lines: List[str] = []
    for paragraph in text.strip().split("\n\n"):
        if lines:
            lines.append("")
        kept = re.search(r"(?m)^\s*([-*] |\d+\. |```|    )", paragraph)
        lines += paragraph.split("\n") if kept else textwrap.wrap(" ".join(paragraph.split()), width)
    return lines


def spaced(doc: str, body: str) -> str:
    return f"{doc}\n{body}" if doc else body
