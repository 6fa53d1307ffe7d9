"""Clues as items: reviewed, edited and exported like any other, and checked anew by their own bench."""

from __future__ import annotations

import eduapp
from eduapp.crosswords.clue_checks import Case, run_checks
from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_model import TEMPLATE
from eduapp.crosswords.clue_records import Clue, Draft, Keyword
from eduapp.crosswords.clues import drafts_for
from eduapp.crosswords.forms import key, unmarked
from eduapp.crosswords.keywords import choose
from eduapp.crosswords.styles import parsed, style_of
from eduapp.crosswords.trim import head_of
from eduapp.domain.base import content_id
from eduapp.domain.item import BLANK, CLUE_PROPOSERS, Bloom, Check, Item, ItemKind, Provenance
from eduapp.language.grammar import is_plural
from eduapp.llm.base import Completer
from eduapp.llm.prompts import prompt

DIFFICULTY = {1: 0.4, 2: 0.55, 3: 0.7}
"""A rough estimate by tier, on the scale of items."""

_BY_MODEL = "model"
_STRAIGHT = str.maketrans("’‘‑–", "''--")


def clue_item(clue: Clue, keyword: Keyword, source: str, *, seed: int = 0, model: Completer | None = None) -> Item:
    """The clue as a draft item of that source: a text entry whose key is the answer as it is written.

    `seed` and `model` are recorded where the model worded it.
    """
    return Item(
        id=content_id("clue", source, clue.text, clue.answer),
        kind=ItemKind.TEXT_ENTRY,
        level=Bloom.REMEMBER,
        stem=clue.text,
        key=accepted(keyword),
        rationale=clue.quote.text,
        evidence=(clue.quote,),
        terms=(keyword.term.text,),
        facts=(clue.fact,) if clue.fact else (),
        difficulty=DIFFICULTY[clue.tier],
        checks=clue.checks,
        provenance=_provenance(clue, seed, model),
    )


def accepted(keyword: Keyword) -> tuple[str, ...]:
    """The answer as it is written, then what is right too: without accents, on a plain keyboard, a name in full."""
    whole = [keyword.term.text] if len(keyword.stems()) > 1 else []
    written = [keyword.display, *whole]
    return tuple(dict.fromkeys([*written, *(plain for text in written for plain in _plainer(text))]))


def checked(item: Item, context: Context) -> Item:
    """The item with what the checks of clues find of it as it stands now."""
    choice = choose(context, include=[item.answer])
    keyword = next((one for one in choice.keywords if key(item.answer) in one.stems()), None)
    if keyword is None:
        why = dict(choice.refused).get(item.answer, "it has the same stem as another term")
        checks: tuple[Check, ...] = (
            Check(name="answer", passed=False, detail=f"“{item.answer}” can't be used: {why}."),
        )
    else:
        checks = run_checks(Case(_draft(item, keyword, context), keyword, context, choice.keywords))
    return item.model_copy(update={"checks": checks})


def _plainer(text: str) -> tuple[str, ...]:
    return text.translate(_STRAIGHT), unmarked(text).translate(_STRAIGHT)


def _provenance(clue: Clue, seed: int, model: Completer | None) -> Provenance:
    proposer = f"{CLUE_PROPOSERS}{clue.proposer}"
    if clue.rule != _BY_MODEL or model is None:
        return Provenance(proposer=proposer, template=clue.rule, version=eduapp.__version__)
    template = prompt(*TEMPLATE)
    return Provenance(
        proposer=proposer,
        template=template.id,
        template_hash=template.hash,
        model=model.name,
        model_hash=model.hash,
        seed=seed,
        version=eduapp.__version__,
    )


def _draft(item: Item, keyword: Keyword, context: Context) -> Draft:
    """What the rules knew of a clue that they worded so; of another, what its words show."""
    quote, text = item.evidence[0], item.stem
    known = (draft for draft in drafts_for(keyword, context) if (draft.text, draft.quote) == (text, quote))
    if draft := next(known, None):
        return draft
    style = style_of(text) if context.parsed() else "free"
    rule = "gap" if style == "free" and BLANK in text else "written"
    fact, said = next(iter(item.facts), ""), text[:1].lower() + text[1:]
    if style not in ("definite", "bare"):
        return Draft(text, style, 1, quote, rule, said, fact)
    tree = parsed(text)
    head = head_of(tree, 0, len(tree.word))
    return Draft(text, style, 1, quote, rule, said, fact, head=tree.lower[head], plural=is_plural(tree, head))
