"""What is written after a prompt, token by token, and what a text scores."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.errors import ModelError
from eduapp.llm.base import Completion
from eduapp.llm.reply import Choosing, Reply, Scoring

END = 0


class Pieces:
    """A model whose tokens are these pieces; token 0 ends the text, the first piece is token 1.

    A text is spelled by pieces of a single byte, if there are such.
    """

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces

    def piece(self, token: int) -> bytes:
        return self.pieces[token - 1]

    def spelled(self, text: bytes) -> list[int]:
        letters = [bytes([byte]) for byte in text]
        return [self.pieces.index(one) + 1 for one in letters] if all(one in self.pieces for one in letters) else []

    def is_end(self, token: int) -> bool:
        return token == END


class Scripted:
    """A sampler that draws one token after the other, whatever the scores.

    `forces` has what is forced after so many tokens, and whether the text ends after it.
    """

    def __init__(self, tokens: Sequence[int], forces: Mapping[int, tuple[bytes, bool]] | None = None) -> None:
        self.tokens = list(tokens)
        self.forces = forces or {}
        self.accepted: list[int] = []
        self.closed = False

    def pick(self, logits: np.ndarray) -> int:
        assert not self.closed
        return self.tokens.pop(0)

    def accept(self, token: int) -> None:
        assert not self.closed
        self.accepted.append(token)

    def forced(self) -> tuple[bytes, bool]:
        assert not self.closed
        return self.forces.get(len(self.accepted), (b"", False))

    def close(self) -> None:
        self.closed = True


SCORES = np.zeros((1, 4), np.float32)
PROMPT = [7, 8, 9]


def written(
    pieces: Sequence[bytes], *, stop: Sequence[str] = (), limit: int = 99, end: bool = True
) -> tuple[Reply, list[str], Scripted]:
    """A reply that draws the pieces in turn, the text that came with each, and its sampler."""
    sampler = Scripted([*range(1, len(pieces) + 1), *[END] * end])
    reply = Reply(Pieces(pieces), PROMPT, sampler, limit, stop)
    fresh = []
    while not reply.done:
        assert reply.wanted == len(reply.tokens) - 1, "scores are wanted after the last token"
        reply.take(SCORES, reply.wanted)
        fresh.append(reply.fresh())
    return reply, fresh, sampler


def test_a_reply_says_what_it_needs():
    reply = Reply(Pieces([]), PROMPT, Scripted([]), 5, [])
    assert (reply.tokens, reply.read, reply.wanted, reply.most, reply.done) == (PROMPT, 3, 2, 8, False)
    assert reply.completion == Completion("", 3, 0)


def test_the_prompt_stays_the_callers():
    prompt = [1, 2]
    reply = Reply(Pieces([b"a"]), prompt, Scripted([1]), 5, [])
    reply.take(SCORES, 1)
    assert prompt == [1, 2]
    assert reply.tokens == [1, 2, 1]


def test_the_end_token_ends_it_and_is_no_part_of_it():
    reply, fresh, sampler = written([b"Yes", b"."])
    assert reply.completion == Completion("Yes.", 3, 2, "stop")
    assert fresh == ["Yes", ".", ""]
    assert sampler.accepted == [1, 2]
    assert sampler.closed


def test_an_end_at_once_is_an_empty_reply():
    reply, _, _ = written([])
    assert reply.completion == Completion("", 3, 0, "stop")


def test_the_limit_cuts_it_off():
    reply, _, sampler = written([b"a", b"b", b"c"], limit=2)
    assert reply.completion == Completion("ab", 3, 2, "length")
    assert sampler.closed


def test_the_last_row_of_scores_decides():
    seen = []

    class Last(Scripted):
        def pick(self, logits: np.ndarray) -> int:
            seen.append(logits.tolist())
            return END

    reply = Reply(Pieces([]), PROMPT, Last([]), 5, [])
    reply.take(np.array([[1.0, 2.0], [3.0, 4.0]], np.float32), 1)
    assert seen == [[3.0, 4.0]]


def test_a_stop_string_may_lie_across_tokens():
    reply, fresh, sampler = written([b"one\n", b"\nt", b"wo"], stop=["\n\n"])
    assert reply.completion == Completion("one", 3, 2, "stop")
    assert fresh == ["one", ""]
    assert sampler.closed


def test_what_might_have_been_a_stop_string_comes_later():
    reply, fresh, _ = written([b"a<", b"e", b"b<e"], stop=["<end>"])
    assert fresh == ["a", "", "<eb", "<e"]
    assert reply.completion.text == "a<eb<e"


def test_a_stop_string_at_the_limit_is_a_stop():
    reply, _, _ = written([b"a", b"#", b"c"], stop=["#"], limit=2)
    assert reply.completion == Completion("a", 3, 2, "stop")


def test_a_character_may_lie_across_tokens():
    reply, fresh, _ = written([b"caf", b"\xc3", b"\xa9 ", b"\xf0\x9f", b"\x8c", b"\x8d"])
    assert fresh == ["caf", "", "é ", "", "", "🌍", ""]
    assert reply.completion.text == "café 🌍"


def test_a_stop_string_may_begin_within_a_token_and_end_within_a_character():
    reply, _, _ = written([b"a\xe2\x80", b"\x93", b"b"], stop=["–"])
    assert reply.completion == Completion("a", 3, 2, "stop")


def test_a_character_that_is_cut_off_by_the_limit_is_shown_as_one():
    reply, fresh, _ = written([b"a", b"\xc3", b"\xa9"], limit=2)
    assert reply.completion == Completion("a\N{REPLACEMENT CHARACTER}", 3, 2, "length")
    assert "".join(fresh) == reply.completion.text


def test_a_sampler_that_fails_leaves_the_reply_as_it_was():
    class Failing(Scripted):
        def pick(self, logits: np.ndarray) -> int:
            raise ModelError("No token fits.")

    sampler = Failing([])
    reply = Reply(Pieces([]), PROMPT, sampler, 5, [])
    with pytest.raises(ModelError):
        reply.take(SCORES, 2)
    assert not reply.done
    assert reply.tokens == PROMPT
    reply.close()
    reply.close()
    assert sampler.closed


# what a grammar leaves no choice about

LETTERS = [b"a", b"b", b"c", b"d", b"\xc3", b"\xa9", b"xy"]  # tokens 1 to 7


def forcing(
    forces: Mapping[int, tuple[bytes, bool]], draws: Sequence[int] = (), *, limit: int = 99, stop: Sequence[str] = ()
) -> tuple[Reply, Scripted]:
    sampler = Scripted(draws, forces)
    return Reply(Pieces(LETTERS), PROMPT, sampler, limit, stop), sampler


def test_what_a_reply_begins_with_is_read_along_with_the_prompt():
    reply, sampler = forcing({0: (b"abc", False)}, [7, END])
    assert (reply.tokens, reply.read, reply.wanted, reply.most) == ([*PROMPT, 1, 2, 3], 6, 5, 3 + 99)
    assert sampler.accepted == [1, 2, 3]
    assert reply.fresh() == "abc"
    reply.take(SCORES, 5)
    assert (reply.fresh(), reply.read, reply.wanted) == ("xy", 6, 6)
    reply.take(SCORES, 6)
    assert reply.completion == Completion("abcxy", 3, 4, "stop")


def test_what_must_follow_a_token_is_written_with_it():
    reply, sampler = forcing({1: (b"ab", False)}, [7, 4, END])
    reply.take(SCORES, 2)
    assert (reply.tokens[3:], reply.read, reply.wanted, reply.fresh()) == ([7, 1, 2], 3, 5, "xyab")
    reply.take(SCORES, 5)
    reply.take(SCORES, 6)
    assert reply.completion == Completion("xyabd", 3, 4, "stop")
    assert sampler.accepted == [7, 1, 2, 4]


@pytest.mark.parametrize("text", [b"", b"abc", b"\xc3\xa9"])
def test_a_reply_that_can_only_be_one_text_is_done_before_it_is_read(text):
    reply, sampler = forcing({0: (text, True)})
    assert reply.done
    assert sampler.closed
    assert reply.completion == Completion(text.decode(), 3, len(text), "stop")
    assert reply.fresh() == text.decode()


def test_a_reply_that_can_only_end_ends():
    reply, sampler = forcing({1: (b"", True)}, [7])
    reply.take(SCORES, 2)
    assert reply.completion == Completion("xy", 3, 1, "stop")
    assert sampler.closed


def test_the_limit_cuts_forced_text_off():
    reply, sampler = forcing({0: (b"abcd", True)}, limit=3)
    assert reply.done
    assert sampler.closed
    assert reply.completion == Completion("abc", 3, 3, "length")
    after, _ = forcing({1: (b"abcd", True)}, [7], limit=3)
    after.take(SCORES, 2)
    assert after.completion == Completion("xyab", 3, 3, "length")
    assert len(after.tokens) == after.most


def test_a_stop_string_within_forced_text_ends_the_reply():
    reply, sampler = forcing({0: (b"abcd", False)}, stop=["bc"])
    assert reply.completion == Completion("a", 3, 3, "stop")
    assert sampler.accepted == [1, 2, 3], "nothing is written after it"
    assert reply.fresh() == "a"
    after, _ = forcing({1: (b"abcd", False)}, [7], stop=["ya"])
    after.take(SCORES, 2)
    assert after.completion == Completion("x", 3, 2, "stop")


@pytest.mark.parametrize("ends", [True, False])
def test_what_the_tokenizer_cannot_spell_is_left_to_the_model(ends):
    reply, sampler = forcing({0: (b"xyz", ends)}, [7, END])
    assert (reply.tokens, reply.done, sampler.accepted) == (PROMPT, False, [])
    reply.take(SCORES, 2)
    assert reply.fresh() == "xy"


def test_a_character_may_lie_across_forced_tokens():
    reply, _ = forcing({1: (b"\xc3\xa9", True)}, [1])
    reply.take(SCORES, 2)
    assert reply.completion == Completion("aé", 3, 3, "stop")


@given(
    text=st.text(alphabet="ab<e\n–🌍", max_size=30),
    cuts=st.lists(st.integers(0, 80), max_size=8),
    stop=st.lists(st.sampled_from(["<e", "\n\n", "–", "🌍a", "ab"]), max_size=3),
)
def test_however_the_bytes_are_cut_the_text_is_the_same(text, cuts, stop):
    data = text.encode()
    at = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    reply, fresh, _ = written([data[a:b] for a, b in itertools.pairwise(at)], stop=stop)
    kept = min([text, *(text.split(one)[0] for one in stop)], key=len)
    # two stop strings may end in different tokens: the one that is whole first decides
    assert text.startswith(reply.completion.text)
    assert len(reply.completion.text) >= len(kept)
    if len(stop) < 2:
        assert reply.completion.text == kept
    assert "".join(fresh) == reply.completion.text
    assert reply.completion.finish_reason == "stop"


# scores


def rows(tokens: Sequence[int]) -> np.ndarray:
    return np.random.default_rng(len(tokens)).normal(0, 5, (len(tokens), 12)).astype(np.float32)


def test_a_text_is_scored_from_its_start_on():
    tokens, scores = [3, 1, 4, 1, 5], rows([3, 1, 4, 1, 5])
    job = Scoring(tokens, 2)
    assert (job.read, job.wanted, job.most) == (5, 1, 5)
    job.take(scores[1:], 1)
    assert job.done
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert job.total == pytest.approx(sum(math.log(shares[at, tokens[at + 1]]) for at in range(1, 4)), rel=1e-5)


@given(st.lists(st.integers(0, 11), min_size=2, max_size=12), st.data())
def test_scores_may_come_in_portions(tokens, data):
    start = data.draw(st.integers(1, len(tokens) - 1))
    scores = rows(tokens)
    whole, parts = Scoring(tokens, start), Scoring(tokens, start)
    whole.take(scores[whole.wanted :], whole.wanted)
    at = parts.wanted
    while at < len(tokens):
        assert parts.done is (at == len(tokens) - 1)
        count = data.draw(st.integers(1, len(tokens) - at))
        parts.take(scores[at : at + count], at)
        at += count
    assert parts.done
    assert whole.done
    assert parts.total == whole.total


def test_scores_that_overflow_count_all_the_same():
    job = Scoring([0, 1], 1)
    job.take(np.array([[3e38, 0.0], [0.0, 0.0]], np.float32), 0)
    assert job.total == pytest.approx(-3e38)
    job.close()
    assert job.done


def test_options_are_weighed_by_the_last_row_of_scores():
    tokens = [3, 1, 4]
    job, scores = Choosing(tokens, [5, 0, 7]), rows(tokens)
    assert (job.read, job.wanted, job.most, job.done) == (3, 2, 3, False)
    job.take(scores[2:], 2)
    shares = np.exp(scores[2]) / np.exp(scores[2]).sum()
    assert job.done
    assert job.found == pytest.approx([math.log(shares[at]) for at in (5, 0, 7)], rel=1e-5)
    job.close()
