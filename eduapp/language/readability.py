"""How hard an English text is to read, as a grade of school."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
_SENTENCE_END = re.compile(r"[.!?:;]+(?=\s|$|[”\"’)])")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^aeiouy]e|[^td]ed|(?<![sxzcgaeiouy])(?<!sh)(?<!ch)es)$")
_SPOKEN_END = re.compile(r"[^aeiouyl]les?$")
_TWO_VOWELS = re.compile(
    r"(?<![ctsgl])i[ao]|(?:^|[^l]l|cl)ia|^lio|eo(?!us|p)|[^c]ie[nt][ct]|iety|ua|uou|iu|ism$|crea[^mks]|[ye]ing"
)


def flesch_kincaid(text: str) -> float:
    """The Flesch–Kincaid grade level (Kincaid et al. 1975): years of US schooling needed to read a text; 0 for none.

    0.39 × words a sentence + 11.8 × syllables a word − 15.59. One sentence is a small sample: take a grade or two
    either way for granted.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(_SENTENCE_END.findall(text.strip())))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, but for silent endings; at least 1."""
    word = word.casefold().replace("’", "'").removesuffix("'s").replace("qu", "kw")
    groups = len(_VOWELS.findall(word)) + len(_TWO_VOWELS.findall(word))
    silent = len(word) > 3 and _SILENT_END.search(word) and not _SPOKEN_END.search(word)
    return max(1, groups - bool(silent))
