"""An item in full on the terminal, with the ids by which its parts can be edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eduapp.cli.output import say

if TYPE_CHECKING:
    from eduapp.domain.item import Item
    from eduapp.domain.review import Event


def print_item(item: Item) -> None:
    """Print what an item asks, its key, its reasons, its evidence and its checks."""
    for line in (*_question(item), *_evidence(item), *_checks(item)):
        say(line)


def item_lines(item: Item) -> Iterator[str]:
    """An item in full but for its evidence, a line each."""
    yield from (*_question(item), *_checks(item))


def event_line(event: Event) -> str:
    """A line of an item's history."""
    reasons = [text for text in (event.why, f"policy: {event.policy}" if event.policy else "") if text]
    reason = f" ({'; '.join(reasons)})" if reasons else ""
    when = event.when.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{when}  {event.what} by {event.who}, revision {event.revision}{reason}"


def _question(item: Item) -> Iterator[str]:
    points = "" if item.points == 1 else f" · {item.points:g} points"
    yield f"{item.id} · {item.level} · {item.kind} · {item.review.state} · revision {item.revision}{points}\n"
    yield item.stem
    for premise in item.premises:
        yield f"    {premise.id}) {premise.text}  →  {premise.choice}"
    for choice in item.choices:
        yield f"  {_mark(item, choice.id)} {choice.id}) {choice.text}"
        if choice.feedback:
            yield f"       {choice.feedback}"
    for head, text in _parts(item):
        if text:
            yield f"{head}: {text}"
    yield from _rubric(item)


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


def _evidence(item: Item) -> Iterator[str]:
    yield "Evidence"
    for quote in item.evidence:
        yield f"  {quote.locator.label()}: “{quote.text}”"


def _checks(item: Item) -> Iterator[str]:
    yield "Checks" if item.checks else "Checks: none were run"
    for check in item.checks:
        yield f"  {'passed' if check.passed else 'FAILED'}  {check.name}: {check.detail}"
