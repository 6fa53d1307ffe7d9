"""A person's own models: added from a file, chosen, checked, removed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from eduapp import settings
from eduapp.domain.base import Model
from eduapp.errors import InputError, ModelError
from eduapp.llm import catalog, machine, records
from eduapp.llm.catalog import BARE, CHUNK, STARTER, ModelCard
from eduapp.llm.gguf import check_header
from eduapp.llm.pull import drop_part
from eduapp.llm.records import NAME, Record, Report

NONE = "none"
"""What is said in place of a model's name to do without one."""
USUAL_CONTEXT = 4096
LONG_CONTEXT = 8192


class Entry(Model):
    """A model that can be had or is here. `size`, `fetched` and the memory needed are in bytes.

    `fetched` is what is here of a file that isn't here whole. Memory is None where the architecture isn't known; `fits`
    is None where that or the free memory isn't known.
    """

    name: str
    title: str
    licence: str
    languages: tuple[str, ...]
    tier: str
    about: str
    file: str
    installed: bool
    fetched: int
    size: int
    memory_4k: int | None
    memory_8k: int | None
    fits: bool | None
    in_use: bool


class Verdict(NamedTuple):
    """What became of a model's file since it came."""

    name: str
    state: Literal["ok", "changed", "damaged", "missing", "unknown"]
    text: str


class Removed(NamedTuple):
    """A model that is gone: its file's path, and whether the file was deleted, not just forgotten."""

    name: str
    path: Path
    deleted: bool


def entries() -> list[Entry]:
    """The catalogue's models, then the person's own. Raises ModelError if either list can't be read."""
    own = [record for record in records.known().values() if catalog.known_card(record.name) is None]
    return [_known(card) for card in catalog.catalog()] + [_own(record) for record in own]


def add(
    path: str | Path,
    name: str | None = None,
    *,
    move: bool = False,
    in_place: bool = False,
    progress: Report | None = None,
) -> Record:
    """Make a GGUF file one of the models; a file of the catalogue is recognized by its digest and takes its name there.

    It is linked or copied into the models folder, or with `move` moved; `in_place` only remembers where it is. Raises
    ModelError if it is no model or can't be copied, InputError for a name that can't be used or is taken.
    """
    source = Path(path).expanduser()
    check_header(source)
    source = source.resolve()
    if move and in_place:
        raise InputError("A file can't both be moved and stay where it is.", hint="Choose --move or --in-place.")
    digest = catalog.file_hash(source, progress=progress).removeprefix("sha256:")
    card = next((card for card in catalog.catalog() if card.sha256 == digest), None)
    own = card.name if card and name is None else _own_name(source, name)
    file = card.file if card and own == card.name else f"{own}.gguf"
    with records.busy(file):
        _must_be_free(own, file, card, source)
        stays = in_place or source.parent == records.made_folder().resolve()
        if not stays:
            _bring(source, records.models_folder() / file, digest, move, progress)
        record = Record(
            name=own,
            file=str(source) if stays else file,
            in_place=stays,
            size=source.stat().st_size if stays else (records.models_folder() / file).stat().st_size,
            sha256=digest,
            origin=str(source),
            checked="catalogue" if card else "nothing",
            added=datetime.now(UTC).replace(microsecond=0),
        )
        records.remember(record)
    return record


def remove(name: str) -> Removed:
    """Delete a model's file that eduapp fetched or copied, or what came of one; forget one that was used in its place.

    Where it was the model in use, the starter is again. Raises NotFoundError for a name that no model has, InputError
    for the starter, ModelError if its file isn't here, was put there by hand, or can't be deleted.
    """
    if name.casefold() in (STARTER, STARTER + BARE):
        raise InputError("The starter comes with eduapp and stays.", hint="Use another: `eduapp models use NAME`.")
    record, card = records.known().get(name.casefold()), catalog.known_card(name)
    if record is None and card is None:
        raise catalog.unknown(name)
    file = card.file if card else f"{record.name}.gguf"
    with records.busy(file):
        if record is None:
            return _part_removed(card)
        drop_part(file)
        if not record.in_place:
            with records.writing():
                record.path.unlink(missing_ok=True)
        records.forget(record.name)
    if str(settings.saved().get("model", "")).casefold() == record.name.casefold():
        settings.save("model", None)
    return Removed(record.name, record.path, deleted=not record.in_place)


def use(spec: str) -> str:
    """Make a model the one that is used when none is named, and say how it is kept: by name, or a file by its path.

    Raises NotFoundError or ModelError as finding it does, InputError if the settings file can't be written.
    """
    if spec.casefold() == NONE:
        chosen = NONE
    else:
        found = catalog.find(spec)
        has_name = found.card is not None or spec.casefold() in records.known()
        chosen = found.name if has_name else str(found.path.resolve())
    settings.save("model", chosen)
    return chosen


def verify(name: str | None = None, *, progress: Report | None = None) -> list[Verdict]:
    """What became of the files since they came, each read anew: of one model, or of all that are here.

    Raises NotFoundError for a name that no model has, ModelError if that model isn't here.
    """
    known = records.known()
    cards = {card.name.casefold(): card for card in catalog.catalog()}
    if name is None:
        wanted = [key for key, card in cards.items() if key in known or catalog.is_installed(card)]
        wanted += [key for key in known if key not in cards]
    else:
        card = catalog.known_card(name)
        wanted = [(card.name if card else name).casefold()]
        if wanted[0] not in known | cards:
            raise catalog.unknown(name)
        if wanted[0] not in known:
            catalog.installed(cards[wanted[0]])
    return [_verdict(known.get(key), cards.get(key), progress) for key in wanted]


