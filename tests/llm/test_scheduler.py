"""Many jobs on a model that computes nothing (see fake_native.py): what they write, in what order, and at what cost."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduapp.errors import ModelError
from eduapp.llm import machine
from eduapp.llm.base import Cancelled
from eduapp.llm.reply import Reply, Scoring
from eduapp.llm.scheduler import BLOCK, LEAST_MEMORY, STRICT_BLOCK, Scheduler, shared
from tests.llm.fake_native import END, STRANGE, WORDS, FakeModel, evaluated_alone, reply

N_CTX = 512
ROOMS = [list(random.Random(seed).choices(range(1, WORDS), k=200)) for seed in range(3)]  # what prompts begin with
LONG = ROOMS[0][:150]
FORCED = (  # what some replies must begin with, and go on with after some tokens
    (),
    (),
    ((END, b"abc", False),),
    ((END, b"abc", True),),
    (*((token, b"de", False) for token in range(1, 12)), (17, b"", True), (18, b"fg", True)),
)


@pytest.fixture(autouse=True, scope="module")
def little_memory() -> Iterator[None]:
    """A machine where a context gets LEAST_MEMORY bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "available_memory", lambda: LEAST_MEMORY)
        yield


@dataclass(frozen=True)
class Spec:
    """What a job is made of: a reply with a `limit` and what is `forced`, or a text scored from `start` on."""

    prompt: tuple[int, ...]
    limit: int = 4
    start: int = 0
    fails_at: int | None = None
    forced: tuple[tuple[int, bytes, bool], ...] = ()

    def make(self, model: FakeModel) -> Reply | Scoring:
        if self.start:
            return Scoring(list(self.prompt), self.start)
        follows = {token: (text, ends) for token, text, ends in self.forced}
        return reply(model, self.prompt, self.limit, fails_at=self.fails_at, follows=follows)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    room, length = draw(st.sampled_from(ROOMS)), draw(st.integers(0, 150))
    tail = draw(st.lists(st.integers(1, WORDS - 1), max_size=12))
    prompt = (*room[:length], *tail) or (1,)
    if len(prompt) > 1 and draw(st.integers(0, 3)) == 0:
        return Spec(prompt, start=draw(st.integers(1, len(prompt) - 1)))
    fails_at = draw(st.sampled_from([None, None, None, 0, 2]))
    return Spec(prompt, draw(st.integers(1, 8)), fails_at=fails_at, forced=draw(st.sampled_from(FORCED)))


def outcome(job: Reply | Scoring) -> object:
    return job.total if isinstance(job, Scoring) else (job.tokens, job.completion)


def expected(spec: Spec, model: FakeModel, *, strict: bool = False) -> object:
    """What the job gives with nothing beside it; None if it fails."""
    job = spec.make(model)
    try:
        evaluated_alone(model, job, STRICT_BLOCK if strict else None)
    except ModelError:
        return None
    return outcome(job)


def results(scheduler: Scheduler, model: FakeModel, wanted: list[Spec]) -> list[object]:
    """What the jobs give side by side; None for those that fail. Each must end exactly once."""
    jobs = [spec.make(model) for spec in wanted]
    ended: dict[Reply | Scoring, ModelError | None] = {}

    def end(job: Reply | Scoring, error: ModelError | None) -> None:
        assert job not in ended
        assert job.done is (error is None)
        ended[job] = error

    scheduler.run(jobs, on_end=end)
    assert set(ended) == set(jobs)
    return [None if ended[job] else outcome(job) for job in jobs]


def room_for(streams: int, tokens: int = 256) -> int:
    """The bytes a token must take for a context to have that many streams."""
    return LEAST_MEMORY // (streams * tokens)


def scheduler_of(model: FakeModel, *, width: int = 16, strict: bool = False) -> Scheduler:
    return Scheduler(model, n_ctx=N_CTX, threads=1, width=width, strict=strict)


# whatever runs side by side


@given(
    batches=st.lists(st.lists(specs(), min_size=1, max_size=10), min_size=1, max_size=3),
    width=st.integers(1, 9),
    places=st.integers(1, 16),
    recurrent=st.booleans(),
)
def test_each_job_ends_as_it_would_alone(batches, width, places, recurrent):
    model = FakeModel(recurrent=recurrent, bytes_per_token=room_for(places))
    scheduler = scheduler_of(model, width=width)
    for batch in batches:
        assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]
    assert all(context.streams <= min(width, places) for context in model.contexts)


