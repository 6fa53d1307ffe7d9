"""The manifest of a QTI package: what is in it, and of each item what a bank of items can search by (IMS LOM 1.2)."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from eduapp.domain.item import Item, ItemKind
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import State
from eduapp.domain.source import Quote
from eduapp.export.qti_xml import XSI, Element, element, identifier, to_bytes
from eduapp.export.text import bidi_closed, one_line, place, review_note

CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
LOM = "http://www.imsglobal.org/xsd/imsmd_v1p2"
QTI_METADATA = "http://www.imsglobal.org/xsd/imsqti_metadata_v2p1"
ITEM_FOLDER = "items"
TEST_FILE = "test.xml"

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = {State.DRAFT: "Draft", State.APPROVED: "Final", State.REJECTED: "Unavailable"}
_DIFFICULTY = ("very easy", "easy", "medium", "difficult", "very difficult")


def manifest(
    item_set: ItemSet, items: list[Item], title: str, language: str, interactions: Mapping[ItemKind, str]
) -> bytes:
    """`imsmanifest.xml`: the test, which depends on its items, and each item with its metadata."""
    whole = etree.Element(f"{{{CP}}}manifest", nsmap={None: CP, "lom": LOM, "qti": QTI_METADATA, "xsi": XSI})
    whole.set("identifier", f"manifest-{identifier(item_set.id)}")
    about = _cp("metadata", _cp("schema", "QTIv2.1 Package"), _cp("schemaversion", "1.0.0"))
    about.append(_lom("lom", _lom("general", _titled(title, language))))
    resources = _cp("resources", _test_resource(items))
    resources.extend(_item_resource(item_set, item, language, interactions[item.kind]) for item in items)
    whole.extend([about, _cp("organizations"), resources])
    return to_bytes(whole)


def _test_resource(items: list[Item]) -> Element:
    depends = (_cp("dependency", identifierref=_resource_id(item)) for item in items)
    about = {"identifier": "resource-test", "type": "imsqti_test_xmlv2p1", "href": TEST_FILE}
    return _cp("resource", _cp("file", href=TEST_FILE), *depends, **about)


def _item_resource(item_set: ItemSet, item: Item, language: str, interaction: str) -> Element:
    href = f"{ITEM_FOLDER}/{identifier(item.id)}.xml"
    metadata = _cp("metadata", _item_lom(item_set, item, language), _qti_metadata(interaction))
    about = {"identifier": _resource_id(item), "type": "imsqti_item_xmlv2p1", "href": href}
    return _cp("resource", metadata, _cp("file", href=href), **about)


def _resource_id(item: Item) -> str:
    return f"resource-{identifier(item.id)}"


def _item_lom(item_set: ItemSet, item: Item, language: str) -> Element:
    words = (_lom("keyword", _string(term, language)) for term in item.terms)
    note = review_note(item)
    return _lom(
        "lom",
        _lom("general", _lom("identifier", item.id), _titled(one_line(item.stem), language), *words),
        _lom("lifecycle", _lom("version", _string(str(item.revision))), _chosen("status", _STATUS[item.review.state])),
        _lom("educational", _chosen("difficulty", _DIFFICULTY[min(int(item.difficulty * 5), 4)])),
        *(_based_on(item_set, quote, language) for quote in item.evidence),
        *([_lom("annotation", _lom("description", _string(note, "en")))] if note else []),
        _level(item, language),
    )


def _based_on(item_set: ItemSet, quote: Quote, language: str) -> Element:
    words = f"“{bidi_closed(quote.text)}” ({bidi_closed(place(item_set, quote))})"
    about = _lom("description", _string(words, language))
    resource = _lom("resource", _lom("identifier", quote.source), about)
    return _lom("relation", _chosen("kind", "IsBasedOn"), resource)


def _level(item: Item, language: str) -> Element:
    taxon = _lom("taxon", _lom("id", item.level.value), _lom("entry", _string(item.level.value.capitalize(), "en")))
    path = _lom("taxonpath", _lom("source", _string("Bloom's revised taxonomy", "en")), taxon)
    objective = [_lom("description", _string(item.objective, language))] if item.objective else []
    return _lom("classification", _chosen("purpose", "Educational Objective"), path, *objective)


def _qti_metadata(interaction: str) -> Element:
    values = (
        ("timeDependent", "false"),
        ("interactionType", interaction),
        ("feedbackType", "nonadaptive"),
        ("solutionAvailable", "true"),
        ("toolName", "eduapp"),
    )
    parts = (element(name, value, namespace=QTI_METADATA) for name, value in values)
    return element("qtiMetadata", *parts, namespace=QTI_METADATA)


def _titled(title: str, language: str) -> Element:
    return _lom("title", _string(bidi_closed(title), language))


def _chosen(tag: str, value: str) -> Element:
    """A value of LOM's own vocabulary."""
    return _lom(tag, _lom("source", _string("LOMv1.0")), _lom("value", _string(value)))


def _string(text: str, language: str = "x-none") -> Element:
    made = _lom("langstring", one_line(text))
    made.set(_XML_LANG, language)
    return made


def _lom(tag: str, *content: Element | str) -> Element:
    return element(tag, *content, namespace=LOM)


def _cp(tag: str, *content: Element | str, **attributes: str) -> Element:
    return element(tag, *content, namespace=CP, **attributes)
