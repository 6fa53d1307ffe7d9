"""The rules of review."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.review import TRANSITIONS, Decision, Event, State, Verdict, after, state_of
from eduapp.errors import ReviewError

WHEN = datetime(2026, 3, 1, tzinfo=UTC)


def decision(verdict: Verdict, revision: int = 1) -> Decision:
    return Decision(item="item-1", revision=revision, verdict=verdict, who="A. Teacher", when=WHEN, why="x")


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_leads_somewhere_or_is_refused_in_words(state: State, verdict: Verdict) -> None:
    if (state, verdict) in TRANSITIONS:
        assert after(state, verdict, why="because") is TRANSITIONS[state, verdict]
    else:
        with pytest.raises(ReviewError, match=f"item-1 is {state.value} already"):
            after(state, verdict, why="because", item="item-1")


@pytest.mark.parametrize("why", ["", "  "])
def test_a_rejection_needs_a_reason(why: str) -> None:
    with pytest.raises(ReviewError, match="needs a reason"):
        after(State.DRAFT, Verdict.REJECT, why=why)


def test_a_new_revision_is_a_draft_whatever_was_decided_before() -> None:
    decisions = (decision(Verdict.APPROVE),)
    assert state_of(decisions, 1) is State.APPROVED
    assert state_of(decisions, 2) is State.DRAFT


@given(st.lists(st.sampled_from(Verdict), max_size=12))
def test_the_state_is_what_the_allowed_decisions_add_up_to(verdicts: list[Verdict]) -> None:
    kept: list[Decision] = []
    for verdict in verdicts:
        try:
            expected = after(state_of(tuple(kept), 1), verdict, why="x")
        except ReviewError:
            continue
        kept.append(decision(verdict))
        assert state_of(tuple(kept), 1) is expected


def test_a_decision_as_an_event() -> None:
    event = Event.of(decision(Verdict.REJECT))
    assert event == Event(when=WHEN, who="A. Teacher", what="rejected", revision=1, why="x")
