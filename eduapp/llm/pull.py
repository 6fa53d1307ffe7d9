"""Fetching a model from the hub: continued where it was cut, checked, and put in place only when it is whole."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from eduapp.errors import ModelError
from eduapp.llm import hub
from eduapp.llm.catalog import ModelCard, digest_of, known_card, remember_hash, unknown, where
from eduapp.llm.gguf import check_header
from eduapp.llm.records import (
    Record,
    Report,
    busy,
    fetched,
    made_folder,
    need_space,
    note_of,
    part_of,
    remember,
    writing,
)
from eduapp.settings import write_whole

PAUSES = (1.0, 4.0, 15.0)
"""Seconds to wait before each further try, when the line was cut."""
MEANINGFUL = 1_000_000
"""Bytes that a try must bring for the count of tries to begin anew."""

Cancel = Callable[[], bool]


class WrongFile(ModelError):
    """What came isn't what was announced, or is no model."""


@dataclass
class _Fetch:
    """One file on its way: what it should be, and whom to tell. `total` is all of its bytes, None until it is known."""

    card: ModelCard
    offer: hub.Offer
    progress: Report
    cancelled: Cancel
    total: int | None = None

    @property
    def part(self) -> Path:
        return part_of(self.card.file)

    @property
    def note(self) -> Path:
        return note_of(self.card.file)

    @property
    def have(self) -> int:
        return fetched(self.card.file)

    @property
    def sha256(self) -> str:
        return self.card.sha256 or self.offer.sha256


def pull(name_or_card: str | ModelCard, *, progress: Report | None = None, cancelled: Cancel | None = None) -> Path:
    """Where the model's file is, fetched from the hub if it wasn't here.

    `progress` is told of the stages "Fetching" and "Checking" in bytes. What came of a fetch that was cut, stopped or
    cancelled is kept, and the next one continues there. The record of the model says what its digest was compared with:
    the catalogue's, the hub's, or nothing if neither has one.

    Raises NotFoundError for a name that isn't in the catalogue; ModelError if the hub can't be reached or doesn't give
    the file, the file isn't what was announced, the disk is full, or another process is fetching it.
    """
    card = name_or_card if isinstance(name_or_card, ModelCard) else known_card(name_or_card)
    if card is None:
        raise unknown(str(name_or_card))
    with busy(card.file):
        if found := where(card):
            check_header(found)
            return found
        with hub.connection() as client:
            fetch = _Fetch(card, hub.ask(client, card), progress or (lambda *_: None), cancelled or (lambda: False))
            _compare_with_catalogue(fetch)
            _drop_what_does_not_fit(fetch)
            need_space(made_folder(), (fetch.offer.size or card.size) - fetch.have)
            try:
                _bring(client, fetch)
                digest = _check(fetch)
            except WrongFile:
                drop_part(card.file)
                raise
        return _put_in_place(fetch, digest)


def drop_part(file: str) -> None:
    """Remove what came of a file that was being fetched."""
    with writing():
        part_of(file).unlink(missing_ok=True)
        note_of(file).unlink(missing_ok=True)


def _compare_with_catalogue(fetch: _Fetch) -> None:
    """Refuse a file that has been changed on the hub since the catalogue was written, before it is fetched."""
    card, offer = fetch.card, fetch.offer
    if card.sha256 and offer.sha256 and card.sha256 != offer.sha256:
        message = f"The hub has another {card.file} than the one that eduapp knows."
        hint = "If you trust it, fetch it with a browser and run `eduapp models add FILE --name NAME`."
        raise ModelError(message, hint=hint, where=card.name)


def _drop_what_does_not_fit(fetch: _Fetch) -> None:
    """Keep the part of an earlier fetch only if the file is still the same and the part isn't already too long."""
    note = _noted(fetch)
    if fetch.sha256:
        same = note.get("sha256") == fetch.sha256
    else:
        same = bool(note.get("etag")) and fetch.offer.size != fetch.have
    if not same or (fetch.offer.size is not None and fetch.have > fetch.offer.size):
        drop_part(fetch.card.file)


def _bring(client: httpx.Client, fetch: _Fetch) -> None:
    """Fetch what is missing, trying again after pauses when the line is cut."""
    failures = 0
    while not _is_whole(fetch):
        before, cut = fetch.have, "the file ended early"
        try:
            _continue(client, fetch)
        except hub.BeyondTheEnd as error:
            cut = str(error)
            drop_part(fetch.card.file)
        except hub.Passing as error:
            cut = str(error)
        if _is_whole(fetch):
            return
        failures = 1 if fetch.have - before >= MEANINGFUL else failures + 1
        if failures > len(PAUSES):
            raise _cut_off(fetch, cut)
        time.sleep(PAUSES[failures - 1])


