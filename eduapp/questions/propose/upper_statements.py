"""What forms over the whole text are filled with: its central statements, and the terms that they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eduapp.domain.base import content_id
from eduapp.domain.knowledge import Fact, FactKind, Span, Term
from eduapp.domain.source import Passage, Quote
from eduapp.language.core import RULE, core_statements, short_forms
from eduapp.questions.askable import is_askable
from eduapp.questions.contracts import Context
from eduapp.questions.form import language_problem
from eduapp.questions.propose.sentences import FURTHER
from eduapp.questions.propose.upper_clauses import read, read_all
from eduapp.questions.propose.upper_material import PEOPLE, TIED, claim_of, is_past, is_sound, salient, without_also
from eduapp.questions.propose.upper_relations import CONNECTIVE, RELATION, aim_of, event_of, finding_of, way_of
from eduapp.questions.wording import plain_sentence
from eduapp.questions.words import contains, lemma, sentence, tokens, zipf

OPENING_WORDS = 3
"""A term among so many words at the start of a sentence is its subject."""
MOST_BEFORE, MOST_SHOWN = 2, 62
"""How many sentences may be shown before one that needs them, and how many words in all."""
COMMON = 4.9
"""A single word as common as this (Zipf scale) is no topic."""
HISTORY = 0.6
"""A text of whose statements so many tell of the past is one of history."""
MOST_WORDS = 36
"""A sentence to work on may be longer than one to be judged at a glance."""

_EMPTY = frozenset(
    "example instance end concept case thing way term fact part type kind form number amount time use result role "
    "study point skill task material question answer idea topic issue area aspect factor feature level group set "
    "term development emergence instance counterpart individual person year century day date place position lot "
    "change increase decrease difference rate value researcher scholar scientist historian anthropologist author "
    "economist physicist expert percent percentage information member story object end side body yield variety "
    "element relation piece".split()
)
"""Nouns that are about anything: no text is about them alone."""
_SAYING = (
    FactKind.DEFINITION, FactKind.CAUSE, FactKind.PURPOSE, FactKind.CONDITION, FactKind.COMPARISON, FactKind.ROLE,
    FactKind.EVENT,
)  # fmt: skip
_LOOSE = re.compile(
    r"\b(?:two|three|four|five|six|seven|several|various|different) (?:\w+ ){0,2}(?:factors|reasons|ways|types|"
    r"kinds|areas|categories|forms|groups|parts|steps|stages|methods|conditions|features|elements|principles|"
    r"questions|issues|"
    r"problems|aspects|functions|approaches|components|sources|paradoxes|things)\b|\bnot the only\b|\badditional\b|"
    r"^(?:The|A|An) (?:first|second|third|fourth|other|next|last|same|similar) |^More |"
    r"^(?:Rather|Similar)\b|^\d|\b(?:shaded|dashed|dotted)\b|[a-z]\. [a-z]|"
    r"\b(?:is|are) shown\b|^The (?:associated|corresponding|resulting) |(?<= )[b-hj-z](?=[ ,.])|[α-ωΑ-Ω]",
    re.IGNORECASE,
)
"""Sentences that only announce what the page goes on to tell."""
_ADJECTIVE = re.compile(r"(?:ous|ful|less|able|ible|ipative)$")
_STUDENTS = re.compile(r"(?:ologist|ographer|ometrist|rchitect|conomist|hysicist|cientist|istorian|cholar)s?$")
_KNOWN = re.compile(r"The (?![A-Z])(?!(?:[\w’-]+ ){1,4}of )")
_OPENING = re.compile(
    r"(?:Some|Another|Others?|Such|There|Here|It|They|He|She|This|These|That|Those|What|Who|Why|How|One|Each|Both|Only|"
    r"Could|Can|Would|May|Might|Should|Lists?|Describes?|Represents?|Illustrates?|Recalculate|Calculate|Select|"
    r"Not|As (?:you|we|shown|noted|mentioned)|And|But|Or|So|Yet|Nor|Because|To|For|Let|While|Although|Though|Finally|"
    r"Shows?|In (?:this|these|that|those|the (?:example|case|figure|following))|Please|Students?|Readers?)\b"
)
_UNCLEAR = re.compile(
    r"\b(?:let’s|this|these|those|such|here|above|below|figure|table|equation|example|exercise|imagine|consider|recall|"
    r"suppose|shown|see|later|earlier|other|another|same|former|latter|itself|there|is unlikely)\b",
    re.IGNORECASE,
)
"""What points at other sentences or at the page."""
_PAGE = re.compile(
    r"\b(?:figures?|tables?|equations?|chapters?|sections?|modules?|exercises?|textbook|diagram|graph|illustration|"
    r"photo\w*|"
    r"image|shown|see|above|below|imagine|consider|recall|suppose|we|our|us|you|your|I|my|me|let’s|discussed|"
    r"mentioned)\b"
)
"""What points at the page or its reader."""
_INITIAL = re.compile(r"\b[A-Z]\.[”’)]*\s+$")
"""A point after a single letter ends no sentence: "the U.S. Census Bureau"."""
_UNSHOWN = re.compile(r"[\[\]/=+<>…*|?!]|https?|\.\.|\b[A-Z]\d|[$€£]")
_ASIDE = re.compile(r"\s+\([^()]*\)")
_FIRST_LINK = re.compile(
    r"^(?:However|Thus|Therefore|Moreover|Furthermore|In addition|In fact|Indeed|As a result|Consequently|Similarly|"
    r"For example|For instance|Finally|Overall|In general|In turn|Nevertheless|Nonetheless), "
)
_LINKED = re.compile(r", (?:however|therefore|of course|too|in turn|for example|for instance)(?=[,.])(?:,(?= ))?")
_WORDS_ONLY = re.compile(r"[A-Za-z][A-Za-z’'-]+(?: [A-Za-z][A-Za-z’'-]+)*$")
_NAME = re.compile(r"\b[A-Z][\w’'-]*")
_BEFORE = r"(?:^|[.,;:] |\b(?:of|in|by|as|or|on|to|for|and|with|from|about|between|that|when|if) )"
_AFTER = (
    r"(?= (?:is|are|was|were|can|may|has|have|and|or|in|to|by|for|from|with|as|that|which|on|at|through|because)\b|"
    r"[.,;:])"
)


@dataclass(frozen=True, slots=True)
class Told:
    """A statement of the text that is clear without its page, and the terms that it names, the most salient first.

    `said` is what can be shown of it; `core` is the sentence that a task is about, the last of those shown.
    """

    fact: Fact
    said: str
    core: str
    terms: tuple[Term, ...]

    @property
    def is_past(self) -> bool:
        """Whether it tells of something past."""
        return self.fact.slots.get("tense") == "past" or (self.fact.rule != RULE and is_past(self.core))

    @property
    def is_extract(self) -> bool:
        """Whether more than its core is shown."""
        return self.said != self.core


@lru_cache(maxsize=1)  # several finders ask for those of one text, one after the other
def told(context: Context) -> tuple[Told, ...]:
    """What the text says: its central statements, best first, then facts, then extracts that tie things together."""
    terms = topic_terms(context)
    others = [t for t in context.terms.values() if t not in terms and _is_topic(t) and named(t, context)]
    statements = core_statements(context.document, context.understanding)
    facts = [fact for fact in context.facts.values() if fact.kind in _SAYING and is_askable(fact)]
    found: dict[tuple[str, int], Told] = {}
    for fact in (*statements, *facts):
        said = _said(fact)
        if opens_well(said, context):
            names = _named_in(said, terms) or _named_in(said, others)
            found.setdefault((fact.quote.passage, fact.quote.end), Told(fact, said, said, names))
    for one in (*_extracts(terms, context), *_plain(terms, context)):
        found.setdefault((one.fact.quote.passage, one.fact.quote.end), one)
    read_all(one.core for one in found.values())
    return tuple(one for one in found.values() if one.fact.rule != FURTHER or one.is_extract or _is_known(one, context))


def _plain(terms: Sequence[Term], context: Context) -> Iterator[Told]:
    """Sentences that are clear by themselves and name a topic, whatever they say of it."""
    for passage in context.passages.values():
        for text, start in placed(passage, context):
            core = _unlinked(text)
            if not text.endswith(".") or _PAGE.search(core) or _OPENING.match(core) or _UNCLEAR.search(core):
                continue
            if opens_well(core, context) and (names := _named_in(core, terms)):
                yield Told(fact_of(text, start, passage, names[0].text, context), core, core, names)


def _is_known(one: Told, context: Context) -> bool:
    """Whether the subject of a bare sentence is one that a reader knows: not "the attempt" of the sentence before."""
    clause = read(one.core)
    if not clause.is_whole:
        return False
    topics = {named(term, context).casefold() for term in one.terms}
    return not clause.is_particular or clause.subject.casefold() in topics


def is_history(statements: Sequence[Told]) -> bool:
    """Whether most of what a text says tells of the past."""
    return sum(one.is_past for one in statements) >= HISTORY * len(statements)


def opens_well(said: str, context: Context) -> bool:
    """Whether a sentence needs none before it."""
    return not TIED.search(said) and not _LOOSE.search(said) and is_sound(said, context, most=MOST_WORDS)


def _said(fact: Fact) -> str:
    return sentence(without_also(plain_sentence(fact.statement))) if fact.rule == RULE else claim_of(fact)


def _named_in(said: str, terms: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that a statement names, none within another."""
    named = [term for term in terms if _names(said, term)]
    return tuple(term for term in named if not any(t != term and contains(t.text, term.text) for t in named))


