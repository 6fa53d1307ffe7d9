"""Statements to be judged: true or false, which one agrees with the text, and which ones do.

The false ones are false versions of other statements of the same text, so nobody can tell them by their words alone,
and each comes with what the text really says.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.contracts import Context, Distractor, Draft
from eduapp.questions.propose.claims import level_of
from eduapp.questions.propose.falsify import Falsehood, falsified
from eduapp.questions.propose.statements import shown, spare_statements, statements
from eduapp.questions.propose.teachable import is_specific_claim
from eduapp.questions.wording import says
from eduapp.questions.words import ARTICLES, STOP, contains, content, normal, overlap

ONE_OF_ABOUT = (
    "Which of these statements about {topic} agrees with the text?",
    "According to the text, which statement about {topic} is right?",
    "Which statement about {topic} does the text support?",
)
SEVERAL_ABOUT = "Which of these statements about {topic} agree with the text (there is more than one)?"

SHARE_FALSE = 0.6
"""How often a statement that can be made false is."""

WRONG, LEAST_WRONG, RIGHT = 3, 2, 2
"""Wrong and right statements of an item."""

MOST_SETS, LEAST_SETS, MANY, SEVERAL_SETS = 5, 3, 24, 2
"""How many items show one right statement, of many statements and of fewer, and how many show two."""

SURE_SETS = 4
"""After so many, an item of which no statement ties two things together is one for the memory."""

LAST_RANK = 40
"""From this rank on a core statement stands no lower."""

AGAIN = 0.2
"""The standing of a statement that another item shows already."""

SHORTEST, LONGEST, ALIKE = 0.55, 1.7, 0.5
"""How long a wrong statement is beside the right one, and how many words two choices may share."""

PRIOR_OF = {"opposite": 0.62, "turned": 0.62, "sibling": 0.55, "number": 0.35}
"""The standing of a false statement, by how it was made."""


@dataclass(frozen=True)
class Told:
    """A statement as it is shown, the fact that it comes from, and its false version if it has one."""

    fact: Fact
    text: str
    false: Falsehood | None


def told(facts: Iterable[Fact], context: Context, rng: random.Random) -> list[Told]:
    """Statements with their false versions, in their order."""
    base = rng.getrandbits(32)
    return [
        Told(fact, shown(fact), falsified(fact, shown(fact), context, random.Random(f"{base}:{fact.id}")))
        for fact in facts
    ]


def judgements(context: Context, rng: random.Random) -> Iterator[Draft]:
    """Which statement agrees, which ones do, and true or false: each statement in one of them, as far as that goes.

    A true statement that says little in particular is spare, and so are all that the text is less about.
    """
    known = told(statements(context), context, rng)
    used: set[str] = set()
    beside = [replace(one, false=None) if one.false and one.false.how == "number" else one for one in known]
    for make in (_which_agrees, _which_agree):
        for draft in make(beside, used, context, rng):
            used.update(fact.id for fact in (draft.fact, *draft.backing))
            yield draft
    for one in known:
        draft = _true_or_false(one, rng)
        spare = draft.answer == "True" and draft.level is Bloom.REMEMBER and not is_specific_claim(one.text)
        yield replace(draft, prior=AGAIN if one.fact.id in used else draft.prior, spare=spare)
    for one in told(spare_statements(context), context, rng):
        yield replace(_true_or_false(one, rng), spare=True)


def _true_or_false(one: Told, rng: random.Random) -> Draft:
    level = level_of(one.text)
    if not one.false or rng.random() > SHARE_FALSE:
        return Draft("statement.true", ItemKind.TRUE_FALSE, level, one.text, "True", one.fact, prior=_prior(one))
    return Draft(
        f"statement.{one.false.how}",
        ItemKind.TRUE_FALSE,
        level,
        one.false.text,
        "False",
        one.fact,
        correction=one.text,
        rationale=says(one.fact),
        prior=PRIOR_OF[one.false.how],
    )


def _prior(one: Told) -> float:
    """The standing of a true statement: the more central its sentence is in the text, the higher."""
    rank = int(one.fact.slots.get("core", LAST_RANK))
    return 0.45 - 0.15 * min(rank, LAST_RANK) / LAST_RANK


def _which_agrees(known: Sequence[Told], used: set[str], context: Context, rng: random.Random) -> Iterator[Draft]:
    """One true statement among false ones, about one thing where the text says enough of one."""
    topics = [(rng.choice(ONE_OF_ABOUT).format(topic=topic), topic, about) for topic, about in _topics(known, context)]
    made, most = 0, MOST_SETS if len(known) >= MANY else LEAST_SETS
    for stem, topic, about in topics:
        draft = _one_of(stem, topic, [one for one in about if one.fact.id not in used])
        if draft and made < most:
            made += 1
            recalls = made > SURE_SETS and not _ties(draft)
            yield replace(draft, level=Bloom.REMEMBER) if recalls else draft


def _which_agree(known: Sequence[Told], used: set[str], context: Context, rng: random.Random) -> Iterator[Draft]:
    """Two true statements among false ones."""
    topics = [(SEVERAL_ABOUT.format(topic=topic), topic, about) for topic, about in _topics(known, context)]
    made = 0
    for stem, topic, about in topics:
        draft = _several_of(stem, topic, [one for one in about if one.fact.id not in used])
        if draft and made < SEVERAL_SETS:
            made += 1
            yield draft


def _topics(known: Sequence[Told], context: Context) -> Iterator[tuple[str, list[Told]]]:
    """The terms of which several statements tell, the most salient first, each as the statements name it."""
    for key, term in context.terms.items():
        longer = [other for other in context.terms if other != key and f" {key} " in f" {other} "]
        about = [one for one in known if contains(one.text, term.text) and not _within(one.text, longer)]
        name = _as_named(key, [one.text for one in about])
        if name and sum(bool(one.false) for one in about) >= LEAST_WRONG:
            yield name, about


def _within(text: str, longer: Sequence[str]) -> bool:
    return any(contains(text, other) for other in longer)


def _as_named(key: str, texts: Sequence[str]) -> str:
    """A term as the statements name it most, with its "the"; empty where that needs another article."""
    found: Counter[str] = Counter()
    for text in texts:
        words = text.rstrip(".").replace(",", "").split()
        size = len(key.split())
        for at in range(len(words) - size + 1):
            if normal(" ".join(words[at : at + size])) == key:
                before = words[at - 1].casefold() if at else ""
                plain = " ".join(words[at : at + size])
                shown_as = plain if plain[1:] != plain[1:].lower() or plain.isupper() else plain.lower()
                if not before or before in STOP:
                    found[f"{before} {shown_as}" if before in ARTICLES else shown_as] += 1
    best = max(found, key=lambda name: (found[name], name), default="")
    return "" if best.startswith(("a ", "an ")) else best


def _one_of(stem: str, topic: str, about: Sequence[Told]) -> Draft | None:
    """The one with the most wrong statements beside its right one."""
    sets = [(right, _wrong_beside([right], [one for one in about if one is not right and one.false]))
            for right in sorted(about, key=lambda one: one.false is not None)]  # fmt: skip
    right, wrong = max(sets, key=lambda pair: len(pair[1]), default=(None, []))
    if right is None or len(wrong) < LEAST_WRONG:
        return None
    return Draft(
        "statement.which",
        ItemKind.CHOICE,
        Bloom.UNDERSTAND,
        stem,
        right.text,
        right.fact,
        distractors=tuple(map(_distractor, wrong)),
        backing=tuple(one.fact for one in wrong),
        terms=(topic,),
        prior=0.72 - 0.08 * (len(wrong) < WRONG),
    )


def _several_of(stem: str, topic: str, about: Sequence[Told]) -> Draft | None:
    rights = _unlike(sorted(about, key=lambda one: one.false is not None))[:RIGHT]
    wrong = _wrong_beside(rights, [one for one in about if one not in rights and one.false])
    if len(rights) < RIGHT or len(wrong) < LEAST_WRONG:
        return None
    draft = Draft(
        "statement.several",
        ItemKind.MULTIPLE_RESPONSE,
        Bloom.UNDERSTAND,
        stem,
        " ".join(one.text for one in rights),
        rights[0].fact,
        rights=tuple(one.text for one in rights),
        distractors=tuple(map(_distractor, wrong)),
        backing=tuple(one.fact for one in (*rights[1:], *wrong)),
        terms=(topic,),
        prior=0.62,
    )
    return draft if _ties(draft) else replace(draft, level=Bloom.REMEMBER)


def _ties(draft: Draft) -> bool:
    """Whether any of the statements ties two things together, so that judging it takes more than memory."""
    return any(level_of(text) is Bloom.UNDERSTAND for text in (draft.answer, *(d.text for d in draft.distractors)))


def _unlike(known: Sequence[Told]) -> list[Told]:
    chosen: list[Told] = []
    for one in known:
        if all(not _share(one.text, other.text) for other in chosen):
            chosen.append(one)
    return chosen


def _wrong_beside(rights: Sequence[Told], others: Sequence[Told]) -> list[Told]:
    """Up to three false statements that are alike in length to the right ones, and about something else each."""
    chosen: list[Told] = []
    for one in others:
        assert one.false is not None
        fits = all(SHORTEST <= len(one.false.text) / len(right.text) <= LONGEST for right in rights)
        if fits and len(chosen) < WRONG and not any(_share(one.text, o.text) for o in (*rights, *chosen)):
            chosen.append(one)
    return chosen


def _share(a: str, b: str) -> bool:
    return max(overlap(content(a), content(b)), overlap(content(b), content(a))) > ALIKE


def _distractor(one: Told) -> Distractor:
    assert one.false is not None
    return Distractor(one.false.text, says(one.fact), one.fact.id)
