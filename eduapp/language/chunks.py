"""Noun phrases over Universal Dependencies: the stretches of a text that may be terms.

spaCy's own `noun_chunks` expects other labels. The tags of a parse are right far more often than its arcs, so a chunk
is a run of adjectives and nouns by tag, and the arcs only say where two runs meet ("gave | students | homework").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from spacy.attrs import (
    DEP,
    HEAD,
    IDX,
    IS_PUNCT,
    IS_UPPER,
    LEMMA,
    LENGTH,
    LIKE_URL,
    LOWER,
    ORTH,
    POS,
    SENT_START,
    SPACY,
    TAG,
)
from spacy.symbols import ADJ, ADV, NOUN, NUM, PROPN, VERB, X

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token
    from spacy.vocab import Vocab

GENERIC = frozenset(
    "many much more most other others another such same own several few fewer less least various certain "
    "different similar new old first second third fourth fifth sixth seventh eighth ninth tenth last next "
    "previous former latter following main major minor key important significant good better best bad worse worst "
    "big great greater greatest large larger largest small smaller smallest higher highest lower lowest longer "
    "shorter early earlier later recent present possible likely able available usual typical particular entire "
    "whole so-called only very just additional further numerous countless multiple famous well-known known "
    "notable powerful above below aforementioned respective subsequent eventual vast huge enormous considerable "
    "substantial essential crucial interesting successful both half twice today yesterday tomorrow one two three "
    "four five six seven eight nine ten dozen hundred thousand million billion".split()
)
LEFT = frozenset(
    ("det", "det:predet", "amod", "compound", "nummod", "nmod:poss", "nmod:desc", "nmod:unmarked", "advmod")
)
NAME_PARTS = frozenset(("flat", "flat:foreign", "goeswith"))
LINKS = ("of", "in", "to", "on", "for", "per", "from", "and")
LONGEST = 7
_ATTRIBUTES = [ORTH, LOWER, LEMMA, POS, TAG, DEP, SPACY, SENT_START, IDX, LENGTH, HEAD, IS_UPPER, IS_PUNCT, LIKE_URL]
_OPENERS = frozenset(("DET", "PRON", "NUM", "ADV", "PUNCT", "PART", "ADP"))


class Chunk(NamedTuple):
    """Tokens `start` to `stop` (not included) of a text: modifiers, and a noun that ends them."""

    start: int
    stop: int


class Candidate(NamedTuple):
    """A stretch that may be a term, from the chunk of that number, with its head.

    `left` and `right` say whether it opens and ends where its chunks do; `link` is the word that joins two of them.
    """

    start: int
    stop: int
    head: int
    left: bool = True
    right: bool = True
    link: str = ""
    chunk: int = -1


class Columns:
    """A parsed text as arrays, one value a token: string ids, flags, and `head` and `idx` as positions."""

    def __init__(self, doc: Doc) -> None:
        rows = doc.to_array(_ATTRIBUTES)
        orth, self.lower, self.lemma, self.pos, self.tag, self.dep, self.spaced, opens = rows.T[:8]
        idx, length, head, upper, punctuation, url = rows.T[8:]
        self.head = head.astype(np.int64) + np.arange(len(rows))
        self.wordless = (punctuation == 1) | (url == 1)
        self.capital = orth != self.lower
        self.acronym = (upper == 1) & (length > 1)
        self.opens = opens == 1
        self.opens[:1] = True
        self.idx, self.end = idx.astype(np.int64), (idx + length).astype(np.int64)


class _Ids:
    """The string-store ids of the words and labels that chunking asks for."""

    def __init__(self, vocab: Vocab) -> None:
        add = vocab.strings.add
        self.vocab = vocab
        self.generic = {add(word) for word in GENERIC}
        self.hyphens = [add(word) for word in ("-", "‐")]
        self.modifying = [add(label) for label in ("amod", "compound")]
        self.name = [add(label) for label in (*NAME_PARTS, "compound", "nmod:desc")]
        self.compared = [add(tag) for tag in ("JJR", "JJS", "RBR", "RBS")]
        self.participle = [add(tag) for tag in ("VBN", "VBG")]
        self.possessive, self.the = add("POS"), add("the")
        self.owners = [add(word) for word in ("'s", "’s", "'", "’")]
        self.links = {add(word): word for word in LINKS}


_known: list[_Ids] = []


def _ids_of(vocab: Vocab) -> _Ids:
    for ids in _known:
        if ids.vocab is vocab:
            return ids
    _known[:] = [*_known[-3:], _Ids(vocab)]
    return _known[-1]


class Chunker:
    """The chunks of one text, and the candidate terms in and across them."""

    def __init__(self, doc: Doc, columns: Columns | None = None) -> None:
        self.columns = columns or Columns(doc)
        self.ids = _ids_of(doc.vocab)
        self.columns.wordless |= _any(self.columns.lower, self.ids.owners)
        self.nouns = ((self.columns.pos == NOUN) | (self.columns.pos == PROPN)) & ~self.columns.wordless
        self.lower = self.columns.lower.tolist()
        self.hyphens = _any(self.columns.lower, self.ids.hyphens)
        self.weak = self._weak().tolist() if self.lower else []
        self.chunks = self._chunks() if self.lower else []

    def _chunks(self) -> list[Chunk]:
        inside, linked = self._links()
        breaks = np.flatnonzero(~linked[:-1]) + 1
        starts, stops = np.concatenate(([0], breaks)), np.concatenate((breaks, [len(self.lower)]))
        held = inside[starts]
        nouns = self.nouns.tolist()
        runs = zip(starts[held].tolist(), stops[held].tolist(), strict=True)
        return [chunk for run in runs if (chunk := self._trimmed(*run, nouns)) is not None]

    def _links(self) -> tuple[np.ndarray, np.ndarray]:
        """Which tokens may stand in a chunk, and which of them go on into the next token's."""
        columns, nouns = self.columns, self.nouns
        pos, head, here = columns.pos, columns.head, np.arange(len(self.lower))
        modifying = _any(columns.dep, self.ids.modifying) & (head > here)
        participle = (pos == VERB) & modifying & _any(columns.tag, self.ids.participle)
        inside = (nouns | (pos == ADJ) | participle | ((pos == X) & modifying)) & ~columns.wordless
        onward = (head[:-1] > here[:-1]) & nouns[:-1] & nouns[1:]
        names = (pos[:-1] == PROPN) & (pos[1:] == PROPN)
        named = nouns[:-1] & (head[1:] == here[:-1]) & _any(columns.dep[1:], self.ids.name)
        described = ~nouns[:-1] & (nouns[1:] | (head[:-1] > here[:-1]))
        linked = np.zeros(len(pos), dtype=bool)
        linked[:-1] = inside[:-1] & inside[1:] & (onward | names | named | described)
        self._join_hyphens(inside, linked)
        return inside, linked

    def _join_hyphens(self, inside: np.ndarray, linked: np.ndarray) -> None:
        """Make "by-product" one: what stands before a hyphen belongs to what follows it, whatever its tag."""
        pos, spaced = self.columns.pos, self.columns.spaced
        for hyphen in np.flatnonzero(self.hyphens)[::-1].tolist():
            within = 0 < hyphen < len(pos) - 1 and not spaced[hyphen - 1] and not spaced[hyphen]
            if within and inside[hyphen + 1] and pos[hyphen - 1] != NUM:
                inside[hyphen - 1 : hyphen + 1] = True
                linked[hyphen - 1 : hyphen + 1] = True

    def _weak(self) -> np.ndarray:
        """Tokens that may not open a chunk: generic and compared adjectives, numbers, adverbs; "New Deal" is a name."""
        columns, generic = self.columns, self.ids.generic
        weak = np.fromiter((word in generic for word in self.lower), bool, len(self.lower))
        weak |= _any(columns.tag, self.ids.compared)
        name = columns.capital & ~columns.opens
        name[:-1] &= columns.capital[1:]
        name[-1] = False
        loose = (columns.pos == NUM) | (columns.pos == ADV)
        loose[:-1] &= ~self.hyphens[1:]
        return (weak & ~name) | loose | self.hyphens

    def _trimmed(self, start: int, stop: int, nouns: list[bool]) -> Chunk | None:
        while stop > start and not nouns[stop - 1]:
            stop -= 1
        while start < stop and self.weak[start]:
            start += 1
        return Chunk(start, stop) if start < stop else None

    def candidates(self) -> Iterator[Candidate]:
        """Each chunk, its endings and compounds, and chunks joined as in "law of demand" or "Say's law"."""
        found, weak, nouns = self.chunks, self.weak, self.nouns
        tag, possessive = self.columns.tag, self.ids.possessive
        opens = {chunk.start: chunk for chunk in found}
        for number, (start, stop) in enumerate(found):
            head = stop - 1
            yield Candidate(start, stop, head, True, True, "", number)
            for inner in range(start + 1, stop):
                if not weak[inner]:
                    yield Candidate(inner, stop, head, False, True, "", number)
            for inner in range(start + 2, stop):
                if nouns[inner - 1] and not weak[inner]:
                    yield Candidate(start, inner, inner - 1, True, False, "", number)
            if number and found[number - 1].stop == start - 1 and tag[start - 1] == possessive:
                yield Candidate(found[number - 1].start, stop, head, True, True, "'s", number)
            yield from self._joined(number, start, stop, opens)

    def _joined(self, number: int, start: int, stop: int, opens: dict[int, Chunk]) -> Iterator[Candidate]:
        link = self._link(stop)
        if not link:
            return
        other = opens.get(stop + 2 if link == "of" and self.lower[stop + 1] == self.ids.the else stop + 1)
        if other is None:
            return
        ends = [other.stop]
        if link == "of" and self._link(other.stop) == "of" and other.stop + 1 in opens:
            ends.append(opens[other.stop + 1].stop)
        for end in ends:
            for inner in range(start, stop):
                if end - inner <= LONGEST and not self.weak[inner]:
                    yield Candidate(inner, end, stop - 1, inner == start, True, link, number)

    def _link(self, at: int) -> str:
        return self.ids.links.get(self.lower[at], "") if at + 1 < len(self.lower) else ""


