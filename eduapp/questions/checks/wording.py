"""Whether the words of an item are whole, clean, and understood without the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from eduapp.domain.item import Item, ItemKind
from eduapp.language.readability import flesch_kincaid
from eduapp.language.tongues import KNOWN, shares
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context
from eduapp.questions.form import alone_problem, form_problem, language_problem
from eduapp.questions.words import STOP, tokens

LEEWAY = 3.0
"""How many grades an item may read above the one stated: a question is one sentence, too small a sample to be exact."""

SHUFFLED = 0.65
"""The largest share of a stem's neighbouring words that stand side by side nowhere in its passages, of words that are
all in them."""

FEWEST_PAIRS = 4
"""Fewer neighbours than this tell nothing."""

FOREIGN, FEWEST_FOREIGN = 0.2, 3
"""The least share and number of another language's function words in a text that is in that language."""


def shown(item: Item) -> Iterator[str]:
    """The texts that a pupil reads: the stem, the choices, and the rows of a matching item."""
    yield item.stem
    yield from (choice.text for choice in item.choices)
    yield from (premise.text for premise in item.premises)


@check("well-formed")
def stem_is_well_formed(item: Item, context: Context) -> Finding:
    """A question, a task, or a statement with at most one gap, which its kind allows; brackets and quotes in pairs."""
    problem = form_problem(item.stem, item.kind)
    return not problem, problem or f"A stem of {len(item.stem.split())} words, complete."


@check("stands-alone")
def stem_stands_alone(item: Item, context: Context) -> Finding:
    """The stem and what is listed below it can be understood without the page."""
    if problem := alone_problem(item.stem, context, kind=item.kind):
        return False, problem
    for text in list(shown(item))[1:]:
        if problem := alone_problem(text, context, before=item.stem):
            return False, problem
    return True, "Nothing in it points outside itself."


@check("language")
def language_is_clean(item: Item, context: Context) -> Finding:
    """No doubled words or spaces, no marks left over from the page."""
    for text in (*shown(item), *item.key[:1]):
        if problem := language_problem(text):
            return False, problem
    return True, "No doubled words, no leftover marks."


@check("fluent")
def stem_is_fluent(item: Item, context: Context) -> Finding:
    """The stem's words follow one another as words do: articles before nouns, and neighbours as in the passages."""
    for text in shown(item):
        if (
            found := _BROKEN.search(text)
            or _MISPLACED.search(text)
            or _WRONG_ARTICLE.search(text)
            or _CUT_OFF.search(text)
        ):
            return False, f"“{found.group().strip()}” is broken off or out of order."
    if item.kind is ItemKind.EXTENDED_TEXT:
        return True, "Nothing in it is broken off, and a prompt's words are its own."
    passages = dict.fromkeys(quote.passage for quote in item.evidence)
    known = frozenset().union(*(_pairs(context.passages[p].text) for p in passages if p in context.passages))
    there = {word for pair in known for word in pair}
    pairs = [pair for pair in pairwise(tokens(item.stem)) if there.issuperset(pair) and not STOP.issuperset(pair)]
    strange = [pair for pair in pairs if pair not in known]
    if len(pairs) >= FEWEST_PAIRS and len(strange) > SHUFFLED * len(pairs):
        return False, f"“{' '.join(strange[0])}” and most other neighbours in the stem are apart in the passage."
    return True, f"{len(pairs) - len(strange)} of {len(pairs)} neighbours in the stem are the passage's own."


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(tokens(text)))


_BROKEN = re.compile(
    r"(?<![\w’'-])(?:an?|the) (?:an?|the|of|in|to|and|or|is|was|are|were|be|by|from|with|which|that|it|they|does|did|"
    r"do|has|have|had|for|at|as|on|what|who|whom|than|into|when|where|why|how|because|if|about|during|their|his|her|this|"
    r"these|not|between|but)(?![\w’'-])|(?<![\w’'-])(?:of|from|into) (?:and|or|is|was|are|were|of|does|did)(?![\w’'-])"
)
_MISPLACED = re.compile(r"(?<=[a-z] )(?:The|An|What|Which|Why|How|Who|When|These|Match|Put)(?= [a-z])")
_WRONG_ARTICLE = re.compile(r"\b(?:[Aa] (?:a|e(?!u)|i|o(?!n(?:ce|e)))[a-z]+|[Aa]n [b-df-gj-np-tv-wyz][a-z]{2,})\b")
_CUT_OFF = re.compile(r"\b(?:an?|the|and|or|because|than|but|their|its|his|if|very|whose)\s*[.?!]?$", re.IGNORECASE)


@check("in-language")
def stem_is_in_the_language(item: Item, context: Context) -> Finding:
    """What a pupil reads is in the language of the set, as far as its function words tell."""
    if context.language not in KNOWN:
        return True, f"Nothing here tells whether a text is in the language “{context.language}”."
    for text in (item.stem, " ".join(shown(item))):
        if best := _other_language(text, context.language):
            return False, f"It reads as “{best}”, and the set is in “{context.language}”."
    return True, f"Nothing speaks against the language “{context.language}”."


def _other_language(text: str, own: str) -> str:
    """The language that a text has clearly more function words of, or an empty string."""
    found = shares(text)
    best = max(found, key=found.__getitem__)
    enough = found[best] * len(tokens(text)) >= FEWEST_FOREIGN and found[best] >= FOREIGN
    return best if best != own and enough and found[best] >= 2 * found[own] else ""


@check("readable")
def stem_is_readable(item: Item, context: Context) -> Finding:
    """The stem reads at the stated grade or not far above it, its technical terms not counted (Flesch–Kincaid)."""
    if not context.grade:
        return True, "No grade is stated."
    if context.language != "en":
        return True, "The measure of readability is for English."
    found = flesch_kincaid(_plain(item))
    if found > context.grade + LEEWAY:
        return False, f"The stem reads at grade {found:.0f}, the set is for grade {context.grade}."
    return True, f"The stem reads at grade {max(found, 0):.0f}, the set is for grade {context.grade}."


def _plain(item: Item) -> str:
    """The stem with its terms and key, which have to be learned, put as one short word each."""
    text = item.stem
    for term in (*item.terms, *item.key):
        text = re.sub(rf"\b{re.escape(term)}\b", "this", text, flags=re.IGNORECASE)
    return text
