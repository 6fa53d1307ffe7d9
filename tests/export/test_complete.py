"""The app's own form: whole, described by its schema, and read back as it was."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.domain.item import Bloom, Check, Choice, Item, ItemKind, Numeric, Premise, Provenance, match_key
from eduapp.domain.item_set import ItemSet
from eduapp.domain.review import Decision, Review, State, Verdict
from eduapp.domain.rubric import Criterion
from eduapp.domain.source import Locator, Quote
from eduapp.errors import InputError
from eduapp.export import json_schema, read_json, write
from eduapp.export.complete import as_data, from_data, schema_text
from tests.export.makers import approved, choice_item, extended_item, hostile_set, item_set, one_of_each

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "export.schema.json"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
words = texts.filter(str.strip)
counts = st.none() | st.integers(0, 10**6)
numbers = st.floats(0, 1e6, allow_nan=False)
locators = st.builds(
    Locator,
    page=counts,
    slide=counts,
    heading=st.lists(texts, max_size=2).map(tuple),
    time=st.none() | numbers,
    paragraph=counts,
)
decisions = st.builds(
    Decision,
    item=words,
    revision=st.integers(1, 9),
    verdict=st.sampled_from(Verdict),
    who=texts,
    when=st.datetimes(timezones=st.just(UTC)),
    why=texts,
    policy=texts,
)
reviews = st.builds(Review, state=st.sampled_from(State), decisions=st.lists(decisions, max_size=2).map(tuple))
checks = st.builds(Check, name=texts, passed=st.booleans(), detail=texts)
provenances = st.builds(Provenance, proposer=texts, template=texts, model=texts, seed=st.integers(), version=texts)


@st.composite
def quotes(draw) -> Quote:
    text, start = draw(texts), draw(st.integers(0, 10**6))
    place = {"source": draw(texts), "passage": draw(texts), "locator": draw(locators)}
    return Quote(text=text, start=start, end=start + len(text), **place)


@st.composite
def items(draw) -> Item:
    kind = draw(st.sampled_from(ItemKind))
    return Item(
        id=draw(words),
        kind=kind,
        level=draw(st.sampled_from(Bloom)),
        stem=draw(words),
        rationale=draw(texts),
        correction=draw(texts),
        evidence=tuple(draw(st.lists(quotes(), min_size=1, max_size=2))),
        terms=tuple(draw(st.lists(texts, max_size=2))),
        facts=tuple(draw(st.lists(texts, max_size=2))),
        objective=draw(texts),
        difficulty=draw(st.floats(0, 1)),
        points=draw(numbers),
        checks=tuple(draw(st.lists(checks, max_size=2))),
        provenance=draw(provenances),
        review=draw(reviews),
        revision=draw(st.integers(1, 99)),
        **draw(PARTS[kind]),
    )


def chosen(right: int | None) -> st.SearchStrategy[dict]:
    """Choices of which so many are right (None: the first two), with their key."""

    def made(ids: list[str], said: str) -> dict:
        marked = [Choice(id=id_, text=said, feedback=said, correct=n < (right or 2)) for n, id_ in enumerate(ids)]
        return {"choices": tuple(marked), "key": tuple(choice.id for choice in marked if choice.correct)}

    return st.builds(made, st.lists(words, min_size=3, max_size=4, unique=True), texts)


def matched(ids: list[str], said: str) -> dict:
    choices = tuple(Choice(id=id_, text=said) for id_ in ids)
    premises = tuple(Premise(id=id_, text=said, choice=ids[0]) for id_ in ids)
    return {"choices": choices, "premises": premises, "key": match_key(premises)}


def ordered(ids: list[str], said: str) -> dict:
    return {"choices": tuple(Choice(id=id_, text=said, correct=True) for id_ in ids), "key": tuple(reversed(ids))}


names = st.lists(words, min_size=3, max_size=4, unique=True)
typed = st.fixed_dictionaries({"key": st.lists(words, min_size=1, max_size=3).map(tuple)})
counted = st.builds(Numeric, value=numbers, tolerance=numbers, unit=texts)
criteria = st.builds(
    Criterion,
    id=words,
    text=texts,
    points=st.floats(0.5, 9),
    key_points=st.lists(texts, max_size=2).map(tuple),
    quote=st.none() | quotes(),
)
PARTS = {
    ItemKind.CHOICE: chosen(1),
    ItemKind.MULTIPLE_RESPONSE: chosen(None),
    ItemKind.TRUE_FALSE: chosen(1),
    ItemKind.TEXT_ENTRY: typed,
    ItemKind.MATCH: st.builds(matched, names, texts),
    ItemKind.ORDER: st.builds(ordered, names, texts),
    ItemKind.NUMERIC: st.builds(lambda number, rest: rest | {"numeric": number}, counted, typed),
    ItemKind.EXTENDED_TEXT: st.builds(
        lambda rubric, rest: rest | {"rubric": tuple(rubric)}, st.lists(criteria, min_size=1, max_size=2), typed
    ),
}
"""What an item of each kind has that others don't."""


