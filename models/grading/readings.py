"""Write what a language model with a grading form of its own makes of graded answers, for `train.py`.

    python -m models.grading.readings DATA.jsonl.gz [--model starter] [--limit N] [--to starter.npz]

Only answers of SciEntsBank's training part (see `held_out.split`) are read, and of those only questions that the model
was not trained on (`models.starter.sources.is_held_out`). It takes about a second an answer on one free core.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from eduapp.errors import ModelError
from eduapp.grading import features
from eduapp.grading.readers import Case, Starter
from eduapp.llm import open_runtime
from models.grading.held_out import named, split
from models.grading.train import STARTER, load
from models.starter.sources import is_held_out

SCIENCE = "sciEntsBank"


def main(argv: list[str] | None = None) -> int:
    """Reads the answers, and writes their names and numbers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--to", type=Path, default=STARTER)
    options = parser.parse_args(argv)
    rows = [one for one in split(load(options.data))["train"] if one["corpus"] == SCIENCE and is_held_out(one)]
    rows = sorted(rows, key=named)[: options.limit]
    names, numbers = [], []
    with open_runtime(options.model) as model:
        reader = Starter(model)
        for row in rows:
            asked = features.question(row["question"], tuple(row["reference_answers"]))
            said = features.answer_text(asked, row["answer"])
            case = Case(row["question"], row["reference_answers"], row["answer"], asked, said)
            try:
                numbers.append(reader.read(case))
            except (ModelError, ValueError) as error:  # an empty answer, or one too long
                print(f"left out: {error}", file=sys.stderr)
                continue
            names.append(named(row))
            if len(names) % 100 == 0:
                print(f"{len(names)} of {len(rows)}", flush=True)
                np.savez(options.to, names=np.array(names, np.uint32), numbers=np.array(numbers))
    np.savez(options.to, names=np.array(names, np.uint32), numbers=np.array(numbers))
    print(f"{options.to}: {len(names)} answers")
    return 0


if __name__ == "__main__":
    sys.exit(main())
