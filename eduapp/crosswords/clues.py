"""Clues: for each keyword the best that pass every check, in the style and at the tier asked for."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from eduapp.crosswords.clue_checks import Case, run_checks
from eduapp.crosswords.clue_context import Context, build
from eduapp.crosswords.clue_model import is_capable, worded
from eduapp.crosswords.clue_records import STYLES, Clue, Draft, Keyword, Style
from eduapp.crosswords.compounds import part_drafts, part_of
from eduapp.crosswords.descriptions import described, renamed, told_aside, told_plainly
from eduapp.crosswords.forms import names
from eduapp.crosswords.gaps import clauses_after, deeds, doings, gapped
from eduapp.crosswords.keywords import choose, other_forms
from eduapp.crosswords.sentences import fact_gaps, sentence_gaps
from eduapp.domain.knowledge import Understanding
from eduapp.domain.source import Document
from eduapp.errors import InputError
from eduapp.language.tongues import KNOWN
from eduapp.llm.base import Completer

Wanted = Literal["noun-phrase", "definite", "bare", "copular", "free", "mixed"]
Progress = Callable[[str, int, int], None]

WANTED: dict[str, tuple[Style, ...]] = {
    "mixed": STYLES,
    "noun-phrase": ("definite", "bare"),
    **{style: (style,) for style in STYLES},
}
"""What can be asked for, and the styles that it allows."""

SPARE = 1.5
"""How many times more clues are made than words are wanted, for a grid to pick from."""

GROUP = 12
"""About how many keywords a model is asked at a time."""

OFF_TIER, REPEATED_STYLE, MOST_EACH = 0.5, 0.04, 4
"""What a clue loses by being a tier away, and by each clue before it of the same style; how many are kept a keyword."""


@dataclass(frozen=True, slots=True)
class CluesMade:
    """The clues of a document: one best for each keyword, its alternatives, and the terms refused with the reason.

    `alternatives` is by answer. `notice` says in a sentence what the text's language does not allow, if anything.
    """

    clues: tuple[Clue, ...]
    keywords: tuple[Keyword, ...]
    alternatives: dict[str, tuple[Clue, ...]]
    refused: tuple[tuple[str, str], ...]
    notice: str = ""


def make_clues(
    document: Document,
    understanding: Understanding,
    *,
    words: int = 18,
    style: Wanted = "mixed",
    tier: int = 1,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    accents: bool = False,
    language: str = "",
    model: Completer | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    on_clue: Callable[[Clue, Keyword], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> CluesMade:
    """Clues for the keywords of a document, most wanted keyword first; the same for the same input and seed.

    There are more of them than `words` where the text has more, for a grid to pick from. A `model` words clues too if
    the catalogue says that it is capable. The `language` is told from the text if it isn't given. `progress` is told of
    the stage "clues"; `on_clue` gets each best clue with its keyword. When `cancelled` answers yes, no more are made.
    Raises InputError for a style, tier or language that doesn't exist.
    """
    _check_options(style, tier, language)
    context = build(document, understanding, language)
    model = model if model is not None and is_capable(model) else None
    choice = choose(context, words=words, include=include, exclude=exclude, accents=accents, seed=seed)
    asking = {"style": style, "tier": tier, "others": choice.keywords, "seed": seed}
    making = _Making(context, asking, round(words * SPARE), accents, on_clue)
    without: list[Keyword] = []
    asked = _asked(choice.keywords, context, model, seed, cancelled)
    for number, (keyword, modelled) in enumerate(asked, start=1):
        if making.is_done() or (cancelled and cancelled()):
            break
        if not making.add(keyword, modelled):
            without.append(keyword)
        if progress:
            progress("clues", number, len(choice.keywords))
    for keyword in (*without, *choice.too_long):
        if making.is_done() or (cancelled and cancelled()):
            break
        if making.add_part(keyword) and keyword in without:
            without.remove(keyword)
    refused = (*choice.refused, *((keyword.display, "no clue for it passes the checks") for keyword in without))
    return CluesMade(tuple(making.best), tuple(making.kept), making.alternatives, refused, notice(context))


@dataclass
class _Making:
    """The clues made so far, with their keywords and alternatives; `most` is how many there may be."""

    context: Context
    asking: dict[str, Any]
    most: int
    accents: bool
    on_clue: Callable[[Clue, Keyword], None] | None
    best: list[Clue] = field(default_factory=list)
    kept: list[Keyword] = field(default_factory=list)
    alternatives: dict[str, tuple[Clue, ...]] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)

    def is_done(self) -> bool:
        """Whether there are as many as there may be."""
        return len(self.best) >= self.most

    def add(self, keyword: Keyword, modelled: Sequence[Draft]) -> bool:
        """Add the best clue for a keyword, or for another form of it; whether there was one."""
        if self._keep(keyword, modelled=modelled):
            return True
        return any(self._keep(other) for other in other_forms(keyword, self.context, self.accents))

    def add_part(self, keyword: Keyword) -> bool:
        """Add the best clue for the first word of a compound; whether there was one."""
        part = part_of(keyword, self.context, self.accents)
        if part is None or not _is_new_word(part, self.kept):
            return False
        drafts = tuple(part_drafts(keyword, part, list(drafts_for(keyword, self.context)), self.context))
        return bool(drafts) and self._keep(part, drafts=drafts)

    def _keep(self, keyword: Keyword, **given: Sequence[Draft]) -> bool:
        candidates = clue_candidates(keyword, self.context, used=self.used, **self.asking, **given)
        found = _fitting(candidates, self.best)
        if found:
            self.used.update((found[0].style, found[0].rule.split(".")[0]))
            self.best.append(found[0])
            self.kept.append(keyword)
            self.alternatives[keyword.display] = tuple(found[1:])
            if self.on_clue:
                self.on_clue(found[0], keyword)
        return bool(found)


def _is_new_word(part: Keyword, kept: Sequence[Keyword]) -> bool:
    """Whether no answer so far has the part's stem in it."""
    return not any(part.stem in word.stem.split() or part.answer == word.answer for word in kept)


