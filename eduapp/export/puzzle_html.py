"""`.html`: a crossword to solve in a browser: one file that works offline, by keyboard and by screen reader.

Clues are text and never markup: the template escapes them, and the page's own data stand in a script tag as JSON
without the signs that could end it. A content security policy lets the page run its own script and nothing else. The
key is in the page, because the page checks answers without a server; it is only kept out of plain sight, so that this
is a sheet for practice and no secure exam.
"""

from __future__ import annotations

import base64
import hashlib
import json
import unicodedata
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from eduapp import resources
from eduapp.domain.base import content_id
from eduapp.domain.crossword import Cell, Crossword, Entry
from eduapp.export.base import Artefact, Options
from eduapp.export.text import bidi_closed, one_line

LOST = (
    "The key is in the page, lightly obscured: whoever looks for it can find it.",
    "The page keeps no pinned entries, no words left out, and no link to the items.",
)
_UNTITLED = "Crossword"


def encode(crossword: Crossword, options: Options) -> Artefact:
    """The crossword as a page that needs nothing beside itself."""
    style = f":root {{ --columns: {crossword.columns}; }}\n" + _template("style.css")
    script = _template("script.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(_template("page.html")).render(
        title=_line(options.title) or _UNTITLED,
        language=options.language,
        style=Markup(style),
        style_hash=_policy_hash(style),
        script=Markup(script),
        script_hash=_policy_hash(script),
        rows=_rows(crossword, options),
        right_to_left=unicodedata.bidirectional(crossword.entries[0].answer[0][0]) in ("R", "AL"),
        lists=[("Across", _clues(crossword.across())), ("Down", _clues(crossword.down()))],
        bank=sorted((_line(entry.display) for entry in crossword.entries), key=str.casefold) * options.word_bank,
        data=Markup(_in_a_script(_data(crossword))),
    )
    return Artefact(data=page.encode(), written=crossword.words, lost=LOST)


def _template(name: str) -> str:
    return resources.template(f"crossword/{name}").read_text(encoding="utf-8")


def _policy_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _line(text: str) -> str:
    return bidi_closed(one_line(text))


def _label(entry: Entry) -> str:
    return f"{entry.label}, {len(entry.answer)} letters"


def _id(entry: Entry) -> str:
    return entry.label.replace(" ", "-")


def _clues(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    return [
        {
            "id": _id(entry),
            "label": _label(entry),
            "number": entry.number,
            "clue": _line(entry.clue),
            "enumeration": entry.enumeration,
        }
        for entry in entries
    ]


def _rows(crossword: Crossword, options: Options) -> list[list[dict[str, Any] | None]]:
    numbers, labels = crossword.numbers(), _cell_labels(crossword)
    given = {(entry.row, entry.column) for entry in crossword.entries} if options.first_letters else set()
    return [
        [
            {
                "row": row,
                "column": column,
                "number": numbers.get((row, column), ""),
                "label": labels[row, column],
                "given": letter if (row, column) in given else "",
            }
            if letter
            else None
            for column, letter in enumerate(line)
        ]
        for row, line in enumerate(crossword.cells())
    ]


def _cell_labels(crossword: Crossword) -> dict[Cell, str]:
    labels: dict[Cell, list[str]] = {}
    for entry in crossword.entries:
        for place, cell in enumerate(entry.cells(), start=1):
            labels.setdefault(cell, []).append(f"{_label(entry)}, letter {place}")
    return {cell: "; ".join(parts) for cell, parts in labels.items()}


def _data(crossword: Crossword) -> dict[str, Any]:
    key = json.dumps(crossword.cells(), ensure_ascii=False).encode()
    entries = [
        clue
        | {"direction": entry.direction.value, "row": entry.row, "column": entry.column, "length": len(entry.answer)}
        for entry, clue in zip(crossword.entries, _clues(crossword.entries), strict=True)
    ]
    return {
        "id": content_id("crossword", entries, key.decode()),
        "entries": entries,
        "key": base64.b64encode(key[::-1]).decode(),
    }


def _in_a_script(data: dict[str, Any]) -> str:
    """JSON that can't end the script tag that it stands in, nor open a comment there."""
    text = json.dumps(data, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
