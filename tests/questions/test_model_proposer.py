from __future__ import annotations

import random

import pytest

from eduapp.domain.item import Bloom, ItemKind
from eduapp.errors import ModelError
from eduapp.llm.prompts import prompt
from eduapp.questions.propose.faithful import agreeing, faults
from eduapp.questions.propose.model import ModelProposer
from eduapp.questions.propose.plan import spread, what_to_ask
from eduapp.questions.propose.reread import agrees
from tests.questions.fake import ScriptedModel, asked

ANSWERS = {
    "Diffusion": " What is the term for the net movement of particles from a crowded region to a less crowded one?",
    "1665": " In which year did Robert Hooke describe the tiny boxes in a slice of cork?",
    "because food enters only through the surface": " Why do large cells starve?",
    "to let carbon dioxide in": " For what purpose do plants open their pores?",
}


def well(prompt: str) -> str:
    return ANSWERS.get(asked(prompt)[1], "no question")


def propose(context, reply, calls=40):
    model = ScriptedModel(reply)
    proposer = ModelProposer(model, calls=calls)
    return list(proposer.propose(context, random.Random(0))), proposer, model


def test_the_model_words_what_the_fact_says(context):
    made, proposer, model = propose(context, well)
    worded = {(c.item.kind, c.item.stem, c.item.answer) for c in made}
    assert (ItemKind.TEXT_ENTRY, ANSWERS["Diffusion"].strip(), "diffusion") in worded
    assert (ItemKind.CHOICE, ANSWERS["1665"].strip(), "1665") in worded
    why = next(c.item for c in made if c.item.stem.startswith("Why"))
    assert why.level is Bloom.UNDERSTAND and why.kind is ItemKind.CHOICE
    assert proposer.usage["calls"] == len(model.prompts) == len(spread(list(context.facts.values())))
    assert proposer.usage["malformed"] == proposer.usage["calls"] - 4


def test_every_candidate_says_how_it_was_made(context):
    made, _, model = propose(context, well)
    for one in made:
        assert one.proposer == one.item.provenance.proposer == "model.v1"
        assert one.item.provenance.model_hash == model.hash
        assert one.item.provenance.template_hash == prompt("question", 1).hash
    assert len({options["seed"] for options in model.options}) == 1


@pytest.mark.parametrize(
    "reply",
    ["", "no question", " What?", "{}", " What is diffusion?\n\nSentence: more", "\x00", " What is " + "x" * 500 + "?",
     ModelError("The model went away.")],
)  # fmt: skip
def test_a_reply_that_cannot_be_used_costs_one_candidate(context, reply):
    made, proposer, _ = propose(context, lambda _: reply)
    assert made == []
    assert proposer.usage["malformed"] + proposer.usage["unfaithful"] == proposer.usage["calls"] > 0


def test_the_number_of_calls_is_kept(context):
    _, proposer, model = propose(context, well, calls=3)
    assert proposer.usage["calls"] == len(model.prompts) == 3


@pytest.mark.parametrize(
    ("worded", "why"),
    [
        ("Who moves the net particles from a crowded region?", "it begins like a question for something else"),
        ("What is the diffusion of particles called?", "it gives the answer away"),
        ("What is the speed of light in an empty region?", "it adds words"),
        ("What is a region?", "it leaves out what the fact says"),
        ("What is the net movement of particles particles from a crowded region to one?", "it says a word twice"),
        ("What is the crowded of net movement of particles in a region?", "its grammar is broken"),
        ("What is the movement of net particles to a crowded region called?",
         "it puts the words of the sentence together otherwise"),
        ("What is the net movement of particles from a crowded region?", "it doesn't ask for a name"),
    ],
)  # fmt: skip
def test_questions_that_ask_for_something_else(course, worded, why):
    fact = course.facts[0]
    wanted = what_to_ask(fact)
    assert faults(worded, fact, "What", wanted.answer) == why


@pytest.mark.parametrize(
    "worded",
    [
        "In which year did Robert Hooke described the tiny boxes in a slice of cork?",
        "In which year did Robert Hooke be described in tiny boxes in a slice of cork?",
    ],
)
def test_do_wants_a_plain_verb(course, worded):
    fact = next(f for f in course.facts if f.subject == "Robert Hooke")
    assert faults(worded, fact, "In which year", "1665") == "its grammar is broken"


def test_a_name_is_no_term(course):
    fact = next(f for f in course.facts if f.subject == "Robert Hooke")
    asked = "Which term means a person who described the tiny boxes in a slice of cork?"
    assert faults(asked, fact, "", "Robert Hooke") == "it calls a name a term"


@pytest.mark.parametrize(
    ("worded", "statement", "agreed"),
    [
        ("When was the Incas defeated?", "The Incas were defeated in 1533.", "When were the Incas defeated?"),
        ("Which order was strict?", "Most were of the strict order.", "Which order was strict?"),
        ("In which year was ships sent?", "In 1868, ships were sent.", "In which year were ships sent?"),
        ("When was Lima left?", "Lima was left when its walls were low.", "When was Lima left?"),
        ("Why do reeds sway?", "Reeds sway because they are thin.", "Why do reeds sway?"),
    ],
)
def test_was_and_were_are_those_of_the_sentence(worded, statement, agreed):
    assert agreeing(worded, statement) == agreed


def test_calls_go_round_the_passages(context):
    first = spread(list(context.facts.values()))[:4]
    assert len({fact.quote.passage for fact in first}) == 4


class TaskModel(ScriptedModel):
    """A model that was trained on the task forms."""

    forms = "tasks"


TASK_QUESTIONS = {
    "Diffusion": " Which net movement of particles from a crowded region to a less crowded one is named?",
    "1665": " When did Robert Hooke describe the tiny boxes in a slice of cork?",
}


def in_tasks(answers: dict[str, str]):
    def reply(text: str) -> str:
        lines = text.splitlines()
        if lines[0] == "Write a question for the answer.":
            return TASK_QUESTIONS.get(lines[2].removeprefix("Answer: "), "no question")
        assert lines[0] == "Answer from the text."
        return answers.get(lines[2].removeprefix("Question: "), " not in the text")

    return reply


def test_a_model_with_task_forms_is_asked_by_them_and_must_give_the_key_back(context):
    model = TaskModel(in_tasks({TASK_QUESTIONS["1665"].strip(): " 1665"}))
    proposer = ModelProposer(model, calls=40)
    made = list(proposer.propose(context, random.Random(0)))
    assert {one.item.answer for one in made} == {"1665"}
    assert proposer.usage["unanswered"] == 1
    assert {one.item.provenance.template_hash for one in made} == {prompt("task-question", 1).hash}


def test_an_answer_agrees_with_a_key_that_it_contains_or_mostly_shares():
    assert agrees("in 1665", "1665")
    assert agrees("to let the carbon dioxide in", "to let carbon dioxide in")
    assert not agrees("not in the text", "1665")
    assert not agrees("a slice of cork under his microscope", "the tiny boxes")