def clue_candidates(
    keyword: Keyword,
    context: Context,
    *,
    style: Wanted = "mixed",
    tier: int = 1,
    others: Sequence[Keyword] = (),
    used: Counter[str] | None = None,
    modelled: Sequence[Draft] = (),
    drafts: Sequence[Draft] = (),
    seed: int = 0,
) -> list[Clue]:
    """The clues for a keyword that pass every check, best first, one a text.

    Best is what is nearest to the tier and comes from the rule of the highest standing. `used` counts the styles of a
    grid's clues so far, so that a mixed one doesn't repeat itself; `modelled` are what a model worded, `drafts` what
    is judged instead of what the rules word.
    """
    _check_options(style, tier)
    rng = random.Random(f"{seed}:{keyword.stem}")
    worded_by_rules = drafts or drafts_for(keyword, context)
    fitting = [draft for draft in (*worded_by_rules, *modelled) if draft.style in WANTED[style]]
    ranked = sorted(fitting, key=lambda draft: (-_standing(draft, tier, used or Counter()), rng.random()))
    found: dict[str, Clue] = {}
    for draft in ranked:
        if draft.text in found or len(found) > MOST_EACH:
            continue
        checks = run_checks(Case(draft, keyword, context, others))
        if all(check.passed for check in checks):
            found[draft.text] = _clue(draft, keyword, checks)
    return list(found.values())


def _asked(
    keywords: Sequence[Keyword],
    context: Context,
    model: Completer | None,
    seed: int,
    cancelled: Callable[[], bool] | None,
) -> Iterator[tuple[Keyword, Sequence[Draft]]]:
    """The keywords with what a model words for each; it is asked about a group of them at a time."""
    for group in _groups(keywords):
        modelled = worded(group, context, model, seed, cancelled) if model is not None else {}
        for keyword in group:
            yield keyword, modelled.get(keyword.stem, ())


def _groups(keywords: Sequence[Keyword]) -> Iterator[Sequence[Keyword]]:
    rest = iter(keywords)
    while group := list(islice(rest, GROUP)):
        yield group


def _fitting(found: Sequence[Clue], best: Sequence[Clue]) -> list[Clue]:
    """The clues that can stand beside those chosen before, those first that name no other answer."""
    new = [clue for clue in found if _is_new(clue, best) and not _is_circular(clue, best)]
    return sorted(new, key=lambda clue: any(names(clue.text, other.answer) for other in best))


def _is_circular(clue: Clue, earlier: Sequence[Clue]) -> bool:
    """Whether a clue names an answer whose own clue names this one's."""
    return any(names(clue.text, other.answer) and names(other.text, clue.answer) for other in earlier)


def _is_new(clue: Clue, earlier: Sequence[Clue]) -> bool:
    """Whether no earlier clue has the same sentence with a gap, each of which would give the other's answer away."""
    gap = clue.tier == 3
    return not any(other.quote == clue.quote and (gap or other.tier == 3) for other in earlier)


def drafts_for(keyword: Keyword, context: Context) -> Iterator[Draft]:
    """Every clue that the rules word for a keyword, unchecked."""
    if context.parsed():
        for fact in keyword.facts:
            yield from described(keyword, fact, context)
            yield from renamed(keyword, fact)
        yield from told_aside(keyword, context)
        yield from told_plainly(keyword, context)
        yield from deeds(keyword, context)
        yield from clauses_after(keyword, context)
        yield from doings(keyword, context)
    yield from gapped(keyword, context)
    if context.parsed():
        yield from fact_gaps(keyword)
        yield from sentence_gaps(keyword, context)


def _standing(draft: Draft, tier: int, used: Counter[str]) -> float:
    repeated = min(used[draft.style], 8) + min(used[draft.rule.split(".")[0]], 8)
    return draft.prior - OFF_TIER * abs(draft.tier - tier) - REPEATED_STYLE * repeated


def _clue(draft: Draft, keyword: Keyword, checks: tuple) -> Clue:
    return Clue(
        text=draft.text,
        style=draft.style,
        tier=draft.tier,
        answer=keyword.display,
        fact=draft.fact,
        quote=draft.quote,
        rule=draft.rule,
        proposer=draft.proposer,
        checks=checks,
        enumeration=keyword.enumeration,
    )


def notice(context: Context) -> str:
    """What the text's language does not allow, in a sentence, or an empty string."""
    if context.parsed():
        return ""
    return (
        f"There is no parser for this language ({context.language}), so the clues are sentences of the text with a gap."
    )


def _check_options(style: str, tier: int, language: str = "") -> None:
    if style not in WANTED:
        raise InputError(f"{style!r} is no style of clue.", hint=f"These are: {', '.join(WANTED)}.")
    if tier not in (1, 2, 3):
        raise InputError(f"{tier!r} is no tier of clue.", hint="Tiers are 1 (easiest), 2 and 3.")
    if language and language not in KNOWN:
        raise InputError(
            f"No clues can be made in {language!r}.", hint=f"These languages are known: {', '.join(KNOWN)}."
        )