def _extracts(terms: Sequence[Term], context: Context) -> Iterator[Told]:
    """Sentences about a topic that tie two things together, each with those before it that it needs."""
    shorter = short_forms(context.document)
    for passage in context.passages.values():
        sentences = list(placed(passage, context))
        for at, (text, start) in enumerate(sentences):
            core = _unlinked(shorter.get((passage.id, start + len(text))) or text)
            if not text.endswith(".") or _PAGE.search(core) or not _ties(core):
                continue
            for first in range(at, max(at - MOST_BEFORE, 0) - 1, -1):
                if shown := _shown(sentences[first : at + 1], core, terms, context):
                    known = _named_in(shown, terms)
                    if known:
                        begin = sentences[first][1]
                        whole = passage.text[begin : start + len(text)]
                        yield Told(fact_of(whole, begin, passage, known[0].text, context), shown, core, known)
                    break


def _shown(sentences: Sequence[tuple[str, int]], core: str, terms: Sequence[Term], context: Context) -> str:
    """The sentences as they can be shown, of which the first needs none before it; empty if they can't be."""
    *before, last = [text for text, _ in sentences]
    opening = _unlinked(before[0]) if before else core
    rest = [*before[1:], last] if before else []
    if _OPENING.match(opening) or _UNCLEAR.search(opening) or not opens_well(opening, context):
        return ""
    topic = next((term for term in terms if _names(opening, term)), None)
    if topic is None or (_KNOWN.match(opening) and not named(topic, context).startswith("the ")):
        return ""
    if any(_PAGE.search(text) or not text.endswith(".") or _UNSHOWN.search(text) for text in rest):
        return ""
    shown = " ".join((opening, *(" ".join(text.split()) for text in rest))).replace("“", "‘").replace("”", "’")
    return shown if len(shown.split()) <= MOST_SHOWN and not language_problem(shown) else ""


