"""What a person is told when something goes wrong."""

from __future__ import annotations

from eduapp.errors import ModelError, NotFoundError
from eduapp.library.names import _HINTS
from eduapp.ui.parts import trouble


def test_an_expected_error_is_its_sentence_and_its_way_out() -> None:
    assert trouble.told_of(ModelError("The model is gone.", hint="Fetch it.")) == ("The model is gone.", "Fetch it.")


def test_hints_of_the_command_line_are_put_in_the_words_of_the_page() -> None:
    for hint in _HINTS.values():
        assert "`" not in trouble.on_the_page(hint)
    assert "page Library" in trouble.told_of(NotFoundError("No.", hint=_HINTS["source"]))[1]


def test_a_fault_of_ours_says_what_it_was_and_that_nothing_is_lost() -> None:
    message, hint = trouble.told_of(KeyError("x"))
    assert "KeyError" in message and "Nothing that was saved is lost" in hint
