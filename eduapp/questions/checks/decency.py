"""Whether an item may stand before a class: nothing unsuitable, and nothing that gives orders to its reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from eduapp.domain.item import Item
from eduapp.questions.checks.lists import first_of, words
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.checks.wording import shown
from eduapp.questions.contracts import Context


def printed(item: Item) -> Iterator[str]:
    """All that is printed of an item but its quotes: what a pupil reads, and what comes with the key."""
    yield from shown(item)
    yield from (choice.feedback for choice in item.choices)
    yield from (criterion.text for criterion in item.rubric)
    yield from (*item.key, item.rationale, item.correction)


@check("suitable")
def content_is_suitable(item: Item, context: Context) -> Finding:
    """No slur, and no word for sex or gore that no school text needs; what happened in history may be named."""
    found = first_of(printed(item), words().unsuitable)
    return not found, f"“{found}” is not fit for a class." if found else "Nothing in it is unfit for a class."


@check("no-instructions")
def no_text_gives_orders(item: Item, context: Context) -> Finding:
    """No text speaks to a model or to the reader about the test itself, as course text that carries orders would."""
    for text in printed(item):
        if found := _orders().search(text) or _MARKUP.search(text):
            return False, f"“{found.group().strip()}” is an order, and not a question about the text."
    if found := first_of(shown(item), words().orders):
        return False, f"“{found}” is an order, and not a question about the text."
    return True, "Nothing in it gives orders to its reader."


_MARKUP = re.compile(
    r"<\|?/?(?:script|system|user|assistant|im_start|im_end|inst)\b|\[/?INST\]|^(?:system|assistant|user): ", re.I
)


def _orders() -> re.Pattern[str]:
    return _order_pattern(words().order_verbs, words().order_objects)


@lru_cache(maxsize=4)
def _order_pattern(verbs: tuple[str, ...], objects: tuple[str, ...]) -> re.Pattern[str]:
    verb, thing = "|".join(map(re.escape, verbs)), "|".join(map(re.escape, objects))
    begins = r"(?:^|[.!?:;,“\"—]\s*|\b(?:please|and|then|now|must|should)\s+)"
    return re.compile(rf"{begins}(?:{verb})\b(?:\W+\w+){{0,4}}?\W+(?:{thing})\b", re.IGNORECASE)
