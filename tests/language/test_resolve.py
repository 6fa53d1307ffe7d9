"""What points back is put in where it is clear, and left alone where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.domain.knowledge import Fact
from eduapp.domain.source import Passage
from eduapp.language import common_words, facts, pipeline
from eduapp.language.resolve import Resolver, after_marker
from eduapp.language.tree import Tree


def tree_of(text: str) -> Tree:
    [(_, doc)] = pipeline.parse([Passage(id="p0001", text=text)])
    return Tree(doc, common_words([text]))


def last_rewritten(text: str) -> str | None:
    """The last sentence as rewritten, after all before it have been read."""
    tree = tree_of(text)
    resolver, rewritten = Resolver(tree), None
    for number, (start, stop) in enumerate(tree.sents):
        rewritten = resolver.rewrite(number)
        resolver.learn(number, facts.unique(tree, (f for rule in facts.rules() for f in rule(tree, start, stop))))
    return rewritten.tree.text if rewritten else None


def facts_of(text: str) -> list[Fact]:
    return list(facts.extract(tree_of(text), Passage(id="p0001", text=text), "src-test"))


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("Osmosis is the movement of water through a membrane. It keeps plant cells firm.",
         "Osmosis keeps plant cells firm."),
        ("Alpha particles are heavy. However, they have a short range in most materials.",
         "Alpha particles have a short range in most materials."),
        ("National banks are chartered by the Comptroller of the Currency. "
         "These banks must belong to the Federal Reserve System.",
         "National banks must belong to the Federal Reserve System."),
        ("Big men do not hold formal office. Their power is persuasive.", "Big men’s power is persuasive."),
        ("Charles Darwin sailed to South America. He collected fossils of extinct mammals.",
         "Charles Darwin collected fossils of extinct mammals."),
        ("Photosynthesis is a process that makes sugar from light. This process takes place in the chloroplasts.",
         "Photosynthesis takes place in the chloroplasts."),
        ("In the 1960s, the electroweak theory was developed by three physicists. "
         "This theory joined two of the forces of nature.",
         "The electroweak theory joined two of the forces of nature."),
        ("Osmosis is the movement of water through a membrane. It keeps plant cells firm. It also feeds the roots.",
         "Osmosis also feeds the roots."),
    ],
)  # fmt: skip
def test_a_clear_antecedent_is_put_in(text: str, rewritten: str) -> None:
    assert last_rewritten(text) == rewritten


@pytest.mark.parametrize(
    "text",
    [
        "The dog chased the cat. It was very fast.",
        "Teachers told the pupils a story. They liked it.",
        "A magnet attracts iron. It is clear that the force acts at a distance.",
        "Water freezes at zero degrees. It takes time to melt the ice.",
        "Newton taught in Cambridge. They built a new library there.",
        "The moon is bright. The sun is brighter, and the stars are faint. It sets in the west.",
        "Some farmers grow rice. They need much water.",
        "Rivers carry sand and rivers carry salt. This chapter tells of the sea.",
        "Maria said, “The river is deep.” It was cold.",
        "It keeps plant cells firm.",
    ],
)
def test_what_is_not_clear_stays_as_it_is(text: str) -> None:
    assert last_rewritten(text) is None


def test_a_fact_of_a_rewritten_sentence_quotes_the_text_from_its_antecedent_on() -> None:
    text = "Plants are green. Osmosis is the movement of water through a membrane. It keeps the cells of plants firm."
    [fact] = [f for f in facts_of(text) if f.resolved]
    assert fact.resolved == "Osmosis keeps the cells of plants firm."
    assert fact.quote.text == text[18:]
    assert fact.quote.is_verbatim_in(Passage(id="p0001", text=text))
    assert fact.resolved[fact.subject_span.start : fact.subject_span.end] == fact.subject == "Osmosis"
    assert fact.resolved[fact.object_span.start : fact.object_span.end] == fact.object
    assert fact.confidence < 1


def test_a_linking_phrase_is_left_out_of_the_statement_and_kept_in_the_quote() -> None:
    text = "However, osmosis is the movement of water through a partially permeable membrane."
    [fact] = [f for f in facts_of(text) if f.kind == "definition"]
    assert fact.quote.text == text
    assert fact.statement == "Osmosis is the movement of water through a partially permeable membrane."
    assert fact.statement[fact.subject_span.start : fact.subject_span.end] == "Osmosis"
    assert fact.subject == "osmosis"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("However, rivers carry sand.", "rivers"),
        ("In addition, rivers carry sand.", "rivers"),
        ("For example, rivers carry sand.", "For"),
        ("Rivers carry sand, however.", "Rivers"),
        ("However rivers bend, they carry sand.", "However"),
    ],
)
def test_only_a_linking_phrase_with_its_comma_is_passed_over(text: str, left: str) -> None:
    tree = tree_of(text)
    assert tree.word[after_marker(tree, 0, len(tree.word))] == left


WORDS = (
    "It They Its Their This These However , Osmosis Rivers The Nile bank banks national is are was keeps carry process "
    "a the of and . water Darwin He “ ” ( ) – - 1914 🙂 \u00a0 \n also"
).split(" ")
sentences = st.lists(st.sampled_from(WORDS), min_size=4, max_size=14).map(lambda words: " ".join(words) + ".")


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=2, max_size=4).map(" ".join))
def test_whatever_is_put_in_the_facts_keep_their_words(text: str) -> None:
    passage = Passage(id="p0001", text=text)
    for fact in facts_of(text):
        assert fact.quote.is_verbatim_in(passage)
        assert fact.statement[fact.object_span.start : fact.object_span.end] == fact.object
