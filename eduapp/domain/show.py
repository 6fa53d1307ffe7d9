"""How records look in a notebook: functions from a record to HTML, in which all text of others is escaped."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eduapp.domain.item import Item, Numeric
    from eduapp.domain.item_set import ItemSet
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


def counted(number: int, one: str) -> str:
    """ "1 set", "1,200 sets" """
    return f"{number:,} {one}{'s' * (number != 1)}"


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


def accepted_range(number: Numeric) -> str:
    """Which numbers are right, "39.5 to 40.5 %"; empty where only the one is."""
    if not number.tolerance:
        return ""
    lowest, highest = number.value - number.tolerance, number.value + number.tolerance
    return f"{lowest:,.10g} to {highest:,.10g} {number.unit}".rstrip()


def item(item: Item) -> str:
    """An item in full."""
    head = f"<b>{cell(item.level)} · {cell(item.kind)}</b> · {cell(item.review.state)} · <code>{cell(item.id)}</code>"
    points = "" if item.points == 1 else f" · {item.points:g} points"
    quotes = "".join(
        f"<blockquote>{cell(quote.text)} <small>({cell(quote.locator.label())})</small></blockquote>"
        for quote in item.evidence
    )
    return block(
        f"<p>{head}{points}</p><p>{cell(item.stem)}</p>",
        _BODIES.get(item.kind, _options)(item),
        f"<p>{cell(item.rationale)}</p>",
        f"{quotes}<p><small>Checks: {cell(checks_in_short(item))}</small></p>",
    )


def _options(item: Item) -> str:
    options = "".join(
        f"<li>{'<b>' if c.correct else ''}{cell(c.text)}{' ✓</b>' if c.correct else ''}</li>" for c in item.choices
    )
    return (f'<ol type="A">{options}</ol>' if options else "") + f"<p>Key: {cell(item.answer)}</p>"


def _matches(item: Item) -> str:
    texts = {choice.id: choice.text for choice in item.choices}
    rows = table(("row", "its match"), [(premise.text, texts[premise.choice]) for premise in item.premises])
    left = texts.keys() - {premise.choice for premise in item.premises}
    matchless = "; ".join(text for id_, text in texts.items() if id_ in left)
    return rows + (f"<p>Without a match: {cell(matchless)}</p>" if matchless else "")


def _sequence(item: Item) -> str:
    texts = {choice.id: choice.text for choice in item.choices}
    steps = "".join(f"<li>{cell(texts[id_])}</li>" for id_ in item.key)
    return f"<p>Right order:</p><ol>{steps}</ol>"


def _number(item: Item) -> str:
    accepted = accepted_range(item.numeric) if item.numeric else ""
    return f"<p>Key: {cell(item.answer)}{cell(f' (accepted: {accepted})' if accepted else '')}</p>"


def _scheme(item: Item) -> str:
    points = "".join(f"<li>{cell(point)}</li>" for point in item.key)
    rows = [(f"{c.points:g}", c.text, "; ".join(c.key_points), c.quote.text if c.quote else "") for c in item.rubric]
    return f"<p>Key:</p><ul>{points}</ul>" + table(("points", "for", "in the text's words", "evidence"), rows)


_BODIES = {"match": _matches, "order": _sequence, "numeric": _number, "extended_text": _scheme}
"""What stands below the stem, where it isn't a list of choices and the key."""


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
