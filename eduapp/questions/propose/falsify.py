"""False versions of a true statement: an opposite, another number, a sibling term, or cause and effect exchanged.

Where a statement holds back ("may", "some"), its opposite may be true as well, so it gets none but another number.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from eduapp.domain.knowledge import Fact
from eduapp.questions import answerer
from eduapp.questions.checks.lists import found_in, words
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context, Refusal
from eduapp.questions.distractors import terms_for
from eduapp.questions.numbers import numbers_for, years_for
from eduapp.questions.options import siblings
from eduapp.questions.propose.exchanged import exchanged
from eduapp.questions.propose.renamed import renamed
from eduapp.questions.words import capital, contains, content, kin, normal, tokens

MOST_ON_A_SIDE = 12
NEAR = 10
"""Years that a wrong one is away from the right one, at the least."""

_BECAUSE = re.compile(r"(?P<effect>[^,;]+?),? because (?P<cause>(?!of\b)[^,;]+)\.")
_LEADS = re.compile(
    r"(?P<cause>[^,;]+?) (?P<tie>causes?|caused|leads? to|led to|results? in|resulted in|depends? on) "
    r"(?P<effect>[^,;]+)\."
)
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|this|that|which|who|these|those)\b", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|when|as|while)\b", re.IGNORECASE)
_JOINED_WORD = re.compile(r"^\W{0,2}(?:and|or|to|nor|versus)\b|^[-–/]")
_JOINED_BEFORE = re.compile(r"(?:\b(?:and|or|both|between|nor|versus)|[-–/])\W{0,2}$")
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b(?!s|,\d|\.\d)")
_PERCENT = re.compile(r"\b\d+(?:\.\d+)? (?:percent|per cent)\b")
_BEFORE = re.compile(r"\b(?:to|helps?|helped|helping|can|or) (?:\w+ly )?$")
"""What nobody does a thing in order to make worse, and what may go either way."""

_SPAN_BEFORE = re.compile(
    r"\b(?:soon|shortly|long|just|right|immediately|years?|months?|days?|named|come|comes|came|the) $"
)
_SPAN_AFTER = re.compile(r" (?:[\w-]+ ){0,3}(?:years?|months?|weeks?|days?|decades?|centur(?:y|ies)|all)\b|,")

_COMPARED = re.compile(
    r"\b(?:more|less|fewer|easier|harder|higher|lower|larger|smaller|greater|better|worse|faster|slower|stronger|weaker)\b"
)

_NOT = re.compile(r"\b(?:(?P<can>can)not|(?:is|are|was|were|will|should|must|would) (?P<not>not) )")
_COUNT = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight)\b(?![^.]*\b(?:are|is|were|namely)\b)"
    r"(?= (?:[a-z-]+ )?(?:types|kinds|forms|stages|phases|parts|categories|"
    r"paradoxes|layers|branches|principles|laws|steps|components|functions|elements|groups|classes|factors|levels|forces|"
    r"sources|features|characteristics|conditions|rules|methods|states|fields|subfields)\b)"
)
_MORE_THAN = re.compile(
    r" than (?:about |roughly |nearly |some )?(?:\d|an? |half|one|two|three|four|five|ten|twice|once)"
)
_SET_PHRASE = re.compile(r"\b(?:once|no|any|many|what is|what’s|even|some|(?:one|two|three|few)) $", re.IGNORECASE)
"""Before "more" in phrases that have no "less": "once more", "many more people"."""

_OF_MANY = re.compile(r"\s+(?:(?!of\b)[A-Za-z-]+ )?[a-z-]*(?:(?<![suai])s|men|children|people)\b(?! of\b)")
"""What "few" may stand before: a plural, as in "most new firms"; not "most of the empire"."""

_OF_A_PICTURE = frozenset(
    "left right top bottom first second third last upper lower same other new above distinct different several "
    "particular specific various certain".split()
)
_PLURAL_AFTER = re.compile(r"\s+(?:[a-z]+ )?[a-z]+(?<![su])s\b")


@dataclass(frozen=True, slots=True)
class Falsehood:
    """A false version of a statement, what was put in, what stood there, and by which transformation."""

    text: str
    new: str
    old: str
    how: str


def falsified(fact: Fact, text: str, context: Context, rng: random.Random) -> Falsehood | None:
    """A false version of the statement of a fact that nothing in the text speaks for, or None."""
    for made in candidates(fact, text, context, rng):
        if not is_said(made.text, context):
            return made
    return None


def candidates(fact: Fact, text: str, context: Context, rng: random.Random) -> Iterator[Falsehood]:
    """False versions, the kinds that take most understanding first."""
    yield from _without_not(text)
    if not found_in(text, words().hedges):
        yield from _turned(text)
        yield from (Falsehood(*made, "turned") for made in exchanged(fact, text, context))
        yield from _opposed(text, context, focus(fact))
        yield from _of_a_sibling(text, context)
        yield from _of_another(fact, text, context, rng)
        yield from (Falsehood(*made, "sibling") for made in renamed(text, context))
    yield from _renumbered(fact, text, context, rng)


def is_said(statement: str, context: Context) -> bool:
    """Whether any sentence of the text speaks for a statement."""
    return any(answerer.agrees(statement, group, context) for group in context.sentences.values())


def _without_not(text: str) -> Iterator[Falsehood]:
    """What the text denies, asserted."""
    found = list(_NOT.finditer(text))
    if len(found) != 1 or re.search(
        r"\b(?:but|only|whether|may|might|some|necessarily|always|even|although|though|unless|any|yet)\b", text
    ):
        return
    said = found[0]
    put = "can" if said["can"] else said.group().replace("not ", "")
    yield Falsehood(f"{text[: said.start()]}{put}{text[said.end() :]}", put.strip(), said.group().strip(), "opposite")


def focus(fact: Fact) -> frozenset[str]:
    """The words on which the truth of a fact's statement hinges; none where its grammar isn't known."""
    return frozenset(fact.slots.get("focus", "").split("|")) - {""}


def _opposed(text: str, context: Context, hinges: frozenset[str]) -> Iterator[Falsehood]:
    """The statement with the opposite of a word on which its truth hinges."""
    for a, b in words().opposites:
        for old, new in ((a, b), (b, a)):
            if old.split()[-1] not in hinges:
                continue
            found = list(re.finditer(rf"(?<![\w-]){old}(?![\w-])", text, re.IGNORECASE))
            both = re.search(rf"(?<![\w-]){new}(?![\w-])", text, re.IGNORECASE)
            if len(found) != 1 or (both and not _IF.search(text)):
                continue
            start, end = found[0].span()
            if _COMPARED.fullmatch(old) and len(_COMPARED.findall(text)) > 1:
                continue
            if _is_fixed(text, start, end, new, context):
                continue
            put = _fitted(new, text, start, end)
            yield Falsehood(f"{text[:start]}{put}{text[end:]}", put, text[start:end], "opposite")


def _fitted(new: str, text: str, start: int, end: int) -> str:
    """The opposite in the form that its place wants: "fewer people", "Most" at the start."""
    if new == "less" and _PLURAL_AFTER.match(text[end:]):
        new = "fewer"
    return capital(new) if text[start].isupper() else new


def _is_fixed(text: str, start: int, end: int, new: str, context: Context) -> bool:
    """Whether a word is part of a name, stands beside its like, or would no longer fit its article."""
    if text[start].isupper() and start > 0:
        return True
    if _JOINED_WORD.match(text[end:].lstrip()) or _JOINED_BEFORE.search(text[:start]):
        return True
    around = text[max(0, start - 20) : end + 20].casefold()
    if any(phrase in around for phrase in words().fixed):
        return True
    if _has_no_opposite(text, start, end, new):
        return True
    if _BEFORE.search(text[:start]) or (new in ("before", "after") and _is_of_time(text, start, end)):
        return True
    if new in ("same", "different", "similar") and re.search(r"\b(?:the|an?) $", text[:start], re.IGNORECASE):
        return True
    article = re.search(r"\b(an?) $", text[:start], re.IGNORECASE)
    if article and (article[1].casefold() == "an") != (new[0] in "aeiou"):
        return True
    old = text[start:end].casefold()
    own = [term for term in context.terms if " " in term and f" {old} " in f" {term} " and contains(text, term)]
    return any(term.replace(old, new) not in context.terms for term in own)


def _has_no_opposite(text: str, start: int, end: int, new: str) -> bool:
    """Whether the grammar of a word's place leaves its opposite none: "most of the empire", "more than 300,000"."""
    old = text[start:end].casefold()
    if old.rstrip("s") in ("buy", "sell", "lend", "borrow"):
        return bool(re.search(r" (?:to|from) ", text[end:]))
    if old.startswith(("accept", "reject", "agree", "disagree")):
        return bool(re.match(r" (?:that|with|on|to) ", text[end:]))
    if {old, new} == {"most", "few"}:
        return not _OF_MANY.match(text[end:])
    if old in ("before", "after"):
        return not re.match(r" [a-z]+ing\b", text[end:])
    if old in ("more", "less"):
        return bool(_MORE_THAN.match(text[end:]) or _SET_PHRASE.search(text[:start]))
    return False


