"""A person's own models: added, found, chosen, checked, removed."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from eduapp import settings
from eduapp.errors import InputError, ModelError, NotFoundError
from eduapp.llm import catalog, records, shelf
from tests.llm.shelves import digest, gguf, row, set_up

OWN, KNOWN = gguf(1), gguf(2)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.delenv("EDUAPP_MODEL", raising=False)
    return set_up(tmp_path, monkeypatch, row("starter", gguf(3)), row("fox", KNOWN))


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "drive" / "My model, v2.gguf"
    path.parent.mkdir()
    path.write_bytes(OWN)
    return path


@pytest.fixture
def two_disks(monkeypatch) -> None:
    """No file can be linked or renamed from the one to the other."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "rename", refuse)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_on_the_same_disk_is_linked(file, folder):
    record = shelf.add(file)
    assert (record.name, record.file, record.in_place) == ("My-model-v2", "My-model-v2.gguf", False)
    assert (record.sha256, record.size, record.checked, record.origin) == (digest(OWN), len(OWN), "nothing", str(file))
    assert record.path.samefile(file) and names(folder) == ["My-model-v2.gguf", "models.json"]


def test_a_file_on_another_disk_is_copied(file, folder, two_disks):
    stages = []
    record = shelf.add(file, "mine", progress=lambda *stage: stages.append(stage))
    assert record.path.read_bytes() == OWN and not record.path.samefile(file)
    assert [stage[0] for stage in stages] == ["Checking", "Copying"] and stages[-1][1:] == (len(OWN), len(OWN))
    assert names(folder) == ["mine.gguf", "models.json"]


@pytest.mark.parametrize("apart", [True, False])
def test_a_file_may_be_moved(file, request, apart):
    if apart:
        request.getfixturevalue("two_disks")
    assert shelf.add(file, "mine", move=True).path.read_bytes() == OWN
    assert not file.exists()


def test_a_file_may_stay_where_it_is(file, folder):
    record = shelf.add(file, "mine", in_place=True)
    assert (record.path, record.in_place, names(folder)) == (file, True, ["models.json"])
    assert catalog.find("mine").path == file


def test_a_file_that_lies_in_the_folder_is_only_remembered(folder):
    folder.mkdir()
    (folder / "own.gguf").write_bytes(OWN)
    assert shelf.add(folder / "own.gguf").in_place
    assert not shelf.remove("own").deleted and (folder / "own.gguf").exists()


def test_moving_and_leaving_is_a_contradiction(file):
    with pytest.raises(InputError, match="can't both be moved and stay"):
        shelf.add(file, move=True, in_place=True)


def test_an_added_model_is_found_by_its_name(file):
    shelf.add(file, "Mine")
    found = catalog.find("mINE")
    assert (found.name, found.hash, found.card, found.trusted) == ("Mine", f"sha256:{digest(OWN)}", None, False)


def test_a_file_of_the_catalogue_is_recognized(tmp_path, folder):
    (tmp_path / "stick.gguf").write_bytes(KNOWN)
    record = shelf.add(tmp_path / "stick.gguf")
    assert (record.name, record.file, record.checked) == ("fox", "Fox-Q4.gguf", "catalogue")
    assert catalog.find("fox").trusted and [entry.installed for entry in shelf.entries()] == [False, True]
    with pytest.raises(InputError, match="There is a model 'fox' already"):
        shelf.add(tmp_path / "stick.gguf")
    assert shelf.add(tmp_path / "stick.gguf", "mine").name == "mine"


@pytest.mark.parametrize("name", ["fox", "FOX", "Fox-Q4"])
def test_another_file_cannot_pass_for_one_of_the_catalogue(file, name, folder):
    with pytest.raises(InputError, match="is the catalogue's name for another file"):
        shelf.add(file, name)
    assert names(folder) == []


@pytest.mark.parametrize("name", ["", "../up", "a/b", "none", "x.gguf", ".hidden", "ä", "x" * 101])
def test_a_name_that_cannot_be_used_is_refused(file, name):
    with pytest.raises(InputError, match="can't be the name of a model"):
        shelf.add(file, name)


def test_a_name_is_given_once(file, tmp_path):
    shelf.add(file, "mine")
    (tmp_path / "other.gguf").write_bytes(gguf(7))
    with pytest.raises(InputError) as caught:
        shelf.add(tmp_path / "other.gguf", "Mine")
    assert str(caught.value) == (
        "There is a model 'Mine' already. Choose another with --name, or remove it first: `eduapp models remove Mine`."
    )
    assert catalog.find("mine").hash == f"sha256:{digest(OWN)}"


