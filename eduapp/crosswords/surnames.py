"""Last names: by which word a text calls somebody whose whole name is too long for a grid."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from wordfreq import zipf_frequency

from eduapp.crosswords.forms import words
from eduapp.language.grammar import PEOPLE
from eduapp.language.tongues import stop_words

COMMON = 4.0
"""From this Zipf frequency in lower case the last word is a word of the language: "massacre", "revolution"."""

SHORTEST = 3
_PARTICLES = frozenset("al bin da de del der di el ibn la le van von".split())
_TITLES = frozenset("mr mrs ms dr sir lord lady dame viscount earl count baron st".split())
_RUN = r"(?<![\p{{L}}-])(?P<before>(?:\p{{Lu}}[\p{{L}}.’'-]* )*){name}(?P<after>(?:-\p{{L}}| \p{{Lu}})?)"
_PLACE = r"\b(?:in|at|near|outside) {name}\b(?!['’]s)"


def last_name(name: str, sentences: Sequence[str]) -> str:
    """The last word of a name if the sentences call its bearer by it alone, and nobody and no place else; or "".

    It must be no common word, never stand after "the" or as a place ("in Washington"), and follow no other first name.
    """
    *first, last = name.split()
    if not first or len(last) < SHORTEST or not last[:1].isupper() or not last.isalpha():
        return ""
    if not all(word[:1].isupper() or word in _PARTICLES for word in first):
        return ""  # "Catherine of Aragon": the last word is not hers alone
    if zipf_frequency(last.lower(), "en") >= COMMON:
        return ""
    run = regex.compile(_RUN.format(name=regex.escape(last)) + r"(?!\p{L})")
    place = regex.compile(_PLACE.format(name=regex.escape(last)))
    own, alone = set(words(name)), False
    for sentence in sentences:
        if place.search(sentence):
            return ""
        for found in run.finditer(sentence):
            before = _first_names(found["before"], opens=found.start() == 0)
            if before - own or f"{sentence[: found.start()]}{found['before'][:4]}".lower().endswith("the "):
                return ""
            alone = alone or not (before or found["after"])
    return last if alone else ""


def _first_names(before: str, *, opens: bool) -> set[str]:
    """The words before a last name that are names: no title, and no word that has its capital from the sentence."""
    found = words(before)
    if opens and found and found[0] in stop_words("en"):
        found = found[1:]
    return {word for word in found if word.rstrip(".") not in _TITLES | PEOPLE}
