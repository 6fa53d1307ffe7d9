"""Rules for events: when, who, what happened then, and is this so."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.knowledge import Fact
from eduapp.questions.askable import points
from eduapp.questions.contracts import Context, Distractor, Draft, Refusal
from eduapp.questions.distractors import phrases_for
from eduapp.questions.numbers import centuries_for, years_for
from eduapp.questions.propose.who import who_from_choices, who_in_words
from eduapp.questions.wording import question
from eduapp.questions.words import content, sentence, tokens

Made = Draft | Refusal

PLAIN_YEAR = re.compile(r"(?:in|In) ((?:AD |CE )?\d{3,4}(?: (?:BCE|BC|CE|AD))?)")
PLAIN_CENTURY = re.compile(r"the [\w-]+ century(?: (?:BCE|BC|CE|AD))?")
MOST_WORDS, SHORT = 22, 6
_RUNS_ON = re.compile(r"^did\b.* (?:and|but) (?:\w+ly |then )?[a-z]{2,}ed\b")
"""A second verb that keeps its ending: "did the Dutch return and forced the inhabitants"."""

_ANY_ONE = re.compile(
    r"\bsimilar\b|^\w+ (?:a|an|another|some|one|many|several|most|other|few|more|no|nearly|over|about)\b"
)


def when_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """In which year did X happen? with other years."""
    year = year_of(fact)
    if not year or not tells_what_happened(fact):
        return Refusal("no plain year, or nothing particular happened")
    wrong = years_for(fact, year, context, rng)
    if isinstance(wrong, Refusal):
        return wrong
    stem = question(rng.choice(("in which year", "in what year", "when")), fact.slots["inverted"])
    return Draft(
        "event.when", ItemKind.CHOICE, Bloom.REMEMBER, stem, year, fact, distractors=wrong, ordered=True, prior=0.75
    )


def century_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """In which century did X happen? with the centuries around it."""
    century = re.sub(r"^(?:in|during) ", "", fact.object)
    if fact.slots.get("time_kind") != "century" or not PLAIN_CENTURY.fullmatch(century):
        return Refusal("no plain century")
    if not tells_what_happened(fact):
        return Refusal("nothing particular happened")
    wrong = centuries_for(fact, century, rng)
    if isinstance(wrong, Refusal):
        return wrong
    stem = question("in which century", fact.slots["inverted"])
    return Draft(
        "event.century",
        ItemKind.CHOICE,
        Bloom.REMEMBER,
        stem,
        century,
        fact,
        distractors=wrong,
        ordered=True,
        prior=0.7,
    )


def when_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """In which year did X happen?"""
    year = year_of(fact)
    if not year or not tells_what_happened(fact):
        return Refusal("no plain year, or nothing particular happened")
    accepted = (f"in {year}", *((year.split(" ")[0],) if year[0].isdigit() and " CE" in year else ()))
    stem = question("in which year", fact.slots["inverted"])
    return Draft("event.year", ItemKind.TEXT_ENTRY, Bloom.REMEMBER, stem, year, fact, accepted=accepted, prior=0.7)


def who_choice(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Who did this then? with other people of the text."""
    return who_from_choices("event.who", _who_stem(fact), fact, context, rng, 0.8)


def who_entry(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Who did this then?"""
    return who_in_words("event.name-who", _who_stem(fact), fact, 0.75)


def what_happened(fact: Fact, context: Context, rng: random.Random) -> Made:
    """Which of these happened in that year? with events of other years."""
    year, clause = year_of(fact), fact.slots.get("clause", "")
    if not year or not tells_what_happened(fact) or not clause:
        return Refusal("no plain year, or nothing particular happened")
    wrong = phrases_for(fact, context, rng, _clause_of_other_year(year), lambda f: f.slots.get("time_value", f.object))
    if isinstance(wrong, Refusal):
        return wrong
    wrong = tuple(Distractor(sentence(w.text), _dated(context.facts[w.fact]), w.fact) for w in wrong)
    stem = question("which of these happened in", year)
    return Draft(
        "event.what", ItemKind.CHOICE, Bloom.REMEMBER, stem, sentence(clause), fact, distractors=wrong, prior=0.7
    )


def statement(fact: Fact, context: Context, rng: random.Random) -> Made:
    """In 1492, X did this; or, by chance, the same with another year, and the correction says which it was."""
    year = year_of(fact)
    if not year or not tells_what_happened(fact):
        return Refusal("no plain year, or nothing particular happened")
    true, remember = _dated_clause(fact), Bloom.REMEMBER
    wrong = years_for(fact, year, context, rng)
    if isinstance(wrong, Refusal) or rng.random() < 0.5:
        return Draft("event.true", ItemKind.TRUE_FALSE, remember, true, "True", fact, prior=0.5)
    stem = _dated_clause(fact, rng.choice(wrong).text)
    return Draft("event.false", ItemKind.TRUE_FALSE, remember, stem, "False", fact, correction=true, prior=0.5)


def year_of(fact: Fact) -> str:
    """The year of an event that the text dates with a plain "in 1492", and not as one of a list; else "".

    News of this century is out of date before a class has learned its year.
    """
    found = PLAIN_YEAR.fullmatch(fact.object)
    listed = len(set(re.findall(r"\b\d{3,4}\b", fact.statement))) > 2
    of_news = found is not None and re.match(r"2[01]\d\d$", found[1]) is not None
    return found[1] if found and not (listed or of_news) and fact.slots.get("time_kind") == "year" else ""


def tells_what_happened(fact: Fact) -> bool:
    """Whether something particular happened, told in so few words that a question can be asked of it."""
    inverted = fact.slots.get("inverted", "")
    return (
        bool(inverted)
        and not _ANY_ONE.search(inverted)
        and not _RUNS_ON.search(inverted)
        and _is_particular(inverted)
        and len(tokens(inverted)) <= MOST_WORDS
    )


def _is_particular(clause: str) -> bool:
    return len(content(clause)) >= 3 and not points(clause)


def _who_stem(fact: Fact) -> str:
    predicate = fact.slots.get("predicate", "")
    named = fact.slots.get("person") == "yes" and fact.slots.get("proper") == "yes"
    if not named or fact.slots.get("number") == "plural" or not _is_particular(predicate):
        return ""
    if len(tokens(predicate)) > MOST_WORDS:
        return ""
    if len(tokens(predicate)) > SHORT:
        return question(f"{fact.object}, who", predicate)
    return question("who", predicate, fact.object)


def _clause_of_other_year(year: str) -> Callable[[Fact], str]:
    def phrase(fact: Fact) -> str:
        other = year_of(fact)
        return fact.slots.get("clause", "") if (other and tells_what_happened(fact)) or other == year else ""

    return phrase


def _dated_clause(fact: Fact, year: str = "") -> str:
    return sentence(f"In {year or year_of(fact)}, {fact.slots.get('clause', '')}")


def _dated(fact: Fact) -> str:
    return f"{_dated_clause(fact).rstrip('.')} ({fact.quote.locator.label()})."


RULES = (when_choice, century_choice, when_entry, who_choice, who_entry, what_happened, statement)
