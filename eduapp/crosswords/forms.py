"""Words as clue making compares them: stems, roots, keys of phrases."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

import regex

from eduapp.language.tongues import stop_words

_WORD = regex.compile(r"\p{L}+(?:[’'\-.]\p{L}+)*|\d[\d.,]*\d|\d")
_GRAPHEME = regex.compile(r"\X")
_MARKED = regex.compile(r"[\p{Latin}\p{Greek}]")
_ARTICLES = frozenset("a an the il lo la i gli le un uno una l le les une der die das ein eine el los las".split())
_PLURALS = (("sses", "ss"), ("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ss", "ss"), ("us", "us"),
            ("is", "is"), ("s", ""))  # fmt: skip
_ENDINGS = ("ization", "isation", "ations", "ation", "ingly", "ments", "ment", "ness", "ions", "ing", "ied", "ion",
            "ers", "ed", "er", "or", "ly", "al", "ism", "ist", "ian", "ity", "ic", "ous", "ive")  # fmt: skip
_NO_MARK = str.maketrans({"Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Æ": "AE", "æ": "ae", "Œ": "OE",
                          "œ": "oe", "Þ": "TH", "þ": "th", "ı": "i"})  # fmt: skip
_LONG_START, _LEAST_NAME, _LONG_STRETCH = 5, 3, 8


def words(text: str) -> list[str]:
    """The words and numbers of a text in lower case, inner hyphens and apostrophes kept."""
    return [found.casefold() for found in _WORD.findall(text)]


def unmarked(text: str) -> str:
    """The text without the marks on its Latin and Greek letters: "São Tomé" gives "Sao Tome", "Чайковский" itself."""
    letters = (_bare(letter) for letter in _GRAPHEME.findall(text.translate(_NO_MARK)))
    return unicodedata.normalize("NFC", "".join(letters))


def _bare(letter: str) -> str:
    if not _MARKED.match(letter):
        return letter
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """A word in lower case without its possessive and its regular plural ending."""
    word = word.casefold()
    for ending in ("’s", "'s", "’", "'"):
        word = word.removesuffix(ending)
    for ending, instead in _PLURALS if len(word) > 3 else ():
        if word.endswith(ending):
            return word[: len(word) - len(ending)] + instead
    return word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What a word's inflected forms share, letters unmarked: the same for "divided" and "divides".

    A light stemmer in the manner of Harman (1991), "How effective is suffixing?": plurals first, then one ending.
    """
    word = unmarked(singular(word))
    for ending in ("ing", "ied", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + ("y" if ending == "ied" else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """A shorter stem, without endings that make another part of speech: "migration" and "migrants" share "migr"."""
    word = unmarked(singular(word))
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: len(word) - len(ending)]
    return stem(word)


def _doing(word: str) -> str:
    """The stem of what somebody does who is called by a word: "digger" gives "dig", "typist" "typ"; "" for none."""
    word = unmarked(singular(word))
    for ending in ("er", "or", "ist"):
        verb = word.removesuffix(ending)
        if verb != word and len(verb) >= 3:
            return stem(verb)
    return ""


def akin(one: str, other: str) -> bool:
    """Whether two words are forms of one another, or plainly built on the same beginning."""
    if stem(one) == stem(other) or root(one) == root(other):
        return True
    if _doing(one) == stem(other) or _doing(other) == stem(one):
        return True
    a, b = unmarked(singular(one)), unmarked(singular(other))
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return (shared >= _LONG_START and shared >= 0.7 * min(len(a), len(b))) or _share_a_stretch(a, b)


@lru_cache(maxsize=50_000)
def _share_a_stretch(a: str, b: str) -> bool:
    """Whether most of a long word stands within another: "archaeological" and "bioarchaeology"."""
    if min(len(a), len(b)) < _LONG_STRETCH:
        return False
    shared = SequenceMatcher(None, a, b, autojunk=False).find_longest_match().size
    return shared >= _LONG_STRETCH and shared >= 0.7 * min(len(a), len(b))


def share_a_name(one: str, other: str) -> bool:
    """Whether two words with capitals may be built on one name: "Arius" and "Arians"."""
    if not (one[:1].isupper() and other[:1].isupper()):
        return False
    a, b = unmarked(one.casefold()), unmarked(other.casefold())
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= _LEAST_NAME and shared >= 0.6 * min(len(a), len(b))


def key(phrase: str) -> str:
    """A phrase for comparing: the stems of its words, articles left out."""
    return " ".join(stem(word) for word in words(phrase) if word not in _ARTICLES)


def content(text: str, language: str) -> frozenset[str]:
    """The stems of the words that carry meaning in a language."""
    stops = stop_words(language)
    return frozenset(stem(word) for word in words(text) if word not in stops and (len(word) > 1 or word.isdigit()))


def names(text: str, phrase: str) -> bool:
    """Whether a text has the words of a phrase side by side, in any inflection that the stemmer knows."""
    return bool(phrase.strip()) and f" {key(phrase)} " in f" {key(text)} "


def first_capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
