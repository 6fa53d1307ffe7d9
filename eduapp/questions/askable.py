"""What can be asked about: phrases that tell their subject apart, and facts that need no page beside them."""

from __future__ import annotations

import re

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.words import article_of, content, tokens

MAX_WORDS = 28
"""A longer defining phrase makes a stem that nobody reads to its end."""

_LISTS = re.compile(r"(?:an?|the) (?!.*\b(?:that|which|who|where|whose)\b).*, and an? ")
"""What stands beside a term in a list is no definition of it."""

_VAGUE_START = re.compile(
    r"(?:(?:a|an|the|one|another|some|any) )?(?:(?!or\b|and\b)[\w-]+ ){0,2}?"
    r"(?:(?:part|example|case|matter|result|aspect|element|feature|component|member|number|variety|lot)s? of|one of|"
    r"(?:symbol|sign|bridge|repository|target|reminder|testament|threat|challenge|success|failure|disaster|blow|boon|"
    r"magnet|affront|legacy|turning point|wonder|mystery|world leader|leader in|home|haven|hub|beacon|cradle)s?\b|"
    r"something|ones?\b|(?:tool|way|means|device|technique|method) (?:that|which) (?:can|could|may|might)\b|"
    r"(?:topic|concept|idea|issue|problem|factor|reason|question|fact|thing)s?\b)"
)
_KIND_OF = re.compile(r"(?:an?|one) (?:[\w-]+ ){0,2}?(?:kind|sort|type|form|set|series)s? of\b")
_RESTRICTED = re.compile(r"\b(?:that|which|who|whose|where|when|by which|in which|\w+ing|used|made|found|caused)\b")
_ONE_OF_A_CLASS = re.compile(
    r"an? (?:[\w-]+ ){0,3}(?:subfield|field|branch|discipline|area|subset|subtype|category|class|genre|style|version)"
    r" of [\w-]+(?: [\w-]+)?$"
)
_PRAISED = re.compile(
    r"(?:an? )?(?:very |most |more |quite |remarkably |extremely |relatively |highly )*"
    r"(?:key|main|major|common|important|essential|significant|crucial|vital|useful|popular|interesting|fundamental|"
    r"powerful|remarkable|undisputed|unrivaled|unrivalled|mere|famous|notable|serious|effective|valuable|critical|widespread|imperfect|perfect|ideal|leading|"
    r"global leader|central|core|typical|rare|standard|good(?! (?:that|whose|which|or|of|with)))\b"
)
_EMPTY_HEADS = frozenset(
    "mechanism phenomenon approach practice force way topic field area activity experience".split()
)
_AFTER_NOUN = re.compile(
    r"\b(?:of|that|which|who|whose|in|by|for|where|when|from|between|with|within|to|on|at|through)\b"
)
_TOLD_APART = re.compile(
    r"\b(?:of|that|which|who|whose|in|by|for|where|when|from|between|with|within|"
    r"without|through|into|under|during|among|against|to|on|at|[A-Z]\w+|\w{3,}ed|\w{3,}ing)\b"
)
_CUT_OFF = re.compile(
    r", \w+$|\b(?:which|whom|whose|that|who|of|the|a|an|and|or|to|by|with|for|is|are|was|were|be|as|in|on|at|from|into|"
    r"than|has|have)$|[(\[][^)\]]*$|:$"
)
_COMPARED = re.compile(
    r"an? (?:more|less|similar|different|new|newer|recent|alternative|second|third|further|additional|related|"
    r"comparable|better|larger|smaller)\b|(?:the|an?) (?:more|less|opposite|other|same) "
)
_CUT_LIST = re.compile(r"^[^,]+(?:, (?!and\b|or\b)[^,]+){2,}$")
_PREPOSITION_BEFORE = re.compile(
    r"\b(?:of|with|like|in|on|for|by|from|as|to|below|above|at|between|against|within|under|over|near|into)"
    r" (?:the |an? )?[“\"]?$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|whom|where|when|of|people|used|\w{3,}ing)\b")
