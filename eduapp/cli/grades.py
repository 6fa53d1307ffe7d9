"""`eduapp grades`: look through the grades of a class, least certain first, and sign them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eduapp.cli.app import AsJson, LibraryDir, opened
from eduapp.cli.output import print_json, print_table, say
from eduapp.cli.review import TakesSeveral

if TYPE_CHECKING:
    from eduapp.domain.grades import Grade, GradeSet
    from eduapp.library import Library

Names = list[str] | None
ACTS = ("approve", "change", "comment", "reopen")


class SeveralGrades(TakesSeveral):
    """Reads several names after an option."""

    many = ("--approve", "--change", "--comment", "--reopen", "--move")


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command(cls=SeveralGrades)(grades)


def grades(
    context: typer.Context,
    which: Annotated[str, typer.Argument(metavar="SET", help="A class by id, or 'latest'.")] = "",
    review: Annotated[bool, typer.Option("--review", help="The drafts in answer groups, least certain first.")] = False,
    show: Annotated[str, typer.Option("--show", metavar="GRADE", help="One grade in full.", show_default=False)] = "",
    approve: Annotated[
        Names, typer.Option("--approve", metavar="NAME...", help="Sign grades: a3, a group, or 'certain'.")
    ] = None,
    change: Annotated[Names, typer.Option("--change", metavar="NAME...", help="Give a --label or --points.")] = None,
    comment: Annotated[Names, typer.Option("--comment", metavar="NAME...", help="Tell the pupils --words.")] = None,
    reopen: Annotated[Names, typer.Option("--reopen", metavar="NAME...", help="Make them drafts again.")] = None,
    move: Annotated[Names, typer.Option("--move", metavar="NAME...", help="Put them into the group --into.")] = None,
    into: Annotated[str, typer.Option("--into", metavar="GROUP", help="With --move; a new name is a new group.")] = "",
    label: Annotated[str, typer.Option("--label", metavar="L", help="With --change, such as 'correct'.")] = "",
    points: Annotated[
        float | None, typer.Option("--points", metavar="N", help="With --change.", show_default=False)
    ] = None,
    words: Annotated[str, typer.Option("--words", metavar="TEXT", help="For the pupils; with any of these.")] = "",
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who decides.", show_default=False)] = None,
    delete: Annotated[bool, typer.Option("--delete", help="Delete the class's answers, scores and rulings.")] = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """List classes, look through one's grades, sign, change or delete them.

    Without SET the classes are listed. Nothing leaves for a pupil before it is approved; every ruling is kept, with who
    and when. A group is settled by one ruling. --delete leaves nothing of a class in the library.
    """
    named = {"approve": approve, "change": change, "comment": comment, "reopen": reopen}
    told = {"label": label or None, "points": points, "words": words, "who": who}
    acts = {act: names for act, names in named.items() if names}
    if len(acts) > 1:
        raise typer.BadParameter("one of --approve, --change, --comment and --reopen at a time.")
    with opened(context, library) as lib:
        if delete:
            _delete(lib, which, json=json)
        elif acts or move:
            _rule(lib, which or "latest", acts, told, move or [], into, json=json)
        elif which or review or show:
            _look(lib.grades(which or "latest"), show, review=review, json=json)
        else:
            _list(lib, json=json)


def _rule(
    lib: Library, which: str, acts: dict[str, list[str]], told: dict[str, object], move: list[str], into: str, *,
    json: bool,
) -> None:  # fmt: skip
    found = lib.grades(which)
    for act, names in acts.items():
        changes = told if act == "change" else {**told, "label": None, "points": None}
        found = lib.rule(found, names, act, **changes)  # type: ignore[arg-type]
    if move:
        found = lib.regroup(found, move, into)
    if json:
        print_json(_data(found))
        return
    left = sum(one.state.value == "draft" for one in found.grades)
    say(f"{found.id}: {len(found.grades) - left} signed, {left} drafts left")


def _delete(lib: Library, which: str, *, json: bool) -> None:
    if not which:
        raise typer.BadParameter("name the class to delete.", param_hint="SET")
    found = lib.grades(which).id
    gone = lib.delete_grades(found)
    print_json({"deleted": found, "answers": gone}) if json else say(f"{found}: {gone} answers deleted")


def _list(lib: Library, *, json: bool) -> None:
    found = lib.grade_sets()
    if json:
        print_json([_data(one) for one in found])
        return
    rows = [(one.id, one.title, len(one.grades), sum(bool(g.signed_by) for g in one.grades)) for one in found]
    print_table(("class", "title", "answers", "signed"), rows)
    say("\nLook through one: `eduapp grades SET --review`")


def _look(found: GradeSet, show: str, *, review: bool, json: bool) -> None:
    from eduapp.grading.ruling import chosen

    if json:
        print_json(_data(found))
        return
    if show:
        _print_one(found, chosen(found, [show])[0][0])
        return
    signed = sum(bool(one.signed_by) for one in found.grades)
    say(f"{found.title} · {found.id} · {len(found.grades)} answers, {signed} signed\n")
    if review:
        _print_groups(found)
    else:
        print_table(HEADS, [_row(one) for one in found.grades])
    say("\nSign: --approve NAME... | --change NAME... --label L --points N | --comment NAME... --words TEXT")


def _print_groups(found: GradeSet) -> None:
    rows = []
    for name, members in found.in_groups().items():
        drafts = [one for one in members if not one.signed_by]
        if not drafts:
            continue
        least = min(drafts, key=lambda one: (not one.score.unsure, one.score.confidence))
        texts = list(dict.fromkeys(one.response.answer for one in members))
        more = f" (+ {len(texts) - 1} like it)" if len(texts) > 1 else ""
        proposed = f"{least.label.value} {least.points:g}/{least.score.of:g}"
        doubt = f"{least.score.confidence:.2f}{' ?' if least.score.unsure else ''}"
        rows.append((name, len(drafts), proposed, doubt, least.score.layer.value, f"{least.id}: {texts[0]}{more}"))
    print_table(("group", "drafts", "proposed", "sure", "by", "answer"), rows)


HEADS = ("grade", "pupil", "item", "group", "stands", "points", "state", "sure", "answer")


def _row(one: Grade) -> tuple[object, ...]:
    sure = f"{one.score.confidence:.2f}{' ?' if one.score.unsure else ''}"
    points = f"{one.points:g}/{one.score.of:g}"
    where = (one.id, one.response.pupil, one.response.item, one.group)
    return (
        *where,
        one.label.value,
        points,
        (one.signed_by and f"signed: {one.signed_by}") or "draft",
        sure,
        one.response.answer,
    )


def _print_one(found: GradeSet, one: Grade) -> None:
    key = found.key(one.response.item)
    say(f"{one.id} · pupil {one.response.pupil} · {one.response.item} · group {one.group} · {one.state.value}\n")
    say(key.stem)
    say(f"Answer: {one.response.answer}")
    say(f"Key: {'; '.join(key.key)}")
    score = one.score
    told = f"{score.label.value}, {score.points:g}/{score.of:g}, sure {score.confidence:.2f}, by {score.layer.value}"
    say(f"\nProposed: {told}")
    for earned in score.criteria:
        quoted = "; ".join(f"“{words}”" for words in earned.evidence)
        say(f"  {earned.criterion}: {earned.points:g}/{earned.of:g} {quoted}".rstrip())
    if score.note:
        say(f"Note: {score.note}")
    say(f"Feedback: {one.feedback.long}")
    for ruling in one.rulings:
        given = ", ".join(str(v) for v in (ruling.label, ruling.points, ruling.words) if v not in (None, ""))
        say(f"  {ruling.when.astimezone():%Y-%m-%d %H:%M}  {ruling.act.value} by {ruling.who} {given}".rstrip())


def _data(found: GradeSet) -> dict[str, object]:
    from eduapp.export.gradebook import as_data

    return as_data(found)
