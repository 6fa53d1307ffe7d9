"""The layout of a model's weights that is fastest on this machine.

The same weights can be written in several layouts, and which of them a CPU multiplies fastest differs by a factor of
three: a model packed in 4 bits has to be unpacked again and again. Only layouts that are larger than the file are
tried, so that next to nothing is lost, and the loss is measured. A model's adapter is merged into the copies. The file
itself is never changed; the copy that won lies in the folder of models, and which one won is remembered for this
processor.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from eduapp import resources
from eduapp.domain.base import Model
from eduapp.errors import ModelError
from eduapp.llm import machine, records
from eduapp.llm.base import Ask, Cancel, Cancelled
from eduapp.settings import write_whole

if TYPE_CHECKING:
    from eduapp.llm.catalog import ModelFile
    from eduapp.llm.runtime import GGUFRuntime

Progress = Callable[[str, int, int], None]

BITS = {"Q8_0": 8.5, "BF16": 16.0, "F16": 16.0}  # a weight takes, of the layouts that lose next to nothing
MOST_LOSS = 0.005  # of the perplexity
MERGED_GAIN = 0.03  # at most, of the perplexity: more would say something else
SHARE_OF_MEMORY = 0.6  # that a layout may take of what is free
SPARE_DISK = 10**9  # bytes that stay free
WORTH = 0.95  # a copy that doesn't save a twentieth of the time isn't kept
READ, WRITTEN, WIDTH = 128, 16, 16  # tokens of a prompt and of a reply, and replies at a time, in a measurement
ORIGINAL = "as it is"


class Measured(Model):
    """What was measured of a layout: tokens a second read and written, `seconds` for a typical job, perplexity."""

    layout: str
    size: int
    reading: float
    writing: float
    seconds: float
    perplexity: float


class Choice(Model):
    """The layout that won for a model on this machine, and the file that has it; `hash` is the file's, with its tag."""

    layout: str
    file: str = ""
    hash: str = ""
    rows: tuple[Measured, ...]
    skipped: dict[str, str] = Field(default_factory=dict)


def chosen(file: ModelFile) -> ModelFile:
    """The copy of a model in the layout that won on this machine; the model itself if none did, or it is gone."""
    choice = remembered(file)
    if not choice or not choice.file or not (_folder() / choice.file).is_file():
        return file
    path = _folder() / choice.file
    copy = {"path": path, "size": path.stat().st_size, "hash": choice.hash, "trusted": True, "adapter": None}
    return file.model_copy(update=copy)


def remembered(file: ModelFile) -> Choice | None:
    """What `optimize` found for a model on this machine."""
    try:
        return Choice.model_validate_json(_record(file).read_text("utf-8"))
    except (OSError, ValueError):
        return None


def optimize(
    file: ModelFile, *, progress: Progress | None = None, cancelled: Cancel | None = None, threads: int | None = None
) -> Choice:
    """Measures the layouts that fit this machine, keeps the fastest, and remembers it.

    Takes about ten seconds for the starter, minutes for a model of 7 billion weights. `progress` is told of each layout
    as it is begun. Raises ModelError if the model can't be measured, Cancelled if `cancelled` answered yes.
    """
    _make_folder()
    with records.locked(_record(file).with_suffix(".lock"), f"Another eduapp is optimizing {file.name}."):
        candidates, skipped = _candidates(file)
        trials = {layout: _folder() / f"{_short(file)}-{layout}.trial" for layout in candidates}
        tell = progress or (lambda *_: None)
        try:
            tell(ORIGINAL, 0, len(trials) + 1)
            rows = [_measure(ORIGINAL, file, threads)]
            for number, (layout, path) in enumerate(trials.items(), start=1):
                tell(layout, number, len(trials) + 1)
                try:
                    _write(file.path, path, layout, cancelled, file.adapter)
                    rows.append(_measure(layout, file.model_copy(update={"path": path, "adapter": None}), threads))
                except Cancelled:
                    raise
                except ModelError as error:
                    skipped[layout] = error.message
                _delete(
                    trials[name] for name in trials if name != best_of(rows, merged=file.adapter is not None).layout
                )
            tell("", len(trials) + 1, len(trials) + 1)
            return _keep(file, rows, skipped, trials)
        finally:
            _delete(trials.values())


