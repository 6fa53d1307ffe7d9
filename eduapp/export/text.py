"""Words and characters that every format needs: labels for a reader, and course text made safe to pass on."""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Sequence

from eduapp.domain.item import Choice, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.domain.review import standing as standing_decisions
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Quote

KIND_NAMES = {
    ItemKind.CHOICE: "Multiple choice",
    ItemKind.MULTIPLE_RESPONSE: "Multiple response",
    ItemKind.TRUE_FALSE: "True or false",
    ItemKind.TEXT_ENTRY: "Short answer",
    ItemKind.MATCH: "Matching",
    ItemKind.ORDER: "Ordering",
    ItemKind.NUMERIC: "Number",
    ItemKind.EXTENDED_TEXT: "Extended response",
}

CHOOSE_ALL = "Choose all that apply."
"""What a pupil must be told who may choose more than one."""

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


def shown(item: Item) -> tuple[Choice, ...]:
    """The choices in the order in which a pupil sees them: their own, unless that is the answer.

    What is to be matched or ordered and stands as its key has it is mixed, in the same way every time.
    """
    if not _gives_away(item, item.choices):
        return item.choices
    mixed = tuple(sorted(item.choices, key=lambda c: hashlib.sha256(f"{item.id} {c.id}".encode()).digest()))
    turned = (mixed[n:] + mixed[:n] for n in range(len(mixed)))
    return next((choices for choices in turned if not _gives_away(item, choices)), mixed)


def _gives_away(item: Item, choices: Sequence[Choice]) -> bool:
    ids = [choice.id for choice in choices]
    if item.kind is ItemKind.ORDER:
        return ids == list(item.key)
    wanted = list(dict.fromkeys(premise.choice for premise in item.premises))
    return len(wanted) > 1 and [id_ for id_ in ids if id_ in wanted] == wanted


def letters(item: Item) -> dict[str, str]:
    """The letter of each choice, by its id, in the order that a pupil sees."""
    return {choice.id: letter(i) for i, choice in enumerate(shown(item))}


def key_letters(item: Item) -> str:
    """The letters of the key: "B", "A, C", in their right order "C, A, B", or of what is matched "1 C, 2 A"."""
    marks = letters(item)
    if item.kind is ItemKind.MATCH:
        return ", ".join(f"{n} {marks[premise.choice]}" for n, premise in enumerate(item.premises, start=1))
    if item.kind is ItemKind.ORDER:
        return ", ".join(marks[id_] for id_ in item.key)
    return ", ".join(mark for id_, mark in marks.items() if id_ in item.key)


def told(item: Item, words: str = CHOOSE_ALL) -> str:
    """What a pupil is told below the stem of a multiple-response item, where the stem doesn't say so itself."""
    wanted = item.kind is ItemKind.MULTIPLE_RESPONSE and "that apply" not in item.stem.casefold()
    return words if wanted else ""


def worth_saying(item: Item, words: str = "points") -> str:
    """The points of an item, "2 points", where they aren't 1."""
    return "" if item.points == 1 else f"{item.points:g} {words}"


def reason(item: Item) -> str:
    """The rationale without those sentences that only repeat quotes, for a page on which the quotes stand."""
    quotes = sorted({" ".join(q.text.split()) for q in (*item.evidence, *rubric_quotes(item))}, key=len, reverse=True)
    one = rf"[“\"]?(?:{'|'.join(map(re.escape, quotes))})[”\"]?(?: \([^()]*\))?"
    lead_in, others = r"(?:[^.!?“”]*: ?)?", rf"(?:(?:[,;]| and|, and) {one})*"
    text = re.sub(rf"(?:^|(?<=[.!?)”] )){lead_in}{one}{others}\.?(?:\s++(?![a-z(,;–—])|$)", "", item.rationale)
    return text.strip()


def further_words(criterion: Criterion) -> tuple[str, ...]:
    """The words of the text that count for a criterion, but for those that it names itself."""
    said = criterion.text.casefold()
    return tuple(words for words in criterion.key_points if words.casefold() not in said)


def place(item_set: ItemSet, quote: Quote) -> str:
    """Where a quote stands, for a reader: "Cells, p. 7"."""
    label = quote.locator.label()
    return ", ".join(part for part in (item_set.title, label) if part not in ("", "—"))


def wrong_feedback(item: Item) -> list[tuple[str, str]]:
    """Why each wrong choice is wrong: the choice's letter (or "True", "False") and its feedback, where it has one.

    Of what is to be matched those choices are wrong that match nothing.
    """
    named, marks = item.kind is ItemKind.TRUE_FALSE, letters(item)
    right = {*item.key, *(premise.choice for premise in item.premises)}
    return [
        (choice.text if named else marks[choice.id], choice.feedback)
        for choice in shown(item)
        if choice.feedback and choice.id not in right
    ]


def standing(item: Item) -> str:
    """What a reader must know of an item that was not approved; empty for an approved one."""
    return STANDING[item.review.state]


def review_note(item: Item) -> str:
    """Where the item stands in review, for the teacher: a rule's approval is told from a person's."""
    decisions = standing_decisions(item.review.decisions, item.revision)
    if item.review.state is State.APPROVED and decisions and decisions[-1].policy:
        return f"Approved by rule, not read by a person: {decisions[-1].policy}"
    return standing(item)


def item_text(item: Item) -> str:
    """All text of an item that a format may carry, a part a line."""
    choices = [part for choice in item.choices for part in (choice.text, choice.feedback)]
    premises = [premise.text for premise in item.premises]
    rubric = [part for criterion in item.rubric for part in (criterion.text, *criterion.key_points)]
    quotes = [quote.text for quote in (*item.evidence, *rubric_quotes(item))]
    keys = () if item.choices else item.key
    return "\n".join((item.stem, *premises, *choices, *keys, *rubric, item.rationale, item.correction, *quotes))


def rubric_quotes(item: Item) -> tuple[Quote, ...]:
    """The quotes that its rubric's criteria show."""
    return tuple(criterion.quote for criterion in item.rubric if criterion.quote)


def other_evidence(item: Item) -> tuple[Quote, ...]:
    """The evidence that doesn't stand in the rubric as well."""
    return tuple(quote for quote in item.evidence if quote not in rubric_quotes(item))


def also_right(item: Item) -> tuple[str, ...]:
    """The accepted answers worth showing beside the first: not those that differ by an article or by case alone."""
    others, seen = [], {_plain(item.key[0])} if item.key else set()
    for answer in item.key[1:]:
        if _plain(answer) not in seen:
            others.append(answer)
            seen.add(_plain(answer))
    return tuple(others)


def _plain(answer: str) -> str:
    first, _, rest = answer.casefold().partition(" ")
    return rest if first in ("a", "an", "the") and rest else answer.casefold()
