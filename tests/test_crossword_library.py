"""Crosswords through the one way in: made, kept, reviewed, laid out anew, exported."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from eduapp.crosswords import lay_out_anew
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.errors import ExportError, InputError
from eduapp.export import ipuz, read_json
from eduapp.library import Library, open_library
from eduapp.store import UNFINISHED
from tests.crosswords.course import COURSE

FOUR = {"words": 4, "model": "none"}


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library with one source, in which grids are searched for briefly."""
    monkeypatch.setattr("eduapp.crosswords.puzzles.lay_out_anew", partial(lay_out_anew, steps=100))
    course = tmp_path / "plants.txt"
    course.write_text("\n\n".join(COURSE))
    with open_library() as opened:
        opened.add(course)
        yield opened


def placed(item_set: ItemSet) -> set[str]:
    return {entry.display for entry in item_set.crossword.entries}


def item_of(item_set: ItemSet, answer: str) -> str:
    return next(item.id for item in item_set.items if item.answer == answer)


def test_a_crossword_is_kept_and_the_same_call_gives_it_again(library: Library) -> None:
    made = library.crossword("plants", **FOUR)
    assert (made.crossword.words, len(made.items), made.blueprint) == (4, 6, "crossword")
    assert library.item_set(made) == library.item_set("latest") == made
    assert library.crossword("plants", **FOUR) == made
    other = library.crossword("plants", **FOUR, seed=1)
    assert other.id != made.id and [one.id for one in library.sets()] == [made.id, other.id]


def test_what_people_decided_and_edited_stays(library: Library) -> None:
    made = library.crossword(**FOUR)
    first, second = made.items[:2]
    library.decide(first, "approve")
    library.edit(second, stem="Something else altogether")
    again = library.crossword(**FOUR)
    assert again.items[0].review.state is State.APPROVED and again.items[1].revision == 2
    assert {e.clue for e in again.crossword.entries if e.item == second.id} == {"Something else altogether"}


def test_an_edited_clue_is_checked_as_a_clue_and_stands_in_the_grid(library: Library) -> None:
    made = library.crossword(**FOUR, include=["vacuole"])
    item = item_of(made, "vacuole")
    good = library.edit(item, stem="Bag of sap that keeps a plant cell firm")
    assert good.passed and good.review.state is State.DRAFT and "no-leak" in [check.name for check in good.checks]
    entry = next(e for e in library.item_set(made).crossword.entries if e.item == item)
    assert entry.clue == "Bag of sap that keeps a plant cell firm"
    bad = library.edit(item, stem="Vacuole that keeps a plant cell firm")
    assert [check.name for check in bad.checks if not check.passed] == ["no-leak"]


def test_every_clue_is_saved_when_it_is_made(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("eduapp.crosswords.puzzles._filled", stop)
    with pytest.raises(KeyboardInterrupt):
        library.crossword(**FOUR)
    [kept] = library.sets()
    assert len(kept.items) == 6 and kept.missing == (UNFINISHED,) and kept.crossword is None


def test_a_text_that_is_too_short_leaves_no_set(library: Library, tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text(COURSE[1])
    [source] = library.add(tmp_path / "short.txt")
    with pytest.raises(InputError, match="only 2 clues"):
        library.crossword(source, model="none")
    assert library.sets() == []


def test_one_who_has_enough_gets_a_crossword_of_what_there_is(library: Library) -> None:
    asked: list[int] = []

    def enough() -> bool:
        asked.append(1)
        return len(asked) > 4

    made = library.crossword(words=18, model="none", cancelled=enough)
    assert 3 <= made.crossword.words < 6 and made.missing


def test_the_options_reach_the_crossword(library: Library) -> None:
    made = library.crossword(
        **FOUR, style="noun-phrase", tier=2, include=["vacuole"], exclude=["cellulose"], page=" Letter ", language="EN"
    )
    assert "vacuole" in placed(made) and "cellulose" not in {item.answer for item in made.items}
    assert not any("_____" in item.stem for item in made.items)


def test_a_crossword_is_laid_out_anew_in_its_set(library: Library) -> None:
    made = library.crossword(**FOUR)
    library.decide(made.items[0], "approve")
    entry, gone = made.crossword.entries[0], made.crossword.entries[-1].display
    again = library.reroll(made, seed=7, pin=[entry.label], drop=[gone])
    assert (again.id, again.crossword.seed) == (made.id, 7) and gone not in placed(again)
    assert [item.id for item in again.items] == [item.id for item in made.items]
    assert again.items[0].review.state is State.APPROVED
    assert library.item_set(made) == again
    with pytest.raises(InputError, match="has no crossword"):
        library.reroll(library.generate("plants", count=1, model="none"), seed=1)


# out


def test_nothing_leaves_before_it_is_approved(library: Library, tmp_path: Path) -> None:
    made = library.crossword(**FOUR)
    with pytest.raises(ExportError, match="None of the 6 items"):
        library.export(made, tmp_path / "a.ipuz")
    report = library.export(made, tmp_path / "a.ipuz", include="all")
    assert (report.written, report.skipped) == (4, ())


def test_a_puzzle_leaves_without_what_is_not_approved_and_says_so(library: Library, tmp_path: Path) -> None:
    made = library.crossword(**FOUR)
    held = made.crossword.entries[0]
    for item in made.items:
        if item.id != held.item:
            library.decide(item, "approve")
    library.edit(made.items[-1].id, difficulty=0.9)
    reports = [library.export(made, tmp_path / name) for name in ("a.ipuz", "b.ipuz", "a.json")]
    assert [[s.item for s in report.skipped] for report in reports] == [[held.item]] * 3
    assert reports[0].skipped[0].why == f"“{held.display}” is not in the puzzle. Its clue is not approved."
    assert (tmp_path / "a.ipuz").read_bytes() == (tmp_path / "b.ipuz").read_bytes()
    read = ipuz.decode((tmp_path / "a.ipuz").read_bytes())
    assert held.display not in {entry.display for entry in read.entries} and read.words == 4
    kept = read_json(tmp_path / "a.json")
    assert {e.item for e in kept.crossword.entries} <= {item.id for item in kept.items}
    assert library.item_set(made).crossword == made.crossword


def test_a_puzzle_has_the_clues_as_they_stand_now(library: Library, tmp_path: Path) -> None:
    made = library.crossword(**FOUR)
    first = made.crossword.entries[0]
    library.edit(first.item, stem="The word that the teacher chose")
    for item in library.items(made):
        library.decide(item, "approve")
    assert library.export(made, tmp_path / "a.ipuz").skipped == ()
    read = ipuz.decode((tmp_path / "a.ipuz").read_bytes())
    assert read.entries[0].clue == "The word that the teacher chose"
    assert read.cells() == made.crossword.cells()


def test_a_set_of_questions_is_no_puzzle(library: Library, tmp_path: Path) -> None:
    questions = library.generate("plants", count=2, model="none")
    with pytest.raises(ExportError, match=r"and set-\w+ has none"):
        library.export(questions, tmp_path / "a.puz", include="all")
