"""Processes: steps in order of time, over several sentences or within one."""

from __future__ import annotations

import pytest

from eduapp.domain.knowledge import FactKind
from tests.language.facts_reader import read


def test_steps_across_sentences_are_named_by_the_sentence_before() -> None:
    text = (
        "Plants need light. Photosynthesis takes place in three stages. First, chlorophyll absorbs light. Then, water "
        "molecules are split into hydrogen and oxygen. Finally, the plant makes sugar from carbon dioxide."
    )
    [fact] = read(text, FactKind.PROCESS)
    assert (fact.subject, fact.slots["name"]) == ("Photosynthesis", "Photosynthesis")
    assert fact.members == (
        "chlorophyll absorbs light",
        "water molecules are split into hydrogen and oxygen",
        "the plant makes sugar from carbon dioxide",
    )
    assert fact.quote.text == text.removeprefix("Plants need light. ")


def test_a_first_step_without_a_mark_and_a_sentence_that_explains() -> None:
    [fact] = read(
        "Workers soak wood chips in water. Then machines press the pulp into thin sheets. The sheets are still wet. "
        "Next, hot rollers dry the sheets. Finally, the paper is cut into sheets.",
        FactKind.PROCESS,
    )
    assert fact.members == (
        "workers soak wood chips in water",
        "machines press the pulp into thin sheets",
        "hot rollers dry the sheets",
        "the paper is cut into sheets",
    )
    assert "name" not in fact.slots


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "Raw milk is first heated to 72 degrees, then cooled quickly, and finally packed into cartons.",
            ("raw milk is heated to 72 degrees", "raw milk is cooled quickly", "raw milk is packed into cartons"),
        ),
        (
            "The blood first flows into the right atrium, then passes into the right ventricle, and finally leaves "
            "through the pulmonary artery.",
            (
                "the blood flows into the right atrium",
                "the blood passes into the right ventricle",
                "the blood leaves through the pulmonary artery",
            ),
        ),
    ],
)
def test_steps_within_a_sentence(text: str, steps: tuple[str, ...]) -> None:
    assert [fact.members for fact in read(text, FactKind.PROCESS)] == [steps]


@pytest.mark.parametrize(
    "text",
    [
        "We first look at motion. Then we look at forces. Finally, we look at energy.",
        "Trade has two effects. First, prices fall. Second, firms grow.",
        "First, cut the paper. Then, fold it.",
        "First, this is heated. Then, it is cooled. Finally, they are packed.",
    ],
)
def test_previews_arguments_and_too_few_steps_are_no_process(text: str) -> None:
    assert read(text, FactKind.PROCESS) == []
