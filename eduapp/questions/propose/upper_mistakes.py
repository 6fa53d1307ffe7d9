"""Material from false versions of statements: what a pupil got wrong, and one more point about the same term."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from eduapp.questions.contracts import Context
from eduapp.questions.propose import judged
from eduapp.questions.propose.upper_material import Material
from eduapp.questions.propose.upper_statements import Told, named, told, topic_terms
from eduapp.questions.words import content, overlap

UNLIKE = 0.5
"""The further point has less than this share of its words in the statement, or the other way round."""

SEED = "mistakes"


def materials(context: Context) -> Iterator[Material]:
    """Each statement that has a false version, with its first term of which another statement says something."""
    terms, statements = topic_terms(context), told(context)
    for one in judged.told(context, random.Random(SEED)):
        if one.false is None:
            continue
        known = Told(one.fact, one.text, ())
        for term in (term for term in terms if known.names(term)):
            more = _another(one.text, [s for s in statements if s.names(term)])
            if more is None:
                continue
            words = {"x": named(term, context), "wrong": one.false.text, "said": one.text, "said1": more.said,
                     "old": one.false.old, "new": one.false.new}  # fmt: skip
            yield Material("mistake", words, (one.fact, more.fact), (term.text,))
            break


def _another(said: str, statements: Sequence[Told]) -> Told | None:
    own = content(said)
    apart = (s for s in statements if max(overlap(own, content(s.said)), overlap(content(s.said), own)) < UNLIKE)
    return next(apart, None)
