"""Phrases that could stand beside a key: the course's own terms, members of its lists, sides of its contrasts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from eduapp.domain.knowledge import Fact, FactKind, Term
from eduapp.questions.askable import is_specific, points
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.wording import describe, is_clause, plural, says
from eduapp.questions.words import bare, contains, lemma, normal, tokens, zipf

MOST_TERMS, AROUND, COMMON_WORD, LEAST_SALIENT = 80, 12, 4.9, 0.05
"""A term that the text doesn't define is an option only if it is among so many of the text, or of so many passages
before and after the key's; if it is no everyday word (Zipf scale); and if it is so salient, or said as often as
`_is_fit` asks."""

MOST_WORDS_OF_A_MEMBER, LEAST_TOLD, MOST_TOLD = 4, 6, 40

_PLAIN = re.compile(r"[^\W\d_]+(?:[ ’'-][^\W\d_]+){0,4}")
_MEMBERS_OF = (FactKind.LIST, FactKind.EXAMPLE, FactKind.PART_OF)
_ITEM = r"(?:the |an? )?[\w’'-]+(?: [\w’'-]+){0,2}"
_AND = re.compile(rf"(?:, {_ITEM})*,? and (?:the |an? )?|(?:, {_ITEM})*, (?:or )?(?:the |an? )?")
"""What stands between two members of a list; "a or b" without a comma may be two names of one thing."""

_OR = re.compile(r",? or (?:the |an? )?| \(")
_CLASSING = re.compile(
    r"\b(?:kinds?|types?|forms?|sorts?|class(?:es)?|groups?|examples?|variet(?:y|ies)|categor(?:y|ies)) of\b|"
    r"\bsuch as\b|\bincluding\b|\bincludes?\b|\bcalled\b|\bknown as\b|\bother\b|\b(?:is|are) (?:an?|one|also)\b"
)
_LEFTOVER = re.compile(r"^[a-z]|[(\[] | [)\]]|[=\[\]]|\(\)|[^.!?”)]$")
"""No beginning or end, a blank within brackets, a formula, or a reference that lost its number."""

_PEOPLE = frozenset(
    "person people worker employee employer manager owner buyer seller consumer customer investor farmer peasant "
    "merchant trader soldier citizen pupil student teacher child parent doctor nurse patient scientist author writer "
    "artist king ruler leader slave servant".split()
)

_LOOSE = frozenset(
    "analogous similar different other such same certain various specific particular actual overall several many few "
    "new old own whole entire main major important common possible additional further previous following typical "
    "example resulting corresponding respective complete single simple simplest distinctive".split()
)
"""Words that a phrase begins with which is not a term."""

LEARNED_PLURALS = frozenset(
    "mitochondria stomata bacteria phenomena criteria strata fungi nuclei algae larvae hyphae alveoli stimuli ova "
    "chromatids vertebrae antennae formulae radii loci".split()
)


@dataclass(frozen=True, slots=True)
class Option:
    """A phrase that could stand beside the key, the fact it comes from, and how salient it is (0 to 1) without one.

    `sibling` says that the text names it beside the key as one of the same sort, `passages` where a term stands.
    """

    text: str
    fact: Fact | None = None
    salience: float = 0.0
    sibling: bool = False
    passages: tuple[str, ...] = ()


def term_options(fact: Fact, context: Context) -> Iterator[Option]:
    """Defined terms, people of whom the text tells something, what stands beside the key, and the most salient terms.

    Each phrase once, as it is first met.
    """
    beside = siblings(fact.subject, context)
    naming = [s for group in context.sentences.values() for s in group if contains(s, fact.subject)]
    seen: set[str] = set()
    for option in (*_told(context), *(Option(text) for text in beside.values()), *_salient(fact, context)):
        name = normal(option.text)
        if name and name not in seen:
            seen.add(name)
            joined = name in beside or any(_are_joined(s, fact.subject, option.text) for s in naming)
            yield replace(option, sibling=joined)


def _told(context: Context) -> Iterator[Option]:
    people = [f for f in context.facts.values() if f.slots.get("person") == f.slots.get("proper") == "yes"]
    for fact in [*sorted(context.definitions, key=_tells_little), *people]:
        yield Option(fact.subject, fact)


def _tells_little(fact: Fact) -> bool:
    return is_clause(fact) or not is_specific(fact.object)


def _salient(fact: Fact, context: Context) -> Iterator[Option]:
    """The most salient terms of the passages around a fact, then those of the whole text."""
    places = list(context.passages)
    at = places.index(fact.quote.passage) if fact.quote.passage in context.passages else 0
    around = {*places[max(0, at - AROUND) : at + AROUND + 1]}
    near = [term for term in context.understanding.terms if around.intersection(term.passages)]
    for term in (*near[:MOST_TERMS], *context.understanding.terms[:MOST_TERMS]):
        if _is_fit(term):
            yield Option(term.text, None, term.salience, passages=term.passages)


def distance(fact: Fact, option: Option, places: Mapping[str, int]) -> int:
    """How many passages lie between a fact and the nearest place of an option; `places` numbers them.

    A sibling is near, wherever the text names it.
    """
    if option.sibling:
        return 0
    at = places.get(fact.quote.passage, 0)
    named = [option.fact.quote.passage] if option.fact else option.passages
    return min((abs(places[passage] - at) for passage in named if passage in places), default=len(places))


def _is_fit(term: Term) -> bool:
    """Whether a term that nothing defines is a plain phrase, and no common word or chance string of words."""
    words = term.text.split()
    if words[0].casefold() in _LOOSE or (words[0].islower() and not term.text.islower()):
        return False
    if not _PLAIN.fullmatch(term.text) or (len(words) >= 3 and term.count < 2):
        return False
    if len(words) == 1 and not term.proper and zipf(term.text) >= COMMON_WORD:
        return False
    return term.salience >= LEAST_SALIENT or term.count >= 5 - len(words)


def siblings(phrase: str, context: Context) -> dict[str, str]:
    """What the text names beside a phrase, in a list or an opposition: the words by their normal form."""
    found: dict[str, str] = {}
    for kind in _MEMBERS_OF:
        for fact in context.facts_by_kind.get(kind, ()):
            members = [bare(member) for member in fact.members]
            if any(normal(member) == normal(phrase) for member in members):
                found |= {normal(member): member for member in members if _is_name_of_one(member)}
    for fact in context.facts_by_kind.get(FactKind.COMPARISON, ()):
        for one, other in ((fact.subject, fact.object), (fact.object, fact.subject)):
            if normal(one) == normal(phrase) and _is_name_of_one(bare(other)):
                found[normal(other)] = bare(other)
    found.pop(normal(phrase), None)
    return found


def _is_name_of_one(phrase: str) -> bool:
    return len(phrase.split()) <= MOST_WORDS_OF_A_MEMBER and bool(_PLAIN.fullmatch(phrase))


def _are_joined(text: str, one: str, other: str) -> bool:
    """Whether a sentence joins both phrases by "and" or in a list: two things of one sort, and not one thing."""
    return any(_AND.fullmatch(_between(text, a, b) or "") for a, b in ((one, other), (other, one)))


def _between(text: str, first: str, second: str) -> str | None:
    """What stands in a text from one phrase to the next, without the first one's plural ending; None if not so."""
    low, first, second = text.casefold(), first.casefold(), second.casefold()
    start = low.find(first)
    end = low.find(second, start + len(first)) if start >= 0 else -1
    return low[start + len(first) : end].removeprefix("s") if end >= 0 else None