sets = st.builds(
    ItemSet,
    id=texts,
    source=texts,
    title=texts,
    blueprint=texts,
    model=texts,
    seed=st.integers(),
    items=st.lists(items(), max_size=2).map(tuple),
    missing=st.lists(texts, max_size=2).map(tuple),
    report=st.dictionaries(texts, st.dictionaries(texts, st.integers(), max_size=2), max_size=2),
)


@settings(max_examples=60)
@given(sets)
def test_what_is_written_is_read_back_and_fits_the_schema(original):
    data = json.loads(json.dumps(as_data(original)))
    assert from_data(data) == original
    jsonschema.validate(data, json_schema())


@pytest.mark.parametrize("original", [one_of_each(), hostile_set()])
def test_a_file_is_read_back(tmp_path, original):
    write(original, tmp_path / "a.json", title="Another title")
    assert read_json(tmp_path / "a.json") == original


def test_the_whole_file(tmp_path, golden):
    write(item_set(approved(choice_item())), tmp_path / "a.json")
    golden("complete.json", (tmp_path / "a.json").read_text(encoding="utf-8"))


def test_a_file_from_before_there_were_rubrics_is_read():
    original = item_set(approved(choice_item()))
    data = json.loads(json.dumps(as_data(original)))
    for younger in ("premises", "numeric", "rubric"):
        del data["items"][0][younger]
    assert from_data(data) == original


def test_the_evidence_of_a_criterion_is_written_like_all_evidence():
    [item] = as_data(item_set(extended_item()))["items"]
    assert item["rubric"][1]["quote"] == item["evidence"][0]
    assert item["rubric"][2]["quote"] is None


def test_an_evidence_entry_has_its_words_its_source_and_its_place():
    [entry] = as_data(item_set(choice_item()))["items"][0]["evidence"]
    assert entry["quote"].startswith("Mitochondria release")
    assert entry["source"] == "src-1"
    assert entry["locator"]["page"] == 7
    assert entry["locator"]["label"] == "p. 7"


def test_drafts_are_labelled():
    states = [item["review"]["state"] for item in as_data(one_of_each())["items"]]
    assert states == ["approved", "approved", "draft", *["approved"] * 6]


def test_the_schema_in_the_docs_is_up_to_date():
    command = """python -c "from eduapp.export.complete import schema_text; print(schema_text(), end='')" """
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), f"{command} > docs/export.schema.json"


def test_the_schema_is_strict():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    data = json.loads(json.dumps(as_data(one_of_each())))
    del data["items"][0]["evidence"][0]["quote"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a set of eduapp items"),
        (b'{"format": "other"}', "not a set of eduapp items"),
        (b'{"format": "eduapp-items", "version": 2}', "version 2"),
        (b'{"format": "eduapp-items", "version": 1}', "fields of an eduapp export"),
        (b'{"format": "eduapp-items", "version": 1, "set": {}, "items": [3]}', "fields of an eduapp export"),
        (b'{"format": "eduapp-items", "version": 1, "set": {}, "items": []}', "id: Field required"),
    ],
)
def test_another_file_is_refused_in_a_sentence(tmp_path, content, message):
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_json(path)


def test_a_missing_file_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(InputError, match="can't be opened"):
        read_json(tmp_path / "none.json")
