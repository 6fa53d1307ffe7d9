"""Crossword grids from a book's glossary: words placed, crossings, density, seconds, and rules broken.

    python -m benchmarks.crosswords [--data FILE.jsonl.gz] [--limit N] [--seed N] [--longest N] [--lists N]

The peer is the layout class of the package genxword, on the same lists, page and machine, with two seconds a list; it
needs no drawing libraries for that, so that stand-ins take their places. Seconds are those of the processor, since
other work on the machine is not the layout's. `--limit` is how many lists of each length are
drawn, `--longest` the most letters of a term, `--lists` how many random lists are searched for broken rules.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import sys
import time
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from eduapp.crosswords.grid import Page, Word, layouts
from eduapp.crosswords.layout import COMPILED
from eduapp.crosswords.letters import cells, stem
from eduapp.domain.crossword import broken_rules
from eduapp.errors import InputError

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "courses" / "world_history.jsonl.gz"
LENGTHS = (10, 15, 20, 30, 60, 100)
PEER_SECONDS = 2.0
ROOMY = 0.3
"""The density that the page asks of a layout, and the peer can reach: both get a page that the words fit on."""

ALPHABETS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ab",
    "ΑΒΓΔΕΖΗΘΙΚΛΜς",
    "АБВГДЕЙЁ",
    "éèæœßïñ",
    "क्षत्रियनि",
    "שלוםאב",
    "漢字仮名",
    "x-y 1",
)


@dataclass(frozen=True)
class Outcome:
    """What one search made of one list."""

    words: int
    crossings: int
    density: float
    first: float
    seconds: float


def terms(path: Path, longest: int) -> list[str]:
    """The glossary's terms in their order, each form once, of three to `longest` letters."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        listed = [entry["term"] for row in rows for entry in json.loads(row)["glossary"]]
    found: dict[tuple[str, ...], str] = {}
    for term in listed:
        if 3 <= len(cells(term)) <= longest:
            found.setdefault(stem(cells(term)), term)
    return list(found.values())


def page(answers: Sequence[Sequence[str]]) -> int:
    """The side of the square page that both get."""
    letters = sum(map(len, answers))
    return max(25, math.ceil(math.sqrt(letters / ROOMY)))


def ours(listed: list[str], side: int, seed: int) -> Outcome:
    """The app's layout; `first` is the time to a layout with as many words as the last one has."""
    began, first, best = time.process_time(), math.nan, None
    for best in layouts([Word(term=term) for term in listed], page=Page(rows=side, columns=side), seed=seed):
        if math.isnan(first) and best.words == len(listed):
            first = time.process_time() - began
    return Outcome(best.words, best.crossings, best.density, first, time.process_time() - began)


def peer(answers: list[str], side: int, seed: int) -> Outcome:
    """The layout of genxword, counted by the same rules."""
    crossword = _peer_class()(side, side, "-", [[answer, ""] for answer in sorted(answers, key=len, reverse=True)])
    random.seed(seed)  # the peer draws from the global generator
    began = time.process_time()
    crossword.compute_crossword(PEER_SECONDS)
    seconds = time.process_time() - began
    covered: dict[tuple[int, int], int] = {}
    for answer, _, row, column, down in crossword.best_wordlist:
        for i in range(len(answer)):
            cell = row + i * down, column + i * (not down)
            covered[cell] = covered.get(cell, 0) + 1
    height, width = (max(line) - min(line) + 1 for line in zip(*covered, strict=True))
    crossings = sum(count > 1 for count in covered.values())
    return Outcome(len(crossword.best_wordlist), crossings, len(covered) / (height * width), seconds, seconds)


def _peer_class() -> Any:
    drawing = {name: types.ModuleType(name) for name in ("cairo", "gi", "gi.repository")}
    drawing["gi"].require_version = lambda *_: None
    drawing["gi.repository"].Pango = drawing["gi.repository"].PangoCairo = None
    for name, module in drawing.items():
        sys.modules.setdefault(name, module)
    from genxword.calculate import Crossword

    return Crossword


def violations(lists: int, seed: int) -> int:
    """How many crosswords of random lists break a rule, lose a word or change when they are made again."""
    wrong = 0
    for number in range(lists):
        draw = random.Random(f"{seed}-{number}")
        listed, side = list(random_list(draw)), draw.choice((5, 9, 15, 25))
        wrong += any(
            _faults([Word(term=term) for term in listed], Page(rows=side, columns=draw.randint(4, 25)), number)
        )
    return wrong


