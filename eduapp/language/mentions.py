"""Where a phrase is mentioned and how: called, defined, quoted, bare, as a subject, inside a longer phrase."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from spacy.symbols import PROPN

from eduapp.language.chunks import Candidate, Columns

if TYPE_CHECKING:
    from spacy.vocab import Vocab

FLAGS = tuple(
    "called or_before in_parenthesis quoted opens_sentence a the pointed bare listed of_before place concept_before "
    "abbreviated is_a means comma_gloss dash_after parenthesis_after subject object is_subject has_appos is_appos "
    "capital proper acronym nested plural relative_after and_beside by_of by_owner by_link owner_after".split()
)
BIT = {name: 1 << number for number, name in enumerate(FLAGS)}
_WORDS = {
    "call": "called termed named dubbed labeled labelled nicknamed call calls",
    "as": "as",
    "known": "known referred described",
    "to": "to",
    "a": "a an",
    "the": "the",
    "point": "this that these those his her its their our your my some any no each every such another",
    "quote": "“ ” \" ‘ ’ '' `` ' * _",
    "comma": ",",
    "open": "( [",
    "or": "or",
    "be": "is are was were",
    "mean": "means mean refers refer occurs occur describes involves consists measures denotes states",
    "gloss": "a an the or which also meaning called known sometimes often",
    "relative": "that who which whose where",
    "dash": "— – : -- -",
    "of": "of",
    "place": "in at from into to across throughout near toward towards",
    "like": "as like including",
    "concept": "term word phrase concept theory practice principle notion idea doctrine process form type system",
    "and": "and",
    "owner": "'s ’s ' ’",
    "when": "when where",
}
_WORD = {name: 1 << number for number, name in enumerate(_WORDS)}
_ARTICLE = _WORD["a"] | _WORD["the"]
_AFTER = {
    "means": _WORD["mean"],
    "dash_after": _WORD["dash"],
    "parenthesis_after": _WORD["open"],
    "relative_after": _WORD["relative"],
    "owner_after": _WORD["owner"],
    "and_beside": _WORD["and"],
}
_BEFORE = {
    "called": _WORD["call"],
    "quoted": _WORD["quote"],
    "in_parenthesis": _WORD["open"],
    "place": _WORD["place"],
    "listed": _WORD["like"],
    "concept_before": _WORD["concept"],
    "of_before": _WORD["of"],
    "and_beside": _WORD["and"],
}
_LINK = {"": 0, "of": BIT["by_of"], "'s": BIT["by_owner"]}


@dataclass
class Mentions:
    """A row for each mention, as arrays of the same length.

    `key` numbers the candidate and `form` the one of its variants that stands here, `doc` the text, `start` and `stop`
    its tokens; `flags` are bits named by `FLAGS`; `whole` is the key of the chunk that a nested mention is part of, or
    -1.
    """

    key: np.ndarray
    flags: np.ndarray
    doc: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    whole: np.ndarray
    form: np.ndarray

    @classmethod
    def of(cls, rows: array) -> Mentions:
        """Mentions from key, flags, doc, start, stop and whole of one after the other."""
        columns = np.frombuffer(rows, dtype=np.int64).reshape(-1, 6).T if rows else np.empty((6, 0), dtype=np.int64)
        return cls(*columns, form=columns[0])

    def merged(self, into: np.ndarray, kept: np.ndarray) -> Mentions:
        """The mentions of the keys to keep, each under the new number of the key that stands for it."""
        place, key = np.cumsum(kept) - 1, into[self.key]
        rows = kept[key]
        whole = np.where(self.whole < 0, -1, place[into[self.whole]])
        others = (column[rows] for column in (self.flags, self.doc, self.start, self.stop, whole, self.key))
        return Mentions(place[key[rows]], *others)


class Marker:
    """Finds the flags of mentions from the words around them, in the text that it last read."""

    def __init__(self, vocab: Vocab) -> None:
        add = vocab.strings.add
        self._classes: dict[int, int] = {}
        for name, words in _WORDS.items():
            for word in words.split():
                self._classes[add(word)] = self._classes.get(add(word), 0) | _WORD[name]
        self._subjects = {add(dep) for dep in ("nsubj", "nsubj:pass", "nsubj:outer")}
        self._appos, self._cop, self._flat = add("appos"), add("cop"), add("flat")
        self._roles = dict.fromkeys(self._subjects, BIT["subject"])
        self._roles |= {add("obj"): BIT["object"], self._appos: BIT["is_appos"]}
        self._plural = {add("NNS"), add("NNPS")}

    def read(self, columns: Columns) -> None:
        """Take in a text."""
        get = self._classes.get
        self._word = [get(word, 0) for word in columns.lower.tolist()] + [0, 0, 0]
        self._opens, self._capital = columns.opens.tolist(), columns.capital.tolist()
        self._of_token = self._by_token(columns)
        self._left: dict[int, int] = {}
        self._right: dict[int, int] = {}

    def _by_token(self, columns: Columns) -> list[int]:
        """What a candidate takes from its head: its role, number, and whether it is a name."""
        dep, head, roles = columns.dep.tolist(), columns.head.tolist(), self._roles
        flags = [roles.get(d, 0) for d in dep]
        predicates = {head[i] for i in np.flatnonzero(columns.dep == self._cop).tolist()}
        if predicates:
            for i, d in enumerate(dep):
                if d in self._subjects and head[i] in predicates:
                    flags[i] |= BIT["is_subject"]
        for i in np.flatnonzero(columns.dep == self._appos).tolist():
            flags[head[i]] |= BIT["has_appos"]
        for i in np.flatnonzero(columns.dep == self._flat).tolist():
            flags[i] |= flags[head[i]]
        for i in np.flatnonzero(columns.pos == PROPN).tolist():
            flags[i] |= BIT["proper"]
        for i in np.flatnonzero(columns.acronym).tolist():
            flags[i] |= BIT["acronym"]
        plural, tags = self._plural, columns.tag.tolist()
        return [f | BIT["plural"] if tag in plural else f for f, tag in zip(flags, tags, strict=True)]

    def flags(self, candidate: Candidate) -> int:
        """The flags of one mention, as bits named by `FLAGS`."""
        start, stop, head, left, right, link, _ = candidate
        found = self._of_token[head] | _LINK.get(link, BIT["by_link"])
        if left:
            found |= self._left[start] if start in self._left else self._look_left(start)
        if right:
            found |= self._right[stop] if stop in self._right else self._look_right(stop)
        if not (left and right):
            found |= BIT["nested"]
        if self._capital[start] and (self._capital[head] or link == "'s") and not self._opens[start]:
            found |= BIT["capital"]
        return found

    def _look_left(self, start: int) -> int:
        word, opens, at, flags = self._word, self._opens, start, 0
        if not opens[at] and word[at - 1] & _WORD["quote"]:
            flags, at = BIT["quoted"], at - 1
        if not opens[at] and word[at - 1] & (_ARTICLE | _WORD["point"]):
            at -= 1
            before = word[at]
            flags |= BIT["a"] if before & _WORD["a"] else BIT["the"] if before & _WORD["the"] else BIT["pointed"]
        else:
            flags |= BIT["bare"]
        flags |= BIT["opens_sentence"] if opens[at] else self._introduced(at - 1)
        self._left[start] = flags
        return flags

    def _introduced(self, at: int) -> int:
        """Flags of the words that end at `at`, which lead to a mention and its article."""
        word = self._word
        before, earlier = word[at], word[at - 1] if at else 0
        flags = sum(BIT[name] for name, words in _BEFORE.items() if before & words)
        if before & _WORD["as"]:
            verb = word[at - 2] if at > 1 and earlier & _WORD["to"] else earlier
            flags |= BIT["called"] if verb & _WORD["known"] else 0
        if before & _WORD["or"] and earlier & (_WORD["comma"] | _WORD["open"]):
            flags |= BIT["or_before"]
        if before & _WORD["of"] and earlier & _WORD["concept"]:
            flags |= BIT["concept_before"]
        return flags

    def _look_right(self, stop: int) -> int:
        after, later, flags = self._word[stop], self._word[stop + 1], 0
        if after & _WORD["quote"] and not after & _WORD["owner"]:
            flags, after, later = BIT["quoted"], later, self._word[stop + 2]
        if after:
            flags |= sum(BIT[name] for name, words in _AFTER.items() if after & words)
        if after & _WORD["be"] and later & (_ARTICLE | _WORD["when"]):
            flags |= BIT["is_a"]
        if after & _WORD["comma"] and later & _WORD["gloss"]:
            flags |= BIT["comma_gloss"]
        self._right[stop] = flags
        return flags
