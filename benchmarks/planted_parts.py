"""Flaws to plant in items of several parts: matching, ordering, numbers and rubrics."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from eduapp.domain.item import Item, ItemKind, match_key


def changed(item: Item, **changes: Any) -> Item:
    """The item with these changes, still whole."""
    data = item.model_dump(exclude={"answer", "checks", "review"}) | changes
    return Item.model_validate(data)


def broken_order(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """Two steps have changed places in the key."""
    if item.kind is not ItemKind.ORDER:
        return None
    i, j = sorted(rng.sample(range(len(item.key)), 2))
    key = list(item.key)
    key[i], key[j] = key[j], key[i]
    return changed(item, key=tuple(key))


def numbered_step(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """A step tells its own place."""
    if item.kind is not ItemKind.ORDER:
        return None
    place = rng.randrange(len(item.key))
    opening = ("first, ", "then ", "next, ", "after that, ", "finally, ")[min(place, 4)]
    label = rng.choice([opening, f"{place + 1}. ", f"step {place + 1}: "])
    return changed(
        item,
        choices=tuple(
            c.model_copy(update={"text": label + c.text}) if c.id == item.key[place] else c for c in item.choices
        ),
    )


def swapped_match(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """Two rows have each other's match in the key."""
    if item.kind is not ItemKind.MATCH:
        return None
    rows = list(item.premises)
    i, j = rng.sample(range(len(rows)), 2)
    one, other = rows[i].choice, rows[j].choice
    rows[i], rows[j] = rows[i].model_copy(update={"choice": other}), rows[j].model_copy(update={"choice": one})
    return changed(item, premises=tuple(rows), key=match_key(tuple(rows)))


def shared_match(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """A row is there twice, or the spare choice fits a row as well as its match."""
    if item.kind is not ItemKind.MATCH:
        return None
    rows = list(item.premises)
    i, j = rng.sample(range(len(rows)), 2)
    rows[i] = rows[i].model_copy(update={"text": rows[j].text, "choice": rows[j].choice})
    return changed(item, premises=tuple(rows), key=match_key(tuple(rows)))


def wrong_number(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The number is another one."""
    if item.numeric is None:
        return None
    value = round(item.numeric.value * rng.choice([0.1, 0.5, 2, 3, 7, 10]) + rng.choice([0, 1, 3]), 1)
    number = item.numeric.model_copy(update={"value": value})
    return changed(item, numeric=number, key=(number.text,))


def wide_tolerance(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """Nearly every number is right."""
    if item.numeric is None:
        return None
    tolerance = item.numeric.value * rng.choice([0.5, 0.7, 1, 2])
    return changed(item, numeric=item.numeric.model_copy(update={"tolerance": tolerance}))


def foreign_key_point(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """What is to show a criterion is from another item."""
    shown = [i for i, criterion in enumerate(item.rubric) if criterion.key_points]
    own = {quote.text for quote in item.evidence}
    others = [c.key_points for o in pool for c in o.rubric if c.key_points and c.quote and c.quote.text not in own]
    if not shown or not others:
        return None
    place = rng.choice(shown)
    rubric = list(item.rubric)
    rubric[place] = rubric[place].model_copy(update={"key_points": rng.choice(others)})
    return changed(item, rubric=tuple(rubric)) if rubric[place].key_points != item.rubric[place].key_points else None


def doubled_criterion(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """One thing earns points twice."""
    if not item.rubric:
        return None
    again = rng.choice(item.rubric)
    text = rng.choice(
        [again.text, f"{again.text[:-1]}, in the answer.", f"The answer {again.text[0].lower()}{again.text[1:]}"]
    )
    return changed(item, rubric=(*item.rubric, again.model_copy(update={"id": "again", "text": text})))


def rubric_of_taste(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """A criterion that no two teachers score alike."""
    if not item.rubric:
        return None
    vague = rng.choice(
        [
            "The answer is good.",
            "Well written and interesting to read.",
            "Shows sufficient detail.",
            "Is of high quality.",
            "Effort.",
        ]
    )
    return changed(
        item,
        rubric=(*item.rubric[1:], item.rubric[0].model_copy(update={"text": vague, "key_points": (), "quote": None})),
    )


def rubric_without_text(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """No criterion names anything of the text."""
    if not item.rubric:
        return None
    return changed(item, rubric=tuple(c.model_copy(update={"key_points": (), "quote": None}) for c in item.rubric))


def other_unit(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """The answer is wanted in a unit that nobody named."""
    if item.numeric is None:
        return None
    number = item.numeric.model_copy(update={"unit": rng.choice(["miles", "kg", "hours", "°C", "dollars", "volts"])})
    return changed(item, numeric=number, key=(number.text,))


def open_place(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """A step that happens beside the others."""
    if item.kind is not ItemKind.ORDER:
        return None
    place = rng.randrange(len(item.choices))
    beside = rng.choice(["meanwhile, {}", "{} at the same time", "{} all along", "throughout, {}"])
    return changed(
        item,
        choices=tuple(
            c.model_copy(update={"text": beside.format(c.text)}) if i == place else c
            for i, c in enumerate(item.choices)
        ),
    )


def stray_criterion(item: Item, rng: random.Random, pool: Sequence[Item]) -> Item | None:
    """A criterion has nothing to do with the prompt."""
    if not item.rubric:
        return None
    stray = rng.choice(
        [
            "Mentions that the French Revolution began in 1789.",
            "Names two moons of Jupiter.",
            "Gives the speed of Boeing airplanes.",
            "Says that whales breathe air.",
            "Quotes a line of Shakespeare.",
        ]
    )
    return changed(
        item,
        rubric=(
            *item.rubric,
            item.rubric[0].model_copy(update={"id": "stray", "text": stray, "key_points": (), "quote": None}),
        ),
    )
