"""The page of language models."""

from __future__ import annotations

import pytest

from eduapp import settings
from eduapp.library import Library
from tests.ui.conftest import Page, shown


def button(test, label: str):
    return next(one for one in test.button if one.label.startswith(label))


@pytest.fixture(autouse=True)
def own_shelf(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDUAPP_MODELS", str(tmp_path / "models"))


def test_every_model_says_what_it_needs_and_whether_it_fits(page: Page) -> None:
    said = shown(page("models"))
    assert "starter (in use)" in said and "Memory needed" in said and "Free memory now" in said


def test_one_that_is_not_here_is_fetched_by_the_worker(page: Page, lib: Library) -> None:
    test = page("models", model="qwen2.5-0.5b")
    button(test, "Fetch").click()
    test.run()
    [job] = lib.jobs(only_open=True)
    assert (job.kind, job.asked) == ("pull", {"name": "qwen2.5-0.5b"})


def test_one_that_is_here_is_measured_and_its_figures_are_kept(page: Page, lib: Library, monkeypatch) -> None:
    found = {"reads": 900.4, "writes_one": 61.0, "writes_many": 240.0, "layout": "as it is"}
    monkeypatch.setattr("eduapp.llm.bench.measured", lambda name: {"name": name, **found})
    test = page("models", model="starter")
    button(test, "Measure").click()
    test.run()
    lib.work()
    assert "reads 900 tokens a second" in shown(test.run())


def test_doing_without_a_model_is_a_choice(page: Page) -> None:
    test = page("models", model="starter")
    button(test, "Do without").click()
    test.run()
    assert settings.load().model == "none" and "No language model" in shown(test)
    button(test, "Use it").click()
    test.run()
    assert settings.load().model == "starter"
