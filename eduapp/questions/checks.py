"""The bench of checks: one registry of small pure functions, the same for every proposer.

Each check answers for one thing, and says in a plain sentence what it saw. A check that does not concern an item's
kind passes and says so. What concerns a whole set (near-duplicates) is judged in `select`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rapidfuzz import fuzz

from eduapp.domain.item import BLANK, Check, Item, ItemKind
from eduapp.questions import answerer
from eduapp.questions.contracts import CheckFn, Context
from eduapp.questions.form import alone_problem, form_problem, language_problem, parallel_problem
from eduapp.questions.words import contains, content, kin, normal, overlap, roots, tokens

CHECKS: dict[str, CheckFn] = {}

Finding = tuple[bool, str]


def check(name: str) -> Callable[[Callable[[Item, Context], Finding]], CheckFn]:
    """Registers a check under its name."""

    def register(function: Callable[[Item, Context], Finding]) -> CheckFn:
        def run(item: Item, context: Context) -> Check:
            passed, detail = function(item, context)
            return Check(name=name, passed=passed, detail=detail)

        run.__name__, run.__doc__ = function.__name__, function.__doc__
        CHECKS[name] = run
        return run

    return register


def run_checks(item: Item, context: Context) -> Item:
    """The item with what every check found."""
    return item.model_copy(update={"checks": tuple(run(item, context) for run in CHECKS.values())})


@check("quote-verbatim")
def quote_is_verbatim(item: Item, context: Context) -> Finding:
    """Every quote stands word for word in its passage."""
    for quote in item.evidence:
        passage = context.passages.get(quote.passage)
        if passage is None or not quote.is_verbatim_in(passage):
            return False, f"“{quote.text[:60]}” does not stand in passage {quote.passage} at that place."
    return True, f"Found word for word in {item.evidence[0].passage} ({item.evidence[0].locator.label()})."


@check("key-in-quote")
def key_is_in_the_quote(item: Item, context: Context) -> Finding:
    """The quote has the words of the key; of a false statement, those of its correction and not all of its own."""
    quote = item.evidence[0].text
    if item.kind is ItemKind.TRUE_FALSE:
        return _statement_agrees(item, quote)
    said = set(roots(quote))
    missing = [word for word in tokens(item.answer) if word not in ("a", "an", "the") and not set(roots(word)) & said]
    allowed = len(tokens(item.answer)) // 8
    if len(missing) > allowed:
        return False, f"The quote lacks “{missing[0]}” of the key."
    return True, f"The quote has the words of the key “{item.answer}”."


def _statement_agrees(item: Item, quote: str) -> Finding:
    said, claimed = content(quote), content(item.correction or item.stem)
    if overlap(claimed, said) < 0.85:
        return False, f"The quote lacks “{sorted(claimed - said)[0]}” of the true statement."
    if item.answer == "True":
        return True, "The quote has the words of the statement."
    if not item.correction or normal(item.correction) == normal(item.stem):
        return False, "The false statement has no correction that differs from it."
    if not content(item.stem) - said:
        return False, "The false statement only has words of the quote, so it may be true."
    return True, f"The quote says otherwise: “{sorted(content(item.stem) - said)[0]}” is not in it."


@check("key-not-in-stem")
def key_is_not_in_the_stem(item: Item, context: Context) -> Finding:
    """No word that tells the key is in the stem, unless the other choices have it too."""
    if item.kind is ItemKind.TRUE_FALSE:
        return True, "A true or false item can't name its key."
    if contains(item.stem, item.answer):
        return False, f"The stem contains the key “{item.answer}”."
    shared = [word for word in tokens(item.answer) if _tells(word, item.stem)]
    if item.choices:
        others = [choice.text for choice in item.choices if not choice.correct]
        long = len(tokens(item.answer)) > 4
        enough = any if long else all
        shared = [word for word in shared if not enough(_tells(word, other) for other in others)]
    elif len(shared) < len([word for word in tokens(item.answer) if len(word) >= 4]) and shared == _head(item.answer):
        shared = []  # "the term for an economy in which …": the head word is asked for, the rest is the answer
    if shared:
        return False, f"“{shared[0]}” of the key is in the stem."
    return True, "No telling word of the key is in the stem."


def _tells(word: str, text: str) -> bool:
    if len(word) < 4:
        return False
    others = content_words(text)
    return any(kin(word, other) or (len(word) >= 7 and word[:6] in other) for other in others)


def content_words(text: str) -> set[str]:
    """The words of a text that carry meaning, as they stand there."""
    return {word for word in tokens(text) if content(word)}


def _head(phrase: str) -> list[str]:
    return tokens(phrase)[-1:]


@check("one-key")
def only_one_choice_is_the_key(item: Item, context: Context) -> Finding:
    """No choice says the same as another."""
    if item.kind is not ItemKind.CHOICE:
        return True, "Only choice items have distractors."
    texts = [choice.text for choice in item.choices]
    for i, one in enumerate(texts):
        for other in texts[i + 1 :]:
            if _says_the_same(one, other):
                return False, f"“{one}” and “{other}” say the same."
    return True, f"The {len(texts)} choices differ."


def _says_the_same(a: str, b: str) -> bool:
    one, two = normal(a), normal(b)
    if any(ch.isdigit() for ch in one + two):
        return one == two
    return one == two or fuzz.token_sort_ratio(one, two) >= 90 or f" {one} " in f" {two} " or f" {two} " in f" {one} "


@check("no-true-distractor")
def no_distractor_is_true(item: Item, context: Context) -> Finding:
    """No wrong choice is right by a known fact, or stands in the quote beside the key."""
    if item.kind is not ItemKind.CHOICE:
        return True, "Only choice items have distractors."
    for choice in item.choices:
        if choice.correct:
            continue
        if contains(item.evidence[0].text, choice.text):
            return False, f"“{choice.text}” stands in the quote too."
        if reason := _known_to_be_true(item, choice.text, context):
            return False, reason
    return True, "No known fact speaks for a wrong choice."


def _known_to_be_true(item: Item, text: str, context: Context) -> str:
    asked = content(item.stem)
    for fact in context.facts_by_subject.get(normal(text), ()):
        if fact.id not in item.facts and asked and overlap(asked, content(fact.quote.text)) >= 0.7:
            return f"“{fact.quote.text}” speaks for “{text}” too."
    told = content(text)
    for subject in item.terms:
        for fact in context.facts_by_subject.get(normal(subject), ()):
            if len(told) >= 3 and overlap(told, content(fact.quote.text)) >= 0.75:
                return f"“{fact.quote.text}” speaks for “{text}” too."
    return ""


@check("parallel-choices")
def choices_are_parallel(item: Item, context: Context) -> Finding:
    """The choices have one form: length, case and opening word."""
    if item.kind is not ItemKind.CHOICE:
        return True, "Only choice items have choices to compare."
    right = item.answer
    wrong = [choice.text for choice in item.choices if not choice.correct]
    problem = parallel_problem(right, wrong)
    return not problem, problem or "The choices have the same form."


@check("well-formed")
def stem_is_well_formed(item: Item, context: Context) -> Finding:
    """A question, or a statement with at most the one gap that its kind allows; brackets and quotes in pairs."""
    problem = form_problem(item.stem, item.kind)
    return not problem, problem or f"A stem of {len(item.stem.split())} words, complete."


@check("stands-alone")
def stem_stands_alone(item: Item, context: Context) -> Finding:
    """The stem and the choices can be understood without the page."""
    if problem := alone_problem(item.stem, context):
        return False, problem
    for choice in item.choices:
        if problem := alone_problem(choice.text, context, before=item.stem):
            return False, problem
    return True, "Nothing in it points outside itself."


@check("language")
def language_is_clean(item: Item, context: Context) -> Finding:
    """No doubled words or spaces, no marks left over from the page."""
    for text in (item.stem, *(choice.text for choice in item.choices), *item.key[:1]):
        if problem := language_problem(text):
            return False, problem
    return True, "No doubled words, no leftover marks."


@check("answerable")
def passage_answers_it(item: Item, context: Context) -> Finding:
    """A reader who doesn't know the key finds it in the passage, and prefers it to every distractor."""
    if item.kind is ItemKind.TEXT_ENTRY:
        return _found_in_nearest(item, context)
    if item.kind is ItemKind.CHOICE:
        choice, _ = answerer.preferred(item, context)
        if choice is None or not choice.correct:
            return False, f"From the passage alone “{choice.text if choice else 'nothing'}” seems right."
        return True, f"From the passage alone “{choice.text}” seems right."
    share, found = answerer.coverage(item.stem, context, answerer.sentences_for(item, context))
    absent = answerer.named(item.stem, context) - content(found)
    judged = "True" if share >= answerer.TRUE_FROM and not absent else "False"
    told = f", but not “{sorted(absent)[0]}”" if absent else ""
    return judged == item.answer, f"One sentence holds {share:.0%} of the statement{told}: {judged.lower()}."


def _found_in_nearest(item: Item, context: Context) -> Finding:
    for sentence in answerer.nearest(item.stem, context, answerer.sentences_for(item, context)):
        if any(contains(sentence, key) for key in item.key):
            return True, f"The sentence that matches the stem best has the key: “{sentence}”"
    return False, "The sentences that match the stem best don't have the key."


@check("one-fit")
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


def _gap_side(words: list[str], after: bool = False) -> str:
    joined = r"\W+".join(map(re.escape, words))
    if not joined:
        return ""
    return rf"\W+{joined}" if after else rf"{joined}\W+"
