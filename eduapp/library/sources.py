"""The ground floor of a library: its course texts, what was understood of them, and the language models."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from eduapp import settings
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Belongings, Document, Source
from eduapp.errors import InputError
from eduapp.library.files import course_files
from eduapp.library.names import LATEST, find, is_name, only
from eduapp.library.work import Progress, Work

if TYPE_CHECKING:
    from eduapp.llm import Runtime
    from eduapp.store import Repository
    from eduapp.store.files import Files

NO_MODEL = "none"

FITTING = "fitting the model"
"""The stage in which the fastest layout of a model is found, at its first use."""

FILES = "files"
"""Where the course files are kept, below the library's folder."""


def _fitting(progress: Progress, _layout: str, done: int, total: int) -> None:
    """Tell of the search for a model's fastest layout as one stage; the names of layouts say nothing to a teacher."""
    progress(FITTING, done, total)


class Sources(Work):
    """The part of a library that holds course texts, what was understood of them, and the models."""

    def __init__(self, repository: Repository, *, where: str = "", settings: settings.Settings) -> None:
        super().__init__(repository)
        self.where = where
        self._settings = settings
        self._models: dict[tuple[str, bool], Runtime] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files and the models. A closed library opens them again when it is used."""
        self._store.close()
        for model in self._models.values():
            model.close()
        self._models.clear()

    @property
    def folder(self) -> Path:
        """The library's folder; for one in a database elsewhere, a folder of the user's own."""
        if "://" not in self.where:
            return Path(self.where).expanduser()
        import platformdirs

        return platformdirs.user_cache_path("eduapp")

    @cached_property
    def _files(self) -> Files:
        from eduapp.store.files import Files

        return Files(self.folder / FILES)

    # sources

    def add(self, *paths: str | Path, name: str | None = None) -> list[Source]:
        """Read course files, and folders of them, into the library; the same content twice is one source.

        `name` is what to call a single file. Raises UnreadableSource at the first that can't be read; those before it
        are kept. A copy of each file is kept too, so that its pages can be looked at.
        """
        from eduapp.ingest import load, read_bytes

        files = course_files(paths)
        if not files:
            raise InputError("There is no course file there.", hint="Name a file, or a folder that holds some.")
        found = []
        for file in files:
            raw = load(file, name)
            found.append(self._store.add_source(read_bytes(raw)))
            self._files.keep(raw.data, raw.sha256)
        return found

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

    def passages_at(self, source: Source | str, places: Sequence[str]) -> frozenset[str]:
        """The ids of the passages at these places of a source. Raises InputError for a place that it doesn't have."""
        from eduapp.domain.places import passages_at

        return passages_at(self.document(source), places) if places else frozenset()

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

    def understood(self, source: Source | str = LATEST) -> Understanding | None:
        """What was understood of a source already by this version of the language pipeline; None if nothing was."""
        from eduapp.language.pipeline import version

        return self._store.understanding(self.source(source).id, version())

    def belongings(self, source: Source | str) -> Belongings:
        """What was made of a source, which goes with it when it is deleted."""
        return self._store.belongings(self.source(source).id)

    def delete_source(self, source: Source | str, who: str | None = None) -> Belongings:
        """What went: the source with its file, its sets, and its items with their history leave the library for good.

        Grades of classes stay. Raises InputError while somebody works on the source.
        """
        found = self.source(source)
        went = self._store.delete_source(found.id, who or self._settings.reviewer)
        self._files.drop(found.sha256)
        return went

    # models

    @property
    def settings_changed(self) -> bool:
        """Whether a person has changed the settings since this library was opened. Raises InputError."""
        return settings.load() != self._settings

    @property
    def usual_model(self) -> str:
        """The model that is used where none is named."""
        return self._settings.model

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
            llm.make_ready(spec, progress and partial(_fitting, progress))
        options = self._settings.model_options
        return llm.open_cached(spec, **options) if cached else llm.open_runtime(spec, **options)