def _ties(core: str) -> bool:
    """Whether a sentence says how things hang together, what people did, or what was found."""
    ties = (CONNECTIVE.search(core), RELATION.search(core))
    return any(ties) or any(told_of(core) for told_of in (event_of, way_of, aim_of, finding_of))


def _unlinked(text: str) -> str:
    """A sentence without links to the one before, and without brackets."""
    said = _ASIDE.sub("", plain_sentence(text))
    return sentence(_LINKED.sub("", without_also(_FIRST_LINK.sub("", said))))


def placed(passage: Passage, context: Context) -> Iterator[tuple[str, int]]:
    """The sentences of a passage that stand in it word for word, and where; none that begins after an initial."""
    at = 0
    for text in context.sentences[passage.id]:
        start = passage.text.find(text, at)
        if start >= 0:
            at = start + len(text)
            if not _INITIAL.search(passage.text[:start]):
                yield text, start


def fact_of(text: str, start: int, passage: Passage, subject: str, context: Context) -> Fact:
    """A sentence as a fact of its own; its subject is the term that it is about, or the whole where that is unknown."""
    source, whole = context.document.source.id, Span(start=0, end=len(text))
    return Fact(
        id=content_id("fact", source, passage.id, start, FURTHER),
        kind=FactKind.ROLE,
        rule=FURTHER,
        subject=subject,
        subject_key=subject,
        relation="says",
        object=text,
        quote=Quote(text=text, source=source, passage=passage.id, start=start, end=start + len(text),
                    locator=passage.locator),
        subject_span=whole,
        object_span=whole,
        confidence=0.5,
    )  # fmt: skip


