"""`eduapp add`, `show` and `remove`: what is in the library, and what was understood of it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from eduapp.cli.app import DONE, AsJson, LibraryDir, end, opened
from eduapp.cli.output import complain, print_json, print_table, progress, say
from eduapp.errors import EduappError, InputError

if TYPE_CHECKING:
    from eduapp.domain.knowledge import Term, Understanding
    from eduapp.domain.source import Document
    from eduapp.library import Library

TOP_TERMS = 15


def register(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command()(add)
    app.command()(show)
    app.command()(remove)


def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Course files, or folders of them.")],
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Read course files into the library; print their ids.

    PDF, Word, PowerPoint, HTML, Markdown, plain text and subtitles. The same content twice is one source.
    """
    from eduapp.library import course_files

    added, failed, same = [], [], []
    with opened(context, library) as lib:
        for path in course_files(files) or files:
            known = {source.id for source in lib.sources()}
            try:
                added.append(lib.document(lib.add(path)[0]))
                if added[-1].source.id in known and added[-1].source.name != path.name:
                    same.append(f"{path}: the library has its content already, as {added[-1].source.name}.")
            except EduappError as error:
                failed.append({"path": str(path), "error": error.message, "hint": error.hint})
    if json:
        print_json({"sources": [_facts_of(document) for document in added], "failed": failed})
    else:
        _print_added(added)
        for note in same:
            say(note)
        for trouble in failed:
            complain(f"{trouble['path']}: {trouble['error']}", trouble["hint"])
    end(len(added), len(failed))


def show(
    context: typer.Context,
    source: Annotated[
        str | None, typer.Argument(metavar="SOURCE", help="A source; without one, all that the library holds.")
    ] = None,
    facts: Annotated[bool, typer.Option("--facts", help="All facts, with the words they come from.")] = False,
    terms: Annotated[bool, typer.Option("--terms", help="All terms, the most salient first.")] = False,
    sections: Annotated[
        bool, typer.Option("--sections", help="Its sections, which `eduapp generate --from` takes.")
    ] = False,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Show what was understood of a source, with its pages.

    Without a source: list what the library holds."""
    with opened(context, library) as lib:
        if source is None:
            (_list_as_json if json else _list)(lib)
            return
        document = lib.document(source)
        if sections:
            _show_sections(document, json=json)
            return
        with progress(quiet=json) as report:
            known = lib.understanding(document.source, progress=report)
    if json:
        print_json(_understanding_as_json(document, known, facts=facts or not terms, terms=terms or not facts))
    else:
        _print_understanding(document, known, facts=facts, terms=terms)


def remove(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="A source by id or name.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    who: Annotated[str | None, typer.Option("--who", metavar="NAME", help="Who does it.", show_default=False)] = None,
    library: LibraryDir = None,
    json: AsJson = False,
) -> None:
    """Delete a source for good, with its file and all that was made of it.

    Its sets and items go, with their history and decisions; that it was done stays on record. Grades of classes stay.
    On a terminal it says what goes and asks first.
    """
    with opened(context, library) as lib:
        found = lib.source(source)
        goes = lib.belongings(found)
        if not yes:
            _ask(found.name, goes.in_short)
        lib.delete_source(found, who)
    if json:
        print_json({"deleted": found.id, "name": found.name, **goes.model_dump()})
    else:
        say(f"{found.name} is deleted{f', with {goes.in_short}' if goes.in_short else ''}.")


def _ask(name: str, goes: str) -> None:
    """Go on only if a person says yes. Raises InputError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise InputError(f"{name} was not deleted: nobody could be asked.", hint="Say --yes if you mean it.")
    say(f"{name} goes for good{f', with {goes}' if goes else ''}.")
    if not typer.confirm("Delete it?"):
        say("Nothing was deleted.")
        raise typer.Exit(DONE)


def _show_sections(document: Document, *, json: bool) -> None:
    from eduapp.domain.places import sections

    found = [(one.label, one.first.label(), one.words) for one in sections(document)]
    if json:
        print_json([{"section": label, "place": place, "words": words} for label, place, words in found])
    elif found:
        print_table(("section", "begins at", "words"), found)
    else:
        say("The text has no headings. Name pages, slides or paragraphs instead.")


def _facts_of(document: Document) -> dict[str, Any]:
    notices = [{"text": notice.text, "place": notice.locator.label()} for notice in document.notices]
    return document.source.model_dump(mode="json") | {
        "title": document.title,
        "language": document.language,
        "passages": len(document.passages),
        "words": document.words(),
        "notices": notices,
    }


def _print_added(documents: list[Document]) -> None:
    if documents:
        rows = [(d.source.id, d.source.name, f"{d.words():,}", d.title) for d in documents]
        print_table(("source", "file", "words", "title"), rows)
    for document in documents:
        _print_notices(document)


def _print_notices(document: Document) -> None:
    from eduapp.domain.source import Locator

    for notice in document.notices:
        place = f", {notice.locator.label()}" if notice.locator != Locator() else ""
        say(f"{document.source.name}{place}: {notice.text}")


def _list(lib: Library) -> None:
    sources, sets = lib.sources(), lib.sets()
    if not sources:
        say(f"The library at {lib.where} is empty. Add a course file with `eduapp add FILE`.")
        return
    print_table(("source", "file", "type"), [(s.id, s.name, s.media_type) for s in sources])
    if sets:
        say()
        rows = [(s.id, s.blueprint, len(s.items), _states(s.items), s.title) for s in sets]
        print_table(("set", "blueprint", "items", "states", "title"), rows)


def _states(items: tuple) -> str:
    counted = Counter(item.review.state.value for item in items)
    return ", ".join(f"{count} {state}" for state, count in sorted(counted.items()))


def _list_as_json(lib: Library) -> None:
    sets = [
        one.model_dump(mode="json", exclude={"items"})
        | {"items": len(one.items), "states": dict(Counter(item.review.state.value for item in one.items))}
        for one in lib.sets()
    ]
    sources = [source.model_dump(mode="json") for source in lib.sources()]
    print_json({"library": lib.where, "sources": sources, "sets": sets})


def _understanding_as_json(document: Document, known: Understanding, *, facts: bool, terms: bool) -> dict[str, Any]:
    data = {"source": _facts_of(document), "sentences": known.sentences, "pipeline": known.pipeline}
    if terms:
        data["terms"] = [t.model_dump(mode="json") | {"place": t.locator.label()} for t in known.terms]
    if facts:
        data["facts"] = [f.model_dump(mode="json") | {"place": f.quote.locator.label()} for f in known.facts]
    return data


def _print_understanding(document: Document, known: Understanding, *, facts: bool, terms: bool) -> None:
    if not facts and not terms:
        _print_summary(document, known)
    if terms:
        _print_terms(known.terms)
    if facts:
        rows = [(f.quote.locator.label(), f.kind, f.subject, f.quote.text) for f in known.facts]
        print_table(("at", "kind", "about", "in the words of the text"), rows)


def _print_summary(document: Document, known: Understanding) -> None:
    say(f"{document.title} ({document.source.name}, {document.source.id})")
    say(f"{document.words():,} words, {len(known.terms)} terms, {len(known.facts)} facts")
    _print_notices(document)
    say()
    _print_terms(known.terms[:TOP_TERMS])
    say()
    print_table(("kind of fact", "number"), Counter(fact.kind.value for fact in known.facts).most_common())
    say("\nAll of them, with their pages: --terms, --facts.")


def _print_terms(terms: Sequence[Term]) -> None:
    print_table(("term", "times", "first at"), [(t.text, t.count, t.locator.label()) for t in terms])
