"""`eduapp models`: what its verbs print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eduapp.cli import main
from eduapp.llm import catalog, records, shelf
from eduapp.llm.records import Record, Report
from tests.llm.shelves import digest, gguf, row, set_up

KNOWN, BIG = gguf(1), 4_700_000_000


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The models folder of a shelf with three models in its catalogue."""
    monkeypatch.setattr("eduapp.llm.machine.available_memory", lambda: 10**9)
    languages = ["bg", "cs", "da", "de", "el"]
    owl = row("owl", b"x", size=BIG, sha256="", languages=languages, licence="Owl Terms")
    return set_up(tmp_path, monkeypatch, row("starter", gguf(3)), row("fox", KNOWN), owl)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in this process."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def call(*args: object) -> Ran:
        capsys.readouterr()
        code = main(["models", *(str(arg) for arg in args)])
        return Ran(code, *capsys.readouterr())

    return call


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A model file of the person's own."""
    (tmp_path / "own.gguf").write_bytes(gguf(2, 2_000_000))
    return tmp_path / "own.gguf"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[..., Path]:
    """Stands in for fetching: it puts the file in place and keeps its record."""

    def pull(name: str, *, progress: Any = None) -> Path:
        card = catalog.known_card(name)
        folder.mkdir()
        (folder / card.file).write_bytes(KNOWN)
        fields = {"name": card.name, "file": card.file, "size": len(KNOWN), "sha256": digest(KNOWN), "origin": "hub"}
        checked = "catalogue" if card.sha256 else "nothing"
        records.remember(Record.model_validate(fields | {"checked": checked, "added": "2026-01-01"}))
        return folder / card.file

    monkeypatch.setattr("eduapp.llm.pull.pull", pull)
    return pull


def test_the_list_shows_what_can_be_had_and_what_is_here(run: Run, file: Path, folder: Path) -> None:
    shelf.add(file, "mine")
    shelf.use("mine")
    with records.part_of("Owl-Q4.gguf").open("wb") as part:
        part.truncate(4_100_000_000)
    ran = run("list")
    assert ran.code == 0 and ran.err == ""
    assert [line.split() for line in ran.out.splitlines()[2:6]] == [
        "starter no 0 MB 0 MB yes MIT en, de Starter".split(),
        "fox no 0 MB 0 MB yes MIT en, de Fox".split(),
        "owl 4.1 of 4.7 GB 4.7 GB 5.2 GB no Owl Terms bg, cs, da +2 Owl".split(),
        "mine * yes 2 MB unknown unknown unknown unknown mine.gguf".split(),
    ]


def test_the_list_as_data(run: Run) -> None:
    [starter, fox, _] = run("list", "--json").json["models"]
    assert starter["in_use"] and not fox["in_use"]
    assert fox == {
        "name": "fox", "title": "Fox", "licence": "MIT", "languages": ["en", "de"], "tier": "any", "about": "",
        "file": "Fox-Q4.gguf", "installed": False, "fetched": 0, "size": len(KNOWN),
        "memory_4k": round(1.1 * (len(KNOWN) + 4096 * 32)), "memory_8k": round(1.1 * (len(KNOWN) + 8192 * 32)),
        "fits": True, "in_use": False,
    }  # fmt: skip


def test_memory_that_is_not_known_is_not_guessed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduapp.llm.machine.available_memory", lambda: None)
    assert [model["fits"] for model in run("list", "--json").json["models"]] == [None, None, None]


def test_a_pulled_model_is_told_of(run: Run, hub: object, folder: Path) -> None:
    assert run("pull", "FOX").out == (
        f"fox: 0 MB in {folder / 'Fox-Q4.gguf'}\n"
        "Its checksum is the one in eduapp's catalogue.\n"
        "Its licence: MIT.\n"
        "Use it with `eduapp models use fox`, or once with --model fox.\n"
    )


def test_a_pull_as_data(run: Run, hub: object, folder: Path) -> None:
    assert run("pull", "fox", "--json").json == {
        "name": "fox", "path": str(folder / "Fox-Q4.gguf"), "size": len(KNOWN), "licence": "MIT",
        "sha256": digest(KNOWN), "checked": "catalogue",
    }  # fmt: skip


def test_a_pull_that_could_not_be_checked_says_so(run: Run, hub: object) -> None:
    assert "only its size and its header were checked" in run("pull", "owl").out