_SUPERLATIVE_START = re.compile(
    r"(?:most|least|best|worst|third|fourth|fifth|final|next|another|common|typical|classic|classical|simplest|largest|smallest|biggest|greatest|highest|lowest|earliest|latest|oldest|newest|"
    r"strongest|good|bad|main|other|own|first|second|exact|central)\b"
)
_EMPTY_WORDS = re.compile(r"\bthings?\b|^(?:an? |the )?(?:\w+ )?(?:terms?|words?|names?)\b")
_NAME_GOES_ON = re.compile(r" (?:on|of|for|in) [a-z-]+ ?(?:[(,.;]|$)")
_GOES_ON = re.compile(r"\s*\([^)]*\)\s+(?!and\b|or\b|but\b)\w")
_REFERENCE = re.compile(
    r"\b(?:hypothetical|fictional|imaginary|imagine|suppose)\b|https?://|"
    r"\b(?:shaded|dashed|dotted|colored|coloured) "
    r"(?:area|line|curve|region|arrow|bar|column|box|rectangle|triangle)e?s?\b|"
    r"\bdoi\b|\bVol\. ?\d|\bpp?\. ?\d|\bibid\b|\beds?\. ",
    re.IGNORECASE,
)
_PLACED_ON_THE_PAGE = re.compile(
    r"(?:point|line|curve|row|column|step|option|case|example|figure|table|panel|equation|question|part|answer|part)s?\b",
    re.IGNORECASE,
)
_NARRATES = re.compile(
    r"\b(?:that|which|who) (?:had |has |have )?(?:slowly|soon|later|eventually|gradually|then|quickly|finally|already|"
    r"recently) [a-z]+ed\b|\b(?:had|has) (?:long |just |already )?been [a-z]+ed\b"
)
_OF_SOMETHING = re.compile(
    r"(?:the |an? )?(?:[\w-]+ )?(?:examples?|instances?|cases?|notion|idea|concept|numbers?|amounts?|kinds?|"
    r"types?|parts?|"
    r"lack|use|uses|results?|goals?|purpose|roles?|importance|impacts?|effects?|causes?|reasons?|sorts?|forms?|series|"
    r"most|one|majority|beginning|end|rise|fall|growth|history|members?|center|heart|core|key|aims?|task|job|problem|"
    r"features?|characteristics?|components?|aspects?|elements?|difference|advantages?|"
    r"disadvantages?|benefits?) (?:of|for|in|to|with|between)\b",
    re.IGNORECASE,
)
"""What begins so is no term: "the classical example of monopsony"."""

_NAME_START = re.compile(r"(?:the )?[A-Z]\w+(?: [A-Z]\w+)+(?:,|$)")
_OUTSIDE = (
    r"this|these|such(?! as\b)|former|latter|above|below|following|previous|earlier|aforementioned|here|we|our|us|you|"
    r"your|I|my|today|now|figure|table|chapter|section|example|respectively|resulting|corresponding|respective"
)
_POINTING_OUTSIDE = re.compile(rf"\b(?:{_OUTSIDE})\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:it|they|them|its|their|he|she|him|his|her)\b", re.IGNORECASE)
_POINTING = re.compile(rf"\b(?:{_OUTSIDE}|it|they|them|he|she|him|his|her)\b", re.IGNORECASE)


def is_specific(phrase: str, least: int = 3) -> bool:
    """Whether a defining phrase tells its subject from others: enough content, no vague opening, nothing pointed at."""
    return not flaw(phrase, least)


