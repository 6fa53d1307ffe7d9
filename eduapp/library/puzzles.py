"""The puzzle room of a library: sets with a crossword."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from eduapp.domain.item import Item
from eduapp.domain.item_set import ItemSet
from eduapp.domain.source import Source
from eduapp.library.names import LATEST
from eduapp.library.sets import Sets
from eduapp.library.sources import Progress

if TYPE_CHECKING:
    from eduapp.llm import Runtime


class Puzzles(Sets):
    """The part of a library that makes crosswords."""

    def crossword(
        self,
        source: Source | str = LATEST,
        *,
        words: int = 18,
        style: str = "mixed",
        tier: int = 1,
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
        accents: bool = False,
        language: str = "",
        page: str = "a4",
        seed: int = 0,
        model: str | Runtime | None = None,
        cache: bool | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ItemSet:
        """A set with a crossword of the source's own terms, and an item for each clue.

        `style` is one of noun-phrase, definite, bare, copular, free and mixed; `tier` 1 gives most away, 3 least.
        `include` and `exclude` name terms; `accents` keeps them on the letters; the `language` is
        told from the text if it is not given; `page` is the paper that the grid is to
        fit on, "a4" or "letter". Every clue is saved when it is made. The same call gives the same set; what people
        decided and edited stays. Raises InputError when the text gives fewer than three clues.
        """
        from eduapp.crosswords.puzzles import BLUEPRINT, Plan, make

        found = self.source(source)
        plan = Plan(words=words, style=style, tier=tier, include=tuple(include), exclude=tuple(exclude),
                    accents=accents, language=language.lower(), page=page.strip().lower(), seed=seed)  # fmt: skip
        asked = {"words": words, "style": style, "tier": tier, "include": list(include), "exclude": list(exclude)}
        asked |= {"accents": accents, "language": language, "page": page, "seed": seed, "source": found.id}
        asked |= {"cache": cache, "model": model if isinstance(model, str) else None}
        with self._watched("crossword", found.name, asked, progress, cancelled, source=found.id) as watch:
            runtime = self.model(model, cache=cache, progress=watch.stoppable)
            document, understanding = self.document(found), self.understanding(found, progress=watch.stoppable)
            new_id = plan.set_id(found.id, runtime.hash if runtime else "")
            new = ItemSet(id=new_id, source=found.id, title=document.title, blueprint=BLUEPRINT)
            heard = {"progress": watch.progress, "on_item": self._saving(new), "cancelled": watch.cancelled}
            made = make(document, understanding, plan, model=runtime, **heard)
            return self._store.finish_set(made)

    def _saving(self, new: ItemSet) -> Callable[[Item], None]:
        """A function that saves an item in a set, which is begun with the first."""
        begun: list[Item] = []

        def save(item: Item) -> None:
            if not begun:
                self._store.start_set(new)
            begun.append(self._store.add_item(new.id, item))

        return save

    def reroll(
        self,
        which: ItemSet | str = LATEST,
        *,
        seed: int,
        pin: Collection[str] = (),
        drop: Collection[str] = (),
        page: str = "a4",
    ) -> ItemSet:
        """The set with its crossword laid out by another seed, of the clues as they stand now.

        The entries named in `pin` ("12 across") keep their places to one another; the terms in `drop` are left out, now
        and later. The items stay in the set. Raises InputError for a set without crossword, or a word that it lacks.
        """
        from eduapp.crosswords.puzzles import reroll

        chosen = self.item_set(which)
        return self._store.save_crossword(chosen.id, reroll(chosen, seed=seed, pin=pin, drop=drop, page=page))
