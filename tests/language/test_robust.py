"""Whatever a text holds, the rules read it, and each fact's quote stands in its passage."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.domain.source import Document, Passage, Source
from eduapp.language import understand

WORDS = (
    "the a an of , . ; : — ( ) “ ” ' \" called known is are was were which who that because led to in 1914 1492 BCE as "
    "consists contains or and also named meaning not only process Photosynthesis Rome king cells network II U.S. 3.5 % "
    "$ X_1 \\(x^2\\) 🙂 <b> {{c1::x}} ? ! - – i.e. \u202e ß 中文 العربية The In On"
).split()
SOURCE = Source(id="src-test", name="t.txt", media_type="text/plain", sha256="0" * 64)

texts = st.lists(st.sampled_from(WORDS), min_size=4, max_size=45).map(" ".join)


@settings(max_examples=60)
@given(st.lists(texts, min_size=1, max_size=4))
def test_any_text_is_understood(paragraphs: list[str]) -> None:
    passages = tuple(Passage(id=f"p{i:04}", text=text) for i, text in enumerate(paragraphs, start=1))
    document = Document(source=SOURCE, title="Anything", passages=passages)
    understood = understand(document)
    for fact in understood.facts:
        assert fact.quote.is_verbatim_in(document.passage(fact.quote.passage))
    assert len({term.key for term in understood.terms}) == len(understood.terms)
