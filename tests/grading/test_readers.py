"""What models read of an answer beside the features, and how it is weighed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Response
from eduapp.errors import ModelError
from eduapp.grading import features, fitted, graded_set, readers, score_answer
from tests.grading.test_fitted import ASKED, BAD, GOOD, KEY

CASES = (GOOD, BAD, "no", "")


def case(answer: str, references: tuple[str, ...] = KEY) -> readers.Case:
    asked = features.question(ASKED, references)
    return readers.Case(ASKED, references, answer, asked, features.answer_text(asked, answer))


class Fixed:
    """A reader that says the same of every answer."""

    name = "fixed"

    def read(self, case: readers.Case) -> np.ndarray:
        return np.array([-3.0, -3.0, -0.1], np.float32)


class Scoring:
    """A language model with the starter's forms, which finds a text the likelier the more words it shares."""

    name, hash, forms = "starter", "sha256:00", "tasks"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def logprob(self, prompt: str, continuation: str) -> float:
        self.asked.append((prompt, continuation))
        words = set(continuation.lower().split())
        return -1.0 - len(words - set(prompt.lower().split())) / len(words)

    def vector(self, text: str) -> np.ndarray:
        return np.array([text.lower().count(one) for one in "abcdefghijklmnopqrstuvwxyz"], np.float32)


def blend(sure: float = 0.9) -> fitted.Blend:
    weights = np.vstack([np.zeros((3, 3)), np.eye(3)]).astype(np.float32)
    return fitted.Blend(weights, np.zeros(3, np.float32), np.ones(3, np.float32), sure)


def test_readers_that_were_fitted_are_heard_and_others_are_not() -> None:
    model = fitted.load()._replace(blends={"fixed": (blend(), blend())})
    (heard,) = fitted.guess(ASKED, KEY, [GOOD], model, (Fixed(),))
    assert str(heard.label) == "incorrect" and heard.confidence == pytest.approx(0.90, abs=0.01) and not heard.unsure
    plain = fitted.load()._replace(blends={})
    assert fitted.guess(ASKED, KEY, [GOOD], plain, (Fixed(),)) == fitted.guess(ASKED, KEY, [GOOD], plain)


def test_a_saved_scorer_keeps_its_blends(tmp_path: Path) -> None:
    model = fitted.load()._replace(blends={"starter": (blend(0.7), blend(0.8))})
    fitted.save(model, tmp_path / "s.npz")
    again = fitted.read(tmp_path / "s.npz")
    for one, other in zip(model.blends["starter"], again.blends["starter"], strict=True):
        assert all(np.allclose(a, b) for a, b in zip(one, other, strict=True))


def test_a_language_model_gives_labels_the_references_likelihood_and_nearness() -> None:
    model = Scoring()
    good, bad, none = (readers.Starter(model).read(case(one)) for one in (GOOD, BAD, ""))  # type: ignore[arg-type]
    at = {name: place for place, name in enumerate(readers.NUMBERS)}
    assert all(one.shape == (len(at),) and np.isfinite(one).all() for one in (good, bad, none))
    assert good[at["told"]] > bad[at["told"]]  # the reference is likelier after an answer that shares its words
    assert good[at["near"]] > bad[at["near"]] > none[at["near"]] == 0
    prompt, label = model.asked[0]
    assert "Answer: " in prompt and label == f" {KEY[0]}"
    prompt, label = next(one for one in model.asked if one[0].endswith("Label:"))
    assert label == " correct" and f"Pupil: {GOOD}" in prompt


def test_a_model_without_the_form_is_no_reader() -> None:
    model = Scoring()
    assert readers.reads(model) and not readers.reads(None)  # type: ignore[arg-type]
    model.forms = ""  # type: ignore[misc]
    assert not readers.reads(model)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="no form for grading"):
        readers.Starter(model).read(case(GOOD))  # type: ignore[arg-type]


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scorer for which the starter says wrong where the reference isn't near."""
    weights = np.zeros((3 + len(readers.NUMBERS), 3), np.float32)
    weights[3 + readers.NUMBERS.index("near")] = (9, 0, -9)
    one = fitted.Blend(weights, np.array([-6, -9, 6], np.float32), np.ones(3, np.float32), 0.5)
    model = fitted.load()._replace(blends={"starter": (one, one)})
    monkeypatch.setattr(fitted, "load", lambda: model)


BULB = Key(id="q", kind=ItemKind.EXTENDED_TEXT, stem=ASKED, key=KEY)


@pytest.mark.usefixtures("fits")
def test_a_class_is_graded_with_the_starter_beside_the_features() -> None:
    answers = [Response(pupil=str(n), item="q", answer=one) for n, one in enumerate(CASES)]
    made = graded_set(answers, [BULB], judge=Scoring())  # type: ignore[arg-type]
    assert made.judge == "starter"
    assert [str(one.score.label) for one in made.grades][::3] == ["correct", "blank"]
    assert score_answer(BULB, GOOD, Scoring()) == made.grades[0].score  # type: ignore[arg-type]


@pytest.mark.usefixtures("fits")
def test_a_starter_that_fails_costs_nothing_but_a_note() -> None:
    class Failing(Scoring):
        def logprob(self, prompt: str, continuation: str) -> float:
            raise ModelError("The context is full.")

    before, found = score_answer(BULB, GOOD), score_answer(BULB, GOOD, Failing())  # type: ignore[arg-type]
    assert found.model_copy(update={"note": ""}) == before and "The context is full." in found.note
