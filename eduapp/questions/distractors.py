"""Wrong options from the course's own terms and facts: of the same kind as the key, and not true by anything known.

Every function returns three distractors in order of standing, or a Refusal: two good ones and a filler make no item.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eduapp.domain.knowledge import Fact, Term
from eduapp.questions.askable import is_specific, points
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context, Distractor, Refusal
from eduapp.questions.kinds import sort_of
from eduapp.questions.truth import MAX_OVERLAP, are_one, may_be_kinds, may_be_right, stand_together
from eduapp.questions.wording import defining, describe, is_clause, placed, says, with_article
from eduapp.questions.words import (
    article_of,
    contains,
    content,
    lemma,
    normal,
    overlap,
    same,
    tokens,
    zipf,
)

WANTED = 3
MOST_TERMS, COMMON_WORD = 30, 4.9
"""A term that the text doesn't define is an option only if it is among so many and no everyday word (Zipf scale)."""

SALIENT = {"sibling": 0.05, "alike": 0.12, "other": 0.3}
"""The salience (0 to 1) that such a term needs: least where it shares the key's last word, less where it shares its
ending or is a phrase of several words."""

_PLAIN = re.compile(r"[^\W\d_]+(?:[ ’'-][^\W\d_]+){0,4}")
_OWN = re.compile(r"\b(?:its|their)\b")

Reading = Callable[[Fact], str]
"""Reads a phrase out of a fact; an empty one where the fact has none."""

Distractors = tuple[Distractor, ...] | Refusal
_ABSTRACT = ("ism", "tion", "sion", "ment", "sis", "ance", "ence", "ing", "ity", "ness", "ship", "ogy", "er", "ist")


@dataclass(frozen=True, slots=True)
class Option:
    """A phrase that could stand beside the key, and the fact it comes from."""

    text: str
    fact: Fact | None = None
    salience: float = 0.0


def terms_for(fact: Fact, stem: str, context: Context, rng: random.Random) -> Distractors:
    """Other terms for a question whose key is the fact's subject."""
    fits = [
        option
        for option in _term_options(context)
        if _is_same_kind(fact, option, context) and _is_clearly_wrong(fact, option, stem, context)
    ]
    return _best(fact, fact.subject, fits, _why_term, context, rng)


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
        and overlap(content(told), content(fact.quote.text)) < MAX_OVERLAP
    ]


def is_sibling(fact: Fact, other: Fact, context: Context) -> bool:
    """Whether another definition may be swapped in to make a statement about the fact's subject plainly false."""
    return (
        not same(fact.subject, other.subject)
        and not are_one(fact.subject, other.subject, context)
        and all(
            fact.slots.get(slot, "") == other.slots.get(slot, "") for slot in ("number", "proper", "copula", "person")
        )
        and _one_sort(fact, other, context)
        and overlap(content(other.object), content(fact.object)) < MAX_OVERLAP
        and overlap(content(fact.object), content(other.object)) < MAX_OVERLAP
        and not may_be_kinds(fact, other, context)
        and not contains(other.object, fact.subject)
        and not content(other.object) & content(fact.subject)
    )


def _one_sort(fact: Fact, other: Fact, context: Context) -> bool:
    mine, theirs = (sort_of(f.subject, f, context) for f in (fact, other))
    named = fact.slots.get("proper") == "yes"
    return (mine != "" and mine == theirs) if named else (mine == "person") == (theirs == "person")


def describes(fact: Fact | None) -> str:
    """ "That describes osmosis (p. 4)." """
    if fact is None:
        return ""
    return f"That describes {with_article(fact)} ({fact.quote.locator.label()})."


def _why_term(option: Option) -> str:
    if option.fact is None:
        return ""
    return describe(option.fact) if defines(option.fact) else says(option.fact)


def _term_options(context: Context) -> Iterator[Option]:
    """Defined terms first, then people of whom the text tells something, then the most salient other terms."""
    people = [f for f in context.facts.values() if f.slots.get("person") == f.slots.get("proper") == "yes"]
    seen: set[str] = set()
    for fact in [*sorted(context.definitions, key=_tells_little), *people]:
        if normal(fact.subject) not in seen:
            seen.add(normal(fact.subject))
            yield Option(fact.subject, fact)
    for term in context.understanding.terms[:MOST_TERMS]:
        if normal(term.text) not in seen and _is_fit(term):
            seen.add(normal(term.text))
            yield Option(term.text, None, term.salience)


def _is_fit(term: Term) -> bool:
    """Whether a term that nothing defines is a plain phrase, and no common word or chance string of words."""
    words = term.text.split()
    if not _PLAIN.fullmatch(term.text) or (len(words) >= 3 and term.count < 2):
        return False
    return len(words) > 1 or term.proper or zipf(term.text) < COMMON_WORD