def _keep(file: ModelFile, rows: Sequence[Measured], skipped: dict[str, str], trials: dict[str, Path]) -> Choice:
    """Puts the copy that won in its place, and remembers it; one that won before is deleted."""
    from eduapp.llm.catalog import file_hash

    best = best_of(rows, merged=file.adapter is not None).layout
    copies = {layout: _folder() / f"{_short(file)}-{layout}.gguf" for layout in BITS}
    with records.writing():
        if best in trials:
            trials[best].replace(copies[best])
        won = {"file": copies[best].name, "hash": file_hash(copies[best])} if best in trials else {}
        choice = Choice(layout=best, rows=tuple(rows), skipped=skipped, **won)
        write_whole(_record(file), choice.model_dump_json(indent=1))
        _delete(copies[layout] for layout in copies if layout != best)
    return choice


def _delete(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def best_of(rows: Sequence[Measured], *, merged: bool = False) -> Measured:
    """The fastest layout that writes as well as the original, the first of the rows, and is worth its place.

    One with an adapter `merged` in may write a little better, since the original's few bits round what is multiplied.
    """
    original, *others = rows
    most_gain = MERGED_GAIN if merged else MOST_LOSS
    as_good = [row for row in others if -most_gain <= row.perplexity / original.perplexity - 1 <= MOST_LOSS]
    best = min(as_good, key=lambda row: row.seconds, default=original)
    return best if best.seconds < WORTH * original.seconds else original


def forget(file: ModelFile) -> None:
    """Deletes the copies of a model, and what was measured of it."""
    _delete(_folder().glob(f"{_short(file)}*"))


def speed(runtime: GGUFRuntime, *, width: int = WIDTH) -> tuple[float, float]:
    """Tokens a second that a model reads, and writes in `width` replies at a time: the better of two runs."""
    text = _text()[: READ * 4]
    reading = writing = 0.0
    for run in range(2):
        started = time.perf_counter()
        read = runtime.complete(f"{run} {text}", max_tokens=1).tokens_in
        reading = max(reading, read / (time.perf_counter() - started))
        asks = [Ask(f"{run} {text}", {"max_tokens": WRITTEN, "temperature": 1.0, "seed": i}) for i in range(width)]
        runtime.complete_many([Ask(ask.text, ask.options | {"max_tokens": 1}) for ask in asks])
        started = time.perf_counter()
        written = sum(getattr(done, "tokens_out", 0) for done in runtime.complete_many(asks))
        writing = max(writing, written / (time.perf_counter() - started))
    return reading, writing


def same_among_others(runtime: GGUFRuntime, *, width: int = WIDTH) -> bool:
    """Whether replies come out the same alone and beside others, which depends on how llama.cpp sums here."""
    text = _text()
    asks = [
        Ask(text[40 * i : 40 * i + READ + 30 * i], {"max_tokens": WRITTEN, "temperature": 1.0, "seed": i})
        for i in range(width)
    ]
    return runtime.complete_many(asks) == [runtime.complete(ask.text, **ask.options) for ask in asks]


def _measure(layout: str, file: ModelFile, threads: int | None) -> Measured:
    from eduapp.llm.runtime import GGUFRuntime

    with GGUFRuntime(file, n_ctx=1024, threads=threads) as runtime:
        reading, writing = speed(runtime)
        perplexity = runtime.perplexity(_text())
    seconds = WIDTH * (60 / reading + 40 / writing)
    return Measured(
        layout=layout,
        size=file.path.stat().st_size,
        reading=reading,
        writing=writing,
        seconds=seconds,
        perplexity=perplexity,
    )


def _candidates(file: ModelFile) -> tuple[list[str], dict[str, str]]:
    """The layouts to try, and why not the others."""
    from eduapp.llm import probe

    parameters = probe.look(file).parameters
    memory, disk = machine.available_memory(), shutil.disk_usage(_folder()).free - SPARE_DISK
    slow_here = _slower_half()
    merging = 4 * parameters if file.adapter else 0  # for a while
    tried, skipped = [], {}
    for layout, bits in BITS.items():
        size = int(parameters * bits / 8)
        if layout == slow_here:
            skipped[layout] = "This processor is slower in it than in the other layout of 16 bits."
        elif size <= file.size * 1.05:
            skipped[layout] = "It would be no larger than the file, so something might be lost."
        elif size + merging > disk:
            skipped[layout] = f"It needs {(size + merging) / 1e9:.1f} GB of disk space, more than is free."
        elif memory is not None and size > memory * SHARE_OF_MEMORY:
            skipped[layout] = f"It takes {size / 1e9:.1f} GB of memory, too much of the {memory / 1e9:.1f} GB free."
        else:
            tried.append(layout)
    return tried, skipped


def _slower_half() -> str:
    """Of the two layouts of 16 bits the one that this processor has no instructions for."""
    return "F16" if {"avx512_bf16", "amx_int8"} & set(machine.cpu_features()) else "BF16"


def _write(source: Path, target: Path, layout: str, cancelled: Cancel | None, adapter: Path | None = None) -> None:
    """Writes the model anew in another process, which can be stopped, and can't take this one down."""
    draft = target.with_suffix(".part")
    command = [sys.executable, "-P", "-m", "eduapp.llm.layouts", str(source), str(draft), layout]
    command += [str(adapter)] if adapter else []
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = subprocess.Popen(command, env=os.environ | {"GGML_NO_BACKTRACE": "1"}, **quiet)
    try:
        while child.poll() is None:
            if cancelled and cancelled():
                raise Cancelled
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.2)
        if child.returncode:
            raise ModelError(f"The model can't be written in the layout {layout}.", hint="Use it as it is.")
        draft.replace(target)
    except OSError as error:
        raise ModelError(f"The copy in the layout {layout} can't be kept: {error.strerror}.") from error
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        _delete([draft, _merged(draft)])


