"""Course files kept beside the database."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from eduapp.store.files import Files

DATA = b"The nucleus holds the cell's DNA."
HASH = hashlib.sha256(DATA).hexdigest()


def test_a_file_is_kept_once_until_it_is_dropped(tmp_path: Path) -> None:
    files = Files(tmp_path / "files")
    assert files.path(HASH) is None
    assert files.keep(DATA, HASH) and files.keep(DATA, HASH)
    place = files.path(HASH)
    assert place is not None and place.read_bytes() == DATA
    assert [one.name for one in (tmp_path / "files").iterdir()] == [HASH]
    files.drop(HASH)
    files.drop(HASH)
    assert files.path(HASH) is None


@pytest.mark.parametrize("name", ["", "../library.db", "A" * 64, f"{HASH}\n", f"{HASH}/.."])
def test_what_is_no_hash_names_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "library.db").write_bytes(DATA)
    files = Files(tmp_path / "files")
    assert files.path(name) is None
    files.drop(name)
    assert (tmp_path / "library.db").is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_to_keeps_none(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert not Files(tmp_path / "files").keep(DATA, HASH)
    tmp_path.chmod(0o700)


def test_a_file_in_the_folders_place_keeps_none(tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"")
    assert not Files(tmp_path / "files").keep(DATA, HASH)
