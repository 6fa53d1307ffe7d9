"""`.qti.zip`: a QTI 2.1 package with one file an item, a test of one section, and a manifest.

Response processing is given twice, as the standard provides for: by the name of a standard template, and as rules that
do the same and also choose the feedback; a platform that knows both prefers the rules (QTI 2.1, responseProcessing).
Evidence travels as feedback, shown after the answer, and as metadata; nothing that a pupil sees before gives it away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eduapp.domain.item import BLANK, Item, ItemKind, ItemSet
from eduapp.domain.review import State
from eduapp.export.archive import zip_bytes
from eduapp.export.base import Artefact, Options, losses, sort_out
from eduapp.export.qti_package import ITEM_FOLDER, TEST_FILE, manifest
from eduapp.export.qti_xml import Element, element, fill, identifier, root, to_bytes
from eduapp.export.text import bidi_closed, letter, one_line, place

LOST = (
    "QTI keeps no checks, review history or record of how an item was made, only whether it is a draft.",
    "It keeps no facts, and of a quote the page, not the place in characters.",
    "It keeps the difficulty as one of five words.",
)
_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
_LONGEST_TITLE = 80
_LABELS = {State.DRAFT: "Draft: ", State.REJECTED: "Rejected: ", State.APPROVED: ""}


def encode(item_set: ItemSet, options: Options) -> Artefact:
    """The set as a content package; scores are 0 or 1 an item, and the test weighs them with the items' points."""
    items, skipped = sort_out(item_set, KINDS)
    title = one_line(options.title or item_set.title) or "eduapp"
    interactions = {kind: form.interaction for kind, form in KINDS.items()}
    members = {
        "imsmanifest.xml": manifest(item_set, items, title, options.language, interactions),
        TEST_FILE: to_bytes(_test(item_set, items, title)),
    }
    for number, item in enumerate(items, start=1):
        members[f"{ITEM_FOLDER}/{identifier(item.id)}.xml"] = to_bytes(_item(item_set, item, number, options.language))
    lost = losses(items, skipped, *LOST, tex="Formulas stand as TeX, not as MathML.")
    return Artefact(data=zip_bytes(members), written=len(items), lost=lost, skipped=skipped)


def _item(item_set: ItemSet, item: Item, number: int, language: str) -> Element:
    form = KINDS[item.kind]
    title = one_line(f"{number}. {_LABELS[item.review.state]}{item.stem}", _LONGEST_TITLE)
    about = {"identifier": identifier(item.id), "title": bidi_closed(title), "toolName": "eduapp"}
    whole = root("assessmentItem", lang=language, **about, adaptive="false", timeDependent="false")
    whole.append(form.declaration(item))
    whole.extend(_outcomes())
    whole.append(form.body(item))
    whole.append(form.processing())
    whole.extend(_choice_feedback(item))
    whole.append(_solution(item_set, item))
    return whole


def _outcomes() -> list[Element]:
    numbers = (("SCORE", "0"), ("MAXSCORE", "1"))
    return [
        *(_outcome(name, "float", element("defaultValue", element("value", default))) for name, default in numbers),
        _outcome("FEEDBACK", "identifier"),
        _outcome("SOLUTION", "identifier"),
    ]


def _outcome(name: str, base_type: str, *children: Element) -> Element:
    return element("outcomeDeclaration", *children, identifier=name, cardinality="single", baseType=base_type)


def _response(base_type: str, right: list[str], *children: Element) -> Element:
    correct = element("correctResponse", *(element("value", value) for value in right))
    about = {"identifier": "RESPONSE", "cardinality": "single", "baseType": base_type}
    return element("responseDeclaration", correct, *children, **about)


def _choice_declaration(item: Item) -> Element:
    return _response("identifier", [letter(i) for i, choice in enumerate(item.choices) if choice.id in item.key])


def _choice_body(item: Item) -> Element:
    options = (element("simpleChoice", c.text, identifier=letter(i)) for i, c in enumerate(item.choices))
    about = {"responseIdentifier": "RESPONSE", "shuffle": "false", "maxChoices": "1"}
    return element("itemBody", element("choiceInteraction", element("prompt", item.stem), *options, **about))


def _choice_feedback(item: Item) -> list[Element]:
    with_feedback = [(letter(i), choice.feedback) for i, choice in enumerate(item.choices) if choice.feedback]
    return [_modal("FEEDBACK", mark, element("p", text)) for mark, text in with_feedback]


