"""Questions of each of Bloom's six levels (Anderson and Krathwohl 2001), put together from frames and subjects."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().with_name("levels.yaml")


def questions(terms: list[str], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Endless pairs of a question and its level, every level as often as the others, some about these terms."""
    known = yaml.safe_load(FILE.read_text("utf-8"))
    while True:
        for level, frames in known["frames"].items():
            first, second = rng.choice(known["pairs"])
            topic = rng.choice(known["topics"]) if rng.random() < 0.6 or not terms else rng.choice(terms)
            text = rng.choice(frames).format(t=topic, a=first, b=second, c=rng.choice(known["cases"]))
            yield text[:1].upper() + text[1:], level
