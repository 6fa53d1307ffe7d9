"""What a form is filled with: facts whose words can stand in a stem and in a rubric."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from eduapp.domain.knowledge import Fact, Term
from eduapp.questions.askable import points_outside
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.form import alone_problem, language_problem
from eduapp.questions.wording import plain_sentence, states
from eduapp.questions.words import capital, content, sentence, tokens, zipf

FEWEST_WORDS, MOST_WORDS = 5, 28
MOST_HALF = 20
"""A clause longer than this makes a stem that has to be read twice."""

MOST_TERMS = 50
COMMON = 5.2
"""A word as common as this (Zipf scale) is no topic by being spread alone."""

_UNQUOTABLE = re.compile(r"[“”\"?!;:()\[\]/=+<>…*|]|—| –|\b[A-Z][a-z]+ \(\d|\.\.|https?")
_PAST = re.compile(
    r"\b(?:was|were|had|did|became|began|led|took|gave|came|went|held|won|saw|fought|met|grew|thought|wrote|fell|rose|"
    r"sought)\b"
)
_PRESENT = re.compile(r"\b(?:is|are|has|have|can|will|may|do|does|must|should|[a-z]{3,}s)\b")
_ED = re.compile(r"\b(?!(?:speed|need|feed|seed|indeed|exceed|proceed|succeed|breed|embed|hundred)\b)[a-z]{2,}ed\b")
TIED = re.compile(
    r"\b(?:also|then|too|even|instead|still|again|already|increasingly|above all|as well|yet|just|now|in turn|however|"
    r"therefore|thus|hence|likewise|similarly|furthermore|moreover|in addition|in general|for example|for instance)\b",
    re.IGNORECASE,
)
"""Words that tie a sentence to the one before it, or to its own day."""
PEOPLE = re.compile(
    r"^(?:the |an? )?(?:people|men|women|employees?|workers?|consumers?|customers?|individuals?|students?|children|"
    r"users?|participants?|soldiers?|troops|casualties|villagers?|companies|company|firms?|countries|country)$",
    re.IGNORECASE,
)
"""Subjects so wide that what is said of them holds for those of the page alone."""
_ALSO = re.compile(r"(?<=[a-z] )(?<!but )also (?=[a-z])")
_COUNTS_BACK = re.compile(
    r"^(?:To (?:summarize|sum up|conclude|illustrate|see|understand|begin)|In (?:summary|short|sum)|"
    r"Note|Notice|Recall|Remember|See|Consider|Imagine|Suppose|Think|Keep in mind)\b|\b[Tt]he [a-z]+’s\b|"
    r"\bboth (?!.* and )\w+|\b(?:two|three|four) (?:sets?|groups?|ways|things)\b|(?<=\w )[A-Z][a-z]\b(?!\.)|"
    r"\b[pvxyz][xyz]\b|\b[A-Z]\d\b|[$€£]|\banother\b|"
    r"(?<=\w )[A-HJ-Z]\b(?!\.)|\bthe two\b(?! [a-z]+s\b)|\bon (?:one|the other) side\b|"
    r"\bthe (?:object|company|firm|column|row|graph|entry|final|predicament|author|reference)\b"
)
"""Words to the reader; things that the page has told of, letters of its formulas, and sums of money."""
_HOLE = re.compile(
    r"\b[A-Z]\.$|, though,|"
    r"\b[Aa]s (?:illustrates|shows|depicts)\b|^As an? (?:consequence|result), |\b(?:in|of|to|by|with|on|at|from|as|"
    r"see) (?:and|or|is|are|was|were|shows?)\b|\b(\w+) \1\b"
)


@dataclass(frozen=True, slots=True)
class Material:
    """Facts of one kind of use, with the words that a form of that kind may put in. The first fact is the main one."""

    kind: str
    words: Mapping[str, str]
    facts: tuple[Fact, ...]
    terms: tuple[str, ...] = field(default=())


_SCENES = (
    (re.compile(r"\b(?:python|programs?|programmers?|code|variables?|functions?|strings?|loops?)\b", re.IGNORECASE),
     "a program that you have used or would like to write"),
    (re.compile(r"\b(?:forces?|energy|velocity|electr\w+|charges?|mass|particles?|waves?|light|lens(?:es)?|heat|atoms?|"
                r"cells?|membranes?|species)\b", re.IGNORECASE),
     "something that you can observe at home, outdoors or in a laboratory"),
    (re.compile(r"\b(?:compan(?:y|ies)|firms?|business\w*|customers?|consumers?|markets?|employees|managers?|products?|"
                r"prices?)\b", re.IGNORECASE),
     "a shop, a company or a household that you know"),
)  # fmt: skip
EVERYWHERE = "something from your own experience or the news"
LEAST_SCENE = 0.012
"""The share of a text's words that say what field it is of."""


@lru_cache(maxsize=1)
def scene(context: Context) -> str:
    """Where a pupil may look for a case of what the text says, by the field that its words belong to."""
    text = " ".join(passage.text for passage in context.passages.values())
    counts = [(len(pattern.findall(text)), place) for pattern, place in _SCENES]
    most, place = max(counts)
    return place if most >= LEAST_SCENE * len(text.split()) else EVERYWHERE


