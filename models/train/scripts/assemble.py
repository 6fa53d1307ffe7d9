"""Make the pipeline that ships from a trained one: `python assemble.py TRAINED TRAIN.spacy DEV.spacy OUT`.

The rule lemmatizer's tables know nothing of the treebank's lemmas of pronouns, auxiliaries, particles and names, nor of
irregular forms, so the lemma that the train split gives a form most often joins its table of exceptions. The figures on
the dev split go into `meta.json` and into the model card, `README.md` beside OUT.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import spacy
from evaluate import evaluate
from spacy.language import Language
from spacy.pipeline import Lemmatizer
from spacy.tokens import Doc, DocBin

SIZE_LIMIT = 12_000_000
CLOSED = {"ADP", "AUX", "CCONJ", "DET", "INTJ", "NUM", "PART", "PRON", "SCONJ"}
OPEN = {"ADJ", "ADV", "NOUN", "PROPN", "VERB"}
SHADOWS = {"singe", "swinge", "tinge"}  # rare verbs that "singing", "swinging", "tinging" would be taken for
META = {
    "name": "eduapp",
    "spacy_version": ">=3.8.0,<3.9.0",
    "description": "Tags, morphology, lemmas and Universal Dependencies for English course text; small, for the CPU.",
    "author": "eduapp",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": "Universal Dependencies English Web Treebank (train split)",
            "url": "https://github.com/UniversalDependencies/UD_English-EWT",
            "license": "CC BY-SA 4.0",
        },
        {
            "name": "spacy-lookups-data (tables of the lemmatizer)",
            "url": "https://github.com/explosion/spacy-lookups-data",
            "license": "MIT, with data under WordNet's licence",
        },
    ],
}
BOOKS = {
    "name": "OpenStax textbooks: anthropology, physics, business, economics (raw text for pretraining)",
    "url": "https://openstax.org",
    "license": "CC BY 4.0",
}
MARKS = ("<!-- figures: written by assemble.py -->", "<!-- end -->")
Form = tuple[str, str]  # part of speech, lower-case form


def treebank_lemmas(docs: Iterable[Doc]) -> dict[Form, str]:
    """The most frequent lemma of each (part of speech, lower-case form); a form's first lemma wins a draw."""
    counts: dict[Form, Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            if token.lemma_ and token.pos_ in CLOSED | OPEN:
                counts[token.pos_, token.lower_][token.lemma_] += 1
    return {form: lemmas.most_common(1)[0][0] for form, lemmas in counts.items()}


def order_rules(lemmatizer: Lemmatizer) -> None:
    """Let "hoping" become "hope" rather than "hop", and a base form ("Thank you") itself in lower case.

    Of the rules that lead to a known verb the last one wins, so the ones that give the "e" back are put last but one.
    """
    rules = lemmatizer.lookups.get_table("lemma_rules")
    restoring = [rule for rule in rules["verb"] if rule[1] == "e"]
    rules["verb"] = [rule for rule in rules["verb"] if rule[1] != "e"] + restoring + [["", ""]]


def teach(lemmatizer: Lemmatizer, gold: dict[Form, str], docs: Iterable[Doc]) -> int:
    """Make the treebank's lemma the answer for every form whose rules say otherwise; returns how many there were.

    An exception cannot outrank a form that the rules find in the index, so that form leaves the index.
    """
    misled: dict[Form, str] = {}
    for token in (token for doc in docs for token in doc):
        form = (token.pos_, token.lower_)
        if form in gold and not lemmatizer.is_base_form(token) and lemmatizer.lemmatize(token)[0] != gold[form]:
            misled[form] = lemmatizer.lemmatize(token)[0]
    listed, index = lemmatizer.lookups.get_table("lemma_exc"), lemmatizer.lookups.get_table("lemma_index")
    for pos in sorted(CLOSED | OPEN):
        forms = {form for of, form in gold if of == pos and (pos in CLOSED or (of, form) in misled)}
        if forms:
            listed[pos.lower()] = listed.get(pos.lower(), {}) | {form: [gold[pos, form]] for form in sorted(forms)}
    for pos in sorted({pos for pos, _ in misled}):
        wrong = {lemma for (of, _), lemma in misled.items() if of == pos} - set(gold.values()) | SHADOWS
        index[pos.lower()] = [form for form in index.get(pos.lower(), ()) if form not in wrong]
    lemmatizer.cache.clear()
    return len(misled)


def write(nlp: Language, out: Path, dev: list[Doc], version: str) -> dict[str, float]:
    """Write the pipeline with its model meta; returns its figures on the dev split."""
    figures = evaluate(nlp, dev)
    pretrained = nlp.config.interpolate()["paths"].get("init_tok2vec")
    nlp.meta.update(META, version=version, performance=figures)
    nlp.meta["sources"] = [*META["sources"], BOOKS] if pretrained else META["sources"]
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    fresh = out.with_name(f"{out.name}.new")
    nlp.to_disk(fresh)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
    return figures


def record(card: Path, figures: dict[str, float]) -> None:
    """Put the figures into the model card, between its two marks."""
    before, _, rest = card.read_text(encoding="utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    rows = (figures.keys(), ["---"] * len(figures), map(str, figures.values()))
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    card.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")


def size(folder: Path) -> int:
    """Bytes of all files below the folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("trained", "train", "dev", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--version", default="1.0.0", help="of the pipeline that is written")
    options = parser.parse_args()
    nlp = spacy.load(options.trained)
    train, dev = (list(DocBin().from_disk(path).get_docs(nlp.vocab)) for path in (options.train, options.dev))
    lemmatizer = nlp.get_pipe("lemmatizer")
    order_rules(lemmatizer)
    count = teach(lemmatizer, treebank_lemmas(train), train)
    figures = write(nlp, options.out, dev, options.version)
    if (options.out.parent / "README.md").is_file():
        record(options.out.parent / "README.md", figures)
    total = size(options.out)
    if total > SIZE_LIMIT:
        raise SystemExit(f"{options.out} holds {total:,} bytes, more than {SIZE_LIMIT:,}.")
    print(json.dumps({**figures, "bytes": total, "lemmas_corrected": count}))


if __name__ == "__main__":
    main()
