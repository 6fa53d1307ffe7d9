"""Builds the starter's training set: prompts and what is to be written, as tokens, joined where they begin alike.

    python -m models.starter.build --data ../shared/data --rules models/starter/out/rules.*.jsonl

Prompts are filled by the same forms that the app uses, and cut into tokens by the same library, so both see the same.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from eduapp.llm.catalog import find
from eduapp.llm.prompts import prompt
from models.starter.examples import (
    Example,
    of_glossaries,
    of_grading,
    of_levels,
    of_orders,
    of_rules,
    of_stories,
    planted,
    written,
)
from models.starter.sources import content
from models.starter.trees import Tree, size, trees
from models.starter.vocabulary import Vocabulary

HERE = Path(__file__).resolve().parent
OUT = HERE / "out"
SEED, LONGEST, ROOM, LONG_ROOM, WRITTEN = 11, 430, 320, 448, 2
"""Tokens of the longest example, of a tree, of a tree with a story; how often what was written by hand is there."""

TOKENS = {
    "task-answer": 190_000, "task-label": 110_000, "task-question": 80_000, "task-clue": 60_000, "task-level": 6_000,
    "task-definition": 7_000, "task-distractors": 4_000, "task-paraphrase": 4_000, "task-feedback": 4_000,
}  # fmt: skip
"""How much of each task there is, in tokens after joining, beside what was written by hand."""
STORIES, WORTH = 0.75, 300
"""The share of stories in the answers' tokens; characters of a story's passage for each question that it answers."""


def pool(data: Path, rules: list[Path], rng: random.Random) -> dict[str, list[Example]]:
    """All that the sources give, by task, in a random order, strong ones first where there is a choice."""
    found: dict[str, list[Example]] = {task: [] for task in TOKENS}
    makers = (of_rules(rules, rng), of_glossaries(data, rng), of_stories(data, rng), of_grading(data, rng),
              of_levels(data, 300, rng))  # fmt: skip
    for maker in makers:
        for example in maker:
            found[example.task].append(example)
    for examples in found.values():
        rng.shuffle(examples)
    found["task-question"] = _spread([one for one in found["task-question"] if not _gives_away(one)])
    return found


def _gives_away(example: Example) -> bool:
    answer = example.values["answer"]
    return len(answer.split()) <= 4 and bool(content(answer) & content(example.target))


def _spread(examples: list[Example], most: float = 0.06) -> list[Example]:
    """The examples in an order in which no beginning of a question is too frequent, rules' and "why" first."""
    ranked = sorted(examples, key=lambda one: not (one.source.startswith("rules") or one.target.startswith("Why")))
    kept, late, counts = [], [], Counter()
    for example in ranked:
        opening = " ".join(example.target.split()[:3])
        (kept if counts[opening] <= most * (len(kept) + 60) else late).append(example)
        counts[opening] += kept[-1:] == [example]
    return kept + late


def grouped(examples: list[Example]) -> list[list[Example]]:
    """The examples by what their prompts begin with, in the order in which they came first."""
    groups: dict[tuple[str, ...], list[Example]] = {}
    for one in examples:
        shared = ("passage",) if "passage" in one.values else ("question", "reference")
        key = tuple(str(one.values.get(name, "")) for name in shared)
        groups.setdefault(key if one.task == "task-label" or shared == ("passage",) else (), []).append(one)
    return list(groups.values())


def made(examples: list[Example], rng: random.Random, vocabulary: Vocabulary) -> Iterator[Tree]:
    """The trees of one task's examples."""
    for group in grouped(examples):
        rows = [row for one in planted(group, rng) if (row := _row(one, vocabulary))]
        yield from trees(
            sorted(rows, key=lambda row: row["prompt"]) if "label" not in group[0].task else rows,
            LONG_ROOM if "answer" in group[0].task else ROOM,
        )


def _row(example: Example, vocabulary: Vocabulary) -> Tree | None:
    text = prompt(example.task, 1).render(**example.values)
    shown, target = vocabulary.prompt(text), vocabulary.target(example.target)
    if len(shown) + len(target) > LONGEST:
        return None
    return {"task": example.task, "prompt": shown, "target": target}


def chosen(found: dict[str, list[Example]], rng: random.Random, vocabulary: Vocabulary) -> Iterator[Tree]:
    """Trees of every task, until there are as many tokens as there should be."""
    for task, most in TOKENS.items():
        parts = [(found[task], most)]
        if task == "task-answer":
            stories = [one for one in found[task] if one.source == "stories"]
            worth = _often_asked(stories)
            others = [one for one in found[task] if one.source != "stories"]
            stories = [one for one in stories if one.values["passage"] in worth]
            parts = [(stories, int(most * STORIES)), (others, int(most * (1 - STORIES)))]
        for examples, room in parts:
            used = 0
            for tree in made(examples, rng, vocabulary):
                if used >= room:
                    break
                used += size(tree)
                yield tree


def _often_asked(examples: list[Example]) -> frozenset[str]:
    """The passages that give the most for their length: three answers and more, or few words."""
    counts = Counter(one.values["passage"] for one in examples)
    return frozenset(passage for passage, n in counts.items() if len(passage) <= WORTH * n)


def main(argv: list[str] | None = None) -> int:
    """Writes trees.jsonl, and prints what is in it."""
    parser = argparse.ArgumentParser(prog="models.starter.build", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--rules", type=Path, nargs="*", default=sorted(OUT.glob("rules.*.jsonl")))
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args(argv)
    rng = random.Random(SEED)
    options.out.mkdir(parents=True, exist_ok=True)
    vocabulary = Vocabulary(find("starter").path)
    found = list(chosen(pool(options.data, options.rules, rng), rng, vocabulary))
    own = [*written(HERE / "handwritten"), *of_orders(options.data, rng)]
    for _ in range(WRITTEN):
        for task in TOKENS:
            found += made([one for one in own if one.task == task], rng, vocabulary)
    rng.shuffle(found)
    with (options.out / "trees.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(tree) + "\n" for tree in found)
    branches = Counter(branch["task"] for tree in found for branch in tree["branches"])
    alone = sum(len(tree["trunk"]) * len(tree["branches"]) + size(tree) - len(tree["trunk"]) for tree in found)
    print(f"{len(found)} trees, {sum(map(size, found))} tokens, {alone} if each example stood alone: {dict(branches)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
