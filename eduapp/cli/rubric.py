"""`eduapp rubric`: what an item's answers are marked by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, opened
from eduapp.cli.output import print_json, say
from eduapp.errors import InputError

if TYPE_CHECKING:
    from eduapp.domain.rubric import Rubric
    from eduapp.library import Library


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(rubric)


def rubric(
    context: typer.Context,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="An item by id.")],
    draft: Annotated[bool, typer.Option("--draft", help="Make a new version from the item's key and facts.")] = False,
    edit: Annotated[bool, typer.Option("--edit", help="Write a new version in $EDITOR.")] = False,
    read: Annotated[
        Path | None, typer.Option("--from", metavar="FILE.yaml", help="Take a version from a file.", show_default=False)
    ] = None,
    approve: Annotated[bool, typer.Option("--approve", help="Sign the newest version, or --version.")] = False,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="Which version.", show_default=False)
    ] = None,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who decides.", show_default=False)] = None,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Show an item's rubric; draft, edit or approve a version of it.

    Answers are graded by the newest approved version. Versions are never changed: an edit makes a new one, a draft.
    """
    if sum((draft, edit, read is not None)) > 1:
        raise typer.BadParameter("one of --draft, --edit and --from at a time.")
    with opened(context, library) as lib:
        found = _made(lib, item, draft=draft, edit=edit, read=read, who=who)
        if approve:
            found = lib.approve_rubric(item, version if not found else found.version, who)
        found = found or _chosen(lib, item, version)
        if json:
            print_json(found.model_dump(mode="json", exclude_none=True) if found else None)
        elif found is None:
            say(f"{lib.item(item).id} has no rubric. Make one: --draft, --edit or --from FILE.yaml")
        else:
            _print(found)


def _made(lib: Library, item: str, *, draft: bool, edit: bool, read: Path | None, who: str | None) -> Rubric | None:
    if draft:
        return lib.draft_rubric(item)
    if edit or read is not None:
        return lib.edit_rubric(item, _criteria(lib, item, read), who)
    return None


def _criteria(lib: Library, item: str, read: Path | None) -> list[dict[str, object]]:
    import yaml

    from eduapp.cli.editing import text_in_editor

    known = lib.rubric(item)
    try:
        if read is not None:
            found = yaml.safe_load(read.read_text("utf-8-sig"))
        else:
            before = (
                [one.model_dump(mode="json", exclude={"quote"}, exclude_defaults=True) for one in known.criteria]
                if known
                else []
            )
            found = yaml.safe_load(
                text_in_editor("rubric", yaml.safe_dump(before, allow_unicode=True, sort_keys=False))
            )
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError(
            f"The rubric can't be read: {str(error).splitlines()[0]}.", hint="Give YAML in UTF-8."
        ) from error
    found = found.get("rubric") if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise InputError("A rubric is a list of criteria.", hint="Each has text, points, key_points and levels.")
    quotes = {one.id: one.quote for one in known.criteria} if known else {}
    return [{"quote": quotes.get(str(one.get("id")))} | one for one in found]


def _chosen(lib: Library, item: str, version: int | None) -> Rubric | None:
    if version is None:
        return lib.rubric(item)
    found = next((one for one in lib.rubrics(item) if one.version == version), None)
    if found is None:
        raise InputError(f"There is no version {version} of that rubric.")
    return found


def _print(found: Rubric) -> None:
    state = f"approved by {found.approved_by}" if found.approved_by else "draft"
    say(f"{found.item} · version {found.version} · {state} · {sum(one.points for one in found.criteria):g} points\n")
    for criterion in found.criteria:
        say(f"{criterion.id}) {criterion.points:g}: {criterion.text}")
        for level in criterion.levels:
            say(f"     {level.points:g}: {level.text}")
        for point in criterion.key_points:
            say(f"     counts: {point}")
        if criterion.quote:
            say(f"     {criterion.quote.locator.label()}: “{criterion.quote.text}”")
