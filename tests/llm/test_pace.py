from __future__ import annotations

import itertools

import pytest

from eduapp.llm.pace import LATE, SOON, Pace


def run(pace: Pace, takes: dict[int, float], steps: int, size: int = 16) -> list[int]:
    """The threads of so many steps, which take these seconds each."""
    chosen = []
    for _ in range(steps):
        threads = pace.threads(size)
        pace.note(size, threads, takes[threads])
        chosen.append(threads)
    return chosen


@pytest.mark.parametrize(("most", "options"), [(1, [1]), (2, [2, 1]), (3, [3, 1]), (8, [8, 4, 1])])
def test_all_half_and_one_are_tried(most, options):
    pace = Pace(most)
    assert pace.options == options
    assert run(pace, dict.fromkeys(options, 1.0), len(options)) == options


def test_the_quickest_is_kept():
    chosen = run(Pace(2), {2: 0.02, 1: 0.03}, 500)
    assert chosen[:2] == [2, 1]
    assert chosen.count(2) >= 485


def test_when_another_program_takes_a_core_one_thread_takes_over_and_gives_back():
    pace = Pace(2)
    run(pace, {2: 0.02, 1: 0.03}, 50)
    busy = run(pace, {2: 0.2, 1: 0.03}, 50)
    assert busy.count(2) <= 4 and busy[-1] == 1
    assert run(pace, {2: 0.02, 1: 0.03}, 2 * LATE)[-1] == 2


def test_what_loses_by_far_is_tried_ever_less_often():
    chosen = run(Pace(2), {2: 1.0, 1: 0.03}, 4000)
    tries = [at for at, threads in enumerate(chosen) if threads == 2]
    gaps = [b - a for a, b in itertools.pairwise(tries)]
    assert gaps == sorted(gaps)
    assert gaps[0] >= SOON and gaps[-1] == LATE + 1


def test_steps_of_different_sizes_are_judged_apart():
    pace = Pace(2)
    run(pace, {2: 1.0, 1: 0.1}, 10, size=1)
    run(pace, {2: 0.1, 1: 1.0}, 10, size=64)
    assert (pace.threads(1), pace.threads(64)) == (1, 2)
