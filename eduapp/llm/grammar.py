"""JSON Schema to a GBNF grammar, for the part of JSON Schema that the app uses; the rest is refused, not skipped.

llama-cpp-python brings a converter too. It lets raw line breaks into strings, drops the backslashes of an enum's TeX
and skips keywords that it doesn't know without a word; each of those is an unreadable or wrong reply later on.
GBNF: llama.cpp's grammars/README.md.
"""

from __future__ import annotations

import json
import re
from typing import Any

from eduapp.errors import ModelError

LONGEST_STRING = 1500  # llama.cpp refuses repetitions of 2000
DEFAULT_STRING = 500
DEFAULT_ITEMS = 20
WIDEST_RANGE = 200
NOTES = {"title", "description", "default", "examples", "$schema", "$id"}
KEYWORDS = {
    "$ref": set(),
    "anyOf": set(),
    "oneOf": set(),
    "const": {"type"},
    "enum": {"type"},
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"minLength", "maxLength"},
    "integer": {"minimum", "maximum"},
    "number": set(),
    "boolean": set(),
    "null": set(),
}
# No \u, \t, \b or \f: a model that writes TeX into JSON without doubling its backslashes would mean something else.
CHARACTER = r'[^"\\\x00-\x1F\x7F] | "\\" ["\\n]'
PLAIN = {
    "number": '"-"? [0-9]{1,15} ("." [0-9]{1,15})?',
    "integer": '"-"? ("0" | [1-9] [0-9]{0,14})',
    "boolean": '"true" | "false"',
    "null": '"null"',
}


def to_gbnf(schema: dict[str, Any]) -> str:
    """A grammar that admits only JSON fitting the schema: every property, in the schema's order, on one line.

    Strings and arrays without a bound get one, and higher ones are lowered to it. Raises ModelError for a keyword that
    can't be honoured.
    """
    rules = _Rules(schema)
    rules.named("root", schema)
    return "\n".join(f"{name} ::= {body}" for name, body in rules.bodies.items()) + "\n"


def literal(text: str) -> str:
    """The text as a GBNF terminal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


class _Rules:
    """The grammar's rules by name, filled while the schema is walked."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self.bodies: dict[str, str] = {}

    def named(self, name: str, schema: dict[str, Any]) -> str:
        self.bodies[name] = ""  # holds the place: a schema may refer to itself, and root stands first
        self.bodies[name] = self.body(schema, name)
        return name

    def body(self, schema: dict[str, Any], name: str) -> str:
        kind = _kind(schema)
        _refuse_unknown(schema, kind)
        if kind in PLAIN and not schema.keys() & {"minimum", "maximum"}:
            return PLAIN[kind]
        return getattr(self, f"_{kind.lstrip('$')}")(schema, name)

    def _ref(self, schema: dict[str, Any], name: str) -> str:
        target = "ref-" + re.sub(r"[^A-Za-z0-9]+", "-", schema["$ref"]).strip("-")
        return target if target in self.bodies else self.named(target, resolve(self.schema, schema["$ref"]))

    def _anyOf(self, schema: dict[str, Any], name: str) -> str:
        options = schema.get("anyOf") or schema["oneOf"]
        return " | ".join(self.named(f"{name}-{i}", option) for i, option in enumerate(options))

    _oneOf = _anyOf

    def _enum(self, schema: dict[str, Any], name: str) -> str:
        return " | ".join(literal(_dumps(value)) for value in schema["enum"])

    def _const(self, schema: dict[str, Any], name: str) -> str:
        return literal(_dumps(schema["const"]))

    def _object(self, schema: dict[str, Any], name: str) -> str:
        parts = []
        for i, (key, value) in enumerate(schema.get("properties", {}).items()):
            comma = ", " if i else ""
            parts.append(f"{literal(f'{comma}{_dumps(key)}: ')} {self.named(f'{name}-{i}', value)}")
        return " ".join(['"{"', *parts, '"}"'])

    def _array(self, schema: dict[str, Any], name: str) -> str:
        low, high = _bounds(schema, "minItems", "maxItems", DEFAULT_ITEMS, DEFAULT_ITEMS * 5)
        if not high:
            return '"[]"'
        item = self.named(f"{name}-item", schema.get("items") or {"type": "string"})
        some = f'"[" {item} (", " {item}){{{max(low - 1, 0)},{high - 1}}} "]"'
        return some if low else f'"[]" | {some}'

    def _string(self, schema: dict[str, Any], name: str) -> str:
        low, high = _bounds(schema, "minLength", "maxLength", DEFAULT_STRING, LONGEST_STRING)
        self.bodies["char"] = CHARACTER
        return rf'"\"" char{{{low},{high}}} "\""'

    def _integer(self, schema: dict[str, Any], name: str) -> str:
        low, high = schema.get("minimum"), schema.get("maximum")
        if low is None or high is None or not 0 <= high - low <= WIDEST_RANGE:
            raise ModelError(f"A whole number needs both bounds, at most {WIDEST_RANGE} apart, or none: {schema}")
        return " | ".join(literal(str(value)) for value in range(low, high + 1))


