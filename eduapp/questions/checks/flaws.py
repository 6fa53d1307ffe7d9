"""Item-writing flaws: the published nineteen of multiple choice, each with the check that answers for it.

After Haladyna, Downing and Rodriguez (2002), "A review of multiple-choice item-writing guidelines for classroom
assessment", and Tarrant, Knierim, Hayes and Ware (2006), "The frequency of item writing flaws in multiple-choice
questions used in high stakes nursing assessments".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from eduapp.domain.item import BLANK, Item, ItemKind
from eduapp.questions.checks.keys import PICKED
from eduapp.questions.checks.lists import first_of, found_in, words
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context
from eduapp.questions.numbers import value_of
from eduapp.questions.words import contains, content, lemma, sentences, tokens

FLAWS = {
    "ambiguous or unclear information": "stands-alone",
    "implausible distractors": "plausible-choices",
    "all of the above": "no-all-or-none",
    "none of the above": "no-all-or-none",
    "gratuitous information in the stem": "no-gratuitous-stem",
    "true or false question": "no-statement-list",
    "convergence cue": "no-convergence",
    "logical cue in the stem": "no-logical-cue",
    "word repeats": "key-not-in-stem",
    "absolute terms": "no-absolute-terms",
    "more than one correct answer": "no-true-distractor",
    "negatively worded stem": "no-negative-stem",
    "fill in the blank": "well-formed",
    "lost sequence": "numbers-in-order",
    "complex or K-type": "no-combined-choices",
    "vague terms": "no-vague-terms",
    "longest option correct": "longest-not-key",
    "unfocused stem": "focused-stem",
    "grammatical cue": "no-grammar-cue",
}
"""The check that answers for each of the nineteen."""

LONGER = 1.4
"""A key this much longer than the longest wrong choice stands out (in characters, of a key of four words or more)."""


def _texts(item: Item) -> list[str]:
    return [choice.text for choice in item.choices]


def _rights(item: Item) -> list[str]:
    return [choice.text for choice in item.choices if choice.correct]


def _wrongs(item: Item) -> list[str]:
    return [choice.text for choice in item.choices if not choice.correct]


def _quoted(item: Item) -> str:
    return " ".join(quote.text for quote in item.evidence)


@check("plausible-choices", *PICKED)
def wrong_choices_are_plausible(item: Item, context: Context) -> Finding:
    """Every wrong choice has a word of the course in it, or is a number among numbers."""
    for text in _wrongs(item):
        meant = content(text)
        if meant and value_of(text) is None and not any(root in context.rarity for root in meant):
            return False, f"Nothing in the text has to do with “{text}”."
    return True, "Every wrong choice has words of the course."


@check("no-all-or-none", *PICKED)
def no_choice_is_about_the_others(item: Item, context: Context) -> Finding:
    """No "all of the above", "none of these" or the like."""
    found = first_of(_texts(item), words().whole)
    return not found, f"“{found}” is a choice about the others." if found else "Each choice speaks for itself."


@check("no-combined-choices", *PICKED)
def no_choice_combines_others(item: Item, context: Context) -> Finding:
    """No choice of the K-type, which combines others: "A and C", "1, 2 and 4", or two other choices in one."""
    for text in _texts(item):
        if _K_TYPE.fullmatch(text.strip()):
            return False, f"“{text}” combines other choices."
        parts = [other for other in _texts(item) if other != text and contains(text, other)]
        if len(parts) >= 2:
            return False, f"“{text}” combines “{parts[0]}” and “{parts[1]}”."
    return True, "No choice combines others."


_K_TYPE = re.compile(
    r"(?:(?i:both|either|only|choices?|options?|answers?) )*{sign}(?:, {sign})*,? (?:and|or|&) {sign}"
    r"(?: only| are (?:correct|right|true))?\.?".replace("{sign}", "(?:[A-Ha-h]|[IVX]{1,4}|[1-6])")
)


@check("no-gratuitous-stem", ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TEXT_ENTRY, ItemKind.NUMERIC)
def stem_holds_nothing_else(item: Item, context: Context) -> Finding:
    """No sentence of the stem lies beside what it asks: each shares a word of meaning with the question or the key."""
    *before, asked = sentences(item.stem.replace(BLANK, "What"))
    wanted = content(f"{asked} {' '.join(_texts(item))} {item.answer}") | content(_quoted(item))
    for sentence in before:
        if not content(sentence) & wanted:
            return False, f"“{sentence}” has nothing to do with the question."
    return True, "Every sentence of the stem belongs to the question."


@check("no-statement-list", *PICKED)
def choices_are_not_true_or_false(item: Item, context: Context) -> Finding:
    """The choices do not say "true", "false", "yes" or "no" by themselves: that is another kind of item."""
    for text in _texts(item):
        if re.match(r"(?:true|false|yes|no)\b(?:[,.;:]|$| because)", text, re.IGNORECASE):
            return False, f"“{text}” belongs to a true or false item."
    return True, "The choices are answers."


@check("no-convergence", ItemKind.CHOICE)
def key_is_not_where_choices_meet(item: Item, context: Context) -> Finding:
    """The key is not the one choice whose every word of meaning stands in another choice too."""
    meeting = [text for text in _texts(item) if _met(text, [other for other in _texts(item) if other != text])]
    if meeting == _rights(item):
        return False, f"Each part of the key “{meeting[0]}” stands in another choice as well."
    return True, "The choices do not converge on the key."


def _met(text: str, others: Sequence[str]) -> bool:
    parts = content(text)
    return len(parts) >= 2 and all(any(part in content(other) for other in others) for part in parts)


@check("no-logical-cue", ItemKind.CHOICE)
def no_two_choices_are_opposites(item: Item, context: Context) -> Finding:
    """No two of three or more choices differ by a pair of opposites alone, which leaves the rest out of question."""
    texts = _texts(item)
    pairs = [(a, b) for i, a in enumerate(texts) for b in texts[i + 1 :] if _opposed(a, b)]
    if len(pairs) == 1 and len(texts) > 2:
        a, b = pairs[0]
        return False, f"“{a}” and “{b}” are opposites, so one of them must be right."
    return True, "No two choices leave the others out of question."


def _opposed(a: str, b: str) -> bool:
    one, two = f" {' '.join(tokens(a))} ", f" {' '.join(tokens(b))} "
    return any(
        one.replace(f" {x} ", f" {y} ") == two or one.replace(f" {y} ", f" {x} ") == two for x, y in words().opposed
    )


@check("no-absolute-terms", ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TRUE_FALSE)
def no_absolute_terms(item: Item, context: Context) -> Finding:
    """No choice, or statement to be judged, has a word such as "always" that the text does not have there."""
    for text in _judged(item):
        if (found := found_in(text, words().absolute)) and not _said(found, text, item, context):
            return False, f"“{found}” of “{text[:80]}” is absolute, and not the text's."
    return True, "No absolute term but the text's own."


@check("no-vague-terms", ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TRUE_FALSE)
def no_vague_terms(item: Item, context: Context) -> Finding:
    """No choice, or statement to be judged, has a word such as "often" that the text does not have there."""
    for text in _judged(item):
        if (found := found_in(text, words().vague)) and not _said(found, text, item, context):
            return False, f"“{found}” of “{text[:80]}” is vague, and not the text's."
    return True, "No vague term but the text's own."


def _judged(item: Item) -> list[str]:
    return [item.stem] if item.kind is ItemKind.TRUE_FALSE else _texts(item)


def _said(phrase: str, text: str, item: Item, context: Context) -> bool:
    """Whether the course has a phrase beside the word that it stands beside in a text."""
    said = " ".join(tokens(text))
    place = said.split(" ").index(tokens(phrase)[0])
    beside = " ".join(said.split(" ")[max(0, place - 1) : place + len(tokens(phrase)) + 1])
    read = [quote.text for quote in item.evidence] + [passage.text for passage in context.passages.values()]
    return any(f" {beside} " in f" {' '.join(tokens(one))} " for one in read if phrase.casefold() in one.casefold())


@check("no-negative-stem", ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TRUE_FALSE)
def stem_is_not_negative(item: Item, context: Context) -> Finding:
    """The stem asks for what is so: it has no "not" or "except" but one that the quote has."""
    if found := _ASKS_FOR_THE_EXCEPTION.search(item.stem):
        return False, f"“{found.group()}” asks for what is not so."
    found = found_in(item.stem, words().negative)
    if found and not found_in(_quoted(item), words().negative):
        return False, f"“{found}” turns the stem round, and the quote does not have it."
    return True, f"“{found}” is the text's own." if found else "The stem is positive."


_ASKS_FOR_THE_EXCEPTION = re.compile(
    r"\b(?:EXCEPT|NOT|LEAST)\b|(?i:\bexcept\b[^?]*[?:]$|"
    r"\bwhich of (?:these|the following)\b[^?,]*\b(?:not|never|least|n['’]t|incorrect|false|untrue)\b)"
)


@check("numbers-in-order", ItemKind.CHOICE)
def numbers_are_in_order(item: Item, context: Context) -> Finding:
    """Choices that are all numbers or years stand in their order."""
    values = [value_of(text) for text in _texts(item)]
    if None in values or not all(re.match(r"\W{0,2}\d|(?:AD|CE|in|about|around) \d", text) for text in _texts(item)):
        return True, "The choices are not numbers."
    known = [value for value in values if value is not None]
    if known not in (sorted(known), sorted(known, reverse=True)):
        return False, "The numbers are out of their order."
    return True, "The numbers are in their order."


@check("longest-not-key", ItemKind.CHOICE)
def key_is_not_the_longest_by_far(item: Item, context: Context) -> Finding:
    """A key of four words or more is not much longer than the longest wrong choice."""
    key, wrong = _rights(item)[0], _wrongs(item)
    longest = max(map(len, wrong))
    if len(tokens(key)) >= 4 and len(key) >= LONGER * longest:
        return False, f"The key has {len(key)} characters, the longest wrong choice {longest}."
    return True, "The key is not the longest by far."


@check("focused-stem", ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE, ItemKind.TEXT_ENTRY)
def stem_is_focused(item: Item, context: Context) -> Finding:
    """The stem says what is asked about and asks it, so that it could be answered with the choices covered."""
    if found := _UNFOCUSED.search(item.stem):
        return False, f"“{found.group()}” leaves open what is asked."
    if not content(_META.sub(" ", item.stem)):
        return False, "The stem names nothing that it asks about."
    return True, "The stem says what it asks about."


_META = re.compile(
    r"\b(?:statements?|true|correct|right|false|answers?|choices?|options?|text|passages?|author|below|appl(?:y|ies))\b",
    re.IGNORECASE,
)
_UNFOCUSED = re.compile(
    r"^(?:What|How) about\b|^Regarding\b|\bwhich (?:one )?of (?:these|the following)(?: statements?| choices?)? "
    r"(?:is|are) (?:true|correct|right|false|accurate|best)\s*\?|^Which (?:statement|choice|option)s? (?:is|are) "
    r"(?:true|correct|right|best)\s*\?|^What is (?:true|correct|said|important|known)\s*\?|^What do you know\b",
    re.IGNORECASE,
)


@check("no-grammar-cue", ItemKind.CHOICE, ItemKind.TEXT_ENTRY)
def grammar_tells_no_key(item: Item, context: Context) -> Finding:
    """No article or number of the stem fits the key alone."""
    if found := _ARTICLE_CUE.search(item.stem):
        return False, f"“{found.group()}” tells how the key begins."
    fits = [text for text in _texts(item) if not _clashes(item.stem, text)]
    if len(item.choices) > 2 and fits == _rights(item):
        return False, f"Only “{fits[0]}” fits the grammar of the stem."
    return True, "The grammar of the stem fits every choice."


_ARTICLE_CUE = re.compile(r"\b(?:a|an) (?:what|which|_____)(?=\W)|\b(?:a|an)\s*[?:.…]*$")
_SINGULAR = re.compile(r"^(?:What|Which|Who) (?:is|was|has)\b(?! the (?:term|name))|\bis called\b")
_PLURAL = re.compile(r"^(?:What|Which|Who) (?:are|were|have)\b(?! the (?:terms|names))|^Which of these (?:are|were)\b")


def _clashes(stem: str, text: str) -> bool:
    plural = lemma(_head(text)) != _head(text)
    return bool(_PLURAL.search(stem) and not plural) or bool(_SINGULAR.search(stem) and plural)


def _head(phrase: str) -> str:
    """The noun that a phrase is built on: the last word before its first preposition or relative clause."""
    said = tokens(phrase) or [""]
    end = next((i for i, word in enumerate(said) if i and word in _AFTER_HEAD), len(said))
    return said[end - 1]


_AFTER_HEAD = frozenset("of in on at from for with by to that which who where between among within as".split())
