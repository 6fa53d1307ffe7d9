"""The public sets that the starter learns from, read from gzipped JSON Lines, and what of them is held out.

The files have the form that `benchmarks` reads. Held out are FairytaleQA's validation split,
two modules and a fifth of the other questions of the grading set, and every book but the four that are named here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BOOKS = ("physics", "anthropology", "economics", "business")
WHO = {"physics": "physicists", "anthropology": "anthropologists", "economics": "economists", "business": "managers"}
HELD_OUT_MODULES = ("VB", "ST")
HELD_OUT_FIFTH = 5
TRYING_MODULE, TRYING_STORIES = "II", 29

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[\"“‘A-Z])")
_WORD = re.compile(r"[a-z]{3,}")
_STOP = frozenset(
    "the and for that with from which who are was were has have had its their his her not can may this these those "
    "into than when where what also but such each other any all one two more most they them".split()
)


@dataclass(frozen=True)
class Entry:
    """A term of a book's glossary, with a sentence of its section that says much of its meaning, if there is one."""

    book: str
    module: str
    term: str
    meaning: str
    sentence: str
    paragraph: str
    others: tuple[str, ...]
    elsewhere: tuple[str, ...]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def sentences(text: str) -> list[str]:
    """The sentences of a text, by their punctuation."""
    return [part.strip() for part in _SENTENCE.split(" ".join(text.split())) if part.strip()]


def content(text: str) -> frozenset[str]:
    """The words that tell what a text is about, cut to six letters so that most forms of a word are the same."""
    return frozenset(word[:6] for word in _WORD.findall(text.casefold()) if word not in _STOP)


def names(text: str, phrase: str) -> bool:
    """Whether a text has a phrase as words of its own, in whatever case, a plural too."""
    return bool(re.search(rf"(?<!\w){re.escape(phrase.strip())}(?:e?s)?(?!\w)", text, re.IGNORECASE))


def glossary(folder: Path, book: str) -> Iterator[Entry]:
    """The glossary of a book with the sentences and paragraphs that its entries come from."""
    for row in rows(folder / "courses" / f"{book}.jsonl.gz"):
        terms = tuple(re.sub(r"\s*\(.*?\)", "", entry["term"]).strip() for entry in row["glossary"])
        for term, entry in zip(terms, row["glossary"], strict=True):
            meaning = " ".join(re.sub(r"\s*\([^)]*\)", "", entry["meaning"]).split()).rstrip(".;: ")
            if not 3 <= len(meaning.split()) <= 32 or ";" in meaning or names(meaning, term) or not term:
                continue
            sentence, paragraph = _explained(row["paragraphs"], term, meaning)
            others = tuple(other for other in terms if other != term)
            elsewhere = tuple(p for p in row["paragraphs"] if not names(p, term) and 30 <= len(p.split()) <= 160)
            yield Entry(book, row["module"], term, meaning, sentence, paragraph, others, elsewhere)


def _explained(paragraphs: list[str], term: str, meaning: str) -> tuple[str, str]:
    said, best = content(meaning), (0.0, "", "")
    for paragraph in paragraphs:
        if names(paragraph, term):
            for sentence in sentences(paragraph):
                if names(sentence, term) and 6 <= len(sentence.split()) <= 50:
                    share = len(said & content(sentence)) / max(len(said), 1)
                    best = max(best, (share, sentence, paragraph))
    return best[1:] if best[0] >= 0.6 else ("", "")


def is_held_out(row: dict[str, Any]) -> bool:
    """Whether a row of the grading set belongs to the questions and modules that are kept for measuring."""
    digest = int(hashlib.sha256(row["question_id"].encode()).hexdigest(), 16)
    return row["module"] in HELD_OUT_MODULES or digest % HELD_OUT_FIFTH == 0


def is_for_trying(row: dict[str, Any]) -> bool:
    """Whether a row of the training part is kept out too, for figures that may steer what is done: one module of the
    grading set, a twenty-ninth of the stories."""
    if "story" in row:
        return int(hashlib.sha256(row["story"].encode()).hexdigest(), 16) % TRYING_STORIES == 0
    return row["module"] == TRYING_MODULE


def window(passage: str, needle: str, words: int) -> str:
    """The sentences around the one that shares most with `needle`, as many as make about so many words."""
    parts = sentences(passage)
    wanted = content(needle)
    start = max(range(len(parts)), key=lambda i: (needle.strip(" .") in parts[i], len(wanted & content(parts[i]))))
    first, last, forward = start, start + 1, True
    while sum(len(part.split()) for part in parts[first:last]) < words and (first > 0 or last < len(parts)):
        if (forward and last < len(parts)) or first == 0:
            last += 1
        else:
            first -= 1
        forward = not forward
    return " ".join(parts[first:last])
