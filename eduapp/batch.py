"""Many course files in, one export of each format for each out. A file that fails never stops the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from eduapp.domain.base import Model
from eduapp.domain.blueprint import Blueprint
from eduapp.domain.item_set import ItemSet
from eduapp.errors import EduappError, ExportError, InputError
from eduapp.export import ITEM_FORMATS, Format, format_named
from eduapp.library import Library, Progress, brief_of, course_files, plan

DEFAULT_FORMATS = ITEM_FORMATS


class Fate(StrEnum):
    """What became of a course file."""

    DONE = "done"
    PARTLY = "partly"
    FAILED = "failed"


class Outcome(Model):
    """One course file of a batch: its set, the files written for it, and in `problems` what went wrong.

    `items` of the items `asked` for could be made; `missing` says why no more.
    """

    path: str
    fate: Fate
    source: str = ""
    set: str = ""
    items: int = 0
    asked: int = 0
    missing: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Order:
    """What is wanted of every course file.

    Nobody has looked at the items, so the exports hold drafts; with `approve_passed` those that passed every check are
    approved by a decision that names that policy, and only they are exported.
    """

    to: Path
    blueprint: str | Path | Blueprint = "quiz"
    count: int | None = None
    formats: Sequence[str] = DEFAULT_FORMATS
    model: str | None = None
    seed: int = 0
    about: str = ""
    objectives: Sequence[str] = ()
    language: str = ""
    grade: int = 0
    items_order: str = "course"
    approve_passed: bool = False
    cache: bool | None = None


@dataclass
class _Run:
    """What a run remembers from file to file: sets of sources it has met, since the same text can come twice."""

    library: Library
    order: Order
    asked: int
    sets: dict[str, ItemSet] = field(default_factory=dict)


def batch(
    library: Library,
    paths: Iterable[str | Path],
    order: Order,
    *,
    progress: Progress | None = None,
    on_outcome: Callable[[Outcome], None] | None = None,
) -> list[Outcome]:
    """Read, understand, generate and export file after file, folders with all that is in them.

    What holds for all files is found out before the first: raises InputError, NotFoundError, ModelError or ExportError
    for paths that hold no course file, an unknown blueprint, model or format, a brief that can't be, or a folder that
    can't be made.
    """
    suffixes = [item_format(name).suffix for name in order.formats]
    asked = plan(order.blueprint, order.count).count
    brief_of(order.about, order.objectives, order.language, order.grade, order.items_order)
    library.model(order.model, cache=order.cache, progress=progress)
    files = course_files(paths, apart_from=order.to)
    if not files:
        raise InputError("There is no course file there.", hint="Name some files, or a folder that holds some.")
    make_folder(order.to)
    run, outcomes = _Run(library, order, asked), []
    for number, (path, name) in enumerate(zip(files, _names(files), strict=True)):
        if progress:
            progress("files", number, len(files))
        outcomes.append(_one(run, path, [order.to / f"{name}{suffix}" for suffix in suffixes], progress))
        if on_outcome:
            on_outcome(outcomes[-1])
    return outcomes


def item_format(name: str) -> Format:
    """The format of that name. Raises ExportError for one that isn't known, or holds crosswords only."""
    known = format_named(name)
    if known.name not in ITEM_FORMATS:
        raise ExportError(
            f"A batch makes questions, and a {known.suffix} file holds a crossword.",
            hint=f"Its formats are {', '.join(ITEM_FORMATS)}.",
        )
    return known


def _names(files: Sequence[Path]) -> list[str]:
    """A name for each file's exports: its stem, with the ending or then a number after it where that is taken."""
    stems = Counter(path.stem.casefold() for path in files)
    taken: set[str] = set()
    names = []
    for path in files:
        name = path.stem
        if stems[name.casefold()] > 1:
            name = f"{name}-{path.suffix.lstrip('.').lower()}"
        number, free = 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(free.casefold())
        names.append(free)
    return names


def _one(run: _Run, path: Path, targets: Sequence[Path], progress: Progress | None) -> Outcome:
    try:
        source = run.library.add(path)[0]
        made = _set_of(run, source.id, progress)
    except EduappError as error:
        return Outcome(path=str(path), fate=Fate.FAILED, problems=(str(error),))
    except Exception as error:  # a fault of ours in one file must not cost the others theirs
        return Outcome(path=str(path), fate=Fate.FAILED, problems=(_fault(error),))
    known = {"path": str(path), "source": source.id, "set": made.id, "items": len(made.items)}
    known |= {"asked": run.asked, "missing": made.missing}
    if not made.items:
        reasons = made.missing or ("No item could be made from it.",)
        return Outcome(fate=Fate.FAILED, problems=reasons, **known)
    files, problems = _export(run, path, made, targets)
    fate = Fate.DONE if not problems else Fate.PARTLY if files else Fate.FAILED
    return Outcome(fate=fate, files=tuple(files), problems=tuple(problems), **known)


def _set_of(run: _Run, source: str, progress: Progress | None) -> ItemSet:
    if source not in run.sets:
        order = run.order
        asked = (order.blueprint, order.count, order.model, order.seed)
        brief = {"about": order.about, "objectives": order.objectives, "language": order.language}
        brief |= {"grade": order.grade, "order": order.items_order}
        made = run.library.generate(source, *asked, **brief, cache=order.cache, progress=progress)
        if order.approve_passed:
            run.library.approve_passed(made)
        run.sets[source] = made
    return run.sets[source]


def _export(run: _Run, path: Path, made: ItemSet, targets: Sequence[Path]) -> tuple[list[str], list[str]]:
    include = "approved" if run.order.approve_passed else "all"
    files, problems = [], []
    for target in targets:
        try:
            if target.exists() and target.samefile(path):
                raise ExportError(f"{target} is the course file itself.", hint="Choose another folder for the exports.")
            files.append(str(run.library.export(made, target, include).path))
        except EduappError as error:
            problems.append(str(error))
        except Exception as error:  # as above
            problems.append(f"{target.name}: {_fault(error)}")
    return files, problems


def _fault(error: Exception) -> str:
    return f"Something went wrong inside eduapp ({type(error).__name__}: {error})."


def make_folder(folder: Path) -> None:
    """Make the folder for exports, if it isn't there. Raises ExportError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"The folder {folder} can't be made: {error.strerror}.", hint="Choose another.") from error