def _known(card: ModelCard) -> Entry:
    installed = catalog.is_installed(card)
    return Entry(
        **card.model_dump(include={"name", "title", "licence", "languages", "tier", "about", "file", "size"}),
        installed=installed,
        fetched=0 if installed else records.fetched(card.file),
        memory_4k=card.memory(USUAL_CONTEXT),
        memory_8k=card.memory(LONG_CONTEXT),
        fits=_fits(card.memory(USUAL_CONTEXT)),
        in_use=any(map(_in_use, card.names)),
    )


def _own(record: Record) -> Entry:
    return Entry(
        name=record.name,
        title=record.path.name,
        licence="",
        languages=(),
        tier="",
        about=f"Added from {record.origin}.",
        file=record.file,
        installed=record.path.is_file(),
        fetched=0,
        size=record.size,
        memory_4k=None,
        memory_8k=None,
        fits=None,
        in_use=_in_use(record.name),
    )


def _fits(memory: int) -> bool | None:
    free = machine.available_memory()
    return None if free is None else memory <= free


def _in_use(name: str) -> bool:
    return settings.load().model.casefold() == name.casefold()


def _own_name(source: Path, name: str | None) -> str:
    own = name if name is not None else re.sub(r"[^A-Za-z0-9._-]+", "-", source.stem).strip("-._")[:100]
    if not re.match(NAME, own) or own.casefold() == NONE or own.endswith(".gguf"):
        hint = "Give it one with --name, of letters, digits, dots, hyphens and underscores."
        raise InputError(f"{own!r} can't be the name of a model.", hint=hint)
    return own


def _must_be_free(own: str, file: str, card: ModelCard | None, source: Path) -> None:
    """Nothing, if the model can take that name and be kept in that file; else InputError."""
    others = [one for one in catalog.catalog() if one != card]
    if own.casefold() in (name.casefold() for one in others for name in one.names) or file in (
        one.file for one in others
    ):
        message = f"{own!r} is the catalogue's name for another file."
        raise InputError(message, hint="Choose another with --name.", where=own)
    there = catalog.where(card) if card and file == card.file else records.models_folder() / file
    if own.casefold() in records.known() or (there and there.exists() and not there.samefile(source)):
        raise records.name_taken(own)


def _bring(source: Path, target: Path, digest: str, move: bool, progress: Report | None) -> None:
    """Have the file in the models folder: at once where it is on the same disk, otherwise as a copy that is checked."""
    if not _at_once(source, target, move):
        records.need_space(target.parent, source.stat().st_size)
        with records.writing(), _draft(target) as draft:
            _copy(source, draft, digest, progress)
            os.replace(draft, target)
            if move:
                source.unlink()
    catalog.remember_hash(target, f"sha256:{digest}")


def _at_once(source: Path, target: Path, move: bool) -> bool:
    with suppress(OSError):
        if move:
            os.rename(source, target)
        else:
            os.link(source, target)
        return True
    return False


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    draft = target.with_name(f"{target.name}.{os.getpid()}.adding")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: Path, draft: Path, digest: str, progress: Report | None) -> None:
    copied, done, size = hashlib.sha256(), 0, source.stat().st_size
    with source.open("rb") as old, draft.open("wb") as new:
        while chunk := old.read(CHUNK):
            new.write(chunk)
            copied.update(chunk)
            done += len(chunk)
            if progress:
                progress("Copying", done, size)
        new.flush()
        os.fsync(new.fileno())
    if copied.hexdigest() != digest:
        raise ModelError(f"{source.name} changed while it was copied.", hint="Try again.", where=str(source))


def _part_removed(card: ModelCard) -> Removed:
    """Remove what came of a model that was never fetched whole."""
    part = records.part_of(card.file)
    if part.exists():
        drop_part(card.file)
        return Removed(card.name, part, deleted=True)
    if found := catalog.where(card):
        hint = f"Delete it yourself: {found}"
        raise ModelError(f"eduapp didn't put the file of {card.name} there.", hint=hint, where=str(found))
    raise ModelError(f"{card.name} isn't here.", hint="`eduapp models list` shows which are.", where=card.name)


def _verdict(record: Record | None, card: ModelCard | None, progress: Report | None) -> Verdict:
    name = record.name if record else card.name
    path = record.path if record else catalog.where(card)
    if path is None or not path.is_file():
        return Verdict(name, "missing", f"There is no {path}.")
    try:
        check_header(path)
    except ModelError as error:
        return Verdict(name, "damaged", error.message)
    digest = catalog.file_hash(path, anew=True, progress=progress).removeprefix("sha256:")
    if card and digest == card.sha256:
        return Verdict(name, "ok", "It is the file that the catalogue names.")
    expected = record.sha256 if record else card.sha256
    if not expected:
        return Verdict(name, "unknown", "There is nothing to compare it with.")
    if digest != expected:
        return Verdict(name, "changed", f"Its checksum is {digest[:12]}… instead of {expected[:12]}…")
    return Verdict(name, "ok", "It is as it came.")
