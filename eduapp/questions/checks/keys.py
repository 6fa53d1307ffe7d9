"""Whether the key is the only one, and whether nothing on the page gives it away."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from eduapp.domain.item import BLANK, Item, ItemKind
from eduapp.questions import answerer
from eduapp.questions.checks.grounding import values_in
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context
from eduapp.questions.form import parallel_problem, uneven
from eduapp.questions.words import contains, content, kin, normal, overlap, root, tokens

PICKED = (ItemKind.CHOICE, ItemKind.MULTIPLE_RESPONSE)
MOST_TOPICAL, TOPICAL_FROM = 0.34, 4
"""The share of a key's words of meaning that may be the stem's too, if the text has each in so many sentences."""

LISTED = (*PICKED, ItemKind.MATCH, ItemKind.ORDER)


@check("key-not-in-stem")
def key_is_not_in_the_stem(item: Item, context: Context) -> Finding:
    """No word that tells the key is in the stem or in a matching row, unless the other choices have it too."""
    if item.kind in (ItemKind.TRUE_FALSE, ItemKind.ORDER):
        return True, "Its key can't stand in its stem."
    told = _KEY_TOLD.get(item.kind, _answer_told)(item, context)
    return not told, told or "No telling word of the key is in the stem."


def _answer_told(item: Item, context: Context) -> str:
    rights = [choice.text for choice in item.choices if choice.correct] or [item.answer]
    others = [choice.text for choice in item.choices if not choice.correct]
    listed = bool(item.choices)
    return next(filter(None, (_told_by(right, item.stem, others, listed, context) for right in rights)), "")


def _told_by(right: str, stem: str, others: list[str], listed: bool, context: Context) -> str:
    if contains(stem, right):
        return f"The stem contains the key “{right}”."
    shared = [word for word in tokens(right) if _tells(word, stem)]
    if listed:
        enough = any if len(tokens(right)) > 4 else all
        shared = [word for word in shared if not enough(_tells(word, other) for other in others)]
        if 1 <= len(shared) <= MOST_TOPICAL * len(content(right)) and all(_is_topical(w, context) for w in shared):
            shared = []
    elif len(shared) < len([word for word in tokens(right) if len(word) >= 4]) and shared == tokens(right)[-1:]:
        shared = []  # "the term for an economy in which …": the head word is asked for, the rest is the answer
    return f"“{shared[0]}” of the key is in the stem." if shared else ""


def _is_topical(word: str, context: Context) -> bool:
    """Whether the text comes back to a word, so that a question and its answer may share it without telling more."""
    told = (content(sentence) for passage in context.sentences.values() for sentence in passage)
    return sum(root(word) in said for said in told) >= TOPICAL_FROM


def _row_told(item: Item, context: Context) -> str:
    for premise in item.premises:
        match = next(choice.text for choice in item.choices if choice.id == premise.choice)
        others = [choice.text for choice in item.choices if choice.id != premise.choice]
        if told := _told_by(match, premise.text, others, listed=True, context=context):
            return told.replace("the stem", f"the row “{premise.text}”").replace(
                "The stem", f"The row “{premise.text}”"
            )
    return ""


def _number_told(item: Item, context: Context) -> str:
    told = item.numeric is not None and item.numeric.value in values_in(item.stem)
    return f"The stem has the number {item.answer}." if told else ""


def _points_told(item: Item, context: Context) -> str:
    asked = content(item.stem)
    points = [*item.key, *(point for criterion in item.rubric for point in criterion.key_points)]
    own = any(not criterion.key_points for criterion in item.rubric)
    told = not own and all(overlap(content(point), asked) >= 0.9 for point in points)
    return "The prompt says all that a model answer says." if told else ""


_KEY_TOLD = {ItemKind.MATCH: _row_told, ItemKind.NUMERIC: _number_told, ItemKind.EXTENDED_TEXT: _points_told}


def _tells(word: str, text: str) -> bool:
    if len(word) < 4:
        return False
    others = {other for other in tokens(text) if content(other)}
    return any(kin(word, other) or (len(word) >= 7 and word[:6] in other) for other in others)


@check("one-key", *LISTED)
def only_one_choice_is_the_key(item: Item, context: Context) -> Finding:
    """No choice says the same as another."""
    texts = [choice.text for choice in item.choices]
    for i, one in enumerate(texts):
        for other in texts[i + 1 :]:
            if says_the_same(one, other):
                return False, f"“{one}” and “{other}” say the same."
    return True, f"The {len(texts)} choices differ."


def says_the_same(a: str, b: str) -> bool:
    """Whether two phrases are the same but for their order, number and articles, or one lies within the other."""
    one, two = normal(a), normal(b)
    if any(ch.isdigit() for ch in one + two):
        return one == two
    return one == two or fuzz.token_sort_ratio(one, two) >= 90 or f" {one} " in f" {two} " or f" {two} " in f" {one} "


@check("no-true-distractor", *PICKED)
def no_distractor_is_true(item: Item, context: Context) -> Finding:
    """No wrong choice is right by a known fact, or stands in the quote beside the key."""
    for choice in item.choices:
        if choice.correct:
            continue
        if contains(item.evidence[0].text, choice.text):
            return False, f"“{choice.text}” stands in the quote too."
        if reason := _known_to_be_true(item, choice.text, context):
            return False, reason
    return True, "No known fact speaks for a wrong choice."


def _known_to_be_true(item: Item, text: str, context: Context) -> str:
    if answerer.judges_statements(item):
        said = any(answerer.agrees(text, group, context) for group in context.sentences.values())
        return f"The text says so too: “{text}”" if said else ""
    asked = content(item.stem)
    for fact in context.facts_by_subject.get(normal(text), ()):
        if fact.id not in item.facts and asked and overlap(asked, content(fact.statement)) >= 0.7:
            return f"“{fact.statement}” speaks for “{text}” too."
    told = content(text)
    for subject in item.terms:
        for fact in context.facts_by_subject.get(normal(subject), ()):
            if len(told) >= 3 and overlap(told, content(fact.statement)) >= 0.75:
                return f"“{fact.statement}” speaks for “{text}” too."
    return ""


@check("parallel-choices", *PICKED, ItemKind.MATCH)
def choices_are_parallel(item: Item, context: Context) -> Finding:
    """The choices have one form: length, case and opening word."""
    rights = [choice.text for choice in item.choices if choice.correct]
    wrong = [choice.text for choice in item.choices if not choice.correct]
    if item.kind is ItemKind.MATCH:
        sides = [choice.text for choice in item.choices], [row.text for row in item.premises]
        problem = next(filter(None, (uneven(side, loose=True) for side in sides)), "")
    else:
        loose = item.kind is ItemKind.MULTIPLE_RESPONSE or answerer.judges_statements(item)
        problem = parallel_problem(min(rights, key=len), wrong, loose=loose) if wrong else ""
    return not problem, problem or "The choices have the same form."


@check("one-fit", ItemKind.TEXT_ENTRY)
def only_the_key_fits_the_gap(item: Item, context: Context) -> Finding:
    """No other term of the course stands in the words around the gap, anywhere in the text."""
    if BLANK not in item.stem:
        return True, "There is no gap."
    before, _, after = item.stem.partition(BLANK)
    left, right = tokens(before)[-2:], tokens(after)[:2]
    if len(content(item.stem.replace(BLANK, " "))) < 4:
        return False, "The words around the gap say too little."
    frame = re.compile(rf"\b{_gap_side(left)}(\S+(?: \S+)?){_gap_side(right, after=True)}\b", re.IGNORECASE)
    for passage in context.passages.values():
        for found in frame.finditer(passage.text) if len(left) + len(right) >= 3 else ():
            if normal(found[1]) in context.terms and not contains(found[1], item.answer):
                return False, f"“{found[1]}” stands in the same words: “{found.group()}”."
    return True, "No other term stands in the words around the gap."


def _gap_side(side: list[str], after: bool = False) -> str:
    joined = r"\W+".join(map(re.escape, side))
    if not joined:
        return ""
    return rf"\W+{joined}" if after else rf"{joined}\W+"
