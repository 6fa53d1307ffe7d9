"""Terms of a document, ranked by how likely each is one that its author would put in a glossary."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from spacy.symbols import PROPN

from eduapp.domain.knowledge import Fact, FactKind, Term
from eduapp.domain.source import Document, Passage, Role
from eduapp.language.chunks import Candidate, Chunker, Columns
from eduapp.language.mentions import BIT, Marker, Mentions
from eduapp.language.termhood import Frame, features, model

if TYPE_CHECKING:
    from spacy.tokens import Doc

FLOOR = 0.01
_LINKED = BIT["by_link"] | BIT["by_owner"]  # "change in momentum", "Ohm's law": once may be chance
_TOLD = BIT["called"] | BIT["abbreviated"] | BIT["proper"] | BIT["capital"]
_TELLING = (FactKind.DEFINITION, FactKind.NAMING)
_SKIPPED = frozenset(("of", "the", "and", "for", "in", "on", "to", "-", "&", "a"))
_HEAD_LINKS = frozenset(("of", "in", "to", "on", "for", "per", "from"))


def rank_terms(
    document: Document, docs: Sequence[tuple[Passage, Doc]], facts: Iterable[Fact] = (), limit: int | None = None
) -> tuple[Term, ...]:
    """The terms of a document by falling salience, at most `limit`.

    `docs` are its prose passages with their parses, `facts` what was found in them. Salience is the probability (0 to
    1) that the phrase is a glossary term, by a logistic model trained on the glossaries of four textbooks (`termhood`);
    what is less likely than `FLOOR` is left out. Inflected and capitalised forms, and an abbreviation with what it
    stands for, are one term.

    Measured by `benchmarks.understanding`: among the glossary terms of a textbook section that occur in its text, the
    share found among its first 30 terms; both sides case-folded, plurals made singular, parentheses stripped.
    """
    collection = Collection(document, docs, facts)
    if not collection.keys:
        return ()
    salience = np.round(model().probability(collection.features()), 4)
    order = sorted(range(len(salience)), key=lambda key: (-salience[key], collection.keys[key]))
    likely = [key for key in order if salience[key] >= FLOOR][:limit]
    return tuple(collection.terms(likely, salience))


class Collection:
    """The candidate terms of a document: `keys` (lower-case lemmas) and all their mentions, variants made one."""

    def __init__(self, document: Document, docs: Sequence[tuple[Passage, Doc]], facts: Iterable[Fact] = ()) -> None:
        self.document, self.docs = document, [pair for pair in docs if len(pair[1])]
        self.facts = frozenset(fact.subject_key for fact in facts if fact.kind in _TELLING)
        self.columns: list[Columns] = []
        self._numbers: dict[str, int] = {}
        self._shorts: dict[str, int] = {}
        self._lower: dict[int, str] = {}
        rows = array("q")
        marker = Marker(self.docs[0][1].vocab) if self.docs else None
        for number, (_, doc) in enumerate(self.docs):
            self._read(number, doc, marker, rows)
        self._settle(Mentions.of(rows))

    def _read(self, number: int, doc: Doc, marker: Marker, rows: array) -> None:
        columns = Columns(doc)
        self.columns.append(columns)
        marker.read(columns)
        chunker = Chunker(doc, columns)
        norm = self._norm(doc, columns)
        wholes = [self._number(norm, start, stop) for start, stop in chunker.chunks]
        spelled, found = dict(abbreviations(doc, columns)), list(chunker.candidates())
        if spelled:
            unseen = spelled.keys() - {(candidate.start, candidate.stop) for candidate in found}
            found.extend(Candidate(*long, head=long[1] - 1) for long in sorted(unseen))
        for candidate in found:
            start, stop = candidate.start, candidate.stop
            flags, key = marker.flags(candidate), self._number(norm, start, stop)
            if (start, stop) in spelled:
                self._shorts.setdefault(norm[spelled[start, stop]], key)
                flags |= BIT["abbreviated"]
            whole = wholes[candidate.chunk] if flags & BIT["nested"] else -1
            rows.extend((key, flags, number, start, stop, whole))

    def _norm(self, doc: Doc, columns: Columns) -> list[str]:
        lower, strings = self._lower, doc.vocab.strings
        lemmas = columns.lemma.tolist()
        for lemma in set(lemmas) - lower.keys():
            lower[lemma] = strings[lemma].lower()
        return [lower[lemma] for lemma in lemmas]

    def _number(self, norm: list[str], start: int, stop: int) -> int:
        key = norm[start] if stop == start + 1 else " ".join(norm[start:stop])
        return self._numbers.setdefault(key, len(self._numbers))

    def _settle(self, mentions: Mentions) -> None:
        """Give every variant the number of its commonest form and drop chance neighbours."""
        keys = list(self._numbers)
        ties = {self._numbers[short]: long for short, long in self._shorts.items() if short in self._numbers}
        ties = {short: long for short, long in ties.items() if long not in ties}
        counts = np.bincount(mentions.key, minlength=len(keys)).tolist()
        into = np.array(variants(keys, counts, ties), dtype=np.int64)
        sure = (mentions.flags & _LINKED == 0) | (mentions.flags & _TOLD > 0)
        weights = np.where(sure, 2, 1)
        kept = np.bincount(into[mentions.key], weights=weights, minlength=len(keys)) > 1
        self.mentions, self.shorts = mentions.merged(into, kept), frozenset(ties)
        self.keys = [keys[number] for number in np.flatnonzero(kept).tolist()]

    def features(self) -> np.ndarray:
        """The features of every key, in their order."""
        title = _words(self.document.title)
        headings = [self.document.title, *_headings(self.document)]
        frame = Frame(
            sizes=tuple(len(doc) for _, doc in self.docs),
            title=frozenset(title),
            headings="".join(f" {' '.join(_words(heading))} |" for heading in headings),
            facts=self.facts,
        )
        return features(self.keys, self.mentions, frame)

    def terms(self, keys: Iterable[int], salience: np.ndarray) -> Iterator[Term]:
        """A Term for each of these keys."""
        order = np.argsort(self.mentions.key, kind="stable")
        bounds = np.searchsorted(self.mentions.key[order], np.arange(len(self.keys) + 1))
        for key in keys:
            yield self._term(key, order[bounds[key] : bounds[key + 1]].tolist(), float(salience[key]))

    def _term(self, key: int, rows: list[int], salience: float) -> Term:
        mentions, docs = self.mentions, self.docs
        short = [row for row in rows if int(mentions.form[row]) in self.shorts]
        full = [row for row in rows if row not in short] or rows
        proper = 2 * sum(map(bool, mentions.flags[full] & BIT["proper"])) >= len(full)
        row, text = self._text(full, proper)
        return Term(
            text=text,
            key=self.keys[key],
            salience=salience,
            count=len(rows),
            proper=proper,
            plural=bool(mentions.flags[row] & BIT["plural"]),
            head=_head(self.keys[key]),
            passages=tuple(dict.fromkeys(docs[number][0].id for number in mentions.doc[rows].tolist())),
            locator=docs[mentions.doc[rows[0]]][0].locator,
            aliases=tuple(sorted({self._surface(row) for row in short} - {text})),
        )

    def _text(self, rows: list[int], proper: bool) -> tuple[int, str]:
        """The usual form and a mention that has it: singular if there is one, no capital that a sentence gave."""
        flags = self.mentions.flags
        if not proper:
            rows = [row for row in rows if not flags[row] & BIT["plural"]] or rows
        inside = [row for row in rows if not self._opens(row)]
        forms = {row: self._surface(row) for row in inside or rows}
        text = Counter(forms.values()).most_common(1)[0][0]
        row = next(row for row, form in forms.items() if form == text)
        if not inside and not self._keeps_capital(row, proper) and text[1:2].islower():
            text = text[0].lower() + text[1:]
        return row, text

    def _keeps_capital(self, row: int, proper: bool) -> bool:
        """Whether the first word of a form that opens a sentence has its capital by itself ("Keynesian economics")."""
        columns, start = self.columns[self.mentions.doc[row]], self.mentions.start[row]
        word, named = int(columns.lower[start]), proper or columns.pos[start] == PROPN
        if proper and self.mentions.stop[row] > start + 1 and columns.capital[self.mentions.stop[row] - 1]:
            return True
        return word in self._names or (named and word not in self._common)

    @cached_property
    def _common(self) -> set[int]:
        """The words that occur without a capital."""
        return set().union(*(columns.lower[~columns.capital].tolist() for columns in self.columns))

    @cached_property
    def _names(self) -> set[int]:
        """The words that have a capital inside sentences and never lack it."""
        capital = (columns.lower[columns.capital & ~columns.opens].tolist() for columns in self.columns)
        return set().union(*capital) - self._common

    def _opens(self, row: int) -> bool:
        return bool(self.columns[self.mentions.doc[row]].opens[self.mentions.start[row]])

    def _surface(self, row: int) -> str:
        number = self.mentions.doc[row]
        columns, text = self.columns[number], self.docs[number][0].text
        start, end = columns.idx[self.mentions.start[row]], columns.end[self.mentions.stop[row] - 1]
        return " ".join(text[start:end].split()).strip('“”"*_')


def variants(keys: list[str], counts: list[int], ties: dict[int, int]) -> list[int]:
    """For each key the number of the one that stands for it: what it abbreviates, or its commonest form."""
    best: dict[str, int] = {}
    for number, key in enumerate(keys):
        if number not in ties and counts[number] > counts[best.setdefault(variant(key), number)]:
            best[variant(key)] = number
    return [best[variant(keys[ties.get(number, number)])] for number in range(len(keys))]


def variant(key: str) -> str:
    """A key without hyphens and the last word's plural ending: what is equal by it is one term."""
    key = key.replace(" - ", " ")
    if len(key) > 4 and key.endswith("ies"):
        return key[:-3] + "y"
    if len(key) > 4 and key.endswith(("ches", "shes", "sses", "xes")):
        return key[:-2]
    return key[:-1] if len(key) > 3 and key[-1] == "s" and key[-2] not in "sui" else key


