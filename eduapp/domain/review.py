"""Review: a person decides, and every decision is kept.

draft ──approve──► approved          an edit makes a new revision, and every new revision is a draft again
  │  ◄───reopen──────┘ ▲
  └──reject──► rejected ┘ (reopen, then approve)

An undo is a decision too: it takes back the last decision that still stands, or the edit that made the revision, and
with it comes back the state that was before. Nothing is ever taken out of the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from eduapp.domain.base import Model
from eduapp.errors import ReviewError


class Verdict(StrEnum):
    """What a person does with an item."""

    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    UNDO = "undo"


class State(StrEnum):
    """Where an item stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


class Decision(Model):
    """One verdict on one revision of an item. `policy` names the rule when no person looked at the item itself.

    An undo that took an edit back stands on the revision that it made, and `restores` is the number of the revision
    whose content and standing came back; otherwise it is 0.
    """

    item: str
    revision: int
    verdict: Verdict
    who: str
    when: datetime
    why: str = ""
    policy: str = ""
    restores: int = 0


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
        facts = decision.model_dump(exclude={"item", "verdict", "restores"})
        return cls(what=PAST[decision.verdict], **facts)


TRANSITIONS: dict[tuple[State, Verdict], State] = {
    (State.DRAFT, Verdict.APPROVE): State.APPROVED,
    (State.DRAFT, Verdict.REJECT): State.REJECTED,
    (State.APPROVED, Verdict.REOPEN): State.DRAFT,
    (State.REJECTED, Verdict.REOPEN): State.DRAFT,
    (State.APPROVED, Verdict.REJECT): State.REJECTED,
    (State.REJECTED, Verdict.APPROVE): State.APPROVED,
}
"""Where each verdict but an undo leads; an undo leads back to where the decision that it takes back came from."""

PAST = {
    Verdict.APPROVE: "approved",
    Verdict.REJECT: "rejected",
    Verdict.REOPEN: "reopened",
    Verdict.UNDO: "undone",
}


def after(state: State, verdict: Verdict, *, why: str = "", item: str = "") -> State:
    """The state that a verdict leads to. Raises ReviewError when the rules don't allow it."""
    check_reason(verdict, why, item=item)
    try:
        return TRANSITIONS[state, verdict]
    except KeyError:
        raise ReviewError(
            f"{item or 'The item'} is {state.value} already; it can't be {PAST[verdict]}.",
            hint="See its history with `eduapp review`.",
        ) from None


def check_reason(verdict: Verdict, why: str, *, item: str = "") -> None:
    """Raises ReviewError for a rejection without a reason."""
    if verdict is Verdict.REJECT and not why.strip():
        raise ReviewError(f"A rejection of {item or 'an item'} needs a reason.", hint="Give it with --why.")


def allowed(state: State) -> tuple[Verdict, ...]:
    """The verdicts that the rules allow in a state; an undo depends on the history and isn't among them."""
    return tuple(verdict for known, verdict in TRANSITIONS if known is state)


def standing(decisions: Iterable[Decision], revision: int) -> tuple[Decision, ...]:
    """The decisions on a revision that haven't been taken back, oldest first.

    Those on a revision that an undo restored count for the new one, which says the same.
    """
    stacks: dict[int, tuple[Decision, ...]] = {}
    for decision in decisions:
        stack = stacks.get(decision.revision, ())
        if decision.restores:
            stack = stacks.get(decision.restores, ())
        elif decision.verdict is Verdict.UNDO:
            stack = stack[:-1]
        else:
            stack = (*stack, decision)
        stacks[decision.revision] = stack
    return stacks.get(revision, ())


def state_of(decisions: Iterable[Decision], revision: int) -> State:
    """The state of a revision: what the decisions on it that stand add up to; a new revision is a draft."""
    state = State.DRAFT
    for decision in standing(decisions, revision):
        state = after(state, decision.verdict, why=decision.why or "-", item=decision.item)
    return state


def origin(decisions: Iterable[Decision], revision: int) -> int:
    """The revision that first said what this one says: the revision itself unless an undo restored another."""
    restored = {decision.revision: decision.restores for decision in decisions if decision.restores}
    while revision in restored:
        revision = restored[revision]
    return revision


def said_meanwhile(item: str, decision: Decision) -> ReviewError:
    """What to tell someone who decides on an item that another has decided on since they looked at it."""
    at = decision.when.astimezone().strftime("%H:%M")
    return ReviewError(
        f"{item} was {PAST[decision.verdict]} meanwhile, by {decision.who} at {at}.",
        hint="Look at it again, then decide.",
        where=item,
    )