def chunks(doc: Doc) -> list[Chunk]:
    """The longest noun phrases of a text by tag: no determiner, possessive, number or generic adjective opens one."""
    return Chunker(doc).chunks


def noun_phrase(token: Token) -> Span:
    """The noun phrase that a noun heads: its left modifiers, determiner included, and the parts of its name.

    Relative clauses, appositions and prepositional phrases after the noun stay out.
    """
    doc, start, stop = token.doc, token.i, token.i + 1
    for child in reversed(list(token.lefts)):
        if child.right_edge.i != start - 1 or (child.dep_ not in LEFT and child.text not in ("-", "‐")):
            break
        start = child.left_edge.i
    for child in token.rights:
        if child.left_edge.i != stop or child.dep_ not in NAME_PARTS:
            break
        stop = child.right_edge.i + 1
    return doc[start:stop]


def term_text(span: Span) -> str:
    """A phrase as a term is written: without its determiner or possessor, in lower case at the start of a sentence."""
    doc, start, stop = span.doc, span.start, span.end
    for token in doc[start : stop - 1]:
        if token.pos_ not in _OPENERS and token.lower_ not in GENERIC and token.tag_ != "POS":
            break
        start = token.i + 1
    text = " ".join(doc[start:stop].text.split())
    lowered = doc[start].is_sent_start and doc[start].is_title and doc[start].pos_ != "PROPN"
    return text[0].lower() + text[1:] if lowered else text


def _any(array: np.ndarray, values: Iterable[int]) -> np.ndarray:
    found = np.zeros(len(array), dtype=bool)
    for value in values:
        found |= array == value
    return found
