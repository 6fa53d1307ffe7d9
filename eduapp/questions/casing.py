"""Capitals as the text itself writes a word inside its sentences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from eduapp.questions.contracts import Context

_WORD = re.compile(r"(?<![\w’'.-])[A-Za-z][a-z]{2,}(?:[’'-][a-z]+)*(?![\w])")
_INSIDE = re.compile(r"(?<=[\w,;)’”] )[A-Za-z][a-z]{2,}(?:[’'-][a-z]+)*(?!\w)")
_BESIDE_NAME = re.compile(r"(?:[A-Z][\w’'.-]* |(?:of|the|and) [A-Z][\w’'.-]* )$")
_STARTS = re.compile(r"(?:^|[.!?:“”‘(] ?|[.!?]” )$")
_COLON = re.compile(r": $")
SURE = 3
"""A name is written with a capital so often inside sentences, and never without."""


def as_written(stem: str, context: Context) -> str:
    """The stem with its words inside sentences written as the text writes them there.

    "did parliament ban" becomes "did Parliament ban" where the text only has "Parliament" inside its sentences. A
    capital that the text never has there is taken off; what stands in quotation marks or in a longer name stays.
    """
    written = _written(context)
    asks = stem.endswith("?")

    def fit(found: re.Match[str]) -> str:
        before, after, word = stem[: found.start()], stem[found.end() :], found.group()
        ends = bool(_COLON.search(before)) and asks and len(after.split()) < 2
        if (_STARTS.search(before) and not ends) or before.count("“") > before.count("”"):
            return word
        low, high = written.get(word.lower(), (0, 0))
        in_name = bool(_BESIDE_NAME.search(before)) or bool(re.match(r" (?:of )?[A-Z]", after))
        if word[0].isupper() and low and not high and not in_name:
            return word[0].lower() + word[1:]
        if word[0].islower() and high >= SURE and not low:
            return word[0].upper() + word[1:]
        return word

    return _WORD.sub(fit, stem)


def _written(context: Context) -> Mapping[str, tuple[int, int]]:
    return _counted(tuple(passage.text for passage in context.passages.values()))


@lru_cache(maxsize=4)
def _counted(passages: tuple[str, ...]) -> Mapping[str, tuple[int, int]]:
    """How often each word stands inside a sentence without a capital, and with one outside a longer name."""
    low, high = Counter[str](), Counter[str]()
    for text in passages:
        for found in _INSIDE.finditer(text):
            word = found.group()
            if word[0].islower():
                low[word] += 1
            elif not _BESIDE_NAME.search(text[: found.start()][-40:]) and not re.match(r" [A-Z]", text[found.end() :]):
                high[word.lower()] += 1
    return {word: (low[word], high[word]) for word in {*low, *high}}
