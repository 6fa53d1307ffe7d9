"""The document's central sentences that can stand alone."""

import pytest

from eduapp.domain.knowledge import FactKind
from eduapp.domain.source import Document, Passage, Source
from eduapp.language import understand
from eduapp.language.core import core_statements

CELLS = """Photosynthesis is the process by which green plants turn light into chemical energy. It needs the light in
the chloroplasts of the leaf cells. Chloroplasts contain a green pigment that absorbs the light of the sun. This is bad.

Imagine that you are a leaf on a tree in the garden of your school. As Figure 3 shows, light falls on the leaf from
above. Green plants also release oxygen (O2) into the air during photosynthesis. “Plants feed the whole world,” said one
botanist.

Maria Lopez grew tomatoes on the roof of her house in Madrid. The process has two stages that follow each other."""


def document(text: str) -> Document:
    """A document with a passage for each paragraph."""
    paragraphs = (part.replace("\n", " ") for part in text.split("\n\n"))
    source = Source(id="src-test", name="test.txt", media_type="text/plain", sha256="0" * 64)
    passages = (Passage(id=f"p{n:04}", text=part) for n, part in enumerate(paragraphs, start=1))
    return Document(source=source, title="Leaves", passages=tuple(passages))


@pytest.fixture(scope="module")
def statements():
    read = document(CELLS)
    return core_statements(read, understand(read))


def test_only_sentences_that_stand_alone_are_statements(statements):
    texts = {fact.statement for fact in statements}
    assert "Photosynthesis is the process by which green plants turn light into chemical energy." in texts
    assert "Chloroplasts contain a green pigment that absorbs the light of the sun." in texts
    assert not [t for t in texts if t.startswith(("Imagine", "As Figure", "This", "It ", "“", "The process has"))]


def test_a_statement_does_without_also_and_parentheses(statements):
    fact = next(fact for fact in statements if "oxygen" in fact.statement)
    assert fact.resolved == "Green plants release oxygen into the air during photosynthesis."
    assert fact.quote.text == "Green plants also release oxygen (O2) into the air during photosynthesis."
    assert fact.statement[fact.object_span.start : fact.object_span.end] == fact.object
    assert fact.object == "release oxygen into the air during photosynthesis"


def test_a_pointing_subject_is_put_in_and_both_sentences_are_quoted(statements):
    fact = next(fact for fact in statements if "needs the light" in fact.statement)
    assert fact.statement == "Photosynthesis needs the light in the chloroplasts of the leaf cells."
    assert fact.quote.text.startswith("Photosynthesis is the process") and fact.quote.text.endswith("leaf cells.")


def test_what_the_text_is_about_comes_before_a_story(statements):
    order = [fact.subject for fact in statements]
    assert order.index("Photosynthesis") < order.index("Chloroplasts") < order.index("Maria Lopez")
    assert [fact.slots["core"] for fact in statements] == [str(n) for n in range(1, len(statements) + 1)]


def test_a_statement_has_the_kind_of_the_fact_in_its_sentence_and_true_spans(statements):
    first = next(fact for fact in statements if fact.statement.startswith("Photosynthesis is"))
    assert first.kind is FactKind.DEFINITION and first.rule == "statement.v1" and first.slots["split"] == "clause"
    read = document(CELLS)
    for fact in statements:
        assert fact.quote.is_verbatim_in(read.passage(fact.quote.passage))
        assert fact.statement[fact.subject_span.start : fact.subject_span.end].lower() == fact.subject.lower()


def test_the_limit_keeps_the_best(statements):
    read = document(CELLS)
    assert core_statements(read, understand(read), limit=2) == statements[:2]


def test_a_language_without_a_parser_has_none():
    read = document(CELLS).model_copy(update={"language": "it"})
    assert core_statements(read, understand(document(CELLS))) == []


def test_a_statement_knows_the_words_on_which_its_truth_hinges():
    read = document(
        "Warm air holds more vapour than cold air. The tall mast of a ship slows the ship in a strong wind."
    )
    told = {fact.statement: fact.slots["focus"].split("|") for fact in core_statements(read, understand(read))}
    [air] = [words for text, words in told.items() if text.startswith("Warm air")]
    assert {"holds", "more"} <= set(air)
    assert not {"warm", "cold"} & set(air)
    assert all("strong" not in words for words in told.values())
