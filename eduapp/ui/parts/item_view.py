"""An item as a reviewer reads it: the question, its passage with the evidence marked, its checks, its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from eduapp.domain.item import ItemKind
from eduapp.domain.review import State
from eduapp.domain.show import accepted_range
from eduapp.ui.parts.plain import tag

if TYPE_CHECKING:
    from eduapp.domain.item import Choice, Item
    from eduapp.domain.queue import Tally
    from eduapp.domain.review import Event
    from eduapp.domain.source import Document, Quote

STATES = {State.DRAFT: "○ draft", State.APPROVED: "✓ approved", State.REJECTED: "✗ rejected"}
"""The states with a sign each, so that none is told by colour alone."""

STANDS = {State.DRAFT: "a draft", State.APPROVED: "approved", State.REJECTED: "rejected"}
"""The states as they are said of an item."""

AROUND = 700
"""How many characters of a passage are shown before and after its quote."""

STYLE = """
.edu .stem { font-size: 1.2rem; font-weight: 600; margin: .4rem 0 .7rem }
.edu .options { list-style: none; padding: 0; margin: 0 0 .8rem }
.edu .options li { padding: .3rem .6rem; border-inline-start: .25rem solid transparent; margin: .15rem 0 }
.edu .options li.right { border-inline-start-color: currentColor; font-weight: 600;
  background: color-mix(in srgb, currentColor 7%, transparent) }
.edu .options small, .edu .note { display: block; font-weight: 400; font-size: .875rem }
.edu .sign { display: inline-block; min-width: 1.4em }
.edu dl { margin: 0; padding: 0 }
.edu dt { font-weight: 600; font-size: .875rem; margin-top: .55rem } .edu dd { margin: 0 }
.edu .checks { list-style: none; padding: 0; margin: .2rem 0 }
.edu .checks li { margin: .25rem 0; padding-inline-start: 1.5rem; text-indent: -1.5rem }
.edu .failed { font-weight: 600 }
.edu .bar { display: flex; gap: 2px; height: 1.1rem; margin: .3rem 0 }
.edu .bar span { min-width: .35rem; border: 1px solid color-mix(in srgb, currentColor 60%, transparent) }
.edu .bar .approved { background: currentColor }
.edu .bar .draft { background: transparent }
.edu .bar .rejected { background: repeating-linear-gradient(45deg, currentColor 0 2px, transparent 2px 6px) }
.edu .heat td { text-align: center; min-width: 3.2rem }
.edu summary { cursor: pointer; padding: .2rem 0 }
"""


def card(item: Item) -> Markup:
    """The question in full, with its key marked by a sign as well as by weight."""
    return tag("article", tag("p", item.stem, class_="stem", dir="auto"), _body(item), _facts(item), class_="card")


def passages(item: Item, document: Document) -> Markup:
    """Each passage that the item quotes, with the quoted words marked."""
    return Markup("").join(_passage(quote, document) for quote in item.evidence)


def checks(item: Item) -> Markup:
    """What the checks found, each a sentence; those that failed first and open, the others folded away."""
    if not item.checks:
        return tag("p", "Its checks have not been run yet.")
    failed = [check for check in item.checks if not check.passed]
    passed = [check for check in item.checks if check.passed]
    parts = []
    if failed:
        lines = (
            tag("li", f"✗ Failed: {_sentence(one.name, one.detail)}", class_="failed", dir="auto") for one in failed
        )
        parts.append(tag("ul", *lines, class_="checks"))
    if passed:
        lines = (tag("li", f"✓ {_sentence(one.name, one.detail)}", dir="auto") for one in passed)
        head = tag("summary", f"{'All ' if not failed else ''}{len(passed)} checks passed")
        parts.append(tag("details", head, tag("ul", *lines, class_="checks")))
    return Markup("").join(parts)


def history(events: Iterable[Event]) -> Markup:
    """What became of the item, oldest first."""
    lines = []
    for event in events:
        when = event.when.astimezone().strftime("%d %b %Y, %H:%M")
        reasons = "; ".join(text for text in (event.why, event.policy) if text)
        said = f"{when}: {event.what} by {event.who}, revision {event.revision}{f' ({reasons})' if reasons else ''}"
        lines.append(tag("li", said, dir="auto"))
    return tag("ol", *lines)


def states_bar(tally: Tally) -> Markup:
    """How many items are in which state: as numbers, and as a bar of plain, hatched and solid parts."""
    counts = {state: tally.by("state")[state] for state in State}
    shares = [tag("span", class_=state.value, style=f"flex-grow:{count}") for state, count in counts.items() if count]
    said = " · ".join(f"{STATES[state]}: {count:,}" for state, count in counts.items())
    bar = tag("div", *shares, class_="bar", role="img", aria_label=said) if shares else Markup("")
    return tag("p", said) + bar


def heat_map(tally: Tally) -> Markup:
    """Levels by kinds: how many items there are that aren't rejected, with those approved; more items, darker cell."""
    kept = [cell for cell in tally.cells if cell.state is not State.REJECTED]
    kinds = [kind for kind in ItemKind if any(cell.kind is kind for cell in kept)]
    levels = list(dict.fromkeys(type(cell.level)(one) for cell in kept[:1] for one in type(cell.level)))
    counts: dict[tuple[str, str], list[int]] = {}
    for cell in kept:
        pair = counts.setdefault((cell.level, cell.kind), [0, 0])
        pair[0] += cell.count
        pair[1] += cell.count if cell.state is State.APPROVED else 0
    most = max((pair[0] for pair in counts.values()), default=1)
    head = tag("tr", tag("th", "level", scope="col"), *(tag("th", in_words(kind), scope="col") for kind in kinds))
    rows = []
    for level in levels:
        cells = [_heat(*counts.get((level, kind), (0, 0)), most) for kind in kinds]
        rows.append(tag("tr", tag("th", level, scope="row"), *cells))
    caption = tag("caption", "Questions that aren't rejected, by level and kind; in brackets those approved.")
    return tag("div", tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="heat"),
               class_="scroll", tabindex="0", role="group", aria_label="Coverage")  # fmt: skip


