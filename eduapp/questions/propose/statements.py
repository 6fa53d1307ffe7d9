"""The statements of a text that questions are made from: its core sentences, those that a class may be shown alone."""

from __future__ import annotations

import re
from functools import lru_cache

from eduapp.domain.knowledge import Fact
from eduapp.language.core import core_statements
from eduapp.language.facts.halves import UNIQUE
from eduapp.questions.askable import points_outside
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.form import alone_problem
from eduapp.questions.gist import CENTRAL, weight_of
from eduapp.questions.propose.sentences import FURTHER, names_are_known, telling_sentences
from eduapp.questions.propose.teachable import (
    LEAST_ABOUT,
    LEAST_FURTHER,
    LEAST_SPARE,
    LEAST_SPARE_FURTHER,
    is_teachable,
    is_topical,
)
from eduapp.questions.wording import plain_sentence
from eduapp.questions.words import contains, content, lemma, normal, sentences, tokens

FEWEST, MOST, LEAST_CONTENT, TELLING = 7, 28, 4, 5
"""Words of a statement, the least number of them that carry meaning, and how many do in one worth a question."""

MOST_SPARE, TELLING_SPARE = 30, 4
"""The same of a statement that only fills a seat which would stay empty."""

OFTEN = 6
"""A noun that the text names so often is what it is about: "the brain" needs no page then."""

_OPENS_WITH_THE = re.compile(
    r"the (?P<noun>[a-z]{3,})(?<!ic)(?<!al)(?<!ous)(?<!ive)(?<!ed)(?<!ing)(?<!ar)(?<!ary)(?<!est)"
    r" [a-z]{2,}(?:s|ed)\b(?! of\b)"
)
_BARE_THE = re.compile(
    r"\bthe (?:[a-z]+(?:ed|al|ic|ous|ive|ar) )?(?P<noun>[a-z]{3,})(?=[.,]| (?:is|was|are|were|has|had|have|appears?|"
    r"will|can|may|must|be|did|does|do|became|stands?|and|or|but)\b)"
)

MOST_STATEMENTS = 80
"""How many of a text's statements are used."""

_BROKEN = re.compile(
    r"\b(?:of|in|to|by|from|with) (?:is|are|was|were|shows?)\b|\b(?:of|in|to|by|from) ,|"
    r"[α-ωΑ-Ω]|\b[bcdfghjklmnpqrstvwxz]{2,3}\b|"
    r"(?<=[a-z] )[A-Z][bcdfgklpqtvwxz](?![\w’'.-])|"
    r"[;:—–()\[\]“”\"‘/=]|\.\.\.|…|\bet al\b|(?<![\w’'.°-])[b-zB-HJ-Z](?![\w’'.-])|"
    r"\b[A-Z]\.(?: |$)(?<!U\.S\. )|\?|!|\w\. [a-z]|"
    r"\b(?:[Ii]n|[Aa]s|of|by|from|to|(?<!such )as \w+),|\bis the, |, as \w+s (?:is|are)\b"
)
_BESIDE = re.compile(
    r"\b(?:students?|readers?|lectures?|chapters?|textbooks?|below|above|this|these|such(?! as)|here|suppose|"
    r"those(?! (?:who|that|of|which|in|with|from)\b)|imagine|consider|"
    r"equations?|formula|particle \d|(?:case|step|part|point|item|question|option|trial|run) \d|"
    r"recall|note|remember|example|examples|instance|hypothetical|fictional|figure|table|graph|column|row|panel|"
    r"labeled|shown|shows|arrow|pictured|depicted|diagram|illustrated|video|website|click|exercise|interesting|picture|"
    r"story|key point|unfortunately|fortunately|surprisingly|perhaps|maybe|likely|instead|again|(?<!, )then|"
    r"thus|therefore|however|otherwise|hence|of course|I|we|you|our|your|my|"
    r"another(?= (?:difference|reason|factor|way|example|effect|result|cause|sign))|"
    r"seems?|elsewhere|way back|say(?=,)|mere|(?:is|are) (?:other|another))\b|\$|→|"
    r"\bthe (?:person|child|man|woman|boy|girl|driver|worker|couple|author)\b",
    re.IGNORECASE,
)
_UNTELLING = re.compile(
    r"(?:More|Less|Fewer|The (?:concern|problem|question|answer|goal|reason|result|point|key|idea|difference|challenge|"
    r"issue|purpose|fact|process|effect|aim|following|remainder|outcome|trend|subject|topic)"
    r"(?: here| of the)? (?:is|was|are|were|has|had|can|may)\b|"
    r"A few|Nearly|Everyone|Everybody|Someone|Somebody|People (?:produced|did|had|were|went)|"
    r"Often|Commonly|Typically|An? (?:less|more|second|third|further)|Where|What|"
    r"[A-Z][a-z]+s (?:how|what|why|whether)\b|"
    r"Keep|Just as|Simply|Similar|To summarize|Some|Several|Both|Others?|Another|One|Each|All|Few|There|Here|Let|Even|"
    r"Perhaps|Not|No|Today|Recently|Sometimes|Think|Look|See|Notice|Now|Together|Indeed|Instead|Also|Finally|Second|"
    r"Third|First|At first|Yet|So|Or|Nor|"
    r"Could|Can|May|Might|Must|Should|Would|Will|Is|Are|Was|Were|Do|Does|Did|Has|Have|Had)\b"
)
_ASIDE = re.compile(r"\s+\([^()]*\)")
_SYMBOL = re.compile(
    r"(?<=[a-z]{4})(?<!because)(?<!where)(?<!that)(?<!when)(?<!then)(?<!with)(?<!while) "
    r"(?:[α-ωΑ-ΩB-HJ-Z]|[b-hj-z]|[vfmp] ?[a-z])(?=,? (?:is|are|equals?|has|depends) )"
)
"""The symbol of a quantity after its name: "the wavelength λ is", "the speed v is"."""

