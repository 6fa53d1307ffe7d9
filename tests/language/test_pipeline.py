"""The pipeline's sentences, and which passages count as prose."""

from __future__ import annotations

from eduapp.domain.source import Document, Passage, Role, Source
from eduapp.language import common_words, pipeline, understand


def document(*texts: str, role: Role = Role.PARAGRAPH) -> Document:
    passages = tuple(Passage(id=f"p{i:04}", text=text, role=role) for i, text in enumerate(texts, start=1))
    source = Source(id="src-test", name="test.txt", media_type="text/plain", sha256="0" * 64)
    return Document(source=source, title="Test", passages=passages)


def sentences(text: str) -> list[str]:
    [(_, doc)] = pipeline.parse([Passage(id="p0001", text=text)])
    return [s.text.strip() for s in doc.sents]


def test_a_sentence_never_starts_after_a_comma_or_colon() -> None:
    text = "Three things matter: Light, Water and Warmth, and the Sun gives two of them. Soil gives the third."
    assert sentences(text) == [text[:76].strip(), "Soil gives the third."]


def test_closing_quotes_stay_with_their_sentence() -> None:
    assert sentences("She said, “The medium is the message.” Many agreed.")[-1] == "Many agreed."


def test_an_abbreviation_may_end_a_sentence() -> None:
    text = "The colony gained its freedom after World War I. In 1921, the first parliament met in the capital."
    assert len(sentences(text)) == 2


def test_only_prose_is_understood() -> None:
    text = "A gene is a section of DNA that carries the instructions for making a protein."
    assert understand(document(text)).facts
    assert not understand(document(text, role=Role.TABLE)).facts


def test_an_empty_document_is_understood_as_nothing() -> None:
    understood = understand(document())
    assert (understood.terms, understood.facts, understood.sentences) == ((), (), 0)


def test_progress_counts_passages() -> None:
    seen: list[tuple[str, int, int]] = []
    understand(
        document("Water boils at one hundred degrees.", "Ice floats on the water."), progress=lambda *s: seen.append(s)
    )
    assert seen == [("reading", 1, 2), ("reading", 2, 2)]


def test_words_with_a_capital_inside_a_sentence_are_names() -> None:
    common = common_words(["Friction slows it. The friction in Paris is like the Paris of old."])
    assert "friction" in common
    assert "paris" not in common
