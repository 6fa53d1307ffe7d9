"""Items that a capable model words by a brief: what it is shown, and what is made of its reply.

The model words the question, the case or the task. Key, wrong choices, quotes and key points come from facts, and a
criterion is kept only if it says what its sentence says.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact, FactKind
from eduapp.errors import ModelError
from eduapp.llm.base import Ask
from eduapp.llm.prompts import Prompt, prompt
from eduapp.questions.contracts import Context, Distractor, Draft, Refusal
from eduapp.questions.distractors import WANTED, phrases_for, terms_for
from eduapp.questions.exemplars import Exemplar, bank
from eduapp.questions.numbers import years_for
from eduapp.questions.propose.event import year_of
from eduapp.questions.propose.faithful import copies, gives_orders, is_borne_out, misstates, strays
from eduapp.questions.propose.plan import Brief, Wanted
from eduapp.questions.propose.reason import reason
from eduapp.questions.pupil import Scorer, picks
from eduapp.questions.rubrics import Point, rubric
from eduapp.questions.wording import plain_sentence, says
from eduapp.questions.words import content, sentence

TEMPLATES: Mapping[ItemKind, tuple[str, int]] = {
    ItemKind.CHOICE: ("item-choice", 1),
    ItemKind.TRUE_FALSE: ("item-true-false", 1),
    ItemKind.TEXT_ENTRY: ("item-text-entry", 1),
    ItemKind.EXTENDED_TEXT: ("item-extended-text", 1),
}

TEMPTING = 2 * WANTED
"""How many wrong choices are looked for where the model then ranks them."""

NEW_CASE = (Bloom.APPLY, Bloom.ANALYZE)
"""The levels whose choice items tell a case that the text doesn't have."""

PRIOR = 0.7


def template_for(kind: ItemKind) -> Prompt:
    """The prompt for items of a kind."""
    return prompt(*TEMPLATES[kind])


def examples_for(brief: Brief) -> list[Exemplar]:
    """The worked examples that the brief's prompt shows."""
    return bank(brief.kind).nearest(brief.level, " ".join(fact.statement for fact in brief.facts))


def ask_for(brief: Brief, context: Context, seed: int) -> Ask | Refusal:
    """The question to the model; a refusal where the text has no wrong choices for a choice item."""
    wrong: tuple[Distractor, ...] = ()
    if brief.kind is ItemKind.CHOICE and brief.wanted:
        found, _ = wrong_choices(brief.facts[0], brief.wanted, "", context, random.Random(seed))
        if isinstance(found, Refusal):
            return found
        wrong = found
    ask = template_for(brief.kind).ask(
        level=brief.level.value,
        facts=[fenced(plain_sentence(fact.statement)) for fact in brief.facts],
        answer=fenced(brief.wanted.answer) if brief.wanted else "",
        others=[fenced(distractor.text) for distractor in wrong],
        exemplars=[exemplar.model_dump(mode="json") for exemplar in examples_for(brief)],
    )
    return replace(ask, options=ask.options | {"seed": seed})


def fenced(text: str) -> str:
    """Course text that can't end the fence around it."""
    return text.replace("<<<", "‹‹‹").replace(">>>", "›››")


def draft_of(
    brief: Brief, reply: Mapping[str, Any], context: Context, rng: random.Random, model: object
) -> Draft | Refusal:
    """The reply as a draft, or why it can't be used."""
    shown = [exemplar.question or exemplar.statement for exemplar in examples_for(brief)]
    if copies(str(reply.get("question") or reply.get("statement")), shown):
        return Refusal("it copies an example")
    if brief.kind is ItemKind.EXTENDED_TEXT:
        return _written(brief, reply)
    if brief.kind is ItemKind.TRUE_FALSE:
        return _stated(brief, reply)
    return _asked(brief, str(reply["question"]).strip(), context, rng, model)


def wrong_choices(
    fact: Fact, wanted: Wanted, stem: str, context: Context, rng: random.Random, most: int = WANTED
) -> tuple[tuple[Distractor, ...] | Refusal, bool]:
    """Wrong choices for a question with that answer, and whether they have an order of their own."""
    if fact.kind is FactKind.EVENT and wanted.answer == year_of(fact):
        return years_for(fact, wanted.answer, context, rng), True
    if fact.kind is FactKind.CAUSE:
        return phrases_for(fact, context, rng, reason, lambda f: f.slots.get("effect") or f.subject), False
    if fact.kind is FactKind.PURPOSE:
        return phrases_for(fact, context, rng, lambda f: f.object, lambda f: f.slots.get("clause") or f.subject), False
    return terms_for(fact, stem, context, rng, most), False


