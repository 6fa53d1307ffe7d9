"""Parts of a text as a reader names them: pages, slides, sections, times, or single passages.

p. 3-7   pages 3, 5   slide 4   paragraph 12   0:04:10-0:06:00   The nucleus   Cells › The nucleus   p0012
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from eduapp.domain.source import Document, Locator, Passage, Role
from eduapp.errors import InputError

UNITS = {"p": "page", "pp": "page", "page": "page", "pages": "page", "slide": "slide", "slides": "slide",
         "paragraph": "paragraph", "paragraphs": "paragraph"}  # fmt: skip
COUNTED = ("page", "slide", "paragraph")
"""What is counted in a text, the first of them that it has where only numbers are named."""

STEP = " › "
"""Between a section and its part."""

NAMED = 8
"""So many sections are named to somebody who asked for one that there isn't."""

_NUMBERS = re.compile(r"(?:(?P<unit>[a-z]+)\.?\s*)?(?P<ranges>\d+(?:\s*[-–]\s*\d+)?(?:\s*,\s*\d+(?:\s*[-–]\s*\d+)?)*)")
_TIMES = re.compile(r"(?P<first>(?:\d+:)?\d{1,2}:\d\d)(?:\s*[-–]\s*(?P<last>(?:\d+:)?\d{1,2}:\d\d))?")


class Section(NamedTuple):
    """What stands under one heading, with the sections in it: its path, its passages, and how many words they have."""

    path: tuple[str, ...]
    passages: tuple[Passage, ...]
    words: int

    @property
    def label(self) -> str:
        """The path in a reader's words: "Cells › The nucleus"."""
        return STEP.join(self.path)

    @property
    def first(self) -> Locator:
        """Where it begins."""
        return self.passages[0].locator


def sections(document: Document) -> list[Section]:
    """The sections of a text, in its order; none where it has no headings. Sections of one path are one."""
    found: dict[tuple[str, ...], list[Passage]] = {}
    for passage in document.passages:
        path = passage.locator.heading
        for depth in range(1, len(path) + 1):
            found.setdefault(path[:depth], []).append(passage)
    return [Section(path, tuple(these), words_in(these)) for path, these in found.items()]


def passages_at(document: Document, places: Sequence[str]) -> frozenset[str]:
    """The ids of the passages that stand at any of these places.

    Raises InputError for a place that the text doesn't have, or that has no words.
    """
    return frozenset(passage.id for place in places for passage in _at(document, place))


def _at(document: Document, place: str) -> list[Passage]:
    asked = " ".join(place.split())
    one = [passage for passage in document.passages if passage.id == asked]
    found = one or _by_time(document, asked) or _by_number(document, asked) or _by_heading(document, asked)
    if not found:
        raise InputError(f"The text has no place “{asked}”.", hint=_there_is(document), where=asked)
    return found


def _by_number(document: Document, asked: str) -> list[Passage]:
    match = _NUMBERS.fullmatch(asked.casefold())
    if not match or (match["unit"] and match["unit"] not in UNITS):
        return []
    units = [UNITS[match["unit"]]] if match["unit"] else [one for one in COUNTED if _has(document, one)][:1]
    wanted = list(_ranges(match["ranges"]))
    return [
        passage
        for passage in document.passages
        for unit in units
        if any(low <= (getattr(passage.locator, unit) or 0) <= high for low, high in wanted)
    ]


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    for part in text.split(","):
        numbers = [int(one) for one in re.findall(r"\d+", part)]
        yield min(numbers), max(numbers)


def _by_time(document: Document, asked: str) -> list[Passage]:
    match = _TIMES.fullmatch(asked)
    if not match:
        return []
    first = _seconds(match["first"])
    last = _seconds(match["last"]) if match["last"] else first
    times = [passage.locator.time for passage in document.passages if passage.locator.time is not None]
    begin = max((time for time in times if time <= first + 1), default=first)  # what is being said at that moment
    return [one for one in document.passages if one.locator.time is not None and begin <= one.locator.time <= last + 1]


def _seconds(text: str) -> float:
    total = 0
    for part in text.split(":"):
        total = 60 * total + int(part)
    return float(total)


def _by_heading(document: Document, asked: str) -> list[Passage]:
    """By a section's whole path, else by the one heading of that name, else by the one that the words are part of."""
    known = sections(document)
    wanted = _plain(asked)
    for is_it in (
        lambda one: _plain(one.label) == wanted,
        lambda one: _plain(one.path[-1]) == wanted,
        lambda one: bool(wanted) and wanted in _plain(one.path[-1]),
    ):
        if found := [one for one in known if is_it(one)]:
            return _only(found, asked)
    return []


def _only(found: Sequence[Section], asked: str) -> list[Passage]:
    outer = [one for one in found if not any(one.path[: len(o.path)] == o.path for o in found if o is not one)]
    if len(outer) > 1:
        raise InputError(f"“{asked}” could be {len(outer)} sections.", hint=_named("They are", outer), where=asked)
    return list(outer[0].passages)


def _plain(text: str) -> str:
    return " ".join(text.replace("›", " ").replace(">", " ").casefold().split())


def _has(document: Document, unit: str) -> bool:
    return any(getattr(passage.locator, unit) is not None for passage in document.passages)


def _there_is(document: Document) -> str:
    """What could be named in this text."""
    if known := sections(document):
        return _named("Its sections are", known)
    for unit in COUNTED:
        numbers = [n for passage in document.passages if (n := getattr(passage.locator, unit)) is not None]
        if numbers:
            return f"It has {unit}s {min(numbers)} to {max(numbers)}."
    return f"It has passages {document.passages[0].id} to {document.passages[-1].id}."


def _named(head: str, found: Sequence[Section]) -> str:
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"{head}: {', '.join(f'“{one.label}”' for one in found[:NAMED])}{more}."


def words_in(passages: Iterable[Passage]) -> int:
    """How many words passages have, headings apart."""
    return sum(len(passage.text.split()) for passage in passages if passage.role is not Role.HEADING)