def test_what_is_no_model_is_not_added(tmp_path, folder):
    (tmp_path / "notes.gguf").write_text("no model")
    with pytest.raises(ModelError, match="not a GGUF model"):
        shelf.add(tmp_path / "notes.gguf")
    with pytest.raises(ModelError, match="There is no file"):
        shelf.add(tmp_path / "none.gguf")
    assert not folder.exists()


def test_a_full_disk_is_seen_before_copying(file, folder, two_disks, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10}))
    with pytest.raises(ModelError, match="are free"):
        shelf.add(file)
    assert names(folder) == []


def test_a_disk_that_fills_up_leaves_no_remains(file, folder, two_disks, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ModelError, match=r"The disk with .* is full"):
        shelf.add(file)
    assert names(folder) == []


def test_a_file_that_changes_while_it_is_copied_is_refused(file, folder, two_disks, monkeypatch):
    monkeypatch.setattr(catalog, "file_hash", lambda *_, **__: f"sha256:{digest(KNOWN)}")
    with pytest.raises(ModelError, match="changed while it was copied"):
        shelf.add(file, "mine")
    assert names(folder) == []


# remove


def test_a_copied_file_is_deleted_and_the_original_stays(file, folder):
    shelf.add(file, "mine")
    assert shelf.remove("MINE") == shelf.Removed("mine", folder / "mine.gguf", deleted=True)
    assert names(folder) == ["models.json"] and file.exists() and records.known() == {}
    with pytest.raises(NotFoundError):
        catalog.find("mine")


def test_a_file_used_in_place_is_only_forgotten(file):
    shelf.add(file, "mine", in_place=True)
    assert not shelf.remove("mine").deleted
    assert file.exists() and records.known() == {}


def test_the_starter_stays():
    with pytest.raises(InputError, match="The starter comes with eduapp and stays"):
        shelf.remove("Starter")


def test_a_file_put_there_by_hand_is_left_to_the_hand(folder):
    folder.mkdir()
    (folder / "Fox-Q4.gguf").write_bytes(KNOWN)
    with pytest.raises(ModelError, match=r"didn't put the file of fox there\. Delete it yourself"):
        shelf.remove("fox")
    assert (folder / "Fox-Q4.gguf").exists()


def test_what_came_of_a_fetch_is_deleted(folder):
    folder.mkdir()
    records.part_of("Fox-Q4.gguf").write_bytes(b"GG")
    records.note_of("Fox-Q4.gguf").write_text("{}")
    assert [entry.fetched for entry in shelf.entries()] == [0, 2]
    assert shelf.remove("fox").deleted and names(folder) == []


def test_what_is_not_here_cannot_be_removed():
    with pytest.raises(ModelError, match="fox isn't here"):
        shelf.remove("fox")
    with pytest.raises(NotFoundError, match="There is no model 'fix'") as caught:
        shelf.remove("fix")
    assert "fox" in caught.value.hint


def test_a_model_at_work_is_not_removed(file):
    shelf.add(file, "mine")
    with records.busy("mine.gguf"), pytest.raises(ModelError, match=r"at work on mine\.gguf"):
        shelf.remove("mine")
    assert catalog.find("mine")


# use


def test_the_chosen_model_is_used_until_the_environment_says_otherwise(file, monkeypatch):
    shelf.add(file, "mine")
    assert shelf.use("MINE") == settings.load().model == "mine"
    assert [entry.name for entry in shelf.entries() if entry.in_use] == ["mine"]
    monkeypatch.setenv("EDUAPP_MODEL", "starter")
    assert settings.load().model == "starter"


def test_a_file_is_chosen_by_its_whole_path(file, monkeypatch):
    monkeypatch.chdir(file.parent)
    assert shelf.use(file.name) == settings.load().model == str(file)
    file.rename("noending")
    assert shelf.use("noending") == str(file.parent / "noending")


def test_none_may_be_chosen():
    assert shelf.use("None") == settings.load().model == "none"


def test_what_is_not_here_cannot_be_chosen():
    with pytest.raises(ModelError, match="'fox' isn't installed"):
        shelf.use("fox")
    assert settings.load().model == "starter"


def test_removing_the_model_in_use_brings_the_starter_back(file):
    shelf.add(file, "mine")
    shelf.use("mine")
    shelf.remove("mine")
    assert settings.load().model == "starter"