_ALSO = re.compile(
    r",? (?:also|too|still|of course|on the other hand|in fact|indeed|however|moreover|furthermore|nevertheless|"
    r"nonetheless|alternatively|for example),? "
    r"(?=(?P<opens>(?:although|though|because|if|when|while|which|who)\b)|[a-z])"
)
_THE = re.compile(r"The (?P<rest>(?:[\w’-]+ ){1,5})")
_TOLD_APART = re.compile(
    r"\b(?:of|that|which|who|whose|in|for|between|from|on|to|by|behind)\b|[A-Z]|\w{3,}(?:est|most)\b|\bmost\b"
)
_LATE_PRONOUN = re.compile(
    r"(?:Like|Unlike|Despite|Without|As|By|In|After|Before|During|Over|For|At|Since|From|On|Among|With|Within|"
    r"Through) .*?, (?:it|they|he|she) "
)
_CUT_OFF = re.compile(r"[A-Z]\w+, (?:the|an?) ")
_OF_A_PERSON = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
_OF_MANY = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_MANY = re.compile(
    r"\b(?:and|people|men|women|children|data|media|bacteria|criteria|phenomena|who|person|each|every|pair|couple|team|"
    r"army|group|family|police|\w+ese|British|French|Dutch|\w+ish)\b"
)
"""What "they" may stand for, by its form."""

OPENING = 6
"""Words of a first clause whose "their" may stand for what comes after it: "In their cities, the Maya"."""

_SAID = re.compile(r", (?:the |an? )?[\w ]+ (?:claims?|claimed|says?|said|argues?|argued|believes?|notes?|noted)\.$")
_DATED = re.compile(r"(?:For|As of|By|Since|In|On|At) (?:the )?(?:early |late |mid-)?20[012]\d\b|\btoday\b")
_SLIGHT = re.compile(
    r"\b(?:aged? (?:of )?\d|\d+ years? old|\d+-year-old|at the age of|years of age|(?:was|were) born|weighed|"
    r"nicknamed)\b|"
    r"\d[\d,.]* (?:\w+ )?(?:miles|kilomet(?:er|re)s|km|feet|tons|tonnes|pounds|dollars|inhabitants|people|workers|"
    r"copies|seats|rooms|pages|hours|days)\b.*\d"
)
"""What nobody would teach: a bare age, or two amounts at once."""

