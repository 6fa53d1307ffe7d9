"""`.ipuz`: a crossword for solvers' programs, in any alphabet (ipuz version 2, kind crossword 1)."""

from __future__ import annotations

from typing import Any

import ipuz
from ipuz.exceptions import IPUZException

from eduapp.domain.crossword import Crossword, Direction, Entry
from eduapp.errors import InputError
from eduapp.export.base import Artefact, Options
from eduapp.export.puzzle import from_letters
from eduapp.export.text import clean, has_control, one_line

_VERSION, _KIND = "http://ipuz.org/v2", "http://ipuz.org/crossword#1"
_HEADS = {Direction.ACROSS: "Across", Direction.DOWN: "Down"}
LOST = ("An ipuz file keeps no pinned entries, no words left out, and no link to the items.",)


def encode(crossword: Crossword, options: Options) -> Artefact:
    """The crossword as ipuz, which the library `ipuz` has read back and found valid."""
    cells, numbers = crossword.cells(), crossword.numbers()
    data = {
        "version": _VERSION,
        "kind": [_KIND],
        "title": one_line(options.title),
        "dimensions": {"width": crossword.columns, "height": crossword.rows},
        "showenumerations": True,
        "puzzle": [
            [numbers.get((row, column), 0) if letter else None for column, letter in enumerate(line)]
            for row, line in enumerate(cells)
        ],
        "solution": [list(line) for line in cells],
        "clues": {
            _HEADS[Direction.ACROSS]: _clues(crossword.across()),
            _HEADS[Direction.DOWN]: _clues(crossword.down()),
        },
    }
    text = ipuz.write(data)
    ipuz.read(text)
    lost = LOST + _control_lost(crossword)
    return Artefact(data=text.encode(), written=crossword.words, lost=lost)


def decode(data: bytes) -> Crossword:
    """The crossword of an ipuz file with its solution. Raises InputError when it is something else."""
    try:
        read = ipuz.read(data.decode("utf-8-sig"))
        letters = {
            (row, column): letter
            for row, line in enumerate(read["solution"])
            for column, cell in enumerate(line)
            if (letter := _letter(cell))
        }
        told = {
            (int(clue["number"]), way): _told(clue)
            for way, head in _HEADS.items()
            for clue in map(_as_clue, read["clues"].get(head, []))
        }
    except (IPUZException, UnicodeDecodeError) as error:
        raise InputError("This is not an ipuz file.", hint=str(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError("This ipuz file has no solution or no clues.", hint="Export it with its solution.") from error
    return from_letters(letters, told, "ipuz file")


def _clues(entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    return [
        {
            "number": entry.number,
            "clue": clean(entry.clue),
            "answer": clean(entry.display),
            "enumeration": entry.enumeration.strip("()").replace(" ", ""),
        }
        for entry in entries
    ]


def _control_lost(crossword: Crossword) -> tuple[str, ...]:
    found = any(has_control(entry.clue + entry.display) for entry in crossword.entries)
    return ("Control characters in the text were left out.",) if found else ()


def _letter(cell: Any) -> str:
    value = cell.get("value") if isinstance(cell, dict) else cell
    return value if isinstance(value, str) and value != "#" else ""


def _as_clue(clue: Any) -> dict[str, Any]:
    return clue if isinstance(clue, dict) else {"number": clue[0], "clue": clue[1]}


def _told(clue: dict[str, Any]) -> dict[str, str]:
    told = {"clue": clue.get("clue", "")}
    if clue.get("answer"):
        told["display"] = clue["answer"]
    if clue.get("enumeration"):
        told["enumeration"] = f"({clue['enumeration'].replace(',', ', ')})"
    return told