def flaw(phrase: str, least: int = 3) -> str:
    """The first thing that makes a defining phrase unfit for a question, in a few words; empty for a good one."""
    plain, told_apart, said = phrase.casefold(), bool(_TOLD_APART.search(phrase)), len(content(phrase))
    rules = (
        (said < least or (said == least and not told_apart), "it says too little"),
        (len(tokens(phrase)) > MAX_WORDS, "it is long"),
        (bool(_LISTS.match(plain)), "it lists things beside its term"),
        (bool(_VAGUE_START.match(plain)), "it begins vaguely"),
        (bool(_PRAISED.match(plain)), "it praises"),
        (bool(_COMPARED.match(phrase)), "it compares with what was said before"),
        (bool(_ONE_OF_A_CLASS.match(phrase)), "it only names a class"),
        (bool(_KIND_OF.match(phrase)) and not _RESTRICTED.search(phrase), "it only names a kind"),
        (article_of(phrase) == "the" and not told_apart, "it is definite, but nothing defines it"),
        (phrase.split()[-1] in _EMPTY_HEADS and not _AFTER_NOUN.search(phrase), "its noun is empty"),
        (bool(_NAME_START.match(phrase)), "it is a name"),
        (bool(_CUT_OFF.search(phrase) or _is_cut_list(phrase)), "it is cut off"),
        (bool(_NARRATES.search(plain)), "it tells what happened"),
        (bool(_EMPTY_WORDS.search(phrase)), "it speaks of words or things"),
        (points_outside(phrase) or _takes_up(phrase), "it points outside itself"),
    )
    return next((why for broken, why in rules if broken), "")


def _is_cut_list(phrase: str) -> bool:
    return bool(_CUT_LIST.match(phrase)) and not re.search(r"\b(?:and|or)\b", phrase.rpartition(", ")[2])


def is_askable(fact: Fact) -> bool:
    """Whether a fact says something whole of a subject that means something away from its page.

    Not of "point E0" or "the example of Turkey", not cut short by a parenthesis, not made up for an example, not from a
    list of references.
    """
    if _OF_SOMETHING.match(fact.subject) and fact.kind in (FactKind.DEFINITION, FactKind.NAMING):
        return False
    long_enough = len(fact.subject) >= 3 or (len(fact.subject) == 2 and fact.subject.isupper())
    named = (
        long_enough
        and not fact.subject[:1].isdigit()
        and not _SUPERLATIVE_START.match(fact.subject)
        and not _PLACED_ON_THE_PAGE.match(fact.subject)
    )
    whole = not _GOES_ON.match(fact.statement[fact.object_span.end :])
    if _is_cut(fact):
        return False
    if fact.rule.startswith("copular") and follows_preposition(fact):
        return False  # "On the vertical axis is income."
    return named and whole and not points(fact.subject) and not _REFERENCE.search(fact.statement)


def _is_cut(fact: Fact) -> bool:
    """Whether the words around the subject belong to it: "(Well-)run blogs", "is called return (on equity)"."""
    before, after = fact.statement[: fact.subject_span.start], fact.statement[fact.subject_span.end :]
    named = fact.kind is FactKind.NAMING and bool(_NAME_GOES_ON.match(after))
    return before.endswith("-") or named


def follows_preposition(fact: Fact) -> bool:
    """Whether the subject hangs on something else in its sentence: "things like roads", "the Mosuo of China"."""
    return bool(_PREPOSITION_BEFORE.search(fact.statement[: fact.subject_span.start]))


def points(phrase: str) -> bool:
    """Whether a phrase points at something outside itself ("this process", "the above", "they")."""
    return bool(_POINTING.search(phrase))


def _takes_up(phrase: str) -> bool:
    """Whether a pronoun in a defining phrase has no noun of the phrase before it to stand for."""
    found = _PRONOUN.search(phrase)
    if found is None:
        return False
    before = phrase[: found.start()]
    personal = found.group().casefold() in ("he", "she", "him", "his", "her") and not re.search(r"\bwho\b", before)
    return personal or len(content(before)) < 2 or not _RELATIVE.search(before)


def points_outside(phrase: str) -> bool:
    """Whether a phrase points at the page or its reader; "it" and "they" may stand for what was just named."""
    return bool(_POINTING_OUTSIDE.search(phrase))
