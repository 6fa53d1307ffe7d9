"""Trains the starter's adapter on what `build.py` made, from a checkpoint if there is one.

    python -m models.starter.train --model FILE.gguf [--minutes 90] [--batch 16] [--out FOLDER]

The learning rate rises over the first steps and falls along a cosine over the minutes given, so that a slow machine
ends on time with fewer steps. The first part of the data has the first half of the time, the second part the other.
The loss is on what is to be written alone, and scores are computed for those places only. A checkpoint is saved every
20 steps, and when it is told to end (SIGTERM); the same command goes on from it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from models.starter.network import Network

OUT = Path(__file__).resolve().parent / "out"
SEED, WARM_UP, CLIP, SAVE_EVERY, BUCKET = 17, 12, 1.0, 20, 12
JUDGED = {"task-label": 2.0, "task-level": 1.5}
"""How much more a row counts whose whole lesson is one word."""
BUSY = 2.6
"""From what load on a thread waits for the other longer than it helps."""


def batches(rows: list[dict[str, Any]], size: int, seed: int) -> Iterator[list[dict[str, Any]]]:
    """The rows in random batches of about the same length each, again and again."""
    rng = random.Random(seed)
    while True:
        order = rng.sample(rows, len(rows))
        for start in range(0, len(order), size * BUCKET):
            bucket = sorted(order[start : start + size * BUCKET], key=lambda row: len(row["prompt"] + row["target"]))
            found = [bucket[i : i + size] for i in range(0, len(bucket), size)]
            rng.shuffle(found)
            yield from found


def loss_of(network: Network, batch: list[dict[str, Any]]) -> tuple[Tensor, list[float]]:
    """The batch's loss, and each row's mean over its tokens. A row counts by the root of its length."""
    longest = max(len(row["prompt"]) + len(row["target"]) for row in batch)
    tokens = torch.zeros(len(batch), longest, dtype=torch.long)
    places, wanted, weights = [], [], []
    for number, row in enumerate(batch):
        whole = row["prompt"] + row["target"]
        tokens[number, : len(whole)] = torch.tensor(whole)
        places += [number * longest + at - 1 for at in range(len(row["prompt"]), len(whole))]
        wanted += row["target"]
        weights += [JUDGED.get(row["task"], 1.0) * len(row["target"]) ** -0.5] * len(row["target"])
    states = network.states(tokens).flatten(0, 1)[torch.tensor(places)]
    each = functional.cross_entropy(network.logits(states), torch.tensor(wanted), reduction="none")
    weight = torch.tensor(weights)
    means = [part.mean().item() for part in each.detach().split([len(row["target"]) for row in batch])]
    return (each * weight).sum() / weight.sum(), means


class Training:
    """The network with its optimizer, and how far it has come: steps, and seconds used of those there are."""

    def __init__(self, network: Network, options: argparse.Namespace) -> None:
        self.network, self.options = network, options
        self.steps, self.used = 0, 0.0
        own = list(network.adapter().values())
        self.optimizer = torch.optim.AdamW(own, lr=options.rate, betas=(0.9, 0.98), weight_decay=0.01)
        self.checkpoint = options.out / "checkpoint.pt"

    @property
    def done(self) -> float:
        """The share of the time that is used."""
        return min(self.used / (60 * self.options.minutes), 1.0)

    def step(self, batch: list[dict[str, Any]]) -> tuple[float, list[float]]:
        """One step of the optimizer; returns the batch's loss and those of its rows."""
        started = time.monotonic()
        rate = self.options.rate * min((self.steps + 1) / WARM_UP, 0.5 + 0.5 * math.cos(math.pi * self.done))
        for group in self.optimizer.param_groups:
            group["lr"] = max(rate, self.options.rate * 0.02)
        loss, means = loss_of(self.network, batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(self.network.adapter().values()), CLIP)
        self.optimizer.step()
        self.steps, self.used = self.steps + 1, self.used + time.monotonic() - started
        return loss.item(), means

    def save(self) -> None:
        """Writes the checkpoint, whole or not at all."""
        state = {
            "adapter": {name: weight.detach() for name, weight in self.network.adapter().items()},
            "optimizer": self.optimizer.state_dict(),
            "steps": self.steps,
            "used": self.used,
            "rank": self.network.rank,
            "alpha": self.network.alpha,
        }
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.checkpoint)

    def resume(self) -> None:
        """Goes on from the checkpoint, if there is one."""
        if self.checkpoint.is_file():
            state = torch.load(self.checkpoint, weights_only=True)
            self.network.load_adapter(state["adapter"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.steps, self.used = state["steps"], state["used"]


def main(argv: list[str] | None = None) -> int:
    """Trains until the time is used."""
    options = _options(argv)
    torch.manual_seed(SEED)
    network = Network(options.model, rank=options.rank, alpha=2.0 * options.rank, first=options.first_block)
    training = Training(network, options)
    training.resume()
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    losses: dict[str, list[float]] = defaultdict(list)
    for number, name in enumerate(("first", "second")):
        rows, end = None, (options.switch, 1.0)[number]
        while training.done < end and not ended:
            if rows is None:
                found = [json.loads(line) for line in (options.data / f"{name}.jsonl").open(encoding="utf-8")]
                rows = batches(found, options.batch, SEED + training.steps)
            torch.set_num_threads(1 if os.getloadavg()[0] > BUSY else 2)
            batch, cpu = next(rows), time.process_time()
            loss, means = training.step(batch)
            for row, mean in zip(batch, means, strict=True):
                losses[row["task"]].append(mean)
            cpu = time.process_time() - cpu
            print(f"{name} {training.steps} {training.done:.3f} loss {loss:.3f} cpu {cpu:.1f}", flush=True)
            if training.steps % SAVE_EVERY == 0:
                training.save()
                told = {task: round(sum(of[-60:]) / len(of[-60:]), 2) for task, of in sorted(losses.items())}
                print(time.strftime("%H:%M:%S"), told, flush=True)
    training.save()
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="models.starter.train", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="the GGUF file")
    parser.add_argument("--data", type=Path, default=OUT)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--switch", type=float, default=0.5, help="the share of the time for the first part")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--first-block", type=int, default=0, help="from which block on there is an adapter")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
