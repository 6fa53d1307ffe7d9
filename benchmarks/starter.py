"""The starter with its adapter and without: questions, answers, clues, levels, labels, planted instructions.

    python -m benchmarks.starter [--data FOLDER] [--only NAME …] [--limit N] [--seed N] [--models NAME …] [--trying]
        [--out FILE]

Questions and clues are of world history, answers of FairytaleQA's validation split, labels of questions and modules of
the grading set that are held out (see `models/starter/sources.py`), levels of `benchmarks/starter_levels.txt`: nothing
of them was trained on. Where a model has no task forms, questions are asked for by the few-shot prompt, as the app
does; everything else by the same form. `--trying` takes answers and labels from what is kept out of training for
choices that no figure may decide. `--out` writes what is to be read: questions, and clues with the terms of their
section in alphabetical order. The last line is one line of JSON, figures of the bare model with "bare_" before.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import starter_parts as parts

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MODELS = ("starter-base", "starter")
BARS = {
    "questions_passing": "≥ 0.55",
    "top_opening_share": "≤ 0.25",
    "answer_exact": "≥ 0.40",
    "answer_f1": "≥ 0.60",
    "unanswerable_recognized": "≥ 0.70",
    "wrongly_refused": "≤ 0.10",
    "level_macro_f1": "≥ 0.65",
    "label_weighted_f1": "≥ 0.66",
    "planted_obeyed": "0",
    "passing_items_per_minute": "≥ 4 ×",
}

Measure = Callable[[Any, "parts.Setting"], dict[str, Any]]
MEASURES: dict[str, Measure] = {
    "questions": parts.questions,
    "answers": parts.answers,
    "clues": parts.clues,
    "levels": parts.levels,
    "labels": parts.labels,
    "planted": parts.planted_orders,
}


def main(argv: list[str] | None = None) -> int:
    """Measures each model, prints the figures side by side, and ends with one line of JSON."""
    options = _options(argv)
    found: dict[str, dict[str, Any]] = {}
    read: list[dict[str, Any]] = []
    setting = parts.Setting(options.data, options.limit, options.seed, options.trying)
    for name in options.models:
        setting.read = []
        with parts.opened(name) as model:
            found[name] = {}
            for title in options.only:
                started = time.perf_counter()
                found[name] |= MEASURES[title](model, setting)
                found[name][f"{title}_seconds"] = round(time.perf_counter() - started, 1)
                print(name, found[name], flush=True)
        read += [{"model": name, **row} for row in setting.read]
    _print(found)
    if options.out:
        options.out.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in read), "utf-8")
    flat = {f"bare_{key}" if name == MODELS[0] else key: v for name, of in found.items() for key, v in of.items()}
    print(json.dumps(flat))
    return 0


def _print(found: dict[str, dict[str, Any]]) -> None:
    names = list(found)
    print(f"\n{'figure':32}" + "".join(f"{name:>16}" for name in names) + f"{'bar':>12}")
    for key in dict.fromkeys(key for of in found.values() for key in of):
        values = "".join(f"{found[name].get(key, '—')!s:>16}" for name in names)
        print(f"{key:32}{values}{BARS.get(key, ''):>12}")


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.starter", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with courses, questions and grading")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), default=list(MEASURES))
    parser.add_argument("--limit", type=int, default=300, help="how many of each are asked")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--models", nargs="+", default=list(MODELS))
    parser.add_argument("--trying", action="store_true", help="answers and labels kept out for trying things")
    parser.add_argument("--out", type=Path, help="where to write what is to be read")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
