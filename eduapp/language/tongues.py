"""Which language a text is in, its stop words, and the pipeline that splits it into sentences."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
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
    spacy = find_spec("spacy")
    assert spacy is not None and spacy.origin is not None
    # the file alone: to import the language would compile its tokenizer, which takes seconds
    found = run_path(str(Path(spacy.origin).parent / "lang" / language / "stop_words.py"))["STOP_WORDS"]
    return frozenset(found) | (_WORDING if language == "en" else frozenset())


_WORDING = frozenset("called known named refers refer referred use uses defined means like including include".split())


def detect(text: str, default: str = PARSED) -> str:
    """The code of the language whose stop words a text has most of; `default` where it has few of any."""
    found = shares(text)
    best = max(found, key=found.__getitem__)
    return best if found[best] >= LEAST_SHARE else default


def shares(text: str) -> dict[str, float]:
    """For each known language, the share of a text's words that are stop words of it, from 0 to 1."""
    counts = Counter(word.casefold() for word in _WORD.findall(text)[:MOST_WORDS])
    total = sum(counts.values())
    return {
        code: sum(count for word, count in counts.items() if word in stop_words(code)) / max(total, 1) for code in KNOWN
    }


def has_parser(language: str) -> bool:
    """Whether sentences of a language can be parsed here, so that its grammar can be read."""
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
