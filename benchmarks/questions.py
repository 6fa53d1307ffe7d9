"""Questions from textbook sections: seats filled, checks passed, violations, seconds.

    python -m benchmarks.questions [--data FILE.jsonl.gz] [--limit N] [--seed N] [--model none|starter]
                                   [--sample N --out FILE.jsonl]

Violations are counted here anew, without the app's own checks: a quote that is not in its passage, a key in its stem,
two choices or two keys of a set that are the same, two stems of a set that ask the same. `--sample` writes items drawn
at random over all sections with only what a reader of them needs.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from benchmarks.courses import Section, sections
from eduapp.domain.item import Item, ItemKind, ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document
from eduapp.questions import generate
from eduapp.questions.blueprints import load_blueprint

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "courses" / "world_history.jsonl.gz"
SAME_STEM = 90


@dataclass
class Tally:
    """What is counted over all sections."""

    sets: list[ItemSet] = field(default_factory=list)
    drawn_from: list[tuple[str, Item]] = field(default_factory=list)
    seats: int = 0
    seconds: float = 0.0
    reading: float = 0.0
    violations: Counter[str] = field(default_factory=Counter)
    report: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, section: Section, made: ItemSet, seats: int, seconds: float) -> None:
        """Counts one section's set."""
        self.sets.append(made)
        self.seats += seats
        self.seconds += seconds
        self.violations.update(violations(made, section.document))
        self.drawn_from.extend((section.document.title, item) for item in made.items)
        for name, counts in made.report.items():
            self.report.setdefault(name, Counter()).update(counts)


def violations(made: ItemSet, document: Document) -> Iterator[str]:
    """The names of what is wrong in a set, by plain string comparison."""
    passages = {passage.id: passage.text for passage in document.passages}
    for item in made.items:
        if any(passages.get(q.passage, "")[q.start : q.end] != q.text for q in item.evidence):
            yield "quote not verbatim"
        if item.kind is not ItemKind.TRUE_FALSE and _plain(item.answer) in _plain(item.stem):
            yield "key in stem"
        if len({_plain(choice.text) for choice in item.choices}) < len(item.choices):
            yield "two equal choices"
    for i, one in enumerate(made.items):
        for other in made.items[i + 1 :]:
            if one.kind is not ItemKind.TRUE_FALSE and _plain(one.answer) == _plain(other.answer):
                yield "two equal keys in a set"
            if fuzz.token_sort_ratio(one.stem, other.stem) >= SAME_STEM:
                yield "near-duplicate stems in a set"


def reading_row(title: str, item: Item) -> dict[str, Any]:
    """What a reader of an item sees: nothing of its checks or of what proposed it."""
    return {
        "id": item.id,
        "section": title,
        "kind": item.kind.value,
        "level": item.level.value,
        "stem": item.stem,
        "choices": [f"{choice.id}) {choice.text}" for choice in item.choices],
        "key": item.answer,
        "accepted": list(item.key[1:]) if item.kind is ItemKind.TEXT_ENTRY else [],
        "correction": item.correction,
        "rationale": item.rationale,
        "feedback": {choice.id: choice.feedback for choice in item.choices if choice.feedback and not choice.correct},
        "quote": item.evidence[0].text,
    }


def main(argv: list[str] | None = None) -> int:
    """Measures, prints a table, writes the sample, and ends with one line of JSON."""
    options = _options(argv)
    blueprint = load_blueprint(options.blueprint)
    model = _model(options.model)
    tally = Tally()
    for section in sections(options.data, options.limit, options.seed):
        understood = _understood(section.document, tally)
        started = time.perf_counter()
        made = generate(section.document, understood, blueprint, model=model, seed=options.seed)
        tally.add(section, made, blueprint.count, time.perf_counter() - started)
    _print(tally)
    if options.sample:
        _write_sample(tally, options.sample, options.out, options.seed)
    print(json.dumps(figures(tally)))
    return 0


def figures(tally: Tally) -> dict[str, Any]:
    """The figures of the last line."""
    items = sum(len(made.items) for made in tally.sets)
    return {
        "sections": len(tally.sets),
        "items": items,
        "seats_filled": round(items / max(tally.seats, 1), 3),
        "violations": sum(tally.violations.values()),
        **{name.replace(" ", "_"): count for name, count in sorted(tally.violations.items())},
        "seconds_per_set": round(tally.seconds / max(len(tally.sets), 1), 2),
        "reading_seconds_per_section": round(tally.reading / max(len(tally.sets), 1), 2),
        "model_tokens_per_item": round(tally.report.get("model", Counter())["tokens"] / max(items, 1), 1),
    }


def _understood(document: Document, tally: Tally) -> Understanding:
    from eduapp.language import understand

    started = time.perf_counter()
    understood = understand(document)
    tally.reading += time.perf_counter() - started
    return understood


def _model(name: str):
    if name == "none":
        return None
    from eduapp.llm import open_runtime

    return open_runtime(name)


def _print(tally: Tally) -> None:
    kinds = Counter(f"{item.level.value} {item.kind.value}" for made in tally.sets for item in made.items)
    rules = Counter(item.provenance.template for made in tally.sets for item in made.items)
    proposers = tally.report.get("candidates", Counter())
    print(f"\n{'proposer':28}{'candidates':>12}{'chosen':>10}")
    for name in proposers:
        print(f"{name:28}{proposers[name]:12}{tally.report['chosen'][name]:10}")
    print(f"\n{'check':28}{'passed':>12}")
    passed, failed = (tally.report.get(name, Counter()) for name in ("passed", "failed"))
    for name in sorted(set(passed) | set(failed)):
        print(f"{name:28}{passed[name] / max(passed[name] + failed[name], 1):12.1%}")
    for title, counts in (("level and kind", kinds), ("template", rules), ("violation", tally.violations)):
        print(f"\n{title:28}{'count':>12}")
        for name, count in counts.most_common():
            print(f"{name:28}{count:12}")
    if model := tally.report.get("model"):
        print(f"\nmodel: {dict(model)}")


def _write_sample(tally: Tally, count: int, out: Path, seed: int) -> None:
    pool = tally.drawn_from
    drawn = random.Random(seed).sample(pool, min(count, len(pool)))
    with out.open("w", encoding="utf-8") as file:
        for title, item in drawn:
            file.write(json.dumps(reading_row(title, item), ensure_ascii=False) + "\n")
    print(f"\n{len(drawn)} of {len(pool)} items written to {out}")


def _plain(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.questions", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="a book in gzipped JSON Lines")
    parser.add_argument("--limit", type=int, help="so many sections, drawn by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", default="none", help="none, starter, or any model of the catalogue")
    parser.add_argument("--blueprint", default="quiz")
    parser.add_argument("--sample", type=int, default=0, help="how many items to draw for reading")
    parser.add_argument("--out", type=Path, help="where to write them")
    options = parser.parse_args(argv)
    if options.sample and not options.out:
        parser.error("--sample needs --out")
    return options


if __name__ == "__main__":
    sys.exit(main())