def _asked(brief: Brief, stem: str, context: Context, rng: random.Random, model: object) -> Draft | Refusal:
    """A choice item or a short answer."""
    wanted, fact = brief.wanted, brief.facts[0]
    assert wanted is not None, "only a written task is asked for without an answer"
    wrong: tuple[Distractor, ...] = ()
    ordered = False
    if brief.kind is ItemKind.CHOICE:
        found, ordered = wrong_choices(fact, wanted, stem, context, rng, TEMPTING)
        if isinstance(found, Refusal):
            return found
        wrong = found if ordered else most_tempting(stem, found, model)
    new_case = brief.kind is ItemKind.CHOICE and brief.level in NEW_CASE
    others = [distractor.text for distractor in wrong]
    if why := strays(stem, wanted.answer, others, fact.statement, new_case=new_case):
        return Refusal(why)
    return Draft(
        template_for(brief.kind).id,
        brief.kind,
        brief.level,
        stem,
        wanted.answer,
        fact,
        accepted=wanted.accepted if brief.kind is ItemKind.TEXT_ENTRY else (),
        distractors=wrong,
        ordered=ordered,
        prior=PRIOR,
    )


def most_tempting(stem: str, wrong: tuple[Distractor, ...], model: object) -> tuple[Distractor, ...]:
    """The wrong choices that the model itself picks most often, where it can say so; else the first."""
    if len(wrong) > WANTED and isinstance(model, Scorer):
        try:
            shares = picks(stem, [distractor.text for distractor in wrong], model)
        except ModelError:
            return wrong[:WANTED]
        ranked = sorted(range(len(wrong)), key=lambda i: (-shares[i], i))
        return tuple(wrong[i] for i in ranked[:WANTED])
    return wrong[:WANTED]


def _stated(brief: Brief, reply: Mapping[str, Any]) -> Draft | Refusal:
    """A statement to be judged."""
    fact, is_true = brief.facts[0], brief.wanted is not None and brief.wanted.answer == "True"
    true, statement = sentence(str(reply["true_statement"])), sentence(str(reply["statement"]))
    if why := misstates(true, statement, is_true, fact):
        return Refusal(why)
    return Draft(
        template_for(brief.kind).id,
        brief.kind,
        brief.level,
        true if is_true else statement,
        "True" if is_true else "False",
        fact,
        correction="" if is_true else true,
        prior=PRIOR,
    )


def _written(brief: Brief, reply: Mapping[str, Any]) -> Draft | Refusal:
    """A task with its rubric. A point that its sentence doesn't bear out is dropped, and with too few the task too."""
    task = str(reply["question"]).strip()
    if gives_orders(task):
        return Refusal("it gives orders")
    held: list[tuple[Fact, str]] = []
    for point in reply["points"]:
        number, shows = int(point["fact"]), str(point["shows"]).strip()
        if number <= len(brief.facts) and is_borne_out(shows, brief.facts[number - 1]):
            held.append((brief.facts[number - 1], sentence(shows)))
    made = rubric([Point(shows, keys=(_said(fact),), fact=fact) for fact, shows in held])
    if isinstance(made, Refusal):
        return made
    used = list({fact.id: fact for fact, _ in held}.values())
    return Draft(
        template_for(brief.kind).id,
        brief.kind,
        brief.level,
        task if task.endswith((".", "?", "!")) else f"{task}.",
        used[0].subject,
        used[0],
        rubric=made,
        key_points=tuple(sentence(plain_sentence(fact.statement)) for fact in used),
        rationale=" ".join(says(fact) for fact in used),
        terms=tuple(dict.fromkeys(fact.subject for fact in used)),
        backing=tuple(used[1:]),
        prior=PRIOR,
    )


def _said(fact: Fact) -> str:
    """The words of the text that count as showing a fact."""
    return fact.object if len(content(fact.object)) > 1 else plain_sentence(fact.statement)
