r"""The fields of an item's note, as HTML that reads well on any version of the card's templates.

Course text stays text: it is escaped as HTML, and what Anki acts on (`{{`, `[sound:`, `[latex]`, `[[type:`) is broken
by a word joiner, which shows as nothing. TeX in `\(…\)` and `\[…\]` is kept, for Anki's MathJax.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eduapp.domain.item import BLANK, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.rubric import Criterion
from eduapp.domain.show import accepted_range
from eduapp.domain.source import Quote
from eduapp.export.text import (
    KIND_NAMES,
    also_right,
    asked,
    bidi_closed,
    clean,
    further_words,
    key_letters,
    other_evidence,
    place,
    reason,
    review_note,
    shown,
    told,
    worth_saying,
    wrong_feedback,
)

_JOINER = "\u2060"
_TRIGGER = re.compile(r"\[(?=/?(?:sound:|latex\]|\$|type:|anki:))|\{(?=\{)", re.IGNORECASE)
_FORMULA = re.compile(r"(\\\(.+?\\\)|\\\[.+?\\\])", re.DOTALL)
_TEX_REACHES_OUT = re.compile(r"\\(?:href|url|style|class|cssId|data|require|html\w*)\b", re.IGNORECASE)


def fields(item_set: ItemSet, item: Item) -> dict[str, str]:
    """The fields of an item's note that have something in them, by name."""
    form = KINDS[item.kind]
    return {
        "Id": html.escape(clean(item.id)),
        "Stem": _stem(item_set, item),
        "Choices": form.below(item),
        "Answer": form.answer(item),
        "Rationale": to_field(reason(item)),
        "Feedback": form.feedback(item_set, item),
        "Evidence": "".join(_evidence(item_set, quote) for quote in other_evidence(item)),
        "Source": "; ".join(dict.fromkeys(to_field(place(item_set, quote)) for quote in item.evidence)),
        "Level": item.level.value.capitalize(),
        "Kind": KIND_NAMES[item.kind],
        "Status": to_field(review_note(item)),
    }


def to_field(text: str) -> str:
    """Course text as the HTML of a field: it shows as it reads, and Anki acts on none of it but TeX."""
    parts = _FORMULA.split(bidi_closed(clean(text)))  # text and formula by turns
    return "".join(_formula(part) if i % 2 else _prose(part) for i, part in enumerate(parts))


def _prose(text: str) -> str:
    broken = _TRIGGER.sub(lambda found: found[0] + _JOINER, text)
    return html.escape(broken).replace("\n", "<br>")


def _formula(tex: str) -> str:
    if _TEX_REACHES_OUT.search(tex):  # MathJax would make a link or a style of it
        return _prose(tex[0] + _JOINER + tex[1:])
    broken = _TRIGGER.sub(lambda found: found[0] + (" " if found[0] == "{" else _JOINER), tex)
    return html.escape(broken.replace("\n", " "))


def _stem(item_set: ItemSet, item: Item) -> str:
    points = worth_saying(item)
    stem = to_field(asked(item_set, item)).replace(BLANK, f'<span class="gap">{BLANK}</span>')
    return f'{stem} <span class="points">({points})</span>' if points else stem


def _nothing(item: Item) -> str:
    return ""


def _choices(item: Item) -> str:
    note = told(item)
    return (f'<p class="told">{note}</p>' if note else "") + _lettered(item, item.key)


def _unmarked(item: Item) -> str:
    return _lettered(item, ())


def _unit(item: Item) -> str:
    unit = item.numeric.unit if item.numeric else ""
    if not unit or BLANK in item.stem:
        return ""
    return f'<p class="told"><span class="gap">{BLANK}</span> {to_field(unit)}</p>'


def _lettered(item: Item, right: Sequence[str]) -> str:
    marks = (' class="key"' if choice.id in right else "" for choice in shown(item))
    lines = "".join(f"<li{mark}>{to_field(c.text)}</li>" for mark, c in zip(marks, shown(item), strict=True))
    return f'<ol class="choices" type="A">{lines}</ol>'