def random_list(draw: random.Random) -> Iterator[str]:
    """Words of one alphabet or two, some of one letter, some twice, some with nothing in common."""
    letters = "".join(draw.sample(ALPHABETS, draw.choice((1, 1, 2))))
    made: list[str] = []
    for _ in range(draw.randint(1, 14)):
        again = made and draw.random() < 0.1
        made.append(draw.choice(made) if again else "".join(draw.choices(letters, k=draw.randint(1, 12))))
    yield from made


def _faults(words: list[Word], on: Page, seed: int) -> Iterator[str]:
    try:
        made = list(layouts(words, page=on, seed=seed, steps=30))
    except InputError:
        long_enough = [word for word in words if 2 <= len(cells(word.term)) <= max(on.rows, on.columns)]
        if long_enough:
            yield "nothing was made of words that fit"
        return
    for crossword in made:
        yield from broken_rules(crossword)
        if crossword.rows > on.rows or crossword.columns > on.columns:
            yield "larger than the page"
        if len(crossword.entries) + len(crossword.unplaced) != len(words):
            yield "a word was lost"
    if seed % 10 == 0 and made[-1] != list(layouts(words, page=on, seed=seed, steps=30))[-1]:
        yield "not the same when made again"


def main(argv: list[str] | None = None) -> int:
    """Measures, prints a table, and ends with one line of JSON."""
    options = _options(argv)
    pool = terms(options.data, options.longest)
    figures: dict[str, Any] = {"terms": len(pool), "compiled": COMPILED}
    print(f"{'words':>6}{'':8}{'placed':>8}{'crossings/word':>16}{'density':>9}{'first full s':>14}{'seconds':>9}")
    for length in LENGTHS:
        lists = [random.Random(f"{options.seed}-{length}-{n}").sample(pool, length) for n in range(options.limit)]
        spelled = [["".join(cells(term)) for term in listed] for listed in lists]
        sides = [page(answers) for answers in spelled]
        mine = [ours(listed, side, n) for n, (listed, side) in enumerate(zip(lists, sides, strict=True))]
        theirs = [peer(answers, side, n) for n, (answers, side) in enumerate(zip(spelled, sides, strict=True))]
        figures |= {f"{name}_{length}": value for name, value in compared(mine, theirs).items()}
        for name, outcomes in (("ours", mine), ("genxword", theirs)):
            _print(length, name, outcomes)
    figures["random_lists"] = options.lists
    figures["violations"] = violations(options.lists, options.seed)
    print(f"\n{figures['violations']} of {options.lists} random lists broke a rule")
    print(json.dumps(figures))
    return 0


def compared(mine: list[Outcome], theirs: list[Outcome]) -> dict[str, float]:
    """The figures of one length: means, and their ratios to the peer's."""
    return {
        "placed_less_than_peer": sum(a.words < b.words for a, b in zip(mine, theirs, strict=True)),
        "crossings_per_word": round(_per_word(mine), 3),
        "crossings_ratio": round(_per_word(mine) / _per_word(theirs), 2),
        "density": round(mean(o.density for o in mine), 3),
        "density_ratio": round(mean(o.density for o in mine) / mean(o.density for o in theirs), 2),
        "first_full_seconds": round(mean(o.first for o in mine), 3),
        "seconds": round(mean(o.seconds for o in mine), 2),
    }


def _per_word(outcomes: list[Outcome]) -> float:
    return mean(outcome.crossings / outcome.words for outcome in outcomes)


def _print(length: int, name: str, outcomes: list[Outcome]) -> None:
    placed, density, first, seconds = (
        mean(getattr(outcome, field) for outcome in outcomes) for field in ("words", "density", "first", "seconds")
    )
    print(f"{length:6} {name:8}{placed:7.1f}{_per_word(outcomes):16.3f}{density:9.3f}{first:14.3f}{seconds:9.2f}")


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.crosswords", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="a book in gzipped JSON Lines")
    parser.add_argument("--limit", type=int, default=5, help="so many lists of each length, drawn by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=int, default=15, help="the most letters of a term")
    parser.add_argument("--lists", type=int, default=10_000, help="random lists to look for broken rules in")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
