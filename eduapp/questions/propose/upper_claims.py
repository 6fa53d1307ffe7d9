"""Material from general statements: claims to apply and to test, findings, claims with a limit, and contrasts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import Fact, FactKind, Term
from eduapp.questions.askable import is_askable
from eduapp.questions.context import is_alias
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_clauses import read
from eduapp.questions.propose.upper_material import (
    PEOPLE,
    TIED,
    Material,
    claim_of,
    inside,
    is_half,
    is_past,
    is_sound,
    scene,
)
from eduapp.questions.propose.upper_relations import RELATION, aim_of, cause_of, finding_of
from eduapp.questions.propose.upper_statements import Told, is_history, named, told
from eduapp.questions.wording import with_article
from eduapp.questions.words import bare, capital, contains, lemma, sentence, tokens, zipf

_ADVERBS = "often|usually|generally|typically|frequently|sometimes|commonly|normally|mostly"
_NO_NOUN = "of|other|people|more|use|have|are|do|can|will|may|were|see|say|think|live|work|find|argue|believe"
_HEDGED = (
    (re.compile(rf"(?<=\w )(?<!more )(?<!most )(?<!less )(?<!too )(?<!how )(?<!very )(?P<hedge>{_ADVERBS})(?= [a-z])"
                r"(?! (?:called|known|referred|termed|described|compared|by|thought|said|considered|not|more|less)\b)"),
     "always"),
    (re.compile(rf"^(?P<hedge>Most|Many|Some)(?= (?!(?:{_NO_NOUN})\b)[a-z-]+(?: [a-z-]+)? (?!of\b)[a-z]+)"),
     "All"),
)  # fmt: skip
_REPORTED = re.compile(
    r"\b(?:have|has|had) (?:\w+ )?\w+(?:ed|en)\b|\b(?:said|says?|argues?|claims?|warns?|think|believe|suggests?)\b"
)
_UNLIMITED = re.compile(r"\b(?:all|any|every|each|always|never|no|none|only|must|because)\b", re.IGNORECASE)
_SINGLE = re.compile(r"\d|\b(?:this|these|today|now|recent|recently|currently|example|mentioned|discussed)\b", re.I)
_NO_CLAIM = re.compile(
    r"\b(?:called|known as|referred to|refers? to|named|stands? for|defined as|measured (?:in|by)|expressed|"
    r"denoted|divided|"
    r"classified|explains why|is the reason|states that|says that|exists?|is when|consists? of|composed of|includes?|"
    r"including|units?|occurs? when)\b"
)
_NAME = re.compile(r"\b(?![A-Z]{2,5}s?\b)[A-Z]")
_GOING_ON = re.compile(r"\b(?:is|are|being) [a-z]+ing\b|\b(?:has|have) (?:been|[a-z]+(?:ed|en|t|d))\b")
_STUDENTS = re.compile(
    r"^(?:The |An? )?(?:[\w-]+ )?(?:\w+ists?|scholars?|scientists?|researchers?|experts?|authors?|historians?|people|"
    r"analysis|stud(?:y|ies)|research|data)\b"
)
SOCIAL = re.compile(
    r"\b(?:social|societ\w+|cultur\w+|econom\w+|politic\w+|markets?|trade|business\w*|organi[sz]ations?|work|workers?|"
    r"wages?|prices?|consumers?|customers?|identit\w+|gender|famil\w+|communit\w+|media|education|health|government\w*|"
    r"entrepreneur\w*|manage\w+|employ\w+|compan\w+|firms?|poverty|policy|policies|technolog\w+|language|people|"
    r"religio\w+|beliefs?|power|leaders?\w*|plan\w*|invest\w+|income|food|groups?|teams?|products?|brands?)\b",
    re.IGNORECASE,
)
"""Matters in which a statement holds more or less; a law of nature holds."""
_MORE_OR_LESS = re.compile(
    r"\b(?:tends?|helps?|should|often|typically|generally|usually|importan\w+|essential|likely|unlikely|"
    r"encourag\w+|promot\w+|improv\w+|enhanc\w+|foster\w*|strengthens?|weakens?|threaten\w*|benefits?|linked|tied|"
    r"shapes?|reshapes?|influenc\w+|reflects?|challeng\w+|provides?|creates?|brings?|builds?|reveals?|drives?|reduc\w+|"
    r"increas\w+|attracts?|limits?|enabl\w+|allows?|serves?|makes?|gives?)\b"
)
_TESTABLE = re.compile(
    r"\b(?:(?:more|less|greater|smaller|higher|lower|better|worse|faster|slower|longer|shorter|stronger|weaker|larger|"
    r"hotter|colder|denser)\b.* than|depends? (?:only )?on (?:the|how|whether|its|their)|increas(?:es?|ing) "
    r"(?:with|as|when)|"
    r"decreas(?:es?|ing) (?:with|as|when)|proportional to|affects?|influences?|tends? to|linked to|are less likely|"
    r"are more likely|improves?|reduces?|raises?|lowers?|enhances?|attracts?)\b"
)
_MAY = re.compile(r"\bmay\b")
"""What only may be can't be limited."""
NEAR_VERB = 3
"""A word that limits the main verb stands among so many after the subject."""
NEAR = 6
"""The main verb with what goes before it is among so many words after the subject."""
NAMED_BY = 4
"""A subject with "the" of so many words says which one is meant."""
TECHNICAL = 4.0
"""A word less common than this (Zipf scale) is one to be explained."""
_BOUND = re.compile(r"\b(?:which|that|who|whom|where|results?)\b")
"""A subject with a clause of its own is easily taken for more than it is."""
_JUDGED = re.compile(
    r"\b(?:more|less|[a-z]{3,}er) .*\bthan\b|\b(?:essential|necessary|important|crucial|vital) (?:for|to)\b"
)
_TELLS = frozenset(
    "include consist contain refer mean call define have know say show state suggest illustrate describe "
    "explain represent display note comprise name denote indicate ask remember see consider discuss list "
    "become house hold form make come lie stand live calculate treat classify model measure "
    "express compute determine exist appear seem give find".split()
)
"""Verbs that introduce, sort or report, and so tell of nothing that happens."""
_PRONOUNS = frozenset("it they he she we you i this that these those who one".split())
LEAST_CLAIM = 8
"""Words of a claim: less says little."""
_PARTICULAR = re.compile(r"^The [\w -]{3,40} used\b|, a condition that\b|^Altogether\b|^All ")
_IN_ITS_PLACE = re.compile(r"\b(?:picture|bottom|top|middle) |\b(?:on|to) the (?:left|right)\b|\bin the streets?\b")
_SLIGHT = re.compile(
    r"\b(?:many|various|different|several|certain|some|a number of|a variety of) (?:ways|things|reasons|factors|types|"
    r"kinds|forms|manners|methods)\b|\ba little\b|\b(?:has|have) become\b|\b(?:he|she|his|her)\b|"
    r"\b(?:plays?|has|have) (?:an? )?(?:\w+ )?roles?\b"
)