def test_a_model_that_was_there_already_needs_no_record(run: Run, hub: object, monkeypatch: pytest.MonkeyPatch) -> None:
    run("pull", "fox")
    records.forget("fox")
    here = catalog.where(catalog.known_card("fox"))
    monkeypatch.setattr("eduapp.llm.pull.pull", lambda *_, **__: here)
    assert set(run("pull", "fox", "--json").json) == {"name", "path", "size", "licence"}


def test_ctrl_c_says_that_the_part_is_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("eduapp.llm.pull.pull", interrupt)
    ran = run("pull", "fox")
    assert (ran.code, ran.out) == (130, "")
    assert ran.err.startswith("What came of fox is kept: `eduapp models pull fox` continues there.\n")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_an_unknown_name_is_answered_with_a_near_one(run: Run, options: list[str]) -> None:
    said = "There is no model 'foxx'. Did you mean fox? `eduapp models list` shows all.\n"
    for verb in ("pull", "remove", "verify", "use"):
        assert run(verb, "foxx", *options) == (1, "", said)


def test_a_file_is_added_used_and_removed(run: Run, file: Path, folder: Path) -> None:
    assert run("add", file, "--name", "mine").out == (
        f"mine: 2 MB in {folder / 'mine.gguf'}\nUse it with `eduapp models use mine`, or once with --model mine.\n"
    )
    assert run("use", "mine") == (0, "mine is used from now on.\n", "")
    assert run("remove", "mine") == (0, f"mine: {folder / 'mine.gguf'} is deleted.\n", "")
    assert file.exists()


def test_the_same_as_data(run: Run, file: Path) -> None:
    added = run("add", file, "--in-place", "--json").json
    assert (added["name"], added["in_place"], added["sha256"]) == ("own", True, digest(file.read_bytes()))
    assert run("use", "own", "--json").json == {"model": "own"}
    assert run("remove", "own", "--json").json == {"name": "own", "path": str(file), "deleted": False}


def test_a_file_of_the_catalogue_is_recognized(run: Run, tmp_path: Path) -> None:
    (tmp_path / "stick.gguf").write_bytes(KNOWN)
    out = run("add", tmp_path / "stick.gguf", "--move").out
    assert out.startswith("fox: 0 MB in ") and "Its checksum is the one in eduapp's catalogue." in out


def test_what_was_used_in_place_stays(run: Run, file: Path) -> None:
    run("add", file, "--in-place")
    assert run("remove", "own").out == f"own is forgotten; {file} stays.\n"


def test_a_choice_that_the_environment_overrides_is_told_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_MODEL", "starter")
    assert run("use", "none") == (
        0, "none is used from now on.\n", "But EDUAPP_MODEL says starter, and comes first. Unset it.\n",
    )  # fmt: skip


def test_verifying_ends_with_the_code_of_what_it_found(run: Run, file: Path, folder: Path) -> None:
    assert run("verify").code == 0
    run("add", file, "--name", "one", "--in-place")
    run("add", file, "--name", "two", "--in-place")
    ran = run("verify")
    assert (ran.code, ran.err) == (0, "") and ran.out.count("ok") == 2
    run("remove", "two")
    folder.joinpath("Fox-Q4.gguf").write_bytes(KNOWN)
    file.unlink()
    ran = run("verify", "--json")
    assert ran.code == 3
    assert [(one["name"], one["state"]) for one in ran.json["models"]] == [("fox", "ok"), ("one", "missing")]
    ran = run("verify", "one")
    assert ran.code == 1 and ran.err == "one: Remove it with `eduapp models remove one`, and bring it anew.\n"


def test_progress_is_shown_in_megabytes(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, int, int]] = []

    @contextmanager
    def shown(*, quiet: bool) -> Iterator[Report | None]:
        yield None if quiet else lambda *stage: told.append(stage)

    monkeypatch.setattr("eduapp.cli.models.progress", shown)
    run("add", file, "--in-place")
    assert told == [("Checking (MB)", 1, 2), ("Checking (MB)", 2, 2)]


@pytest.mark.parametrize("args", [["pull"], ["add"], ["use"], ["remove"], ["add", "x", "--nosuch"]], ids=" ".join)
def test_a_wrong_call_ends_with_2(run: Run, args: list[str], folder: Path) -> None:
    assert run(*args).code == 2
    assert not folder.exists()
