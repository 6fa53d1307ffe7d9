"""Course files that are kept: their pages as pictures, and how a source leaves for good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eduapp.cli import main
from eduapp.domain.source import Quote
from eduapp.errors import InputError, NotFoundError
from eduapp.library import Library, open_library
from eduapp.library.sources import FILES
from eduapp.resources import sample
from tests.fakes import FakeRooms


@pytest.fixture
def library(rooms: FakeRooms) -> Iterator[Library]:
    """A library with a PDF."""
    with open_library() as opened:
        opened.add(sample("biology.pdf"))
        yield opened


def quote_of(library: Library) -> Quote:
    passage = next(one for one in library.document().passages if one.role == "paragraph")
    end = passage.text.index(".") + 1
    named = {"source": library.source().id, "passage": passage.id, "locator": passage.locator}
    return Quote(text=passage.text[:end], start=0, end=end, **named)


def kept(library: Library) -> list[bytes]:
    folder = library.folder / FILES
    return [one.read_bytes() for one in folder.iterdir()] if folder.is_dir() else []


def test_a_file_is_kept_once_as_it_is(library: Library) -> None:
    library.add(sample("biology.pdf"))
    assert kept(library) == [sample("biology.pdf").read_bytes()]


def test_a_quote_is_shown_on_its_page(library: Library) -> None:
    found = library.page_of(quote_of(library))
    assert found is not None and found.marked == (True,)
    assert (found.page, found.pages) == (1, 3) and found.png.startswith(b"\x89PNG")
    other = quote_of(library).model_copy(update={"text": "A xylophone."})
    several = library.page(library.source(), 1, [quote_of(library), other])
    assert several is not None and several.marked == (True, False)


def test_a_format_without_pages_has_none(library: Library, tmp_path: Path) -> None:
    (tmp_path / "cells.txt").write_text("The nucleus holds the cell's DNA.")
    [source] = library.add(tmp_path / "cells.txt")
    assert not library.has_pages(source) and library.page(source, 1) is None
    assert library.page_of(quote_of(library)) is None


def test_a_file_that_was_not_kept_is_told_and_comes_again(library: Library) -> None:
    quote = quote_of(library)
    for one in (library.folder / FILES).iterdir():
        one.unlink()
    with pytest.raises(NotFoundError, match=r"biology\.pdf itself isn't kept"):
        library.page_of(quote)
    library.add(sample("biology.pdf"))
    assert library.page_of(quote) is not None


def test_a_source_goes_with_its_file_and_sets(library: Library) -> None:
    made = library.generate(count=3, model="none")
    library.decide(made.items[0], "approve")
    assert library.belongings("biology") == library.delete_source("biology.pdf")
    assert library.sources() == [] and library.sets() == [] and kept(library) == []
    [source] = library.add(sample("biology.pdf"))
    assert source.id == made.source and library.generate(source, count=2, model="none").items


def test_work_that_goes_on_keeps_it(library: Library) -> None:
    job = library.submit("generate", "biology.pdf", source=library.source().id, blueprint="quiz")
    with pytest.raises(InputError, match="worked on"):
        library.delete_source("biology")
    assert kept(library)
    library.cancel(job)
    library.delete_source("biology")


# on the command line


def test_remove_asks_or_is_told(library: Library, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    library.generate(count=3, model="none")
    assert main(["remove", "biology"]) == 1
    assert "nobody could be asked" in capsys.readouterr().err and library.sources()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda question: False)
    assert main(["remove", "biology"]) == 0
    said = capsys.readouterr().out
    assert "1 set with 3 items" in said and "Nothing was deleted" in said and library.sources()
    assert main(["remove", "biology", "--yes"]) == 0
    assert "biology.pdf is deleted, with 1 set with 3 items." in capsys.readouterr().out
    assert library.sources() == []


def test_remove_as_json(library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "latest", "--yes", "--json"]) == 0
    assert '"name": "biology.pdf"' in capsys.readouterr().out
