"""What the hub says of a model's file, and the file itself: the HTTP of fetching a model.

The hub answers a HEAD with a redirect to wherever the file lies, and names in that answer the file's size
(`X-Linked-Size`) and its SHA-256 (`X-Linked-ETag`). A token goes to the hub alone: httpx drops it on the way to
another host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import httpx

from eduapp import __version__, settings
from eduapp.errors import ModelError
from eduapp.llm.catalog import ModelCard
from eduapp.llm.records import DIGEST

PATIENCE = httpx.Timeout(30.0, connect=10.0)
"""Seconds to wait for the next bytes, and for a connection."""
MOST_REDIRECTS = 5
PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Answers that may be another in a minute."""
NEEDS_ACCOUNT = frozenset({401, 403})
NOT_THERE = ("RepoNotFound", "RevisionNotFound", "EntryNotFound")
"""The hub's own codes for what it answers 401 or 404 to, in the header `X-Error-Code`."""


class Offer(NamedTuple):
    """A file as the hub announces it. `size` is in bytes, or None; `sha256` is in hex digits, or empty."""

    size: int | None
    sha256: str


class Reply(NamedTuple):
    """A file on its way from byte `start` on. `total` is all of its bytes, or None; `etag` a strong one, or empty."""

    start: int
    total: int | None
    etag: str
    chunks: Iterator[bytes]


class Passing(Exception):
    """The hub can't answer just now, or the line was cut: trying again may help."""


class BeyondTheEnd(Passing):
    """The file isn't as long as the part of it that is here: beginning anew helps."""


def address(card: ModelCard) -> str:
    """Where the hub has the card's file. Raises ModelError for a card that isn't on the hub."""
    if not card.repository:
        raise ModelError(
            f"{card.name} can't be fetched from the hub.", hint=f"Instead, {_by_hand(card)}", where=card.file
        )
    return f"{settings.load().hub}/{card.repository}/resolve/{card.revision}/{card.file}"


@contextmanager
def connection() -> Iterator[httpx.Client]:
    """A client that identifies itself and, where the person has a token, shows it to the hub."""
    headers = {"User-Agent": f"eduapp/{__version__}", "Accept-Encoding": "identity"}
    if token := settings.load().hub_token.get_secret_value():
        headers["Authorization"] = f"Bearer {token}"
    with httpx.Client(headers=headers, timeout=PATIENCE, max_redirects=MOST_REDIRECTS) as client:
        yield client


def ask(client: httpx.Client, card: ModelCard) -> Offer:
    """What the hub announces of the card's file. Raises ModelError if it can't be reached or doesn't give the file."""
    try:
        response = client.head(address(card))
        for _ in range(MOST_REDIRECTS):
            onward = response.next_request
            if onward is None or "X-Linked-Size" in response.headers or not _same_host(onward, response.request):
                break
            response = client.send(onward)
    except (httpx.TransportError, httpx.InvalidURL) as error:
        raise _unreachable(card, error) from error
    if response.is_error:
        raise _refused(card, response)
    return _offer(response)


@contextmanager
def opened(client: httpx.Client, card: ModelCard, start: int, etag: str) -> Iterator[Reply]:
    """The card's file from byte `start` on, or from the beginning if the server won't continue there.

    With an `etag` it continues only if the file still has that one. Raises Passing if trying again may help, and
    ModelError if not.
    """
    headers = {"Range": f"bytes={start}-"} if start else {}
    if start and etag:
        headers["If-Range"] = etag
    try:
        with client.stream("GET", address(card), headers=headers, follow_redirects=True) as response:
            if response.status_code in PASSING:
                raise Passing(f"the hub answered {response.status_code}")
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise BeyondTheEnd("the file is shorter than what is here of it")
            if response.is_error:
                raise _refused(card, response)
            yield _reply(response)
    except (httpx.UnsupportedProtocol, httpx.TooManyRedirects, httpx.InvalidURL) as error:
        raise _unreachable(card, error) from error
    except httpx.TransportError as error:
        raise Passing(str(error) or type(error).__name__) from error


def _same_host(request: httpx.Request, before: httpx.Request) -> bool:
    return (request.url.scheme, request.url.netloc) == (before.url.scheme, before.url.netloc)


def _offer(response: httpx.Response) -> Offer:
    size = response.headers.get("X-Linked-Size", "")
    if not size and response.status_code == httpx.codes.OK:
        size = response.headers.get("Content-Length", "")
    linked = response.headers.get("X-Linked-ETag", "").removeprefix("W/").strip('"').lower()
    return Offer(int(size) if size.isdigit() else None, linked if re.match(DIGEST, linked) else "")


def _reply(response: httpx.Response) -> Reply:
    etag = response.headers.get("ETag", "")
    strong = etag if etag.startswith('"') else ""
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        spoken = re.match(r"bytes (\d+)-\d+/(\d+|\*)$", response.headers.get("Content-Range", ""))
        if spoken is None:
            raise Passing("the server didn't say which part it sends")
        return Reply(int(spoken[1]), int(spoken[2]) if spoken[2] != "*" else None, strong, response.iter_raw())
    length = response.headers.get("Content-Length", "")
    return Reply(0, int(length) if length.isdigit() else None, strong, response.iter_raw())


def _unreachable(card: ModelCard, error: Exception) -> ModelError:
    reason = str(error) or type(error).__name__
    hint = f"Check the connection, or {_by_hand(card)}"
    return ModelError(f"{settings.load().hub} could not be reached ({reason}).", hint=hint, where=card.name)


def _refused(card: ModelCard, response: httpx.Response) -> ModelError:
    hub, code = settings.load().hub, response.headers.get("X-Error-Code", "")
    if response.status_code == httpx.codes.NOT_FOUND or code in NOT_THERE:
        message = f"{hub} has no {card.file} in {card.repository}."
        return ModelError(message, hint=f"Instead, {_by_hand(card)}", where=card.name)
    if response.status_code in NEEDS_ACCOUNT:
        message = f"{card.name} needs an account on {hub} that may have it (answer {response.status_code})."
        page = f"{hub}/{card.repository}"
        hint = f"Accept its terms at {page}, make a token there, and put it into EDUAPP_HUB_TOKEN."
        return ModelError(message, hint=hint, where=card.name)
    hint = f"Try again later, or {_by_hand(card)}"
    return ModelError(f"{hub} answered {response.status_code}.", hint=hint, where=card.name)


def _by_hand(card: ModelCard) -> str:
    return f"bring {card.file} from elsewhere and run `eduapp models add FILE`."
