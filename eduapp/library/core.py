"""The library itself: what it holds, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eduapp import settings
from eduapp.domain import show
from eduapp.domain.blueprint import Blueprint, set_id
from eduapp.domain.item import Item, ItemSet, edited
from eduapp.domain.knowledge import Understanding
from eduapp.domain.review import Event, State, Verdict
from eduapp.domain.source import Document, Source
from eduapp.errors import InputError
from eduapp.library.files import course_files
from eduapp.library.names import LATEST, find, is_name, only

if TYPE_CHECKING:
    from eduapp.export import ExportReport
    from eduapp.llm import Runtime
    from eduapp.store import Repository

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much of it is done, and how much there is."""

NO_MODEL = "none"
ALL_PASSED = "all checks passed"


class Library:
    """Sources, what was understood of them, and sets of items with their history.

    Where a source, set or item is asked for, the record itself will do, or its id, a unique beginning of the id, or
    "latest"; a source also goes by its name. NotFoundError is raised when there is none, InputError when there are
    several.
    """

    def __init__(self, repository: Repository, *, where: str = "", settings: settings.Settings) -> None:
        self.where = where
        self._store = repository
        self._settings = settings
        self._models: dict[tuple[str, bool], Runtime] = {}

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files and the models. A closed library opens them again when it is used."""
        self._store.close()
        for model in self._models.values():
            model.close()
        self._models.clear()

    # sources

    def add(self, *paths: str | Path, name: str | None = None) -> list[Source]:
        """Read course files, and folders of them, into the library; the same content twice is one source.

        `name` is what to call a single file. Raises UnreadableSource at the first that can't be read; those before it
        are kept.
        """
        from eduapp.ingest import read

        files = course_files(paths)
        if not files:
            raise InputError("There is no course file there.", hint="Name a file, or a folder that holds some.")
        return [self._store.add_source(read(file, name=name)) for file in files]

    def sources(self) -> list[Source]:
        """All sources, in the order that they were added."""
        return self._store.sources()

    def source(self, which: Source | str | Sequence[Source] = LATEST) -> Source:
        """The source of that id, beginning of an id, or name."""
        if isinstance(which, Source):
            return which
        if isinstance(which, list | tuple):
            return self.source(only(which))
        is_name(which, "source")
        sources = self.sources()
        by_id = {source.id: source for source in sources}
        named = [s.id for s in sources if which.casefold() in (s.name.casefold(), Path(s.name).stem.casefold())]
        if len(named) == 1 and which not in by_id:
            return by_id[named[0]]
        return by_id[find(which, list(by_id), "source", also=named)]

    def document(self, source: Source | str = LATEST) -> Document:
        """What was read from a source."""
        return self._store.document(self.source(source).id)

    def understanding(self, source: Source | str = LATEST, *, progress: Progress | None = None) -> Understanding:
        """The terms and facts of a source: worked out once for each version of the language pipeline, and kept."""
        from eduapp.language import understand
        from eduapp.language.pipeline import version

        found = self.source(source)
        known = self._store.understanding(found.id, version())
        if known is None:
            known = understand(self._store.document(found.id), progress=progress)
            self._store.save_understanding(known)
        return known

    # sets

    def generate(
        self,
        source: Source | str = LATEST,
        blueprint: str | Path | Blueprint = "quiz",
        count: int | None = None,
        model: str | Runtime | None = None,
        seed: int = 0,
        *,
        progress: Progress | None = None,
        cache: bool | None = None,
        on_item: Callable[[Item], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ItemSet:
        """A set of items that fills the blueprint, scaled to `count` items if that is given.

        `model` is a catalogue name, the path of a GGUF file, "none" or an open model; by default the settings' own.
        `cache` says whether its replies are kept, and taken from those kept, by default as the settings say.
        Every item is saved when it is made, and handed to `on_item`. The same source, blueprint, model and seed give
        the same set again; items of it that a person has edited or judged stay as they are.
        """
        from eduapp.questions.engine import generate

        found, asked = self.source(source), plan(blueprint, count)
        runtime = self.model(model, cache=cache, progress=progress)
        document, understanding = self.document(found), self.understanding(found, progress=progress)
        new_id = set_id(found.id, asked, runtime.hash if runtime else "", seed)
        named = {"blueprint": asked.name, "model": runtime.name if runtime else "", "seed": seed}
        self._store.start_set(ItemSet(id=new_id, source=found.id, title=document.title, **named))

        def save(item: Item) -> None:
            kept = self._store.add_item(new_id, item)
            if on_item:
                on_item(kept)

        options = {"model": runtime, "seed": seed, "progress": progress, "on_item": save, "cancelled": cancelled}
        made = generate(document, understanding, asked, **options)
        return self._store.finish_set(made.model_copy(update={"id": new_id, "source": found.id}))

    def model(
        self, model: str | Runtime | None = None, *, cache: bool | None = None, progress: Progress | None = None
    ) -> Runtime | None:
        """The language model of that name, found once and kept; None for "none".

        With a `cache`, by default if the settings allow one, what was asked before isn't asked again. A model that the
        catalogue wants optimized is, at first use, which `progress` is told of.
        """
        spec = self._settings.model if model is None or model == "" else model
        if not isinstance(spec, str):
            return spec
        if spec == NO_MODEL:
            return None
        cached = self._settings.cache if cache is None else cache
        if (spec, cached) not in self._models:
            self._models[spec, cached] = self._opened(spec, cached, progress)
        return self._models[spec, cached]

    def _opened(self, spec: str, cached: bool, progress: Progress | None) -> Runtime:
        from eduapp import llm

        if self._settings.optimize:
            llm.make_ready(spec, progress)
        named = {"threads": self._settings.threads or None, "gpu_layers": self._settings.gpu_layers}
        options = {"optimized": self._settings.optimize} | {k: v for k, v in named.items() if v is not None}
        return llm.open_cached(spec, **options) if cached else llm.open_runtime(spec, **options)

    def sets(self) -> list[ItemSet]:
        """All sets with their items as they stand, the last generated last."""
        return [self._store.item_set(one) for one in self._store.set_ids()]

    def item_set(self, which: ItemSet | str = LATEST) -> ItemSet:
        """The set as it stands now."""
        if isinstance(which, ItemSet):
            return self._store.item_set(which.id)
        is_name(which, "set")
        return self._store.item_set(find(which, self._store.set_ids(), "set"))

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
        runtime = self.model(model, cache=cache, progress=progress)
        document, understanding = self.document(found), self.understanding(found, progress=progress)
        new = ItemSet(
            id=plan.set_id(found.id, runtime.hash if runtime else ""),
            source=found.id,
            title=document.title,
            blueprint=BLUEPRINT,
        )
        made = make(
            document,
            understanding,
            plan,
            model=runtime,
            progress=progress,
            on_item=self._saving(new),
            cancelled=cancelled,
        )
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

    # items

    def items(self, which: ItemSet | str = LATEST) -> list[Item]:
        """The items of a set as they stand."""
        return list(self.item_set(which).items)

    def item(self, which: Item | str) -> Item:
        """The item as it stands now."""
        if isinstance(which, Item):
            return self._store.item(which.id)
        is_name(which, "item")
        return self._store.item(find(which, self._store.item_ids(), "item"))

    def history(self, item: Item | str) -> list[Event]:
        """What became of an item, oldest first: how it was proposed, each edit, each decision."""
        return self._store.history(self.item(item).id)

    def decide(
        self, item: Item | str, verdict: Verdict | str, who: str | None = None, why: str = "", policy: str = ""
    ) -> Item:
        """The item after one more decision, which is kept for good. A rejection needs `why`.

        Raises ReviewError if the rules don't allow it, or if the item handed in has been edited meanwhile.
        """
        revision = item.revision if isinstance(item, Item) else None
        options = {"who": who or self._settings.reviewer, "why": why, "policy": policy, "revision": revision}
        return self._store.decide(self.item(item).id, _verdict(verdict), **options)

    def approve_passed(
        self, which: ItemSet | str = LATEST, policy: str = ALL_PASSED, who: str | None = None
    ) -> list[Item]:
        """Approve the drafts of a set that were checked and passed every check; each decision names the policy."""
        chosen = self.item_set(which).id
        return self._store.approve_drafts(
            chosen, lambda item: item.passed, who=who or self._settings.reviewer, policy=policy
        )

    def edit(
        self, item: Item | str, changes: Mapping[str, Any] | None = None, /, *, who: str | None = None, **more: Any
    ) -> Item:
        """The item's next revision with these changes: a draft again, checked anew. No change makes no revision.

        Raises InputError for what an item can't be, ReviewError if somebody else edited it meanwhile.
        """
        known = item if isinstance(item, Item) else self.item(item)
        asked = {**(changes or {}), **more}
        new = edited(known, asked)
        if all(getattr(new, name) == getattr(known, name) for name in asked):
            return known
        return self._store.revise(self._checked(new), who or self._settings.reviewer)

    def _checked(self, item: Item) -> Item:
        source = item.evidence[0].source
        document, understanding = self._store.document(source), self.understanding(source)
        if item.is_clue:
            from eduapp.crosswords import clue_context, clue_items

            return clue_items.checked(item, clue_context.build(document, understanding))
        from eduapp.questions.checks import run_checks
        from eduapp.questions.context import build

        return run_checks(item, build(document, understanding))

    # out

    def export(
        self,
        which: ItemSet | str,
        path: str | Path,
        include: str = "approved",
        *,
        word_bank: bool = False,
        first_letters: bool = False,
        paper: str = "",
    ) -> ExportReport:
        """Write a set's approved items, or "all" that aren't rejected, in the format that the file's name ends in.

        A crossword leaves with the same items only; it is laid out anew without the others. `word_bank` and
        `first_letters` help to solve it; `paper` is "a4" or "letter", by default the layout's own. Raises ExportError
        if there are no items, or if they can't be written.
        """
        from eduapp.export import format_for, write
        from eduapp.library.leaving import ready_to_leave

        options = {"word_bank": word_bank, "first_letters": first_letters, "paper": paper.strip().lower()}
        leaving, left_out = ready_to_leave(self.item_set(which), format_for(path), include)
        report = write(leaving, path, **options)
        return report.model_copy(update={"skipped": (*left_out, *report.skipped)})

    def _repr_html_(self) -> str:
        sources = [(s.id, s.name, s.media_type) for s in self.sources()]
        sets = [(s.id, s.title, s.blueprint, len(s.items), _approved(s)) for s in self.sets()]
        return show.block(
            f"<p><b>Library</b> at {show.cell(self.where)}</p>",
            show.table(("source", "name", "type"), sources),
            show.table(("set", "title", "blueprint", "items", "approved"), sets),
        )


def plan(blueprint: str | Path | Blueprint, count: int | None) -> Blueprint:
    """The blueprint itself, of that name, or in that file, scaled to `count` items if that is given.

    Raises NotFoundError, or InputError for a file with mistakes or a count out of range.
    """
    from eduapp.questions.blueprints import load_blueprint

    found = blueprint if isinstance(blueprint, Blueprint) else load_blueprint(blueprint)
    if count is None:
        return found
    if not 1 <= count <= 500:
        raise InputError(f"A set can have 1 to 500 items, not {count}.")
    return found.scaled(count)


def _verdict(verdict: Verdict | str) -> Verdict:
    try:
        return Verdict(verdict)
    except ValueError:
        known = ", ".join(one.value for one in Verdict)
        raise InputError(f"There is no verdict {verdict!r}.", hint=f"There are: {known}.") from None


def _approved(item_set: ItemSet) -> int:
    return sum(item.review.state is State.APPROVED for item in item_set.items)
