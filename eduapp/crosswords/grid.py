"""Words laid out as a crossword: which of them can go in, the page that they go on, and what became of each.

layouts(words)      an iterator of ever better crosswords, to be shown as they come and stopped at will
lay_out(words)      the best of them
lay_out_anew(...)   a crossword once more, with its pinned entries in place and, if asked, some words dropped
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from pydantic import Field

from eduapp.crosswords.layout import COMPILED, DOWN, Places, search_layouts
from eduapp.crosswords.letters import cells, enumeration, stem
from eduapp.domain.base import Model
from eduapp.domain.crossword import Crossword, Direction, Entry, Unplaced, numbered
from eduapp.errors import InputError

WORK, MORE = (3_600_000, 1_200) if COMPILED else (24_000, 8)
"""Steps of search by default: `WORK` shared out by the words, and so many more for each.

That is about one and a half seconds on a laptop, whatever the list's length.
"""

_ROOMY, _LARGEST = 0.3, 50
"""The density that any list reaches, and the rows and columns whose cells are still large enough on paper."""


class Reason(StrEnum):
    """Why a word is not in the grid."""

    ONE_LETTER = "It has fewer than two letters."
    TWICE = "It is in the list already."
    SAME_STEM = "It is another form of a word in the list."
    TOO_LONG = "It is too long for the page."
    NO_COMMON_LETTER = "It shares no letter with the other words."
    NO_ROOM = "No place was found where it crosses the others within the page."


class Word(Model):
    """A term to go into the grid, as it is written, with its clue.

    Two words of the same `stem` are forms of one word; without a stem, an English plural ending tells. `item` is the
    id of the item that the clue was made from.
    """

    term: str
    clue: str = ""
    item: str = ""
    stem: str = ""


class Page(Model):
    """The most rows and columns that a grid may have."""

    rows: int = Field(ge=2, le=60)
    columns: int = Field(ge=2, le=60)


class _Candidate(Model):
    """A word with its letters, ready to be placed."""

    answer: tuple[str, ...]
    display: str
    enumeration: str
    stem: tuple[str, ...]
    clue: str = ""
    item: str = ""

    def unplaced(self, reason: Reason) -> Unplaced:
        return Unplaced(reason=reason.value, **self.model_dump(exclude={"stem"}))


def lay_out(
    words: Sequence[Word], *, page: Page | None = None, seed: int = 0, steps: int | None = None, accents: bool = False
) -> Crossword:
    """The best crossword found of these words in `steps` steps of search.

    Without a page, one is taken that suits the length of the list. The same words, page, seed and steps give the same
    crossword. `accents` keeps them on the letters. Raises InputError when no word can go into a grid.
    """
    return _last(layouts(words, page=page, seed=seed, steps=steps, accents=accents))


def layouts(
    words: Sequence[Word], *, page: Page | None = None, seed: int = 0, steps: int | None = None, accents: bool = False
) -> Iterator[Crossword]:
    """Ever better crosswords of these words, the first within a fraction of a second. Raises as `lay_out` does."""
    kept, left_out = _sieve([_candidate(word, accents) for word in words])
    yield from _search(kept, left_out, {}, page, seed, steps)


def lay_out_anew(
    crossword: Crossword,
    *,
    seed: int,
    drop: Collection[str] = (),
    page: Page | None = None,
    steps: int | None = None,
) -> Crossword:
    """The words of a crossword laid out by another seed; its pinned entries keep their places to one another.

    `drop` names words to leave out for good, as they are displayed. Raises InputError when a word to drop is not in
    the list, and when the pinned entries can't be made to hang together.
    """
    listed = (*crossword.entries, *crossword.unplaced)
    for display in drop:
        if all(word.display != display for word in listed):
            raise InputError(f"There is no word {display!r} to drop.", hint="Name it as it stands in the list.")
    pins = {entry.answer: entry for entry in crossword.entries if entry.pinned and entry.display not in drop}
    repeated = (Reason.TWICE, Reason.SAME_STEM)
    again = [word for word in listed if word.display not in drop and getattr(word, "reason", "") not in repeated]
    settled = [word for word in crossword.unplaced if word.display not in drop and word.reason in repeated]
    return _last(_search(list(map(_listed, again)), settled, pins, page, seed, steps))


def pinned(crossword: Crossword, labels: Collection[str]) -> Crossword:
    """The crossword with these entries pinned and no others, by their labels ("12 across").

    Raises InputError when there is no such entry.
    """
    known = {entry.label for entry in crossword.entries}
    for label in labels:
        if label not in known:
            raise InputError(f"There is no entry {label!r} to pin.", hint='Name it like "12 across".')
    entries = [entry.model_copy(update={"pinned": entry.label in labels}) for entry in crossword.entries]
    return crossword.model_copy(update={"entries": tuple(entries)})


def _last(crosswords: Iterator[Crossword]) -> Crossword:
    *_, best = crosswords
    return best


def _candidate(word: Word, accents: bool) -> _Candidate:
    answer = cells(word.term, accents=accents)
    return _Candidate(
        answer=answer,
        display=word.term,
        enumeration=enumeration(word.term, accents=accents),
        stem=(word.stem.casefold(),) if word.stem else stem(answer),
        clue=word.clue,
        item=word.item,
    )


def _listed(word: Entry | Unplaced) -> _Candidate:
    shared = word.model_dump(include={"answer", "display", "enumeration", "clue", "item"})
    return _Candidate(stem=word.answer, **shared)


def _sieve(candidates: list[_Candidate]) -> tuple[list[_Candidate], list[Unplaced]]:
    """The words that are new in the list and long enough, and the others."""
    kept, left_out = [], []
    answers: set[tuple[str, ...]] = set()
    stems: set[tuple[str, ...]] = set()
    for candidate in candidates:
        if len(candidate.answer) < 2:
            left_out.append(candidate.unplaced(Reason.ONE_LETTER))
        elif candidate.answer in answers:
            left_out.append(candidate.unplaced(Reason.TWICE))
        elif candidate.stem in stems:
            left_out.append(candidate.unplaced(Reason.SAME_STEM))
        else:
            kept.append(candidate)
        answers.add(candidate.answer)
        stems.add(candidate.stem)
    return kept, left_out


def _search(
    candidates: list[_Candidate],
    left_out: list[Unplaced],
    pins: dict[tuple[str, ...], Entry],
    page: Page | None,
    seed: int,
    steps: int | None,
) -> Iterator[Crossword]:
    page = page or page_for([candidate.answer for candidate in candidates])
    short = [candidate for candidate in candidates if 2 <= len(candidate.answer) <= max(page.rows, page.columns)]
    sharing = _sharing_letters(short, set(pins))
    outside = [
        candidate.unplaced(Reason.NO_COMMON_LETTER if candidate in short else _length_reason(candidate))
        for candidate in candidates
        if candidate not in sharing
    ]
    if not sharing:
        raise InputError(
            "None of the words can go into the grid.",
            hint="A word needs two letters at least, and no more than the page has rows or columns.",
        )
    fixed = _on_page(sharing, pins, page)
    steps = round(WORK / (len(sharing) + 2)) + MORE * len(sharing) if steps is None else steps
    joined = False
    for layout in search_layouts([word.answer for word in sharing], page.rows, page.columns, seed, steps, fixed):
        if not layout.faults:
            joined = True
            missed = [sharing[word].unplaced(Reason.NO_ROOM) for word in layout.left]
            yield _crossword(sharing, layout.places, set(pins), (*left_out, *outside, *missed), seed)
    if not joined:
        raise InputError("The pinned entries can't be joined by the other words.", hint="Unpin one of them.")


def page_for(answers: Sequence[Sequence[str]]) -> Page:
    """A square page with room for these answers, no smaller than the longest and no larger than a sheet bears."""
    longest = max(map(len, answers), default=2)
    side = math.ceil(math.sqrt(sum(map(len, answers)) / _ROOMY))
    side = max(2, min(max(side, longest), _LARGEST))
    return Page(rows=side, columns=side)


def _length_reason(candidate: _Candidate) -> Reason:
    return Reason.ONE_LETTER if len(candidate.answer) < 2 else Reason.TOO_LONG


def _sharing_letters(candidates: list[_Candidate], pins: set[tuple[str, ...]]) -> list[_Candidate]:
    """The largest group of words that can hang together by the letters that they share, or the groups of the pins."""
    groups: list[tuple[set[str], list[_Candidate]]] = []
    for candidate in candidates:
        letters, group = set(candidate.answer), [candidate]
        apart = []
        for other_letters, other in groups:
            if other_letters & letters:
                letters |= other_letters
                group = other + group
            else:
                apart.append((other_letters, other))
        groups = [*apart, (letters, group)]
    held = [group for _, group in groups if any(candidate.answer in pins for candidate in group)]
    chosen = held or [max((group for _, group in groups), key=len, default=[])]
    return [candidate for group in chosen for candidate in group]


def _on_page(candidates: list[_Candidate], pins: dict[tuple[str, ...], Entry], page: Page) -> Places:
    """The pinned words' places, in the middle of the page. Raises InputError when they are wider or higher than it."""
    if not pins:
        return {}
    covered = [cell for entry in pins.values() for cell in entry.cells()]
    (top, bottom), (left, right) = ((min(line), max(line)) for line in zip(*covered, strict=True))
    spare_rows, spare_columns = page.rows - (bottom - top + 1), page.columns - (right - left + 1)
    if spare_rows < 0 or spare_columns < 0:
        raise InputError("The pinned entries don't fit on the page.", hint="Unpin one of them, or allow a larger grid.")
    down, aside = spare_rows // 2 - top, spare_columns // 2 - left
    order = [candidate.answer for candidate in candidates]
    return {
        order.index(answer): (int(entry.direction is Direction.DOWN), entry.row + down, entry.column + aside)
        for answer, entry in pins.items()
    }


def _crossword(
    candidates: list[_Candidate],
    places: Places,
    pins: set[tuple[str, ...]],
    unplaced: tuple[Unplaced, ...],
    seed: int,
) -> Crossword:
    entries = []
    for word, (direction, row, column) in places.items():
        candidate = candidates[word]
        entries.append(
            Entry(
                number=1,  # for now: numbers follow from all places
                direction=Direction.DOWN if direction == DOWN else Direction.ACROSS,
                row=row,
                column=column,
                pinned=candidate.answer in pins,
                **candidate.model_dump(exclude={"stem"}),
            )
        )
    covered = [cell for entry in entries for cell in entry.cells()]
    rows, columns = (max(line) + 1 for line in zip(*covered, strict=True))
    return Crossword(rows=rows, columns=columns, entries=numbered(entries), unplaced=unplaced, seed=seed)