def _is_of_time(text: str, start: int, end: int) -> bool:
    """Whether "before" or "after" goes with a stretch of time: "soon after", "after two years"."""
    dated = bool(re.search(r"\d{3,4}|\bnamed\b", text))
    return dated or bool(_SPAN_BEFORE.search(text[:start]) or _SPAN_AFTER.match(text[end:]))


def _turned(text: str) -> Iterator[Falsehood]:
    """Cause and effect in each other's place."""
    if (found := _BECAUSE.fullmatch(text)) and not _PRONOUN.search(found["cause"]):
        effect, cause = found["effect"], found["cause"]
        if _tells(effect) and _tells(cause) and not _PRONOUN.search(effect):
            yield Falsehood(f"{capital(cause)} because {_lowered(effect)}.", cause, effect, "turned")
    if (found := _LEADS.fullmatch(text)) and not _PRONOUN.search(text):
        cause, effect = found["cause"], found["effect"]
        if _is_phrase(cause) and _is_phrase(effect) and _plural(cause) == _plural(effect):
            yield Falsehood(f"{capital(effect)} {found['tie']} {_lowered(cause)}.", effect, cause, "turned")


def _tells(clause: str) -> bool:
    return len(content(clause)) >= 2 and len(tokens(clause)) <= MOST_ON_A_SIDE


