"""Wrong options from the course's own terms and facts: of the same kind as the key, and not true by anything known.

Every function returns three distractors in order of standing, or a Refusal: two good ones and a filler make no item.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping

from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import is_specific, points
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context, Distractor, Refusal
from eduapp.questions.gist import CENTRAL, weight_of
from eduapp.questions.kinds import noun_sort, sort_of
from eduapp.questions.options import (
    Option,
    distance,
    in_form_of,
    is_class_of,
    is_human,
    is_other_name,
    is_plural,
    is_proper,
    telling,
    term_options,
    why_wrong,
)
from eduapp.questions.truth import MAX_OVERLAP, are_one, may_be_kinds, may_be_right, stand_together
from eduapp.questions.wording import defining, is_clause, placed, with_article
from eduapp.questions.words import article_of, contains, content, lemma, overlap, same, tokens

WANTED = 3
SALIENT = {"sibling": 0.03, "alike": 0.05, "other": 0.08}
"""The salience (0 to 1) that a term which the text doesn't define needs: least where it shares the key's last word,
less where it shares its ending or is a phrase of several words."""

PLAINLY_SALIENT = 0.3
"""From here on such a term needs not be one that the text is about."""

FAR, MOST_FAR = 20, 2.5
"""Over how many passages an option loses as much as a shared last word gives it, and the most that it loses so."""

_OWN = re.compile(r"\b(?:its|their)\b")

_OF_A_DOCTRINE = ("ism", "isms", "ology", "ity", "ness", "hood", "ship", "cracy")
"""No thing or animal stands beside what ends so, even where the text defines it."""

Reading = Callable[[Fact], str]
"""Reads a phrase out of a fact; an empty one where the fact has none."""

Distractors = tuple[Distractor, ...] | Refusal
_ABSTRACT = ("ism", "tion", "sion", "ment", "sis", "ance", "ence", "ing", "ity", "ness", "ship", "ogy", "er", "ist")

_OF_A_NOTION = (*_ABSTRACT[:-2], "ics", "ture", "acy", "dom", "hood", "analysi", "osi")


def terms_for(fact: Fact, stem: str, context: Context, rng: random.Random, most: int = WANTED) -> Distractors:
    """Other terms for a question whose key is the fact's subject: three, or as many as there are up to `most`."""
    formed = (in_form_of(fact, option, context) for option in term_options(fact, context))
    fits = [option for option in formed if option and _is_same_kind(fact, option, context)]
    return _best(
        fact,
        fact.subject,
        fits,
        lambda option: why_wrong(option, context),
        context,
        rng,
        most=most,
        is_wrong=lambda option: _is_clearly_wrong(fact, option, stem, context),
    )


def definitions_for(fact: Fact, context: Context, rng: random.Random) -> Distractors:
    """Definitions of other terms, for a question that asks which one describes the fact's subject."""
    fits = [
        Option(defining(other), other)
        for other in context.definitions
        if not is_clause(other)
        and is_specific(other.object)
        and bool(article_of(defining(fact))) == bool(article_of(defining(other)))
        and is_sibling(fact, other, context)
        and _alike_in_form(defining(fact), defining(other))
    ]
    return _best(fact, defining(fact), fits, lambda option: describes(option.fact), context, rng)


def phrases_for(fact: Fact, context: Context, rng: random.Random, phrase: Reading, about: Reading) -> Distractors:
    """What other facts of the same kind say, where `phrase` gives an option's words and `about` what it is said of."""
    fits = [Option(phrase(other), other) for other in others_like(fact, context, phrase, about)]
    return _best(fact, phrase(fact), fits, lambda option: placed(option.fact), context, rng)


def others_like(fact: Fact, context: Context, phrase: Reading, about: Reading) -> list[Fact]:
    """The facts of the same kind whose phrase could be taken for this one's, and is plainly not true of it."""
    key, topic = phrase(fact), content(about(fact))
    return [
        other
        for other in context.facts_by_kind.get(fact.kind, ())
        if other.id != fact.id
        and (told := phrase(other))
        and not points(told)
        and not _OWN.search(told)
        and _alike_in_form(key, told)
        and overlap(topic, content(about(other))) < MAX_OVERLAP
        and not content(told) & content(key)
        and overlap(content(told), content(fact.statement)) < MAX_OVERLAP
    ]


