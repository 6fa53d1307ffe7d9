"""Another name of the same sort in a statement: a person for a person, a place for a place.

What is a place is told from how the text names it: "in", "to" or "from" stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from eduapp.domain.knowledge import Term
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import is_past
from eduapp.questions.words import contains, content

LEAST_COUNT, LEAST_SHARE, LEAST_CONTENT = 2, 0.3, 5
"""How often a place is named, how often a word of place stands before it, and how many words of meaning tell that a
statement holds of one person or place alone."""

_PLACED = r"(?:in|to|from|across|throughout|within|into)"
_OF_THE_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_SPECIFIC = re.compile(r"\b\d{3,4}\b|(?<=[a-z,] )[A-Z][a-z]+")


def renamed(text: str, context: Context) -> Iterator[tuple[str, str, str]]:
    """The statement with another name in the place of one, that name, and the one that stood there."""
    if not is_past(text) or len(content(text)) < LEAST_CONTENT:
        return
    yield from _other_person(text, context)
    yield from _other_place(text, context)


def _other_person(text: str, context: Context) -> Iterator[tuple[str, str, str]]:
    named = [term for term in _people(context) if _whole(term.text).search(text)]
    if len(named) != 1 or _OF_THE_PERSON.search(text) or not _is_specific(text, named[0].text):
        return
    [own] = named
    for other in _near(own, _people(context)):
        alike = _takes_the(other, context) == _takes_the(own, context)
        if alike and not _are_told_together(own, other, context) and not contains(text, other.text):
            yield _put(text, _whole(own.text), own.text, other.text)


def _other_place(text: str, context: Context) -> Iterator[tuple[str, str, str]]:
    places = _places(context)
    for own in places:
        form = re.compile(rf"(?<=\b)(?P<before>{_PLACED} )(?P<the>the )?{re.escape(own.text)}(?![\w’'-]| [A-Z])")
        found = form.search(text)
        if found is None or len(_whole(own.text).findall(text)) != 1 or not _is_specific(text, own.text):
            continue
        for other in _near(own, places):
            same_article = _takes_the(other, context) == bool(found["the"])
            if same_article and not contains(text, other.text) and not _are_told_together(own, other, context):
                put = f"{found['before']}{found['the'] or ''}{other.text}"
                yield f"{text[: found.start()]}{put}{text[found.end() :]}", other.text, own.text


def _put(text: str, form: re.Pattern[str], old: str, new: str) -> tuple[str, str, str]:
    return form.sub(lambda _: new, text, count=1), new, old


def _is_specific(text: str, name: str) -> bool:
    """Whether a year or a further name says which event is meant."""
    return bool(_SPECIFIC.search(text.replace(name, "")))


def _near(own: Term, others: tuple[Term, ...]) -> list[Term]:
    """The others, those first that share a passage with a name or are named about as often."""
    apart = [one for one in others if one.key != own.key]
    return sorted(apart, key=lambda one: (not {*one.passages} & {*own.passages}, abs(one.count - own.count), one.key))


def _are_told_together(one: Term, other: Term, context: Context) -> bool:
    """Whether a sentence names both, or one name is within the other: they may be parts of one thing."""
    if contains(one.text, other.text) or contains(other.text, one.text):
        return True
    shared = [name for name in context.passages if name in one.passages and name in other.passages]
    return any(contains(s, one.text) and contains(s, other.text) for name in shared for s in context.sentences[name])


def _people(context: Context) -> tuple[Term, ...]:
    return tuple(term for key, term in context.terms.items() if term.proper and key in context.people)


def _places(context: Context) -> tuple[Term, ...]:
    whole = "\n".join(passage.text for passage in context.passages.values())
    names = tuple((key, t.text) for key, t in context.terms.items() if t.proper and t.count >= LEAST_COUNT)
    known = _placed(tuple(text for key, text in names if key not in context.people), whole)
    return tuple(term for term in context.terms.values() if term.text in known)


@lru_cache(maxsize=8)
def _placed(names: tuple[str, ...], whole: str) -> frozenset[str]:
    """The names that stand after a word of place often enough."""
    found = set()
    for name in names:
        form = rf"{re.escape(name)}(?![\w’'-]| [A-Z])"
        every = len(re.findall(rf"\b{form}", whole))
        after = len(re.findall(rf"\b{_PLACED} (?:the )?{form}", whole))
        if every and after / every >= LEAST_SHARE and len(re.findall(rf"\bin (?:the )?{form}", whole)):
            found.add(name)
    return frozenset(found)


def _takes_the(term: Term, context: Context) -> bool:
    whole = "\n".join(passage.text for passage in context.passages.values())
    return _with_the(term.text, whole)


@lru_cache(maxsize=512)
def _with_the(name: str, whole: str) -> bool:
    return 2 * len(re.findall(rf"\b[Tt]he {re.escape(name)}\b", whole)) > len(
        re.findall(rf"\b{re.escape(name)}\b", whole)
    )


@lru_cache(maxsize=1024)
def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?<![A-Z][a-z] ){re.escape(name)}(?![\w-]| [A-Z])")
