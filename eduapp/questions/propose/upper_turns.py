"""Material from two sentences that follow each other, of which the text says how the second turns from the first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_claims import says_of_a_kind
from eduapp.questions.propose.upper_clauses import read
from eduapp.questions.propose.upper_material import TIED, Material, is_sound
from eduapp.questions.propose.upper_statements import fact_of, placed, topic_terms
from eduapp.questions.wording import plain_sentence
from eduapp.questions.words import contains, sentence

_NAME = re.compile(r"\b[A-Z][a-z]")
_TURNS = (
    (re.compile(r"(?P<mark>However|In contrast|By contrast|On the other hand|Conversely|Nevertheless), "),
     "a contrast to", "what in the second sentence goes against the first"),
    (re.compile(r"(?P<mark>As a result|Therefore|Consequently|For this reason|Accordingly), "),
     "a consequence of", "how what the first sentence says leads to what the second says"),
    (re.compile(r"(?P<mark>For example|For instance), "),
     "an example of", "what in the second sentence is a case of what the first says in general"),
)  # fmt: skip
"""Openings by which a text says how a sentence is related to the one before."""


def materials(context: Context) -> Iterator[Material]:
    """Each such pair of sentences of which one at least names a central term, in reading order."""
    terms = topic_terms(context)
    for passage in context.passages.values():
        for (first, at), (second, start) in pairwise(placed(passage, context)):
            turn = next(((m, *rest) for mark, *rest in _TURNS if (m := mark.match(second))), None)
            term = next((term for term in terms if contains(first, term.text)), None)
            if turn is None or term is None:
                continue
            said, said_too = sentence(plain_sentence(first)), sentence(plain_sentence(second[turn[0].end() :]))
            if all(_is_clear(text, context) for text in (said, said_too)):
                words = {"said": said, "said_too": said_too, "mark": turn[0]["mark"], "relation": turn[1],
                         "shown": turn[2]}  # fmt: skip
                facts = (
                    fact_of(first, at, passage, term.text, context),
                    fact_of(second, start, passage, term.text, context),
                )
                yield Material("turn", words, facts, (term.text,))
                if turn[1] == "an example of" and _is_shown_by(said, said_too):
                    yield Material("instance", words, facts, (term.text,))


def _is_shown_by(said: str, said_too: str) -> bool:
    """Whether a general statement about what happens is followed by one case: something past, or of somebody named."""
    case = read(said_too)
    return says_of_a_kind(said) and case.is_whole and (case.is_past or case.is_named)


def _is_clear(said: str, context: Context) -> bool:
    """Whether a sentence can be shown: sound, tied to no other, and no story of somebody made up."""
    clause = read(said)
    return is_sound(said, context) and not TIED.search(said) and not (clause.is_present and _NAME.search(said[1:]))
