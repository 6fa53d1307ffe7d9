"""`eduapp ui`: the teacher's page in a browser, on this machine alone."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from eduapp.cli.app import LibraryDir
from eduapp.cli.output import say


def register(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(ui)


def ui(
    context: typer.Context,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", metavar="N", min=1, max=65535, help="Where to listen. Default: 8501, or the next that is free.",
            show_default=False,
        ),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser at the page.")] = True,
    library: LibraryDir = None,
) -> None:  # fmt: skip
    """Open the teacher's page in a browser, on this machine alone.

    Add course files, generate, review, grade and export with the mouse or by keyboard. The page listens on 127.0.0.1
    only and sends nothing elsewhere. Ctrl-C ends it; what is being made is finished first.
    """
    from eduapp.ui import server

    if library or context.obj:
        os.environ["EDUAPP_LIBRARY"] = str(library or context.obj)
    server.serve(
        server.free_port(port),
        browser=browser,
        on_ready=lambda address: say(f"The page is at {address}. Ctrl-C ends it."),
    )
