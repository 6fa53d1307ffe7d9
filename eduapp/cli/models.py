"""`eduapp models`: the language models that can be used here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, end
from eduapp.cli.output import Report, complain, print_json, print_table, progress, say

if TYPE_CHECKING:
    from eduapp.llm.shelf import Entry

MB, GB = 10**6, 10**9
HEADS = ("model", "here", "size", "needs", "fits", "licence", "languages", "title")
LANGUAGES_SHOWN = 3
CHECKED = {
    "catalogue": "Its checksum is the one in eduapp's catalogue.",
    "hub": "Its checksum is the one that the hub announces.",
    "nothing": "Neither the catalogue nor the hub has a checksum of it: only its size and its header were checked.",
}
GOOD = ("ok", "unknown")

models = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The language models that can be used here.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="A model by its name in `eduapp models list`.")]


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.add_typer(models, name="models")


@models.command("list")
def list_models(json: AsJson = False) -> None:
    """List the models that can be had, and which are here.

    What a model needs is memory with a context of 4,096 tokens; whether it fits is said of the memory that is free now.
    """
    from eduapp.llm.shelf import entries

    found = entries()
    if json:
        print_json({"models": [entry.model_dump(mode="json") for entry in found]})
        return
    print_table(HEADS, map(_row, found))
    say("\n* is the one in use. Fetch one with `eduapp models pull NAME`, and use it with `eduapp models use NAME`")
    say("or once with --model NAME; a GGUF file of your own with --model FILE, or none with --model none.")


@models.command("pull")
def pull_model(name: Name, json: AsJson = False) -> None:
    """Fetch a model from the hub; the same command continues a fetch.

    The file is put in place when it is whole and its checksum is right. EDUAPP_HUB names another hub, EDUAPP_HUB_TOKEN
    holds your key to it.
    """
    from eduapp.llm.pull import pull

    try:
        with _megabytes(quiet=json) as report:
            path = pull(name, progress=report)
    except KeyboardInterrupt:
        complain(f"What came of {name} is kept:", f"`eduapp models pull {name}` continues there.")
        raise
    _print_pulled(name, path, json)


@models.command("add")
def add_model(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A GGUF file.")],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="What to call it. Default: the file's name.", show_default=False),
    ] = None,
    move: Annotated[bool, typer.Option("--move", help="Move the file into the models folder.")] = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="Leave it where it is, and remember that.")] = False,
    json: AsJson = False,
) -> None:
    """Add a GGUF file of your own to the models.

    It is copied into the models folder. A file that the catalogue knows is recognized by its checksum.
    """
    from eduapp.llm.shelf import add

    with _megabytes(quiet=json) as report:
        record = add(file, name, move=move, in_place=in_place, progress=report)
    if json:
        print_json(record.model_dump(mode="json"))
        return
    say(f"{record.name}: {_size(record.size)} in {record.path}")
    if record.checked == "catalogue":
        say(CHECKED[record.checked])
    say(f"Use it with `eduapp models use {record.name}`, or once with --model {record.name}.")


@models.command("use")
def use_model(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A model by name, a GGUF file, or 'none'.")],
    json: AsJson = False,
) -> None:
    """Make a model the one that is used when none is named."""
    from eduapp.llm.shelf import use

    chosen = use(name)
    if json:
        print_json({"model": chosen})
    else:
        say(f"{chosen} is used from now on.")
    forced = os.environ.get("EDUAPP_MODEL")
    if forced:
        complain(f"But EDUAPP_MODEL says {forced}, and comes first.", "Unset it.")


@models.command("remove")
def remove_model(name: Name, json: AsJson = False) -> None:
    """Delete a model that was fetched or copied here.

    One that was added in its place is only forgotten. What came of a fetch that was stopped is deleted too.
    """
    from eduapp.llm.shelf import remove

    removed = remove(name)
    if json:
        print_json({"name": removed.name, "path": str(removed.path), "deleted": removed.deleted})
    elif removed.deleted:
        say(f"{removed.name}: {removed.path} is deleted.")
    else:
        say(f"{removed.name} is forgotten; {removed.path} stays.")


@models.command("verify")
def verify_models(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A model by name. Default: all.", show_default=False)
    ] = None,
    json: AsJson = False,
) -> None:
    """Read models' files again, and compare their checksums."""
    from eduapp.llm.shelf import verify

    with _megabytes(quiet=json) as report:
        verdicts = verify(name, progress=report)
    if json:
        print_json({"models": [verdict._asdict() for verdict in verdicts]})
    else:
        print_table(("model", "state", "finding"), verdicts)
    bad = [verdict for verdict in verdicts if verdict.state not in GOOD]
    for verdict in bad:
        complain(f"{verdict.name}:", f"Remove it with `eduapp models remove {verdict.name}`, and bring it anew.")
    end(len(verdicts) - len(bad), len(bad))


def _print_pulled(name: str, path: Path, json: bool) -> None:
    from eduapp.llm.catalog import known_card
    from eduapp.llm.records import known

    record, card = known().get(name.casefold()), known_card(name)
    if json:
        checked = {"sha256": record.sha256, "checked": record.checked} if record else {}
        print_json(
            {"name": card.name, "path": str(path), "size": path.stat().st_size, "licence": card.licence} | checked
        )
        return
    say(f"{card.name}: {_size(path.stat().st_size)} in {path}")
    if record:
        say(CHECKED[record.checked])
    say(f"Its licence: {card.licence}.")
    say(f"Use it with `eduapp models use {card.name}`, or once with --model {card.name}.")


@contextmanager
def _megabytes(*, quiet: bool) -> Iterator[Report | None]:
    """A function that shows how many of a file's megabytes are done, or None where nobody looks."""
    with progress(quiet=quiet) as report:
        if report is None:
            yield None
            return
        yield lambda stage, done, total: report(f"{stage} (MB)", done // MB, -(-total // MB))


def _row(entry: Entry) -> tuple[str, ...]:
    return (
        f"{entry.name} *" if entry.in_use else entry.name,
        _here(entry),
        _size(entry.size),
        _size(entry.memory_4k) if entry.memory_4k is not None else "unknown",
        {True: "yes", False: "no", None: "unknown"}[entry.fits],
        entry.licence or "unknown",
        _languages(entry.languages),
        entry.title,
    )


def _here(entry: Entry) -> str:
    if entry.installed:
        return "yes"
    return f"{entry.fetched / GB:.1f} of {entry.size / GB:.1f} GB" if entry.fetched else "no"


def _languages(languages: tuple[str, ...]) -> str:
    shown = ", ".join(languages[:LANGUAGES_SHOWN]) or "unknown"
    return f"{shown} +{len(languages) - LANGUAGES_SHOWN}" if len(languages) > LANGUAGES_SHOWN else shown


def _size(size: int) -> str:
    return f"{size / GB:.1f} GB" if size >= GB else f"{size / MB:,.0f} MB"
