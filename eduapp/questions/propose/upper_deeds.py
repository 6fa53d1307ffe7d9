"""Material from what people did and how they lived: events, measures by which some gained, and customs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import Material, names_people
from eduapp.questions.propose.upper_relations import actor_of, measure_of, way_of
from eduapp.questions.propose.upper_statements import Told, told
from eduapp.questions.words import contains

_NO_DEED = re.compile(
    r"\b(?:according to|reportedly|likely|perhaps|probably|famous|novels?|books?|painting|poems?|theory|idea|"
    r"hypothesis|"
    r"films?|movie|album|song|museum|university|degree|career|born|scientists|historians|scholars|archaeologists|"
    r"anthropologists|researchers|economists|evidence|discovered)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|they)$", re.IGNORECASE)
_MANY = re.compile(
    r"(?:the [A-Z]\w+|[A-Z]\w+(?:s|ans|ese|ish)|women|men|children|boys|girls|peasants|slaves|nobles|elites|wives|"
    r"enslaved people|families|peoples?|societies|communities|citizens|youths?|elders|foragers|nomads|clans|tribes|"
    r"they)$",
    re.IGNORECASE,
)
"""Ends of phrases for a body of people."""
_LIFE = re.compile(
    r"\b(?:famil|marri|child|women|wife|wives|husband|food|ate|eat|meal|cloth|wore|house|home|school|educat|train|work|"
    r"labor|slave|worship|gods?\b|goddess|ritual|ceremon|religio|buri|punish|vot(?:e|ing)|assembl|citizen|propert|"
    r"inherit|"
    r"farm|herd|hunt|gather|craft|festival|game|danc|birth|death|heal|medicin|gender|class|rank|status|gift|kin\b|"
    r"taxes|"
    r"rights?\b|village|temple|priest|market|merchant)",
    re.IGNORECASE,
)
"""Words about how people live."""
_CRUEL = re.compile(r"\b(?:slave|enslave|punish|execut|burn|kill|tortur|whip|starv|sacrific)", re.IGNORECASE)
"""What pupils are not asked to find likeness to in the life around them."""
_NAME = re.compile(r"\b[A-Z][a-z]")


def materials(context: Context) -> Iterator[Material]:
    """Each deed or custom that a statement tells of, the most central first; measures once more as such."""
    for one in told(context):
        if not one.terms or not one.is_past or _NO_DEED.search(one.core):
            continue
        words, terms = {"said": one.said, "core": one.core}, (one.terms[0].text,)
        if _are_people(actor_of(one.core), one):
            yield Material("measure" if measure_of(one.core) else "clash", words, (one.fact,), terms)
            yield Material("event", words, (one.fact,), terms)
        elif _LIFE.search(one.core) and _are_many(way_of(one.core), one):
            yield Material("custom", words, (one.fact,), terms)
            if not _CRUEL.search(one.said):
                yield Material("own-custom", words, (one.fact,), terms)


def _are_people(who: str, one: Told) -> bool:
    """Whether those who act are people: a name of the text, a word for people, or "they" of an extract."""
    known = any(term.proper and contains(who, term.text) for term in one.terms)
    taken_up = one.is_extract and bool(_PRONOUN.search(who))
    return bool(who) and (known or taken_up or names_people(who) or bool(_NAME.search(who[1:])))


def _are_many(who: str, one: Told) -> bool:
    """Whether those who live so are a body of people."""
    taken_up = bool(_PRONOUN.search(who))
    return bool(who) and bool(_MANY.search(who) or names_people(who)) and (one.is_extract or not taken_up)
