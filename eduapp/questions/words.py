"""Small tools for words: no grammar, only what comparing two phrases needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")
ARTICLES = ("a", "an", "the")
ABBREVIATIONS = ("mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "vs.", "e.g.", "i.e.", "etc.", "ca.", "c.", "no.", "fig.")

STOP = frozenset(
    """
    a about above across after again against all almost along also although always am among an and another any anyone
    are around as at away be became because become becomes been before being below between both but by can cannot could
    did do does doing done down during each either else enough especially even ever every few for from further get
    gets had has have having he her here hers herself him himself his how however i if in into instead is it its itself
    just less like made make makes many may me means might mine more most much must my myself near nearly need neither
    never no nor not now of off often on once one only onto or other others our ours out over own per perhaps quite
    rather really same shall she should since so some such than that the their theirs them themselves then there
    therefore these they this those though through thus to together too toward towards under until up upon us use used
    uses using usually very via was we well were what when where whether which while who whom whose why will with within
    without would yet you your yours
    called known named term terms refers refer referred describes described description defined definition name best
    following
    """.split()
)

_SUFFIXES = (
    ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("zes", "z"), ("ves", "f"),
    ("'s", ""), ("’s", ""), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", ""),
)  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, inner hyphens, apostrophes and points kept."""
    return [m.group().casefold() for m in WORD.finditer(text)]


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """A word without its plural or possessive ending, in lower case: enough to compare nouns."""
    word = word.casefold()
    if len(word) > 3:
        for ending, instead in _SUFFIXES:
            if word.endswith(ending) and len(word) - len(ending) >= 2:
                return word[: len(word) - len(ending)] + instead
    return word


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """A word without its commonest verbal endings, so that "divided", "divides" and "dividing" compare equal."""
    word = lemma(word)
    for ending in ("ing", "ied", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + ("y" if ending == "ied" else "")
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiousl":
        word = word[:-1]  # "stopp"
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def roots(text: str) -> list[str]:
    """The roots of all words of a text."""
    return [root(token) for token in tokens(text)]


@lru_cache(maxsize=20_000)
def content(text: str) -> frozenset[str]:
    """The roots of the words that carry meaning."""
    meaning = (token for token in tokens(text) if token not in STOP and (len(token) > 1 or token.isdigit()))
    return frozenset(root(token) for token in meaning)


def kin(a: str, b: str) -> bool:
    """Whether two words are forms of one another or built on the same long beginning ("inflate", "inflation")."""
    a, b = root(a), root(b)
    if a == b:
        return True
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= 5 and shared >= 0.8 * min(len(a), len(b))


def overlap(part: Iterable[str], whole: Iterable[str]) -> float:
    """The share of `part` that is in `whole`; 0 for an empty part."""
    part, whole = set(part), set(whole)
    return len(part & whole) / len(part) if part else 0.0


def same(a: str, b: str) -> bool:
    """Whether two phrases are the same but for articles, case, number and punctuation."""
    return normal(a) == normal(b)


@lru_cache(maxsize=20_000)
def normal(text: str) -> str:
    """A phrase for comparing: lemmas without articles."""
    return " ".join(lemma(token) for token in tokens(text) if token not in ARTICLES)


def contains(text: str, phrase: str) -> bool:
    """Whether the words of a phrase stand side by side in a text, whatever their number and case."""
    return bool(phrase.strip()) and f" {normal(phrase)} " in f" {normal(text)} "


def bare(phrase: str) -> str:
    """A phrase without its leading article."""
    first, _, rest = phrase.partition(" ")
    return rest if rest and first.casefold() in ARTICLES else phrase


def article_of(phrase: str) -> str:
    """The article that a phrase begins with, in lower case, or an empty string."""
    first = phrase.split(" ", 1)[0].casefold()
    return first if first in ARTICLES else ""


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """The text as a sentence: capital at its start, one full stop at its end."""
    text = capital(text.strip())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a passage, by punctuation alone."""
    found: list[str] = []
    for piece in SENTENCE_END.split(text):
        if found and found[-1].split()[-1].casefold() in ABBREVIATIONS:
            found[-1] += f" {piece}"
        elif piece.strip():
            found.append(piece.strip())
    return tuple(found)


def initials(phrase: str) -> str:
    """The first letters of a phrase's words, in lower case: "gross domestic product" gives "gdp"."""
    return "".join(token[0] for token in tokens(phrase) if token not in ("of", "the", "and", "for", "in"))


@lru_cache(maxsize=20_000)
def zipf(word: str) -> float:
    """How common an English word is, on the Zipf scale: 7 for "the", 4 for "particle", 0 for one never seen."""
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en")