def _is_phrase(side: str) -> bool:
    return len(content(side)) >= 1 and len(tokens(side)) <= 6 and not re.search(r"\b(?:and|or|to|by|can|will)\b", side)


def _plural(phrase: str) -> bool:
    head = re.split(r" (?:of|in|for|on|from|with) ", phrase)[0]
    return bool(re.search(r"(?<![su])s$", head))


def _lowered(clause: str) -> str:
    first = clause.split(" ", 1)[0]
    return clause if first.isupper() and len(first) > 1 else clause[0].lower() + clause[1:]


def _of_a_sibling(text: str, context: Context) -> Iterator[Falsehood]:
    """A term in the place of one that the text names beside it as one of the same sort."""
    for key, term in context.terms.items():
        found = list(re.finditer(rf"(?<![\w-]){re.escape(term.text)}(?![\w-])", text, re.IGNORECASE))
        if len(found) != 1:
            continue
        start, end = found[0].span()
        if any(f" {key} " in f" {longer} " and longer != key and contains(text, longer) for longer in context.terms):
            continue
        if _JOINED_WORD.match(text[end:].lstrip(" ,")) or re.search(r"(?:\band|\bor|,)\s+$", text[:start]):
            continue
        for other in (*siblings(term.text, context).values(), *_of_one_head(key, context)):
            alike = other[:1].isupper() == text[start].isupper() or start == 0
            same_number = _plural(other) == _plural(term.text)
            article = re.search(r"\ban? $", text[:start], re.IGNORECASE)
            alike = alike and (normal(other) in context.people) == (key in context.people)
            alike = alike and _is_told_apart(other, text, context) and not re.search(r"\d", text)
            if alike and same_number and not article and not contains(text, other) and _apart(other, key):
                put = capital(other) if start == 0 else other
                yield Falsehood(f"{text[:start]}{put}{text[end:]}", put, text[start:end], "sibling")


