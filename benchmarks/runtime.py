"""The language model's runtime: speed against llama-cpp-python's `Llama` and against a bare loop, and what it promises.

    python -m benchmarks.runtime [--model starter-base] [--repeat 5] [--quick] [--only NAME ...] [--seed N]

Parts: batch (16 prompts that share a prefix of about 400 tokens, 8 replies each, with and without a JSON schema,
against `Llama` one by one with the same file, and with the fastest layout), limit (decoding against a bare low-level
loop that takes the likeliest token), quality (perplexity of that layout), memory, same (the same text whatever the
neighbours), damage, cancel. The starter is measured without its adapter, since the peers run without one. Times are
wall-clock, medians, the peers taken in turns; `--quick` measures a quarter.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.bare import bare_speed, one_by_one
from benchmarks.damaged import damaged_files
from eduapp import resources
from eduapp.errors import ModelError
from eduapp.llm import layouts, open_runtime
from eduapp.llm.base import Ask, Completion
from eduapp.llm.catalog import ModelFile, find
from eduapp.llm.grammar import to_gbnf
from eduapp.llm.native import NativeModel
from eduapp.llm.reply import Reply
from eduapp.llm.runtime import GGUFRuntime
from eduapp.llm.sampling import Sampler

PEER_PART = 4  # the peer does a quarter of the prompts, with all their replies, and is charged four times its time
PREFIX_TOKENS, PROMPTS, REPLIES, WRITTEN = 400, 16, 8, 48
SCHEMA = {
    "type": "object",
    "properties": {
        "question": {"type": "string", "minLength": 10, "maxLength": 120},
        "answer": {"type": "string", "minLength": 2, "maxLength": 40},
    },
    "required": ["question", "answer"],
}
ENDLESS = {"type": "array", "items": {"type": "string", "minLength": 20, "maxLength": 60}, "minItems": 60}
SAMPLED = {"temperature": 0.8, "top_p": 0.95, "min_p": 0.05}
WIDTH, STEPS = 16, 64
BARS = {
    "batch_schema": 0.35,
    "batch_schema_optimized": 0.15,
    "batch_plain": 0.50,
    "batch_plain_optimized": 0.25,
    "of_limit_plain": 0.90,
    "of_limit_schema": 0.80,
    "outside_decode": 0.12,
    "perplexity_change": 0.005,
    "memory_growth": 0.05,
    "same_text": 1.0,
    "damaged_survived": 1.0,
    "cancel_seconds": 1.0,
}
AT_LEAST = ("of_limit_plain", "of_limit_schema", "same_text", "damaged_survived")


def main(argv: list[str] | None = None) -> int:
    """Measures, prints each figure beside its bar, and ends with one line of JSON."""
    options = _options(argv)
    file = find(options.model)
    figures: dict[str, float] = {}
    for name, part in PARTS.items():
        if not options.only or name in options.only:
            print(f"{name} ...", file=sys.stderr, flush=True)
            figures |= part(file, options)
    for name, value in figures.items():
        bar = BARS.get(name)
        sign = "" if bar is None else f"{'>=' if name in AT_LEAST else '<='} {bar:g}"
        met = "" if bar is None else ("met" if (value >= bar if name in AT_LEAST else value <= bar) else "MISSED")
        print(f"{name:34} {value:12.4f}  {sign:9} {met}")
    print(json.dumps({name: round(value, 5) for name, value in figures.items()}))
    return 0


def batch(file: ModelFile, options: argparse.Namespace) -> dict[str, float]:
    """Wall time of the whole job against `Llama` doing it one by one, each without the time to load the model.

    Beside it the time of processors, which other programs on the machine change less.
    """
    prompts = _prompts(file, PROMPTS // 4 if options.quick else PROMPTS)
    repeat = 1 if options.quick else options.repeat
    figures: dict[str, float] = {}
    for kind, schema in (("schema", SCHEMA), ("plain", None)):
        asked = {"max_tokens": WRITTEN, **SAMPLED, **({"schema": schema} if schema else {})}
        times: dict[str, list[float]] = {"llama": [], "ours": [], "optimized": []}
        busy: dict[str, list[float]] = {name: [] for name in times}
        tokens: dict[str, int] = {}
        for run in range(repeat):
            asks = [Ask(p, asked | {"seed": 1000 * run + s}) for p in prompts for s in range(REPLIES)]
            for name, optimized in (("ours", False), ("optimized", True)):
                with open_runtime(options.model, optimized=optimized) as runtime:
                    started, busy_before = time.perf_counter(), time.process_time()
                    done = runtime.complete_many(asks)
                    times[name].append(time.perf_counter() - started)
                    busy[name].append(time.process_time() - busy_before)
                tokens[name] = sum(reply.tokens_out for reply in done if isinstance(reply, Completion))
            part = asks[: len(asks) // PEER_PART]
            seconds, processors, written = one_by_one(file.path, part)
            times["llama"].append(seconds * PEER_PART)
            busy["llama"].append(processors * PEER_PART)
            tokens["llama"] = written * PEER_PART
        for name, label in (("ours", ""), ("optimized", "_optimized")):
            for spent, measure in ((times, ""), (busy, "_cpu")):
                ratios = [own / peer for own, peer in zip(spent[name], spent["llama"], strict=True)]
                figures[f"batch_{kind}{label}{measure}"] = statistics.median(ratios)
        for name, seconds in times.items():
            figures[f"{kind}_{name}_seconds"] = statistics.median(seconds)
            figures[f"{kind}_{name}_tokens"] = tokens[name]
    return figures


def limit(file: ModelFile, options: argparse.Namespace) -> dict[str, float]:
    """Tokens a second at a width of 16 against a bare loop, and the share of a step spent outside llama_decode."""
    steps, repeat = (STEPS // 4, 1) if options.quick else (STEPS, options.repeat)
    prompts = _prompts(file, WIDTH)
    plain, schema, outside = [], [], []
    for _ in range(repeat):
        with open_runtime(options.model) as runtime:
            own, share = _decoding(runtime, prompts, steps, None)
            held, _ = _decoding(runtime, prompts, steps, ENDLESS)
            outside.append(share)
        path = layouts.chosen(file).path
        bare = max(bare_speed(path, prompts, steps, unified=unified) for unified in (True, False))
        plain.append(own / bare)
        schema.append(held / bare)
    return {
        "of_limit_plain": statistics.median(plain),
        "of_limit_schema": statistics.median(schema),
        "outside_decode": statistics.median(outside),
        "decoded_a_second": own,
        "bare_a_second": bare,
    }


def quality(file: ModelFile, options: argparse.Namespace) -> dict[str, float]:
    """The change of perplexity on 50 kB of the sample courses' text in the layout that was chosen."""
    text = _text()[: 12_500 if options.quick else 50_000]
    values = []
    for optimized in (False, True):
        with open_runtime(options.model, optimized=optimized) as runtime:
            values.append(runtime.perplexity(text))
    return {"perplexity_change": abs(values[1] / values[0] - 1), "perplexity": values[0], "text_kb": len(text) / 1000}