def materials(context: Context) -> Iterator[Material]:
    """Findings, general claims, claims with a word that limits them, and contrasts."""
    statements = told(context)
    history = is_history(statements)
    for one in statements:
        finding = finding_of(one.core)
        if finding and (SOCIAL.search(finding) or is_past(finding)):
            words = {"said": one.said, "core": one.core, "finding": finding}
            yield Material("finding", words, (one.fact,), tuple(term.text for term in one.terms[:1]))
        elif one.terms:
            if not history or relates(one.core):
                yield from claims(one, context)
            if not one.is_extract:
                yield from halves(one, context)
                yield from hedges(one, context)
    for fact in context.facts_by_kind.get(FactKind.COMPARISON, ()):
        if is_askable(fact):
            yield from contrasts(fact, context)


def claims(one: Told, context: Context) -> Iterator[Material]:
    """A statement about how one thing bears on another in general."""
    core = one.core
    if one.is_past or is_past(core) or not _is_general(one) or len(tokens(core)) < LEAST_CLAIM or _SLIGHT.search(core):
        return
    if cause_of(core) or aim_of(core) or not says_of_a_kind(core):
        return
    words = {
        "said": one.said,
        "core": core,
        "scene": scene(context),
        "t": one.terms[0].text,
        "about": named(one.terms[0], context),
    }
    terms = (one.terms[0].text,)
    yield Material("claim", words, (one.fact,), terms)
    if is_technical(one.terms[0]):
        yield Material("taught", words, (one.fact,), terms)
    if not relates(core) or not (SOCIAL.search(core) or _TESTABLE.search(core)):
        return
    if SOCIAL.search(core):
        yield Material("bearing", words, (one.fact,), terms)
    if _MORE_OR_LESS.search(core) and SOCIAL.search(core) and not _MAY.search(core):
        yield Material("open-claim", words, (one.fact,), terms)
    if _TESTABLE.search(core):
        yield Material("testable", words, (one.fact,), terms)


def is_technical(term: Term) -> bool:
    """Whether a term is one that somebody outside the course may not know."""
    return not term.proper and min(map(zipf, tokens(term.text))) < TECHNICAL


def says_of_a_kind(core: str) -> bool:
    """Whether a sentence says what a kind of thing does or undergoes, in its main verb, or how it compares."""
    clause = read(core)
    if not clause.is_present or not clause.is_whole or clause.others or clause.is_negated:
        return False
    known = clause.subject.startswith("The ") and len(clause.subject.split()) < NAMED_BY
    if clause.is_named or known or clause.head in _PRONOUNS or _BOUND.search(clause.subject):
        return False
    if clause.is_copular:
        return bool(_JUDGED.search(core))
    return clause.verb not in _TELLS


def relates(core: str) -> bool:
    """Whether the main verb of a sentence says that one thing bears on another, and no verb further in."""
    clause = read(core)
    if not clause.subject:
        return False
    _, _, told_of = core.partition(clause.subject)
    return bool(RELATION.search(" ".join(told_of.split()[:NEAR])))


