"""Whether a question worded by a model still asks what the fact says.

A small model keeps the words of a sentence and loses their sense ("What is the number of chromosomes in a cell?", key:
meiosis). So a question must have the sentence's own words, no more often than it, most of what the fact says of its
subject, and the grammar of a question.
"""

from __future__ import annotations

import re
from collections import Counter

from eduapp.domain.knowledge import Fact
from eduapp.questions.context import defines
from eduapp.questions.words import content, kin, root, tokens

LEAST_OWN = 0.8
"""The share of a question's content words that must stand in the sentence it is made from."""

LEAST_TOLD = 0.6
"""The share of what the fact says of its subject that the question must tell."""

OPENINGS = {
    "Who": ("who",),
    "What": ("what", "which"),
    "What is the name of": ("what is the name of", "what was the name of"),
    "What is the term for": ("what is the term for",),
    "In which year": ("in which year", "in what year", "when", "what year", "which year"),
    "Why": ("why", "for what", "what is the purpose"),
}

_GENERIC = content("term name word year event person people place process reason purpose happen kind type")
_NAMING = re.compile(r"\b(?:called|names?|named|terms?|known|words?)\b", re.IGNORECASE)
_BROKEN = re.compile(
    r"\bto (?!need\b|feed\b|speed\b|exceed\b|proceed\b|succeed\b|breed\b|bleed\b|shed\b|embed\b)\w+ed\b|"
    r"\b(?:did|does|do)\b[^,]*? (?:be|is|was|are|were)\b|\bthe \w+ed of\b|\bdoes \w+s \w+ed\b|"
    r"\b(?:is|are) (?:a |the )?\w+ing of\b"
)


def faults(worded: str, fact: Fact, begin: str, answer: str) -> str:
    """What keeps a question from asking for the answer in the fact's own sense, or an empty string."""
    asked = content(worded) - _GENERIC
    rules = (
        (not worded.casefold().startswith(OPENINGS[begin]), "it begins like a question for something else"),
        (bool(asked & content(answer)), "it gives the answer away"),
        (_share(asked, content(f"{fact.quote.text} {fact.slots.get('inverted', '')}")) < LEAST_OWN, "it adds words"),
        (_share(content(core(fact)) - content(answer), asked) < LEAST_TOLD, "it leaves out what the fact says"),
        (_repeats(worded, fact), "it says a word twice"),
        (_is_broken(worded, fact, begin), "its grammar is broken"),
        (_reorders(worded, fact), "it puts the words of the sentence together otherwise"),
        (not _asks_for_a_name(worded, fact, begin), "it doesn't ask for a name"),
    )
    return next((why for broken, why in rules if broken), "")


def core(fact: Fact) -> str:
    """What a fact says of its subject, or what it asks the time or the reason of."""
    if defines(fact):
        return fact.slots.get("clause") or fact.object
    return fact.slots.get("inverted") or fact.slots.get("clause") or fact.object


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return sum(any(kin(a, b) for b in whole) for a in part) / len(part) if part else 0.0


def _reorders(worded: str, fact: Fact) -> bool:
    """Whether the question's words come in another order than the sentence's, which changes who did what."""
    asked = [root(word) for word in tokens(worded) if content(word) - _GENERIC]
    texts = (fact.slots.get("inverted", ""), core(fact), fact.quote.text)
    return not any(_runs_through([root(word) for word in tokens(text)], asked) for text in texts)


def _runs_through(said: list[str], asked: list[str]) -> bool:
    """Whether the words of `asked` that are said at all are said in that order, and most of them are said."""
    known = [word for word in asked if word in said]
    at = 0
    for word in known:
        if word not in said[at:]:
            return False
        at = said.index(word, at) + 1
    return len(known) >= LEAST_OWN * len(asked)


def _asks_for_a_name(worded: str, fact: Fact, begin: str) -> bool:
    """Whether a question whose answer is a term asks what something is called, not what it is."""
    return begin != "What" or not defines(fact) or bool(_NAMING.search(worded))


def _repeats(worded: str, fact: Fact) -> bool:
    asked, said = (Counter(root(word) for word in tokens(text) if content(word)) for text in (worded, fact.quote.text))
    return any(count > max(said[word], 1) for word, count in asked.items())


def _is_broken(worded: str, fact: Fact, begin: str) -> bool:
    plain = worded.casefold()
    if _BROKEN.search(plain) or (
        begin == "What" and fact.slots.get("number") == "plural" and plain.startswith("what is")
    ):
        return True
    asked_otherwise = fact.slots.get("inverted", "").split(" ")[0] in ("was", "were", "is", "are", "had", "has", "have")
    if asked_otherwise and re.search(r"\b(?:did|does|do)\b", plain):
        return True
    asks_with_do = re.search(r"\b(?:did|does|do)\b", plain)
    verbs = set(tokens(fact.slots.get("inverted", "")))
    return bool(asks_with_do and verbs and any(word.endswith("ed") and word not in verbs for word in tokens(plain)))