def violation(value: Any, schema: dict[str, Any], root: dict[str, Any] | None = None) -> str:
    """Why the value doesn't fit the schema, in a few words; "" if it does."""
    root = root or schema
    kind = _kind(schema)
    if kind == "$ref":
        return violation(value, resolve(root, schema["$ref"]), root)
    if kind in ("anyOf", "oneOf"):
        reasons = [violation(value, option, root) for option in schema[kind]]
        return "" if "" in reasons else "; ".join(reasons)
    if kind in ("enum", "const"):
        allowed = schema.get("enum", [schema.get("const")])
        return "" if value in allowed else f"{value!r} is none of {allowed}"
    return _wrong_type(value, kind) or _out_of_bounds(value, schema, kind) or _inner(value, schema, kind, root)


def _inner(value: Any, schema: dict[str, Any], kind: str, root: dict[str, Any]) -> str:
    if kind == "object":
        missing = [key for key in schema.get("required", ()) if key not in value]
        if missing:
            return f"{', '.join(missing)} missing"
        known = schema.get("properties", {})
        parts = [(key, violation(value[key], known[key], root)) for key in value if key in known]
    else:
        items = schema.get("items") or {"type": "string"}
        parts = [(i, violation(v, items, root)) for i, v in enumerate(value)] if kind == "array" else []
    return next((f"{key}: {reason}" for key, reason in parts if reason), "")


def _wrong_type(value: Any, kind: str) -> str:
    expected = {
        "object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool,
        "null": type(None),
    }[kind]  # fmt: skip
    fits = isinstance(value, expected) and (kind == "boolean" or not isinstance(value, bool))
    return "" if fits else f"{kind} expected, {type(value).__name__} found"


def _out_of_bounds(value: Any, schema: dict[str, Any], kind: str) -> str:
    keys = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems"), "integer": ("minimum", "maximum")}
    if kind not in keys:
        return ""
    low, high = (schema.get(key) for key in keys[kind])
    measure = value if kind == "integer" else len(value)
    if low is not None and measure < low:
        return f"{measure} is below {low}"
    return f"{measure} is above {high}" if high is not None and measure > high else ""


def resolve(root: dict[str, Any], ref: str) -> dict[str, Any]:
    """The part of the schema that a local reference such as "#/$defs/Choice" means. Raises ModelError."""
    target: Any = root
    for step in ref.removeprefix("#").strip("/").split("/") if ref.startswith("#/") else [ref]:
        if not isinstance(target, dict) or step not in target:
            raise ModelError(f"The schema refers to {ref!r}, which it doesn't hold.")
        target = target[step]
    return target


def _kind(schema: dict[str, Any]) -> str:
    for keyword in ("$ref", "anyOf", "oneOf", "const", "enum"):
        if keyword in schema:
            return keyword
    kind = schema.get("type", "object" if "properties" in schema else None)
    if not isinstance(kind, str) or kind not in KEYWORDS:
        raise ModelError(f"A schema of this type can't be asked of a model: {schema}")
    return kind


def _refuse_unknown(schema: dict[str, Any], kind: str) -> None:
    unknown = schema.keys() - NOTES - KEYWORDS[kind] - {kind, "type", "$defs"}
    if unknown or schema.get("additionalProperties", False) not in (False, True):
        names = ", ".join(sorted(unknown or {"additionalProperties"}))
        raise ModelError(f"The model can't be held to this part of a schema: {names}.", hint="Check it afterwards.")


def _bounds(schema: dict[str, Any], low_key: str, high_key: str, default: int, ceiling: int) -> tuple[int, int]:
    low = schema.get(low_key, 0)
    high = min(schema.get(high_key, max(default, low)), ceiling)
    if not 0 <= low <= high:
        raise ModelError(f"{low_key} {low} and {high_key} {schema.get(high_key)} leave nothing to write.")
    return low, high


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