def is_class_of(one: str, other: str, context: Context) -> bool:
    """Whether the text puts one of two phrases under the other: what holds of the kind may hold of its class."""
    return _is_listed_under(one, other, context) or any(
        _CLASSING.search(s) and not _are_joined(s, one, other) for s in _naming_both(one, other, context)
    )


def is_other_name(one: str, other: str, context: Context) -> bool:
    """Whether the text says "A or B" or "A (B)" of two phrases: they may be two names of one thing."""
    return any(
        bool(_OR.fullmatch(_between(s, a, b) or ""))
        for s in _naming_both(one, other, context)
        for a, b in ((one, other), (other, one))
    )


def _naming_both(one: str, other: str, context: Context) -> list[str]:
    groups = (context.sentences.get(passage, ()) for passage in _places(one, context))
    return [s for group in groups for s in group if contains(s, one) and contains(s, other)]


def _is_listed_under(one: str, other: str, context: Context) -> bool:
    return any(
        (contains(fact.subject, a) or contains(a, fact.subject)) and any(contains(m, b) for m in fact.members)
        for kind in _MEMBERS_OF
        for fact in context.facts_by_kind.get(kind, ())
        for a, b in ((one, other), (other, one))
    )


def is_proper(option: Option, context: Context) -> bool:
    """Whether the phrase is a name."""
    if option.fact and "proper" in option.fact.slots:
        return option.fact.slots["proper"] == "yes"
    term = context.terms.get(normal(option.text))
    return bool(term and term.proper) if term else option.text[:1].isupper()


