"""A treebank split in spaCy's binary form, ten sentences a document: `python convert.py SPLIT.conllu.gz OUT.spacy`."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from spacy.tokens import DocBin
from spacy.training.converters import conllu_to_docs

SENTENCES = 10


def main(split: str, out: str) -> None:
    text = gzip.decompress(Path(split).read_bytes()).decode("utf-8")
    Path(out).parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=conllu_to_docs(text, n_sents=SENTENCES, no_print=True), store_user_data=True).to_disk(out)


if __name__ == "__main__":
    main(*sys.argv[1:3])
