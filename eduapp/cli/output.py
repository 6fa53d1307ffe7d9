"""What verbs print: text and tables on standard output, troubles and progress on standard error.

Words from course files are data: no markup of theirs is read, and no control character of theirs reaches a terminal.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from eduapp.domain.item import Item
    from eduapp.domain.item_set import ItemSet

Report = Callable[[str, int, int], None]

WIDE = 140
"""Columns of what isn't printed on a terminal, where nobody has said otherwise."""


def prepare_streams() -> None:
    """Let a terminal that knows few letters show "?" for the rest, and a stream that is closed swallow what comes."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (it stays open to the end)
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")


def say(*texts: object) -> None:
    """Print a line."""
    from eduapp.domain.show import plain

    _console().print(plain(" ".join(str(text) for text in texts)), soft_wrap=True)


def show_text(head: str, *parts: tuple[str, str]) -> None:
    """Print a paragraph whose parts, each a text and a style of the terminal's, begin after a head."""
    from rich.text import Text

    from eduapp.domain.show import plain

    line = Text(plain(head))
    for text, style in parts:
        line.append(plain(text), style=style)
    _console().print(line)


def clear() -> None:
    """Begin at the top of an empty screen, where there is one."""
    if sys.stdout.isatty():
        _console().clear()


def complain(message: str, hint: str = "") -> None:
    """Print a sentence and a way out on standard error."""
    from eduapp.domain.show import one_line

    _console(sys.stderr).print(one_line(f"{message} {hint}"), soft_wrap=True)


def print_json(data: Any) -> None:
    """Print data as JSON; in plain ASCII where the terminal can't show more."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(data, ensure_ascii=not encoding.startswith("utf"), indent=2)
    sys.stdout.write(text + "\n")


def set_as_data(item_set: ItemSet) -> dict[str, Any]:
    """A set in the form of the JSON export."""
    from eduapp.export.complete import as_data

    return as_data(item_set)


def items_as_data(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Items in the form that they have in the JSON export."""
    from eduapp.domain.item_set import ItemSet

    return set_as_data(ItemSet(id="", source="", title="", items=tuple(items)))["items"]


def print_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table. The first column is kept whole, the last takes what room there is."""
    from rich import box
    from rich.table import Table

    from eduapp.domain.show import one_line

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for number, head in enumerate(heads):
        table.add_column(head, no_wrap=number == 0, overflow="fold", ratio=1 if number == len(heads) - 1 else None)
    for row in rows:
        table.add_row(*(_text(one_line(str(value))) for value in row))
    console = _console()
    with console.capture() as printed:
        console.print(table)
    sys.stdout.write("".join(line.rstrip() + "\n" for line in printed.get().splitlines()))


def item_rows(items: Iterable[Item]) -> list[tuple[object, ...]]:
    """Rows for a table of items under ITEM_HEADS."""
    from eduapp.domain.show import checks_in_short

    return [(i.id, i.level, i.kind, i.review.state, checks_in_short(i), i.stem) for i in items]


ITEM_HEADS = ("item", "level", "kind", "state", "checks", "stem")


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Report | None]:
    """A function that shows how far a stage has come, or None where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as bars

    columns = (
        bars.TextColumn("{task.description}", markup=False),
        bars.BarColumn(),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
    )
    with bars.Progress(*columns, console=_console(sys.stderr), transient=True) as shown:
        tasks: dict[str, bars.TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = shown.add_task(stage, total=total)
            shown.update(tasks[stage], completed=done, total=total)

        yield report


def _console(stream: Any = None) -> Console:
    from rich.console import Console

    stream = stream or sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else WIDE
    return Console(file=stream, markup=False, highlight=False, emoji=False, width=width)


def _text(value: str) -> Any:
    from rich.text import Text

    return Text(value)
