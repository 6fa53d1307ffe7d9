from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduapp.errors import ModelError
from eduapp.llm import Runtime, cache
from eduapp.llm.base import Ask, Completion, Outcome
from eduapp.llm.cache import CachedRuntime, CacheStats, ReplyCache
from tests.llm.fake import FakeRuntime

SCHEMA = {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "string"}}}


class Many(FakeRuntime):
    """The fake with `complete_many`, one after another."""

    def complete_many(self, asks: Sequence[Ask], *, cancelled: Any = None, on_done: Any = None) -> list[Outcome]:
        outcomes = []
        for place, ask in enumerate(asks):
            try:
                outcome: Outcome = self.complete(ask.text, **ask.options)
            except ModelError as error:
                outcome = error
            outcomes.append(outcome)
            on_done(place, outcome)
        return outcomes


class Clock:
    """The cache's clocks, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now

    monotonic = time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(cache, "time", made)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "replies.db"


@pytest.fixture
def kept(path: Path) -> ReplyCache:
    return ReplyCache(path)


def cached(kept: ReplyCache, *replies: Any, version: str = "1", **options: Any) -> tuple[CachedRuntime, list[Many]]:
    """A cached runtime, and the real ones that it has opened."""
    opened: list[Many] = []

    def open_one() -> Many:
        opened.append(Many(replies, **options))
        return opened[-1]

    return CachedRuntime(open_one, name="fake", hash="sha256:0", version=version, cache=kept), opened


def drained(stream: Any) -> tuple[list[str], Completion]:
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value


def in_threads(count: int, work: Callable[[int], None]) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# the file


def test_what_is_put_is_there_in_the_next_run(path: Path, kept: ReplyCache) -> None:
    assert kept.get("a") is None
    kept.put("a", ["text \ud800 é", 1])
    kept.close()
    assert ReplyCache(path).get("a") == ["text \ud800 é", 1]
    assert path.stat().st_mode & 0o077 == 0, "replies are nobody else's business"


def test_it_counts_and_can_be_emptied(path: Path, kept: ReplyCache) -> None:
    for number in range(100):
        kept.put(str(number), "x" * 10_000)
    stats = kept.stats()
    assert (stats.entries, stats.limit) == (100, cache.LIMIT)
    assert 1_000_000 < stats.size < 1_100_000
    assert kept.clear()
    assert kept.stats() == CacheStats(0, 0, cache.LIMIT)
    assert kept.get("0") is None
    assert path.stat().st_size < 50_000


def test_what_was_not_used_for_longest_goes_first(path: Path, clock: Clock) -> None:
    kept = ReplyCache(path, limit=10_000)
    for number in range(8):
        kept.put(str(number), "x" * 1000)
        clock.now += 2 * cache.COARSE
    assert kept.get("0") is not None
    clock.now += 1
    kept.put("8", "x" * 1000)
    assert [key for key in "012345678" if kept.get(key)] == list("0345678")
    assert kept.stats().size <= 10_000


def test_the_limit_holds_for_what_was_there_before(path: Path) -> None:
    ReplyCache(path).put("old", "x" * 5000)
    small = ReplyCache(path, limit=3000)
    small.put("new", "x" * 1000)
    assert (small.get("old"), small.get("new")) == (None, "x" * 1000)


@pytest.mark.parametrize("junk", [b"not a database at all, by no means", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_moved_aside(path: Path, junk: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(junk)
    kept = ReplyCache(path)
    assert kept.get("a") is None
    assert path.with_name("replies.db.damaged").read_bytes() == junk
    kept.put("a", 1)
    assert kept.get("a") == 1


def test_a_file_damaged_while_it_is_open_costs_no_more_than_its_replies(path: Path, kept: ReplyCache) -> None:
    for number in range(300):
        kept.put(str(number), "x" * 1000)
    kept.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x55" * (len(data) - 4096)
    path.write_bytes(data)
    again = ReplyCache(path)
    assert again.get("7") is None
    again.put("7", 7)
    assert again.get("7") == 7


def test_a_value_that_is_damaged_is_not_there(path: Path, kept: ReplyCache) -> None:
    kept.put("a", [1])
    with sqlite3.connect(path) as other:
        other.execute("UPDATE entries SET value = '[1'")
    other.close()
    assert kept.get("a") is None


def test_a_locked_file_costs_its_wait_once(path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "PATIENCE", 0.05)
    kept = ReplyCache(path)
    kept.put("a", 1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    kept.put("b", 2)
    assert kept.get("a") is None, "it rests"
    assert not kept.clear()
    other.execute("COMMIT")
    other.close()
    clock.now += cache.REST
    assert (kept.get("a"), kept.get("b")) == (1, None)


def test_a_place_where_no_file_can_be_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    kept = ReplyCache(tmp_path / "file" / "replies.db")
    kept.put("a", 1)
    assert kept.get("a") is None
    assert kept.stats().entries == 0


def test_threads_may_share_it(kept: ReplyCache) -> None:
    def work(number: int) -> None:
        for i in range(20):
            kept.put(f"{number}-{i}", i)
            assert kept.get(f"{number}-{i}") == i

    in_threads(4, work)
    assert kept.stats().entries == 80


def test_processes_may_share_it(path: Path, kept: ReplyCache) -> None:
    code = """
