from __future__ import annotations

import pytest

from eduapp import resources
from eduapp.errors import NotFoundError


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A wheel as installed: the data lies in the package, and its parent holds folders of others."""
    package = tmp_path / "site-packages" / "eduapp"
    for folder in ("prompts", "pdf"):
        (package / "_data" / "templates" / folder).mkdir(parents=True)
    (package / "_data" / "templates" / "prompts" / "ask.yaml").write_text("ours")
    (package / "_data" / "models").mkdir()
    (package / "_data" / "samples").mkdir()
    (package / "_data" / "samples" / "cells.pdf").write_text("pdf")
    (package.parent / "samples").mkdir()
    (package.parent / "samples" / "not-ours.pdf").write_text("pdf")
    monkeypatch.setattr(resources, "_PACKAGE", package)
    monkeypatch.setattr(resources, "_CHECKOUT", package.parent)
    monkeypatch.delenv("EDUAPP_TEMPLATES", raising=False)
    return package


@pytest.fixture
def own(tmp_path, monkeypatch):
    folder = tmp_path / "own" / "prompts"
    folder.mkdir(parents=True)
    monkeypatch.setenv("EDUAPP_TEMPLATES", str(folder.parent))
    return folder


def test_a_checkout_has_all_three():
    assert resources.template("prompts/question.v1.yaml").is_file()
    assert (resources.model_dir() / "catalog.toml").is_file()
    assert isinstance(resources.samples(), dict)


def test_an_installed_wheel_has_them_in_the_package(installed):
    assert resources.template("prompts/ask.yaml").read_text() == "ours"
    assert resources.model_dir() == installed / "_data" / "models"
    assert list(resources.samples()) == ["cells.pdf"]
    assert resources.sample("cells.pdf").is_file()


def test_a_users_file_takes_the_place_of_ours(installed, own):
    (own / "ask.yaml").write_text("theirs")
    (own / "more.yaml").write_text("theirs")
    (own / ".hidden").write_text("")
    assert resources.template("prompts/ask.yaml").read_text() == "theirs"
    assert {name: path.read_text() for name, path in resources.templates("prompts").items()} == {
        "ask.yaml": "theirs",
        "more.yaml": "theirs",
    }


def test_a_users_folder_that_is_not_there_changes_nothing(installed, monkeypatch):
    monkeypatch.setenv("EDUAPP_TEMPLATES", "/no/such/folder")
    assert list(resources.templates("prompts")) == ["ask.yaml"]


def test_what_is_missing_is_answered_with_what_there_is(installed):
    with pytest.raises(NotFoundError) as caught:
        resources.template("prompts/ask2.yaml")
    assert str(caught.value) == "There is no template 'prompts/ask2.yaml'. There are: ask.yaml."
    with pytest.raises(NotFoundError, match=r"cells\.pdf"):
        resources.sample("atoms.pdf")
    assert resources.templates("nowhere") == {}


@pytest.mark.parametrize("path", ["../secret", "prompts/../../../x", "/etc/passwd"])
def test_a_name_does_not_lead_out_of_the_folder(installed, path):
    with pytest.raises(NotFoundError):
        resources.template(path)
    assert resources.templates(path) == {}


def test_an_installation_without_models_says_so(installed):
    (installed / "_data" / "models").rmdir()
    with pytest.raises(NotFoundError, match="Install eduapp again"):
        resources.model_dir()
