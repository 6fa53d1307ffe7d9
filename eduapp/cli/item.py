"""An item in full on the terminal, with the ids by which its parts can be edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eduapp.cli.output import say

if TYPE_CHECKING:
    from eduapp.domain.item import Item


def print_item(item: Item) -> None:
    """Print what an item asks, its key, its reasons, its evidence and its checks."""
    points = "" if item.points == 1 else f" · {item.points:g} points"
    say(f"{item.id} · {item.level} · {item.kind} · {item.review.state} · revision {item.revision}{points}\n")
    say(item.stem)
    for premise in item.premises:
        say(f"    {premise.id}) {premise.text}  →  {premise.choice}")
    for choice in item.choices:
        say(f"  {_mark(item, choice.id)} {choice.id}) {choice.text}")
        if choice.feedback:
            say(f"       {choice.feedback}")
    for head, text in _parts(item):
        if text:
            say(f"{head}: {text}")
    for line in _rubric(item):
        say(line)
    _print_evidence(item)


def _mark(item: Item, choice: str) -> str:
    """A star beside a right choice, its place in the right order beside a step; nothing beside what is matched."""
    if choice not in item.key:
        return " "
    return str(item.key.index(choice) + 1) if item.kind == "order" else "*"


def _parts(item: Item) -> tuple[tuple[str, str], ...]:
    from eduapp.domain.show import accepted_range

    several = not item.choices and item.kind != "extended_text"
    made = item.provenance
    model = f" with {made.model}" if made.model else ""
    return (
        ("\nKey", "; ".join(item.key) if several else item.answer),
        ("Accepted", accepted_range(item.numeric) if item.numeric else ""),
        ("Why", item.rationale),
        ("Corrected", item.correction),
        ("Objective", item.objective),
        ("Made by", f"{made.proposer} ({made.template}){model}"),
    )


def _rubric(item: Item) -> Iterator[str]:
    if item.rubric:
        yield "Rubric"
    for criterion in item.rubric:
        yield f"  {criterion.id}) {criterion.points:g}: {criterion.text}"
        if criterion.key_points:
            yield f"       {'; '.join(criterion.key_points)}"
        if criterion.quote:
            yield f"       {criterion.quote.locator.label()}: “{criterion.quote.text}”"


def _print_evidence(item: Item) -> None:
    say("Evidence")
    for quote in item.evidence:
        say(f"  {quote.locator.label()}: “{quote.text}”")
    say("Checks" if item.checks else "Checks: none were run")
    for check in item.checks:
        say(f"  {'passed' if check.passed else 'FAILED'}  {check.name}: {check.detail}")
