from __future__ import annotations

import os
import struct

import pytest

from eduapp.errors import ModelError
from eduapp.llm import gguf
from eduapp.llm.gguf import check_header, parts


def header(*, tensors: int = 2, entries: int = 3) -> bytes:
    return struct.pack("<4sIQQ", b"GGUF", 3, tensors, entries) + bytes(200)


@pytest.fixture
def split(tmp_path):
    paths = [tmp_path / f"big-{number:05}-of-00003.gguf" for number in (1, 2, 3)]
    for path in paths:
        path.write_bytes(header())
    return paths


def refused(path):
    with pytest.raises(ModelError) as caught:
        check_header(path)
    assert caught.value.hint
    assert caught.value.where == str(path)
    return caught.value


def test_a_whole_model_passes(tmp_path, split):
    (tmp_path / "whole.gguf").write_bytes(header())
    check_header(tmp_path / "whole.gguf")
    check_header(split[0])


def test_a_later_part_of_a_split_model_names_the_first(split):
    error = refused(split[1])
    assert error.message == "big-00002-of-00003.gguf is part 2 of 3 of a model."
    assert error.hint == "Name its first part: big-00001-of-00003.gguf."


def test_parts_that_are_missing_are_named(split):
    split[2].unlink()
    said = "big-00001-of-00003.gguf is part 1 of 3 of a model, and big-00003-of-00003.gguf isn't beside it."
    assert refused(split[0]).message == said
    split[1].unlink()
    assert "big-00002-of-00003.gguf and 1 more isn't" in refused(split[0]).message


def test_a_first_part_may_hold_metadata_alone(split):
    split[0].write_bytes(header(tensors=0))
    check_header(split[0])


def test_all_parts_are_listed(split, tmp_path):
    assert parts(split[0]) == split
    assert parts(split[1]) == [split[1]]
    assert parts(tmp_path / "big-1-of-3.gguf") == [tmp_path / "big-1-of-3.gguf"]


def test_a_file_of_a_vocabulary_alone_is_named(tmp_path):
    path = tmp_path / "vocab.gguf"
    path.write_bytes(header(tensors=0))
    assert refused(path).message == "vocab.gguf holds a vocabulary or metadata without a model."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.gguf")
    assert refused(tmp_path / "pipe.gguf").message.endswith("pipe.gguf is no ordinary file.")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied"), "may not be read"),
        (OSError(5, "Input/output error"), "can't be read"),
    ],
)
def test_what_the_system_says_is_put_into_words(tmp_path, monkeypatch, error, said):
    path = tmp_path / "some.gguf"
    path.write_bytes(header())

    def fail(*_, **__):
        raise error

    monkeypatch.setattr("pathlib.Path.open", fail)
    assert said in refused(path).message


def test_a_file_that_vanishes_while_it_is_opened_is_named(tmp_path, monkeypatch):
    path = tmp_path / "some.gguf"
    path.write_bytes(header())
    real = gguf.stat.S_ISREG

    def vanish(mode):
        path.unlink()
        return real(mode)

    monkeypatch.setattr(gguf.stat, "S_ISREG", vanish)
    assert refused(path).message.startswith("There is no file ")
