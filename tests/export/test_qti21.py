"""The QTI package: valid by the official schemas, whole, and fair to the pupil."""

from __future__ import annotations

import os
import zipfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from eduapp.domain.item import Bloom
from eduapp.domain.item_set import ItemSet
from eduapp.export import write
from eduapp.export.qti_xml import QTI, element, identifier, to_bytes
from eduapp.export.text import bidi_closed, clean
from tests.export.makers import HOSTILE, approved, choice_item, cloze_item, hostile_set, item_set, one_of_each

NAMES = {
    "q": QTI,
    "cp": "http://www.imsglobal.org/xsd/imscp_v1p1",
    "lom": "http://www.imsglobal.org/xsd/imsmd_v1p2",
}
SCHEMAS = os.environ.get("EDUAPP_QTI_SCHEMAS", "")
needs_schemas = pytest.mark.skipif(not SCHEMAS, reason="EDUAPP_QTI_SCHEMAS names no folder with the QTI schemas")


def package(path: Path, items: ItemSet) -> dict[str, etree._Element]:
    """The files of the package, parsed, by name."""
    write(items, path / "set.qti.zip")
    with zipfile.ZipFile(path / "set.qti.zip") as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def texts(whole: etree._Element, path: str) -> list[str]:
    return ["".join(found.itertext()).strip() for found in whole.findall(path, NAMES)]


@cache
def schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(SCHEMAS) / name, etree.XMLParser(no_network=True)))


@needs_schemas
@pytest.mark.parametrize("items", [one_of_each(), hostile_set(), item_set(cloze_item("1 ü/../x"), id="7 a")])
def test_every_file_is_valid(tmp_path, items):
    for name, whole in package(tmp_path, items).items():
        rules = schema("imscp_v1p1.xsd" if name == "imsmanifest.xml" else "qtiv2p1/imsqti_v2p1.xsd")
        assert rules.validate(whole), (name, rules.error_log)


def test_the_manifest_lists_what_is_there(tmp_path):
    files = package(tmp_path, one_of_each())
    manifest = files["imsmanifest.xml"]
    resources = manifest.findall("cp:resources/cp:resource", NAMES)
    assert [r.get("href") for r in resources] == list(files)[1:]
    assert [r.find("cp:file", NAMES).get("href") for r in resources] == list(files)[1:]
    depends = [d.get("identifierref") for d in resources[0].findall("cp:dependency", NAMES)]
    assert depends == [r.get("identifier") for r in resources[1:]]
    references = files["test.xml"].findall(".//q:assessmentItemRef", NAMES)
    assert [(r.get("identifier"), r.get("href")) for r in references] == [
        (files[name].get("identifier"), name) for name in list(files)[2:]
    ]


@pytest.mark.parametrize("name", ["imsmanifest.xml", "test.xml", "items/it-choice.xml", "items/it-cloze.xml"])
def test_the_whole_of_each_file(tmp_path, golden, name):
    write(item_set(approved(choice_item()), cloze_item()), tmp_path / "set.qti.zip")
    with zipfile.ZipFile(tmp_path / "set.qti.zip") as archive:
        golden(f"qti-{Path(name).name}", archive.read(name).decode())


def test_evidence_and_level_travel(tmp_path):
    files = package(tmp_path, item_set(choice_item(level=Bloom.APPLY)))
    manifest, item = files["imsmanifest.xml"], files["items/it-choice.xml"]
    quote = "“Mitochondria release most of the energy that the cell uses.”"
    assert texts(item, "q:modalFeedback/q:blockquote/q:p") == [quote, "Cells and tissues, p. 7"]
    assert texts(manifest, ".//lom:relation/lom:resource/lom:description/lom:langstring") == [
        f"{quote} (Cells and tissues, p. 7)"
    ]
    assert texts(manifest, ".//lom:taxon/lom:id") == ["apply"]


def test_a_pupil_sees_no_evidence_before_the_answer(tmp_path):
    files = package(tmp_path, one_of_each())
    for item in one_of_each().items:
        whole = files[f"items/{item.id}.xml"]
        for block in whole.findall(".//q:rubricBlock", NAMES):
            assert block.get("view") == "scorer"
            block.getparent().remove(block)
        [body] = texts(whole, "q:itemBody")
        assert item.rationale not in body
        assert not any(quote.text in body for quote in item.evidence)


def test_a_cloze_has_its_field_in_the_gap(tmp_path):
    item = package(tmp_path, item_set(cloze_item()))["items/it-cloze.xml"]
    [field] = item.findall("q:itemBody/q:p/q:textEntryInteraction", NAMES)
    assert (field.getparent().text, field.tail) == ("A ", " is a small part of a cell that does a special job.")


def test_accepted_answers_score_whatever_their_capitals(tmp_path):
    keys = ("Organelle", "cell organelle", "ORGANELLE")
    item = package(tmp_path, item_set(cloze_item(key=keys)))["items/it-cloze.xml"]
    entries = [dict(entry.attrib) for entry in item.findall(".//q:mapEntry", NAMES)]
    assert entries == [
        {"mapKey": key, "mappedValue": "1", "caseSensitive": "false"} for key in ("Organelle", "cell organelle")
    ]


def test_points_weigh_in_the_test(tmp_path):
    test = package(tmp_path, one_of_each())["test.xml"]
    weights = [weight.get("value") for weight in test.findall(".//q:weight", NAMES)]
    assert weights == ["1", "1", "1", "2", "2", "3", "1", "1", "1"], "the score of an extended response is in points"


def test_a_draft_is_labelled(tmp_path):
    files = package(tmp_path, one_of_each())
    titles = {name: whole.get("title") for name, whole in files.items() if name.startswith("items/")}
    assert [name for name, title in titles.items() if "Draft: " in title] == ["items/it-cloze.xml"]
    statuses = texts(files["imsmanifest.xml"], ".//lom:status/lom:value/lom:langstring")
    assert statuses == ["Final", "Final", "Draft", *["Final"] * 6]


def test_hostile_text_stays_text_in_xml(tmp_path):
    files = package(tmp_path, hostile_set())
    for n, text in enumerate(HOSTILE):
        choices = files[f"items/it-c{n}.xml"].findall(".//q:simpleChoice", NAMES)
        assert shown(choices[1]) == bidi_closed(clean(text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_text_comes_back_from_xml(text):
    whole = etree.fromstring(to_bytes(element("p", text)))
    assert shown(whole) == bidi_closed(clean(text))


@pytest.mark.parametrize("text", ["", "7", "a b", "ü", "../x", "a" * 65, "x:y", "<"])
def test_a_strange_id_is_made_a_name(text):
    assert identifier(text).startswith("id-")
    assert identifier(text) != identifier(text + " ")


def shown(whole: etree._Element) -> str:
    """The text of an element, its `br` as line ends."""
    return (whole.text or "") + "".join("\n" + (child.tail or "") for child in whole)