def is_plural(option: Option, context: Context) -> bool:
    """Whether the phrase stands for several."""
    last = option.text.casefold().split()[-1]
    if last in LEARNED_PLURALS:
        return True
    if option.fact and "number" in option.fact.slots:
        return option.fact.slots["number"] == "plural"
    term = context.terms.get(normal(option.text))
    return term.plural if term else lemma(last) != last and not last.endswith("ics")


def is_human(option: Option, context: Context) -> bool:
    """Whether a common noun stands for people, as its fact, its form or a "who" after it in the text shows."""
    if option.fact and option.fact.slots.get("person") == "yes":
        return True
    last = lemma(option.text.split()[-1])
    if last in _PEOPLE or last.endswith(("eer", "woman", "man", "people", "folk")):
        return True
    said = re.compile(rf"\b{re.escape(last)}s?,? who(?:se|m)?\b", re.IGNORECASE)
    texts = (context.passages[passage].text for passage in _places(option.text, context))
    return any(" who" in text and said.search(text) for text in texts)


def _places(phrase: str, context: Context) -> Iterable[str]:
    """The ids of the passages that may name a phrase."""
    term = context.terms.get(normal(phrase))
    known = [passage for passage in term.passages if passage in context.passages] if term else []
    return known or context.passages.keys()


def in_form_of(key: Fact, option: Option, context: Context) -> Option | None:
    """The option in the number and with the first letter of the key, if the text shows that it has such a form."""
    text = option.text
    if not is_proper(option, context) and text[1:] == text[1:].casefold():
        text = _in_case_of(key.subject, option, context)
    wanted, has = is_plural(Option(key.subject, key), context), is_plural(option, context)
    if wanted == has:
        return replace(option, text=text)
    if is_proper(option, context) or text.casefold().split()[-1] in LEARNED_PLURALS:
        return None
    first, space, last = text.rpartition(" ")
    other = plural(text) if wanted else f"{first}{space}{lemma(last)}"
    known = normal(other) == normal(text) and _occurs(other, option, context, counted=not wanted)
    return replace(option, text=other) if known else None


def _in_case_of(key: str, option: Option, context: Context) -> str:
    """A common noun with the key's first letter, unless the text only knows either with its own."""
    if key[:1].isupper() == option.text[:1].isupper():
        return option.text
    if option.text[:1].isupper():
        lower = option.text[0].lower() + option.text[1:]
        return lower if _occurs(lower, option, context) else option.text
    known = _occurs(key[0].lower() + key[1:], Option(key), context)
    return option.text[0].upper() + option.text[1:] if known else option.text


def _occurs(phrase: str, option: Option, context: Context, *, counted: bool = False) -> bool:
    """Whether the text has just this form of an option, and if it is `counted`, as one thing."""
    before = r"(?i:\b(?:an?|one|each|every) )" if counted else r"\b"
    form = re.compile(rf"{before}{re.escape(phrase)}\b")
    texts = (context.passages[passage].text for passage in _places(option.text, context))
    return any(phrase in text and form.search(text) for text in texts)


def telling(option: Option, context: Context) -> tuple[str, str]:
    """The shortest sentence that begins with what the option names, and its passage; two empty strings without one."""
    begins = normal(option.text) + " "
    return _shortest(option, context, lambda s: normal(s).startswith(begins))


def _shortest(option: Option, context: Context, fits: Callable[[str], bool]) -> tuple[str, str]:
    """The shortest clean sentence that fits and can stand alone, and its passage."""
    said = [
        (len(tokens(s)), s, passage)
        for passage in _places(option.text, context)
        for s in context.sentences.get(passage, ())
        if LEAST_TOLD <= len(tokens(s)) <= MOST_TOLD and fits(s) and not points(s) and not _LEFTOVER.search(s)
    ]
    return min(said)[1:] if said else ("", "")


def why_wrong(option: Option, context: Context) -> str:
    """What the text says of the option, which is something else than what is asked; empty where it says nothing."""
    if option.fact is not None:
        return describe(option.fact) if defines(option.fact) else says(option.fact)
    text, passage = telling(option, context)
    if text:
        return f"The text says of {option.text}: “{text}” ({context.passages[passage].locator.label()})."
    text, passage = _shortest(option, context, lambda s: contains(s, option.text))
    if text:
        return (
            f"The text speaks of {option.text} where it says: “{text}” ({context.passages[passage].locator.label()})."
        )
    return ""