def is_sibling(fact: Fact, other: Fact, context: Context) -> bool:
    """Whether another definition may be swapped in to make a statement about the fact's subject plainly false."""
    return (
        not same(fact.subject, other.subject)
        and not are_one(fact.subject, other.subject, context)
        and _agree(fact, other)
        and _one_sort(fact, other, context)
        and overlap(content(other.object), content(fact.object)) < MAX_OVERLAP
        and overlap(content(fact.object), content(other.object)) < MAX_OVERLAP
        and not may_be_kinds(fact, other, context)
        and not is_class_of(fact.subject, other.subject, context)
        and not contains(other.object, fact.subject)
        and not content(other.object) & content(fact.subject)
    )


def _agree(fact: Fact, other: Fact) -> bool:
    """Whether both subjects are names or neither is, of one number, and for names of one tense."""
    slots = ("number", "proper", "person", *(("copula",) if fact.slots.get("proper") == "yes" else ()))
    return all(fact.slots.get(slot, "") == other.slots.get(slot, "") for slot in slots)


def _one_sort(fact: Fact, other: Fact, context: Context) -> bool:
    mine, theirs = (sort_of(f.subject, f, context) for f in (fact, other))
    named = fact.slots.get("proper") == "yes"
    heads = [noun_sort(f.slots.get("head", "")) for f in (fact, other)]
    if heads[0] != heads[1] and ("" not in heads or {"person", "saying"} & set(heads)):
        return False
    return (mine != "" and mine == theirs) if named else (mine == "person") == (theirs == "person")


def describes(fact: Fact | None) -> str:
    """ "That describes osmosis (p. 4)." """
    if fact is None:
        return ""
    return f"That describes {with_article(fact)} ({fact.quote.locator.label()})."


def is_of_one_form(one: str, other: str, context: Context) -> bool:
    """Whether two terms look to be of one sort: by their last word, their ending, or since both are people."""
    if is_human(Option(one), context) or is_human(Option(other), context):
        return is_human(Option(one), context) and is_human(Option(other), context)
    return _last(one) == _last(other) or _ending(one) == _ending(other) != ""


def _tie(fact: Fact, option: Option) -> str:
    if _last(fact.subject) == _last(option.text):
        return "sibling"
    alike = _ending(fact.subject) == _ending(option.text) != "" or len(option.text.split()) > 1
    return "alike" if alike else "other"


def _is_same_kind(fact: Fact, option: Option, context: Context) -> bool:
    """Person beside person, city beside city, plural beside plural, of one case and about the same length."""
    key = Option(fact.subject, fact)
    if not _alike_in_length(key.text, option.text) or key.text[:1].isupper() != option.text[:1].isupper():
        return False
    mine, theirs = sort_of(key.text, fact, context), sort_of(option.text, option.fact, context)
    proper = fact.slots.get("proper") == "yes"
    if proper != is_proper(option, context) or (mine == "person") != (theirs == "person"):
        return False
    if proper:
        return mine != "" and mine == theirs and is_plural(key, context) == is_plural(option, context)
    headed = option.fact is not None and _last_head(fact) == _last_head(option.fact) != ""
    loose = not option.sibling and not headed and (option.fact is None or key.text.endswith(_OF_A_DOCTRINE))
    if loose and _is_abstract(key.text) != _is_abstract(option.text):
        return False
    return is_human(key, context) == is_human(option, context)


def _is_abstract(phrase: str) -> bool:
    """Whether a phrase names a doing, a state or a quality, by its ending: "unemployment", and not "cubic meter"."""
    return lemma(phrase.split()[-1]).endswith(_OF_A_NOTION)


