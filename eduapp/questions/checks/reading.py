"""Whether a reader who doesn't know the key finds it in the passage."""

from __future__ import annotations

from eduapp.domain.item import Item, ItemKind
from eduapp.questions import answerer
from eduapp.questions.checks.grounding import values_in
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context
from eduapp.questions.words import contains, content

TOUCHED = 2
"""How many of a prompt's words of meaning its passages must have, at the least."""


@check("answerable")
def passage_answers_it(item: Item, context: Context) -> Finding:
    """A reader who doesn't know the key finds it in the passage, and prefers it to every distractor."""
    return _OF_KIND[item.kind](item, context)


def _prefers_the_key(item: Item, context: Context) -> Finding:
    choice, _ = answerer.preferred(item, context)
    if choice is None or not choice.correct:
        return False, f"From the passage alone “{choice.text if choice else 'nothing'}” seems right."
    return True, f"From the passage alone “{choice.text}” seems right."


def _prefers_every_right_one(item: Item, context: Context) -> Finding:
    _, scores = answerer.preferred(item, context)
    worst = min((c for c in item.choices if c.correct), key=lambda c: scores[c.id])
    best_wrong = max((c for c in item.choices if not c.correct), key=lambda c: scores[c.id], default=None)
    if scores[worst.id] == 0 or (best_wrong is not None and scores[best_wrong.id] >= scores[worst.id]):
        return False, f"The passage does not speak for “{worst.text}” more than for the wrong choices."
    return True, "The passage speaks for every right choice more than for any wrong one."


def _judges_alike(item: Item, context: Context) -> Finding:
    true, why = answerer.judge(item.stem, answerer.sentences_for(item, context), context)
    judged = "True" if true else "False"
    return judged == item.answer, f"{why} {judged}."


def _found_in_nearest(item: Item, context: Context) -> Finding:
    for sentence in answerer.nearest(item.stem, context, answerer.sentences_for(item, context)):
        if any(contains(sentence, key) for key in item.key):
            return True, f"The sentence that matches the stem best has the key: “{sentence}”"
    return False, "The sentences that match the stem best don't have the key."


def _number_in_nearest(item: Item, context: Context) -> Finding:
    assert item.numeric is not None
    for sentence in answerer.nearest(item.stem, context, answerer.sentences_for(item, context)):
        if any(abs(value - abs(item.numeric.value)) <= item.numeric.tolerance for value in values_in(sentence)):
            return True, f"The sentence that matches the stem best has the number: “{sentence}”"
    return False, "The sentences that match the stem best don't have the number."


def _finds_every_match(item: Item, context: Context) -> Finding:
    read = answerer.sentences_for(item, context)
    for premise in item.premises:
        scores = {c.id: answerer.support(premise.text, c.text, context, read) for c in item.choices}
        best = max(scores.values())
        if best == 0 or scores[premise.choice] < best:
            found = next(c.text for c in item.choices if scores[c.id] == best)
            return False, f"From the passages alone “{found}” seems to match “{premise.text}”."
    return True, "From the passages alone each row finds its match."


def _finds_every_step(item: Item, context: Context) -> Finding:
    read = answerer.sentences_for(item, context)
    for choice in item.choices:
        share, _ = answerer.coverage(choice.text, context, read)
        if share < answerer.TRUE_FROM:
            return False, f"No sentence of the passages has the step “{choice.text}”."
    return True, "The passages have every step."


def _is_about_the_passage(item: Item, context: Context) -> Finding:
    read = " ".join(answerer.sentences_for(item, context))
    shared = content(item.stem) & content(read)
    named = any(contains(item.stem, term) and contains(read, term) for term in item.terms)
    if len(shared) < TOUCHED and not named:
        return False, "The prompt has hardly a word of the passages that its rubric comes from."
    return True, "The prompt has words of the passages that its rubric comes from."


_OF_KIND = {
    ItemKind.CHOICE: _prefers_the_key,
    ItemKind.MULTIPLE_RESPONSE: _prefers_every_right_one,
    ItemKind.TRUE_FALSE: _judges_alike,
    ItemKind.TEXT_ENTRY: _found_in_nearest,
    ItemKind.NUMERIC: _number_in_nearest,
    ItemKind.MATCH: _finds_every_match,
    ItemKind.ORDER: _finds_every_step,
    ItemKind.EXTENDED_TEXT: _is_about_the_passage,
}
