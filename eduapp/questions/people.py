"""Which names of a text are people: told from what stands beside them, without a list of names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eduapp.domain.knowledge import Fact, Term
from eduapp.questions.words import normal

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
    facts = list(facts)
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
    return frozenset(known)


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
