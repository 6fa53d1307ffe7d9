"""How a source, set or item is named: by the record itself, its id, a beginning of the id, or "latest"."""

from __future__ import annotations

from collections.abc import Sequence

from eduapp.domain.source import Source
from eduapp.errors import InputError, NotFoundError

LATEST = "latest"


def find(which: str, ids: list[str], what: str, *, also: Sequence[str] = ()) -> str:
    """The id that `which` means: the id itself, the latest, or a unique beginning, with or without the id's prefix."""
    if which in ids:
        return which
    if which == LATEST and ids and what != "item":
        return ids[-1]
    found = [one for one in ids if which and (one.startswith(which) or one.partition("-")[2].startswith(which))]
    matches = list(dict.fromkeys([*found, *also]))
    if len(matches) == 1:
        return matches[0]
    if matches:
        some, named = ", ".join(matches[:5]), _PLURALS.get(what, f"{what}s")
        raise InputError(
            f"{which!r} could be {len(matches)} {named}: {some}.", hint="Give more of the id.", where=which
        )
    raise NotFoundError(f"There is no {what} {which!r} in this library.", hint=_HINTS[what], where=which)


_PLURALS = {"class": "classes"}
_HINTS = {
    "source": "`eduapp show` lists the sources, `eduapp add FILE` adds one.",
    "set": "`eduapp show` lists the sets, `eduapp generate SOURCE` makes one.",
    "item": "`eduapp review` lists the items of a set.",
    "class": "`eduapp grades` lists them, `eduapp grade RESPONSES.csv` makes some.",
}


def only(sources: Sequence[Source]) -> Source:
    """The one that `add` returned for a single file."""
    if len(sources) != 1:
        raise InputError(f"This needs one source, not {len(sources)}.")
    return sources[0]


def is_name(which: object, what: str) -> None:
    if not isinstance(which, str):
        raise InputError(f"A {type(which).__name__} is no {what}.", hint=f"Hand in the {what} itself, or its id.")
