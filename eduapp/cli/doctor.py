"""`eduapp doctor`: whether everything that eduapp needs is in order."""

from __future__ import annotations

from typing import Any

import typer

from eduapp.cli.app import DONE, FAILED, AsJson, LibraryDir, opened
from eduapp.cli.output import complain, print_json, print_table
from eduapp.errors import EduappError

OK, MISSING = "ok", "missing"

Finding = dict[str, str]


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(doctor)


def doctor(context: typer.Context, library: LibraryDir = None, json: AsJson = False) -> None:
    """Look whether all that eduapp needs is in order."""
    from eduapp.llm.doctor import report

    findings = [_finding(one.name, one.state, one.text, one.hint) for one in report()]
    findings += [_language(), *_model(), _library(context, library)]
    if json:
        print_json({"findings": findings})
    else:
        print_table(("part", "state", "finding"), [(one["name"], one["state"], one["text"]) for one in findings])
        for one in findings:
            if one["hint"]:
                complain(f"{one['name']}:", one["hint"])
    raise typer.Exit(FAILED if any(one["state"] == MISSING for one in findings) else DONE)


def _finding(name: str, state: str, text: str, hint: str = "") -> Finding:
    return {"name": name, "state": state, "text": text, "hint": hint}


def _language() -> Finding:
    try:
        from eduapp.language.pipeline import version

        return _finding("Language", OK, f"The pipeline {version()}.")
    except (EduappError, ImportError, OSError, ValueError) as error:  # spaCy says each of these of a damaged pipeline
        first = str(error).splitlines()[0]
        return _finding("Language", MISSING, f"The language pipeline can't be loaded: {first}", "Install eduapp again.")


def _model() -> list[Finding]:
    """The model that EDUAPP_MODEL names, where it isn't the starter, which was looked at, or none."""
    from eduapp.library import NO_MODEL
    from eduapp.llm.catalog import STARTER
    from eduapp.llm.doctor import model
    from eduapp.settings import load

    try:
        spec = load().model
    except EduappError as error:
        return [_finding("Model", MISSING, error.message, error.hint)]
    if spec in (STARTER, NO_MODEL):
        return []
    found = model(spec)
    return [_finding(found.name, found.state, found.text, found.hint)]


def _library(context: Any, library: str | None) -> Finding:
    try:
        with opened(context, library) as lib:
            return _finding("Library", OK, f"{lib.where}: sources {len(lib.sources())}, sets {len(lib.sets())}.")
    except EduappError as error:
        return _finding("Library", MISSING, error.message, error.hint)
