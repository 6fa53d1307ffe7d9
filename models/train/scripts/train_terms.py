"""Train the model that ranks terms: `python train_terms.py OUT.json BOOK.jsonl.gz...`, two books or more.

Every phrase of a section is an example, and the ones in the section's glossary are terms. Prints, for each book, the
share of glossary terms among a section's first 30 when the model is trained on the other books, then writes the weights
of a model trained on all. Only books whose licence allows it may come here: their glossaries shape weights that ship.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # benchmarks/ is not part of the installed package

from benchmarks.courses import Section, folded, glossary_in_text, sections
from eduapp.language import common_words, facts, pipeline
from eduapp.language.termhood import NAMES
from eduapp.language.terms import Collection
from eduapp.language.tree import Tree

TOP = 30
STRENGTH = 0.1  # inverse of the L2 penalty
ELSEWHERE = 0.3  # weight of a phrase that another section of the book has in its glossary: hardly a counter-example
BOOK_WEIGHT = 20_000  # examples that each book counts for, however long it is


@dataclass
class Examples:
    """The candidates of one section: their folded forms, features, and the glossary terms that the text holds."""

    forms: list[tuple[str, ...]]
    rows: np.ndarray
    glossary: set[tuple[str, ...]]


@dataclass
class Scorer:
    """A fitted model with its scaling folded in: `rows @ weights + intercept` is the log-odds of being a term."""

    weights: np.ndarray
    intercept: float

    def recall(self, book: list[Examples]) -> float:
        """The share of all glossary terms in the texts that stand among their section's first `TOP`."""
        hits = 0
        for section in book:
            best: dict[tuple[str, ...], None] = {}
            for row in np.argsort(-(section.rows @ self.weights), kind="stable"):
                best.setdefault(section.forms[row])
                if len(best) == TOP:
                    break
            hits += len(section.glossary & best.keys())
        return hits / sum(len(section.glossary) for section in book)


def read(path: Path) -> list[Examples]:
    """The examples of a book, sections without a glossary left out."""
    found = [examples(section) for section in sections(path) if section.glossary]
    return [section for section in found if section.glossary and section.forms]


def examples(section: Section) -> Examples:
    """Parse a section and take every candidate of its text."""
    parsed, known = [], []
    passages = pipeline.prose(section.document)
    common = common_words(passage.text for passage in passages)
    for passage, doc in pipeline.parse(passages):
        parsed.append((passage, doc))
        known.extend(facts.extract(Tree(doc, common), passage, section.document.source.id))
    collection = Collection(section.document, parsed, known)
    if not collection.keys:
        return Examples([], np.empty((0, len(NAMES))), set())
    glossary = glossary_in_text(section)
    forms = []
    for term in collection.terms(range(len(collection.keys)), np.zeros(len(collection.keys))):
        names = [folded(name) for name in (term.text, *term.aliases)]
        forms.append(next((name for name in names if name in glossary), names[0]))
    return Examples(forms, collection.features(), glossary)


def fit(books: list[list[Examples]]) -> Scorer:
    """A logistic regression over all candidates of these books."""
    rows, labels, weights = [], [], []
    for book in books:
        anywhere = set().union(*(section.glossary for section in book))
        size = sum(len(section.forms) for section in book)
        for section in book:
            here = np.array([form in section.glossary for form in section.forms])
            there = np.array([form in anywhere for form in section.forms]) & ~here
            rows.append(section.rows)
            labels.append(here)
            weights.append(np.where(there, ELSEWHERE, 1.0) * BOOK_WEIGHT / size)
    scaler = StandardScaler().fit(np.vstack(rows))
    model = LogisticRegression(C=STRENGTH, max_iter=3000)
    model.fit(scaler.transform(np.vstack(rows)), np.concatenate(labels), sample_weight=np.concatenate(weights))
    plain = model.coef_[0] / scaler.scale_
    return Scorer(plain, float(model.intercept_[0] - plain @ scaler.mean_))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("books", type=Path, nargs="+")
    options = parser.parse_args()
    books = {path.name.removesuffix(".jsonl.gz"): read(path) for path in options.books}
    held_out = {}
    for name, book in books.items():
        held_out[name] = round(fit([other for other in books.values() if other is not book]).recall(book), 4)
        print(f"{name:20}{held_out[name]:8.3f}", flush=True)
    held_out["mean"] = round(sum(held_out.values()) / len(held_out), 4)
    scorer = fit(list(books.values()))
    stored = {
        "version": 1,
        "model": "logistic regression",
        "trained_on": [f"OpenStax {name}, CC BY 4.0" for name in books],
        f"held_out_recall_at_{TOP}": held_out,
        "intercept": round(scorer.intercept, 5),
        "features": list(NAMES),
        "weights": [round(weight, 5) for weight in scorer.weights.tolist()],
    }
    options.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(held_out))


if __name__ == "__main__":
    main()