def _merged(draft: Path) -> Path:
    """Where the model lies with its adapter merged in until it is written in another layout."""
    return draft.with_suffix(".merged")


def _requantize(source: str, target: str, layout: str, adapter: str = "") -> int:
    """The other process: 0 if the file was written."""
    from eduapp.llm.adapter import merge
    from eduapp.llm.native import library

    if adapter:
        merge(Path(source), Path(adapter), _merged(Path(target)))
        source = str(_merged(Path(target)))
    lib = library()
    params = lib.llama_model_quantize_default_params()
    params.ftype = getattr(lib, f"LLAMA_FTYPE_MOSTLY_{layout}")
    params.allow_requantize = True
    params.nthread = machine.cores()
    return lib.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(params))


def _text() -> str:
    """Text of the sample courses to measure perplexity on: about 750 tokens."""
    texts = [path.read_text("utf-8") for path in resources.samples().values() if path.suffix in (".md", ".txt")]
    return "\n".join(texts)[:3000]


def _folder() -> Path:
    return records.models_folder() / "optimized"


def _make_folder() -> None:
    with records.writing():
        _folder().mkdir(parents=True, exist_ok=True)


def _short(file: ModelFile) -> str:
    return file.hash.partition(":")[2][:16]


def _record(file: ModelFile) -> Path:
    return _folder() / f"{_short(file)}-{_processor()}.json"


def _processor() -> str:
    """This processor and this llama.cpp, as a short name: what was measured on another doesn't hold here."""
    known = [platform.machine(), machine.model_name(), *machine.cpu_features(), str(machine.cores())]
    known.append(importlib.metadata.version("llama-cpp-python"))
    return hashlib.sha256("|".join(known).encode()).hexdigest()[:12]


if __name__ == "__main__":
    sys.exit(_requantize(*sys.argv[1:]))
