"""The middle floor of a library: sets of items, how they are made, made anew, and what they cover."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduapp.domain.blueprint import Blueprint, Brief, Order, set_id
from eduapp.domain.item import Bloom, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.source import Source
from eduapp.errors import NotFoundError
from eduapp.library.asked import brief_of, kind_of, level_of, plan
from eduapp.library.names import LATEST, find, is_name
from eduapp.library.pages import Pages
from eduapp.library.sources import NO_MODEL, Progress
from eduapp.library.work import Watch

if TYPE_CHECKING:
    from eduapp.llm import Runtime
    from eduapp.questions.coverage import Coverage


class Sets(Pages):
    """The part of a library that makes and holds sets."""

    def generate(
        self,
        source: Source | str = LATEST,
        blueprint: str | Path | Blueprint = "quiz",
        count: int | None = None,
        model: str | Runtime | None = None,
        seed: int = 0,
        *,
        about: str = "",
        objectives: Sequence[str] = (),
        places: Sequence[str] = (),
        language: str = "",
        grade: int = 0,
        order: Order | str = Order.COURSE,
        progress: Progress | None = None,
        cache: bool | None = None,
        on_item: Callable[[Item], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ItemSet:
        """A set of items that fills the blueprint, scaled to `count` items if that is given.

        `about` names a topic that all items are to be about, `objectives` say what they are to test, `places` where in
        the text they are to come from, such as "p. 3-7" or the name of a section. `language` is a
        code such as "en", by default told from the text; `grade` the school year whose pupils are to read the items,
        0 for any; `order` is "course" or "easy", from easy to hard.
        `model` is a catalogue name, the path of a GGUF file, "none" or an open model; by default the settings' own.
        `cache` says whether its replies are kept, and taken from those kept, by default as the settings say.
        Every item is saved when it is made, and handed to `on_item`. The same call gives the same set again; items of
        it that a person has edited, judged or had replaced stay as they are. Raises InputError for a brief, blueprint
        or count that can't be.
        """
        found, asked = self.source(source), plan(blueprint, count)
        brief = brief_of(about, objectives, language, grade, order, places)
        self.passages_at(found, brief.places)
        options = {"blueprint": _name_of(blueprint), "count": count, "seed": seed, "about": about, "grade": grade}
        options |= {"objectives": list(brief.objectives), "language": language, "order": str(brief.order)}
        options |= {"places": list(brief.places)} if brief.places else {}
        options |= {"source": found.id, "cache": cache, "model": model if isinstance(model, str) else None}
        with self._watched("generate", found.name, options, progress, cancelled, source=found.id) as watch:
            return self._generated(watch, found, asked, brief, model, seed, cache, on_item)

    def _generated(
        self,
        watch: Watch,
        found: Source,
        asked: Blueprint,
        brief: Brief,
        model: str | Runtime | None,
        seed: int,
        cache: bool | None,
        on_item: Callable[[Item], None] | None,
    ) -> ItemSet:
        from eduapp.questions.engine import generate

        runtime = self.model(model, cache=cache, progress=watch.stoppable)
        document, understanding = self.document(found), self.understanding(found, progress=watch.stoppable)
        new_id = set_id(found.id, asked, runtime.hash if runtime else "", seed, brief)
        named = {"blueprint": asked.name, "model": runtime.name if runtime else "", "seed": seed}
        named |= {"title": document.title, "plan": asked, "brief": brief}
        self._store.start_set(ItemSet(id=new_id, source=found.id, **named))
        watch.tell(set=new_id)

        def save(item: Item) -> None:
            kept = self._store.add_item(new_id, item)
            if on_item:
                on_item(kept)

        options = {"model": runtime, "seed": seed, "on_item": save}
        heard = {"progress": watch.progress, "cancelled": watch.cancelled, "on_found": watch.found}
        made = generate(document, understanding, asked, brief=brief, **options, **heard)
        watch.outcome |= {"set": new_id, "result": {"items": len(made.items)}}
        return self._store.finish_set(made.model_copy(update={"id": new_id, "source": found.id}))

    def regenerate(
        self,
        item: Item | str,
        *,
        kind: ItemKind | str | None = None,
        level: Bloom | str | None = None,
        note: str = "",
        within: ItemSet | str | None = None,
        who: str | None = None,
        model: str | Runtime | None = None,
        cache: bool | None = None,
        progress: Progress | None = None,
    ) -> Item:
        """A new item in the place of one that isn't wanted, in the set `within` or the latest that has it.

        It is of the same seat unless `kind` or `level` say otherwise; `note` says in words what it is to be about
        ("make it about the causes"). The old one stays in the set and in its history, rejected, with who and why. The
        same call on the same set gives the same item. Raises InputError when the text gives no other.
        """
        from eduapp.questions.regenerate import Wish, regenerate

        old = self._store.item(item.id) if isinstance(item, Item) else self.item(item)
        wish = Wish(kind_of(kind), level_of(level), " ".join(note.split()))
        chosen = self._set_with(old, within)
        spec = NO_MODEL if model is None and not chosen.model else model
        runtime = self.model(spec, cache=cache, progress=progress)
        document, understanding = self.document(chosen.source), self.understanding(chosen.source, progress=progress)
        new = regenerate(document, understanding, chosen, old, wish, model=runtime, progress=progress)
        reason = f"Replaced by {new.id}" + (f": {wish.note}" if wish.note else ".")
        signed = {"who": who or self._settings.reviewer, "why": reason}
        return self._store.replace_item(chosen.id, old, new, **signed)

    def coverage(self, which: ItemSet | str = LATEST) -> Coverage:
        """What a set covers as it stands: levels, kinds, seats, passages, objectives and terms."""
        from eduapp.questions.coverage import coverage

        chosen = self.item_set(which)
        return coverage(chosen, self.document(chosen.source), self.understanding(chosen.source))

    def sets(self) -> list[ItemSet]:
        """All sets with their items as they stand, the last generated last."""
        return [self._store.item_set(one) for one in self._store.set_ids()]

    def item_set(self, which: ItemSet | str = LATEST) -> ItemSet:
        """The set as it stands now."""
        if isinstance(which, ItemSet):
            return self._store.item_set(which.id)
        is_name(which, "set")
        return self._store.item_set(find(which, self._store.set_ids(), "set"))

    def item(self, which: Item | str) -> Item:
        """The item as it stands now."""
        if isinstance(which, Item):
            return self._store.item(which.id)
        is_name(which, "item")
        if self._store.has_item(which):
            return self._store.item(which)
        return self._store.item(find(which, self._store.item_ids(), "item"))

    def _set_with(self, item: Item, within: ItemSet | str | None) -> ItemSet:
        holding = self._store.sets_with(item.id)
        if within is None and holding:
            return self._store.item_set(holding[-1])
        asked = None if within is None else self.item_set(within)
        if asked and asked.id in holding:
            return asked
        where = f"set {asked.id}" if asked else "any set"
        raise NotFoundError(f"{item.id} is not in {where}.", hint="`eduapp review SET` lists the items of a set.")


def _name_of(blueprint: str | Path | Blueprint) -> str | dict[str, Any]:
    """A blueprint as a job keeps it: its name, its file, or all of it."""
    return blueprint.model_dump(mode="json") if isinstance(blueprint, Blueprint) else str(blueprint)
