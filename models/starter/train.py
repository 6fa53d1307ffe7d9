"""Trains the starter's adapter on what `build.py` made: anew, from a checkpoint, or on from an earlier adapter.

    python -m models.starter.train --model FILE.gguf [--start FILE.pt] [--minutes 90] [--out FOLDER]

The learning rate rises over the first steps and falls along a cosine over the minutes given, so that a slow machine
ends on time with fewer steps. The loss is on what is to be written alone, and scores are computed for those places
only. `--start` takes over the weights of a checkpoint, but not its optimizer or its clock. A checkpoint is saved every
50 steps, every second one kept beside it by its step, and when it is told to end (SIGTERM); the same command goes on
from it.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import signal
import sys
import time
from collections import defaultdict
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from models.starter.network import Network
from models.starter.packing import Batch, batches

OUT = Path(__file__).resolve().parent / "out"
SEED, WARM_UP, CLIP, SAVE_EVERY, KEEP_EVERY = 17, 12, 1.0, 50, 100
JUDGED = {"task-label": 1.3, "task-level": 1.0}
"""How much more a branch counts whose whole lesson is one word."""


def loss_of(network: Network, batch: Batch) -> tuple[Tensor, list[float]]:
    """The batch's loss, and each branch's mean over its tokens. A branch counts by the root of its length."""
    seen = [torch.from_numpy(part) for part in (batch.tokens, batch.positions, batch.mask)]
    states = network.states(*seen).flatten(0, 1)[torch.from_numpy(batch.places)]
    each = functional.cross_entropy(network.logits(states), torch.from_numpy(batch.wanted), reduction="none")
    pairs = zip(batch.tasks, batch.lengths, strict=True)
    weight = torch.cat([torch.full((n,), JUDGED.get(task, 1.0) * n**-0.5) for task, n in pairs])
    means = [part.mean().item() for part in each.detach().split(batch.lengths)]
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

    def step(self, batch: Batch) -> tuple[float, list[float]]:
        """One step of the optimizer; returns the batch's loss and those of its branches."""
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

    def keep(self) -> None:
        """Keeps what was saved last under its step too."""
        shutil.copyfile(self.checkpoint, self.checkpoint.with_name(f"checkpoint.{self.steps}.pt"))

    def resume(self) -> None:
        """Goes on from the checkpoint, if there is one, or else with the weights of `--start`."""
        if self.checkpoint.is_file():
            state = torch.load(self.checkpoint, weights_only=True)
            self.network.load_adapter(state["adapter"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.steps, self.used = state["steps"], state["used"]
        elif self.options.start:
            self.network.load_adapter(torch.load(self.options.start, weights_only=True)["adapter"])


def main(argv: list[str] | None = None) -> int:
    """Trains until the time is used."""
    options = _options(argv)
    torch.manual_seed(SEED)
    torch.set_num_threads(options.threads)
    network = Network(options.model, rank=options.rank, alpha=2.0 * options.rank, first=options.first_block)
    training = Training(network, options)
    training.resume()
    ended: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
    found = [json.loads(line) for line in (options.data / "trees.jsonl").open(encoding="utf-8")]
    order = batches(found, options.room, options.tokens, SEED + training.steps)
    losses: dict[str, list[float]] = defaultdict(list)
    while training.done < 1.0 and not ended:
        batch, started = next(order), time.monotonic()
        loss, means = training.step(batch)
        for task, mean in zip(batch.tasks, means, strict=True):
            losses[task].append(mean)
        speed = batch.tokens.size / (time.monotonic() - started)
        print(f"{training.steps} {training.done:.3f} loss {loss:.3f}, {speed:.0f} tokens a second", flush=True)
        if training.steps % SAVE_EVERY == 0:
            training.save()
            if training.steps % KEEP_EVERY == 0:
                training.keep()
            told = {task: round(sum(of[-200:]) / len(of[-200:]), 2) for task, of in sorted(losses.items())}
            print(time.strftime("%H:%M:%S"), told, flush=True)
    training.save()
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="models.starter.train", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, required=True, help="the GGUF file")
    parser.add_argument("--data", type=Path, default=OUT)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--start", type=Path, help="a checkpoint whose adapter is trained on")
    parser.add_argument("--tokens", type=int, default=600, help="tokens a step")
    parser.add_argument("--room", type=int, default=290, help="tokens a row")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--first-block", type=int, default=0, help="from which block on there is an adapter")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
