"""Textbook sections in gzipped JSON Lines as documents: one row is one section of a book."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eduapp.domain.base import content_id
from eduapp.domain.source import Document, Locator, Passage, Source

_WORD = re.compile(r"\w+")
_PARENTHESIS = re.compile(r"\([^)]*\)")
_POSSESSIVE = re.compile(r"[’']s?\b")


@dataclass(frozen=True)
class Section:
    """A section as it is measured: the document that the app reads, and the glossary that its authors wrote."""

    book: str
    module: str
    document: Document
    glossary: tuple[str, ...]


def sections(path: Path, limit: int | None = None, seed: int | None = None) -> list[Section]:
    """The sections of a book that have text, in order; with `limit`, so many of them drawn by `seed`."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        found = [_section(json.loads(row)) for row in rows]
    found = [section for section in found if section.document.passages]
    if limit is None or limit >= len(found):
        return found
    chosen = sorted(random.Random(seed).sample(range(len(found)), limit))
    return [found[i] for i in chosen]


def course_document(book: str, module: str, title: str, paragraphs: list[str]) -> Document:
    """The document of such a section: its paragraphs as passages p0001, p0002 and so on, without headings."""
    text = "\n\n".join(paragraphs)
    digest = content_id("text", text, length=64).removeprefix("text-")
    source = Source(
        id=content_id("s", book, module),
        name=f"{book}-{module}.txt",
        media_type="text/plain",
        sha256=digest,
        size=len(text.encode()),
    )
    passages = (
        Passage(id=f"p{number:04}", text=paragraph, locator=Locator(paragraph=number))
        for number, paragraph in enumerate(filter(str.strip, paragraphs), start=1)
    )
    return Document(source=source, title=title, passages=tuple(passages))


def folded(text: str) -> tuple[str, ...]:
    """Words for comparing terms: case-folded, without parentheses or possessives, plurals made singular."""
    plain = _POSSESSIVE.sub("", _PARENTHESIS.sub(" ", text))
    return tuple(map(_singular, _WORD.findall(plain.casefold())))


def glossary_in_text(section: Section) -> set[tuple[str, ...]]:
    """The folded glossary terms of a section that its own paragraphs use."""
    text = tuple(word for passage in section.document.passages for word in folded_text(passage.text))
    joined = f" {' '.join(text)} "
    return {term for term in map(folded, section.glossary) if term and f" {' '.join(term)} " in joined}


def folded_text(text: str) -> Iterator[str]:
    """The words of running text, folded alike, parentheses kept."""
    return map(_singular, _WORD.findall(_POSSESSIVE.sub("", text).casefold()))


def _section(row: dict) -> Section:
    document = course_document(row["book"], row["module"], row["title"], row["paragraphs"])
    return Section(row["book"], row["module"], document, tuple(entry["term"] for entry in row["glossary"]))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
