"""How a model is opened: by name, path or address, as it is or in its fastest layout, with a memory or without."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import eduapp.llm
from eduapp.errors import InputError, ModelError, NotFoundError
from eduapp.llm import layouts, machine, make_ready, open_cached, open_model, open_runtime, runtime
from eduapp.llm.cache import CachedRuntime, ReplyCache
from eduapp.llm.catalog import ModelFile
from eduapp.llm.chat import ChatGGUF
from eduapp.llm.devices import Device
from eduapp.llm.plan import GB
from eduapp.llm.remote import RemoteRuntime
from eduapp.llm.scheduler import WIDTH
from tests.llm.facts import STARTER
from tests.llm.fake import FakeRuntime
from tests.llm.shelves import digest, gguf, row, set_up

CONTENT, COPY = gguf(1), gguf(2)
SERVER = "openai:some-model@http://127.0.0.1:9/v1"
GPU = Device("CUDA0", "A card", "gpu", 8 * GB, 8 * GB)


@dataclass
class Opened:
    """What a runtime was opened with."""

    file: ModelFile
    options: dict[str, Any]


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of one model, `small`, which is there and wants to be optimized, on a machine without a GPU."""
    folder = set_up(tmp_path, monkeypatch, row("small", CONTENT), row("absent", gguf(3)))
    table = tmp_path / "catalogue" / "catalog.toml"
    table.write_text(table.read_text().replace('name = "small"', 'name = "small"\noptimize = true'))
    folder.mkdir()
    (folder / "Small-Q4.gguf").write_bytes(CONTENT)
    monkeypatch.setattr("eduapp.llm.probe.look", lambda file: STARTER)
    monkeypatch.setattr("eduapp.llm.devices.devices", lambda: [])
    monkeypatch.setattr("eduapp.llm.cache.default_path", lambda: tmp_path / "cache" / "replies.db")
    monkeypatch.setattr(machine, "available_memory", lambda: 8 * GB)
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Opened]:
    """The runtimes that were opened."""
    made: list[Opened] = []

    class Recorder(FakeRuntime):
        def __init__(self, file: ModelFile, **options: Any) -> None:
            super().__init__(["Paris.", "Rome."])
            made.append(Opened(file, options))

    monkeypatch.setattr(runtime, "GGUFRuntime", Recorder)
    return made


@pytest.fixture
def copy(shelf: Path) -> Path:
    """The copy of `small` in the layout that won here."""
    path = shelf / "optimized" / "small-Q8_0.gguf"
    path.parent.mkdir()
    path.write_bytes(COPY)
    measured = layouts.Measured(layout="Q8_0", size=1, reading=1.0, writing=1.0, seconds=1.0, perplexity=1.0)
    choice = layouts.Choice(layout="Q8_0", file=path.name, hash=f"sha256:{digest(COPY)}", rows=(measured,))
    file = eduapp.llm.catalog.find("small")
    layouts._record(file).write_text(choice.model_dump_json())
    return path


# which file


def test_a_name_of_the_catalogue_opens_its_file(shelf, opened):
    open_runtime("small")
    assert opened[0].file.path == shelf / "Small-Q4.gguf"
    assert opened[0].file.trusted


def test_a_path_opens_the_file_there(tmp_path, opened):
    (tmp_path / "own.gguf").write_bytes(gguf(4))
    open_runtime(str(tmp_path / "own.gguf"))
    assert (opened[0].file.name, opened[0].file.path) == ("own", tmp_path / "own.gguf")


@pytest.mark.parametrize(("spec", "kind"), [("nothing", NotFoundError), ("absent", ModelError)])
def test_what_is_not_there_is_an_error_before_anything_is_opened(opened, spec, kind):
    for opening in (open_runtime, open_cached, open_model):
        with pytest.raises(kind) as caught:
            opening(spec)
        assert caught.value.hint
    assert opened == []


def test_the_fastest_layout_is_taken(opened, copy):
    open_runtime("small")
    assert opened[0].file.path == copy
    assert opened[0].file.name == "small"
    assert opened[0].file.hash == f"sha256:{digest(COPY)}"


def test_the_file_as_it_is_where_that_is_wanted(shelf, opened, copy):
    open_runtime("small", optimized=False)
    assert opened[0].file.path == shelf / "Small-Q4.gguf"


def test_layers_on_a_gpu_take_the_file_as_it_is(shelf, opened, copy):
    """What was measured on the processor says nothing about a GPU."""
    open_runtime("small", gpu_layers=3)
    assert opened[0].file.path == shelf / "Small-Q4.gguf"
    open_runtime("small", gpu_layers=0)
    assert opened[1].file.path == copy


# the options


def test_options_reach_the_runtime(opened):
    open_runtime("small", n_ctx=1024, threads=3, width=4, strict=True)
    options = opened[0].options
    plan = options.pop("plan")
    assert options == {"n_ctx": 1024, "threads": 3, "width": 4, "strict": True}
    assert (plan.gpu_layers, plan.n_ctx) == (0, 1024)


def test_the_width_is_the_schedulers_unless_given(opened):
    open_runtime("small")
    assert opened[0].options["width"] == WIDTH