@given(batches=st.lists(st.lists(specs(), min_size=1, max_size=6), min_size=1, max_size=3))
def test_a_strict_job_is_read_in_the_same_blocks_whatever_came_before(batches):
    model = FakeModel(portions=True)
    scheduler = scheduler_of(model, strict=True)
    for batch in batches:
        assert results(scheduler, model, batch) == [expected(spec, model, strict=True) for spec in batch]
    assert all(len(step) == 1 for step in model.steps)


@given(batch=st.lists(specs(), min_size=2, max_size=8), order=st.randoms(use_true_random=False))
def test_neither_order_nor_neighbours_matter(batch, order):
    model = FakeModel()
    alone = dict(zip(batch, results(scheduler_of(model, width=1), model, batch), strict=True))
    model.contexts[-1].close()
    order.shuffle(batch)
    assert results(scheduler_of(model), model, batch) == [alone[spec] for spec in batch]


@settings(max_examples=30)
@given(
    suspended=st.lists(specs().filter(lambda spec: not spec.start and spec.fails_at is None), min_size=1, max_size=4),
    batch=st.lists(specs(), min_size=1, max_size=4),
    width=st.integers(1, 4),
    turns=st.randoms(use_true_random=False),
)
def test_replies_written_step_by_step_mix_with_batches(suspended, batch, width, turns):
    model = FakeModel()
    scheduler = scheduler_of(model, width=width)
    jobs = [spec.make(model) for spec in suspended]
    left = [job for job in jobs if not job.done]
    while left:
        job = turns.choice(left)
        scheduler.advance(job)
        if job.done:
            scheduler.leave(job)
            left.remove(job)
        if turns.random() < 0.2:
            assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]
    assert [outcome(job) for job in jobs] == [expected(spec, model) for spec in suspended]


@given(left=st.lists(st.integers(0, 1), max_size=40), right=st.lists(st.integers(0, 1), max_size=40))
def test_a_shared_beginning_is_counted(left, right):
    length = shared(left, right)
    assert left[:length] == right[:length]
    assert length == min(len(left), len(right)) or left[length] != right[length]


# what it costs


def test_one_prompt_for_many_replies_is_read_once():
    model = FakeModel()
    batch = [Spec(tuple(LONG), limit=1) for _ in range(8)]
    assert len(set(map(repr, results(scheduler_of(model), model, batch)))) == 1
    assert model.evaluated == len(LONG), "the scores after the prompt serve them all"


def test_beside_a_prompt_that_is_read_once_only_what_is_written_costs():
    model = FakeModel()
    forced = ((END, b"abc", False),)
    found = results(scheduler_of(model), model, [Spec(tuple(LONG), limit=6, forced=forced) for _ in range(8)])
    assert [done.tokens_out for _, done in found] == [6] * 8
    assert model.evaluated == len(LONG) + 3 + 8 * 2, "nothing comes after the third that is drawn"


def test_a_shared_beginning_is_read_once():
    model = FakeModel()
    batch = [Spec((*LONG[:120], *ROOMS[1][n * 10 : n * 10 + 10]), limit=1) for n in range(6)]
    results(scheduler_of(model), model, batch)
    assert model.evaluated == 120 + 6 * 10


def test_what_was_read_before_is_not_read_again():
    model = FakeModel()
    scheduler = scheduler_of(model)
    results(scheduler, model, [Spec(tuple(LONG), limit=1)])
    before = model.evaluated
    results(scheduler, model, [Spec((*LONG, 3, 4, 5), limit=1)])
    assert model.evaluated - before == 3
    results(scheduler, model, [Spec(tuple(LONG[:100]), limit=1)])
    assert model.evaluated - before == 3 + 2


def test_what_was_written_is_read_anew_as_a_prompt():
    model = FakeModel()
    scheduler = scheduler_of(model)
    first = reply(model, LONG, 6)
    scheduler.run([first])
    spec = Spec((*first.tokens, 5))
    before = model.evaluated
    assert results(scheduler, model, [spec]) == [expected(spec, model)]
    assert model.evaluated - before >= len(first.tokens) - len(LONG) + 1


