"""How each kind of item reads in QTI 2.1: its interaction, what is right, how it scores, how its answer is told.

Choices are named by their letters, what is matched to them "R1", "R2", and so on. They come in the order that a pupil
is to see, so nothing is left to a platform's shuffling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eduapp.domain.item import BLANK, Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.rubric import Criterion, worth
from eduapp.domain.show import accepted_range
from eduapp.domain.source import Quote
from eduapp.export import qti_response as rules
from eduapp.export.qti_xml import Element, element, fill
from eduapp.export.text import bidi_closed, further_words, letters, one_line, place, shown, told

_LINES_A_CRITERION = 3


def quoted(item_set: ItemSet, quote: Quote) -> Element:
    """A quote with the place where it stands."""
    words = element("p", f"“{bidi_closed(quote.text)}”")
    return element("blockquote", words, element("p", element("cite", place(item_set, quote))))


def _choice_declaration(item: Item) -> Element:
    marks = letters(item)
    return rules.response("identifier", [marks[id_] for id_ in item.key])


def _several_declaration(item: Item) -> Element:
    """Each right choice adds its share and each wrong one takes as much away, so that choosing all earns little."""
    marks, share = letters(item), 1 / len(item.key)
    scores = {marks[c.id]: share if c.id in item.key else -share for c in shown(item)}
    right = [mark for id_, mark in marks.items() if id_ in item.key]
    return rules.response("identifier", right, rules.mapping(scores, bounded=True), cardinality="multiple")


def _choice_body(most: str) -> Callable[[ItemSet, Item], Element]:
    """Choices of which a pupil may choose so many; "0" is any number."""

    def body(item_set: ItemSet, item: Item) -> Element:
        return _interaction("choiceInteraction", item, *_simple_choices(item), maxChoices=most)

    return body


def _simple_choices(item: Item) -> list[Element]:
    marks = letters(item)
    return [element("simpleChoice", choice.text, identifier=marks[choice.id]) for choice in shown(item)]


def _interaction(tag: str, item: Item, *content: Element, **about: str) -> Element:
    prompt = element("prompt", "\n".join(filter(None, (item.stem, told(item)))))
    return element("itemBody", element(tag, prompt, *content, responseIdentifier="RESPONSE", shuffle="false", **about))


def _match_declaration(item: Item) -> Element:
    marks = letters(item)
    pairs = [f"R{n} {marks[premise.choice]}" for n, premise in enumerate(item.premises, start=1)]
    scores = dict.fromkeys(pairs, 1 / len(pairs))
    return rules.response("directedPair", pairs, rules.mapping(scores), cardinality="multiple")


def _match_body(item_set: ItemSet, item: Item) -> Element:
    marks = letters(item)
    left = (_associable(f"R{n}", premise.text, "1") for n, premise in enumerate(item.premises, start=1))
    right = (_associable(marks[choice.id], choice.text, "0") for choice in shown(item))
    sets = (element("simpleMatchSet", *left), element("simpleMatchSet", *right))
    return _interaction("matchInteraction", item, *sets, maxAssociations=str(len(item.premises)))


def _associable(name: str, text: str, most: str) -> Element:
    return element("simpleAssociableChoice", text, identifier=name, matchMax=most)


def _order_declaration(item: Item) -> Element:
    marks = letters(item)
    return rules.response("identifier", [marks[id_] for id_ in item.key], cardinality="ordered")


def _order_body(item_set: ItemSet, item: Item) -> Element:
    return _interaction("orderInteraction", item, *_simple_choices(item))


def _text_declaration(item: Item) -> Element:
    accepted: dict[str, str] = {}
    for key in map(one_line, item.key):
        accepted.setdefault(key.casefold(), key)
    scores = rules.mapping(dict.fromkeys(accepted.values(), 1), caseSensitive="false")
    return rules.response("string", [one_line(item.key[0])], scores)


def _number_declaration(item: Item) -> Element:
    return rules.response("float", [repr(item.numeric.value)] if item.numeric else [])


def _field_body(item_set: ItemSet, item: Item) -> Element:
    """The stem with the field in its gap, or below it with its unit where there is none."""
    field = element("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength=str(_room(item)))
    before, gap, after = item.stem.partition(BLANK)
    if not gap:
        unit = f" {item.numeric.unit}" if item.numeric and item.numeric.unit else ""
        return element("itemBody", element("p", item.stem), fill(element("p", field), unit))
    sentence = element("p", before)
    sentence.append(field)
    return element("itemBody", fill(sentence, after))


def _room(item: Item) -> int:
    """The field's length in characters, in steps that don't give the answer's length away."""
    return -(-max(map(len, item.key)) // 20) * 20


def _extended_declaration(item: Item) -> Element:
    return rules.response("string", [])


def _extended_body(item_set: ItemSet, item: Item) -> Element:
    """The prompt with room to write, and for the scorer alone the model answer and the rubric."""
    lines = str(_LINES_A_CRITERION * len(item.rubric))
    prompt = element("prompt", item.stem)
    asked = element("extendedTextInteraction", prompt, responseIdentifier="RESPONSE", expectedLines=lines)
    return element("itemBody", asked, _rubric(item_set, item))


def _rubric(item_set: ItemSet, item: Item) -> Element:
    heads = element("tr", *(element("th", head) for head in ("Points", "For", "Evidence")))
    rows = (_criterion(item_set, criterion) for criterion in item.rubric)
    table = element("table", element("thead", heads), element("tbody", *rows))
    points = element("ul", *(element("li", point) for point in item.key))
    return element("rubricBlock", element("p", "A full answer says:"), points, table, view="scorer")


def _criterion(item_set: ItemSet, criterion: Criterion) -> Element:
    further = "; ".join(further_words(criterion))
    named = [element("p", further)] if further else []
    evidence = [quoted(item_set, criterion.quote)] if criterion.quote else []
    text = element("td", element("p", criterion.text), *named)
    return element("tr", element("td", f"{criterion.points:g}"), text, element("td", *evidence))


def _near(item: Item) -> Element:
    return rules.near_correct(item.numeric.tolerance if item.numeric else 0)


def _plain_answer(item: Item) -> tuple[str, ...]:
    return (item.answer,)


def _pairs(item: Item) -> tuple[str, ...]:
    texts = {choice.id: choice.text for choice in item.choices}
    return tuple(f"{premise.text} → {texts[premise.choice]}" for premise in item.premises)


def _steps(item: Item) -> tuple[str, ...]:
    texts = {choice.id: choice.text for choice in item.choices}
    return tuple(f"{n}. {texts[id_]}" for n, id_ in enumerate(item.key, start=1))


def _number(item: Item) -> tuple[str, ...]:
    accepted = accepted_range(item.numeric) if item.numeric else ""
    return (f"{item.answer} ({accepted})" if accepted else item.answer,)


def _key_points(item: Item) -> tuple[str, ...]:
    return item.key


def _one(item: Item) -> float:
    return 1.0


def _rubrics_worth(item: Item) -> float:
    return worth(item.rubric)


@dataclass(frozen=True)
class Form:
    """An item kind in QTI: its interaction's name, the parts of its file that differ by kind, its answer in words.

    `most` is the best score that its rules, or a person, can give. `feedback` is the cardinality of what was chosen,
    where the feedback on each choice is shown by that.
    """

    interaction: str
    declaration: Callable[[Item], Element]
    body: Callable[[ItemSet, Item], Element]
    processing: Callable[[Item], Element]
    answer: Callable[[Item], tuple[str, ...]] = _plain_answer
    most: Callable[[Item], float] = _one
    feedback: str = ""


_ONE_CHOICE = Form(
    "choiceInteraction",
    _choice_declaration,
    _choice_body("1"),
    lambda item: rules.match_correct(feedback=True),
    feedback="single",
)

KINDS: dict[ItemKind, Form] = {
    ItemKind.CHOICE: _ONE_CHOICE,
    ItemKind.MULTIPLE_RESPONSE: Form(
        "choiceInteraction",
        _several_declaration,
        _choice_body("0"),
        lambda item: rules.map_response(feedback=True),
        feedback="multiple",
    ),
    ItemKind.TRUE_FALSE: _ONE_CHOICE,
    ItemKind.TEXT_ENTRY: Form(
        "textEntryInteraction", _text_declaration, _field_body, lambda item: rules.map_response()
    ),
    ItemKind.MATCH: Form(
        "matchInteraction", _match_declaration, _match_body, lambda item: rules.map_response(), _pairs
    ),
    ItemKind.ORDER: Form(
        "orderInteraction", _order_declaration, _order_body, lambda item: rules.match_correct(), _steps
    ),
    ItemKind.NUMERIC: Form("textEntryInteraction", _number_declaration, _field_body, _near, _number),
    ItemKind.EXTENDED_TEXT: Form(
        "extendedTextInteraction",
        _extended_declaration,
        _extended_body,
        lambda item: rules.by_person(),
        _key_points,
        _rubrics_worth,
    ),
}
"""How each kind of item reads in QTI."""
