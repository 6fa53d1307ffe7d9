"""What models read of an answer beside the features, and how it is weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eduapp.domain.item import ItemKind
from eduapp.domain.key import Key
from eduapp.domain.response import Response
from eduapp.errors import ModelError
from eduapp.grading import features, fitted, graded_set, no_part, readers, score_answer
from eduapp.llm.prompts import prompt
from tests.grading.test_fitted import ASKED, BAD, GOOD, KEY

CASES = (GOOD, BAD, "no", "")


def case(answer: str, references: tuple[str, ...] = KEY) -> readers.Case:
    asked = features.question(ASKED, references)
    return readers.Case(ASKED, references, answer, asked, features.answer_text(asked, answer))


class Fixed:
    """A reader that says the same of every answer."""

    name = "fixed"

    def read(self, cases: Sequence[readers.Case]) -> np.ndarray:
        return np.array([[-3.0, -3.0, -0.1]] * len(cases), np.float32)


class Weighing:
    """A language model with the starter's forms, for which an answer is the righter the more of the key it has."""

    name, hash, forms = "starter", "sha256:00", "tasks"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def choose(self, prompts: Sequence[str], options: Sequence[str]) -> list[list[float]]:
        assert tuple(options) == readers.LABELS
        self.asked.append(list(prompts))
        return [self._weighed(*re.findall("(?:Reference|Pupil): (.*)", prompt)) for prompt in prompts]

    def _weighed(self, reference: str, answer: str = "") -> list[float]:
        wanted = set(reference.lower().split())
        missing = len(wanted - set(answer.lower().split())) / len(wanted)
        return [-0.1 - 9 * missing, -20.0, -0.1234567 - 9 * (1 - missing)]


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


def test_a_language_model_weighs_the_labels_of_all_answers_together() -> None:
    model = Weighing()
    reader = readers.Starter(model)  # type: ignore[arg-type]
    good, bad, none = reader.read([case(one) for one in (GOOD, BAD, "")])
    assert good[0] > bad[0] > none[0] and bad[1] == readers.FAINTEST and none[2] == np.float32(-0.123)
    (prompts,) = model.asked
    assert len(prompts) == 3 and prompts == sorted(prompts) and all(one.endswith("Label:") for one in prompts)
    assert any(f"Pupil: {GOOD}\n" in one and f"Reference: {KEY[0]}\n" in one for one in prompts)
    assert np.array_equal(reader.read([case(BAD), case(GOOD)]), [bad, good]) and len(model.asked) == 1
    assert reader.read([]).shape == (0, 3)


def test_a_model_without_the_form_is_no_reader() -> None:
    model = Weighing()
    assert readers.reads(model) and not readers.reads(None)  # type: ignore[arg-type]
    model.forms = ""  # type: ignore[misc]
    assert not readers.reads(model)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="no form for grading"):
        readers.Starter(model)  # type: ignore[arg-type]


def test_weights_hold_for_one_adapter_and_one_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    names = [readers.Starter(Weighing()).name]  # type: ignore[arg-type]
    assert names[0].startswith("starter-")
    monkeypatch.setattr(readers, "model_dir", lambda: tmp_path)
    names.append(readers.Starter(Weighing()).name)  # type: ignore[arg-type]
    (tmp_path / "starter").mkdir()
    (tmp_path / "starter" / "adapter.gguf").write_bytes(b"another")
    names.append(readers.Starter(Weighing()).name)  # type: ignore[arg-type]
    monkeypatch.setattr(readers, "task_form", lambda *_: prompt("task-answer", 1))
    names.append(readers.Starter(Weighing()).name)  # type: ignore[arg-type]
    assert len(set(names)) == 4


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scorer that says what the starter says, as it is trained now."""
    weights = np.vstack([np.zeros((3, 3)), np.eye(3)]).astype(np.float32)
    one = fitted.Blend(weights, np.zeros(3, np.float32), np.ones(3, np.float32), 0.5)
    name = readers.Starter(Weighing()).name  # type: ignore[arg-type]
    model = fitted.load()._replace(blends={name: (one, one)})
    monkeypatch.setattr(fitted, "load", lambda: model)


BULB = Key(id="q", kind=ItemKind.EXTENDED_TEXT, stem=ASKED, key=KEY)


@pytest.mark.usefixtures("fits")
def test_a_class_is_graded_with_the_starter_beside_the_features() -> None:
    answers = [Response(pupil=str(n), item="q", answer=one) for n, one in enumerate((KEY[0] + " Yes.", *CASES, BAD))]
    model, told = Weighing(), []
    made = graded_set(answers, [BULB], judge=model, progress=lambda *one: told.append(one))  # type: ignore[arg-type]
    assert made.judge == "starter" and no_part(model) == ""  # type: ignore[arg-type]
    assert [str(one.score.label) for one in made.grades][::2] == ["correct", "off topic", "blank"]
    assert [len(one) for one in model.asked] == [4]  # the class is read together, the blank one and a second copy not
    assert ("reading", 4, 4) in told
    alone = [score_answer(BULB, one.answer, Weighing()) for one in answers]  # type: ignore[arg-type]
    assert [one.score for one in made.grades] == alone


@pytest.mark.usefixtures("fits")
def test_a_starter_that_fails_costs_nothing_but_a_note() -> None:
    class Failing(Weighing):
        def choose(self, prompts: Sequence[str], options: Sequence[str]) -> list[list[float]]:
            raise ModelError("The context is full.")

    before, found = score_answer(BULB, GOOD), score_answer(BULB, GOOD, Failing())  # type: ignore[arg-type]
    assert found.model_copy(update={"note": ""}) == before and "The context is full." in found.note
    made = graded_set([Response(pupil="1", item="q", answer=GOOD)], [BULB], judge=Failing())  # type: ignore[arg-type]
    assert made.grades[0].score == found


def test_a_starter_trained_otherwise_takes_no_part_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fitted.load()._replace(blends={"starter-of-old": (blend(), blend())})
    monkeypatch.setattr(fitted, "load", lambda: model)
    judge = Weighing()
    made = graded_set([Response(pupil="1", item="q", answer=GOOD)], [BULB], judge=judge)  # type: ignore[arg-type]
    assert made.judge == "" and judge.asked == []
    assert "no weights for starter as it is trained now" in no_part(judge)  # type: ignore[arg-type]
    judge.forms = ""  # type: ignore[misc]
    assert "too small" in no_part(judge)  # type: ignore[arg-type]
