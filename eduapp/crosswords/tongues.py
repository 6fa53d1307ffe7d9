"""Which language a text is in, its stop words, and the pipeline that splits it into sentences."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

KNOWN = ("en", "it", "fr", "de", "es", "pt", "nl")
PARSED = "en"
"""The language of the bundled parser."""

LEAST_SHARE, MOST_WORDS = 0.12, 5_000
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=16)
def stop_words(language: str) -> frozenset[str]:
    """spaCy's stop words of a language, in lower case, English ones with what definitions are worded with."""
    if language not in KNOWN:
        return frozenset()
    found = import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
    return frozenset(found) | (_WORDING if language == "en" else frozenset())


_WORDING = frozenset("called known named refers refer referred use uses defined means like including include".split())


def detect(text: str, default: str = PARSED) -> str:
    """The code of the language whose stop words a text has most of; `default` where it has few of any."""
    counts = Counter(word.casefold() for word in _WORD.findall(text)[:MOST_WORDS])
    total = sum(counts.values())
    shares = {code: sum(counts[word] for word in stop_words(code)) / max(total, 1) for code in KNOWN}
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= LEAST_SHARE else default


def has_parser(language: str) -> bool:
    """Whether sentences of a language can be parsed here, so that clues can be made by grammar."""
    return language == PARSED


@lru_cache(maxsize=8)
def splitter(language: str) -> Language:
    """A pipeline that splits a text into words and sentences: an installed trained one, or spaCy's rules."""
    import spacy

    trained = [name for name in spacy.util.get_installed_models() if name.startswith(f"{language}_core_")]
    if trained:
        return spacy.load(sorted(trained)[0])
    nlp = spacy.blank(language if language in KNOWN else "xx")
    nlp.add_pipe("sentencizer")
    return nlp
