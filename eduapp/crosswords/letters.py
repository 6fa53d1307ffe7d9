"""Terms as the letters of a grid: capitals of any alphabet, one grapheme a cell (Unicode Standard Annex #29).

Course terms bring accents, ligatures and words that are joined. By default accents fall away, as in French or English
puzzles ("Élan" is ELAN), and Æ and Œ are two letters; with `accents=True` both stay. ß is always SS, a Greek final
sigma Σ, a typographic ligature its letters.
"""

from __future__ import annotations

import unicodedata

import regex

_ASIDE = regex.compile(r"\s*[(\[][^)\]]*[)\]]")
_WORDS = regex.compile(r"[^\s\p{Pd}/]+")
_JOINED = regex.compile(r"[^\s/]+")
_FILLS_A_CELL = regex.compile(r"[\p{L}\p{N}]")
_LOSES_ACCENTS = regex.compile(r"[\p{Script=Latin}\p{Script=Greek}]")
_APART = str.maketrans(
    {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
)


def cells(term: str, *, accents: bool = False) -> tuple[str, ...]:
    """The letters and digits of a term in capitals, a grapheme each; what stands in brackets is left out."""
    return tuple(letter for word in _WORDS.findall(_plain(term)) for letter in _letters(word, accents))


def enumeration(term: str, *, accents: bool = False) -> str:
    """How the letters of a term fall into words: "(7, 4)", with hyphens "(4-4, 9)"."""
    joined = (
        "-".join(str(count) for part in _WORDS.findall(group) if (count := len(_letters(part, accents))))
        for group in _JOINED.findall(_plain(term))
    )
    return f"({', '.join(filter(None, joined))})"


def stem(answer: tuple[str, ...]) -> tuple[str, ...]:
    """The answer without an English plural ending, for telling that two answers are one word."""
    word = "".join(answer)
    if len(word) > 4 and word.endswith("IES"):
        return (*answer[:-3], "Y")
    if len(word) > 4 and word.endswith(("CHES", "SHES", "SSES", "XES", "ZES")):
        return answer[:-2]
    if len(word) > 3 and word.endswith("S") and not word.endswith(("SS", "US", "IS")):
        return answer[:-1]
    return answer


def _plain(term: str) -> str:
    plain = unicodedata.normalize("NFKC", term)
    return _ASIDE.sub("", plain) if _FILLS_A_CELL.search(_ASIDE.sub("", plain)) else plain


def _letters(word: str, accents: bool) -> list[str]:
    if not accents:
        word = "".join(map(_bare, regex.findall(r"\X", word.translate(_APART))))
    capitals = unicodedata.normalize("NFC", word.upper())
    return [letter for letter in regex.findall(r"\X", capitals) if _FILLS_A_CELL.search(letter)]


def _bare(letter: str) -> str:
    """The letter without marks, where its alphabet reads it the same: a Cyrillic й or a Hindi vowel sign stays."""
    if not _LOSES_ACCENTS.match(letter):
        return letter
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
