"""Builds the starter's training set: tokens of prompts and of what is to be written, in two parts.

    python -m models.starter.build --data ../shared/data --rules models/starter/out/rules.*.jsonl

The first part is broad, the second is what matters most once more, with all that was written by hand. Prompts are
filled by the same forms that the app uses, and cut into tokens by the same library, so both see the same.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from eduapp.llm.catalog import find
from eduapp.llm.prompts import prompt
from models.starter.examples import (
    NOT_IN_TEXT,
    Example,
    of_glossaries,
    of_grading,
    of_levels,
    of_rules,
    of_stories,
    planted,
    written,
)
from models.starter.vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent
OUT = HERE / "out"
SEED, LONGEST, LONGEST_VALUE, UNANSWERABLE = 11, 320, 160, 0.24

FIRST = {
    "task-question": 1500, "task-answer": 1500, "task-clue": 700, "task-label": 1000, "task-level": 420,
    "task-definition": 150, "task-distractors": 150, "task-paraphrase": 150, "task-feedback": 130,
}  # fmt: skip
SECOND = {
    "task-question": 430, "task-answer": 500, "task-clue": 90, "task-label": 600, "task-level": 260,
    "task-definition": 40, "task-distractors": 40, "task-paraphrase": 30, "task-feedback": 20,
}  # fmt: skip
"""How many examples of each task, beside those written by hand, which are in the second part alone, three times."""


def pool(data: Path, rules: list[Path], rng: random.Random) -> dict[str, list[Example]]:
    """All that the sources give, by task, in a random order."""
    found: dict[str, list[Example]] = {task: [] for task in FIRST}
    makers = (of_rules(rules, rng), of_glossaries(data, rng), of_stories(data, rng), of_grading(data, rng),
              of_levels(data, 1200, rng))  # fmt: skip
    for maker in makers:
        for example in maker:
            found[example.task].append(planted(example, rng))
    for examples in found.values():
        rng.shuffle(examples)
    found["task-question"] = _spread(found["task-question"])
    found["task-answer"] = _with_share(found["task-answer"], UNANSWERABLE)
    found["task-clue"] = _rules_first(found["task-clue"], FIRST["task-clue"] + SECOND["task-clue"], rng)
    return found


def _spread(examples: list[Example], most: float = 0.07) -> list[Example]:
    """The examples in an order in which no beginning of a question is too frequent."""
    kept, late, counts = [], [], Counter()
    for example in examples:
        opening = " ".join(example.target.split()[:3])
        (kept if counts[opening] <= most * (len(kept) + 20) else late).append(example)
        counts[opening] += kept[-1:] == [example]
    return kept + late


def _with_share(examples: list[Example], share: float) -> list[Example]:
    """The examples with about this share of unanswerable ones all along."""
    without = [one for one in examples if one.target == NOT_IN_TEXT]
    answered = [one for one in examples if one.target != NOT_IN_TEXT]
    mixed: list[Example] = []
    while answered and without:
        mixed.append(without.pop() if len(without) and len(mixed) % 25 < 25 * share else answered.pop())
    return mixed + answered


def _rules_first(examples: list[Example], size: int, rng: random.Random) -> list[Example]:
    """The examples, those of the rules among the first `size`."""
    ranked = sorted(examples, key=lambda one: not one.source.startswith("rules"))
    head = ranked[:size]
    rng.shuffle(head)
    return head + ranked[size:]


def parts(found: dict[str, list[Example]], own: list[Example], rng: random.Random) -> Iterator[list[Example]]:
    """The first and the second part, shuffled."""
    first = [one for task, count in FIRST.items() for one in found[task][:count]]
    second = [one for task, count in SECOND.items() for one in found[task][FIRST[task] : FIRST[task] + count]]
    second += own + [planted(one, rng) for one in own * 2]
    for part in (first, second):
        rng.shuffle(part)
        yield part


def main(argv: list[str] | None = None) -> int:
    """Writes first.jsonl and second.jsonl, and prints what is in them."""
    parser = argparse.ArgumentParser(prog="models.starter.build", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rules", type=Path, nargs="*", default=sorted(OUT.glob("rules.*.jsonl")))
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(argv)
    rng = random.Random(SEED)
    options.out.mkdir(parents=True, exist_ok=True)
    found = pool(options.data, options.rules, rng)
    vocabulary = Vocabulary(find("starter").path)
    for name, examples in zip(("first", "second"), parts(found, list(written(HERE / "handwritten")), rng), strict=True):
        with (options.out / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            lengths = [_write(example, vocabulary, out) for example in examples]
        told = Counter(f"{one.task} {one.source.partition(':')[0]}" for one in examples)
        print(name, len(examples), "examples,", sum(lengths), "tokens", dict(sorted(told.items())))
    return 0


def _write(example: Example, vocabulary: Vocabulary, out: TextIO) -> int:
    text = prompt(example.task, 1).render(**example.values)
    shown, target = vocabulary.prompt(text), vocabulary.target(example.target)
    if len(shown) + len(target) > LONGEST or len(example.values.get("answer", "")) > LONGEST_VALUE:
        return 0
    row = {"task": example.task, "prompt": shown, "target": target, "source": example.source}
    out.write(json.dumps(row) + "\n")
    return len(shown) + len(target)


if __name__ == "__main__":
    sys.exit(main())
