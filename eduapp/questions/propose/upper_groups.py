"""Material from lists: members of a whole, and steps of a process."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import points
from eduapp.questions.contracts import Context
from eduapp.questions.form import alone_problem, language_problem
from eduapp.questions.propose.upper_material import Material, claim_of, is_half, listed, term_of
from eduapp.questions.wording import with_article
from eduapp.questions.words import capital, sentence, tokens

MOST_MEMBER, MOST_STEP = 8, 16
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight")
_COMPARABLE = re.compile(
    r"(?:[\w-]+ ){0,2}(?:causes|reasons|factors|ways|methods|functions|purposes|goals|principles|"
    r"effects|advantages|disadvantages|benefits|costs|risks|uses|roles|strategies|objectives)\b"
)
"""Headings whose members can be explained and weighed one against the other."""
_OPEN = re.compile(r"^(?:(?:many|several|some|various|other|different|certain|such|most|new|more) )+")


def materials(context: Context) -> Iterator[Material]:
    """Members and steps, in reading order."""
    for fact in context.facts.values():
        if fact.kind in (FactKind.LIST, FactKind.PART_OF):
            yield from members(fact, context)
        elif fact.kind is FactKind.PROCESS:
            yield from processes(fact, context)


def members(fact: Fact, context: Context) -> Iterator[Material]:
    """The members of a list, or the parts of a whole, all of them."""
    found = fact.members or tuple(filter(None, fact.slots.get("parts", "").split("; ")))
    named = _heading(fact)
    if not 3 <= len(found) <= len(_NUMBERS) + 1 or not _are_named(found, context):
        return
    if not _COMPARABLE.match(named) or not is_half(named, context, least=1) or _has_name(*found):
        return
    first, *others = found
    words = {
        "t": named, "number": _NUMBERS[len(found) - 2], "members": listed(found),
        "first": first, "others": listed(others), "said": claim_of(fact),
    }  # fmt: skip
    yield Material("members", words, (fact,), (term_of(fact),))


def _heading(fact: Fact) -> str:
    """What the members are together; empty for a list that may go on."""
    if fact.kind is FactKind.PART_OF:
        return f"parts of {with_article(fact)}"
    return _OPEN.sub("", fact.slots.get("heading", "")) if fact.slots.get("whole") == "yes" else ""


def processes(fact: Fact, context: Context) -> Iterator[Material]:
    """The steps of a process in their order."""
    steps = fact.members
    if not 3 <= len(steps) <= 6 or any(len(tokens(step)) > MOST_STEP for step in steps):
        return
    name = fact.slots.get("name", "")
    if not name or points(name) or not all(_is_clear(step, context) for step in steps):
        return
    words = {"about": name, "steps": "; ".join(steps), "said": sentence("; ".join(steps))}
    yield Material("process", words, (fact,))


def _has_name(*phrases: str) -> bool:
    return any(word[:1].isupper() for phrase in phrases for word in phrase.split())


def _are_named(phrases: tuple[str, ...], context: Context) -> bool:
    return all(len(tokens(phrase)) <= MOST_MEMBER and _is_clear(phrase, context) for phrase in phrases)


def _is_clear(phrase: str, context: Context) -> bool:
    return not points(phrase) and not language_problem(phrase) and not alone_problem(capital(phrase), context)