def test_a_short_shared_beginning_is_not_worth_a_copy():
    model = FakeModel()
    results(scheduler_of(model), model, [Spec((*LONG[:12], n, n, n), limit=1) for n in (1, 2, 3)])
    assert model.copies == 0


def test_short_prompts_are_read_side_by_side():
    model = FakeModel()
    results(scheduler_of(model), model, [Spec((n, n, n, n), limit=1) for n in range(1, 9)])
    assert len(model.steps) == 1


def test_replies_are_written_side_by_side():
    model = FakeModel()
    batch = [Spec((n, n + 1, n + 2), limit=5) for n in range(1, 9)]
    results(scheduler_of(model), model, batch)
    assert len(model.steps) <= 5
    assert max(map(len, model.steps)) == 8


def test_a_step_never_holds_more_than_a_block_however_wide():
    model = FakeModel()
    batch = [Spec((1 + n % 20, 1 + n // 20, 3), limit=14) for n in range(2 * BLOCK)]
    assert results(scheduler_of(model, width=1000), model, batch) == [expected(spec, model) for spec in batch]


def test_those_that_are_left_move_together():
    model = FakeModel()
    batch = [Spec((n, n + 1, n + 2), limit=3 if n < 5 else 12) for n in range(1, 7)]
    assert results(scheduler_of(model), model, batch) == [expected(spec, model) for spec in batch]
    assert [stream for stream, _, _ in model.steps[-1]] == list(range(len(model.steps[-1])))


def test_a_prompt_of_one_token_makes_no_neighbour_read_a_token_alone():
    model = FakeModel()
    batch = [Spec((1,)), Spec((2, 3, 4, 5)), Spec((1, 2, 3)), Spec((1,))]
    scheduler = scheduler_of(model, width=2)
    assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]
    after = [Spec((1, 2, 3, 4, 5))]
    assert results(scheduler, model, after) == [expected(after[0], model)]


def test_the_context_grows_when_it_must_and_only_then():
    model = FakeModel()
    scheduler = scheduler_of(model)
    short, long = Spec((1, 2, 3)), Spec(tuple(ROOMS[0] + ROOMS[1]), limit=2)
    for batch in ([short], [short], [short] * 4, [short] * 3, [long], [short] * 2):
        assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]
    assert [(context.streams, context.tokens) for context in model.contexts] == [(1, 256), (4, 256), (4, 512)]


@pytest.mark.parametrize("places", [1, 2, 3])
def test_a_context_too_small_for_all_serves_them_in_turn(places):
    model = FakeModel(bytes_per_token=room_for(places))
    batch = [Spec(tuple(ROOMS[n % 3][: 20 + 7 * n]), limit=4) for n in range(9)]
    assert results(scheduler_of(model), model, batch) == [expected(spec, model) for spec in batch]
    assert {context.streams for context in model.contexts} == {places}


def test_not_even_one_stream_fits_the_share_of_memory_and_there_is_one():
    model = FakeModel(bytes_per_token=LEAST_MEMORY)
    batch = [Spec((1, 2, 3)), Spec((3, 2, 1))]
    assert results(scheduler_of(model), model, batch) == [expected(spec, model) for spec in batch]


# the scores after a prompt


def evaluations(found: object) -> int:
    """How many of the tokens that a reply wrote had to be evaluated: all, but the last if the limit came after it."""
    _, done = found
    return done.tokens_out - (done.finish_reason == "length")


@given(room=st.sampled_from(ROOMS), length=st.integers(2, 200), limits=st.lists(st.integers(1, 6), min_size=1))
def test_kept_scores_draw_what_computed_ones_would(room, length, limits):
    model = FakeModel()
    scheduler = scheduler_of(model, width=1)
    prompt = tuple(room[:length])
    results(scheduler, model, [Spec(prompt, limit=2)])
    before = model.evaluated
    found = [results(scheduler, model, [Spec(prompt, limit=limit)])[0] for limit in limits]
    assert found == [expected(Spec(prompt, limit=limit), model) for limit in limits]
    assert model.evaluated - before == sum(map(evaluations, found)), "the prompt isn't read again"


@given(
    lengths=st.lists(st.tuples(st.sampled_from(ROOMS[:2]), st.integers(1, 150)), min_size=2, max_size=5),
    order=st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=4, max_size=14),
    width=st.integers(1, 3),
    recurrent=st.booleans(),
)
def test_few_prompts_asked_again_and_again_never_get_each_others_scores(lengths, order, width, recurrent):
    model = FakeModel(recurrent=recurrent)
    scheduler = scheduler_of(model, width=width)
    prompts = [tuple(room[:length]) for room, length in lengths]
    wanted = [Spec(prompts[number % len(prompts)], limit) for number, limit in order]
    for at in range(0, len(wanted), 3):
        batch = wanted[at : at + 3]
        assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]


