"""Questions from textbook sections: seats filled, checks passed, violations, levels, seconds.

    python -m benchmarks.questions [--data FILE.jsonl.gz] [--limit N] [--seed N] [--model none|starter]
                                   [--blueprint NAME] [--sample N --out FILE.jsonl] [--peer N]
    python -m benchmarks.questions --read FILE.jsonl

Violations are counted here anew, without the app's own checks: a quote that is not in its passage, a key in its stem,
two choices or two keys of a set that are the same, two stems of a set that ask the same. `--sample` writes items drawn
at random over all sections and levels with only what a reader of them needs. `--peer` has a plain prompt make questions
of N passages of each section with the same model, and mixes as many of them into the sample. `--read` gives the figures
of a sample in which a reader has put a verdict into every row.
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

from benchmarks import question_peer
from benchmarks.courses import Section, sections
from benchmarks.question_reading import APP, PEER, drawn, verdicts, write_sample
from eduapp.domain.blueprint import Blueprint
from eduapp.domain.item import Bloom, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document
from eduapp.questions import generate
from eduapp.questions.blueprints import load_blueprint
from eduapp.questions.level import apart, judge

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "courses" / "world_history.jsonl.gz"
SAME_STEM, SAME_KEY = 90, 90
LOWER = (Bloom.REMEMBER, Bloom.UNDERSTAND)


@dataclass
class Tally:
    """What is counted over all sections."""

    blueprint: Blueprint
    sets: list[ItemSet] = field(default_factory=list)
    drawn_from: list[tuple[str, Item]] = field(default_factory=list)
    asked: Counter[Bloom] = field(default_factory=Counter)
    filled: Counter[Bloom] = field(default_factory=Counter)
    empty: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    reading: float = 0.0
    violations: Counter[str] = field(default_factory=Counter)
    report: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, section: Section, made: ItemSet, seconds: float) -> None:
        """Counts one section's set."""
        self.sets.append(made)
        self.seconds += seconds
        for seat, filling in zip(self.blueprint.seats, made.seats, strict=True):
            self.asked[seat.level] += seat.count
            self.filled[seat.level] += len(filling.items)
            if filling.why:
                reason = re.sub(r"\d+", "N", filling.why.partition(": ")[2])
                self.empty[reason] += seat.count - len(filling.items)
        self.violations.update(violations(made, section.document))
        self.drawn_from.extend((section.document.title, item) for item in made.items)
        for name, counts in made.report.items():
            self.report.setdefault(name, Counter()).update(counts)

    def items(self) -> list[Item]:
        """All items of all sets."""
        return [item for _, item in self.drawn_from]

    def share(self, *levels: Bloom) -> float:
        """The share of the seats of these levels that were filled."""
        asked = sum(self.asked[level] for level in levels)
        return sum(self.filled[level] for level in levels) / asked if asked else 0.0

    @property
    def per_minute(self) -> float:
        """Items a minute, the time for understanding the text included."""
        return 60 * len(self.drawn_from) / max(self.seconds + self.reading, 1e-9)


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
            if fuzz.token_sort_ratio(one.stem, other.stem) >= SAME_STEM:
                yield "near-duplicate stems in a set"
            if ItemKind.TRUE_FALSE in (one.kind, other.kind):
                continue
            if _plain(one.answer) == _plain(other.answer):
                yield "two equal keys in a set"
            elif min(len(one.answer.split()), len(other.answer.split())) > 2 and _alike(one.answer, other.answer):
                yield "near-duplicate keys in a set"


def main(argv: list[str] | None = None) -> int:
    """Measures, prints a table, writes the sample, and ends with one line of JSON."""
    options = _options(argv)
    if options.read:
        print(json.dumps(verdicts(options.read)))
        return 0
    found = sections(options.data, options.limit, options.seed)
    tally = Tally(load_blueprint(options.blueprint))
    model = _model(options.model)
    for section in found:
        understood = _understood(section.document, tally)
        started = time.perf_counter()
        made = generate(section.document, understood, tally.blueprint, model=model, seed=options.seed)
        tally.add(section, made, time.perf_counter() - started)
    _print(tally)
    peer = _peer(found, options) if options.peer else None
    if options.sample:
        _write_sample(tally, peer, options)
    print(json.dumps(figures(tally) | _of_peer(tally, peer)))
    return 0


