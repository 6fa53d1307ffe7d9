"""What levels, kinds, states and models are called on the page."""

from __future__ import annotations

from eduapp.domain.item import Bloom, Item, ItemKind
from eduapp.library import NO_MODEL

KINDS = {
    ItemKind.CHOICE: "choice",
    ItemKind.MULTIPLE_RESPONSE: "multiple response",
    ItemKind.TRUE_FALSE: "true/false",
    ItemKind.TEXT_ENTRY: "text entry",
    ItemKind.MATCH: "match",
    ItemKind.ORDER: "order",
    ItemKind.NUMERIC: "numeric",
    ItemKind.EXTENDED_TEXT: "extended text",
}

LEVELS = {level: level.value for level in Bloom}

BLUEPRINTS = {
    "quiz": "Quick quiz",
    "exit-ticket": "Exit ticket",
    "exam": "Exam",
    "deck": "Revision deck",
    "all-levels": "All levels and kinds",
}
"""The blueprints that come with eduapp, by name; others go by their own."""


def model(name: str) -> str:
    """A model in a person's words."""
    return "No language model: rules only" if name == NO_MODEL else name


def what(item: Item) -> str:
    """ "remember · choice" """
    return in_words(item.level, item.kind)


def in_words(level: str, kind: str) -> str:
    """ "remember · choice" """
    return f"{LEVELS[Bloom(level)]} · {KINDS[ItemKind(kind)]}"


def plural(count: int, one: str, many: str = "") -> str:
    """ "1 question", "3 questions" """
    return f"{count:,} {one if count == 1 else many or one + 's'}"
