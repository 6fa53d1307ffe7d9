"""Figures of a pipeline on a treebank split, read from raw text: `python evaluate.py MODEL DEV.spacy`.

The last line is JSON. All figures are F scores or accuracies in per cent as spaCy's scorer counts them (punctuation is
left out of UAS and LAS).
"""

from __future__ import annotations

import json
import sys

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

FIGURES = {
    "TAG": "tag_acc",
    "POS": "pos_acc",
    "LEMMA": "lemma_acc",
    "UAS": "dep_uas",
    "LAS": "dep_las",
    "SENT_F": "sents_f",
}


def evaluate(nlp: Language, gold: list[Doc]) -> dict[str, float]:
    """The figures by name, in per cent with two decimals."""
    scores = nlp.evaluate([Example(nlp.make_doc(doc.text), doc) for doc in gold])
    return {name: round(100 * scores[key], 2) for name, key in FIGURES.items()}


def main(model: str, split: str) -> None:
    nlp = spacy.load(model)
    figures = evaluate(nlp, list(DocBin().from_disk(split).get_docs(nlp.vocab)))
    for name, value in figures.items():
        print(f"{name:8}{value:8.2f}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:3])
