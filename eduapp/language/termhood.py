"""How likely a phrase is a term of its text: features of all its mentions, and a logistic model over them.

The features follow the literature on term extraction: frequency and spread, C-value for nested phrases (Frantzi,
Ananiadou and Mima 2000), frequency against general English (wordfreq), word form, and above all how a text
introduces a term ("a Y called X", "X is the ...", "X (ABC)", "X, or Z,"). Steps and products let the model bend.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from eduapp.language.mentions import BIT, FLAGS, Mentions
from eduapp.resources import model_dir

RATES = tuple(
    "opens_sentence a the pointed bare listed of_before place subject object capital proper acronym nested plural "
    "relative_after and_beside owner_after quoted".split()
)
EVER = tuple(
    "called or_before in_parenthesis quoted abbreviated is_a means comma_gloss is_subject has_appos is_appos "
    "concept_before dash_after parenthesis_after by_of by_owner by_link relative_after listed".split()
)
INTRODUCING = ("called", "or_before", "abbreviated", "is_a", "means", "is_subject", "quoted")
COUNTS = tuple(
    "log_count log_passages spread log_free once first log_first log_containers c_value introduced_first "
    "log_introduced fact".split()
)
WORDS = tuple(
    "one_word two_words three_words four_words zipf_least zipf_mean zipf_head unknown keyness head_keyness in_heading "
    "title_words letters hyphen digits".split()
)
SUFFIXES = tuple(
    "ism ist ity ment ness ance ence tion sion ology graphy cracy archy ship ics ing er or ate ide ine age ure al cy "
    "dom ian sis oid gen".split()
)
_RAW = (*COUNTS, *WORDS, *(f"rate_{name}" for name in RATES), *(f"ever_{name}" for name in EVER))
STEPS = {
    "zipf_least": (2, 3, 4, 5),
    "zipf_mean": (2, 3, 4, 5),
    "zipf_head": (2, 3, 4, 5),
    "keyness": (-1, 0, 1, 2, 3),
    "head_keyness": (-1, 0, 1, 2, 3),
    "log_count": (0.6, 1.4),
}
PRODUCTS = {
    "one_word": "log_count zipf_least keyness once rate_bare rate_opens_sentence log_passages letters unknown",
    "rate_proper": "log_count once zipf_least rate_the rate_place rate_owner_after rate_opens_sentence rate_subject "
    "two_words three_words",
    "once": "ever_called ever_is_a introduced_first ever_is_subject ever_comma_gloss ever_means",
    "log_count": "ever_called ever_is_a introduced_first ever_is_subject ever_comma_gloss ever_means zipf_mean",
    "rate_nested": "log_containers log_count",
}
_STEPS = tuple((name, at) for name, places in STEPS.items() for at in places)
_PRODUCTS = tuple((one, other) for one, others in PRODUCTS.items() for other in others.split())
NAMES = (
    *_RAW,
    *(f"ends_{suffix}" for suffix in SUFFIXES),
    *(f"{name}>{at}" for name, at in _STEPS),
    *(f"{one}*{other}" for one, other in _PRODUCTS),
)
_SMALL = frozenset(("of", "the", "and", "'s", "’s", "in", "to", "on", "for", "per", "from", "-", "‐"))
_UNSEEN = 0.5


@dataclass(frozen=True)
class Frame:
    """What the features of a document refer to: tokens by text, words of its title, its headings, subjects of facts."""

    sizes: tuple[int, ...]
    title: frozenset[str] = frozenset()
    headings: str = ""
    facts: frozenset[str] = frozenset()


def features(keys: list[str], mentions: Mentions, frame: Frame) -> np.ndarray:
    """A row of `NAMES` for each key, keys being lower-case lemmas and each having a mention."""
    key, flags = mentions.key, mentions.flags
    tally = {name: np.bincount(key, weights=(flags >> n) & 1, minlength=len(keys)) for n, name in enumerate(FLAGS)}
    count, total = np.bincount(key, minlength=len(keys)).astype(float), sum(frame.sizes)
    words = np.array([_word_features(k, n / total, frame) for k, n in zip(keys, count.tolist(), strict=True)])
    raw = [
        *_count_features(mentions, frame, count, tally, words[:, :4] @ (1, 2, 3, 4)),
        np.array([k in frame.facts for k in keys]),
        *words.T,
        *(tally[name] / count for name in RATES),
        *(tally[name] > 0 for name in EVER),
    ]
    of = dict(zip(_RAW, raw, strict=True))
    steps = [np.maximum(of[name] - at, 0) for name, at in _STEPS]
    products = [of[one] * of[other] for one, other in _PRODUCTS]
    return np.column_stack([*raw, _endings(keys), *steps, *products]).astype(float)


def _count_features(
    mentions: Mentions, frame: Frame, count: np.ndarray, tally: dict[str, np.ndarray], length: np.ndarray
) -> list[np.ndarray]:
    key, size = mentions.key, len(count)
    offsets = np.concatenate(([0], np.cumsum(frame.sizes)))
    total = max(int(offsets[-1]), 1)
    at = offsets[mentions.doc] + mentions.start
    first = np.full(size, total)
    np.minimum.at(first, key, at)
    held = mentions.whole >= 0
    passages, containers = _distinct(key, mentions.doc, size), _distinct(key[held], mentions.whole[held], size)
    introducing = sum(BIT[name] for name in INTRODUCING)
    opening = np.bincount(key, weights=(at == first[key]) & ((mentions.flags & introducing) > 0), minlength=size) > 0
    return [
        np.log(count),
        np.log(passages),
        passages / len(frame.sizes),
        np.log1p(count - tally["nested"]),
        count == 1,
        first / total,
        np.log1p(first),
        np.log1p(containers),
        np.log1p(np.log2(length + 1) * np.maximum(count - tally["nested"] / np.maximum(containers, 1), 0)),
        opening,
        np.log1p(sum(tally[name] for name in INTRODUCING)),
    ]


def _distinct(key: np.ndarray, other: np.ndarray, size: int) -> np.ndarray:
    """How many different values of `other` go with each key."""
    width = int(other.max(initial=0)) + 1
    return np.bincount(np.unique(key * width + other) // width, minlength=size)


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    return {word: math.log10(share) + 9 for word, share in get_frequency_dict("en", "large").items()}


def _word_features(key: str, share: float, frame: Frame) -> tuple[float, ...]:
    known = _frequencies()
    words = key.split(" ")
    content = [word for word in words if word not in _SMALL] or words
    zipf = [known.get(word, _UNSEEN) for word in content]
    least, head, length = min(zipf), zipf[-1], len(words) - words.count("-")
    keyness = math.log10(share) + 9
    titled = sum(word in frame.title for word in content)
    return (
        length == 1,
        length == 2,
        length == 3,
        length >= 4,
        least,
        sum(zipf) / len(zipf),
        head,
        least == _UNSEEN,
        keyness - least,
        keyness - head,
        f" {key} " in frame.headings,
        titled / len(content),
        len(key) / 10,
        "-" in words,
        not key.isalpha() and any(map(str.isdigit, key)),
    )


def _endings(keys: list[str]) -> np.ndarray:
    """One column a suffix, set for the longest one that a key ends in."""
    place = {suffix: number for number, suffix in enumerate(SUFFIXES)}
    longest = max(map(len, SUFFIXES))
    found = np.zeros((len(keys), len(SUFFIXES)))
    for row, key in enumerate(keys):
        for length in range(longest, 1, -1):
            if key[-length:] in place:
                found[row, place[key[-length:]]] = 1
                break
    return found


@dataclass(frozen=True)
class Model:
    """Weights of `NAMES` and an intercept."""

    weights: np.ndarray
    intercept: float

    def probability(self, rows: np.ndarray) -> np.ndarray:
        """The probability of being a term for each row."""
        return 1 / (1 + np.exp(-np.clip(rows @ self.weights + self.intercept, -30, 30)))


@lru_cache(maxsize=1)
def model() -> Model:
    """The model that ships, from `models/terms.json`. Raises ValueError if it was trained on other features."""
    stored = json.loads((model_dir() / "terms.json").read_text(encoding="utf-8"))
    if tuple(stored["features"]) != NAMES:
        raise ValueError("models/terms.json was trained on other features; run models/train/scripts/train_terms.py")
    return Model(np.array(stored["weights"]), float(stored["intercept"]))
