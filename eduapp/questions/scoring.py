"""How much a candidate is wanted, and how hard its item is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eduapp.domain.item import Bloom, Item, ItemKind
from eduapp.questions.contracts import Candidate, Context, Proposer
from eduapp.questions.gist import about
from eduapp.questions.words import normal, tokens

_BY_KIND = {
    ItemKind.TRUE_FALSE: 0.3,
    ItemKind.CHOICE: 0.35,
    ItemKind.MATCH: 0.4,
    ItemKind.MULTIPLE_RESPONSE: 0.45,
    ItemKind.ORDER: 0.5,
    ItemKind.NUMERIC: 0.55,
    ItemKind.TEXT_ENTRY: 0.55,
    ItemKind.EXTENDED_TEXT: 0.6,
}
_BY_LEVEL = dict(zip(Bloom, (0.0, 0.12, 0.18, 0.22, 0.26, 0.3), strict=True))
FREQUENT = 5
"""A term that a text names so often is easier to know."""


def difficulty(item: Item, context: Context) -> float:
    """A rough estimate, 0 (easy) to 1: recognizing is easier than recalling, recalling than explaining.

    A base by kind, more for each level, up to 0.1 more for a long stem, 0.1 less for a term that the text keeps
    coming back to.
    """
    base = _BY_KIND[item.kind] + _BY_LEVEL[item.level] + min(len(tokens(item.stem)), 40) / 400
    counts = [context.terms[normal(term)].count for term in item.terms if normal(term) in context.terms]
    return round(min(max(base - 0.1 * (max(counts, default=0) >= FREQUENT), 0.0), 1.0), 2)


def score(candidate: Candidate, context: Context, standing: float, focus: float = 1.0) -> float:
    """How much a candidate is wanted, 0 to 1.

    By its rule's standing, its facts' confidence, how central its terms and its words are to the text, and by how much
    it is about what was asked for (`focus`); for a model's item, its `standing` instead of the rule's.
    """
    item = candidate.item
    confidence = min((context.facts[fact].confidence for fact in item.facts if fact in context.facts), default=1.0)
    prior = 0.2 + 0.7 * standing if item.provenance.model else candidate.prior
    salient = max((_salience(normal(term), context) for term in item.terms), default=0.0)
    central = about(item.stem, context) if context.central else salient
    return prior * (0.4 + 0.25 * confidence + 0.15 * salient + 0.2 * central) * (0.5 + 0.5 * focus)


def _salience(term: str, context: Context) -> float:
    """How central a term is to its text: 0 for no term of it, 0.5 for the least of them, 1 for the first."""
    if term not in context.terms:
        return 0.0
    most = context.understanding.terms[0].salience
    return 0.5 + 0.5 * min(context.terms[term].salience / most, 1.0) if most > 0 else 0.5


def standing(items: Iterable[Item], proposers: Sequence[Proposer]) -> float:
    """The share of the model's calls that came to a passing item: one that words well is trusted with more seats."""
    calls = sum(getattr(proposer, "usage", {}).get("calls", 0) for proposer in proposers)
    return len({item.facts[:1] for item in items if item.provenance.model and item.passed}) / max(calls, 1)