def _is_told_apart(other: str, text: str, context: Context) -> bool:
    """Whether the text says what another term means, and the statement has no word that is kin to it."""
    told = any(context.facts_by_subject.get(normal(other), ()))
    words_here = {word for word in tokens(text) if len(word) > 3}
    return told and not any(kin(one, word) for one in tokens(other)[:-1] for word in words_here)


def _apart(other: str, key: str) -> bool:
    """Whether each of two terms has a word that the other lacks."""
    return bool(content(other) - content(key)) and bool(content(key) - content(other))


def _of_one_head(key: str, context: Context) -> list[str]:
    """Other terms that end in the same word and are no kind of this one: "payroll tax" beside "income tax"."""
    parts = set(key.split())
    if len(parts) < 2:
        return []
    return [
        term.text
        for other, term in context.terms.items()
        if not _OF_A_PICTURE & set(other.split())
        and other.split()[-1:] == key.split()[-1:]
        and len(other.split()) == len(key.split())
        and len(parts & set(other.split())) == 1
        and term.count > 1
        and any(map(defines, context.facts_by_subject.get(other, ())))
    ]


def _of_another(fact: Fact, text: str, context: Context, rng: random.Random) -> Iterator[Falsehood]:
    """A defined term of the same sort in the place of the subject, where that is a term too and opens the statement."""
    size = len(fact.subject)
    whole = text[:size].casefold() == fact.subject.casefold() and text[size : size + 1] == " "
    defined = any(map(defines, context.facts_by_subject.get(normal(fact.subject), ())))
    if fact.slots.get("split") != "clause" or not whole or not defined:
        return
    others = terms_for(fact, text, context, rng)
    for one in () if isinstance(others, Refusal) else others:
        if one.fact and defines(context.facts[one.fact]) and not content(one.text) & content(text):
            put = capital(one.text)
            yield Falsehood(f"{put}{text[size:]}", put, text[:size], "sibling")


def _is_far(new: str, old: str) -> bool:
    """Whether another year is so far from the right one that who knows the time can tell."""
    is_year = new.isdigit() and old.isdigit() and len(old) >= 3
    return not is_year or _away(new, old) >= NEAR


def _away(new: str, old: str) -> int:
    """How many years one year is from another; 0 of what is none."""
    return abs(int(new) - int(old)) if new.isdigit() and old.isdigit() else 0


def _renumbered(fact: Fact, text: str, context: Context, rng: random.Random) -> Iterator[Falsehood]:
    """Another year or share in the place of the only one."""
    for pattern, others in ((_YEAR, lambda old: years_for(fact, old, context, rng)),
                            (_PERCENT, lambda old: numbers_for(fact, old, rng)),
                            (_COUNT, lambda old: numbers_for(fact, old, rng))):  # fmt: skip
        found = list(pattern.finditer(text))
        made = others(found[0].group()) if len(found) == 1 else ()
        if isinstance(made, Refusal) or len(re.findall(r"\d+", text)) > 1:
            continue
        far = [one for one in made if _is_far(one.text, found[0].group())]
        for one in sorted(far, key=lambda one: _away(one.text, found[0].group()))[:1]:
            start, end = found[0].span()
            yield Falsehood(f"{text[:start]}{one.text}{text[end:]}", one.text, found[0].group(), "number")
