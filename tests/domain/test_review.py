"""The rules of review."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.domain.review import (
    TRANSITIONS,
    Decision,
    Event,
    State,
    Verdict,
    after,
    allowed,
    origin,
    said_meanwhile,
    standing,
    state_of,
)
from eduapp.errors import ReviewError

WHEN = datetime(2026, 3, 1, 10, 32, tzinfo=UTC)
APPROVE, REJECT, REOPEN, UNDO = Verdict


def decision(verdict: Verdict, revision: int = 1, restores: int = 0) -> Decision:
    return Decision(
        item="item-1", revision=revision, verdict=verdict, who="A. Teacher", when=WHEN, why="x", restores=restores
    )


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verdict", [APPROVE, REJECT, REOPEN])
def test_every_verdict_leads_somewhere_or_is_refused_in_words(state: State, verdict: Verdict) -> None:
    if (state, verdict) in TRANSITIONS:
        assert after(state, verdict, why="because") is TRANSITIONS[state, verdict]
    else:
        with pytest.raises(ReviewError, match=f"item-1 is {state.value} already"):
            after(state, verdict, why="because", item="item-1")
    assert (verdict in allowed(state)) is ((state, verdict) in TRANSITIONS)


@pytest.mark.parametrize("why", ["", "  "])
def test_a_rejection_needs_a_reason(why: str) -> None:
    with pytest.raises(ReviewError, match="needs a reason"):
        after(State.DRAFT, REJECT, why=why)


def test_a_new_revision_is_a_draft_whatever_was_decided_before() -> None:
    decisions = (decision(APPROVE),)
    assert state_of(decisions, 1) is State.APPROVED
    assert state_of(decisions, 2) is State.DRAFT


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ([APPROVE, UNDO], State.DRAFT),
        ([APPROVE, REJECT, UNDO], State.APPROVED),
        ([APPROVE, REJECT, UNDO, UNDO], State.DRAFT),
        ([APPROVE, REOPEN, UNDO], State.APPROVED),
        ([REJECT, UNDO, APPROVE], State.APPROVED),
        ([APPROVE, UNDO, REJECT, UNDO], State.DRAFT),
    ],
)
def test_an_undo_brings_back_the_state_before(verdicts: list[Verdict], state: State) -> None:
    assert state_of([decision(one) for one in verdicts], 1) is state


def test_an_edit_that_is_taken_back_brings_back_what_stood_before_it() -> None:
    decisions = [decision(APPROVE), decision(UNDO, 3, restores=1)]
    assert [state_of(decisions, revision) for revision in (1, 2, 3)] == [State.APPROVED, State.DRAFT, State.APPROVED]
    assert standing(decisions, 3) == (decisions[0],)
    assert [origin(decisions, revision) for revision in (1, 2, 3)] == [1, 2, 1]
    decisions.append(decision(UNDO, 3))
    assert state_of(decisions, 3) is State.DRAFT and state_of(decisions, 1) is State.APPROVED


@given(st.lists(st.sampled_from(Verdict), max_size=16))
def test_the_state_is_what_the_allowed_decisions_add_up_to(verdicts: list[Verdict]) -> None:
    kept: list[Decision] = []
    states = [State.DRAFT]
    for verdict in verdicts:
        if verdict is UNDO:
            if len(states) == 1:
                continue
            states.pop()
        else:
            try:
                states.append(after(state_of(kept, 1), verdict, why="x"))
            except ReviewError:
                continue
        kept.append(decision(verdict))
        assert state_of(kept, 1) is states[-1]
        assert len(standing(kept, 1)) == len(states) - 1


def test_a_decision_as_an_event() -> None:
    event = Event.of(decision(REJECT))
    assert event == Event(when=WHEN, who="A. Teacher", what="rejected", revision=1, why="x")


def test_who_comes_second_is_told_who_was_first() -> None:
    at = WHEN.astimezone().strftime("%H:%M")
    assert said_meanwhile("item-1", decision(APPROVE)).message == (
        f"item-1 was approved meanwhile, by A. Teacher at {at}."
    )