@pytest.mark.parametrize(
    "between", [Spec(tuple(LONG[:100]), limit=1), Spec((*LONG[:100], 3, 4)), Spec(tuple(LONG[:80]), start=40)]
)
def test_kept_scores_go_when_their_prompt_is_trimmed(between):
    model = FakeModel()
    scheduler = scheduler_of(model, width=1)
    whole = Spec(tuple(LONG), limit=1)
    results(scheduler, model, [whole])
    assert results(scheduler, model, [between]) == [expected(between, model)]
    before = model.evaluated
    assert results(scheduler, model, [whole]) == [expected(whole, model)]
    assert model.evaluated - before >= len(LONG) - 100


def test_kept_scores_go_when_another_prompt_is_copied_over_theirs():
    model = FakeModel()
    scheduler = scheduler_of(model, width=2)
    one, other = Spec(tuple(LONG[:30]), limit=1), Spec(tuple(ROOMS[1][:30]), limit=1)
    results(scheduler, model, [one, other])
    before = model.evaluated
    assert model.copies == 0
    assert results(scheduler, model, [other, other]) == [expected(other, model)] * 2
    assert (model.evaluated - before, model.copies) == (0, 1), "the scores come along with the copy"
    assert results(scheduler, model, [one]) == [expected(one, model)]
    assert model.evaluated - before == 30


@pytest.mark.parametrize(
    ("reader", "neighbour"),
    [((*LONG[:28], 1, 2, 3), LONG[:28]), (LONG, LONG[: 32 + BLOCK])],
    ids=["it is trimmed to the neighbour's prompt", "it has been read up to the neighbour's prompt"],
)
def test_a_neighbour_gets_no_scores_of_a_prompt_that_was_there_before(reader, neighbour):
    model = FakeModel()
    scheduler = scheduler_of(model, width=2)
    results(scheduler, model, [Spec(tuple(LONG[:32]), limit=1), Spec(tuple(ROOMS[1][:32]), limit=1)])
    assert model.copies == 0
    batch = [Spec(tuple(reader)), Spec(tuple(neighbour))]
    assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]
    assert len(model.contexts) == 1
    assert model.copies > 0


def test_a_model_that_cannot_go_back_reads_a_prompt_again_after_a_reply():
    model = FakeModel(recurrent=True)
    scheduler = scheduler_of(model, width=1)
    spec = Spec(tuple(LONG), limit=3)
    for _ in range(2):
        assert results(scheduler, model, [spec]) == [expected(spec, model)]
    assert model.evaluated >= 2 * len(LONG)


def test_a_sampler_that_fails_on_kept_scores_fails_its_job_alone():
    model = FakeModel()
    scheduler = scheduler_of(model, width=4)
    good, bad = Spec(tuple(LONG), limit=3), Spec(tuple(LONG), limit=3, fails_at=0)
    results(scheduler, model, [good] * 4)
    before = model.evaluated
    right = expected(good, model)
    assert results(scheduler, model, [good, bad, good, bad]) == [right, None, right, None]
    assert model.evaluated - before == 2 * evaluations(right)
    with pytest.raises(ModelError, match="fits"):
        scheduler.advance(bad.make(model))
    model.steps.clear()
    assert results(scheduler, model, [good] * 4) == [right] * 4
    assert max(map(len, model.steps)) == 4, "no stream stays with those that failed"


