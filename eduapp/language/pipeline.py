"""The spaCy pipeline: loaded once, with a guard that keeps it from breaking sentences where no sentence ends."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eduapp.domain.source import Document, Passage, Role
from eduapp.language.matter import is_taught
from eduapp.resources import model_dir

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PROSE = (Role.PARAGRAPH, Role.LIST_ITEM)
FINAL = (".", "!", "?", "…", "。")
CLOSERS = ('"', "'", "”", "’", "''", ")", "]", "»")
NEITHER, ENDS, CLOSES = 0, 1, 2
_NO = np.uint64(2**64 - 1)


@lru_cache(maxsize=1)
def load() -> Language:
    """The bundled English pipeline (Universal Dependencies labels), read from `models/` once a process."""
    import spacy
    from spacy.language import Language

    if not Language.has_factory("sentence_guard"):
        Language.component("sentence_guard", func=guard_sentences)
    nlp = spacy.load(model_dir() / "en_eduapp")
    nlp.add_pipe("sentence_guard", first=True)
    return nlp


@lru_cache(maxsize=1)
def version() -> str:
    """Names what makes an understanding: the pipeline and its version, and a hash of the rules and term weights.

    An understanding made by another version is out of date.
    """
    meta = json.loads((model_dir() / "en_eduapp" / "meta.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256()
    rules = sorted(Path(__file__).parent.rglob("*.py"))
    for path in (*rules, model_dir() / "terms.json"):
        digest.update(path.read_bytes())
    return f"{meta['lang']}_{meta['name']}-{meta['version']}+{digest.hexdigest()[:8]}"


def guard_sentences(doc: Doc) -> Doc:
    """Forbid a sentence start after anything but sentence-final punctuation; the parser decides the rest.

    A parser trained on web text breaks textbook sentences at colons, quotes and capitals; course prose is punctuated.
    """
    from spacy.attrs import ORTH, SENT_START

    if len(doc) < 2:
        return doc
    kinds = _kinds(doc.vocab.strings)
    kind = np.array([kinds[orth] for orth in doc.to_array([ORTH]).ravel().tolist()])
    after_final = kind == ENDS
    for _ in range(2):
        after_final[1:] |= (kind[1:] == CLOSES) & after_final[:-1]
    starts = np.full(len(kind), _NO, dtype=np.uint64)
    starts[1:][after_final[:-1]] = 0
    starts[0] = 1
    return doc.from_array([SENT_START], starts.reshape(-1, 1))


class _Kinds(dict):
    """What each word is at the end of a sentence, by its id: an end, a closing mark or neither."""

    def __init__(self, strings) -> None:
        super().__init__()
        self.strings = strings

    def __missing__(self, orth: int) -> int:
        word = self.strings[orth]
        # "World War I." ends a sentence or doesn't: an abbreviation leaves it to the parser
        kind = CLOSES if word in CLOSERS else ENDS if word.endswith(FINAL) else NEITHER
        self[orth] = kind
        return kind


@lru_cache(maxsize=4)
def _kinds(strings) -> _Kinds:
    return _Kinds(strings)


def prose(document: Document) -> list[Passage]:
    """The passages that are asked about: paragraphs and list items of at least four words that belong to the matter."""
    long = (p for p in document.passages if p.role in PROSE and len(p.text.split()) >= 4)
    return [passage for passage in long if is_taught(document, passage)]


def parse(passages: Iterable[Passage]) -> Iterator[tuple[Passage, Doc]]:
    """Each passage with its parsed text."""
    passages = list(passages)
    docs = load().pipe((p.text for p in passages), batch_size=32)
    yield from zip(passages, docs, strict=True)
