"""`.puz`: a crossword for Across Lite and its kin, one byte a letter, with the package puzpy.

Version 1.3 of the format holds Latin-1, which every program reads; version 2.0 holds clues in UTF-8, and is taken when
a clue needs it and the answers do not.
"""

from __future__ import annotations

import re

import puz

from eduapp.domain.crossword import Crossword, Direction
from eduapp.errors import ExportError, InputError
from eduapp.export.base import Artefact, Options
from eduapp.export.puzzle import from_letters
from eduapp.export.text import one_line

LOST = (
    "A puz file keeps no pinned entries, no words left out, and no link to the items.",
    "It knows answers only as the grid spells them, without spaces, hyphens and lower case.",
)
_UNICODE = "A clue needs Unicode, so this is a puz file of version 2.0: older programs may show its clues wrongly."
_REPLACED = "Signs in the title and clues that Latin-1 lacks stand as question marks."
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "…": "...", "\u2009": " ", "\u202f": " "}
)
_ENUMERATION = re.compile(r"\s*(\(\d+(?:[-,] ?\d+)+\))$")


def encode(crossword: Crossword, options: Options) -> Artefact:
    """The crossword as puz. Raises ExportError when a letter is not one of Latin-1's."""
    texts = [_text(options.title), *(_text(f"{e.clue} {_if_several(e.enumeration)}") for e in crossword.entries)]
    version, lost = _version(_letters(crossword), "".join(texts))
    puzzle = puz.Puzzle(version)
    texts = [text.encode(puzzle.encoding, "replace").decode(puzzle.encoding) for text in texts]
    puzzle.title, puzzle.clues = texts[0], texts[1:]
    puzzle.width, puzzle.height = crossword.columns, crossword.rows
    cells = [letter for line in crossword.cells() for letter in line]
    puzzle.solution = "".join(letter or puz.BLACKSQUARE for letter in cells)
    puzzle.fill = "".join(puz.BLANKSQUARE if letter else puz.BLACKSQUARE for letter in cells)
    return Artefact(data=puzzle.tobytes(), written=crossword.words, lost=LOST + lost)


def decode(data: bytes) -> Crossword:
    """The crossword of a puz file. Raises InputError when it is none, or its solution is locked."""
    try:
        puzzle = puz.load(data)
        numbering = puzzle.clue_numbering()
    except (puz.PuzzleFormatError, ValueError, IndexError, KeyError) as error:
        raise InputError("This is not a puz file.", hint="Choose one that ends in .puz.") from error
    if puzzle.is_solution_locked():
        raise InputError("The solution in this puz file is locked.", hint="Unlock it in the program that made it.")
    letters = {divmod(i, puzzle.width): letter for i, letter in enumerate(puzzle.solution) if letter not in (".", ":")}
    ways = ((Direction.ACROSS, numbering.across), (Direction.DOWN, numbering.down))
    told = {(clue["num"], way): _told(clue["clue"]) for way, clues in ways for clue in clues}
    return from_letters(letters, told, "puz file")


def _letters(crossword: Crossword) -> str:
    letters = {letter for entry in crossword.entries for letter in entry.answer}
    for letter in sorted(letters):
        if len(letter) > 1 or ord(letter) > 0xFF:
            raise ExportError(
                f"A puz file can't hold the letter {letter}: it knows the Latin alphabet only.",
                hint="Write an .ipuz file, which holds every alphabet.",
            )
    return "".join(letters)


def _version(letters: str, texts: str) -> tuple[str, tuple[str, ...]]:
    """The version that holds these letters and texts, and what is lost by it."""
    if all(ord(sign) <= 0xFF for sign in texts):
        return "1.3", ()
    return ("2.0", (_UNICODE,)) if letters.isascii() else ("1.3", (_REPLACED,))


def _text(text: str) -> str:
    return one_line(text).translate(_PLAIN)


def _if_several(enumeration: str) -> str:
    return enumeration if _ENUMERATION.match(enumeration) else ""


def _told(clue: str) -> dict[str, str]:
    found = _ENUMERATION.search(clue)
    return {"clue": clue[: found.start()], "enumeration": found[1]} if found else {"clue": clue}
