"""Which names of a text are people: told from what stands beside them, without a list of names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from eduapp.domain.knowledge import Fact, Term
from eduapp.questions.words import normal, sentences, zipf

_RANKS = (
    "king queen emperor empress prince princess pope president minister chancellor senator governor mayor general "
    "admiral captain colonel sultan caliph shah tsar czar pharaoh khan lord lady sir saint bishop archbishop father "
    "rabbi prophet"
).split()
_TRADES = (
    "philosopher scientist physicist chemist biologist mathematician astronomer physician doctor "
    "engineer inventor economist sociologist psychologist anthropologist archaeologist archeologist historian "
    "linguist geographer ethnographer explorer navigator merchant missionary monk nun poet writer author novelist "
    "playwright journalist artist painter sculptor architect composer musician singer actor director leader founder "
    "activist lawyer judge entrepreneur businessman businesswoman manager professor scholar researcher theorist "
    "botanist geologist ruler reformer revolutionary dictator commander conqueror nurse teacher student naturalist"
).split()
_BEFORE = [*_RANKS, *_TRADES]
_AFTER = (
    "said says wrote argued argues believed thought suggested proposed observed noted explained discovered invented "
    "married died studied taught painted composed reigned coined"
).split()
_TITLES = ("Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.")


_NOT_OF_NAMES = [*_BEFORE, *(word.capitalize() for word in _TRADES)]
"""Words before a name that are no part of it: a rank with a capital is ("Emperor Wu"), a trade never."""

_TITLED = re.compile(
    rf"(?:\b(?P<noun>{'|'.join(_NOT_OF_NAMES)}) |\b(?P<title>{'|'.join(map(re.escape, _TITLES))}) )?"
    r"(?P<name>(?:[A-Z][\w’'-]*\.? )*[A-Z][\w’'-]+(?: (?:of|the|de|da|van|von|ibn|al) [A-Z][\w’'-]+)*)$"
)


def people(terms: Iterable[Term], facts: Iterable[Fact], text: str) -> frozenset[str]:
    """The normal forms of names that facts or the words around them show to be a person's."""
    facts, terms = list(facts), list(terms)
    said = [f for f in facts if f.slots.get("person") == f.slots.get("proper") == "yes" and _is_name(f.subject)]
    known = {normal(f.subject) for f in said if f.slots.get("via") != "alias"}
    known |= {normal(name) for f in facts if (name := named_person(f.subject))}
    before = "|".join([*_BEFORE, *(word.capitalize() for word in _BEFORE), *map(re.escape, _TITLES)])
    for term in terms:
        if term.proper and normal(term.text) not in known and _is_name(term.text):
            name = re.escape(term.text)
            beside = (
                rf"(?:\b(?:{before}),? {name}\b)|(?:\b{name},? (?:who|{'|'.join(_AFTER)})\b)|(?:\b{name} \(\d{{4}}–)"
            )
            stays = rf"\b(?:in|across|throughout|into|within) {name}\b(?!’s|'s)"
            if re.search(beside, text) and not re.search(stays, text):
                known.add(normal(term.text))
    full = sorted(_full_names(text))
    short = _shorts(full, text)
    known |= {normal(name) for name in _taken_up(text, short)}
    return frozenset(known | _short_names(known, short)) - _shared_names(full)


_FULL = re.compile(
    r"\b[A-Z][a-z][\w-]+(?: (?:[A-Z]\.|de|von|van|ibn|al|bin|da|del|[A-Z][a-z]+)){0,2} [A-Z][a-z][\w-]+\b"
)
_ONE = re.compile(r"\b(?P<name>[A-Z][a-z][\w-]+(?: [A-Z][a-z][\w-]+){0,2})(?P<own>[’']s)?(?= (?P<next>[\w-]+))")
_AGAIN = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b")
_AGAIN_NEXT = re.compile(r"(?:He|She|His|Her)\b")
_OF_A_LIFE = (
    "death birth life reign wife husband son daughter sons daughters brother sister father mother widow successor heir"
).split()
_IN_A_LIFE = re.compile(r" (?:was|were) (?:born|assassinated|executed|murdered|crowned|exiled|imprisoned|succeeded)\b")


