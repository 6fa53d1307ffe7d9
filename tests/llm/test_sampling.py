"""Drawing tokens: llama.cpp's own samplers, and a grammar that counts what it is asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.errors import ModelError
from eduapp.llm.grammar import to_gbnf
from eduapp.llm.native import NativeModel, library
from eduapp.llm.sampling import MOST_FORCED, RECENT, Alphabet, Sampler

N = 1000
FLAT = np.zeros(N, np.float32)


class Grammar:
    """Admits a set of tokens; `asked` has the number of candidates at each question."""

    def __init__(self, admitted: set[int]) -> None:
        self.admitted = admitted
        self.asked: list[int] = []
        self.accepted: list[int] = []


class Texts(Grammar):
    """Admits these texts. Token n is byte n, the last one ends the text."""

    def __init__(self, texts: set[bytes], written: bytes = b"") -> None:
        self.texts = texts
        self.asked = []
        self.accepted = list(written)

    @property
    def admitted(self) -> set[int]:
        done = bytes(self.accepted)
        left = [text[len(done) :] for text in self.texts if text.startswith(done)]
        return {text[0] if text else N - 1 for text in left}


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

    def llama_sampler_clone(self, sampler: Texts) -> Texts:
        self.open += 1
        return Texts(sampler.texts, bytes(sampler.accepted))

    def llama_sampler_accept(self, sampler: Any, token: int) -> None:
        if isinstance(sampler, Grammar):
            sampler.accepted.append(token)
        else:
            library().llama_sampler_accept(sampler, token)

    def llama_sampler_free(self, sampler: Any) -> None:
        self.open -= 1
        if not isinstance(sampler, Grammar):
            library().llama_sampler_free(sampler)


def sampler(grammar: Grammar | None = None, *, alphabet: bool = True, **options: Any) -> Sampler:
    lib = Library(grammar)
    letters = Alphabet(lib, {byte: byte for byte in range(256)}, N - 1) if alphabet else None
    model = SimpleNamespace(lib=lib, vocab=None, alphabet=letters)
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
    model = SimpleNamespace(lib=Library(), vocab=None, alphabet=None)
    with pytest.raises(ModelError, match="can't be read") as caught:
        Sampler(model, gbnf="root ::= (", temperature=1.0)
    assert caught.value.where == "root ::= ("
    assert model.lib.open == 0


# text that is forced


@pytest.mark.parametrize(
    ("texts", "written", "forced"),
    [
        ({b"remember", b"reason"}, b"", (b"re", False)),
        ({b"remember", b"reason"}, b"rem", (b"ember", True)),
        ({b"remember", b"reason"}, b"reason", (b"", True)),
        ({b"yes", b"yes, sir"}, b"", (b"yes", False)),
        ({b"apple", b"egg"}, b"", (b"", False)),
        ({b"low", b"high"}, b"", (b"", False)),
        ({"größer".encode(), "gräßer".encode()}, b"", (b"gr", False)),
        ({"größer".encode()}, b"gr\xc3", (b"\xb6\xc3\x9fer", True)),
        ({"–".encode(), "—".encode()}, b"", (b"", False)),
    ],
)
def test_what_all_texts_go_on_with_is_forced_by_whole_characters(texts, written, forced):
    assert sampler(Texts(texts, written)).forced() == forced


@given(st.sets(st.text(alphabet="aeké\n", max_size=6), min_size=1, max_size=4), st.data())
def test_the_forced_text_is_what_all_that_may_come_begins_with(texts, data):
    written = data.draw(st.sampled_from(sorted(texts)))
    written = written[: data.draw(st.integers(0, len(written)))]
    left = [text[len(written) :] for text in texts if text.startswith(written)]
    forced, ends = sampler(Texts({text.encode() for text in texts}, written.encode())).forced()
    common = next((n for n in range(6) if len({text[n : n + 1] for text in left}) > 1 or left[0][n:] == ""), 6)
    assert forced.decode() == left[0][:common]
    assert ends is (left == [forced.decode()])


def test_looking_ahead_leaves_the_grammar_as_it_was():
    grammar = Texts({b"remember", b"reason"})
    with sampler(grammar) as one:
        assert one.forced() == one.forced() == (b"re", False)
        assert grammar.accepted == []
        assert one._lib.open == 1, "the copy that looked ahead is freed"
        assert one.pick(logits(t77=9.0)) == ord("r")


def test_the_copy_that_looks_ahead_is_freed_whatever_happens(monkeypatch):
    def interrupt(alphabet: Alphabet, grammar: Texts) -> list[int]:
        raise KeyboardInterrupt

    with sampler(Texts({b"a"})) as one:
        monkeypatch.setattr(Alphabet, "admitted", interrupt)
        with pytest.raises(KeyboardInterrupt):
            one.forced()
        assert one._lib.open == 1


def test_endless_text_is_forced_in_portions():
    assert sampler(Texts({b"x" * 1000})).forced() == (b"x" * MOST_FORCED, False)
    odd = "x" + "é" * 500
    assert sampler(Texts({odd.encode()})).forced() == (odd.encode()[: MOST_FORCED - 1], False)


def test_where_nothing_fits_nothing_is_forced():
    assert sampler(Texts({b"a"}, b"b")).forced() == (b"", False)


def test_no_grammar_and_no_alphabet_force_nothing():
    assert sampler().forced() == (b"", False)
    assert sampler(Texts({b"one"}), alphabet=False).forced() == (b"", False)


class Vocabulary(NativeModel):
    """A model of nothing but these pieces; the empty one ends a text."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.lib = library()
        self.n_vocab = len(pieces)
        self.piece = self._read_piece = pieces.__getitem__
        self.is_end = lambda token: not pieces[token]


