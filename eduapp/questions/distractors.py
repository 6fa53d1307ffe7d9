"""Wrong options from the course's own terms and facts: of the same kind as the key, and not true by anything known.

Every function returns three distractors in order of standing, or a Refusal: two good ones and a filler make no item.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eduapp.domain.knowledge import Fact, Term
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context, Distractor, Refusal
from eduapp.questions.kinds import sort_of
from eduapp.questions.wording import defining, describe, is_clause, is_specific, placed, points, says, with_article
from eduapp.questions.words import (
    article_of,
    contains,
    content,
    initials,
    kin,
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

MAX_OVERLAP = 0.45
"""A definition that shares a larger part of its content words with the stem may be true of it as well."""

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
    return _best(fact, fact.subject, fits, _why_term, rng)


def definitions_for(fact: Fact, context: Context, rng: random.Random) -> Distractors:
    """Definitions of other terms, for a question that asks which one describes the fact's subject."""
    fits = [
        Option(defining(other), other)
        for other in context.definitions
        if not is_clause(other)
        and is_specific(other.object)
        and is_sibling(fact, other, context)
        and _alike_in_form(defining(fact), defining(other))
    ]
    return _best(fact, defining(fact), fits, lambda option: describes(option.fact), rng)


def phrases_for(fact: Fact, context: Context, rng: random.Random, phrase: Reading, about: Reading) -> Distractors:
    """What other facts of the same kind say, where `phrase` gives an option's words and `about` what it is said of."""
    fits = [Option(phrase(other), other) for other in others_like(fact, context, phrase, about)]
    return _best(fact, phrase(fact), fits, lambda option: placed(option.fact), rng)


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
        and not _related(fact.subject, other.subject, context)
        and all(fact.slots.get(slot, "") == other.slots.get(slot, "") for slot in ("number", "proper", "copula"))
        and _one_sort(fact, other, context)
        and article_of(defining(fact)) == article_of(defining(other))
        and overlap(content(other.object), content(fact.object)) < MAX_OVERLAP
        and overlap(content(fact.object), content(other.object)) < MAX_OVERLAP
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
    return (fact.slots.get("number") == "plural") == _is_plural(option, context)


def _is_proper(option: Option, context: Context) -> bool:
    if option.fact and "proper" in option.fact.slots:
        return option.fact.slots["proper"] == "yes"
    term = context.terms.get(normal(option.text))
    return bool(term and term.proper)


def _is_plural(option: Option, context: Context) -> bool:
    if option.fact and "number" in option.fact.slots:
        return option.fact.slots["number"] == "plural"
    term = context.terms.get(normal(option.text))
    return bool(term and term.plural)


def _is_clearly_wrong(fact: Fact, option: Option, stem: str, context: Context) -> bool:
    if _related(fact.subject, option.text, context):
        return False
    if contains(stem, option.text) or contains(fact.quote.text, option.text) or content(option.text) & content(stem):
        return False
    if option.fact is None and (option.salience < SALIENT[_tie(fact, option)] or _is_broad(fact)):
        return False
    if option.fact is None and _stand_together(fact.subject, option.text, context):
        return False
    if _is_told_so(option.text, fact, stem, context):
        return False
    return not any(_holds(other, stem) for other in context.facts_by_subject.get(normal(option.text), ()))


def _is_broad(fact: Fact) -> bool:
    """Whether a definition is so wide that a term which the text doesn't define might fit it as well."""
    return article_of(fact.object) in ("a", "an") and len(content(fact.object)) < 5


def _is_told_so(term: str, fact: Fact, stem: str, context: Context) -> bool:
    """Whether a sentence about the term has half of what the stem asks for."""
    asked = content(stem)
    return any(
        overlap(asked, content(s)) >= 0.5 and contains(s, term) and s not in fact.quote.text
        for passage in context.sentences.values()
        for s in passage
    )


def _stand_together(a: str, b: str, context: Context) -> bool:
    """Whether a sentence names both: of a term that nothing defines, it may say that the one is a kind of the other."""
    return any(contains(s, a) and contains(s, b) for passage in context.sentences.values() for s in passage)


def _holds(fact: Fact, stem: str) -> bool:
    """Whether what a fact says of its subject may answer the stem too."""
    asked = content(stem)
    if defines(fact):
        said = content(fact.object)
        return overlap(asked, said) >= MAX_OVERLAP or overlap(said, asked) >= 0.6
    return overlap(asked, content(fact.quote.text)) >= 0.6


def _related(a: str, b: str, context: Context) -> bool:
    """Whether two phrases may name the same thing: one within the other, an abbreviation, kin, or tied."""
    one, two = normal(a), normal(b)
    short, long = sorted((one, two), key=len)
    if short == long or set(short.split()) <= set(long.split()) or two in context.links.get(one, ()):
        return True
    if short.replace(" ", "") == initials(long) or one.replace(" ", "") == two.replace(" ", ""):
        return True
    return len(one.split()) == len(two.split()) == 1 and kin(one, two)


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
    fact: Fact, key: str, options: Iterable[Option], why: Callable[[Option], str], rng: random.Random
) -> Distractors:
    """Three of the likeliest, with a little chance among near equals, none overlapping another or the key."""
    ranked = sorted(options, key=lambda option: (-_likeness(fact, option) + rng.random() * 0.5, option.text))
    chosen: list[Option] = []
    for option in ranked:
        if len(chosen) < WANTED and not any(_too_alike(option.text, text) for text in [key, *(o.text for o in chosen)]):
            chosen.append(option)
    if len(chosen) < WANTED:
        return Refusal(f"only {len(chosen)} good distractors")
    return tuple(Distractor(o.text, why(o), o.fact.id if o.fact else "") for o in chosen)


def _too_alike(a: str, b: str) -> bool:
    one, two = set(normal(a).split()), set(normal(b).split())
    return one <= two or two <= one or (len(tokens(a)) > 3 and overlap(content(a), content(b)) > 0.6)
