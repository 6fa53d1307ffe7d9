"""What the language stage understands of a textbook, and how fast.

    python -m benchmarks.understanding [--data FILE.jsonl.gz] [--limit N] [--seed N] [--sample N --out FILE]
                                       [--kinds definition,naming]

Terms: the share of a section's glossary terms that occur in its text found among its first 30 terms, beside plain
noun phrases ranked by TF-IDF (document frequencies over the sections read) on the same parses; both sides case-folded,
plurals made singular, parentheses stripped. Facts: definitions and namings per 100 sentences, and facts of all kinds,
counting those whose subject was put in for a pronoun apart. Speed: words per second of the whole stage beside bare
`nlp.pipe` of the same pipeline on the same passages, in turn, CPU time, medians. `--sample` writes that many facts of
the `--kinds` (definitions and namings), drawn by `--seed`, for reading: JSON lines, or Markdown where FILE ends in .md.
The last line is one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from benchmarks.courses import Section, folded, glossary_in_text, sections
from eduapp.domain.knowledge import Fact, FactKind, Understanding
from eduapp.language import pipeline, understand
from eduapp.language.chunks import chunks

DEFAULT = Path("../shared/data/courses/world_history.jsonl.gz")
TOP = 30
RUNS = 3
SPEED_WORDS = 40_000
IDENTIFYING = ("place.", "title.")
LIMITS = {"terms_at_30": 0.50, "facts_per_100_sentences": 5.0, "speed_ratio": 0.7}
TELLING = (FactKind.DEFINITION, FactKind.NAMING)
Form = tuple[str, ...]


def main() -> None:
    """Read the book once for terms and facts, a part of it again for speed; print a table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT)
    parser.add_argument("--limit", type=int, help="so many sections, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=0, help="so many facts to read")
    parser.add_argument("--out", type=Path, help="file for the sample")
    parser.add_argument("--kinds", type=kinds, default=TELLING, help="kinds of fact in the sample, with commas between")
    options = parser.parse_args()
    book = sections(options.data, options.limit, options.seed)
    understood = [understand(section.document) for section in book]
    figures = {"sections": len(book), "words": sum(section.document.words() for section in book)}
    figures |= terms_found(book, understood) | facts_found(understood) | speed(book)
    if options.sample and options.out:
        pairs = zip(book, understood, strict=True)
        every = [(s, fact) for s, found in pairs for fact in found.facts if fact.kind in options.kinds]
        write_sample(options.out, random.Random(options.seed).sample(every, min(options.sample, len(every))))
    report(figures)


def kinds(names: str) -> tuple[FactKind, ...]:
    """Kinds of fact by their names. Raises ValueError."""
    return tuple(map(FactKind, names.split(",")))


def terms_found(book: list[Section], understood: list[Understanding]) -> dict[str, float]:
    """The share of glossary terms in the texts among the first terms, and among the first by TF-IDF."""
    glossaries = [glossary_in_text(section) for section in book]
    ours = [[[folded(t.text), *map(folded, t.aliases)] for t in found.terms[:TOP]] for found in understood]
    plain = [[[form] for form in ranked] for ranked in by_tfidf(book)]
    total = max(sum(map(len, glossaries)), 1)
    return {
        "glossary_terms_in_text": sum(map(len, glossaries)),
        "terms_at_30": round(sum(map(hits, glossaries, ours)) / total, 4),
        "tfidf_at_30": round(sum(map(hits, glossaries, plain)) / total, 4),
    }


def hits(glossary: set[Form], ranked: list[list[Form]]) -> int:
    """How many glossary terms are among the ranked terms, each given by its forms."""
    return len(glossary & {form for forms in ranked for form in forms})


def by_tfidf(book: list[Section]) -> list[list[Form]]:
    """The first noun phrases of each section by term frequency and inverse document frequency in the book."""
    counts = []
    for section in book:
        parsed = (doc for _, doc in pipeline.parse(pipeline.prose(section.document)))
        counts.append(Counter(folded(doc[start:stop].text) for doc in parsed for start, stop in chunks(doc)))
    spread = Counter(form for count in counts for form in count)

    def weight(count: Counter[Form], form: Form) -> tuple[float, Form]:
        return -count[form] * math.log(len(book) / spread[form]), form

    return [sorted(filter(None, count), key=lambda form, count=count: weight(count, form))[:TOP] for count in counts]


def facts_found(understood: list[Understanding]) -> dict[str, float]:
    """Sentences, facts by kind, and definitions and namings per 100 sentences, with and without identifications.

    An identification only says what a name stands for ("the city of Uruk", "French sociologist Emile Durkheim").
    """
    sentences = sum(found.sentences for found in understood)
    counts = Counter(fact.kind.value for found in understood for fact in found.facts)
    telling = sum(counts[kind.value] for kind in TELLING)
    identified = sum(fact.rule.startswith(IDENTIFYING) for found in understood for fact in found.facts)
    put_in = sum(other_words(fact) for found in understood for fact in found.facts)
    return {
        "sentences": sentences,
        "facts_per_100_sentences": round(100 * telling / max(sentences, 1), 2),
        "without_identifications": round(100 * (telling - identified) / max(sentences, 1), 2),
        "all_facts_per_100_sentences": round(100 * counts.total() / max(sentences, 1), 2),
        "facts_with_a_subject_put_in": put_in,
        **{f"facts_{kind}": count for kind, count in sorted(counts.items())},
    }


def other_words(fact: Fact) -> bool:
    """Whether a fact's statement has words put in, and is not only its quote without a linking phrase."""
    return bool(fact.resolved) and fact.resolved[1:] not in fact.quote.text


def speed(book: list[Section]) -> dict[str, float]:
    """Words per second of the whole stage and of the bare pipeline, over the first sections, in turn."""
    part, words = [], 0
    for section in book:
        part.append(section)
        words += section.document.words()
        if words >= SPEED_WORDS:
            break
    texts = [passage.text for section in part for passage in pipeline.prose(section.document)]
    nlp = pipeline.load()
    whole, bare = [], []
    for _ in range(RUNS):
        bare.append(cpu(lambda: Counter(len(doc) for doc in nlp.pipe(texts, batch_size=32))))
        whole.append(cpu(lambda: [understand(section.document) for section in part]))
    return {
        "words_per_second": round(words / median(whole)),
        "bare_words_per_second": round(words / median(bare)),
        "speed_ratio": round(median(bare) / median(whole), 3),
    }


def cpu(work) -> float:
    """CPU seconds that a piece of work takes, which other processes change little."""
    start = time.process_time()
    work()
    return time.process_time() - start


def write_sample(path: Path, drawn: list[tuple[Section, Fact]]) -> None:
    """Write the facts drawn, with room for a verdict."""
    lines = as_markdown(drawn) if path.suffix == ".md" else map(as_json, drawn)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_json(drawn: tuple[Section, Fact]) -> str:
    """A fact of the sample as a line of JSON, its verdict still empty."""
    section, fact = drawn
    row = {"kind": fact.kind.value, "rule": fact.rule, "subject": fact.subject, "object": fact.object}
    row |= {"relation": fact.relation, "statement": fact.statement, "quote": fact.quote.text}
    row |= {"clause": fact.slots.get("clause", ""), "passage": fact.quote.passage}
    return json.dumps(row | {"section": section.module, "verdict": "", "why": ""}, ensure_ascii=False)


def as_markdown(drawn: Iterable[tuple[Section, Fact]]) -> Iterable[str]:
    """The sample as a numbered list."""
    for number, (section, fact) in enumerate(drawn, start=1):
        yield f"{number}. **{fact.subject}** — *{fact.relation}* — **{fact.object}** ({fact.kind.value}, {fact.rule})  "
        yield f"   {section.module} {fact.quote.passage}: {fact.quote.text}"


def report(figures: dict[str, float]) -> None:
    """Print the figures, those with a bar beside it, and all as JSON."""
    for name, value in figures.items():
        bar = f"   at least {LIMITS[name]:g}" if name in LIMITS else ""
        print(f"{name:28}{value:>12,}{bar}")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
