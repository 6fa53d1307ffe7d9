"""Clues for a part of a compound term: "_____ energy is the energy of motion" asks for KINETIC.

What defines a compound mostly repeats its head, which would give half of the answer away, and many compounds are too
long for a grid. Their first word alone can be asked for, with the rest of the term in the clue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from wordfreq import zipf_frequency

from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_records import LONGEST, Draft, Keyword
from eduapp.crosswords.forms import key, unmarked
from eduapp.crosswords.letters import cells, enumeration
from eduapp.crosswords.styles import style_of
from eduapp.domain.item import BLANK
from eduapp.domain.knowledge import Term
from eduapp.language.grammar import COUNTING
from eduapp.language.tongues import stop_words

SHORTEST, LONGEST_PART, MOST_COMMON, WORTH = 4, 15, 4.3, 0.9
"""How many letters a part may have, the Zipf frequency from which it is too common, and its clues' standing."""


_KINDS = ("al", "ic", "ar", "ary", "ive", "ous", "ent", "ant", "ate")
"""How adjectives end that tell a kind ("kinetic", "marginal"), and seldom how or how much ("exact", "outright")."""


def part_of(keyword: Keyword, context: Context, accents: bool = False) -> Keyword | None:
    """The first word of a compound common noun as a keyword; None where it is none, or no word worth asking for."""
    first, _, rest = keyword.display.partition(" ")
    answer = cells(first, accents=accents)
    if not rest or keyword.proper or not first.isalpha() or not SHORTEST <= len(answer) <= LONGEST_PART:
        return None
    if not first.islower() or first in stop_words(context.language) | COUNTING or first.endswith(("ly", "ed")):
        return None
    if zipf_frequency(first, context.language) >= MOST_COMMON or rest.split()[0] in stop_words(context.language):
        return None
    return replace(keyword, display=first, answer=answer, stem=key(first), plural=False,
                   term=Term(text=first, key=key(first), salience=keyword.term.salience),
                   enumeration=enumeration(first, accents=accents))  # fmt: skip


def part_drafts(keyword: Keyword, part: Keyword, whole: Sequence[Draft], context: Context) -> Iterator[Draft]:
    """The clues with a gap for the whole, with the rest of it behind the gap; for an adjective those that define it."""
    rest, noun = keyword.display.partition(" ")[2], _is_noun(part, context)
    if not noun and not part.display.endswith(_KINDS):
        return
    for draft in whole:
        if not noun and draft.rule.startswith("gap"):
            continue
        text = re.sub(re.escape(BLANK), f"{BLANK} {rest}", draft.text, count=1)
        if BLANK not in draft.text or len(text) > LONGEST or unmarked(part.display) in unmarked(draft.text.casefold()):
            continue
        rule = draft.rule if draft.rule.startswith("gap") else f"part.{draft.rule}"
        yield replace(draft, text=text, style=style_of(text), rule=rule, plural=None, prior=draft.prior * WORTH)


def _is_noun(part: Keyword, context: Context) -> bool:
    """Whether the text has a word as a noun somewhere."""
    return any(
        tree.pos[i] == "NOUN" and tree.lower[i] == part.display
        for tree in context.trees.values()
        for i in range(len(tree.word))
    )
