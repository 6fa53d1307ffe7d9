"""`.qti.zip`: a QTI 2.1 package with one file an item, a test of one section, and a manifest.

Evidence travels as feedback, shown after the answer, and as metadata; nothing that a pupil sees before gives it away.
"""

from __future__ import annotations

from eduapp.domain.item import Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.export.archive import zip_bytes
from eduapp.export.base import Artefact, Options, losses, sort_out
from eduapp.export.qti_kinds import KINDS, Form, quoted
from eduapp.export.qti_package import ITEM_FOLDER, TEST_FILE, manifest
from eduapp.export.qti_response import outcome, set_to
from eduapp.export.qti_xml import Element, element, identifier, root, to_bytes
from eduapp.export.text import bidi_closed, letters, one_line, reason, shown, wrong_feedback

LOST = (
    "QTI keeps no checks, review history or record of how an item was made, only whether it is a draft.",
    "It keeps no facts, and of a quote the page, not the place in characters.",
    "It keeps the difficulty as one of five words.",
)
LOST_BY_KIND = {
    ItemKind.ORDER: "An order scores all or nothing.",
    ItemKind.EXTENDED_TEXT: "An extended response has no score until a person gives one by the rubric.",
}
_LONGEST_TITLE = 80
_LABELS = {State.DRAFT: "Draft: ", State.REJECTED: "Rejected: ", State.APPROVED: ""}


def encode(item_set: ItemSet, options: Options) -> Artefact:
    """The set as a content package; an item scores 0 to 1, or its rubric's points, and the test weighs that."""
    items, skipped = sort_out(item_set, KINDS)
    title = one_line(options.title or item_set.title) or "eduapp"
    interactions = {kind: form.interaction for kind, form in KINDS.items()}
    members = {
        "imsmanifest.xml": manifest(item_set, items, title, options.language, interactions),
        TEST_FILE: to_bytes(_test(item_set, items, title)),
    }
    for number, item in enumerate(items, start=1):
        members[f"{ITEM_FOLDER}/{identifier(item.id)}.xml"] = to_bytes(_item(item_set, item, number, options.language))
    kinds = {item.kind for item in items}
    by_kind = (sentence for kind, sentence in LOST_BY_KIND.items() if kind in kinds)
    lost = losses(items, skipped, *LOST, *by_kind, tex="Formulas stand as TeX, not as MathML.")
    return Artefact(data=zip_bytes(members), written=len(items), lost=lost, skipped=skipped)


def _item(item_set: ItemSet, item: Item, number: int, language: str) -> Element:
    form = KINDS[item.kind]
    title = one_line(f"{number}. {_LABELS[item.review.state]}{item.stem}", _LONGEST_TITLE)
    about = {"identifier": identifier(item.id), "title": bidi_closed(title), "toolName": "eduapp"}
    whole = root("assessmentItem", lang=language, **about, adaptive="false", timeDependent="false")
    whole.append(form.declaration(item))
    whole.extend(_outcomes(form, item))
    whole.append(form.body(item_set, item))
    whole.append(form.processing(item))
    whole.extend(_choice_feedback(item) if form.feedback else [])
    whole.append(_solution(form, item_set, item))
    return whole


def _outcomes(form: Form, item: Item) -> list[Element]:
    zero = element("defaultValue", element("value", "0"))
    most = element("defaultValue", element("value", f"{form.most(item):g}"))
    return [
        outcome("SCORE", "float", zero),
        outcome("MAXSCORE", "float", most),
        outcome("FEEDBACK", "identifier", cardinality=form.feedback or "single"),
        outcome("SOLUTION", "identifier"),
    ]


def _choice_feedback(item: Item) -> list[Element]:
    marks = letters(item)
    with_feedback = [(marks[choice.id], choice.feedback) for choice in shown(item) if choice.feedback]
    return [_modal("FEEDBACK", mark, element("p", text)) for mark, text in with_feedback]


def _solution(form: Form, item_set: ItemSet, item: Item) -> Element:
    answer = (element("p", element("strong", line)) for line in form.answer(item))
    said = () if form.feedback else (f"{mark}: {text}" for mark, text in wrong_feedback(item))
    reasons = (element("p", text) for text in (item.correction, reason(item), *said) if text)
    quotes = (quoted(item_set, quote) for quote in item.evidence)
    return _modal("SOLUTION", "SHOWN", *answer, *reasons, *quotes)


def _modal(outcome: str, value: str, *children: Element) -> Element:
    return element("modalFeedback", *children, outcomeIdentifier=outcome, identifier=value, showHide="show")


def _test(item_set: ItemSet, items: list[Item], title: str) -> Element:
    whole = root("assessmentTest", identifier=identifier(item_set.id), title=bidi_closed(title), toolName="eduapp")
    section = element("assessmentSection", identifier="section-1", title=bidi_closed(title), visible="true")
    section.extend(_reference(item) for item in items)
    part = element("testPart", section, identifier="part-1", navigationMode="nonlinear", submissionMode="individual")
    total = element("sum", element("testVariables", variableIdentifier="SCORE", weightIdentifier="POINTS"))
    start = element("defaultValue", element("value", "0"))
    whole.extend([outcome("SCORE", "float", start), part, element("outcomeProcessing", set_to("SCORE", total))])
    return whole


def _reference(item: Item) -> Element:
    name = identifier(item.id)
    weight = element("weight", identifier="POINTS", value=f"{item.points / KINDS[item.kind].most(item):g}")
    return element("assessmentItemRef", weight, identifier=name, href=f"{ITEM_FOLDER}/{name}.xml")