def in_words(value: str) -> str:
    """A kind or level as people write it."""
    return str(value).replace("true_false", "true/false").replace("_", " ")


def _heat(count: int, approved: int, most: int) -> Markup:
    if not count:
        return tag("td", "–")
    share = round(6 + 16 * count / most)
    style = f"background:color-mix(in srgb, currentColor {share}%, transparent)"
    return tag("td", f"{count} ({approved})", style=style)


def _sentence(name: str, detail: str) -> str:
    return f"{name}. {detail}" if detail else f"{name}."


def _body(item: Item) -> Markup:
    texts = {choice.id: choice.text for choice in item.choices}
    if item.kind is ItemKind.MATCH:
        rows = [tag("li", f"{one.text} → {texts[one.choice]}", dir="auto") for one in item.premises]
        left = texts.keys() - {one.choice for one in item.premises}
        spare = tag("p", "Without a match: " + "; ".join(texts[one] for one in texts if one in left)) if left else ""
        return tag("ul", *rows) + spare
    if item.kind is ItemKind.ORDER:
        return tag("ol", *(tag("li", texts[one], dir="auto") for one in item.key))
    if item.choices:
        return tag("ul", *(_option(one) for one in item.choices), class_="options")
    if item.kind is ItemKind.EXTENDED_TEXT:
        return tag("ul", *(tag("li", point, dir="auto") for point in item.key))
    accepted = accepted_range(item.numeric) if item.numeric else "; ".join(item.key[1:])
    more = tag("span", f"also accepted: {accepted}", class_="note") if accepted else ""
    return tag("p", tag("span", "✓", class_="sign"), tag("b", item.answer, dir="auto"), more)


def _option(choice: Choice) -> Markup:
    sign = tag("span", "✓" if choice.correct else "", class_="sign", aria_hidden="true")
    said = tag("span", choice.text + (" (right answer)" if choice.correct else ""), dir="auto")
    feedback = tag("small", choice.feedback, dir="auto") if choice.feedback else ""
    return tag("li", sign, said, feedback, class_="right" if choice.correct else None)


def _facts(item: Item) -> Markup:
    pairs: list[tuple[str, str | Markup]] = [
        ("Why", item.rationale),
        ("Corrected statement", item.correction),
        ("Objective", item.objective),
        ("Terms", ", ".join(item.terms)),
        ("Rubric", _rubric(item) if item.rubric else ""),
        ("Points", f"{item.points:g}" if item.points != 1 else ""),
    ]
    parts = [tag("dt", name) + tag("dd", value, dir="auto") for name, value in pairs if value]
    return tag("dl", *parts) if parts else Markup("")


def _rubric(item: Item) -> Markup:
    rows = [
        tag(
            "li",
            f"{one.points:g} point{'s' * (one.points != 1)}: {one.text}"
            + (f" ({'; '.join(one.key_points)})" if one.key_points else ""),
        )
        for one in item.rubric
    ]
    return tag("ul", *rows)


def _passage(quote: Quote, document: Document) -> Markup:
    label = tag("p", f"{document.title}, {quote.locator.label()}", class_="quiet")
    try:
        text = document.passage(quote.passage).text
    except KeyError:
        return label + tag("blockquote", tag("mark", quote.text), dir="auto")
    before, after = text[: quote.start], text[quote.end :]
    before = f"…{before[-AROUND:]}" if len(before) > AROUND else before
    after = f"{after[:AROUND]}…" if len(after) > AROUND else after
    return label + tag("blockquote", before, tag("mark", quote.text), after, dir="auto")


def lines_of(texts: Sequence[str]) -> str:
    """Texts on a line each, for a box to type in."""
    return "\n".join(" ".join(text.split()) for text in texts)
