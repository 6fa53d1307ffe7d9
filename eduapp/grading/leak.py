"""Whether words to a pupil give the key away."""

from __future__ import annotations

import re

from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.grading import features
from eduapp.grading.exact import normal
from eduapp.grading.words import stem, tokens

NEAR = 0.48
"""The cosine from which a word is taken for one of the key's."""


def given_away(text: str, key: Key, answer: str = "") -> tuple[str, ...]:
    """The words of a text that give the key away, in order; empty if none does.

    Those are words, numbers and names of choices that belong to the key, or mean nearly the same, and stand neither in
    the question nor in the pupil's own answer.
    """
    free = {stem(word) for word in (*tokens(key.stem), *tokens(answer))}
    secret = features.taken_apart([word for word in tokens(" ".join(_secrets(key))) if stem(word) not in free])
    numbers = set(re.findall(r"\d+(?:\.\d+)?", " ".join(_secrets(key)))) - set(
        re.findall(r"\d+(?:\.\d+)?", key.stem + answer)
    )
    said = features.taken_apart([word for word in tokens(text) if stem(word) not in free])
    found = [word for word, one in zip(said.content, said.stems, strict=True) if one in secret.stems]
    if secret.stems and said.stems:
        near = (secret.vectors @ said.vectors.T).max(0) >= NEAR
        found += [word for word, close in zip(said.content, near, strict=True) if close and word not in found]
    found += [number for number in re.findall(r"\d+(?:\.\d+)?", text) if number in numbers and number not in found]
    whole = [one for one in _secrets(key) if len(normal(one)) > 3 and f" {normal(one)} " in f" {normal(text)} "]
    found += [one for one in whole if normal(one) not in f" {normal(key.stem)} {normal(answer)} "]
    return tuple(dict.fromkeys(found))


def _secrets(key: Key) -> tuple[str, ...]:
    if key.choices and key.kind is not ItemKind.ORDER:
        return tuple(choice.text for choice in key.choices if choice.id in key.key or choice.correct)
    if key.rubric:
        points = (point for criterion in key.rubric for point in (*criterion.key_points, criterion.text))
        return (*key.key, *points)
    return key.key
