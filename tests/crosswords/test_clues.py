"""Clues from a text: their styles and tiers, where they are cut, and what a language without parser allows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest

from eduapp.crosswords import clue_model, clues
from eduapp.crosswords.clue_model import in_order, is_capable, worded
from eduapp.crosswords.clue_records import LONGEST
from eduapp.crosswords.clues import CluesMade, clue_candidates, make_clues
from eduapp.crosswords.styles import style_of
from eduapp.crosswords.trim import head_of, shortened
from eduapp.domain.item import BLANK
from eduapp.errors import InputError, ModelError
from eduapp.language import pipeline
from eduapp.language.grammar import Phrase
from eduapp.language.tree import Tree
from eduapp.llm.base import Completion
from tests.crosswords.course import COURSE, ITALIAN, choice, context, read


def made(paragraphs: tuple[str, ...] = COURSE, **options) -> CluesMade:
    """The clues of a text."""
    return make_clues(*read(paragraphs), **options)


def texts(display: str, **options) -> list[str]:
    """The clues for a keyword of the course text, best first."""
    keyword = next(k for k in choice().keywords if k.display == display)
    return [clue.text for clue in clue_candidates(keyword, context(), others=choice().keywords, **options)]


@pytest.mark.parametrize(
    ("style", "clue"),
    [
        ("definite", "The small green body that captures the energy of sunlight"),
        ("bare", "Small green body that captures the energy of sunlight"),
        ("copular", f"A(n) {BLANK} is a small green body that captures the energy of sunlight."),
        ("free", "What captures the energy of sunlight"),
    ],
)
def test_a_definition_gives_a_clue_of_each_style(style: str, clue: str) -> None:
    assert clue in texts("chloroplast", style=style)


def test_a_person_is_told_by_a_deed() -> None:
    assert "English scientist who described the tiny boxes in a slice of cork in 1665" in texts(
        "Robert Hooke", style="bare"
    )


def test_a_name_without_definition_has_its_sentence_with_a_gap() -> None:
    assert texts("Jena") == [f"Matthias Schleiden studied the growth of plants in {BLANK}."]


def test_the_tier_decides_how_much_is_given_away() -> None:
    first = {tier: clue_candidates(chloroplast(), context(), tier=tier)[0] for tier in (1, 2, 3)}
    assert [first[tier].tier for tier in (1, 2, 3)] == [1, 2, 3]
    assert len(first[2].text) < len(first[1].text) and BLANK in first[3].text


def test_every_clue_passed_its_checks_and_has_its_evidence() -> None:
    found = made()
    document, _ = read()
    assert len(found.clues) >= 6 and len(found.clues) == len(found.keywords)
    for clue, keyword in zip(found.clues, found.keywords, strict=True):
        assert clue.checks and all(check.passed for check in clue.checks)
        assert len(clue.text) <= LONGEST and clue.answer == keyword.display
        assert clue.quote.is_verbatim_in(document.passage(clue.quote.passage))
        assert style_of(clue.text) == clue.style


def test_no_sentence_gives_two_answers_away() -> None:
    counts = Counter(clue.quote for clue in made().clues if clue.tier == 3)
    assert max(counts.values(), default=1) == 1


def test_a_grid_gets_clues_of_more_than_one_style() -> None:
    assert len({clue.style for clue in made().clues}) >= 3


def test_alternatives_differ_from_the_best() -> None:
    found = made()
    best = {clue.answer: clue.text for clue in found.clues}
    assert any(found.alternatives.values())
    assert all(best[answer] not in [clue.text for clue in others] for answer, others in found.alternatives.items())


def test_the_same_text_and_seed_give_the_same_clues() -> None:
    assert made(seed=5) == made(seed=5)


def test_progress_counts_the_keywords() -> None:
    told: list[tuple[str, int, int]] = []
    made(progress=lambda *step: told.append(step))
    assert [step[1] for step in told] == list(range(1, len(told) + 1)) and {step[0] for step in told} == {"clues"}


def test_without_a_parser_clues_are_sentences_with_a_gap_and_the_notice_says_so() -> None:
    found = made(ITALIAN)
    assert {(clue.style, clue.tier) for clue in found.clues} == {("free", 3)}
    assert all(BLANK in clue.text for clue in found.clues)
    assert found.notice.startswith("There is no parser for this language (it)")
    assert made().notice == ""


def test_noun_phrases_are_definite_or_bare() -> None:
    assert {clue.style for clue in made(style="noun-phrase").clues} == {"definite", "bare"}


def test_clues_are_handed_out_as_they_are_made_and_stop_when_nobody_wants_more() -> None:
    handed: list[str] = []
    found = made(on_clue=lambda clue, keyword: handed.append(clue.text), cancelled=lambda: len(handed) == 2)
    assert handed == [clue.text for clue in found.clues] and len(handed) == 2


def test_a_language_that_is_given_is_believed() -> None:
    assert {clue.style for clue in made(language="it").clues} == {"free"}


@pytest.mark.parametrize(
    ("option", "message"),
    [({"style": "rhymed"}, "no style"), ({"tier": 4}, "no tier"), ({"language": "xx"}, "in 'xx'")],
)
def test_what_does_not_exist_is_refused_with_what_does(option: dict, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        made(**option)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("The part of a flower that makes pollen", "definite"),
        ("Green pigment of leaves", "bare"),
        (f"{BLANK} is the green pigment of leaves.", "copular"),
        (f"{BLANK} was built in 1851.", "free"),
        ("How plants make sugar", "free"),
        ("What keeps a plant cell firm", "free"),
    ],
)
def test_a_style_is_told_from_the_words_alone(text: str, style: str) -> None:
    assert style_of(text) == style


@pytest.mark.parametrize(
    ("text", "shorter"),
    [
        ("the city on the Nile, including its harbour and its market", "the city on the Nile"),
        ("a device that measures pressure, which depends on the weather", "a device that measures pressure"),
        ("a bird that buries its eggs in the sand during the rainy season", "a bird that buries its eggs in the sand"),
    ],
)
def test_a_phrase_is_cut_where_grammar_allows(text: str, shorter: str) -> None:
    tree = Tree(pipeline.load()(text))
    size = len(tree.word)
    stops = list(shortened(tree, Phrase(0, size, head_of(tree, 0, size))))
    assert tree.span(0, stops[0]) == text
    assert shorter in [tree.span(0, stop) for stop in stops]


def test_a_phrase_is_not_cut_through_its_sense() -> None:
    for text in ("a force between two bodies", "a cell without a nucleus", "the study of land and people"):
        tree = Tree(pipeline.load()(text))
        assert [tree.span(0, stop) for stop in shortened(tree, Phrase(0, len(tree.word), 1))] == [text]


# the model


@dataclass
class Scripted:
    """A model that replies what it is told to, and keeps the prompts of each call."""

    replies: list[str]
    name: str = "scripted"
    hash: str = "sha256:00"
    calls: list[list[str]] = field(default_factory=list)

    def complete_many(self, asks, *, cancelled=None, on_done=None):
        """The next replies, a ModelError where one is empty."""
        self.calls.append([ask.text for ask in asks])
        replies = [self.replies.pop(0) if self.replies else "" for _ in asks]
        return [Completion(r, 1, 1) if r else ModelError("The model has nothing to say.") for r in replies]


def chloroplast():
    return next(k for k in choice().keywords if k.display == "chloroplast")


def test_a_model_words_a_clue_in_the_words_of_the_sentence() -> None:
    model = Scripted([" Green body that captures the energy of sunlight"])
    drafts = worded([chloroplast()], context(), model)["chloroplast"]
    assert [(d.text, d.style, d.proposer) for d in drafts] == [
        ("Green body that captures the energy of sunlight", "bare", "model.v1")
    ]
    assert "Answer: chloroplast" in model.calls[0][0] and model.calls[0][0].endswith("Clue:")


def test_a_model_is_asked_about_many_keywords_in_one_call() -> None:
    model = Scripted([])
    assert worded(choice().keywords, context(), model) == {}
    assert len(model.calls) == 1 and len(model.calls[0]) > 4
    assert worded([], context(), model) == {} and len(model.calls) == 1


def test_a_capable_models_clues_compete_with_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clues, "is_capable", lambda model: True)
    monkeypatch.setattr(clue_model, "MODEL_PRIOR", 9.0)
    model = Scripted([" Large bag of sap that keeps a plant cell firm"] * 40)
    found = {clue.answer: clue for clue in made(model=model, include=["vacuole"]).clues}
    assert (found["vacuole"].rule, found["vacuole"].proposer) == ("model", "model.v1")
    assert found["chloroplast"].rule != "model"


@pytest.mark.parametrize("reply", ["", " ", " Sunlight of the body that captures a green energy", " no capital"])
def test_a_reply_that_cannot_be_used_costs_one_clue(reply: str) -> None:
    assert worded([chloroplast()], context(), Scripted([reply])) == {}


def test_the_order_of_the_words_is_kept() -> None:
    assert in_order("Dog that bites a man", "The dog bites the man.", "en")
    assert not in_order("Man that bites a dog", "The dog bites the man.", "en")


def test_only_a_model_that_the_catalogue_calls_large_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Scripted([])
    made(model=model)
    assert model.calls == [] and not is_capable(model)
    starter = type("Starter", (), {"name": "starter"})()
    assert not is_capable(starter)
    monkeypatch.setattr(clue_model, "CAPABLE", 1)
    assert is_capable(starter)