def _tie(fact: Fact, option: Option) -> str:
    if _last(fact.subject) == _last(option.text):
        return "sibling"
    alike = _ending(fact.subject) == _ending(option.text) != "" or len(option.text.split()) > 1
    return "alike" if alike else "other"


def _tells_little(fact: Fact) -> bool:
    return is_clause(fact) or not is_specific(fact.object)


def _is_same_kind(fact: Fact, option: Option, context: Context) -> bool:
    """Person beside person, city beside city, plural beside plural, of one case and about the same length."""
    if not _alike_in_length(fact.subject, option.text) or fact.subject[:1].isupper() != option.text[:1].isupper():
        return False
    mine, theirs = sort_of(fact.subject, fact, context), sort_of(option.text, option.fact, context)
    proper = fact.slots.get("proper") == "yes"
    if proper != _is_proper(option, context) or (mine == "person") != (theirs == "person"):
        return False
    if proper and not (mine and mine == theirs):
        return False
    return _is_plural(Option(fact.subject, fact), context) == _is_plural(option, context)


def _is_proper(option: Option, context: Context) -> bool:
    if option.fact and "proper" in option.fact.slots:
        return option.fact.slots["proper"] == "yes"
    term = context.terms.get(normal(option.text))
    return bool(term and term.proper)


LEARNED_PLURALS = frozenset(
    "mitochondria stomata bacteria phenomena criteria strata fungi nuclei algae larvae hyphae alveoli stimuli ova "
    "chromatids vertebrae antennae formulae radii loci".split()
)


def _is_plural(option: Option, context: Context) -> bool:
    if option.text.casefold().split()[-1] in LEARNED_PLURALS:
        return True
    if option.fact and "number" in option.fact.slots:
        return option.fact.slots["number"] == "plural"
    term = context.terms.get(normal(option.text))
    return bool(term and term.plural)


def _is_clearly_wrong(fact: Fact, option: Option, stem: str, context: Context) -> bool:
    if option.fact is None:  # nothing says what it means, so more has to speak for it
        obscure = option.salience < SALIENT[_tie(fact, option)]
        if obscure or _is_broad(fact) or stand_together(fact.subject, option.text, context):
            return False
    return not may_be_right(option.text, fact, stem, context)


def _is_broad(fact: Fact) -> bool:
    """Whether a definition is so wide that a term which the text doesn't define might fit it as well."""
    return article_of(fact.object) in ("a", "an") and len(content(fact.object)) < 5


def _alike_in_length(a: str, b: str) -> bool:
    return abs(len(a.split()) - len(b.split())) <= 1 and max(len(a), len(b)) <= 3 * min(len(a), len(b))


def _alike_in_form(a: str, b: str) -> bool:
    """Same opening (article, "to", "by" or none of them) and within twice the length."""
    first, second = (phrase.split(" ", 1)[0].casefold() for phrase in (a, b))
    opening = all((first == word) == (second == word) for word in ("to", "by", "because", "that", "for", "of", "from"))
    longer, shorter = max(len(a), len(b)), min(len(a), len(b))
    return opening and longer <= 1.9 * shorter + 6


def _likeness(fact: Fact, option: Option) -> float:
    """How tempting an option is: siblings by head of definition, by form of the word, by place in the text."""
    other = option.fact
    score = -abs(len(fact.subject) - len(option.text)) / 20 if other is None or other.subject == option.text else 0.0
    score += _last(fact.subject) == _last(option.text)
    score += 0.7 * (_ending(fact.subject) == _ending(option.text) != "") - 0.5 * (
        _is_process(fact) and not _ending(option.text)
    )
    if other is None:
        return score + 1.5 * min(option.salience, 1.0)
    score += 1.0 + 2.0 * (bool(fact.slots.get("head")) and fact.slots.get("head") == other.slots.get("head"))
    score -= min(abs(_place(fact) - _place(other)) / 20, 1.0)
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


def _place(fact: Fact) -> int:
    digits = "".join(ch for ch in fact.quote.passage if ch.isdigit())
    return int(digits) if digits else 0


def _best(
    fact: Fact, key: str, options: Iterable[Option], why: Callable[[Option], str], context: Context, rng: random.Random
) -> Distractors:
    """Three of the likeliest, with a little chance among near equals, none meaning the same as another or the key."""
    ranked = sorted(options, key=lambda option: (-_likeness(fact, option) + rng.random() * 0.5, option.text))
    chosen: list[Option] = []
    for option in ranked:
        others = [key, *(o.text for o in chosen)]
        if len(chosen) < WANTED and not any(_too_alike(option.text, other, context) for other in others):
            chosen.append(option)
    if len(chosen) < WANTED:
        return Refusal(f"only {len(chosen)} good distractors")
    return tuple(Distractor(o.text, why(o), o.fact.id if o.fact else "") for o in chosen)


def _too_alike(a: str, b: str, context: Context) -> bool:
    return are_one(a, b, context) or (len(tokens(a)) > 3 and overlap(content(a), content(b)) > 0.6)
