"""`eduapp review`: look at items, and decide."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from eduapp.cli.app import AsJson, LibraryDir, end, opened
from eduapp.cli.editing import changes_in_editor, changes_of
from eduapp.cli.item import event_line, print_item
from eduapp.cli.output import ITEM_HEADS, complain, item_rows, items_as_data, print_json, print_table, say, set_as_data
from eduapp.errors import EduappError, NotFoundError

if TYPE_CHECKING:
    from eduapp.domain.item import Item
    from eduapp.domain.item_set import ItemSet
    from eduapp.library import Library

MANY = ("--approve", "--reject", "--reopen", "--undo", "--set", "--only")


class TakesSeveral(TyperCommand):
    """Reads `--approve A B C` as `--approve A --approve B --approve C`, and so for all options in `many`."""

    many: tuple[str, ...] = MANY

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, list(repeated(args, self.many)))


def repeated(args: Iterable[str], options: tuple[str, ...]) -> Iterator[str]:
    """The arguments with each of these options said anew before every value that follows it."""
    current, values = "", 0
    for arg in args:
        if arg.startswith("-"):
            current, values = arg if arg in options else "", 0
        elif current:
            if values:
                yield current
            values += 1
        yield arg


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(cls=TakesSeveral)(review)


Ids = list[str] | None


def review(
    context: typer.Context,
    item_set: Annotated[
        str | None, typer.Argument(metavar="SET", help="A set, or an item to show in full. Default: the latest set.")
    ] = None,
    approve: Annotated[Ids, typer.Option("--approve", metavar="ID...", help="Approve these items.")] = None,
    reject: Annotated[Ids, typer.Option("--reject", metavar="ID...", help="Reject these items; needs --why.")] = None,
    reopen: Annotated[Ids, typer.Option("--reopen", metavar="ID...", help="Make these items drafts again.")] = None,
    undo: Annotated[
        Ids,
        typer.Option("--undo", metavar="ID...", help="Take back the last decision on these items, or edit of them."),
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, kept with the decision.")] = "",
    who: Annotated[
        str | None,
        typer.Option("--who", metavar="NAME", help="Who decides. Default: EDUAPP_REVIEWER.", show_default=False),
    ] = None,
    approve_passed: Annotated[
        bool, typer.Option("--approve-passed", help="Approve the drafts that passed every check, as a policy.")
    ] = False,
    show: Annotated[str | None, typer.Option("--show", metavar="ID", help="Show one item in full.")] = None,
    edit: Annotated[str | None, typer.Option("--edit", metavar="ID", help="Edit an item in $EDITOR.")] = None,
    assignments: Annotated[
        Ids, typer.Option("--set", metavar="FIELD=VALUE...", help="With --edit: what to change, without an editor.")
    ] = None,
    only: Annotated[
        Ids, typer.Option("--only", metavar="NAME=VALUE...", help="Only items of a state, level, kind, check or words.")
    ] = None,
    as_list: Annotated[bool, typer.Option("--list", help="List the items, on a terminal too.")] = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Go through items one by one, list or show them, decide, edit.

    On a terminal, items come one at a time beside their passage, with one key a verdict; ? lists the keys. Elsewhere,
    or with --list, they are listed. Every decision is kept, with who, when and why, and can be undone by one more. An
    edited item is checked anew and needs approval again.
    """
    if reject and not why.strip():
        raise typer.BadParameter("a rejection needs a reason: give it with --why.", param_hint="--reject")
    if assignments and not edit:
        raise typer.BadParameter("say which item with --edit ID.", param_hint="--set")
    if edit and (approve or reject or reopen or undo or approve_passed):
        raise typer.BadParameter("edit first, then decide: an edit makes the item a draft again.", param_hint="--edit")
    verdicts = [("approve", one) for one in approve or ()]
    verdicts += [("reject", one) for one in reject or ()] + [("reopen", one) for one in reopen or ()]
    verdicts += [("undo", one) for one in undo or ()]
    with opened(context, library) as lib:
        if edit:
            _edit(lib, edit, assignments or [], who, json=json)
        elif verdicts or approve_passed:
            _decide(lib, item_set, verdicts, approve_passed, {"why": why, "who": who}, json=json)
        elif show or json or as_list or not (sys.stdin.isatty() and sys.stdout.isatty()):
            _look(lib, show, item_set or "latest", only or [], json=json)
        else:
            _sit_down(lib, item_set or "latest", only, who)


