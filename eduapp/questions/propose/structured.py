"""The structured proposer: extended-text items for the upper levels, from forms filled with facts.

No model takes part. What must be shown for the points comes from the text; where it has nothing for a form, no item is
made. The levels are those of Anderson and Krathwohl 2001, and each form uses their verbs.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from eduapp.domain.item import ItemKind, Provenance
from eduapp.errors import InputError
from eduapp.questions.contracts import Candidate, Context, Draft, Refusal
from eduapp.questions.drafts import candidate
from eduapp.questions.form import alone_problem, language_problem
from eduapp.questions.propose import (
    upper_claims,
    upper_deeds,
    upper_groups,
    upper_notions,
    upper_reasons,
    upper_topics,
    upper_turns,
)
from eduapp.questions.propose.upper_forms import Asked, Form, Forms, load, rendered
from eduapp.questions.propose.upper_material import Material
from eduapp.questions.rubrics import Point, rubric
from eduapp.questions.words import tokens

TEMPLATE = ("upper", 3)
MOST_WORDS = 100
"""A longer task is read twice before it is begun."""

FINDERS = (
    upper_notions.materials,
    upper_reasons.materials,
    upper_claims.materials,
    upper_deeds.materials,
    upper_turns.materials,
    upper_groups.materials,
    upper_topics.materials,
)


class StructuredProposer:
    """Every form on all material of its kind, the wordings of a form in turn. `refusals` counts why none was made."""

    name = "structured.v3"

    def __init__(self, forms: Forms | None = None) -> None:
        self.forms = forms or load(*TEMPLATE)
        self.refusals: Counter[str] = Counter()

    def propose(self, context: Context, rng: random.Random) -> Iterator[Candidate]:
        """Candidates by material, in the order of the text within each kind; `rng` says which wording comes first."""
        seed = rng.getrandbits(32)
        provenance = Provenance(proposer=self.name, template="", template_hash=self.forms.hash, seed=seed)
        turns = {name: random.Random(f"{seed}:{name}").randrange(len(f.stems)) for name, f in self.forms.forms.items()}
        for finder in FINDERS:
            for material in finder(context):
                for name, form in self.forms.needing(material.kind).items():
                    draft = drafted(name, form, turns[name] % len(form.stems), material, context)
                    if isinstance(draft, Refusal):
                        self.refusals[draft.reason] += 1
                        continue
                    turns[name] += 1
                    yield candidate(draft, context, provenance)


def drafted(name: str, form: Form, wording: int, material: Material, context: Context) -> Draft | Refusal:
    """The form in one of its wordings, filled with the material."""
    stem = rendered(form.stems[wording], material.words)
    if problem := _problem(stem, context):
        return Refusal(problem)
    criteria = rubric([_point(asked, material) for asked in form.criteria(wording)])
    if isinstance(criteria, Refusal):
        return criteria
    answer = tuple(rendered(template, material.words) for template in form.answer)
    return Draft(
        name,
        ItemKind.EXTENDED_TEXT,
        form.level,
        stem,
        answer[0],
        material.facts[0],
        rubric=criteria,
        key_points=answer,
        rationale=f"{rendered(form.wants, material.words)} {_sources(material)}",
        terms=material.terms,
        backing=material.facts[1:],
        prior=form.prior,
    )


def _problem(stem: str, context: Context) -> str:
    if len(tokens(stem)) > MOST_WORDS:
        return f"the stem has more than {MOST_WORDS} words"
    if problem := alone_problem(stem, context, kind=ItemKind.EXTENDED_TEXT):
        return f"the stem does not stand alone: {problem}"
    return language_problem(stem)


def _point(asked: Asked, material: Material) -> Point:
    if unknown := [word for word in asked.key if word not in material.words]:
        known = ", ".join(sorted(material.words))
        raise InputError(f"A form's key names {unknown[0]!r}, which its material lacks.", hint=f"There are: {known}.")
    if asked.fact is not None and not 0 <= asked.fact < len(material.facts):
        raise InputError(f"A form names fact {asked.fact}.", hint=f"Its material has {len(material.facts)}, from 0.")
    fact = None if asked.fact is None else material.facts[asked.fact]
    keys = tuple(material.words[word] for word in asked.key)
    return Point(rendered(asked.text, material.words), asked.points, keys, fact)


def _sources(material: Material) -> str:
    """Where the text says it: "The text says: “…” (p. 4)." for each fact."""
    told = [f"“{' '.join(fact.quote.text.split())}” ({fact.quote.locator.label()})" for fact in material.facts]
    return f"The text says: {' and '.join(told)}."
