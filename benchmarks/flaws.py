"""The bench of checks against sound items and against the same items with a flaw planted in each.

    python -m benchmarks.flaws [--data FOLDER] [--count N] [--seed N] [--misses]

Sound are the items of `readings/items.good.jsonl`, each read by hand; those of textbook sections need the books in the
folder `--data`, and are left out without them. Two tables: for each check, the share of sound items that it rejects;
for each kind of flaw, the share that the checks which answer for it catch, and the share that any does.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.courses import course_document, sections
from benchmarks.planted import FLAWS
from eduapp.domain.item import Item
from eduapp.domain.source import Document
from eduapp.questions.checks import CHECKS, run_checks
from eduapp.questions.context import build
from eduapp.questions.contracts import Context

READ = Path(__file__).parent / "readings" / "items.good.jsonl"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "courses"
MOST_REJECTED, LEAST_CAUGHT, LEAST_PLANTED = 0.05, 0.95, 10
TRIES = 40


@dataclass(frozen=True)
class Sound:
    """An item that was read and found usable, with its course."""

    item: Item
    context: Context


@dataclass
class Caught:
    """Of one kind of flaw: how many were planted, and how many were caught."""

    planted: int = 0
    answered: int = 0
    any: int = 0
    misses: tuple[str, ...] = ()


def sound_items(read: Path, data: Path) -> list[Sound]:
    """The sound items whose course is at hand."""
    from eduapp.language import understand

    with read.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    documents = _documents(rows, data)
    contexts = {key: build(document, understand(document)) for key, document in documents.items()}
    found = ((Item.model_validate(row["item"]), contexts.get((row["book"], row["module"]))) for row in rows)
    return [Sound(item, context) for item, context in found if context is not None]


def _documents(rows: Iterable[dict[str, Any]], data: Path) -> dict[tuple[str, str], Document]:
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    documents = {}
    for row in rows:
        if "passages" in row:
            key = (row["book"], row["module"])
            documents[key] = course_document(*key, row["module"], row["passages"])
        else:
            wanted[row["book"]].add(row["module"])
    for book, modules in wanted.items():
        path = data / f"{book}.jsonl.gz"
        for section in sections(path) if path.is_file() else ():
            if section.module in modules:
                documents[book, section.module] = section.document
    return documents


def rejected(sound: Sequence[Sound]) -> Counter[str]:
    """How many sound items each check rejects."""
    return Counter(
        check.name for one in sound for check in run_checks(one.item, one.context).checks if not check.passed
    )


def plant_all(sound: Sequence[Sound], count: int, seed: int) -> dict[str, Caught]:
    """Plants `count` of each kind of flaw, or as many as the items allow, and runs the checks on them."""
    clean = [one for one in sound if run_checks(one.item, one.context).passed]
    pool = [one.item for one in clean]
    return {name: _plant(name, clean, pool, count, random.Random(f"{seed}:{name}")) for name in FLAWS}


def _plant(name: str, clean: Sequence[Sound], pool: Sequence[Item], count: int, rng: random.Random) -> Caught:
    plant, answering = FLAWS[name]
    caught, seen = Caught(), set()
    for one in rng.sample(list(clean) * TRIES, len(clean) * TRIES):
        spoiled = plant(one.item, rng, pool)
        mark = spoiled.model_dump_json() if spoiled else ""
        if spoiled is None or mark in seen:
            continue
        seen.add(mark)
        failed = {check.name for check in run_checks(spoiled, one.context).checks if not check.passed}
        caught.planted += 1
        caught.any += bool(failed)
        caught.answered += bool(failed & set(answering))
        if not failed & set(answering):
            caught.misses += (f"{spoiled.kind} {spoiled.level}: {spoiled.stem} | {spoiled.answer} | {sorted(failed)}",)
        if caught.planted == count:
            break
    return caught


def figures(sound: Sequence[Sound], bad: Counter[str], found: dict[str, Caught]) -> dict[str, Any]:
    """The figures of the last line."""
    planted = sum(caught.planted for caught in found.values())
    return {
        "good_items": len(sound),
        "good_rejected_by_the_worst_check": round(max(bad.values(), default=0) / len(sound), 3),
        "checks_over_the_bar": sorted(name for name, times in bad.items() if times > MOST_REJECTED * len(sound)),
        "flaws": len(found),
        "planted": planted,
        "planted_least": min(caught.planted for caught in found.values()),
        "caught": round(sum(caught.any for caught in found.values()) / planted, 3),
        "caught_by_the_check_that_answers": round(sum(caught.answered for caught in found.values()) / planted, 3),
        "flaws_under_the_bar": sorted(n for n, c in found.items() if c.answered < LEAST_CAUGHT * c.planted),
        "flaws_with_too_few": sorted(n for n, c in found.items() if c.planted < LEAST_PLANTED),
    }


def main(argv: list[str] | None = None) -> int:
    """Measures, prints the tables, and ends with one line of JSON."""
    options = _options(argv)
    sound = sound_items(options.read, options.data)
    bad = rejected(sound)
    found = plant_all(sound, options.count, options.seed)
    print(f"\n{'check':26}{'sound rejected':>16}{'its flaws caught':>18}")
    for name in CHECKS:
        mine = [caught for flaw, caught in found.items() if name in FLAWS[flaw][1]]
        planted = sum(caught.planted for caught in mine)
        share = f"{sum(caught.answered for caught in mine) / planted:.1%}" if planted else "–"
        print(f"{name:26}{bad[name] / len(sound):16.1%}{share:>18}")
    print(f"\n{'flaw':30}{'planted':>9}{'caught by its check':>21}{'by any':>9}")
    for name, caught in found.items():
        answered, by_any = (n / max(caught.planted, 1) for n in (caught.answered, caught.any))
        print(f"{name:30}{caught.planted:9}{answered:21.1%}{by_any:9.1%}")
        for miss in caught.misses if options.misses else ():
            print(f"    missed: {miss}")
    print(json.dumps(figures(sound, bad, found)))
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.flaws", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the books")
    parser.add_argument("--read", type=Path, default=READ, help="the sound items")
    parser.add_argument("--count", type=int, default=25, help="how many of each flaw to plant")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--misses", action="store_true", help="print each planted flaw that its check lets through")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