def test_a_gpu_is_used_as_far_as_wanted(opened, monkeypatch):
    monkeypatch.setattr("eduapp.llm.devices.devices", lambda: [GPU])
    for wanted, layers in ((None, STARTER.layers + 1), (0, 0), (7, 7), (-1, STARTER.layers + 1)):
        open_runtime("small", gpu_layers=wanted)
        assert opened[-1].options["plan"].gpu_layers == layers


def test_a_model_that_does_not_fit_is_not_opened(opened, monkeypatch):
    monkeypatch.setattr(machine, "available_memory", lambda: 10**8)
    with pytest.raises(ModelError, match="memory"):
        open_runtime("small")
    assert opened == []


# on a server


def test_an_address_opens_a_runtime_that_asks_the_server(opened):
    asked = open_runtime(SERVER, parallel=2)
    assert isinstance(asked, RemoteRuntime)
    assert asked.name == "some-model"
    assert isinstance(open_cached(SERVER), CachedRuntime)
    assert open_cached(SERVER).name == "some-model"
    assert opened == []


def test_a_wrong_address_is_an_error():
    for opening in (open_runtime, open_cached, open_model):
        with pytest.raises(InputError, match="lacks the name"):
            opening("openai:some-model")


# as a chat model


def test_the_chat_model_takes_its_own_options_and_leaves_the_others(opened):
    chat = open_model("small", n_ctx=512, temperature=0.5, max_tokens=7, seed=3)
    assert isinstance(chat, ChatGGUF)
    assert (chat.temperature, chat.max_tokens, chat.seed) == (0.5, 7, 3)
    assert opened[0].options["n_ctx"] == 512
    assert "temperature" not in opened[0].options


# with a memory


def test_a_known_job_opens_no_model(opened):
    with open_cached("small") as first:
        assert first.complete("The capital of France is").text == "Paris."
    with open_cached("small", optimized=True) as again:
        assert (again.name, again.hash) == ("small", f"sha256:{digest(CONTENT)}")
        assert again.complete("The capital of France is").text == "Paris."
        assert (again.hits, again.misses) == (1, 0)
    assert len(opened) == 1


@pytest.mark.parametrize("options", [{"strict": True}, {"gpu_layers": 3}, {"gpu_layers": 0}])
def test_what_may_change_the_text_is_asked_anew(opened, options):
    open_cached("small").complete("The capital of France is")
    other = open_cached("small", **options)
    other.complete("The capital of France is")
    assert other.misses == 1
    assert len(opened) == 2


def test_another_layout_is_another_model(opened, copy):
    open_cached("small").complete("The capital of France is")
    other = open_cached("small", optimized=False)
    other.complete("The capital of France is")
    assert other.misses == 1
    assert [one.file.path.name for one in opened] == ["small-Q8_0.gguf", "Small-Q4.gguf"]


def test_what_cannot_change_the_text_is_not_asked_anew(opened):
    open_cached("small").complete("The capital of France is")
    other = open_cached("small", threads=1, width=2)
    other.complete("The capital of France is")
    assert other.hits == 1
    assert len(opened) == 1


def test_a_new_way_to_compute_is_asked_anew(opened, monkeypatch):
    open_cached("small").complete("The capital of France is")
    monkeypatch.setattr(runtime, "NUMERICS", "next")
    other = open_cached("small")
    other.complete("The capital of France is")
    assert other.misses == 1


def test_the_memory_lies_where_the_cache_says(opened, tmp_path):
    open_cached("small").complete("The capital of France is")
    assert ReplyCache(tmp_path / "cache" / "replies.db").stats().entries == 1


# made ready


@pytest.fixture
def optimized(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """The models whose layouts were measured, with whom was told."""
    asked: list[tuple[str, Any]] = []
    monkeypatch.setattr(layouts, "optimize", lambda file, *, progress=None: asked.append((file.name, progress)))
    return asked


def test_a_model_that_wants_it_is_optimized_at_first_use(optimized):
    make_ready("small", print)
    assert optimized == [("small", print)]


def test_one_that_was_measured_is_left_alone(optimized, copy):
    make_ready("small")
    assert optimized == []


def test_one_of_the_persons_own_is_left_alone(optimized, tmp_path):
    (tmp_path / "own.gguf").write_bytes(gguf(4))
    make_ready(str(tmp_path / "own.gguf"))
    assert optimized == []


def test_on_a_gpu_nothing_is_measured(optimized, monkeypatch):
    monkeypatch.setattr("eduapp.llm.devices.devices", lambda: [GPU])
    make_ready("small")
    assert optimized == []


@pytest.mark.parametrize("spec", [SERVER, "openai:", "nothing", "absent"])
def test_where_there_is_nothing_to_optimize_nothing_happens(optimized, spec):
    make_ready(spec)
    assert optimized == []


def test_a_failure_is_no_reason_not_to_use_the_model(monkeypatch):
    tried = []

    def fail(file: ModelFile, **_: Any) -> None:
        tried.append(file.name)
        raise ModelError("Another eduapp is optimizing small.")

    monkeypatch.setattr(layouts, "optimize", fail)
    make_ready("small")
    assert tried == ["small"]


def test_only_the_starter_is_optimized_without_being_asked(monkeypatch):
    monkeypatch.undo()
    assert [card.name for card in eduapp.llm.catalog.catalog() if card.optimize] == ["starter"]
