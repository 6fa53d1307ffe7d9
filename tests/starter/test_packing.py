"""Examples joined where they begin alike, and laid out so that each sees its own text alone."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.starter.build import grouped
from models.starter.examples import Example
from models.starter.packing import batches, laid_out
from models.starter.trees import size, trees

TOKENS = st.lists(st.integers(1, 3), min_size=2, max_size=8)
ROWS = st.lists(st.tuples(TOKENS, TOKENS), min_size=1, max_size=8)


def rows_of(pairs: list[tuple[list[int], list[int]]]) -> list[dict]:
    return [{"task": "task-answer", "prompt": prompt, "target": target} for prompt, target in pairs]


def texts(tree: dict) -> list[tuple[list[int], list[int]]]:
    return [(tree["trunk"] + one["prompt"], one["target"]) for one in tree["branches"]]


@given(ROWS)
def test_trees_hold_the_rows_in_their_order_and_fit_the_room(pairs: list) -> None:
    made = list(trees(rows_of(pairs), room=24))
    assert [pair for tree in made for pair in texts(tree)] == pairs
    assert all(size(tree) <= 24 for tree in made)
    assert all(branch["prompt"] for tree in made for branch in tree["branches"])


def test_what_is_shared_is_kept_once() -> None:
    (tree,) = trees(rows_of([([7, 8, 9, 1], [4]), ([7, 8, 9, 2], [5])]), room=24)
    assert tree["trunk"] == [7, 8, 9]
    assert size(tree) == 3 + 2 + 2


@given(ROWS)
def test_each_target_sees_its_own_prompt_in_order_and_nothing_else(pairs: list) -> None:
    made = list(trees(rows_of(pairs), room=24))
    batch = laid_out([made, made[:1]])
    flat, ends = batch.tokens.reshape(-1), itertools.accumulate(batch.lengths)
    longest = batch.tokens.shape[1]
    told = [pair for tree in (*made, *made[:1]) for pair in texts(tree)]
    for end, (prompt, target) in zip(ends, told, strict=True):
        last = int(batch.places[end - 1])
        seen = np.flatnonzero(batch.mask.reshape(-1, longest)[last]) + last // longest * longest
        assert flat[seen].tolist() == prompt + target[:-1]
        assert batch.positions.reshape(-1)[seen].tolist() == list(range(len(seen)))
        assert batch.wanted[end - len(target) : end].tolist() == target


def test_batches_keep_to_their_tokens_and_take_every_tree() -> None:
    found = list(trees(rows_of([([n, *range(n % 5 + 2)], [n]) for n in range(1, 60)]), room=9))
    order = batches(found, room=20, tokens=60, seed=1)
    made = [next(order) for _ in range(60)]
    assert all(batch.tokens.size <= 60 for batch in made)
    assert {token for batch in made for token in batch.wanted.tolist()} == set(range(1, 60))


def test_examples_of_one_passage_or_of_one_question_and_reference_belong_together() -> None:
    told = [Example("task-answer", {"passage": p, "question": "?"}, "a", "x") for p in "abab"]
    assert [len(group) for group in grouped(told)] == [2, 2]
    judged = [Example("task-label", {"question": q, "reference": "r", "answer": "x"}, "correct", "x") for q in "aab"]
    assert [len(group) for group in grouped(judged)] == [2, 1]