def abbreviations(doc: Doc, columns: Columns) -> list[tuple[tuple[int, int], int]]:
    """Phrases spelled out beside their abbreviation: ((start, stop), token of the abbreviation).

    "gross domestic product (GDP)" and "GDP (gross domestic product)", matched letter by letter from the right
    (Schwartz and Hearst 2003).
    """
    found = []
    for opening in np.flatnonzero(columns.lower == doc.vocab.strings["("]).tolist():
        closing = next((i for i in range(opening + 2, min(opening + 10, len(doc))) if doc[i].text == ")"), None)
        if closing is None or opening == 0:
            continue
        short = opening + 1 if closing == opening + 2 else opening - 1
        first, last = (0, opening) if short > opening else (opening + 1, closing)
        if not _is_short(doc[short].text):
            continue
        start = _spelled_out(doc[short].text, doc, max(first, last - 2 * len(doc[short])), last)
        if start is not None and (short > opening or start == first):
            found.append(((start, last), short))
    return found


def _is_short(word: str) -> bool:
    return 2 <= len(word) <= 10 and word[0].isalpha() and sum(map(str.isupper, word)) >= max(2, len(word) // 2)


def _spelled_out(short: str, doc: Doc, first: int, last: int) -> int | None:
    """The token where the phrase ending at `last` starts to spell `short`, the first letter opening that token."""
    letters = [c.lower() for c in short.removesuffix("s") if c.isalnum()]
    for at in range(last - 1, first - 1, -1):
        left = _unspelled(doc[at].lower_, letters)
        if not left:
            return at if last - at > 1 else None
        if left == letters and doc[at].lower_ not in _SKIPPED:
            return None
        letters = left
    return None


def _unspelled(word: str, letters: list[str]) -> list[str]:
    """The letters that are left when a word has spelled the last ones; its own first letter has to be among them."""
    left, place = list(letters), len(word)
    while left and place > 0:
        place = 0 if word[0] == left[-1] else word.rfind(left[-1], 0, place)
        if place < 0:
            return letters
        left.pop()
    return letters if place else left


def _head(key: str) -> str:
    """The last word of a key before what "of" and the like add."""
    words = key.split()
    cut = next((i for i, word in enumerate(words) if i and word in _HEAD_LINKS), len(words))
    return words[cut - 1]


def _words(text: str) -> list[str]:
    """Words in lower case, plurals made singular, for finding keys in headings."""
    return [variant(word) for word in re.findall(r"[\w’']+", text.lower())]


def _headings(document: Document) -> Iterator[str]:
    yield from (p.text for p in document.passages if p.role is Role.HEADING)
    yield from dict.fromkeys(part for p in document.passages for part in p.locator.heading)