def memory(file: ModelFile, options: argparse.Namespace) -> dict[str, float]:
    """How much the process grows over 2,000 replies, after the first 200."""
    prompts = _prompts(file, WIDTH)
    total = 500 if options.quick else 2000
    with open_runtime(options.model) as runtime:
        sizes = {}
        for done in range(0, total + 1, 100):
            sizes[done] = _resident()
            asks = [
                Ask(prompts[i % WIDTH][-300:], {"max_tokens": 8, "seed": done + i, "schema": SCHEMA} | SAMPLED)
                for i in range(100)
            ]
            runtime.complete_many(asks)
    return {"memory_growth": sizes[total] / sizes[200] - 1, "resident_mb": sizes[total] / 1e6}


def same(file: ModelFile, options: argparse.Namespace) -> dict[str, float]:
    """The share of replies that are the same alone, among others, and among others in another order."""
    count = 16 if options.quick else 64
    rng = random.Random(options.seed)
    prompts = _prompts(file, count)
    asks = [
        Ask(p[-rng.randint(200, 1200) :], {"max_tokens": 32, "seed": i, **(SAMPLED if i % 3 else {})})
        for i, p in enumerate(prompts)
    ]
    figures = {}
    for name, strict in (("same_text", False), ("same_text_strict", True)):
        with open_runtime(options.model, strict=strict) as runtime:
            alone = [runtime.complete(ask.text, **ask.options) for ask in asks]
            among = runtime.complete_many(asks)
            order = rng.sample(range(count), count)
            mixed = dict(zip(order, runtime.complete_many([asks[i] for i in order]), strict=True))
        agree = [alone[i] == among[i] == mixed[i] for i in range(count)]
        figures[name] = sum(agree) / count
    return figures


