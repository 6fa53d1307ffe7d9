"""Words and characters that every format needs: labels for a reader, and course text made safe to pass on."""

from __future__ import annotations

import re
import textwrap

from eduapp.domain.item import Item, ItemKind, ItemSet
from eduapp.domain.review import State
from eduapp.domain.source import Quote

KIND_NAMES = {
    ItemKind.CHOICE: "Multiple choice",
    ItemKind.TRUE_FALSE: "True or false",
    ItemKind.TEXT_ENTRY: "Short answer",
}

STANDING = {
    State.DRAFT: "Draft: not yet reviewed by a person",
    State.REJECTED: "Rejected in review",
    State.APPROVED: "",
}

TEX = re.compile(r"\\\(.+?\\\)|\\\[.+?\\\]|\$\$.+?\$\$", re.DOTALL)
# what XML 1.0 forbids, the separator of Anki's fields (U+001F) among it, and the controls that no reader can see
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)


def clean(text: str) -> str:
    """The text with plain line ends and without control characters."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def bidi_closed(text: str) -> str:
    """The text with every direction override or isolate closed that it opens, so that none reaches what follows."""
    open_: list[str] = []
    for char in text:
        if char in _OPENS:
            open_.append(_OPENS[char])
        elif char == "\u2069" and char in open_:
            del open_[len(open_) - 1 - open_[::-1].index(char) :]
        elif open_ and char == open_[-1]:
            open_.pop()
    return text + "".join(reversed(open_))


def has_control(text: str) -> bool:
    """Whether `clean` takes characters away."""
    return bool(_CONTROL.search(text))


def has_tex(text: str) -> bool:
    """Whether there is a formula in TeX's delimiters."""
    return bool(TEX.search(text))


def one_line(text: str, width: int = 0) -> str:
    """The text on one line, cut to `width` characters at a word's end where a width is given."""
    line = " ".join(clean(text).split())
    if width and len(line) > width:
        return textwrap.shorten(line, width, placeholder="…") if " " in line[:width] else line[: width - 1] + "…"
    return line


def asked(item_set: ItemSet, item: Item) -> str:
    """What an item asks for; the clue of a crossword says how many letters its answer has, as it does beside a grid."""
    words = (*item_set.crossword.entries, *item_set.crossword.unplaced) if item_set.crossword else ()
    counts = next((word.enumeration for word in words if word.item == item.id), "")
    return f"{item.stem} {counts}".rstrip()


def letter(index: int) -> str:
    """The letter of the choice at that index from 0: A to Z, then AA."""
    return ("" if index < 26 else letter(index // 26 - 1)) + chr(ord("A") + index % 26)


def key_letters(item: Item) -> str:
    """The letters of the right choices: "B" or "A, C"."""
    return ", ".join(letter(i) for i, choice in enumerate(item.choices) if choice.id in item.key)


def place(item_set: ItemSet, quote: Quote) -> str:
    """Where a quote stands, for a reader: "Cells, p. 7"."""
    label = quote.locator.label()
    return ", ".join(part for part in (item_set.title, label) if part not in ("", "—"))


def wrong_feedback(item: Item) -> list[tuple[str, str]]:
    """Why each wrong choice is wrong: the choice's letter (or "True", "False") and its feedback, where it has one."""
    named = item.kind is ItemKind.TRUE_FALSE
    return [
        (choice.text if named else letter(i), choice.feedback)
        for i, choice in enumerate(item.choices)
        if choice.feedback and choice.id not in item.key
    ]


def standing(item: Item) -> str:
    """What a reader must know of an item that was not approved; empty for an approved one."""
    return STANDING[item.review.state]


def review_note(item: Item) -> str:
    """Where the item stands in review, for the teacher: a rule's approval is told from a person's."""
    decisions = [d for d in item.review.decisions if d.revision == item.revision]
    if item.review.state is State.APPROVED and decisions and decisions[-1].policy:
        return f"Approved by rule, not read by a person: {decisions[-1].policy}"
    return standing(item)


def item_text(item: Item) -> str:
    """All text of an item that a format may carry, a part a line."""
    choices = [part for choice in item.choices for part in (choice.text, choice.feedback)]
    quotes = [quote.text for quote in item.evidence]
    return "\n".join((item.stem, *choices, *item.key, item.rationale, item.correction, *quotes))


def also_right(item: Item) -> tuple[str, ...]:
    """The accepted answers worth showing beside the first: not those that differ by an article or by case alone."""
    shown, seen = [], {_plain(item.key[0])} if item.key else set()
    for answer in item.key[1:]:
        if _plain(answer) not in seen:
            shown.append(answer)
            seen.add(_plain(answer))
    return tuple(shown)


def _plain(answer: str) -> str:
    first, _, rest = answer.casefold().partition(" ")
    return rest if first in ("a", "an", "the") and rest else answer.casefold()
