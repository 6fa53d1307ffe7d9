"""Drawing tokens: llama.cpp's own samplers, and a grammar that counts what it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.errors import ModelError
from eduapp.llm.native import library
from eduapp.llm.sampling import RECENT, Sampler

N = 1000
FLAT = np.zeros(N, np.float32)


class Grammar:
    """Admits a set of tokens; `asked` has the number of candidates at each question."""

    def __init__(self, admitted: set[int]) -> None:
        self.admitted = admitted
        self.asked: list[int] = []
        self.accepted: list[int] = []


class Library:
    """llama.cpp, but for the grammar. `open` counts the samplers that haven't been freed."""

    def __init__(self, grammar: Grammar | None = None) -> None:
        self.grammar = grammar
        self.open = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(library(), name)

    def llama_sampler_chain_init(self, params: Any) -> Any:
        self.open += 1
        return library().llama_sampler_chain_init(params)

    def llama_sampler_init_grammar(self, vocab: Any, text: bytes, root: bytes) -> Grammar | None:
        self.open += self.grammar is not None
        return self.grammar

    def llama_sampler_apply(self, sampler: Any, pointer: Any) -> None:
        if not isinstance(sampler, Grammar):
            library().llama_sampler_apply(sampler, pointer)
            return
        table = pointer._obj
        sampler.asked.append(table.size)
        for i in range(table.size):
            if table.data[i].id not in sampler.admitted:
                table.data[i].logit = -np.inf

    def llama_sampler_accept(self, sampler: Any, token: int) -> None:
        if isinstance(sampler, Grammar):
            sampler.accepted.append(token)
        else:
            library().llama_sampler_accept(sampler, token)

    def llama_sampler_free(self, sampler: Any) -> None:
        self.open -= 1
        if not isinstance(sampler, Grammar):
            library().llama_sampler_free(sampler)


def sampler(grammar: Grammar | None = None, **options: Any) -> Sampler:
    model = SimpleNamespace(lib=Library(grammar), vocab=None)
    return Sampler(model, gbnf='root ::= "x"' if grammar else None, **options)


def logits(**likely: float) -> np.ndarray:
    """Scores of 0 but for those tokens, named t7 and the like; the others are out of reach."""
    scores = np.full(N, -100, np.float32)
    for name, score in likely.items():
        scores[int(name[1:])] = score
    return scores


def drawn(scores: np.ndarray, times: int = 400, **options: Any) -> Counter[int]:
    with sampler(temperature=options.pop("temperature", 1.0), **options) as one:
        return Counter(one.pick(scores) for _ in range(times))


def test_greedy_takes_the_likeliest_and_of_equals_the_first():
    with sampler() as greedy:
        assert greedy.pick(logits(t7=1.0, t8=2.0)) == 8
        assert greedy.pick(logits(t9=2.0, t8=2.0)) == 8


@given(st.integers(0, 2**64), st.integers(0, 50))
def test_a_seed_decides(seed, other):
    scores = np.random.default_rng(1).normal(0, 2, N).astype(np.float32)
    assert drawn(scores, 12, seed=seed) == drawn(scores, 12, seed=seed)
    assert drawn(scores, 12, seed=seed) != drawn(scores, 12, seed=seed + 1 + other)


def test_no_seed_means_at_random():
    """llama.cpp takes 2**32 - 1 for that."""
    assert drawn(FLAT, 8, seed=2**32 - 1) == drawn(FLAT, 8, seed=2**32 - 1)


def test_draws_are_as_frequent_as_likely():
    counts = drawn(logits(t1=np.log(0.7), t2=np.log(0.2), t3=np.log(0.1)), 3000)
    assert set(counts) == {1, 2, 3}
    assert [counts[token] / 3000 for token in (1, 2, 3)] == pytest.approx([0.7, 0.2, 0.1], abs=0.03)


def test_temperature_flattens():
    scores = logits(t1=2.0, t2=0.0)
    shares = [drawn(scores, 2000, temperature=heat)[2] / 2000 for heat in (0.5, 1.0, 4.0)]
    assert shares == pytest.approx([1 / (1 + np.e ** (2 / heat)) for heat in (0.5, 1.0, 4.0)], abs=0.04)


def test_top_p_keeps_the_likeliest_that_make_up_the_share():
    assert set(drawn(logits(t1=np.log(0.6), t2=np.log(0.3), t3=np.log(0.1)), top_p=0.8)) == {1, 2}


def test_min_p_drops_what_is_too_unlikely_beside_the_likeliest():
    assert set(drawn(logits(t1=np.log(0.6), t2=np.log(0.3), t3=np.log(0.1)), min_p=0.4)) == {1, 2}


def test_typical_p_drops_the_token_that_surprises_too_little():
    """Three in four bits lie in the many: the likeliest one is less typical than they are."""
    many = {f"t{n}": np.log(0.8 / 64) for n in range(2, 66)}
    assert 1 in drawn(logits(t1=np.log(0.2), **many))
    assert 1 not in drawn(logits(t1=np.log(0.2), **many), typical_p=0.5)


def test_what_stands_no_chance_is_never_drawn():
    scores = np.full(N, -11.0, np.float32)
    scores[5] = 0.0
    assert set(drawn(scores, 2000)) == {5}
    assert len(drawn(scores, 2000, temperature=2.0)) > 1, "heat gives it a chance"