def test_a_reply_written_step_by_step_begins_with_kept_scores():
    model = FakeModel()
    scheduler = scheduler_of(model)
    results(scheduler, model, [Spec(tuple(LONG), limit=1)])
    before, half = model.evaluated, reply(model, LONG, 3)
    scheduler.advance(half)
    assert model.evaluated - before == 1, "the first token is drawn and read in the same step"
    while not half.done:
        scheduler.advance(half)
    assert outcome(half) == expected(Spec(tuple(LONG), limit=3), model)


def test_a_prompt_of_one_token_is_read_for_each_reply():
    """Its token comes alone, so the scores after it serve no longer prompt, and are cheap to have again."""
    model = FakeModel()
    scheduler = scheduler_of(model, width=1)
    spec = Spec((5,), limit=2)
    right = expected(spec, model)
    assert [results(scheduler, model, [spec]) for _ in range(3)] == [[right]] * 3
    assert model.evaluated == 3 * (1 + evaluations(right))
    assert results(scheduler, model, [Spec((5, 6))]) == [expected(Spec((5, 6)), model)]


# what is written before anything is read


def test_a_reply_that_can_only_be_one_text_costs_nothing():
    model = FakeModel()
    batch = [Spec((1, 2, n), forced=((END, b"abc", True),)) for n in range(1, 9)]
    found = results(scheduler_of(model), model, batch)
    assert [done.text for _, done in found] == ["abc"] * 8
    assert model.steps == []


def test_a_reply_that_is_done_already_takes_no_kept_scores():
    """The first reads what the second is all of: a prompt and its forced beginning, up to the limit."""
    model = FakeModel()
    scheduler = scheduler_of(model)
    forced = ((END, b"abc", False),)
    results(scheduler, model, [Spec((1, 2), limit=8, forced=forced)])
    ((tokens, done),) = results(scheduler, model, [Spec((1, 2), limit=3, forced=forced)])
    assert (tokens, done.text, done.tokens_out, done.finish_reason) == ([1, 2, 1, 2, 3], "abc", 3, "length")


# the order


def test_the_first_come_first():
    model = FakeModel()
    started: list[Reply] = []
    jobs = [reply(model, [n, n + 1, 5], 1) for n in range(1, 10)]
    scheduler_of(model, width=1).run(jobs, on_end=lambda job, _: started.append(job))
    assert started == jobs


def test_the_same_jobs_take_the_same_steps():
    batch = [Spec(tuple(ROOMS[n % 3][: 5 + 13 * n]), limit=1 + n % 4) for n in range(12)]
    steps = []
    for _ in range(2):
        model = FakeModel()
        results(scheduler_of(model, width=5), model, batch)
        steps.append(model.steps)
    assert steps[0] == steps[1]


def test_nothing_to_do_opens_nothing():
    model = FakeModel()
    scheduler_of(model).run([])
    assert model.contexts == []


# what fails


def test_a_job_that_fails_costs_the_others_nothing():
    model = FakeModel()
    batch = [Spec((n, n, 7), limit=5, fails_at=2 if n % 3 == 0 else None) for n in range(1, 10)]
    found = results(scheduler_of(model, width=4), model, batch)
    assert found == [expected(spec, model) for spec in batch]
    assert [n for n, one in enumerate(found, start=1) if one is None] == [3, 6, 9]


def test_the_error_is_handed_on():
    model = FakeModel()
    errors = []
    scheduler_of(model).run([reply(model, [1, 2], 5, fails_at=0)], on_end=lambda _, error: errors.append(error))
    assert [error.message for error in errors] == ["No token fits."]


def after(calls: int) -> Callable[[], bool]:
    """Says yes from the call of that number on."""
    left = iter(range(calls))
    return lambda: next(left, None) is None


@pytest.mark.parametrize("calls", range(0, 14))
def test_a_person_who_stops_keeps_what_is_done(calls):
    model = FakeModel()
    scheduler = scheduler_of(model, width=2)
    batch = [Spec((n, n + 1, n + 2), limit=1 + n % 3) for n in range(1, 7)]
    jobs = [spec.make(model) for spec in batch]
    ended = []
    scheduler.run(jobs, cancelled=after(calls), on_end=lambda job, error: ended.append(job))
    assert ended == [job for job in ended if job.done]
    assert {job for job in jobs if job.done} == set(ended)
    assert len(model.steps) <= 2 * calls
    for job in ended:
        assert outcome(job) == expected(batch[jobs.index(job)], model)
    model.steps.clear()
    assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]
    assert max(map(len, model.steps)) == 2, "no stream stays with those that were stopped"