def test_an_alphabet_has_the_first_token_of_each_byte():
    alphabet = Vocabulary([b"ab", b"b", b"a", b"", b"a", b"", b"ba"]).alphabet
    assert [alphabet.token(letter) for letter in b"ab"] == [2, 1]


@pytest.mark.parametrize("pieces", [[b"a", b"bc", b"c", b""], [b"a", b"ab", b"b"]])
def test_a_vocabulary_without_all_letters_or_an_end_has_no_alphabet(pieces):
    assert Vocabulary(pieces).alphabet is None


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


@pytest.mark.e2e
def test_looking_ahead_leaves_a_real_grammar_as_it_was(starter):
    scores = np.random.default_rng(0).normal(0, 1, starter.n_vocab).astype(np.float32)
    gbnf = 'root ::= "Größe: " ("remember" | "reason") [0-9]{2} "."'

    def text(*, ahead: bool) -> bytes:
        written = b""
        with Sampler(starter, gbnf=gbnf, temperature=1.0, seed=3) as one:
            while not starter.is_end(token := one.pick(scores)):
                one.accept(token)
                written += starter.piece(token)
                if ahead:
                    before = starter.alphabet.admitted(one._grammar)
                    assert one.forced() == one.forced()
                    assert starter.alphabet.admitted(one._grammar) == before
        return written

    assert text(ahead=True) == text(ahead=False)


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("schema", "forced"),
    [
        ({"enum": ["remember", "reason"]}, '"re'),
        ({"enum": ["é", "è"]}, '"'),
        ({"const": 'é "x" \\frac\n🌍'}, None),
        ({"type": "object", "properties": {"größe": {"type": "boolean"}}}, '{"größe": '),
        ({"type": "string"}, '"'),
        ({"type": "integer"}, ""),
    ],
)
def test_a_schema_forces_what_all_its_values_begin_with(starter, schema, forced):
    whole = json.dumps(schema.get("const"), ensure_ascii=False)
    with Sampler(starter, gbnf=to_gbnf(schema)) as one:
        text, ends = one.forced()
    assert (text.decode(), ends) == ((whole, True) if forced is None else (forced, False))
    assert b"".join(map(starter.piece, starter.spelled(text))) == text


@pytest.mark.e2e
def test_part_of_a_character_is_not_spelled(starter):
    assert starter.spelled(b"caf\xc3") == []
    assert starter.spelled(b"\xa9 au lait") == []
    assert b"".join(map(starter.piece, starter.spelled(b"<|im_end|>"))) == b"<|im_end|>"
