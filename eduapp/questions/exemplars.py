"""Worked examples for the prompts: a small bank of hand-written items, of which the most similar are shown.

The bank is `templates/prompts/exemplars/KIND.v1.yaml`, one list a kind, which a school may override like any template.
Like a prompt, a released one is never edited.
Similarity is BM25 (Robertson and Zaragoza 2009, by the library bm25s) over the sentences that an item is made from.
"""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path

import bm25s
import yaml
from pydantic import Field, ValidationError

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.domain.item import Bloom, ItemKind
from eduapp.errors import InputError
from eduapp.questions.words import content

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it asks for its debug messages to be shown

FOLDER = "prompts/exemplars"
VERSION, SHOWN = 1, 3
"""Which edition of the bank is in use, and how many of its examples a prompt shows."""


class Showing(Model):
    """One thing that an answer must show: its words, and the number of the sentence that it rests on."""

    fact: int = Field(ge=1)
    shows: str = Field(min_length=8)


class Exemplar(Model):
    """One worked example. `facts` are the sentences it is made from; the rest is what a good reply to them says.

    `answer` is the key that was given; `others` are the wrong choices; of a true/false item it is "True" or "False".
    """

    level: Bloom
    subject: str
    facts: tuple[str, ...] = Field(min_length=1)
    answer: str = ""
    others: tuple[str, ...] = ()
    angle: str = ""
    question: str = ""
    true_statement: str = ""
    statement: str = ""
    points: tuple[Showing, ...] = ()


class Bank:
    """The examples of one kind; `nearest` finds those to show. `hash` is that of their file, with its tag."""

    def __init__(self, exemplars: Sequence[Exemplar], hash: str = "") -> None:
        self.exemplars = tuple(exemplars)
        self.hash = hash

    def nearest(self, level: Bloom, text: str, count: int = SHOWN) -> list[Exemplar]:
        """The examples of that level that are most like a text, the most similar last, where a model heeds it most.

        Where a level has too few, the others' examples fill up from the front.
        """
        same = [exemplar for exemplar in self.exemplars if exemplar.level is level]
        rest = [exemplar for exemplar in self.exemplars if exemplar.level is not level]
        ranked = [*_by_likeness(same, text), *_by_likeness(rest, text)]
        return ranked[:count][::-1]


def bank(kind: ItemKind) -> Bank:
    """The examples of a kind. Raises NotFoundError without a file for it, InputError that says what is wrong in it."""
    path = resources.template(f"{FOLDER}/{kind.value}.v{VERSION}.yaml")
    return _read(path, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _read(path: Path, changed: int) -> Bank:
    try:
        data = path.read_bytes()
        rows = yaml.safe_load(data)
        if not isinstance(rows, list):
            raise ValueError("it isn't a list of examples")
        return Bank([Exemplar.model_validate(row) for row in rows], f"sha256:{hashlib.sha256(data).hexdigest()}")
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        said = f"{place}: {first['msg']}" if place else first["msg"]
        raise InputError(f"The examples in {path.name} can't be used: {said}.", where=str(path)) from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        said = " ".join(str(error).split()).rstrip(".")
        raise InputError(f"The examples in {path.name} can't be used: {said}.", where=str(path)) from error


def _by_likeness(exemplars: Sequence[Exemplar], text: str) -> list[Exemplar]:
    """Most similar first; those that are equally so in the order of the bank."""
    told = [sorted(content(" ".join(exemplar.facts))) for exemplar in exemplars]
    asked = sorted(content(text))
    if not told or not asked:
        return list(exemplars)
    index = bm25s.BM25()
    index.index(told, show_progress=False)
    scores = index.get_scores(asked)
    return [exemplars[i] for i in sorted(range(len(exemplars)), key=lambda i: (-scores[i], i))]