# verify


def test_files_are_compared_with_what_is_known_of_them(file, folder, tmp_path):
    shelf.add(file, "mine", in_place=True)
    shelf.add(file, "linked")
    (tmp_path / "stick.gguf").write_bytes(KNOWN)
    shelf.add(tmp_path / "stick.gguf", move=True)
    assert [(one.name, one.state) for one in shelf.verify()] == [("fox", "ok"), ("mine", "ok"), ("linked", "ok")]
    assert shelf.verify("FOX") == [("fox", "ok", "It is the file that the catalogue names.")]

    file.unlink()
    changed = folder / "linked.gguf"
    stat = changed.stat()
    changed.write_bytes(gguf(9))
    os.utime(changed, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (folder / "Fox-Q4.gguf").write_bytes(b"<html>")
    assert [(one.name, one.state) for one in shelf.verify()] == [
        ("fox", "damaged"), ("mine", "missing"), ("linked", "changed"),
    ]  # fmt: skip
    assert catalog.find("linked").hash == f"sha256:{digest(gguf(9))}"


def test_a_catalogued_file_without_a_record_is_compared_with_the_catalogue(folder):
    folder.mkdir()
    (folder / "Fox-Q4.gguf").write_bytes(OWN)
    assert [(one.name, one.state) for one in shelf.verify()] == [("fox", "changed")]


def test_where_nothing_is_known_nothing_is_claimed(tmp_path, monkeypatch, folder):
    (tmp_path / "second").mkdir()
    folder = set_up(tmp_path / "second", monkeypatch, row("fox", KNOWN, sha256=""))
    folder.mkdir()
    (folder / "Fox-Q4.gguf").write_bytes(OWN)
    assert shelf.verify() == [("fox", "unknown", "There is nothing to compare it with.")]


def test_only_what_is_here_can_be_verified():
    with pytest.raises(ModelError, match="'fox' isn't installed"):
        shelf.verify("fox")
    with pytest.raises(NotFoundError):
        shelf.verify("nosuch")


def test_a_file_that_was_taken_away_says_so(file):
    shelf.add(file, "mine", in_place=True)
    file.unlink()
    with pytest.raises(ModelError, match=r"The file of 'mine' isn't at .+ any more\. Bring it back, or forget"):
        catalog.find("mine")
    assert not shelf.remove("mine").deleted


# the shelf as a whole


def test_entries_say_what_a_model_needs_and_whether_it_fits(file, monkeypatch):
    shelf.add(file, "mine")
    [starter, fox, mine] = shelf.entries()
    card = catalog.known_card("fox")
    assert (fox.memory_4k, fox.memory_8k) == (card.memory(4096), card.memory(8192))
    assert (mine.memory_4k, mine.fits, mine.installed, mine.size) == (None, None, True, len(OWN))
    assert (starter.in_use, fox.in_use) == (True, False)
    for free, fits in ((card.memory(4096), True), (card.memory(4096) - 1, False), (None, None)):
        monkeypatch.setattr("eduapp.llm.machine.available_memory", lambda free=free: free)
        assert shelf.entries()[1].fits is fits


def test_a_tampered_list_deletes_nothing_outside(file, folder):
    shelf.add(file, "mine")
    data = json.loads((folder / "models.json").read_text())
    data["models"][0]["file"] = "../drive/" + file.name
    (folder / "models.json").write_text(json.dumps(data))
    with pytest.raises(ModelError, match="can't be read"):
        shelf.remove("mine")
    assert file.exists()


def test_a_model_with_an_adapter_is_one_line_whichever_way_it_is_used(tmp_path, monkeypatch):
    card = row("fox", gguf(1), adapter="fox/adapter.gguf")
    (tmp_path / "other").mkdir()
    folder = set_up(tmp_path / "other", monkeypatch, card)
    folder.mkdir()
    (folder / "Fox-Q4.gguf").write_bytes(gguf(1))
    assert shelf.use("Fox-base") == "fox-base"
    assert [(entry.name, entry.in_use) for entry in shelf.entries()] == [("fox", True)]
    assert [(one.name, one.state) for one in shelf.verify("fox-base")] == [("fox", "ok")]
    (tmp_path / "own.gguf").write_bytes(gguf(2))
    with pytest.raises(InputError, match="the catalogue's name"):
        shelf.add(tmp_path / "own.gguf", "fox-base")