def _is_general(one: Told) -> bool:
    """Whether a statement is about a kind of thing in the present, not one event or name, nor those who study it."""
    said = one.said
    barred = (_SINGLE, _NO_CLAIM, TIED, _GOING_ON, _IN_ITS_PLACE, _PARTICULAR)
    if one.fact.slots.get("proper") == "yes" or (
        one.fact.slots.get("person") == "yes" and not read(one.core).is_plural
    ):
        return False
    studied = not PEOPLE.match(one.fact.subject) and not _STUDENTS.match(said)
    return studied and not _NAME.search(said[1:]) and not any(pattern.search(said) for pattern in barred)


def hedges(one: Told, context: Context) -> Iterator[Material]:
    """A statement with a word that limits it, and the same with that word made absolute."""
    said, fact = one.said, one.fact
    found = [(match, strong) for pattern, strong in _HEDGED for match in pattern.finditer(said)]
    if (
        is_alias(fact)
        or is_past(said)
        or not SOCIAL.search(said)
        or _SOMEBODY.search(said)
        or fact.slots.get("person") == "yes"
        or re.search(r"\b(?:could|would|might)\b", said)
        or len(found) != 1
        or said.casefold().count(found[0][0]["hedge"].casefold()) != 1
        or any(pattern.search(said) for pattern in (_UNLIMITED, _SINGLE, _NO_CLAIM, TIED))
        or _STUDENTS.match(said)
    ):
        return
    match, strong = found[0]
    clause = read(said)
    after = said.partition(clause.subject)[2] if clause.subject else said
    if clause.is_past or (match.start() and match["hedge"] not in after.split()[:NEAR_VERB]):
        return
    if _REPORTED.search(said[: match.end("hedge") + 20]):
        return
    overstated = f"{said[: match.start('hedge')]}{strong}{said[match.end('hedge') :]}"
    if is_sound(said.replace("Some ", "All ", 1), context) and is_sound(overstated, context):
        words = {"said": said, "overstated": overstated, "hedge": match["hedge"].lower(), "strong": strong.lower()}
        yield Material("hedge", words, (fact,), (one.terms[0].text,))


_SOMEBODY = re.compile(r"\b(?:they|he|she)\b", re.IGNORECASE)
_QUANTIFIED = re.compile(r"(?:many|most|some|several|few|all|both|other)\b", re.IGNORECASE)
_TWO_SIDED = ("whereas", "while", "unlike", "in contrast", "by contrast", "contrast")
_SAYS_LITTLE = re.compile(
    r"\b(?:harder|easier|simpler|(?:more|less) [a-z]+) to (?:define|describe|explain|understand|see|tell|say)\b"
)


def contrasts(fact: Fact, context: Context) -> Iterator[Material]:
    """Two things that a sentence tells apart."""
    said, one, other = claim_of(fact), inside(with_article(fact), fact, context), fact.object
    if (
        not fact.slots.get("marker", "").startswith(_TWO_SIDED)
        or _QUANTIFIED.match(one)
        or _QUANTIFIED.match(other)
        or TIED.search(said)
        or _SAYS_LITTLE.search(said)
        or _is_kind_of(one, other)
        or _is_kind_of(other, one)
    ):
        return
    named = is_half(one, context, least=1) and is_half(other, context, least=1) and len(tokens(other)) <= 6
    if named and len(tokens(one)) <= 6 and is_sound(said, context) and contains(said, other):
        yield Material("contrast", {"x": one, "y": other, "said": said}, (fact,), (bare(one), bare(other)))


def halves(one: Told, context: Context) -> Iterator[Material]:
    """Two clauses that "while" or "whereas" sets against each other, each with a subject of its own."""
    found = _WHILE.match(one.core)
    if found is None:
        return
    first, second = (read(found[half]) for half in ("one", "other"))
    apart = first.is_whole and second.is_whole and not first.others and not second.others
    x, y = first.subject, second.subject
    told_of = apart and first.is_past == second.is_past and not {first.head, second.head} & _PRONOUNS
    if not told_of or _is_kind_of(x, y) or _is_kind_of(y, x) or first.is_plural != second.is_plural:
        return
    if not all(is_half(half, context, least=1) and len(tokens(half)) <= 7 for half in (x, y)) or _SAYS_LITTLE.search(
        one.core
    ):
        return
    if not all(found[half].startswith(subject) for half, subject in (("one", x), ("other", y))):
        return
    words = {
        "x": inside(x, one.fact, context), "y": y, "one": found["one"], "other": found["other"], "said": one.said,
        "swapped": sentence(f"{capital(y)}{found['one'][len(x):]}, {found['mark']} {inside(x, one.fact, context)}"
                            f"{found['other'][len(y):]}"),
    }  # fmt: skip
    yield Material("halves", words, (one.fact,), tuple(term.text for term in one.terms[:2]))


_WHILE = re.compile(r"(?P<one>[A-Z][^,;:]{12,120}), (?P<mark>while|whereas) (?P<other>[^,;:]{12,120})\.$")


def _is_kind_of(one: str, other: str) -> bool:
    """Whether a phrase is another with words before it: "a plant cell" beside "cells"."""
    named, whole = ([lemma(word) for word in tokens(bare(phrase))] for phrase in (one, other))
    return len(named) > len(whole) and named[-len(whole) :] == whole