def term_of(fact: Fact) -> str:
    """The subject as it is written inside a sentence."""
    common = fact.slots.get("proper") != "yes"
    first = fact.subject.split(" ", 1)[0]
    return fact.subject[:1].lower() + fact.subject[1:] if common and first[1:].islower() else fact.subject


def claim_of(fact: Fact) -> str:
    """What the fact says, as one sentence that ends with a full stop and goes on from no other."""
    if defines(fact):
        return states(fact)
    return sentence(without_also(plain_sentence(fact.statement)))


def without_also(said: str) -> str:
    """A sentence without the "also" that ties it to the one before."""
    return _ALSO.sub("", said)


def is_sound(said: str, context: Context, most: int = MOST_WORDS) -> bool:
    """Whether a sentence can be quoted in a stem: short, complete, of plain words, and clear without its page."""
    return (
        FEWEST_WORDS <= len(tokens(said)) <= most
        and len(content(said)) >= 4
        and not _UNQUOTABLE.search(said)
        and not _HOLE.search(said)
        and not _COUNTS_BACK.search(said)
        and not language_problem(said)
        and not alone_problem(said, context)
        and not points_outside(said)
    )


def is_half(phrase: str, context: Context, least: int = 2) -> bool:
    """Whether a clause or phrase can be built into a stem."""
    return (
        len(content(phrase)) >= least
        and len(tokens(phrase)) <= MOST_HALF
        and not _UNQUOTABLE.search(phrase)
        and not _COUNTS_BACK.search(phrase)
        and not phrase.endswith((",", "."))
        and " , " not in phrase
        and not points_outside(phrase)
        and not alone_problem(capital(phrase), context)
    )


def salient(context: Context) -> list[Term]:
    """The terms that the text is about and comes back to, by salience and by over how much of it they are spread."""
    often = [term for term in context.terms.values() if term.count >= 2]
    return sorted(often, key=lambda term: (-_centrality(term, context), term.key))[:MOST_TERMS]


def _centrality(term: Term, context: Context) -> float:
    """Salience tells a term from a common word; the share of the passages that name it, what a text is about."""
    single = not term.proper and " " not in term.text
    telling = min(max((COMMON - zipf(term.text)) / 1.5, 0.0), 1.0) if single else 1.0
    return term.salience + telling * len(term.passages) / max(len(context.passages), 1)


def is_past(clause: str) -> bool:
    """Whether a clause tells of something past, by its verb forms."""
    return bool(_PAST.search(clause)) or (bool(_ED.search(clause)) and not _PRESENT.search(clause))


def inside(phrase: str, fact: Fact, context: Context) -> str:
    """A clause of a fact as it reads inside a sentence: without the capital that only the sentence's start gave it."""
    first = phrase.split(" ", 1)[0]
    low = first[:1].lower() + first[1:]
    if fact.slots.get("proper") == "yes" or not first[1:].islower() or low == first:
        return phrase
    known = any(re.search(rf"(?<=[a-z,] ){re.escape(low)}\b", passage.text) for passage in context.passages.values())
    return phrase[:1].lower() + phrase[1:] if known else phrase


_AGENT = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|business(?:es)?|organi[sz]ations?|managers?|employers?|employees?|governments?|"
    r"states?|"
    r"nations?|countries|people|teams?|leaders?|rulers?|kings?|queens?|emperors?|officials|merchants|farmers|workers|"
    r"(?!waters?\b|hungers?\b|dangers?\b|borders?\b|winters?\b|letters?\b|transfers?\b|colors?\b|errors?\b|"
    r"layers?\b|numbers?\b|powers?\b|papers?\b|matters?\b|centers?\b|computers?\b|meters?\b|lasers?\b|"
    r"others?\b|orders?\b|fibers?\b|rivers?\b|reactors?\b|vectors?\b|factors?\b|sensors?\b|motors?\b)"
    r"[a-z]{3,}(?:ers|ors|ists|ians|ants)|banks?|cities|communities|societies|schools?|parents|children|consumers|"
    r"investors|agencies|parliament|congress|court|church|army|armies|party|parties|families|households|groups?)\b",
    re.IGNORECASE,
)
_USED = re.compile(r"\b(?:used|designed|intended|introduced|established|created|set up|built|passed|adopted)$")


def names_people(phrase: str) -> bool:
    """Whether a phrase names people, or bodies of people that act."""
    return bool(_AGENT.search(phrase))


def is_agent(deed: str, fact: Fact) -> bool:
    """Whether people do what a clause tells: by the words at its beginning, a name in the past, or "is used"."""
    opening = " ".join(deed.split()[:5])
    named = bool(re.match(r"(?:the )?[A-Z][a-z]", deed)) and is_past(deed)
    return bool(_AGENT.search(opening) or _USED.search(deed) or named or fact.slots.get("person") == "yes")


def listed(phrases: tuple[str, ...] | list[str]) -> str:
    """The phrases as a list in a sentence: "a, b and c"."""
    *first, last = phrases
    return f"{', '.join(first)} and {last}" if first else last