_EXAMPLE = re.compile(
    r"(?:For (?:example|instance)|As an (?:example|illustration)|To illustrate|In one (?:case|study))\b"
)
_FIGURE = re.compile(
    r"\b(?:shown|illustrated|depicted|pictured|displayed|drawn) (?:schematically |here |below |above )?"
    r"(?:in|on|by)? ?[.,;)]|"
    r"\b(?:in|see|from) ?[.,)]|\(\)|\b(?:Figure|Table) \d|^(?:shows|illustrates|depicts|lists)\b"
)

_OWNED = re.compile(r"\b[A-Z][a-z]+[’']s\b(?! (?:[Ll]aws?|[Tt]heor|[Mm]odel|[Ee]ffect|[Aa]rea|[Pp]rinciple))")


@lru_cache(maxsize=1)  # several proposers ask for those of one text, one after the other
def statements(context: Context) -> tuple[Fact, ...]:
    """What can be shown alone: core statements first, then those of facts, then other sentences by their terms."""
    found: dict[str, Fact] = {}
    for fact, text, further in _sentences(context):
        fits = is_teachable(text, context, LEAST_FURTHER if further else LEAST_ABOUT)
        fits = fits and (not further or is_topical(text, context))
        if fits and _is_of_the_course(fact, context) and is_presentable(fact, context):
            found.setdefault(text, fact)
    return tuple(found.values())[:MOST_STATEMENTS]


@lru_cache(maxsize=1)
def spare_statements(context: Context) -> tuple[Fact, ...]:
    """Further ones that are good enough for a seat which would stay empty: of what the text is less about, or long."""
    taken = {shown(fact) for fact in statements(context)}
    found: dict[str, Fact] = {}
    for fact, text, further in _sentences(context):
        fits = text not in taken and is_teachable(
            text, context, LEAST_SPARE_FURTHER if further else LEAST_SPARE, spare=True
        )
        fits = fits and names_are_known(text, context)
        fits = fits and (not further or is_topical(text, context, spare=True))
        if fits and _is_of_the_course(fact, context) and is_presentable(fact, context, spare=True):
            found.setdefault(text, fact)
    return tuple(found.values())[:MOST_STATEMENTS]


@lru_cache(maxsize=1)
def _sentences(context: Context) -> tuple[tuple[Fact, str, bool], ...]:
    """Facts that are sentences, what is shown of them, and whether it is one of which no fact was made."""
    core = core_statements(context.document, context.understanding)
    further = sorted(telling_sentences(context), key=lambda fact: (-_salience(fact, context), fact.id))
    return tuple((fact, shown(fact), fact.rule == FURTHER) for fact in (*core, *context.facts.values(), *further))


def _is_of_the_course(fact: Fact, context: Context) -> bool:
    """Whether the sentence of a fact is no example, nothing made up, and nothing beside a figure."""
    return not is_made_up(fact, context) and not _is_an_aside(fact, context)


def _is_an_aside(fact: Fact, context: Context) -> bool:
    """Whether the sentence of a fact is an example, or comes right after the text has pointed at a figure."""
    own = sentences(fact.quote.text)
    if not own or _EXAMPLE.match(own[-1]):
        return bool(own)
    said = context.sentences.get(fact.quote.passage, ())
    at = said.index(own[0]) if own[0] in said else 0
    return at > 0 and bool(_FIGURE.search(said[at - 1]))


def is_made_up(fact: Fact, context: Context) -> bool:
    """Whether the sentence of a fact tells of a case that the text makes up."""
    return bool(context.made_up) and not context.made_up.isdisjoint(sentences(fact.quote.text))


def _salience(fact: Fact, context: Context) -> float:
    term = context.terms.get(normal(fact.subject))
    return term.salience if term else 0.0


def is_presentable(fact: Fact, context: Context, *, spare: bool = False) -> bool:
    """Whether the sentence of a fact may be shown to a class as it stands; a `spare` one may be longer, or say less."""
    text = shown(fact)
    subject = fact.slots.get("named", "") if fact.slots.get("split") == "clause" else ""
    told = text if not subject or not text.casefold().startswith(subject.casefold()) else f"{text[: len(subject)]} "
    return (
        len(content(text)) >= (TELLING_SPARE if spare else TELLING)
        and not takes_for_known(text, context)
        and reads_alone(text, context, MOST_SPARE if spare else MOST)
        and _opens_with_a_topic(told, context)
    )


