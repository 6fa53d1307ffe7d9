"""The word lists of the checks, from `templates/checks/`, where a school may change them."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache

from pydantic import Field, ValidationError

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.errors import InputError

FILE = "checks/words.toml"


class Words(Model):
    """What `words.toml` holds: words and phrases in lower case, most of them English."""

    absolute: tuple[str, ...]
    vague: tuple[str, ...]
    negative: tuple[str, ...]
    whole: tuple[str, ...]
    opposed: tuple[tuple[str, str], ...]
    opposites: tuple[tuple[str, str], ...] = Field(description="of which one makes a statement with the other false")
    recognized: tuple[tuple[str, str], ...] = Field(default=(), description="of which no false statement is made")
    fixed: tuple[str, ...] = Field(description="phrases in which such a word has no opposite")
    hedges: tuple[str, ...] = Field(description="beside which the opposite may be true as well")
    unsuitable: tuple[str, ...]
    orders: tuple[str, ...]
    order_verbs: tuple[str, ...]
    order_objects: tuple[str, ...]
    place_words: tuple[str, ...]
    empty_talk: tuple[str, ...] = Field(description="what a rationale says that says nothing")


def words() -> Words:
    """The lists, a user's own file before ours. Raises InputError that names the field."""
    return _read(os.environ.get("EDUAPP_TEMPLATES", ""))


@lru_cache(maxsize=4)
def _read(_own_folder: str) -> Words:
    """The lists, read once for each folder of a user's own templates."""
    path = resources.template(FILE)
    try:
        return Words.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise InputError(f"{path.name}: {field}: {first['msg']}.", hint="Compare it with the file that came with the "
                         "app.", where=str(path)) from error  # fmt: skip
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path.name} can't be read: {error}.", hint="It must be TOML in UTF-8.", where=str(path)
        ) from error


@lru_cache(maxsize=64)
def pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words, whatever their case."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_loosely, longest_first))})(?![\w-])", re.IGNORECASE)


def found_in(text: str, phrases: tuple[str, ...]) -> str:
    """The first of the phrases that a text has, as it stands there, or an empty string."""
    match = pattern(phrases).search(text)
    return match.group() if match else ""


def first_of(texts: Iterable[str], phrases: tuple[str, ...]) -> str:
    """The first of the phrases that any of the texts has, or an empty string."""
    return next(filter(None, (found_in(text, phrases) for text in texts)), "")


def _loosely(phrase: str) -> str:
    return r"\s+".join(re.escape(word) for word in phrase.replace("'", "’").split()).replace("’", "[’']")