def _sit_down(lib: Library, which: str, only: list[str] | None, who: str | None) -> None:
    """Go through a set item by item; an item that is named instead is shown in full."""
    from eduapp.cli.desk import Desk, read_filters

    try:
        found = lib.queue(which, limit=1)
    except NotFoundError:
        _look(lib, None, which, [], json=False)
        return
    if not found.total:
        _look(lib, None, which, [], json=False)
        return
    filters = {"state": "draft"} if only is None else read_filters(" ".join(only))
    Desk(lib, lib.set_named(which) or "all", who=who, filters=filters).work()


def _look(lib: Library, item: str | None, which: str, only: list[str], *, json: bool) -> None:
    if item:
        _show_item(lib, lib.item(item), json=json)
        return
    try:
        found = _filtered(lib, lib.item_set(which), only)
    except NotFoundError as no_set:
        try:
            _show_item(lib, lib.item(which), json=json)
        except NotFoundError:
            raise no_set from None
    else:
        _show_set(found, json=json)


def _filtered(lib: Library, found: ItemSet, only: list[str]) -> ItemSet:
    if not only:
        return found
    from eduapp.cli.desk import read_filters

    lines = lib.queue(found, limit=len(found.items), **read_filters(" ".join(only))).lines
    wanted = {line.item for line in lines}
    return found.model_copy(update={"items": tuple(item for item in found.items if item.id in wanted)})


def _decide(
    lib: Library,
    item_set: str | None,
    verdicts: list[tuple[str, str]],
    approve_passed: bool,
    signed: dict[str, str | None],
    *,
    json: bool,
) -> None:
    decided, failed = [], []
    for verdict, which in verdicts:
        try:
            decided.append(lib.decide(_in_set(lib, item_set, which), verdict, **signed))
        except EduappError as error:
            failed.append({"item": which, "error": error.message, "hint": error.hint})
    if approve_passed:
        decided += lib.approve_passed(item_set or "latest", who=signed["who"])
    if json:
        print_json({"items": items_as_data(decided), "failed": failed})
    else:
        for item in decided:
            say(f"{item.id} {item.review.state}")
        if not decided and not failed:
            say("There was no draft that had passed every check.")
        for trouble in failed:
            complain(f"{trouble['item']}: {trouble['error']}", trouble["hint"])
    end(len(decided), len(failed))


def _in_set(lib: Library, item_set: str | None, which: str) -> str:
    """The item's id: within a set that was named, a shorter beginning is enough."""
    if item_set is None:
        return which
    ids = [item.id for item in lib.items(item_set)]
    found = [one for one in ids if one.startswith(which) or one.partition("-")[2].startswith(which)]
    if not found:
        raise NotFoundError(f"There is no item {which!r} in set {item_set}.", where=which)
    return found[0] if len(found) == 1 else which


def _edit(lib: Library, which: str, assignments: list[str], who: str | None, *, json: bool) -> None:
    item = lib.item(which)

    def save(changes: dict[str, Any]) -> Item:
        return lib.edit(item, changes, who=who)

    new = save(changes_of(item, assignments)) if assignments else changes_in_editor(item, save)
    if json:
        print_json(items_as_data([new])[0])
    elif new.revision == item.revision:
        say(f"{item.id} is as it was.")
    else:
        _show_item(lib, new, json=False)


def _show_set(found: ItemSet, *, json: bool) -> None:
    if json:
        print_json(set_as_data(found))
        return
    say(f"{found.title} · {found.blueprint} · {found.id}\n")
    print_table(ITEM_HEADS, item_rows(found.items))
    for reason in found.missing:
        say(f"Missing: {reason}")
    say("\nOne in full: `eduapp review ITEM`. Decide: --approve ID... | --reject ID... --why TEXT | --edit ID")


def _show_item(lib: Library, item: Item, *, json: bool) -> None:
    events = lib.history(item)
    if json:
        history = [event.model_dump(mode="json") for event in events]
        print_json(items_as_data([item])[0] | {"history": history})
        return
    print_item(item)
    say("History")
    for event in events:
        say(f"  {event_line(event)}")