def _is_whole(fetch: _Fetch) -> bool:
    expected = fetch.total if fetch.offer.size is None else fetch.offer.size
    return fetch.have == expected


def _continue(client: httpx.Client, fetch: _Fetch) -> None:
    """Add to the part what one connection brings."""
    etag = "" if fetch.sha256 else str(_noted(fetch).get("etag", ""))  # a digest is the same on every server
    start = fetch.have if fetch.sha256 or etag else 0
    with hub.opened(client, fetch.card, start, etag) as reply:
        if reply.start not in (0, start):
            raise hub.Passing("the server sent another part than the one asked for")
        if reply.total is not None:
            _refuse_other_size(fetch, reply.total)
        if reply.start == 0:
            _begin(fetch, reply.etag)
        with writing(), fetch.part.open("ab") as file:
            for chunk in reply.chunks:
                file.write(chunk)
                file.flush()
                _tell(fetch, file.tell())
            os.fsync(file.fileno())
        fetch.total = fetch.have if reply.total is None else reply.total


def _tell(fetch: _Fetch, done: int) -> None:
    """Say how far the file has come; stop if that is too far, or if nobody wants it any more."""
    if fetch.offer.size is not None and done > fetch.offer.size:
        _refuse_other_size(fetch, done)
    fetch.progress("Fetching", done, fetch.offer.size or fetch.card.size)
    if fetch.cancelled():
        raise _stopped(fetch)


def _begin(fetch: _Fetch, etag: str) -> None:
    """Start the part anew, noting what it is a part of."""
    with writing():
        fetch.part.write_bytes(b"")
        write_whole(fetch.note, json.dumps({"sha256": fetch.sha256, "etag": etag}) + "\n")


def _noted(fetch: _Fetch) -> dict[str, object]:
    try:
        note = json.loads(fetch.note.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _refuse_other_size(fetch: _Fetch, size: int) -> None:
    if fetch.offer.size is not None and size != fetch.offer.size:
        message = f"The hub announced {fetch.offer.size:,} bytes of {fetch.card.file}, but sent {size:,}."
        raise WrongFile(message, hint="What came was removed. Try again later.", where=fetch.card.name)


def _check(fetch: _Fetch) -> str:
    """The file's SHA-256 in hex digits. Raises WrongFile if it isn't the one announced, or no model."""
    digest = digest_of(fetch.part, fetch.progress)
    if fetch.sha256 and digest != fetch.sha256:
        message = f"What came isn't {fetch.card.file}: its checksum is {digest[:12]}… instead of {fetch.sha256[:12]}…"
        raise WrongFile(message, hint="It was removed. Try again, or ask whoever runs the hub.", where=fetch.card.name)
    try:
        check_header(fetch.part)
    except ModelError as error:
        message = f"What came for {fetch.card.name} can't be used: {error.message}"
        raise WrongFile(message, hint=f"It was removed. {error.hint}", where=fetch.card.name) from error
    return digest


def _put_in_place(fetch: _Fetch, digest: str) -> Path:
    card, target = fetch.card, made_folder() / fetch.card.file
    with writing():
        os.replace(fetch.part, target)
        fetch.note.unlink(missing_ok=True)
    _settle(target.parent)
    remember_hash(target, f"sha256:{digest}")
    record = Record(
        name=card.name,
        file=card.file,
        size=target.stat().st_size,
        sha256=digest,
        origin=hub.address(card),
        checked="catalogue" if card.sha256 else "hub" if fetch.offer.sha256 else "nothing",
        added=datetime.now(UTC).replace(microsecond=0),
    )
    remember(record, anew=True)
    return target


def _settle(folder: Path) -> None:
    """Have the disk keep the names in the folder through a power cut, where a folder can be asked to."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _so_far(fetch: _Fetch) -> str:
    return f"{fetch.have / 1e6:,.0f} of {(fetch.offer.size or fetch.card.size) / 1e6:,.0f} MB"


def _cut_off(fetch: _Fetch, why: str) -> ModelError:
    message = f"{fetch.card.name} could not be fetched whole: {_so_far(fetch)} are here ({why})."
    hint = f"They are kept: `eduapp models pull {fetch.card.name}` continues there."
    return ModelError(message, hint=hint, where=fetch.card.name)


def _stopped(fetch: _Fetch) -> ModelError:
    message = f"Fetching {fetch.card.name} was stopped: {_so_far(fetch)} are here."
    hint = f"They are kept: `eduapp models pull {fetch.card.name}` continues there."
    return ModelError(message, hint=hint, where=fetch.card.name)
