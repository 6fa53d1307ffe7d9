"""Material from several statements that have one central term as their subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eduapp.domain.knowledge import Term
from eduapp.questions.contracts import Context
from eduapp.questions.propose.upper_material import Material
from eduapp.questions.propose.upper_statements import Told, named, told, topic_terms
from eduapp.questions.words import bare, content, normal, overlap, tokens

MOST_TOPICS, LEAST_COUNT = 8, 3
UNLIKE = 0.5
"""Two statements that share this part of their words of meaning say nearly the same."""
MOST_RANKED = 66
"""Words of three statements that are shown in one prompt."""

_CLASSED = re.compile(r"\b(?:was|were) (?:the|an?|one)\b")
"""What something was has no consequences to be weighed."""
_SLIGHT = re.compile(r"\b(?:was|were) (?:born|named|called)\b|\bmany reasons\b")


def materials(context: Context) -> Iterator[Material]:
    """Terms of which three statements tell, the most salient first."""
    statements = [one for one in told(context) if not one.is_extract]
    made = 0
    for term in topic_terms(context):
        about = [one for one in statements if _is_subject(term, one) and not _SLIGHT.search(one.said)]
        chosen = _apart(about)[:3]
        if term.count < LEAST_COUNT or len(chosen) < 3 or made == MOST_TOPICS:
            continue
        made += 1
        words = {"x": named(term, context), **{f"said{n}": one.said for n, one in enumerate(chosen, start=1)}}
        facts = tuple(one.fact for one in chosen)
        yield Material("topic", words, facts, (term.text,))
        short = sum(len(tokens(one.said)) for one in chosen) <= MOST_RANKED
        if short and all(one.is_past and not _CLASSED.search(one.said) for one in chosen):
            yield Material("past-topic", words, facts, (term.text,))


def _is_subject(term: Term, one: Told) -> bool:
    """Whether a statement has a term as its subject: it opens with it, or was read so."""
    opens = normal(" ".join(bare(one.said).split()[: len(tokens(term.text))])) == normal(term.text)
    return opens or (one.fact.slots.get("split") == "clause" and normal(bare(one.fact.subject)) == normal(term.text))


def _apart(statements: Sequence[Told]) -> list[Told]:
    """Those that say something else than those before them."""
    chosen: list[Told] = []
    for one in statements:
        if all(max(_share(one, other), _share(other, one)) < UNLIKE for other in chosen):
            chosen.append(one)
    return chosen


def _share(one: Told, other: Told) -> float:
    return overlap(content(one.said), content(other.said))
