"""The page of settings."""

from __future__ import annotations

import pytest

from eduapp import settings
from tests.ui.conftest import Page, shown


def save(test):
    next(one for one in test.button if one.label == "Save").click()
    return test.run()


def test_what_is_set_is_kept_for_the_command_line_too(page: Page) -> None:
    test = page("settings")
    test.number_input(key="set-threads").set_value(2)
    save(test)
    assert test.success[0].value == "Saved." and settings.load().threads == 2
    assert save(test).info[0].value == "Nothing was changed."


def test_what_the_environment_says_cannot_be_changed_here(page: Page) -> None:
    test = page("settings")
    assert test.text_input(key="set-reviewer").disabled and test.text_input(key="set-reviewer").value == "A. Teacher"


def test_a_value_that_cannot_be_is_told_and_not_kept(page: Page) -> None:
    test = page("settings")
    test.text_input(key="set-hub").set_value("ftp://nowhere")
    save(test)
    assert "begin with" in test.error[0].value.replace("\\", "") and settings.load().hub == settings.HUB


def test_it_says_where_things_are(page: Page, own_library, monkeypatch: pytest.MonkeyPatch) -> None:
    said = shown(page("settings"))
    assert str(own_library) in said and "settings.json" in said