def takes_for_known(text: str, context: Context) -> bool:
    """Whether "the gene" or "the courtyards" stands for something that only the page has told of."""
    said = text[:1].lower() + text[1:]
    opens = _OPENS_WITH_THE.match(said)
    for found in (*((opens,) if opens else ()), *_BARE_THE.finditer(said)):
        noun = lemma(found["noun"])
        if (
            weight_of(found.group()[4:], context) >= CENTRAL
            or context.central.get(normal(found["noun"]), 0.0) >= CENTRAL
        ):
            continue
        term = context.terms.get(normal(found["noun"]))
        defined = any(map(defines, context.facts_by_subject.get(normal(found["noun"]), ())))
        told = any(lemma(word) == noun for word in tokens(said[: found.start()]))
        if not (told or defined or noun in UNIQUE or (term is not None and term.count >= OFTEN)):
            return True
    return False


def reads_alone(text: str, context: Context, most: int = MOST) -> bool:
    """Whether a sentence of up to `most` words is understood without its page, and tells no story or example."""
    return (
        FEWEST <= len(text.split()) <= most
        and len(content(text)) >= LEAST_CONTENT
        and text.endswith(".")
        and not _BROKEN.search(text)
        and not _UNTELLING.match(text)
        and not _BESIDE.search(text)
        and not _LATE_PRONOUN.match(text)
        and not _CUT_OFF.match(text)
        and not _DATED.search(text)
        and not _SLIGHT.search(text)
        and not _SAID.search(text)
        and not _is_of_somebody(text, context)
        and says_who_they_are(text)
        and _says_who(text, context)
        and not points_outside(text)
        and not alone_problem(text, context)
        and not alone_problem(text[:1].lower() + text[1:], context)
    )


def shown(fact: Fact) -> str:
    """The sentence of a fact without what ties it to its page, without asides in brackets and symbols of quantities."""
    return plain_sentence(_SYMBOL.sub("", _ASIDE.sub("", _ALSO.sub(_without_it, fact.statement))))


def _without_it(found: re.Match[str]) -> str:
    """What stays in the place of "also": the comma that opens what comes between commas and goes on after it."""
    said = found.group()
    goes_on = said.startswith(",") and (not said.rstrip().endswith(",") or found["opens"])
    return ", " if goes_on else " "


def _opens_with_a_topic(text: str, context: Context) -> bool:
    """Whether "the" at the beginning goes with a term of the text, or with words that say which one is meant."""
    found = _THE.match(text)
    if not found or _TOLD_APART.search(found["rest"]):
        return True
    said = normal(found["rest"])
    return any(said.startswith(f"{key} ") and " " in key and term.count > 1 for key, term in context.terms.items())


def _says_who(text: str, context: Context) -> bool:
    """Whether "he" and "her" come after a name that the text comes back to."""
    found = _OF_A_PERSON.search(text)
    return not found or any(
        term.proper and term.count > 1 and contains(text[: found.start()], term.text) for term in context.terms.values()
    )


def says_who_they_are(text: str) -> bool:
    """Whether something in the plural comes before "they" and "their", or right after the first clause."""
    found = _OF_MANY.search(text)
    if found is None or ("," in text[found.end() :] and len(text[: found.start()].split()) < OPENING):
        return True
    before = text[: found.start()]
    return bool(_MANY.search(before)) or any(lemma(word) != word for word in tokens(before) if len(word) > 3)


def _is_of_somebody(text: str, context: Context) -> bool:
    """Whether a sentence tells of somebody made up: a first name alone, or somebody's own things."""
    owned = _OWNED.search(text)
    if owned and not _is_known_name(owned.group()[:-2], context):
        return True
    first = tokens(text)[0]
    return first.title() == text.split()[0] and bool(
        re.match(r"[A-Z][a-z]+ (?:and [A-Z][a-z]+ )?(?:buys?|wants?|goes|works?|owns?|has)\b", text)
    )


def _is_known_name(name: str, context: Context) -> bool:
    """Whether a name is of a term or a known person, or the text uses it as a place or with another name before it."""
    if name.casefold() in " ".join(context.terms) or any(
        name.casefold() in person.split() for person in context.people
    ):
        return True
    form = re.compile(rf"\b(?:in {name}\b(?!’)|[A-Z][a-z]+ {name}\b)")
    return any(form.search(passage.text) for passage in context.passages.values())
