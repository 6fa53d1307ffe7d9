"""Material from definitions: a notion in its two halves, and two notions that belong side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.askable import flaw, is_askable
from eduapp.questions.context import defines
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import Material, is_sound, scene, term_of
from eduapp.questions.truth import are_one
from eduapp.questions.wording import copula, defining, is_circular, is_clause
from eduapp.questions.words import article_of, bare, capital, contains, content, kin, lemma, normal, sentence, tokens

_AFTER_DEFINITION = re.compile(
    r"\s*(?:[.;:)”—–(]|, (?:which|such as|including|like|but|so|although|while|whereas)\b|$)"
)
_NAMED_AFTER = re.compile(r"\s*(?:is|are) (?:called|known as|termed|referred to as)\b")
_NOUN_BEFORE = re.compile(r"\b(?:the|an?) [a-z-]+ $", re.IGNORECASE)
MOST_TERM = 4
MOST_PAIRS = 3
"""How many others a notion is set beside."""

LEAST_DEFINING = 3
"""Content words of a definition that can be worked with."""

LEAST_ANALOGOUS = 5
"""Content words of a definition that has parts for which something can stand in an analogy."""

LEAST_MARKS = 3
"""Content words of what sets a notion apart, for a definition of which each part keeps something out."""

_PARDONED = ("", "it speaks of words or things")
"""Flaws of a defining phrase that matter where a term is asked for, and not where its definition is worked with."""
_CUT = re.compile(
    r" (?:(?:in|by|to|for|through|from|at|on|with|under|during) (?:which|whom)|that|which|who|whose|where|when|"
    r"used|made|based|found|caused|designed|intended|called for|given|held|created|"
    r"(?!during\b)[a-z]{3,}ing|[a-z]{4,}ed|relative to|capable of|able to)\b"
)
_CUT_AT_PREPOSITION = re.compile(
    r" (?:through|between|from|by|with|without|for|within|against|across|into|in|on|to|of)\b"
)
_ONE_ALONE = re.compile(
    r"the (?:only|first|last|sole|one|largest|smallest|highest|lowest|main|most|chief|primary|central)\b"
)
_OPEN_END = re.compile(r"\b(?:an?|the|of|and|or|whether|with|for|to|in|by|either|both|as)$")
_OF_ITS_MAKER = re.compile(
    r"(?:attributed|developed|proposed|coined|introduced|founded|invented|created|written) (?:to|by)\b"
)
_DOUBTED = re.compile(r"\b(?:may|might|could|seems?|appears?)\b")
_WORDS = ("name", "names", "term", "terms", "word", "words")
_QUANTITIES = frozenset("rate ratio amount number quantity value force distance speed price cost share total measure "
                        "sum size percentage energy power time length".split())  # fmt: skip
_HANGING = re.compile(r" (?:of|for|in|by|to|with|on|at|from|practiced|involved|issued|used|made|located|found)$")
_LIGHT = frozenset(
    "set series number group type kind form sort part amount degree way means process system state condition thing "
    "belief idea fact stance sense study use act practice ability method science tendency person people member one "
    "situation measure lack loss rate change".split()
)
_SITUATIONS = frozenset(
    "process practice act action activity belief idea ideology worldview tendency method strategy technique approach "
    "relationship situation condition state effect exchange transfer movement change increase decrease ability policy "
    "behavior behaviour principle rule cost advantage disadvantage agreement market bias conflict custom ritual right "
    "duty norm value role attitude feeling reaction decision choice problem crisis shift trade tax fee loan payment "
    "plan program programme service campaign argument form system discrimination use study competition cooperation "
    "expectation stance power force motion pattern experience transaction purchase sale risk loss shortage surplus "
    "kind type arrangement".split()
)
_MADE_OF_ACTION = re.compile(r"(?:tion|sion|ment|ism|ance|ence|ship|ing|ness)$")


def materials(context: Context) -> Iterator[Material]:
    """Each notion with its halves, then each pair of notions."""
    found = {fact.id: notion for fact in context.definitions if (notion := notion_of(fact, context)) is not None}
    for notion in found.values():
        yield notion
        fact = notion.facts[0]
        genus = notion.words["genus"]
        if not genus:
            continue
        told = lemma(tokens(genus)[-1]) not in _QUANTITIES and not _ONE_ALONE.match(genus)
        if told and _is_situation(fact):
            yield _as("sortable", notion)
            yield _as("situation", notion)
        if told and len(content(notion.words["d"])) >= LEAST_ANALOGOUS:
            yield _as("analogous", notion)
        akin = any(kin(a, b) for a in content(notion.words["t"]) for b in content(notion.words["marks"]))
        if told and not akin and len(content(notion.words["marks"])) >= LEAST_MARKS:
            yield _as("parted", notion)
        if _can_be_narrowed(notion):
            yield _as("narrowed", notion)
    yield from _pairs(list(found.values()), context)


def notion_of(fact: Fact, context: Context) -> Material | None:
    """A defined common noun with the kind of thing and what sets it apart; None where they can't be told apart."""
    if fact.slots.get("proper") == "yes" or fact.slots.get("article") == "the" or is_clause(fact) or not defines(fact):
        return None
    term, phrase = term_of(fact), defining(fact)
    if len(tokens(term)) > MOST_TERM or normal(fact.subject) not in context.terms or not is_askable(fact):
        return None
    after = fact.statement[fact.object_span.end :]
    if (
        not _AFTER_DEFINITION.match(after) and not (fact.kind is FactKind.NAMING and _NAMED_AFTER.match(after))
    ) or _is_part_of_a_term(fact):
        return None
    if any(word[:1].isupper() and not re.fullmatch(r"[A-Z]{2,}s?", word) for word in term.split()) or not _is_written(
        term, context
    ):
        return None
    if flaw(phrase) not in _PARDONED or is_circular(fact) or len(content(phrase)) < LEAST_DEFINING:
        return None
    halves = halves_of(phrase, fact.slots.get("head", "")) or ("", "")
    named, be = _named(fact, term), copula(fact)
    said = sentence(f"{named} {be} {phrase}")
    if be not in ("is", "are") or not is_sound(said, context):
        return None
    words = {
        "t": term, "x": named, "xa": named, "x_start": capital(named), "be": be, "d": phrase,
        "genus": halves[0], "marks": halves[1], "said": said, "scene": scene(context),
    }  # fmt: skip
    return Material("notion", words, (fact,), (term,))


