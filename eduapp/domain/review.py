"""Review: a person decides, and every decision is kept.

draft ──approve──► approved          an edit makes a new revision, and every new revision is a draft again
  │  ◄───reopen──────┘ ▲
  └──reject──► rejected ┘ (reopen, then approve)
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from eduapp.domain.base import Model
from eduapp.errors import ReviewError


class Verdict(StrEnum):
    """What a person does with an item."""

    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"


class State(StrEnum):
    """Where an item stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


class Decision(Model):
    """One verdict on one revision of an item. `policy` names the rule when no person looked at the item itself."""

    item: str
    revision: int
    verdict: Verdict
    who: str
    when: datetime
    why: str = ""
    policy: str = ""


class Review(Model):
    """An item's state with the decisions that led to it, oldest first."""

    state: State = State.DRAFT
    decisions: tuple[Decision, ...] = ()


class Event(Model):
    """One line of an item's history: a revision that was made, or a decision on one.

    `what` is "proposed", "proposed again", "edited" or a verdict's past tense; `why` a reason, or the fields edited.
    """

    when: datetime
    who: str
    what: str
    revision: int
    why: str = ""
    policy: str = ""

    @classmethod
    def of(cls, decision: Decision) -> Event:
        """The event that a decision was."""
        facts = decision.model_dump(exclude={"item", "verdict"})
        return cls(what=PAST[decision.verdict], **facts)


TRANSITIONS: dict[tuple[State, Verdict], State] = {
    (State.DRAFT, Verdict.APPROVE): State.APPROVED,
    (State.DRAFT, Verdict.REJECT): State.REJECTED,
    (State.APPROVED, Verdict.REOPEN): State.DRAFT,
    (State.REJECTED, Verdict.REOPEN): State.DRAFT,
    (State.APPROVED, Verdict.REJECT): State.REJECTED,
    (State.REJECTED, Verdict.APPROVE): State.APPROVED,
}


def after(state: State, verdict: Verdict, *, why: str = "", item: str = "") -> State:
    """The state that a verdict leads to. Raises ReviewError when the rules don't allow it."""
    if verdict is Verdict.REJECT and not why.strip():
        raise ReviewError(f"A rejection of {item or 'an item'} needs a reason.", hint="Give it with --why.")
    try:
        return TRANSITIONS[state, verdict]
    except KeyError:
        raise ReviewError(
            f"{item or 'The item'} is {state.value} already; it can't be {PAST[verdict]}.",
            hint="See its history with `eduapp review`.",
        ) from None


def state_of(decisions: tuple[Decision, ...], revision: int) -> State:
    """The state of a revision: what the decisions on that revision add up to; a new revision is a draft."""
    state = State.DRAFT
    for decision in decisions:
        if decision.revision == revision:
            state = after(state, decision.verdict, why=decision.why or "-", item=decision.item)
    return state


PAST = {Verdict.APPROVE: "approved", Verdict.REJECT: "rejected", Verdict.REOPEN: "reopened"}