def damage(file: ModelFile, options: argparse.Namespace) -> dict[str, float]:
    """Damaged files, and what else people hand in: each must be refused in one sentence, or work."""
    survived = total = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, path in damaged_files(file.path, Path(folder), options.seed, flips=5 if options.quick else 30):
            total += 1
            try:
                with open_runtime(str(path)) as runtime:
                    runtime.complete("The cell is", max_tokens=4)
                survived += name.startswith("flip")
            except ModelError as error:
                survived += bool(error.message.strip().endswith(".") and "\n" not in error.message and error.hint)
    return {"damaged_survived": survived / total, "damaged_files": total}


def cancel(file: ModelFile, options: argparse.Namespace) -> dict[str, float]:
    """Seconds from the wish to stop to the end, the longest of: reading 4,000 tokens, and writing."""
    waited = []
    with open_runtime(options.model, n_ctx=8192, optimized=False) as runtime:
        text = _text()
        long = text[: next(n for n in range(14_000, 30_000, 200) if runtime.tokens(text[:n]) >= 4000)]
        for prompt, delay in ((long, 1.5), (long, 3.0), ("Once upon a time", 0.5), ("Once upon a time", 1.0)):
            stop = threading.Event()
            asks = [Ask(prompt, {"max_tokens": 2000, "temperature": 1.0, "seed": i}) for i in range(WIDTH)]
            timer = threading.Timer(delay, stop.set)
            timer.start()
            started = time.perf_counter()
            runtime.complete_many(asks, cancelled=stop.is_set)
            waited.append(time.perf_counter() - started - delay)
    return {"cancel_seconds": max(waited)}


PARTS: dict[str, Callable[[ModelFile, argparse.Namespace], dict[str, float]]] = {
    "batch": batch,
    "limit": limit,
    "quality": quality,
    "memory": memory,
    "same": same,
    "damage": damage,
    "cancel": cancel,
}


def _decoding(runtime: GGUFRuntime, prompts: list[str], steps: int, schema: dict | None) -> tuple[float, float]:
    """Tokens a second while 16 replies are written, and the share of the time outside llama_decode."""
    gbnf = to_gbnf(schema) if schema else None
    model = runtime._model
    for count in (2, steps + 4):  # first the prompts are read
        with _stopwatch(model.lib, "llama_decode") as inside:
            endless = _Endless(model, inside)
            jobs = [Reply(endless, model.tokenize(p), Sampler(model, gbnf=gbnf), count) for p in prompts]
            runtime._scheduler.run(jobs)
    (start, decoding), (end, decoded) = endless.marks[4 * len(jobs) - 1], endless.marks[-1]
    return (len(endless.marks) - 4 * len(jobs)) / (end - start), 1 - (decoded - decoding) / (end - start)


class _Endless:
    """A model whose replies only a limit ends. `marks` has the time, and that in llama_decode, at each token."""

    def __init__(self, model: NativeModel, inside: list[float]) -> None:
        self.spelled, self._piece = model.spelled, model.piece
        self.inside = inside
        self.marks: list[tuple[float, float]] = []

    def is_end(self, token: int) -> bool:
        """Never."""
        return False

    def piece(self, token: int) -> bytes:
        """The token's bytes; asked for each token that is written."""
        self.marks.append((time.perf_counter(), self.inside[0]))
        return self._piece(token)


@contextmanager
def _stopwatch(library: Any, name: str) -> Iterator[list[float]]:
    """Seconds spent in a function of a library, in a list of one."""
    function, spent = getattr(library, name), [0.0]

    def timed(*args: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args)
        finally:
            spent[0] += time.perf_counter() - started

    setattr(library, name, timed)
    try:
        yield spent
    finally:
        setattr(library, name, function)


def _prompts(file: ModelFile, count: int) -> list[str]:
    """Prompts that share about 400 tokens and then have a sentence of their own."""
    text = _text()
    sentences = [part.strip() for part in text.replace("\n", " ").split(". ") if 60 < len(part) < 160]
    with open_runtime(file.name, optimized=False) as runtime:
        shared = next(text[:n] for n in range(1200, 4000, 40) if runtime.tokens(text[:n]) >= PREFIX_TOKENS)
    return [f"{shared}\n\nWrite a question on this as JSON: {s}.\n" for s in (sentences * 4)[:count]]


def _text() -> str:
    """The text of the sample courses, again and again."""
    texts = [path.read_text("utf-8") for path in resources.samples().values() if path.suffix in (".md", ".txt", ".vtt")]
    return ("\n".join(texts) + "\n") * 8


def _resident() -> int:
    """Bytes of memory that the process holds."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) * 1024
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="starter-base")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="*", choices=list(PARTS), default=[])
    parser.add_argument("--seed", type=int, default=53)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