def _is_clearly_wrong(fact: Fact, option: Option, stem: str, context: Context) -> bool:
    if is_class_of(fact.subject, option.text, context) or may_be_right(option.text, fact, stem, context):
        return False
    defined = option.fact is not None and defines(option.fact)
    if _is_broad(fact) and (option.fact is None or (defined and _last_head(fact) == _last_head(option.fact))):
        return False
    if defined and may_be_kinds(fact, option.fact, context):
        return False
    if option.fact is not None or option.sibling:
        return True
    # nothing says what it is, so more has to speak for it
    tie = _tie(fact, option)
    known = tie == "sibling" or weight_of(option.text, context) >= CENTRAL or option.salience >= PLAINLY_SALIENT
    return known and option.salience >= SALIENT[tie] and not stand_together(fact.subject, option.text, context)


def _is_broad(fact: Fact) -> bool:
    """Whether a definition is so wide that a term which the text doesn't define might fit it as well."""
    return article_of(fact.object) != "the" and len(content(fact.object)) < 6


def _last_head(fact: Fact) -> str:
    return lemma(fact.slots.get("head", ""))


def _alike_in_length(a: str, b: str) -> bool:
    return abs(len(a.split()) - len(b.split())) <= 1 and max(len(a), len(b)) <= 3 * min(len(a), len(b))


def _alike_in_form(a: str, b: str) -> bool:
    """Same opening (article, "to", "by" or none of them) and within about twice the length."""
    first, second = (phrase.split(" ", 1)[0].casefold() for phrase in (a, b))
    opening = all((first == word) == (second == word) for word in ("to", "by", "because", "that", "for", "of", "from"))
    longer, shorter = max(len(a), len(b)), min(len(a), len(b))
    return opening and longer <= 2.2 * shorter + 8


def _likeness(fact: Fact, option: Option, context: Context, places: Mapping[str, int]) -> float:
    """How tempting an option is: by what the text names beside the key, by head of definition, by form, by place."""
    other = option.fact
    score = -abs(len(fact.subject) - len(option.text)) / 20 if other is None or other.subject == option.text else 0.0
    score -= min(distance(fact, option, places) / FAR, MOST_FAR)
    score += 2.0 * option.sibling + (_last(fact.subject) == _last(option.text))
    score += 0.7 * (_ending(fact.subject) == _ending(option.text) != "")
    score -= 0.5 * (_is_process(fact) != bool(_ending(option.text)))
    if other is None:
        return score + 1.5 * min(option.salience, 1.0) + 0.8 * bool(telling(option, context)[0])
    score += 1.0 + 2.0 * (bool(fact.slots.get("head")) and fact.slots.get("head") == other.slots.get("head"))
    return score - abs(len(fact.object) - len(other.object)) / 80


def _last(phrase: str) -> str:
    return lemma(phrase.split()[-1])


def _ending(phrase: str) -> str:
    return next((end for end in _ABSTRACT if phrase.endswith(end)), "")


def _is_process(fact: Fact) -> bool:
    return bool(_ending(fact.subject)) or fact.slots.get("head") in (
        "process",
        "act",
        "practice",
        "use",
        "method",
        "study",
    )


def _best(
    fact: Fact,
    key: str,
    options: Iterable[Option],
    why: Callable[[Option], str],
    context: Context,
    rng: random.Random,
    *,
    most: int = WANTED,
    is_wrong: Callable[[Option], bool] = lambda _: True,
) -> Distractors:
    """The likeliest that are wrong, with a little chance among near equals, none meaning the same as another."""
    places = {passage: number for number, passage in enumerate(context.passages)}
    scores = ((-_likeness(fact, o, context, places) + rng.random() * 0.5, o.text, o) for o in options)
    ranked = [option for *_, option in sorted(scores, key=lambda scored: scored[:2])]
    chosen: list[Option] = []
    for option in ranked:
        if len(chosen) == most:
            break
        others = [key, *(o.text for o in chosen)]
        if not any(_too_alike(option.text, other, context) for other in others) and is_wrong(option):
            chosen.append(option)
    if len(chosen) < WANTED:
        return Refusal(f"only {len(chosen)} good distractors")
    return tuple(Distractor(o.text, why(o), o.fact.id if o.fact else "") for o in chosen)


def _too_alike(a: str, b: str, context: Context) -> bool:
    return (
        are_one(a, b, context)
        or is_other_name(a, b, context)
        or (len(tokens(a)) > 3 and overlap(content(a), content(b)) > 0.6)
    )
