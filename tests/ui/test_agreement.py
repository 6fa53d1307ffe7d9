"""The part of the page that compares proposed grades with a person's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from eduapp.domain.response import Response
from eduapp.grading import graded_set
from eduapp.ui.parts import agreement
from tests.grading.test_grade import ANSWER, PLANTS


@pytest.mark.parametrize("more", [True, False])
def test_a_persons_points_are_compared_criterion_by_criterion(monkeypatch: pytest.MonkeyPatch, more: bool) -> None:
    made = graded_set([Response(pupil=one, item="plants", answer=ANSWER) for one in "12"], [PLANTS])
    heads, cells = (",criterion c1,criterion c2", ",1,2") if more else ("", "")
    file = f"pupil,label{heads}\n1,partly correct{cells}\n2,incorrect{cells}\n".encode()
    said: list[str] = []
    monkeypatch.setattr(agreement.st, "file_uploader", lambda *_, **__: SimpleNamespace(getvalue=lambda: file))
    monkeypatch.setattr(agreement, "_draw", lambda curve: None)
    monkeypatch.setattr(agreement, "write", lambda *parts: said.extend(map(str, parts)))
    agreement.show(made)
    whole = " ".join(said)
    assert "2 answers." in whole and ("Mean absolute error" in whole) is more
    if more:  # c1 as proposed, c2 two points off
        table = whole[whole.index("Criterion") :]
        assert "c1" in table and "1.00" in table and "c2" in table and "0.00" in table