def _is_written(term: str, context: Context) -> bool:
    """Whether a term is written so inside a sentence: not "broca's area", which has a capital there too."""
    text = " ".join(passage.text for passage in context.passages.values())
    low = re.search(rf"\b{re.escape(term)}", text)
    return low is not None or not re.search(rf"(?<=[a-z,] ){re.escape(capital(term))}", text)


def _is_part_of_a_term(fact: Fact) -> bool:
    """Whether a word before the subject belongs to it too: the "magnum" of "the foramen magnum"."""
    return bool(_NOUN_BEFORE.search(fact.statement[: fact.subject_span.start]))


def halves_of(phrase: str, head: str) -> tuple[str, str] | None:
    """A defining phrase cut after the kind of thing: "a bag of sap" and "that keeps a cell firm"."""
    told = re.search(rf"\b{re.escape(head)}\w*\b", phrase, re.IGNORECASE) if head else None
    begin = told.end() if told else len(phrase.split(" ", 1)[0])
    for cut in (_CUT, _CUT_AT_PREPOSITION):
        cuts = [f for f in cut.finditer(phrase, begin) if not _OPEN_END.search(phrase[: f.start()])]
        if len(cuts) > 1 and cuts[0].group() == " of" and len(content(phrase[: cuts[0].start()])) == 1:
            cuts = cuts[1:]
        if not cuts:
            continue
        found = cuts[0]
        genus = _HANGING.sub("", phrase[: found.start()].rstrip(" ,"))
        marks = phrase[len(genus) :].strip(" ,")
        if (
            content(genus)
            and not _DOUBTED.search(marks)
            and not _OF_ITS_MAKER.match(marks)
            and tokens(genus)[-1] not in _WORDS
            and len(content(marks)) >= 2
            and len(tokens(genus)) <= 12
        ):
            return genus, marks
    return None


