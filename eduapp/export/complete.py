"""`.json`: the app's own form, with every field of every item. What is written here can be read back as it was.

An evidence entry names its words `quote`, and its locator carries a `label` for a reader beside its parts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eduapp.domain.item import Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.source import Quote
from eduapp.errors import InputError
from eduapp.export.base import Artefact, Options

FORMAT = "eduapp-items"
VERSION = 1
KINDS = tuple(ItemKind)

Json = dict[str, Any]


def encode(item_set: ItemSet, options: Options) -> Artefact:
    """The set as indented UTF-8 JSON. The set keeps its own title: this form changes nothing."""
    text = json.dumps(as_data(item_set), ensure_ascii=False, indent=2, allow_nan=False)
    return Artefact(data=(text + "\n").encode(), written=len(item_set.items))


def as_data(item_set: ItemSet) -> Json:
    """The set as plain data, the way the file holds it."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "set": item_set.model_dump(mode="json", exclude={"items"}),
        "items": [_item_out(item) for item in item_set.items],
    }


def from_data(data: Json) -> ItemSet:
    """The set that `as_data` made this of. Raises InputError when it is something else."""
    _check_head(data)
    try:
        items = [_item_in(item) for item in data["items"]]
        return ItemSet.model_validate(data["set"] | {"items": items})
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(map(str, first["loc"])) or "an item"
        raise InputError(f"The items can't be read: {at}: {first['msg']}.") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError("The items can't be read: the file doesn't have the fields of an eduapp export.") from error


def read_json(path: Path | str) -> ItemSet:
    """The set that was exported to that file. Raises InputError when it is not one."""
    path = Path(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path.name} can't be opened: {error.strerror}.", where=str(path)) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name} is not JSON.", where=str(path)) from error
    return from_data(data)


def json_schema() -> Json:
    """The JSON Schema (2020-12) of the file."""
    schema = ItemSet.model_json_schema(mode="serialization")
    kinds = schema["$defs"]
    _rename_text(kinds["Quote"])
    kinds["Locator"]["properties"]["label"] = {"type": "string", "description": "The place in a reader's words."}
    kinds["Locator"]["required"] = sorted(kinds["Locator"]["properties"])
    header = {key: schema[key] for key in ("additionalProperties", "type", "description")}
    fields = {name: field for name, field in schema["properties"].items() if name != "items"}
    kinds["Set"] = header | {"properties": fields, "required": sorted(fields)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A set of eduapp items",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "set": {"$ref": "#/$defs/Set"},
            "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
        },
        "required": ["format", "version", "set", "items"],
        "additionalProperties": False,
        "$defs": _all_required(kinds),
    }


def schema_text() -> str:
    """The schema as it stands in `docs/export.schema.json`."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _check_head(data: object) -> None:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError(
            "This is not a set of eduapp items.", hint="Use a file made by `eduapp export --to FILE.json`."
        )
    if data.get("version") != VERSION:
        raise InputError(
            f"The items are of version {data.get('version')!r}; this eduapp reads version {VERSION}.",
            hint="Update eduapp, or export them again.",
        )


def _item_out(item: Item) -> Json:
    evidence = [_quote_out(quote) for quote in item.evidence]
    rubric = [
        criterion.model_dump(mode="json") | {"quote": criterion.quote and _quote_out(criterion.quote)}
        for criterion in item.rubric
    ]
    return item.model_dump(mode="json") | {"evidence": evidence, "rubric": rubric}


def _quote_out(quote: Quote) -> Json:
    fields = quote.model_dump(mode="json")
    locator = fields.pop("locator") | {"label": quote.locator.label()}
    return {"quote": fields.pop("text")} | fields | {"locator": locator}


def _item_in(data: Json) -> Json:
    fields = {name: value for name, value in data.items() if name not in Item.model_computed_fields}
    evidence = [_quote_in(quote) for quote in data["evidence"]]
    rubric = [
        criterion | {"quote": criterion["quote"] and _quote_in(criterion["quote"])}
        for criterion in data.get("rubric", ())
    ]
    return fields | {"evidence": evidence, "rubric": rubric}


def _quote_in(data: Json) -> Json:
    fields = dict(data)
    locator = {name: value for name, value in fields.pop("locator").items() if name != "label"}
    return fields | {"text": fields.pop("quote"), "locator": locator}


def _rename_text(quote: Json) -> None:
    quote["description"] = "Words copied from a passage, from character `start` up to `end`."
    quote["properties"] = {"quote" if name == "text" else name: f for name, f in quote["properties"].items()}


def _all_required(kinds: Json) -> Json:
    """Every object with all its fields required: the export leaves none out."""
    whole = {
        name: kind | {"required": sorted(kind["properties"])} for name, kind in kinds.items() if "properties" in kind
    }
    return dict(sorted((kinds | whole).items()))
