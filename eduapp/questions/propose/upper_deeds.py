"""Material from what people did and how they lived: events, measures by which some gained, and customs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_clauses import Clause, read
from eduapp.questions.propose.upper_material import Material, names_people
from eduapp.questions.propose.upper_relations import WAYS, actor_of, event_of, measure_of, way_of
from eduapp.questions.propose.upper_statements import Told, is_history, told
from eduapp.questions.words import contains, lemma, tokens

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
_HARD = re.compile(
    r"\b(?:slave|enslave|punish|execut|burn|kill|tortur|whip|starv|sacrific|limited|hard\b|harsh|challeng|forced|"
    r"reservation|camps?\b|had to|could not|poor|poverty|disease|died)", re.IGNORECASE
)  # fmt: skip
"""What pupils are not asked to find likeness to in the life around them."""
_DATED = re.compile(r"\d")
"""What happened in a certain year is no way of life."""
_PERSONS = re.compile(
    r"\b(?:women|men|children|boys|girls|wives|husbands|daughters|sons|peasants|serfs|slaves|enslaved|nobles|elites?|"
    r"aristocrats|kings?|queens?|emperors?|rulers|lords?|masters|servants|workers|employers|merchants|farmers|artisans|"
    r"priests|monks|soldiers|citizens|foreigners|settlers|colonists|natives|rich|poor|wealthy|commoners|clergy|"
    r"landowners|tenants|parents|foragers|elders|families|warriors|officials)\b",
    re.IGNORECASE,
)
_SCHOLARS = re.compile(
    r"\b(?:he|she|it|they|them)\b|\b(?:historians?|scholars?|today|modern|archaeolog\w+|textbook|evidence|sources|theory|probably|perhaps)\b",
    re.IGNORECASE,
)
_BY_ITSELF = frozenset("fall collapse split revolt rebel migrate rise decline end surrender unite".split())
_SAYING = frozenset("say write believe think want hope argue know call consider regard feel have enjoy assert".split())
_CHANGING = _BY_ITSELF | frozenset(
    "build found establish create abolish conquer introduce open close sign launch pass unify defeat kill "
    "execute arrest seize adopt convert ban declare proclaim elect expand organize send invade destroy "
    "replace annex settle grant lose take purchase divide reform modernize mechanize industrialize complete "
    "invent discover develop promote encourage force drive destabilize weaken strengthen spread issue attack "
    "capture sack burn plunder expel deport enslave free tax impose outlaw prohibit restrict redistribute "
    "confiscate suppress persecute overthrow depose assassinate colonize partition occupy massacre liberate "
    "recruit forbid centralize standardize nationalize dissolve import raise demand transform disrupt end "
    "start form merge move transfer relocate ally crown appoint dismiss exile negotiate resist crush raid "
    "blockade boycott".split()
)
"""Verbs of what people do or undergo that makes a difference to others."""
LEAST_RECORDED = 9
_NAME = re.compile(r"\b[A-Z][a-z]")


def materials(context: Context) -> Iterator[Material]:
    """Each deed or custom that a statement tells of, the most central first; measures once more as such."""
    statements = told(context)
    history = is_history(statements)
    for one in statements:
        if not one.terms or not one.is_past or _NO_DEED.search(one.core):
            continue
        words, terms = {"said": one.said, "core": one.core}, (one.terms[0].text,)
        if history and _is_recorded(one):
            yield Material("record", words, (one.fact,), terms)
            if _changes(one):
                yield Material("change", words, (one.fact,), terms)
                clause = read(one.core)
                acts = clause.has_object and not clause.is_passive
                if acts and not event_of(one.core) and _act(clause):
                    yield Material("event", words, (one.fact,), terms)
        if _are_people(actor_of(one.core), one):
            yield Material("measure" if measure_of(one.core) else "clash", words, (one.fact,), terms)
            yield Material("event", words, (one.fact,), terms)
        elif _LIFE.search(one.core) and not _DATED.search(one.core) and _are_many(way_of(one.core), one):
            if len({lemma(found.casefold()) for found in _PERSONS.findall(one.core)}) > 1:
                yield Material("custom", words, (one.fact,), terms)
            if not _HARD.search(one.said):
                yield Material("own-custom", words, (one.fact,), terms)


def _is_recorded(one: Told) -> bool:
    """Whether a statement tells of one thing of the past that sources could bear out: a deed, a belief, a change."""
    clause = read(one.core)
    happened = clause.is_whole and clause.is_past and not clause.is_negated and not clause.is_modal
    acts = clause.has_object and not clause.is_passive and clause.verb not in _SAYING and _act(clause)
    told_of = (clause.verb in _CHANGING | WAYS or acts) and not clause.is_particular and not clause.is_copular
    whole = not one.is_extract and len(tokens(one.core)) >= LEAST_RECORDED
    return happened and told_of and whole and not _SCHOLARS.search(one.core)


def _changes(one: Told) -> bool:
    """Whether a statement tells of something done or brought about, of which more can come."""
    clause = read(one.core)
    done = clause.is_passive or clause.has_object or clause.verb in _BY_ITSELF
    return done and clause.verb in _CHANGING and not clause.others


def _act(clause: Clause) -> bool:
    """Whether the noun that heads the subject is for people: not "the growth of Islam", nor "Sufism"."""
    thing = re.search(r"(?:ism|ity|tion|ment|ance|ence|war|revolution|empire’s|act|treaty)$", clause.head)
    return not thing and (clause.is_named or names_people(clause.head))


def _are_people(who: str, one: Told) -> bool:
    """Whether those who act are people: a name of the text, a word for people, or "they" of an extract."""
    known = any(term.proper and contains(who, term.text) for term in one.terms)
    taken_up = one.is_extract and bool(_PRONOUN.search(who))
    return bool(who) and (known or taken_up or names_people(who) or bool(_NAME.search(who[1:])))


def _are_many(who: str, one: Told) -> bool:
    """Whether those who live so are a body of people."""
    taken_up = bool(_PRONOUN.search(who))
    return bool(who) and bool(_MANY.search(who) or names_people(who)) and (one.is_extract or not taken_up)
