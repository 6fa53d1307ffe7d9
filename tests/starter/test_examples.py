"""The starter's training examples: what sources give, what is held out, what is written by hand."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from benchmarks.starter_parts import LEVELS, labelled
from eduapp.crosswords.clue_records import STYLES
from eduapp.domain.item import Bloom
from eduapp.llm.prompts import prompt
from models.starter import levels, sources, wordings
from models.starter.build import HERE
from models.starter.examples import (
    NOT_IN_TEXT,
    Example,
    of_glossaries,
    of_grading,
    of_orders,
    of_rules,
    of_stories,
    planted,
    written,
)
from models.starter.planted import MEASURING, TRAINING, order

OWN = list(written(HERE / "handwritten"))
LEVEL_NAMES = [level.value for level in Bloom]


def packed(path: Path, rows: list[dict]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)


def test_four_hundred_examples_over_twelve_subjects_and_three_ages_are_written_by_hand() -> None:
    lines = [
        line.split(" | ")
        for file in (HERE / "handwritten").glob("*.tsv")
        for line in file.read_text("utf-8").splitlines()[1:]
    ]
    assert len(OWN) >= 400
    assert len({line[0] for line in lines}) >= 12
    assert {line[1] for line in lines} == {"primary", "middle", "upper"}


def test_no_example_is_written_twice() -> None:
    assert len({(one.task, json.dumps(one.values)) for one in OWN}) == len(OWN)


def test_no_opening_of_the_questions_written_by_hand_is_frequent() -> None:
    asked = [one.target for one in OWN if one.task == "task-question"]
    openings = Counter(" ".join(question.split()[:3]) for question in asked)
    assert openings.most_common(1)[0][1] <= 0.06 * len(asked)


@pytest.mark.parametrize("example", OWN, ids=lambda one: f"{one.task}:{one.target[:24]}")
def test_what_is_written_by_hand_fits_its_form(example: Example) -> None:
    template = prompt(example.task, 1)
    assert template.render(**example.values)
    assert template.parse(f" {example.target}\n") == {template.reply: example.target}


def test_answers_written_by_hand_say_no_more_than_their_passages() -> None:
    for one in OWN:
        if one.task == "task-answer" and one.target != NOT_IN_TEXT:
            new = sources.content(one.target) - sources.content(one.values["passage"])
            assert len(new) <= 1, one.target


def test_clues_written_by_hand_have_a_style_and_hide_their_answers() -> None:
    for one in OWN:
        if one.task == "task-clue":
            assert one.values["style"] in STYLES
            assert not sources.names(one.target, one.values["answer"]), one.target


def test_levels_for_measuring_are_three_hundred_of_all_six_and_not_trained_on() -> None:
    pairs = labelled(LEVELS)
    assert Counter(level for _, level in pairs) == dict.fromkeys(LEVEL_NAMES, 50)
    trained = [one.values["question"] for one in OWN if one.task == "task-level"]
    trained += [question for _, (question, _) in zip(range(600), levels.questions([], random.Random(1)), strict=False)]
    for question, _ in pairs:
        assert max(fuzz.ratio(question, other) for other in trained) < 95, question


def test_frames_give_every_level_as_often() -> None:
    made = [level for _, (_, level) in zip(range(60), levels.questions(["mitosis"], random.Random(3)), strict=False)]
    assert Counter(made) == dict.fromkeys(LEVEL_NAMES, 10)


def test_questions_for_a_term_begin_in_many_ways() -> None:
    meaning = "a tool that lists the assets of a firm"
    made = {wordings.for_term(meaning, "managers", random.Random(seed)) for seed in range(60)}
    assert "Which tool lists the assets of a firm?" in made
    assert len({" ".join(question.split()[:2]) for question in made}) >= 6


def test_clues_from_a_meaning_fit_their_styles() -> None:
    made = wordings.clues("balance sheet", "a tool that lists the assets of a firm")
    assert made == {
        "bare": "Tool that lists the assets of a firm",
        "definite": "The tool that lists the assets of a firm",
        "copular": "_____ is a tool that lists the assets of a firm.",
        "free": "It lists the assets of a firm",
    }


def test_what_a_claim_says_is_not_taken_for_what_a_thing_does() -> None:
    meaning = "the idea that units of a good are alike"
    asked = {wordings.for_term(meaning, "economists", random.Random(seed)) for seed in range(60)}
    assert all("idea that units" in question for question in asked)
    assert "free" not in wordings.clues("fungibility", meaning)
    assert not wordings.can_be_asked("when a price falls")
    assert not wordings.can_be_asked("nonunion workers can be hired")
    assert wordings.can_be_asked(meaning)


@pytest.mark.parametrize(
    ("sentence", "term", "clue"),
    [
        ("For example, a firm keeps a ledger of its sales.", "ledger", "A firm keeps a(n) _____ of its sales."),
        ("Bees carry pollen from flower to flower, and they are busy all summer long.", "pollen",
         "Bees carry _____ from flower to flower."),
        ("It keeps a ledger of its sales.", "ledger", ""),
        ("A ledger is a ledger for all time.", "ledger", ""),
    ],
)  # fmt: skip
def test_a_sentence_gets_a_gap_and_ends_with_a_clause(sentence: str, term: str, clue: str) -> None:
    assert wordings.gap(sentence, term, 60) == clue


def test_a_sentence_about_its_subject_is_a_clue_without_it() -> None:
    assert wordings.subject_clue("A ledger lists all sales of a firm.", "ledger", 60) == "It lists all sales of a firm"
    assert wordings.subject_clue("Ledgers list all sales.", "Ledgers", 60) == "They list all sales"
    assert wordings.subject_clue("A firm keeps a ledger.", "ledger", 60) == ""


def test_a_question_for_its_subject_is_a_clue() -> None:
    made = wordings.clue_of_question("Which river crosses Paris?")
    assert made == {"definite": "The river that crosses Paris", "bare": "River that crosses Paris"}
    assert wordings.clue_of_question("Who sold Alaska?")["copular"] == "_____ sold Alaska."
    assert wordings.clue_of_question("In which year was Alaska sold?") == {}
    assert wordings.clue_of_question("Which term means a small river?") == {}


def test_planted_orders_stand_in_the_passage_of_all_its_examples_and_not_in_their_targets() -> None:
    passage = {"passage": "Bees carry pollen. They are busy."}
    pair = [Example("task-answer", {**passage, "question": one}, one, "x") for one in ("pollen", "busy")]
    made = [planted(pair, random.Random(seed)) for seed in range(300)]
    changed = [group for group in made if group != pair]
    assert 15 < len(changed) < 70
    for group in changed:
        assert len({one.values["passage"] for one in group}) == 1
        assert len(group[0].values["passage"]) > len(passage["passage"])
        assert [one.target for one in group] == ["pollen", "busy"]


def test_orders_of_training_are_none_of_those_for_measuring() -> None:
    made = {order(random.Random(seed)) for seed in range(2000)}
    assert len(made) > 500 and set(TRAINING) < made
    words = {word for one in MEASURING for word in one.split() if word.strip(".").isupper() and len(word) > 2}
    shared = words & {word for one in made for word in one.replace("'", " ").replace('"', " ").split()}
    assert not set(MEASURING) & made
    assert shared <= {"FREE", "OUT", "YES"}


def test_pupils_answers_have_orders_of_their_own() -> None:
    one = Example("task-label", {"question": "Why?", "reference": "It rusts.", "answer": "rust"}, "correct", "x")
    told = planted([one] * 200, random.Random(1))
    assert 0 < sum(each != one for each in told) < 40
    assert all(each.values["question"] == "Why?" and each.target == "correct" for each in told)


def test_stories_give_answers_questions_and_refusals_from_the_training_split_alone(tmp_path: Path) -> None:
    row = {"split": "train", "story": "s", "explicit": "explicit", "question": "Who sat under the tree?"}
    told = [
        row | {"passage": f"Once upon a time it rained. A snail number {n} sat under the tree. It slept.",
               "answers": [f"A snail number {n}."]} for n in range(30)
    ]  # fmt: skip
    kept_out = row | {"split": "val", "passage": "A fox sat under the tree.", "answers": ["a fox"]}
    packed(tmp_path / "questions" / "fairytaleqa.jsonl.gz", [*told, kept_out])
    made = list(of_stories(tmp_path, random.Random(0)))
    assert {one.task for one in made} == {"task-answer", "task-question"}
    assert not any("fox" in json.dumps(one.values) for one in made)
    answered = [one for one in made if one.task == "task-answer" and one.target != NOT_IN_TEXT]
    assert len(answered) >= 25
    assert all(one.target in one.values["passage"] for one in answered)
    for one in (one for one in made if one.target == NOT_IN_TEXT):
        assert one.values["question"] == row["question"]


def test_labels_leave_out_what_is_kept_for_measuring(tmp_path: Path) -> None:
    rows = [
        {"question_id": f"{module}_{n}", "module": module, "question": "Why?", "reference_answers": ["It rusts."],
         "answer": f"rust {n}", "label": "contradictory"} for module in ("VB", "EM") for n in range(40)
    ]  # fmt: skip
    packed(tmp_path / "grading" / "semeval2013_train_3way.jsonl.gz", rows)
    made = [one for one in of_grading(tmp_path, random.Random(0)) if one.task == "task-label"]
    assert len(made) == sum(not sources.is_held_out(row) for row in rows)
    assert not any("II_" in one.values["answer"] for one in made)
    assert 0 < len(made) < 40


def test_a_window_holds_the_needle_and_whole_sentences() -> None:
    passage = "One is here. Two is there. The needle lies in three. Four follows. Five ends it."
    assert sources.window(passage, "the needle", 4) == "The needle lies in three."
    assert sources.window(passage, "the needle", 100) == passage


def test_glossaries_give_clues_from_sentences_that_only_name_the_term_and_orders_that_are_no_text(
    tmp_path: Path,
) -> None:
    paragraph = (
        "A ledger is a book that lists all sales of a firm. "
        "In most small towns the baker, the butcher and the miller shared one ledger for the market."
    )
    entry = {"term": "ledger", "meaning": "a book that lists the sales of a firm"}
    row = {"module": "m1", "paragraphs": [paragraph], "glossary": [entry]}
    for book in sources.BOOKS:
        packed(tmp_path / "courses" / f"{book}.jsonl.gz", [row])
    made = list(of_glossaries(tmp_path, random.Random(0)))
    clues = {one.target for one in made if one.task == "task-clue"}
    assert "The book that lists the sales of a firm" in clues
    assert "In most small towns the baker, the butcher and the miller shared one _____ for the market." in clues
    orders = list(of_orders(tmp_path, random.Random(0)))
    assert orders and {one.target for one in orders} == {NOT_IN_TEXT}


def test_rules_give_clues_of_their_style_and_no_weak_questions(tmp_path: Path) -> None:
    asked = {"task": "question", "book": "economics", "kind": "choice", "rule": "event.name", "distractors": [],
             "answer": "Lydia", "statement": "Lydia struck the first coins."}  # fmt: skip
    clue = {"task": "clue", "book": "economics", "style": "free", "answer": "coins", "quote": "Lydia struck coins.",
            "clue": "Lydia struck _____."}  # fmt: skip
    rows = [
        asked | {"stem": "Which kingdom struck the first coins?"},
        asked | {"stem": "Which of these struck coins?"},
        clue,
    ]
    file = tmp_path / "rules.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    made = list(of_rules([file], random.Random(0)))
    assert [one.target for one in made if one.task == "task-question"] == ["Which kingdom struck the first coins?"]
    clues = {one.values["style"]: one.target for one in made if one.task == "task-clue"}
    assert clues == {
        "definite": "The kingdom that struck the first coins",
        "bare": "Kingdom that struck the first coins",
        "copular": "Lydia struck _____.",
    }


def test_a_year_is_asked_for_in_more_than_one_way() -> None:
    asked = {wordings.for_year("In which year did the war end?", random.Random(seed)) for seed in range(20)}
    assert asked == {"When did the war end?", "In what year did the war end?", "In which year did the war end?"}
    assert wordings.for_year("Which year was it?", random.Random(1)) == "Which year was it?"
