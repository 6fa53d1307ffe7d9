"""Two things of one sort in each other's place.

"Firms sell goods to households" becomes "Households sell goods to firms".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import Fact, Term
from eduapp.questions.contracts import Context
from eduapp.questions.distractors import is_of_one_form
from eduapp.questions.kinds import sort_of
from eduapp.questions.options import Option, is_human, is_plural
from eduapp.questions.words import capital, content, normal

_EITHER_WAY = re.compile(
    r"\b(?:interact\w*|meets?|met|differ\w*|equals?|shar(?:e|es|ed)|resembl\w+|marr(?:y|ied)|both|between|related|"
    r"similar|fought|fight|compete[sd]?|exchange[sd]?|trade[sd]?|same|different|each other|one another|allied|"
    r"overlap\w*|"
    r"includ\w+|contain\w*|consist\w*|become|became|called|known|such as|like|as well as|border\w*|neighbor\w*|"
    r"connect\w*|link\w*|correspond\w*|correlat\w*|associated)\b",
    re.IGNORECASE,
)
"""What two things do to each other either way round, or what is no relation between two."""

_IS = re.compile(r"\b(?:is|are|was|were|be|been)\b")
_TIED_BY = re.compile(r"\b(?:than|by|to|from|over|against|on)\b")
_BEFORE = re.compile(r"\b(?P<word>[a-z]+) (?P<the>the |an? )?$")
_AFTER = re.compile(
    r"(?:[.,]|\s+(?:in|at|during|for|when|because|until|after|before|on|as|while|where|with|by|from|to|over)\b)"
)
_NOT_BEFORE = frozenset("of and or in with for as between among within like than's is are was were that which".split())


def exchanged(fact: Fact, text: str, context: Context) -> Iterator[tuple[str, str, str]]:
    """The statement with its subject and another term in each other's place, what now opens it, and what opened it."""
    subject = fact.subject
    found = re.match(rf"(?P<the>The |An? )?{re.escape(subject)}(?= [a-z])", text, re.IGNORECASE)
    if fact.slots.get("split") != "clause" or found is None or _EITHER_WAY.search(text) or ";" in text:
        return
    rest = text[found.end() :]
    for term in context.terms.values():
        at = [m for m in re.finditer(rf"(?<![\w-]){re.escape(term.text)}(?![\w-]|[’'])", rest, re.IGNORECASE)]
        if len(at) != 1 or not _may_stand_for(subject, term, rest, at[0], fact, context):
            continue
        before, after = rest[: at[0].start()], rest[at[0].end() :]
        article = _BEFORE.search(before)
        the = (article["the"] or "") if article else ""
        if bool(the.strip()) != bool((found["the"] or "").strip()) or (the.strip() in ("a", "an")):
            continue
        new = term.text if term.proper else term.text[0].lower() + term.text[1:]
        old = subject if fact.slots.get("proper") == "yes" else subject[0].lower() + subject[1:]
        opens = capital(f"{the}{new}")
        yield f"{opens}{before}{old}{after}", opens, text[: found.end()]


def _may_stand_for(subject: str, term: Term, rest: str, found: re.Match[str], fact: Fact, context: Context) -> bool:
    """Whether a term is of the subject's sort and number, and hangs on the verb as a thing of its own."""
    if content(term.text) & content(subject) or not _AFTER.match(rest[found.end() :]):
        return False
    before = _BEFORE.search(rest[: found.start()])
    if before is None or before["word"] in _NOT_BEFORE or "," in rest[: found.start()]:
        return False
    if _IS.search(rest[: found.start()]) and not _TIED_BY.search(rest[: found.start()]):
        return False
    own, other = Option(subject, fact), Option(term.text)
    if (fact.slots.get("proper") == "yes") != term.proper or is_plural(own, context) != term.plural:
        return False
    if term.proper:
        people = (normal(subject) in context.people, normal(term.text) in context.people)
        sort = sort_of(subject, fact, context)
        return all(people) or (not any(people) and sort != "" and sort == sort_of(term.text, None, context))
    return is_human(own, context) == is_human(other, context) and is_of_one_form(subject, term.text, context)
