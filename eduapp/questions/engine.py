"""From an understood document to a set of items: propose, check, select."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from eduapp.domain.blueprint import Blueprint, Brief, set_id
from eduapp.domain.item import Check, Item
from eduapp.domain.item_set import Filling, ItemSet
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document
from eduapp.questions import pupil
from eduapp.questions.context import build
from eduapp.questions.contracts import Context, Model, Progress
from eduapp.questions.drafts import arrange
from eduapp.questions.pool import Pool, Stop, gather
from eduapp.questions.preview import Preview
from eduapp.questions.scope import Scope, language_of, not_spoken, speaks
from eduapp.questions.select import Selection, select


def generate(
    document: Document,
    understanding: Understanding,
    blueprint: Blueprint,
    *,
    brief: Brief | None = None,
    model: Model | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    on_item: Callable[[Item], None] | None = None,
    on_found: Callable[[Sequence[Item]], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ItemSet:
    """The items for a blueprint and a brief, in the order asked for; the same for the same input, seed and model.

    A text that has nothing of what the brief asks for, or is in a language that no rule knows, gives a set without
    items that says so. `progress` is told of the stages "propose", "check", "model" and "select"; `on_item` gets each
    chosen item. `on_found` is told now and then what would be chosen if nothing better came, with no effect on what is.
    When `cancelled` answers yes, no more candidates are made, and the set is chosen from those that there are. Raises
    InputError for a brief in a language that isn't known, or with a place that the text doesn't have.
    """
    asked = brief or Brief()
    language = language_of(document, asked)
    empty = ItemSet(
        id=set_id(document.source.id, blueprint, model.hash if model else "", seed, asked),
        source=document.source.id,
        title=document.title,
        blueprint=blueprint.name,
        model=model.name if model else "",
        seed=seed,
        language=language,
        plan=blueprint,
        brief=asked,
    )
    if not speaks(language):
        return _without_items(empty, [not_spoken(language)])
    context = replace(build(document, understanding), grade=asked.grade, language=language)
    scope = Scope(context, asked)
    if scope.is_empty:
        return _without_items(empty, list(scope.problems()))
    tell, stop = progress or (lambda *_: None), cancelled or (lambda: False)
    preview = Preview(on_found, blueprint, context, asked.order) if on_found else None
    return _made(empty, context, scope, model, tell, stop, on_item, preview)


def _made(
    empty: ItemSet,
    context: Context,
    scope: Scope,
    model: Model | None,
    tell: Progress,
    stop: Stop,
    on_item: Callable[[Item], None] | None,
    preview: Preview | None,
) -> ItemSet:
    """The set with its items."""
    plan, seed = empty.plan, empty.seed
    assert plan is not None
    looked_on = {"seen": preview.look} if preview else {}
    pool = gather(context, scope, plan.seats, model=model, seed=seed, tell=tell, stop=stop, **looked_on)
    tell("select", 0, plan.count)
    pool, selection = _chosen(pool, empty, context, model, stop, preview)
    ordered = frozenset(one.item.id for one in selection.chosen if one.candidate.ordered)
    items = arrange([one.item for one in selection.chosen], ordered, seed)
    for number, item in enumerate(items, start=1):
        if on_item:
            on_item(item)
        tell("select", number, plan.count)
    known = {
        "items": tuple(items),
        "missing": (*scope.problems(), *selection.missing),
        "seats": tuple(selection.fillings),
        "report": _report(pool, selection),
    }
    return empty.model_copy(update=known)


def _chosen(
    pool: Pool, empty: ItemSet, context: Context, model: Model | None, stop: Stop, preview: Preview | None
) -> tuple[Pool, Selection]:
    """The best items, and the pool with what a weak pupil found: it tries the chosen ones, until it finds no fault."""
    assert empty.plan is not None
    tried: dict[str, Check] = {}
    while True:
        selection = select(pool.judged, empty.plan, context, empty.brief.order, pool.outside)
        if preview:
            preview.show(selection)
        fresh = [one.item for one in selection.chosen if one.item.id not in tried]
        found = pupil.judge(fresh, context, model) if model is not None and not stop() else {}
        if not found:
            return pool, selection
        tried |= found
        pool = pool.with_checks(found)


def _without_items(empty: ItemSet, reasons: list[str]) -> ItemSet:
    assert empty.plan is not None
    seats = tuple(Filling(why=reasons[0]) for _ in empty.plan.seats)
    return empty.model_copy(update={"missing": tuple(reasons), "seats": seats})


def _report(pool: Pool, selection: Selection) -> dict[str, dict[str, int]]:
    checks = [check for one in pool.judged for check in one.item.checks]
    chosen = Counter(one.candidate.proposer for one in selection.chosen)
    return {
        "candidates": pool.proposed,
        "passed": dict(Counter(check.name for check in checks if check.passed)),
        "failed": dict(Counter(check.name for check in checks if not check.passed)),
        "chosen": {name: chosen[name] for name in pool.proposed},
        "model": pool.usage,
    }
