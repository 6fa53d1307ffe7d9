"""The starter's adapter: llama.cpp says with it what PyTorch says, and it does the tasks it was trained for."""

from __future__ import annotations

import json
from pathlib import Path

import llama_cpp
import numpy
import pytest

from eduapp import resources
from eduapp.llm import open_runtime
from eduapp.llm.catalog import find
from eduapp.llm.prompts import prompt

pytestmark = pytest.mark.e2e

EXPECTED = json.loads((Path(__file__).parents[1] / "data" / "starter_probabilities.json").read_text("utf-8"))
WIDEST = 0.02
TEXT = "In 1564 the emperor Akbar abolished the tax on non-Muslims in order to win the loyalty of his Hindu subjects."


@pytest.fixture(scope="module")
def starter():
    runtime = open_runtime("starter", optimized=False)
    yield runtime
    runtime.close()


def test_the_adapter_is_there_and_small() -> None:
    assert (resources.model_dir() / "starter" / "adapter.gguf").stat().st_size <= 20_000_000


def test_fifty_prompts_are_continued_as_pytorch_continues_them(tmp_path: Path) -> None:
    """On a copy in 16 bits: with weights in 4, llama.cpp rounds what it multiplies them with, and PyTorch doesn't."""
    whole = tmp_path / "whole.gguf"
    options = llama_cpp.llama_model_quantize_default_params()
    options.ftype, options.allow_requantize = llama_cpp.LLAMA_FTYPE_MOSTLY_F16, True
    assert not llama_cpp.llama_model_quantize(bytes(find("starter").path), bytes(whole), options)
    adapter = resources.model_dir() / "starter" / "adapter.gguf"
    model = llama_cpp.Llama(str(whole), lora_path=str(adapter), n_ctx=512, n_threads=1, logits_all=True, verbose=False)
    widest = max(_apart(model, row) for row in EXPECTED)
    model.close()
    print(f"largest difference {widest:.4f}")
    assert len(EXPECTED) == 50 and widest <= WIDEST


def _apart(model: llama_cpp.Llama, row: dict) -> float:
    model.reset()
    model.eval(row["tokens"])
    scores = model.scores[len(row["tokens"]) - 1].astype("float64")
    likely = numpy.exp(scores - scores.max())
    return max(abs(likely[int(t)] / likely.sum() - expected) for t, expected in row["likeliest"].items())


def test_it_asks_for_the_answer_given_and_answers_from_the_text(starter) -> None:
    question, answer = prompt("task-question", 1), prompt("task-answer", 1)
    asked = starter.complete_many([question.ask(passage=TEXT, answer=key) for key in ("1564", "Akbar")])
    stems = [question.parse(one.text)["question"] for one in asked]
    assert len(set(stems)) == 2 and all(stem.endswith("?") for stem in stems)
    replies = starter.complete_many([answer.ask(passage=TEXT, question=stem) for stem in (*stems, "Who was Homer?")])
    said = [answer.parse(one.text)["answer"] for one in replies]
    assert "1564" in said[0] and "Akbar" in said[1] and said[2] == "not in the text"


def test_bound_to_answer_it_says_something_of_the_text(starter) -> None:
    form = prompt("task-answer", 1)
    asks = [form.ask(passage=TEXT, question="Who was Homer?", bound=bound) for bound in (False, True)]
    free, bound = (form.parse(one.text)["answer"] for one in starter.complete_many(asks))
    assert free == "not in the text"
    assert bound and not bound.startswith("not ")
