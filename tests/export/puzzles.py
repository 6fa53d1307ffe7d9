"""Crosswords that the tests of the puzzle formats share."""

from __future__ import annotations

from eduapp.crosswords import Word, lay_out
from eduapp.domain.crossword import Crossword
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import Review, State
from tests.export.makers import cloze_item, item_set

TERMS = {
    "Central Asia": "Where the Silk Road “began” – or ended",
    "caravel": "A light ship",
    "Sikhism": "A religion of the Punjab",
    "cost-push inflation": "Dearer supplies make dearer goods",
    "factory": "It has machines & hands",
    "pogroms": "Attacks on a minority",
    "realism": "Art without idealizing",
}

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> & <!-- ]]>",
    "{{ 7*7 }} {% raw %} ${x}",
    "\u202eabc \u0007 \u2028 \u2029 'quoted' \"twice\"",
)


def puzzle(**options: bool) -> Crossword:
    """A small crossword of course terms."""
    return lay_out([Word(term=term, clue=clue) for term, clue in TERMS.items()], steps=60, **options)


def puzzle_set(*, approved: bool = False) -> ItemSet:
    """The same as a set, with an item for each clue."""
    state = State.APPROVED if approved else State.DRAFT
    items = [
        cloze_item(f"clue-{n}", stem=clue, key=(term,), review=Review(state=state))
        for n, (term, clue) in enumerate(TERMS.items())
    ]
    words = [Word(term=item.answer, clue=item.stem, item=item.id) for item in items]
    made = item_set(*items, title="Course words")
    return made.model_copy(update={"blueprint": "crossword", "crossword": lay_out(words, steps=60)})


def hostile() -> Crossword:
    """A crossword whose clues and terms would like to be something else."""
    entries = puzzle().entries
    changed = [
        entry.model_copy(update={"clue": text, "display": text})
        for entry, text in zip(entries, HOSTILE * 2, strict=False)
    ]
    return puzzle().model_copy(update={"entries": tuple(changed)})


def large(count: int) -> Crossword:
    """A staircase of so many entries, each with a clue of two lines."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    words = [
        "".join(letters[(i * 7 + j * 3 + i * j) % 26] for j in range(6)) + letters[i % 26] + letters[i // 26]
        for i in range(count)
    ]
    return lay_out(
        [Word(term=word, clue=f"Clue of {word}, " + "which goes on a while " * 3) for word in words], steps=0
    )
