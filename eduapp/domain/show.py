"""How records look in a notebook: functions from a record to HTML, in which all text of others is escaped."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eduapp.domain.item import Item, ItemSet
    from eduapp.domain.knowledge import Understanding
    from eduapp.domain.source import Source

_KEPT = "\n\t"
_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ROWS = 12


def plain(text: str) -> str:
    """The text without control characters and direction overrides, which could act on a terminal or hide words."""
    return "".join(
        ch for ch in text if ch in _KEPT or (unicodedata.category(ch) not in ("Cc", "Cs") and ch not in _BIDI_OVERRIDES)
    )


def one_line(text: str) -> str:
    """The plain text on a single line."""
    return " ".join(plain(text).split())


def cell(value: object) -> str:
    """A value as text that is safe within HTML."""
    return escape(plain(str(value)))


def block(*parts: str) -> str:
    """HTML parts as one block, in which a notebook doesn't take dollar signs for formulas."""
    return f'<div class="eduapp tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """An HTML table of escaped cells."""
    head = "".join(f"<th>{cell(name)}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell(value)}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def checks_in_short(item: Item) -> str:
    """ "8 of 8", "7 of 8: names the one that failed", or "not checked"."""
    if not item.checks:
        return "not checked"
    failed = [check.name for check in item.checks if not check.passed]
    counted = f"{len(item.checks) - len(failed)} of {len(item.checks)}"
    return f"{counted}: {', '.join(failed)} failed" if failed else counted


def item(item: Item) -> str:
    """An item in full."""
    head = f"<b>{cell(item.level)} · {cell(item.kind)}</b> · {cell(item.review.state)} · <code>{cell(item.id)}</code>"
    options = "".join(
        f"<li>{'<b>' if c.correct else ''}{cell(c.text)}{' ✓</b>' if c.correct else ''}</li>" for c in item.choices
    )
    quotes = "".join(
        f"<blockquote>{cell(quote.text)} <small>({cell(quote.locator.label())})</small></blockquote>"
        for quote in item.evidence
    )
    return block(
        f"<p>{head}</p><p>{cell(item.stem)}</p>",
        f'<ol type="A">{options}</ol>' if options else "",
        f"<p>Key: {cell(item.answer)}</p><p>{cell(item.rationale)}</p>",
        f"{quotes}<p><small>Checks: {cell(checks_in_short(item))}</small></p>",
    )


def item_set(item_set: ItemSet) -> str:
    """A set as a table of its items, with what is missing."""
    states = Counter(item.review.state.value for item in item_set.items)
    counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "no items"
    rows = [
        (i.id, i.level, i.kind, i.review.state, i.stem, i.answer, i.evidence[0].locator.label(), checks_in_short(i))
        for i in item_set.items
    ]
    missing = "".join(f"<li>{cell(reason)}</li>" for reason in item_set.missing)
    return block(
        f"<p><b>{cell(item_set.title)}</b> · {cell(counted)} · <code>{cell(item_set.id)}</code></p>",
        table(("id", "level", "kind", "state", "stem", "key", "place", "checks"), rows),
        f"<p>Missing:</p><ul>{missing}</ul>" if missing else "",
    )


def source(source: Source) -> str:
    """A source in one line."""
    size = f"{source.size / 1000:,.0f} kB"
    return block(
        f"<p><b>{cell(source.name)}</b> · {cell(source.media_type)} · {size} · <code>{cell(source.id)}</code></p>"
    )


def understanding(understanding: Understanding) -> str:
    """The most salient terms and the first facts, with their pages."""
    counted = f"{len(understanding.terms)} terms and {len(understanding.facts)} facts in {understanding.words:,} words"
    terms = [(t.text, t.count, t.locator.label()) for t in understanding.terms[:_ROWS]]
    facts = [(f.kind, f.subject, f.relation, f.object, f.quote.locator.label()) for f in understanding.facts[:_ROWS]]
    return block(
        f"<p><b>{counted}</b></p>",
        table(("term", "times", "place"), terms),
        table(("kind", "subject", "relation", "object", "place"), facts),
    )