def test_recent_tokens_are_penalized():
    with sampler(repeat_penalty=2.0) as one:
        scores = logits(t7=3.0, t8=2.0)
        assert one.pick(scores) == 7
        one.accept(7)
        assert one.pick(scores) == 8, "3 / 2 is less than 2"
        assert scores[7] == 3.0, "the scores themselves stay as they are"
        for _ in range(RECENT):
            one.accept(9)
        assert one.pick(scores) == 7, "it is long ago"


def test_a_penalty_makes_negative_scores_more_negative():
    with sampler(repeat_penalty=1.5) as one:
        one.accept(7)
        scores = np.full(N, -9.0, np.float32)
        scores[7], scores[8] = -2.0, -2.5
        assert one.pick(scores) == 8


# held to a grammar


def test_a_token_that_the_grammar_admits_costs_one_question():
    grammar = Grammar({8})
    with sampler(grammar) as one:
        assert one.pick(logits(t7=1.0, t8=2.0)) == 8
        one.accept(8)
    assert grammar.asked == [1]
    assert grammar.accepted == [8]


def test_next_those_are_asked_about_that_stand_a_chance():
    grammar = Grammar({7, 500})
    with sampler(grammar) as one:
        assert one.pick(logits(t7=1.0, t8=2.0)) == 7
    assert grammar.asked == [1, 2]


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_then_all_are(temperature):
    grammar = Grammar({500})
    with sampler(grammar, temperature=temperature) as one:
        assert one.pick(logits(t7=1.0, t8=2.0)) == 500
    assert grammar.asked == [1, 2, N]


def test_a_draw_within_the_grammar_is_as_frequent_as_likely():
    grammar = Grammar({1, 2})
    with sampler(grammar, temperature=1.0) as one:
        counts = Counter(one.pick(logits(t1=np.log(0.06), t2=np.log(0.02), t3=np.log(0.92))) for _ in range(3000))
    assert set(counts) == {1, 2}
    assert counts[1] / 3000 == pytest.approx(0.75, abs=0.03)


def test_one_that_is_barely_in_reach_does_not_hide_its_equals():
    """What is admitted near the edge of the likely ones has neighbours beyond it that are nearly as likely."""
    scores = np.full(N, -21.0, np.float32)
    scores[3], scores[4] = 0.0, -19.0
    with sampler(Grammar(set(range(4, N))), temperature=1.0) as one:
        assert len({one.pick(scores) for _ in range(200)}) > 50


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_where_nothing_fits_there_is_an_error(temperature):
    with sampler(Grammar(set()), temperature=temperature) as one, pytest.raises(ModelError, match="fits the grammar"):
        one.pick(FLAT)


@given(st.sets(st.integers(0, N - 1), min_size=1, max_size=20), st.integers(0, 9), st.sampled_from([0.0, 0.7, 1.5]))
def test_whatever_is_drawn_fits(admitted, seed, temperature):
    scores = np.random.default_rng(seed).normal(0, 6, N).astype(np.float32)
    with sampler(Grammar(admitted), temperature=temperature, seed=seed) as one:
        token = one.pick(scores)
    assert token in admitted
    if not temperature:
        assert scores[token] == max(scores[list(admitted)])


def test_a_grammar_that_cannot_be_read_is_an_error_and_leaves_nothing_open():
    model = SimpleNamespace(lib=Library(), vocab=None)
    with pytest.raises(ModelError, match="can't be read") as caught:
        Sampler(model, gbnf="root ::= (", temperature=1.0)
    assert caught.value.where == "root ::= ("
    assert model.lib.open == 0


# numbers and memory


@pytest.mark.parametrize("options", [{}, {"temperature": 1.0}, {"temperature": 1.0, "top_p": 0.9, "typical_p": 0.9}])
def test_scores_that_are_no_numbers_are_an_error(options):
    with sampler(**options) as one, pytest.raises(ModelError, match="no numbers"):
        one.pick(np.full(N, np.nan, np.float32))


def test_closing_frees_all_and_a_second_time_nothing():
    one = sampler(Grammar({1}), temperature=1.0)
    lib = one._lib
    assert lib.open == 2
    one.close()
    assert lib.open == 0
    one.close()
    assert lib.open == 0


# the real vocabulary


@pytest.fixture(scope="module")
def starter() -> Iterator[Any]:
    from eduapp.llm.catalog import find
    from eduapp.llm.native import NativeModel

    model = NativeModel(find("starter").path)
    yield model
    model.close()


@pytest.mark.e2e
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_a_real_grammar_is_followed_to_its_end_against_all_odds(starter, temperature):
    """The scores want nothing but one word that the grammar refuses."""
    scores = np.random.default_rng(0).normal(0, 1, starter.n_vocab).astype(np.float32)
    scores[starter.tokenize("banana")] = 60.0
    text = b""
    with Sampler(starter, gbnf='root ::= "n = " [0-9]{3} "."', temperature=temperature) as one:
        while not starter.is_end(token := one.pick(scores)):
            one.accept(token)
            text += starter.piece(token)
    assert text[:4] == b"n = "
    assert text[4:7].isdigit()
    assert text[7:] == b"."


@pytest.mark.e2e
def test_llama_cpp_refuses_a_broken_grammar(starter):
    with pytest.raises(ModelError, match="can't be read"):
        Sampler(starter, gbnf="root ::= (")