def _taken_up(text: str, short: Mapping[str, str]) -> set[str]:
    """The names that "he" or "she" takes up, or of which the text tells a birth, a reign or a death."""
    split = sentences(text)
    found: dict[str, int] = {}
    for sentence, following in zip(split, (*split, "")[1:], strict=True):
        for name in map(_without_opening, _told_of(sentence, following)):
            found[name] = found.get(name, 0) + 1
    return {
        name
        for name, count in found.items()
        if (count > 1 or name in short or name in short.values())
        and _is_name(name)
        and not re.search(rf"\b(?:in|across|throughout|into|within|[Tt]he) {re.escape(name)}\b(?!’s|'s| [A-Z])", text)
    }


def _without_opening(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and zipf(first.casefold()) > _EVERYDAY and first.casefold() not in _RANKS else name


def _told_of(sentence: str, following: str) -> list[str]:
    """The first name of a sentence that opens a clause, where the rest or the next sentence speaks of a person."""
    for found in _ONE.finditer(sentence):
        before, after = sentence[: found.start()], sentence[found.end() :]
        if found["own"] and found["next"] in _OF_A_LIFE:
            return [found["name"]]
        if before.strip() and not before.rstrip().endswith((",", " when", " after", " before")):
            continue
        plain = _without_opening(found["name"])
        everyday = not before.strip() and zipf(plain.split()[0].casefold()) > _EVERYDAY
        if found["own"] or not found["next"].islower() or everyday:
            continue
        others = _ONE.search(after)
        again = _AGAIN.search(after) if not others else _AGAIN.search(after[: others.start()])
        if _IN_A_LIFE.match(after) or again or (not others and _AGAIN_NEXT.match(following)):
            return [found["name"]]
        return []
    return []


_EVERYDAY = 5.0
"""A word as common as this (Zipf scale) at the start of a sentence is no name."""


def _full_names(text: str) -> set[str]:
    """Names of several words, without an everyday word that opens their sentence: "While Sargon" is none."""
    found = set()
    for name in set(_FULL.findall(text)):
        plain = _without_opening(name)
        if " " in plain:
            found.add(plain)
    return found


def _shorts(names: Iterable[str], text: str) -> dict[str, str]:
    """The first and last words of full names that the text also uses alone, and the names."""
    found = {}
    for full in names:
        words = full.split()
        for one in (words[0], words[-1]):
            alone = re.findall(rf"(?:^|[a-z,;.”] )({re.escape(one)})(?:[’']s)?(?=[ ,.;])(?! [A-Z])", text)
            if len(alone) > 1 and one.casefold() not in _NO_PERSON:
                found[one] = full
    return found


def _short_names(known: set[str], short: Mapping[str, str]) -> set[str]:
    """Full names of people, and the words by which the text calls them alone."""
    pairs = [{normal(one), normal(full)} for one, full in short.items()]
    return set().union(*(pair for pair in pairs if pair & known))


def _shared_names(names: Iterable[str]) -> frozenset[str]:
    """The last names that two people of a text have: alone, they tell nobody apart."""
    firsts: dict[str, set[str]] = {}
    for full in names:
        first, *_, last = full.split()
        firsts.setdefault(normal(last), set()).add(first)
    return frozenset(last for last, different in firsts.items() if len(different) > 1)


def named_person(phrase: str, known: frozenset[str] = frozenset()) -> str:
    """The name at the end of a phrase such as "the American biologist Lynn Margulis", or an empty string."""
    found = _TITLED.search(phrase)
    name = found["name"].strip() if found else ""
    rank = name.split(" ", 1)[0].lower() in _BEFORE and " " in name
    told = found is not None and (found["noun"] or found["title"] or rank) and _is_name(name)
    return name if name and (told or normal(name) in known) else ""


_NO_PERSON = frozenset(
    "empire kingdom dynasty war wars revolution republic union state states army party church city river sea island "
    "islands vizier king queen emperor president pope sultan caliph council parliament congress company league treaty "
    "act university movement period age era century roads route house court academy society government "
    "confederacy".split()
)


_OF_A_NOTION = ("ism", "isms", "ity", "tion", "tions", "hood", "ology", "ment", "ness", "ship")
"""Endings of notions: the followers of Zoroastrianism believed something, and it is no person."""


def _is_name(text: str) -> bool:
    words = text.split()
    if words[-1].casefold() in _NO_PERSON or words[-1].casefold().endswith(_OF_A_NOTION):
        return False
    return len(words) <= 4 and all(
        word[:1].isupper() for word in words if word not in ("of", "the", "de", "da", "von", "ibn")
    )