def _two_columns(item: Item) -> str:
    premises = "".join(f"<li>{to_field(premise.text)}</li>" for premise in item.premises)
    cells = f"<td><ol>{premises}</ol></td><td>{_unmarked(item)}</td>"
    return f'<table class="match"><tr valign="top">{cells}</tr></table>'


def _choice_answer(item: Item) -> str:
    return f"<b>{key_letters(item)}</b> {to_field(item.answer)}"


def _several_answer(item: Item) -> str:
    return f"<b>{key_letters(item)}</b>" + _list("ul", (c.text for c in shown(item) if c.id in item.key))


def _true_false_answer(item: Item) -> str:
    correction = f'<p class="correction">{to_field(item.correction)}</p>' if item.correction else ""
    return to_field(item.answer) + correction


def _text_answer(item: Item) -> str:
    also = also_right(item)
    others = f'<p class="also">Also right: {"; ".join(map(to_field, also))}</p>' if also else ""
    return to_field(item.answer) + others


def _match_answer(item: Item) -> str:
    texts = {choice.id: choice.text for choice in item.choices}
    pairs = (f"{premise.text} → {texts[premise.choice]}" for premise in item.premises)
    return f"<b>{key_letters(item)}</b>" + _list("ol", pairs)


def _order_answer(item: Item) -> str:
    texts = {choice.id: choice.text for choice in item.choices}
    return f"<b>{key_letters(item)}</b>" + _list("ol", (texts[id_] for id_ in item.key))


def _number_answer(item: Item) -> str:
    accepted = accepted_range(item.numeric) if item.numeric else ""
    return to_field(item.answer) + (f'<p class="also">Accepted: {to_field(accepted)}</p>' if accepted else "")


def _model_answer(item: Item) -> str:
    return "A full answer says:" + _list("ul", item.key)


def _why_not(item_set: ItemSet, item: Item) -> str:
    lines = "".join(f"<li><b>{to_field(mark)}</b> {to_field(text)}</li>" for mark, text in wrong_feedback(item))
    return f"<ul>{lines}</ul>" if lines else ""


def _rubric(item_set: ItemSet, item: Item) -> str:
    rows = "".join(_criterion(item_set, criterion) for criterion in item.rubric)
    return f'<table class="rubric"><tr><th>Points</th><th>For</th><th>Evidence</th></tr>{rows}</table>'


def _criterion(item_set: ItemSet, criterion: Criterion) -> str:
    further = "; ".join(map(to_field, further_words(criterion)))
    named = f"<br><small>{further}</small>" if further else ""
    quote = criterion.quote
    said = f"“{to_field(quote.text)}”<br><small>{to_field(place(item_set, quote))}</small>" if quote else ""
    cells = (f"<b>{criterion.points:g}</b>", to_field(criterion.text) + named, said)
    return f'<tr valign="top">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _evidence(item_set: ItemSet, quote: Quote) -> str:
    where = to_field(place(item_set, quote))
    return f"<blockquote><p>“{to_field(quote.text)}”</p><footer>{where}</footer></blockquote>"


def _list(tag: str, texts: Iterable[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{to_field(text)}</li>' for text in texts)}</{tag}>"


@dataclass(frozen=True)
class Form:
    """A kind on a card: what stands below the stem, the answer, and what the back says further."""

    below: Callable[[Item], str]
    answer: Callable[[Item], str]
    feedback: Callable[[ItemSet, Item], str] = _why_not


KINDS: dict[ItemKind, Form] = {
    ItemKind.CHOICE: Form(_choices, _choice_answer),
    ItemKind.MULTIPLE_RESPONSE: Form(_choices, _several_answer),
    ItemKind.TRUE_FALSE: Form(_choices, _true_false_answer),
    ItemKind.TEXT_ENTRY: Form(_nothing, _text_answer),
    ItemKind.MATCH: Form(_two_columns, _match_answer),
    ItemKind.ORDER: Form(_unmarked, _order_answer),
    ItemKind.NUMERIC: Form(_unit, _number_answer),
    ItemKind.EXTENDED_TEXT: Form(_nothing, _model_answer, _rubric),
}
"""How each kind of item reads on a card."""