@pytest.mark.parametrize("steps", range(0, 12))
def test_a_step_that_was_broken_off_spoils_nothing(steps):
    model = FakeModel()
    scheduler = scheduler_of(model, width=3)
    batch = [Spec(tuple(ROOMS[n % 2][: 3 + 30 * n]), limit=1 + n) for n in range(5)]
    jobs = [spec.make(model) for spec in batch]
    ended = []
    model.fail = [*([None] * steps), Cancelled()]
    scheduler.run(jobs, cancelled=lambda: False, on_end=lambda job, error: ended.append(job))
    assert {job for job in jobs if job.done} == set(ended)
    for job in ended:
        assert outcome(job) == expected(batch[jobs.index(job)], model)
    model.fail = []
    assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]


@pytest.mark.parametrize("kind", [ModelError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("steps", range(0, 6))
def test_a_step_that_fails_is_raised_and_spoils_nothing(steps, kind):
    model = FakeModel()
    scheduler = scheduler_of(model, width=3)
    batch = [Spec(tuple(LONG[: 3 + 30 * n]), limit=1 + n) for n in range(5)]
    model.fail = [*([None] * steps), kind(STRANGE)]
    with pytest.raises(kind, match=STRANGE):
        scheduler.run([spec.make(model) for spec in batch])
    model.fail = []
    assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]


def test_whoever_is_told_may_raise_and_the_scheduler_lives():
    model = FakeModel()
    scheduler = scheduler_of(model, width=3)
    batch = [Spec((n, n + 1, n + 2), limit=n) for n in range(1, 7)]

    def end(job: Reply, error: ModelError | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scheduler.run([spec.make(model) for spec in batch], on_end=end)
    assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]


def test_a_context_that_cannot_be_had_is_asked_for_again():
    model = FakeModel()
    scheduler = scheduler_of(model)
    model.refused = True
    with pytest.raises(ModelError, match="enough memory"):
        results(scheduler, model, [Spec((1, 2))])
    model.refused = False
    assert results(scheduler, model, [Spec((1, 2))]) == [expected(Spec((1, 2)), model)]


def test_closing_gives_the_memory_back_and_a_second_time_does_nothing():
    model = FakeModel()
    scheduler = scheduler_of(model)
    results(scheduler, model, [Spec((1, 2))])
    scheduler.close()
    scheduler.close()
    assert model.contexts[0].closed
    assert results(scheduler, model, [Spec((1, 2))]) == [expected(Spec((1, 2)), model)]


# replies that are written step by step


def test_a_reply_that_fails_while_it_is_advanced_frees_its_stream():
    model = FakeModel()
    scheduler = scheduler_of(model, width=2)
    batch = [Spec((1, 2, 3)), Spec((4, 5, 6))]
    results(scheduler, model, batch)
    with pytest.raises(ModelError, match="fits"):
        scheduler.advance(reply(model, [1, 2, 3], 5, fails_at=0))
    model.steps.clear()
    assert results(scheduler, model, batch) == [expected(spec, model) for spec in batch]
    assert max(map(len, model.steps)) == 2


def test_a_reply_that_is_left_half_way_gives_its_stream_to_others():
    model = FakeModel()
    scheduler = scheduler_of(model, width=1)
    half = reply(model, LONG, 8)
    scheduler.advance(half)
    scheduler.leave(half)
    scheduler.leave(half)
    before = model.evaluated
    assert results(scheduler, model, [Spec((*LONG, 1, 2), limit=1)]) == [expected(Spec((*LONG, 1, 2), limit=1), model)]
    assert model.evaluated - before < len(LONG)


def test_a_batch_goes_on_where_suspended_replies_hold_every_stream():
    model = FakeModel()
    scheduler = scheduler_of(model, width=1)
    half = reply(model, [1, 2, 3], 6)
    scheduler.advance(half)
    assert not half.done
    other = Spec((4, 5, 6, 7))
    assert results(scheduler, model, [other, other]) == [expected(other, model)] * 2
    while not half.done:
        scheduler.advance(half)
    assert outcome(half) == expected(Spec((1, 2, 3), limit=6), model)