import sys
from pathlib import Path
from eduapp.llm.cache import ReplyCache
kept = ReplyCache(Path(sys.argv[1]))
for i in range(50):
    kept.put(f"{sys.argv[2]}-{i}", i)
"""
    kept.put("mine", 1)
    others = [subprocess.Popen([sys.executable, "-c", code, str(path), name]) for name in "ab"]
    assert [other.wait(timeout=60) for other in others] == [0, 0]
    assert kept.stats().entries == 101
    assert (kept.get("mine"), kept.get("a-49"), kept.get("b-0")) == (1, 49, 0)


def test_it_lives_in_the_users_cache_folder() -> None:
    assert cache.default_path().name == "replies.v1.db"
    assert "eduapp" in cache.default_path().parts


# the runtime


def test_it_keeps_the_contract(kept: ReplyCache) -> None:
    assert isinstance(cached(kept)[0], Runtime)


def test_a_second_run_opens_no_model(kept: ReplyCache) -> None:
    first, opened = cached(kept, "one", "two", "three", likely={"yes": -1.0})
    asks = [Ask("b", {"seed": 1}), Ask("c", {"temperature": 0.7})]

    def job(model: CachedRuntime) -> list[Any]:
        streamed = drained(model.stream("a", seed=3))[1]
        return [streamed, *model.complete_many(asks), model.logprob("is it?", "yes")]

    answers = job(first)
    assert (first.hits, first.misses, len(opened)) == (0, 4, 1)
    again, none_opened = cached(kept)
    assert job(again) == answers
    assert (again.hits, again.misses, none_opened) == (4, 0, [])


def test_only_what_is_new_is_sent_on_in_one_call(kept: ReplyCache) -> None:
    cached(kept, "two")[0].complete("2")
    model, opened = cached(kept, "one", ModelError("It failed."), "four")
    told: list[tuple[int, Outcome]] = []
    outcomes = model.complete_many([Ask(text) for text in "1234"], on_done=lambda *done: told.append(done))
    assert [prompt for prompt, _ in opened[0].asked] == ["1", "3", "4"]
    assert [getattr(outcome, "text", "failed") for outcome in outcomes] == ["one", "two", "failed", "four"]
    assert sorted(place for place, _ in told) == [0, 1, 2, 3]
    assert all(outcomes[place] is outcome for place, outcome in told)


def test_a_failure_is_not_kept(kept: ReplyCache) -> None:
    model, _ = cached(kept, ModelError("It failed."), ModelError("It failed."), "well")
    with pytest.raises(ModelError):
        model.complete("?")
    assert isinstance(model.complete_many([Ask("?")])[0], ModelError)
    assert model.complete("?").text == "well"
    assert model.complete("?").text == "well"


def test_each_reply_is_kept_when_it_is_made(kept: ReplyCache) -> None:
    class Dies(Many):
        def complete(self, prompt: str, **options: Any) -> Completion:
            if prompt == "2":
                raise KeyboardInterrupt
            return super().complete(prompt, **options)

    model = CachedRuntime(lambda: Dies(["one"]), name="fake", hash="sha256:0", version="1", cache=kept)
    with pytest.raises(KeyboardInterrupt):
        model.complete_many([Ask("1"), Ask("2")])
    assert cached(kept)[0].complete("1").text == "one"


def test_a_known_reply_streams_in_one_piece(kept: ReplyCache) -> None:
    model, _ = cached(kept, "one two", "")
    assert drained(model.stream("?"))[0] == ["one", " two"]
    assert drained(model.stream("?")) == (["one two"], Completion("one two", 1, 2))
    model.complete("empty")
    assert drained(model.stream("empty"))[0] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 1},
        {"temperature": 0.5},
        {"max_tokens": None},
        {"stop": ["\n"]},
        {"grammar": "root ::= [a-z]"},
        {"special": True},
        {"schema": SCHEMA},
    ],
)
def test_every_option_makes_another_reply(kept: ReplyCache, changed: dict[str, Any]) -> None:
    model, _ = cached(kept, "plain", "changed")
    assert (model.complete("?").text, model.complete("?", **changed).text) == ("plain", "changed")


def test_so_do_prompt_model_and_version(kept: ReplyCache) -> None:
    cached(kept, "x")[0].complete("?")
    assert cached(kept, "y")[0].complete("??").text == "y"
    assert cached(kept, "y", version="2")[0].complete("?").text == "y"
    other = CachedRuntime(lambda: Many(["y"]), name="fake", hash="sha256:1", version="1", cache=kept)
    assert other.complete("?").text == "y"


def test_a_schemas_order_counts_since_the_reply_follows_it(kept: ReplyCache) -> None:
    turned = {"type": "object", "properties": dict(reversed(SCHEMA["properties"].items()))}
    model, _ = cached(kept, "b a", "a b")
    assert (model.complete("?", schema=SCHEMA).text, model.complete("?", schema=turned).text) == ("b a", "a b")


def test_what_makes_no_difference_makes_no_other_key(kept: ReplyCache) -> None:
    model, _ = cached(kept, "once")
    model.complete("?")
    said = {"stop": [], "seed": 0, "max_tokens": 256, "schema": None, "cancelled": lambda: False}
    assert model.complete("?", **said).text == "once"


def test_tokens_are_counted_once(kept: ReplyCache) -> None:
    model, opened = cached(kept)
    counted: list[str] = []
    assert model.tokens("two words") == 2
    opened[0].tokens = lambda text: counted.append(text) or 3
    assert (model.tokens("two words"), model.tokens("three more words")) == (2, 3)
    assert counted == ["three more words"]


def test_all_else_is_the_real_runtimes(kept: ReplyCache) -> None:
    model, opened = cached(kept)
    model.close()
    assert opened == [], "closing opens nothing"
    with model:
        assert model.metadata("tokenizer.chat_template") == ""
        assert model.special_texts() == ("", "<|im_end|>", FakeRuntime.control)
    assert len(opened) == 1
    assert opened[0].closed


@given(text=st.text(), counts=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)))
def test_any_reply_comes_back_as_it_was(tmp_path_factory: Any, text: str, counts: tuple[int, int]) -> None:
    kept = ReplyCache(tmp_path_factory.mktemp("cache") / "replies.db")
    whole = Completion(text, *counts, "length")

    class Says(Many):
        def complete(self, prompt: str, **_: Any) -> Completion:
            return whole

    model = CachedRuntime(Says, name="fake", hash="sha256:0", version="1", cache=kept)
    assert (model.complete("?"), model.complete("?"), model.hits) == (whole, whole, 1)
    kept.close()


def test_options_that_were_weighed_are_remembered_prompt_by_prompt(kept: ReplyCache) -> None:
    asked: list[str] = []

    class Weighs(FakeRuntime):
        def choose(self, prompts: list[str], options: list[str]) -> list[list[float]]:
            asked.extend(prompts)
            return [[-float(len(prompt + option)) for option in options] for prompt in prompts]

    one, other = (
        CachedRuntime(make, name="fake", hash=f"sha256:{n}", version="1", cache=kept)
        for n, make in enumerate((lambda: Weighs([]), lambda: FakeRuntime([])))
    )
    assert one.choose(["b", "a"], ["x", "yy"]) == [[-2.0, -3.0]] * 2
    assert one.choose(["a", "ccc", "b"], ["x", "yy"]) == [[-2.0, -3.0], [-4.0, -5.0], [-2.0, -3.0]]
    assert asked == ["b", "a", "ccc"] and (one.hits, one.misses) == (2, 3)
    with pytest.raises(ModelError, match="can't weigh options"):
        other.choose(["a"], ["x", "yy"])
