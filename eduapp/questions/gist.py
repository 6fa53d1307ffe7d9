"""What a text is about: how central each of its terms is, and how central what a sentence speaks of.

A teacher asks about what a section is for: its title and headings, the notions that it defines, and what it comes back
to over several passages. A name met in one passage, and what only an example brought up, are none of these.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from eduapp.domain.knowledge import Fact, Term, Understanding
from eduapp.domain.source import Document
from eduapp.questions.contracts import Context
from eduapp.questions.words import contains, content, normal, zipf

CENTRAL = 0.5
"""From here on a term is one that its text is about."""

TITLED, SHARES_TITLE, DEFINED, SPREAD, MET_ONCE = 1.0, 0.85, 0.9, 0.85, 0.2
"""The standing (0 to 1) of a term that the title or a heading names, of one that has a word of it, of a defined one, of
one that the text keeps coming back to, and the most of a name that stands in one passage alone."""

EVERYDAY, PLAIN = 4.6, 0.4
"""A word as common as this (Zipf scale) that the text doesn't define is never more central than `PLAIN`: "change"."""

ENOUGH, SHARE = 3.0, 0.02
"""How often a term comes that the text comes back to: so many times, and more in a long text by its sentences."""

MANY, OF_FEW = 40, 0.9
"""A text with fewer sentences is about all that it says, and each thing in it is so central."""

FEW_PASSAGES = 4
"""With fewer passages than this, to stand in one of them alone says nothing of a name."""

OFTEN = 3
"""In so many sentences a text names somebody who is worth a question."""

_OF_TIME = frozenset("century year decade month day time period age era today".split())

_EMPTY = content(
    "chapter section module unit lesson part introduction introducing summary overview review conclusion key term "
    "terms concept concepts case study studies understanding between early late first second new world history "
    "people way ways use using type types role question questions problem theory theories approach issue effect "
    "effects change"
)
"""Words of titles that say nothing of what a section is about."""


def centrality(
    document: Document, understanding: Understanding, defined: Iterable[Fact], examples: frozenset[str], sentences: int
) -> Mapping[str, float]:
    """How central each term is, 0 to 1, by its normal form; `examples` are terms that an example brought up.

    `defined` are the facts that say what a term means, `sentences` how many the text has; for a text of few sentences
    nothing is told apart, and the mapping is empty.
    """
    if sentences < MANY:
        return {}
    headings = (content(" ".join(passage.locator.heading)) for passage in document.passages)
    titles = content(document.title).union(*headings) - _EMPTY
    meant = {normal(fact.subject) for fact in defined if fact.slots.get("proper") != "yes"}
    often = max(ENOUGH, SHARE * sentences)
    found: dict[str, float] = {}
    for term in understanding.terms:
        name = normal(term.text)
        found[name] = max(found.get(name, 0.0), _standing(term, name, titles, meant, examples, often))
    return found | {name: DEFINED for name in meant if found.get(name, 0.0) < DEFINED}


def _standing(
    term: Term,
    name: str,
    titles: frozenset[str],
    meant: set[str],
    examples: frozenset[str],
    often: float,
) -> float:
    said = content(term.text)
    if name.split()[-1:] and name.split()[-1] in _OF_TIME:
        return 0.0
    if said and said <= titles:
        return TITLED
    if name in meant:
        return DEFINED
    if name in examples:
        return 0.0
    spread = SPREAD * min(1.0, term.count / (2 * often) + 0.1 * (len(term.passages) - 1))
    if len(term.passages) < 2 and term.proper:
        spread = min(spread, MET_ONCE)
    if not term.proper and " " not in name and zipf(name) >= EVERYDAY:
        spread = min(spread, PLAIN)
    return max(spread, SHARES_TITLE * bool(said & titles) * (len(said) <= 3))


def of_people(
    people: Iterable[str], passages: Mapping[str, tuple[str, ...]], central: Mapping[str, float]
) -> Mapping[str, float]:
    """How central people are by their names, short ones too: a text gives a full name once and goes on with the last.

    Empty where `central` is.
    """
    if not central:
        return {}
    often = max(ENOUGH, SHARE * sum(map(len, passages.values())))
    found = {}
    for name in sorted(people):
        counts = [sum(contains(s, name.split()[-1]) for s in split) for split in passages.values()]
        places = sum(map(bool, counts))
        spread = SPREAD * min(1.0, sum(counts) / (2 * often) + 0.1 * (places - 1))
        found[name] = max(central.get(name, 0.0), spread if places > 1 else min(spread, MET_ONCE))
    return found


def weight_of(phrase: str, context: Context) -> float:
    """How central a phrase is: as a term, or by the most central term in it."""
    if not context.central:
        return OF_FEW
    own = context.central.get(normal(phrase))
    return own if own is not None else max(_weights(phrase, context), default=0.0)