def figures(tally: Tally) -> dict[str, Any]:
    """The figures of the last line."""
    items = tally.items()
    distances = [apart(judge(item).level, item.level) for item in items]
    used = tally.report.get("model", Counter())
    return {
        "sections": len(tally.sets),
        "items": len(items),
        "seats_filled": round(tally.share(*Bloom), 3),
        "seats_filled_remember_understand": round(tally.share(*LOWER), 3),
        "seats_filled_upper": round(tally.share(*(level for level in Bloom if level not in LOWER)), 3),
        "level_equal_or_next": round(sum(distance <= 1 for distance in distances) / max(len(items), 1), 3),
        "level_equal": round(sum(distance == 0 for distance in distances) / max(len(items), 1), 3),
        "near_duplicates": sum(count for name, count in tally.violations.items() if "in a set" in name),
        "violations": sum(tally.violations.values()),
        **{re.sub(r"\W", "_", name): count for name, count in sorted(tally.violations.items())},
        "seconds_per_set": round(tally.seconds / max(len(tally.sets), 1), 2),
        "reading_seconds_per_section": round(tally.reading / max(len(tally.sets), 1), 2),
        "items_per_minute": round(tally.per_minute, 1),
        "model_tokens_per_item": round(used["tokens"] / max(len(items), 1), 1),
    }


def _peer(found: list[Section], options: argparse.Namespace) -> question_peer.Peer:
    from eduapp.llm.catalog import find

    name = "starter" if options.model == "none" else options.model
    return question_peer.run(found, str(find(name).path), each=options.peer, seed=options.seed)


def _of_peer(tally: Tally, peer: question_peer.Peer | None) -> dict[str, Any]:
    if peer is None:
        return {}
    return {
        "peer_asked": peer.asked,
        "peer_parsed": len(peer.rows),
        "peer_items_per_minute": round(peer.per_minute, 2),
        "items_per_minute_to_peer": round(tally.per_minute / peer.per_minute, 1) if peer.per_minute else None,
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
    items = tally.items()
    kinds = Counter(f"{item.level.value} {item.kind.value}" for item in items)
    rules = Counter(item.provenance.template for item in items)
    judged = Counter(f"{item.level.value} judged {judge(item).level.value}" for item in items)
    proposers = tally.report.get("candidates", Counter())
    print(f"\n{'level':28}{'asked':>12}{'filled':>10}{'share':>10}")
    for level, asked in tally.asked.items():
        print(f"{level.value:28}{asked:12}{tally.filled[level]:10}{tally.share(level):10.1%}")
    print(f"\n{'proposer':28}{'candidates':>12}{'chosen':>10}")
    for name in proposers:
        print(f"{name:28}{proposers[name]:12}{tally.report['chosen'][name]:10}")
    print(f"\n{'check':28}{'passed':>12}")
    passed, failed = (tally.report.get(name, Counter()) for name in ("passed", "failed"))
    for name in sorted(set(passed) | set(failed)):
        print(f"{name:28}{passed[name] / max(passed[name] + failed[name], 1):12.1%}")
    counted = {"level and kind": kinds, "level, judged blind": judged, "template": rules}
    for title, counts in (counted | {"violation": tally.violations, "empty seats": tally.empty}).items():
        print(f"\n{title:60}{'count':>12}")
        for name, count in counts.most_common(40):
            print(f"{name[:160]:60}{count:12}")
    if model := tally.report.get("model"):
        print(f"\nmodel: {dict(model)}")


def _write_sample(tally: Tally, peer: question_peer.Peer | None, options: argparse.Namespace) -> None:
    made = {APP: drawn(tally.drawn_from, options.sample, options.seed)}
    rates = {APP: tally.per_minute}
    if peer:
        rows = random.Random(options.seed).sample(peer.rows, min(len(peer.rows), options.sample))
        made, rates = made | {PEER: rows}, rates | {PEER: peer.per_minute}
    count = write_sample(options.out, made, rates, options.seed)
    print(f"\n{count} items written to {options.out}")


def _alike(one: str, other: str) -> bool:
    return fuzz.token_sort_ratio(one, other) >= SAME_KEY


def _plain(text: str) -> str:
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.questions", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="a book in gzipped JSON Lines")
    parser.add_argument("--limit", type=int, help="so many sections, drawn by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--model", default="none", help="none, starter, or any model of the catalogue")
    parser.add_argument("--blueprint", default="all-levels")
    parser.add_argument("--sample", type=int, default=0, help="how many items to draw for reading")
    parser.add_argument("--out", type=Path, help="where to write them")
    parser.add_argument("--peer", type=int, default=0, metavar="N", help="passages a section for the plain prompt")
    parser.add_argument("--read", type=Path, help="a sample with verdicts: print its figures and nothing else")
    options = parser.parse_args(argv)
    if options.sample and not options.out:
        parser.error("--sample needs --out")
    return options


if __name__ == "__main__":
    sys.exit(main())
