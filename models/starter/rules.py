"""What the app's own rules make of textbook sections: questions, choices and clues that passed every check.

    python -m models.starter.rules BOOK.jsonl.gz … --out FILE.jsonl

A row is a question (`stem`, `answer`, `statement`, `level`, `kind`, `distractors`), a clue (`clue`, `style`, `answer`,
`quote`) or a task of an upper level (`stem`, `level`).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.courses import Section, sections
from eduapp.crosswords.clues import make_clues
from eduapp.domain.item import Item, ItemKind
from eduapp.domain.knowledge import Understanding
from eduapp.language import understand
from eduapp.questions.checks import run_checks
from eduapp.questions.context import build
from eduapp.questions.propose.structured import StructuredProposer
from eduapp.questions.propose.syntactic import SyntacticProposer

CLUE_WORDS = 24
ASKED = (ItemKind.CHOICE, ItemKind.TEXT_ENTRY, ItemKind.EXTENDED_TEXT)


def rows_of(section: Section) -> Iterator[dict[str, Any]]:
    """The rows of one section."""
    understood = understand(section.document)
    yield from _questions(section, understood)
    yield from _clues(section, understood)


def _questions(section: Section, understood: Understanding) -> Iterator[dict[str, Any]]:
    context = build(section.document, understood)
    for proposer in (SyntacticProposer(), StructuredProposer()):
        for candidate in proposer.propose(context, random.Random(section.module)):
            item = run_checks(candidate.item, context)
            if item.kind in ASKED and all(check.passed for check in item.checks):
                fact = context.facts.get(item.provenance.fact) if hasattr(item.provenance, "fact") else None
                statement = fact.statement if fact else item.evidence[0].text
                yield _question(section, item, statement, candidate.rule)


def _question(section: Section, item: Item, statement: str, rule: str) -> dict[str, Any]:
    return {
        "task": "question",
        "book": section.book,
        "module": section.module,
        "rule": rule,
        "kind": item.kind.value,
        "level": item.level.value,
        "stem": item.stem,
        "answer": item.answer,
        "statement": statement,
        "passage": item.evidence[0].passage,
        "distractors": [choice.text for choice in item.choices if not choice.correct],
    }


def _clues(section: Section, understood: Understanding) -> Iterator[dict[str, Any]]:
    made = make_clues(section.document, understood, words=CLUE_WORDS)
    spare = [clue for clues in made.alternatives.values() for clue in clues]
    for clue in (*made.clues, *spare):
        yield {
            "task": "clue",
            "book": section.book,
            "module": section.module,
            "clue": clue.text,
            "style": clue.style,
            "answer": clue.answer,
            "quote": clue.quote.text,
        }


def main(argv: list[str] | None = None) -> int:
    """Writes the rows of all sections, section by section, so that what was made stays if it is stopped."""
    parser = argparse.ArgumentParser(prog="models.starter.rules", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(argv)
    with options.out.open("w", encoding="utf-8") as out:
        for book in options.books:
            for section in sections(book):
                for row in rows_of(section):
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