def _named(fact: Fact, term: str) -> str:
    article = fact.slots.get("article", "")
    return f"{article} {term}" if article in ("a", "an", "the") else term


def _as(kind: str, notion: Material) -> Material:
    return Material(kind, notion.words, notion.facts, notion.terms)


def _is_situation(fact: Fact) -> bool:
    """Whether a notion is something that goes on and can be met with, and not a thing or a place."""
    head = lemma(fact.slots.get("head", "").casefold())
    return head in _SITUATIONS or (bool(_MADE_OF_ACTION.search(head)) and len(head) > 5)


def _can_be_narrowed(notion: Material) -> bool:
    """Whether the kind of thing alone would pass for a poor definition: not "a set", not "the belief"."""
    genus = bare(notion.words["genus"])
    heads = [lemma(word) for word in tokens(genus)]
    if re.search(r" not\b|(?:ed|ing)$|\bthe [a-z]+$", genus):
        return False
    return len(content(genus)) >= 2 and article_of(notion.words["genus"]) != "the" and heads[-1] not in _LIGHT


def _pairs(notions: list[Material], context: Context) -> Iterator[Material]:
    for number, one in enumerate(notions):
        others = [other for other in notions[number + 1 :] if _belong(one, other, context)]
        for other in sorted(others, key=lambda o: -_nearness(one, o))[:MOST_PAIRS]:
            words = {
                **one.words,
                "u": other.words["t"],
                "y": other.words["x"],
                "e": other.words["d"],
                "said_too": other.words["said"],
                "mixed": sentence(f"{one.words['x']} {one.words['be']} {other.words['d']}"),
            }
            both = (one.facts[0], other.facts[0])
            yield Material("pair", words, both, (one.terms[0], other.terms[0]))
            if one.words["be"] == other.words["be"]:
                yield Material("mixed", words, both, (one.terms[0], other.terms[0]))


def _belong(one: Material, other: Material, context: Context) -> bool:
    """Whether two notions invite comparison: the same kind of thing, or told of together."""
    a, b = one.facts[0], other.facts[0]
    if are_one(a.subject, b.subject, context) and not contains(a.object, b.subject):
        return False
    if _is_kind_of(a, b) or _is_kind_of(b, a):
        return False
    if normal(a.subject) == normal(b.subject) or one.words["d"] == other.words["d"]:
        return False
    return _nearness(one, other) >= 2


def _is_kind_of(one: Fact, other: Fact) -> bool:
    """Whether one notion is a kind of the other by its name or its definition: a payroll tax is a tax."""
    whole = normal(other.subject)
    named = normal(one.subject).endswith(f" {whole}")
    return named or (" " not in whole and lemma(one.slots.get("head", "").casefold()) == lemma(whole))


def _nearness(one: Material, other: Material) -> int:
    a, b = one.facts[0], other.facts[0]
    heads = {lemma(fact.slots.get("head", "").casefold()) for fact in (a, b)}
    same_kind = len(heads) == 1 and "" not in heads
    shared = bool(content(one.words["genus"]) & content(other.words["genus"]))
    endings = tokens(a.subject)[-1] == tokens(b.subject)[-1]
    told_together = a.quote.passage == b.quote.passage
    named = contains(a.statement, b.subject) or contains(b.statement, a.subject)
    return 2 * same_kind + 2 * endings + 2 * (a.quote.text == b.quote.text) + shared + told_together + named