def about(text: str, context: Context) -> float:
    """How central what a sentence speaks of is, 0 to 1: its most central term counts most, the next one some."""
    if not context.central:
        return OF_FEW
    weights = sorted(_weights(text, context), reverse=True)[:2]
    return min(1.0, sum(weight * share for weight, share in zip(weights, (0.8, 0.2), strict=False)))


def _weights(text: str, context: Context) -> list[float]:
    said = f" {normal(text)} "
    return [weight for name, weight in context.central.items() if weight > 0 and f" {name} " in said]


def is_met_once(name: str, context: Context) -> bool:
    """Whether a name stands in one passage alone, and is not what the text is about."""
    plain = normal(name)
    last = plain.split()[-1] if plain else ""
    forms = {plain, last} - {""}
    if context.central.get(plain, 0.0) >= CENTRAL:
        return False
    if not context.central or len(context.passages) < FEW_PASSAGES:
        return False
    named = sum(any(contains(passage.text, form) for form in forms) for passage in context.passages.values())
    return named < 2


def is_in_passing(name: str, context: Context) -> bool:
    """Whether a text of some length names somebody in one passage alone, or in few sentences."""
    return bool(context.central) and (is_met_once(name, context) or context.mentions(name.split()[-1]) < OFTEN)


def company(
    central: Mapping[str, float], terms: Iterable[Term], passages: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Mapping[str, int]]:
    """For each central term the roots of the words that stand with it, and in how many sentences."""
    found: dict[str, Counter[str]] = {}
    for term in terms:
        name = normal(term.text)
        if central.get(name, 0.0) >= CENTRAL:
            said = (s for passage in term.passages for s in passages.get(passage, ()) if contains(s, term.text))
            found[name] = Counter(root for sentence in said for root in content(sentence))
    return found


def comes_to_mind(key: str, sentence: str, context: Context) -> bool:
    """Whether the words of a sentence go with a term elsewhere in the text, and with no other central term as well."""
    if not context.central:
        return True
    rest = content(sentence) - content(key)
    own = context.company.get(normal(key), {})
    tied = sum(context.weight(root) for root in rest if own.get(root, 0) > 1)
    if not tied:
        return False
    return all(
        sum(context.weight(root) for root in rest - content(name) if said.get(root)) < tied * _held_apart(key, name)
        for name, said in context.company.items()
        if name != normal(key) and not contains(sentence, name) and not content(name) & content(key)
    )


RIVAL = 0.6
"""What a term that is built like the key may have of the words tied to it, at most."""


def _held_apart(key: str, name: str) -> float:
    """How much of what is tied to a key may be tied to another term: less where it is built alike ("Hinduism")."""
    own = normal(key)
    return RIVAL if own[-3:] == name[-3:] or own.rpartition(" ")[2] == name.rpartition(" ")[2] else 1.0


_MADE_UP = re.compile(
    r"(?:(?:Now|So|But|And|First|For example|For instance|As an example|To illustrate|To see (?:this|why|how)),? )?"
    r"(?:[Ss]uppose|[Ii]magine|[Aa]ssume|[Pp]icture|[Pp]retend|[Ll]et(?:’s|'s| us) (?:say|suppose|assume|imagine|"
    r"consider|take|look|return)|[Cc]onsider (?:an?|the (?:case|example|following)|two|how|what)|"
    r"[Tt]ake (?:an?|the (?:case|example))\b|[Tt]hink (?:of|about)|[Ss]ay (?:that|you)|[Ww]hat if|"
    r"[Ii]f you (?:were|had|have|wanted|want|are|own|buy|drop|throw|hold))\b"
)
"""The beginning of a sentence after which a passage tells of a case that it makes up."""

_BEGINS_AN_EXAMPLE = re.compile(r"(?:For example|For instance|As an example|To illustrate),? ")


def made_up_from(sentences: Iterable[str]) -> int | None:
    """The number of the first sentence of a passage that makes up a case; None where none does."""
    return next((n for n, sentence in enumerate(sentences) if _MADE_UP.match(sentence)), None)


def made_up(passages: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The sentences that tell of a made-up case: in its passage, all that follow the one that begins it."""
    found: set[str] = set()
    for split in passages.values():
        start = made_up_from(split)
        if start is not None:
            found.update(split[start:])
    return frozenset(found)


def of_examples(terms: Iterable[Term], passages: Mapping[str, tuple[str, ...]], made: frozenset[str]) -> frozenset[str]:
    """The terms that an example or a made-up case brings up first, by their normal form."""
    order = {name: number for number, name in enumerate(passages)}
    found = set()
    for term in terms:
        first = min((name for name in term.passages if name in order), key=order.__getitem__, default="")
        sentence = next((s for s in passages.get(first, ()) if contains(s, term.text)), "")
        if sentence and (sentence in made or _BEGINS_AN_EXAMPLE.match(sentence)):
            found.add(normal(term.text))
    return frozenset(found)
