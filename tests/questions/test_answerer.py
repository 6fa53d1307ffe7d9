from __future__ import annotations

from eduapp.questions import answerer
from tests.questions.test_checks import CONTEXT, GOOD, STEM, TRUE


def test_the_nearest_sentence_has_the_rarest_words():
    sentences = CONTEXT.sentences["p0001"]
    found = answerer.nearest("What passes through a membrane that holds back molecules?", CONTEXT, sentences)
    assert found[0].startswith("Osmosis is the passage")


def test_the_passage_speaks_for_the_key():
    choice, scores = answerer.preferred(GOOD["choice"], CONTEXT)
    assert choice is not None and choice.text == "diffusion"
    assert scores["a"] == max(scores.values())


def test_level_choices_leave_it_undecided():
    item = GOOD["choice"]
    twins = tuple(c.model_copy(update={"text": "diffusion"}) for c in item.choices)
    choice, _ = answerer.preferred(item.model_copy(update={"choices": twins}), CONTEXT)
    assert choice is None


def test_coverage_of_a_statement():
    share, sentence = answerer.coverage(TRUE, CONTEXT, CONTEXT.sentences["p0001"])
    assert share == 1
    assert sentence.startswith("Diffusion")
    assert answerer.coverage(STEM, CONTEXT, ())[0] == 0


def test_a_statement_names_its_terms_and_numbers():
    named = answerer.named("In 1665, Robert Hooke wrote of osmosis.", CONTEXT)
    assert {"1665", "robert", "hook", "osmosis"} <= named
