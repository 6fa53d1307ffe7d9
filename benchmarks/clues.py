"""Crossword clues from textbook sections: sections with enough of them, styles, tiers, violations, seconds.

    python -m benchmarks.clues [--data FILE.jsonl.gz] [--limit N] [--seed N] [--sample N --out FILE]

Every section gets clues of mixed style at tier 1, enough for a grid of 18 words. Violations are found by plain string
comparison, without the checks that the clues have passed: the answer in the clue, a clue over 90 characters, a quote
that is not in its passage, one text for two answers. `--sample` writes that many clues for reading, as many of each
style as there are, and then every clue whose answer is in the section's glossary beside the meaning that the authors
give it. The last line is one line of JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.courses import Section, folded, sections
from eduapp.crosswords.clue_records import LONGEST, STYLES, Clue
from eduapp.crosswords.clues import CluesMade, make_clues
from eduapp.language import understand

DATA = Path("../shared/data/courses/world_history.jsonl.gz")
WORDS, SMALL, FULL, SHORT = 18, 10, 18, 3


@dataclass
class Tally:
    """What was made of all sections read so far."""

    meanings: dict[str, dict[tuple[str, ...], str]]
    made: list[tuple[Section, CluesMade]] = field(default_factory=list)
    violations: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, section: Section, made: CluesMade, seconds: float) -> None:
        """Count one section."""
        self.made.append((section, made))
        self.violations.update(violations(section, made))
        self.refused.update(re.sub(r"“.*”|\d+", "…", reason) for _, reason in made.refused)
        self.seconds += seconds

    def clues(self) -> list[tuple[Section, Clue]]:
        """Every clue with its section."""
        return [(section, clue) for section, made in self.made for clue in made.clues]


def violations(section: Section, made: CluesMade) -> Iterator[str]:
    """The names of what is wrong with a section's clues, by plain string comparison."""
    texts = {passage.id: passage.text for passage in section.document.passages}
    for clue in made.clues:
        if _stands_in(clue.answer, clue.text):
            yield "answer in clue"
        if len(clue.text) > LONGEST:
            yield "too long"
        if texts.get(clue.quote.passage, "")[clue.quote.start : clue.quote.end] != clue.quote.text:
            yield "quote not verbatim"
    counts = Counter(clue.text for clue in made.clues)
    yield from ["one clue for two answers"] * sum(count - 1 for count in counts.values())


def _stands_in(answer: str, text: str) -> bool:
    """Whether an answer's letters stand in a text, whatever is between them; a short one as a word of its own."""
    letters = _letters(answer)
    if len(letters) <= SHORT:
        return letters in re.findall(r"[^\W\d_]+", text.casefold())
    return letters in _letters(text)


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W\d_]", text.casefold()))


def main(argv: list[str] | None = None) -> int:
    """Measures, prints a table, writes the sample, and ends with one line of JSON."""
    options = _options(argv)
    tally = Tally(glossaries(options.data))
    for section in sections(options.data, options.limit, options.seed):
        understood = understand(section.document)
        started = time.perf_counter()
        made = make_clues(section.document, understood, words=WORDS, seed=options.seed)
        tally.add(section, made, time.perf_counter() - started)
    _print(tally)
    if options.sample:
        _write_sample(tally, options)
    print(json.dumps(figures(tally)))
    return 0


def figures(tally: Tally) -> dict[str, Any]:
    """The figures of the last line."""
    counts = [len(made.clues) for _, made in tally.made]
    styles = Counter(clue.style for _, clue in tally.clues())
    tiers = Counter(clue.tier for _, clue in tally.clues())
    return {
        "sections": len(counts),
        "clues": sum(counts),
        "clues_per_section": round(mean(counts), 2),
        "median_clues": median(counts),
        "share_with_10": round(sum(count >= SMALL for count in counts) / len(counts), 3),
        "share_with_18": round(sum(count >= FULL for count in counts) / len(counts), 3),
        **{f"style_{style}": styles[style] for style in STYLES},
        **{f"tier_{tier}": tiers[tier] for tier in (1, 2, 3)},
        "violations": sum(tally.violations.values()),
        "glossary_terms_clued": len(list(glossary_pairs(tally))),
        "seconds_per_section": round(tally.seconds / len(counts), 2),
    }


def glossary_pairs(tally: Tally) -> Iterator[tuple[Section, Clue, str]]:
    """The clues whose answer the section's glossary has, each with the meaning that it gives."""
    for section, made in tally.made:
        for clue in made.clues:
            if meaning := tally.meanings.get(section.module, {}).get(folded(clue.answer)):
                yield section, clue, meaning


def glossaries(path: Path) -> dict[str, dict[tuple[str, ...], str]]:
    """The meanings that a book's glossaries give, by section and folded term."""
    with gzip.open(path, "rt", encoding="utf-8") as rows:
        found = [json.loads(row) for row in rows]
    return {row["module"]: {folded(entry["term"]): entry["meaning"] for entry in row["glossary"]} for row in found}


def drawn(found: Sequence[tuple[Section, Clue]], size: int, seed: int) -> list[tuple[Section, Clue]]:
    """A random sample with as many clues of each style as there are, in turn."""
    rng = random.Random(seed)
    by_style: defaultdict[str, list[tuple[Section, Clue]]] = defaultdict(list)
    for pair in rng.sample(found, len(found)):
        by_style[pair[1].style].append(pair)
    chosen: list[tuple[Section, Clue]] = []
    while len(chosen) < min(size, len(found)):
        chosen += [by_style[style].pop() for style in STYLES if by_style[style]]
    return chosen[:size]


def _row(section: Section, clue: Clue, meaning: str = "") -> dict[str, Any]:
    """What a reader of a clue sees: nothing of its checks or of what proposed it."""
    row = {"section": section.document.title, "style": clue.style, "tier": clue.tier, "clue": clue.text}
    row |= {"answer": clue.answer, "enumeration": clue.enumeration, "quote": clue.quote.text}
    return row | ({"meaning": meaning} if meaning else {}) | {"verdict": "", "criterion": "", "why": ""}


def _write_sample(tally: Tally, options: argparse.Namespace) -> None:
    rows = [_row(*pair) for pair in drawn(tally.clues(), options.sample, options.seed)]
    rows += [_row(*found) for found in glossary_pairs(tally)]
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\n{len(rows)} clues written to {options.out}")


def _print(tally: Tally) -> None:
    for name, value in figures(tally).items():
        print(f"{name:28}{value:>12}")
    for title, counts in (("violation", tally.violations), ("refused because", tally.refused)):
        print(f"\n{title:60}{'count':>8}")
        for name, count in counts.most_common(12):
            print(f"{name:60}{count:8}")


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.clues", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="a book in gzipped JSON Lines")
    parser.add_argument("--limit", type=int, help="so many sections, drawn by the seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample", type=int, default=0, help="how many clues to draw for reading")
    parser.add_argument("--out", type=Path, help="where to write them")
    options = parser.parse_args(argv)
    if options.sample and not options.out:
        parser.error("--sample needs --out")
    return options


if __name__ == "__main__":
    sys.exit(main())