def _text_declaration(item: Item) -> Element:
    accepted: dict[str, str] = {}
    for key in map(one_line, item.key):
        accepted.setdefault(key.casefold(), key)
    entries = (element("mapEntry", mapKey=key, mappedValue="1", caseSensitive="false") for key in accepted.values())
    return _response("string", [one_line(item.key[0])], element("mapping", *entries, defaultValue="0"))


def _text_body(item: Item) -> Element:
    """The stem with the field in its gap, or below it where there is none."""
    field = element("textEntryInteraction", responseIdentifier="RESPONSE", expectedLength=str(_room(item)))
    before, gap, after = item.stem.partition(BLANK)
    if not gap:
        return element("itemBody", element("p", item.stem), element("p", field))
    sentence = element("p", before)
    sentence.append(field)
    return element("itemBody", fill(sentence, after))


def _room(item: Item) -> int:
    """The field's length in characters, in steps that don't give the answer's length away."""
    return -(-max(map(len, item.key)) // 20) * 20


def _match_correct() -> Element:
    right = element("match", element("variable", identifier="RESPONSE"), element("correct", identifier="RESPONSE"))
    return element(
        "responseProcessing",
        _if(right, then=_set("SCORE", _value("float", "1")), otherwise=_set("SCORE", _value("float", "0"))),
        _set("FEEDBACK", element("variable", identifier="RESPONSE")),
        _set("SOLUTION", _value("identifier", "SHOWN")),
        template=f"{_TEMPLATES}match_correct",
    )


def _map_response() -> Element:
    empty = element("isNull", element("variable", identifier="RESPONSE"))
    mapped = element("mapResponse", identifier="RESPONSE")
    return element(
        "responseProcessing",
        _if(empty, then=_set("SCORE", _value("float", "0")), otherwise=_set("SCORE", mapped)),
        _set("SOLUTION", _value("identifier", "SHOWN")),
        template=f"{_TEMPLATES}map_response",
    )


def _if(condition: Element, then: Element, otherwise: Element) -> Element:
    return element("responseCondition", element("responseIf", condition, then), element("responseElse", otherwise))


def _set(outcome: str, expression: Element) -> Element:
    return element("setOutcomeValue", expression, identifier=outcome)


def _value(base_type: str, value: str) -> Element:
    return element("baseValue", value, baseType=base_type)


def _solution(item_set: ItemSet, item: Item) -> Element:
    answer = element("p", element("strong", item.answer))
    reasons = (element("p", text) for text in (item.correction, item.rationale) if text)
    quotes = (
        element(
            "blockquote",
            element("p", f"“{bidi_closed(quote.text)}”"),
            element("p", element("cite", place(item_set, quote))),
        )
        for quote in item.evidence
    )
    return _modal("SOLUTION", "SHOWN", answer, *reasons, *quotes)


def _modal(outcome: str, value: str, *children: Element) -> Element:
    return element("modalFeedback", *children, outcomeIdentifier=outcome, identifier=value, showHide="show")


@dataclass(frozen=True)
class _Form:
    """An item kind in QTI: its interaction's name, and the parts of its file that differ by kind."""

    interaction: str
    declaration: Callable[[Item], Element]
    body: Callable[[Item], Element]
    processing: Callable[[], Element]


_CHOICE = _Form("choiceInteraction", _choice_declaration, _choice_body, _match_correct)
_TEXT = _Form("textEntryInteraction", _text_declaration, _text_body, _map_response)

KINDS: dict[ItemKind, _Form] = {
    ItemKind.CHOICE: _CHOICE,
    ItemKind.TRUE_FALSE: _CHOICE,
    ItemKind.TEXT_ENTRY: _TEXT,
}
"""How each kind of item reads in QTI."""


def _test(item_set: ItemSet, items: list[Item], title: str) -> Element:
    whole = root("assessmentTest", identifier=identifier(item_set.id), title=bidi_closed(title), toolName="eduapp")
    section = element("assessmentSection", identifier="section-1", title=bidi_closed(title), visible="true")
    section.extend(_reference(item) for item in items)
    part = element("testPart", section, identifier="part-1", navigationMode="nonlinear", submissionMode="individual")
    total = element("sum", element("testVariables", variableIdentifier="SCORE", weightIdentifier="POINTS"))
    start = element("defaultValue", element("value", "0"))
    whole.extend([_outcome("SCORE", "float", start), part, element("outcomeProcessing", _set("SCORE", total))])
    return whole


def _reference(item: Item) -> Element:
    name = identifier(item.id)
    weight = element("weight", identifier="POINTS", value=f"{item.points:g}")
    return element("assessmentItemRef", weight, identifier=name, href=f"{ITEM_FOLDER}/{name}.xml")