def _names(said: str, term: Term) -> bool:
    if not contains(said, term.text):
        return False
    inside = _uncapped(term.text)
    if term.proper or inside != inside.lower() or contains(" ".join(said.split()[:OPENING_WORDS]), inside):
        return True
    if " " in inside:
        return contains(_NAME.sub("", said[:1].lower() + said[1:]), inside)
    form = rf"\b(?:{re.escape(inside)}|{re.escape(_plural(inside))})"
    return re.search(rf"{form}(?:[’']s?)?{_AFTER}", _NAME.sub("", said[:1].lower() + said[1:])) is not None


def topic_terms(context: Context) -> list[Term]:
    """The terms that a task can be about, the most salient first: notions and names that the text comes back to."""
    whole = " ".join(passage.text for passage in context.passages.values())
    return [
        t for t in salient(context) if _is_topic(t) and named(t, context) and not _is_cut_name(t.text, t.proper, whole)
    ]


@lru_cache(maxsize=1024)
def _is_cut_name(text: str, proper: bool, whole: str) -> bool:
    """Whether a name most often goes on, and so says too little: "the Edict" of Milan and of Caracalla."""
    if not proper:
        return False
    form = re.escape(text)
    longer = len(re.findall(rf"\b{form} (?:of (?:the )?)?[A-Z]|\b(?<![.?!] )[A-Z][a-z]+ {form}\b", whole))
    if re.search(r"(?:an|ic|ese|ish)$", text):
        longer += len(
            re.findall(rf"\b{form} (?!(?:is|are|was|were|had|has|have|did|and|or|in|of|to|who)\b)[a-z]{{3,}}", whole)
        )
    return 2 * longer > len(re.findall(rf"\b{form}\b", whole))


def _is_topic(term: Term) -> bool:
    words = tokens(term.text)
    if (
        not _WORDS_ONLY.match(term.text)
        or "and" in words
        or min(map(len, words)) < 2
        or len(term.text) < 4
        or len(words) > 4
    ):
        return False
    if ("of" in words and lemma(words[0]) in _EMPTY) or (len(words) == 1 and _ADJECTIVE.search(words[0])):
        return False
    if len(words) == 1 and not term.proper and zipf(words[0]) > COMMON:
        return False
    return (
        lemma(words[-1]) not in _EMPTY
        and not _STUDENTS.search(words[-1])
        and not PEOPLE.match(term.text)
        and lemma(words[0]) not in ("use", "amount")
    )


def named(term: Term, context: Context) -> str:
    """A term as it stands in a sentence of the text: "gibbons", "heat", "the product life cycle", "Aristotle".

    Empty for a word that stands nowhere as a phrase of its own, or only as something known ("the stove").
    """
    return _named(term.text, term.proper, term.plural, " ".join(p.text for p in context.passages.values()))


@lru_cache(maxsize=1024)
def _named(text: str, proper: bool, plural: bool, whole: str) -> str:
    form, inside = re.escape(text), text.lower()
    is_name = proper or (text != inside and not re.search(rf"\b{re.escape(inside)}", whole))
    if is_name:
        known = 2 * len(re.findall(rf"\b[Tt]he {form}\b", whole)) > len(re.findall(rf"\b{form}\b", whole))
        return f"the {text}" if known else text
    if plural:
        return inside

    def count(pattern: str) -> int:
        return len(re.findall(pattern, whole, re.IGNORECASE))

    bare, many = count(rf"{_BEFORE}{form}{_AFTER}"), count(rf"\b{_plural(form)}\b{_AFTER}")
    one, the = count(rf"\ban? {form}{_AFTER}"), count(rf"\bthe {form}{_AFTER}")
    if many > bare:
        return _plural(inside)
    if bare and bare >= one:
        return inside
    if one:
        return f"{'an' if inside[:1] in 'aeiou' else 'a'} {inside}"
    return f"the {inside}" if the and " " in inside else ""


def _uncapped(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|z|ch|sh)$", word) else f"{word}s"
