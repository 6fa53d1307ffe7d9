"""A model file is first tried in a process of its own, so that a damaged one can't take the app down with it.

llama.cpp checks much of a file and aborts, or reads past the end of something, on part of the rest. The process
(`python -m eduapp.llm.probe`) reads the file's structure, then loads it and evaluates a word, and reports in one line
of JSON. What it found is kept, so that this costs once a file.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import hashlib
import importlib.metadata
import json
import math
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import platformdirs

from eduapp.errors import ModelError
from eduapp.llm import devices, gguf, machine, native, plan

if TYPE_CHECKING:
    from eduapp.llm.catalog import ModelCard, ModelFile

VERSION = 1  # of what is tried and reported: a higher one has every file looked at again
TRIAL_CONTEXT = 64  # tokens
START = 120.0  # seconds that a trial may take, and
SPEED = 50 * 10**6  # bytes of the file a second on top: a slow network drive
INSTRUCT = "Choose an instruct model."
AGAIN = "Fetch the file again, update llama-cpp-python, or choose another model."
MEMORY_WORDS = ("allocate", "bad_alloc", "out of memory")


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a model file says of itself. `weights` in bytes; `context`, `window` (0: none) and `vocabulary` in tokens.

    `key_size` and `value_size` are the numbers that a head keeps of a token. `heads` and `kv_heads` are those of the
    first layer. `causal`: each word sees only those before it. `pooled`: the file is meant to give one vector a text.
    """

    name: str
    architecture: str
    quantization: str
    parameters: int
    weights: int
    layers: int
    embedding: int
    heads: int
    kv_heads: int
    key_size: int
    value_size: int
    context: int
    window: int
    vocabulary: int
    has_encoder: bool
    has_decoder: bool
    recurrent: bool
    hybrid: bool
    diffusion: bool
    causal: bool
    pooled: bool
    chat_template: bool


def look(file: ModelFile) -> ModelFacts:
    """The facts about a model file that can be loaded and asked; what it costs, it costs once a file.

    A file with the catalogue's own checksum (`trusted`) isn't loaded as a whole. Raises ModelError for one that is
    damaged, doesn't fit into memory, or can't write text.
    """
    gguf.check_header(file.path)
    thorough = not getattr(file, "trusted", False)
    kept = _kept_at(file.hash, thorough)
    report = _read(kept) or _try(file.path, thorough)
    if report.get("lasting"):
        _keep(kept, report)
    if "facts" not in report:
        message = report["message"].replace("{name}", file.path.name)
        raise ModelError(message, hint=report["hint"], where=str(file.path))
    return ModelFacts(**report["facts"])


def why_not(facts: ModelFacts) -> str:
    """What keeps the model from writing text as eduapp asks for it, as the end of a sentence; "" if nothing does."""
    if facts.diffusion:
        return "writes all words at once, which eduapp can't use"
    if facts.pooled or not facts.causal or (facts.has_encoder and not facts.has_decoder):
        return "compares texts and can't write any"
    if facts.has_encoder or not facts.has_decoder:
        return "translates one text into another and can't continue one"
    if not facts.vocabulary:
        return "has no vocabulary, so it can't write text"
    return ""


# the app's side


def _try(path: Path, thorough: bool) -> dict[str, Any]:
    """What the other process reports, or what its end means."""
    limit = START + sum(part.stat().st_size for part in gguf.parts(path)) / SPEED
    try:
        done = subprocess.run(
            _command(path, machine.available_memory(), thorough),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limit,
            env=os.environ | {"GGML_NO_BACKTRACE": "1"},  # else ggml starts a debugger when it aborts
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return _failure(
            f"took more than {limit:.0f} seconds to load", "Copy it to a faster disk, or take a smaller one."
        )
    except OSError as error:
        return _failure(f"couldn't be tried: {error.strerror}", "Close other programs, and try again.")
    reports = [line for line in done.stdout.decode("utf-8", "replace").splitlines() if line.startswith("{")]
    return json.loads(reports[-1]) if done.returncode == 0 and reports else _obituary(done.returncode)


def _command(path: Path, free: int | None, thorough: bool) -> list[str]:
    depth = "thorough" if thorough else "quick"
    return [sys.executable, "-P", "-m", "eduapp.llm.probe", os.fspath(path), depth, "" if free is None else str(free)]


def _obituary(code: int) -> dict[str, Any]:
    """What it means that the process ended with this code and no report."""
    ending = f"code {code}"
    with contextlib.suppress(ValueError):
        ending = signal.Signals(-code).name
    if ending == "SIGKILL":
        what = "was stopped by the system while it was tried, most likely because memory ran out"
        return _failure(what, "Close other programs, or choose a smaller model.")
    if ending == "SIGILL":
        what = "can't be computed here: llama.cpp was built for another processor"
        return _failure(what, "Install llama-cpp-python again on this machine.")
    lasting = ending in ("SIGABRT", "SIGSEGV", "SIGFPE")
    return _failure(f"made llama.cpp crash while it was tried ({ending})", AGAIN, lasting=lasting)


def _failure(what: str, hint: str, *, lasting: bool = False) -> dict[str, Any]:
    """A report that the model, whose name is filled in later, can't be used; `lasting` if it never will be."""
    return {"message": f"The model {{name}} {what}.", "hint": hint, "lasting": lasting}


def _kept_at(file_hash: str, thorough: bool) -> Path:
    """Where the report on a file is kept: another llama.cpp may judge it otherwise."""
    try:
        version = importlib.metadata.version("llama-cpp-python")
    except importlib.metadata.PackageNotFoundError:
        raise ModelError("llama-cpp-python isn't installed.", hint=native.INSTALL) from None
    key = hashlib.sha256(f"{file_hash}|{version}|{VERSION}|{thorough}".encode()).hexdigest()
    return _folder() / f"{key}.json"


def _folder() -> Path:
    return platformdirs.user_cache_path("eduapp") / "models"


def _read(path: Path) -> dict[str, Any]:
    """A report that was kept; empty if there is none that can be used."""
    try:
        report = json.loads(path.read_text("utf-8"))
        if "facts" in report:
            ModelFacts(**report["facts"])
        elif not (isinstance(report["message"], str) and isinstance(report["hint"], str)):
            return {}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return report


def _keep(path: Path, report: dict[str, Any]) -> None:
    """Writes the report at once or not at all; a cache that can't be written only costs time."""
    draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(report), "utf-8")
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


# the other process's side


class _Refused(Exception):
    """llama.cpp won't have the file; its log says why."""


def main(path: str, depth: str, free: str) -> None:
    """Tries the file and prints the report. Whatever happens here happens to this process alone."""
    _make_harmless()
    print(json.dumps(_report(Path(path), depth == "thorough", int(free) if free else None)))


def _make_harmless() -> None:
    """No core file of gigabytes when it crashes, and the system's first choice when memory runs short."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _report(path: Path, thorough: bool, free: int | None) -> dict[str, Any]:
    try:
        lib = native.library()
        facts = _facts(lib, path)
        if reason := why_not(facts):
            return _failure(reason, INSTRUCT, lasting=True)
        if thorough:
            _evaluate_a_word(lib, path, _gpu_layers(facts, free))
        return {"facts": dataclasses.asdict(facts), "lasting": True}
    except _Refused:
        lines = native.last_errors()
        message, hint = native.meaning("{name}", lines)
        lasting = not any(word in line.lower() for line in lines for word in MEMORY_WORDS)
        return {"message": message, "hint": hint, "lasting": lasting}
    except ModelError as error:
        return {"message": error.message, "hint": error.hint, "lasting": False}


def _facts(lib: ModuleType, path: Path) -> ModelFacts:
    """The facts from the file's header and list of tensors; the weights themselves aren't read."""
    params = native.model_params(lib, 0)  # a GPU's driver that fails says nothing about the file
    params.no_alloc = True
    params.load_mode = lib.LLAMA_LOAD_MODE_NONE  # llama.cpp aborts on no_alloc with a mapped file
    model = _load(lib, path, params)

    def said(key: str, default: str = "") -> str:
        buffer = ctypes.create_string_buffer(256)
        found = lib.llama_model_meta_val_str(model, key.encode(), buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace") if found > 0 else default

    architecture = said("general.architecture")
    heads, embedding = lib.llama_model_n_head(model), lib.llama_model_n_embd(model)
    head_size = embedding // heads if heads else 0
    return ModelFacts(
        name=said("general.name", path.stem),
        architecture=architecture,
        quantization=lib.llama_ftype_name(lib.llama_model_ftype(model)).decode(),
        parameters=lib.llama_model_n_params(model),
        weights=lib.llama_model_size(model),
        layers=lib.llama_model_n_layer(model),
        embedding=embedding,
        heads=heads,
        kv_heads=lib.llama_model_n_head_kv(model),
        key_size=int(said(f"{architecture}.attention.key_length", str(head_size))),
        value_size=int(said(f"{architecture}.attention.value_length", str(head_size))),
        context=lib.llama_model_n_ctx_train(model),
        window=lib.llama_model_n_swa(model),
        vocabulary=lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(model)),
        has_encoder=lib.llama_model_has_encoder(model),
        has_decoder=lib.llama_model_has_decoder(model),
        recurrent=lib.llama_model_is_recurrent(model),
        hybrid=lib.llama_model_is_hybrid(model),
        diffusion=lib.llama_model_is_diffusion(model),
        causal=said(f"{architecture}.attention.causal", "true") == "true",
        pooled=said(f"{architecture}.pooling_type", "0") != "0",
        chat_template=bool(said("tokenizer.chat_template")),
    )


def _gpu_layers(facts: ModelFacts, free: int | None) -> int:
    """How many layers the trial puts on the GPU: none if main memory holds the model. Raises ModelError."""
    facts = dataclasses.replace(facts, name="{name}")
    trial = {"n_ctx": TRIAL_CONTEXT, "free_memory": free, "block": TRIAL_CONTEXT}
    try:
        return plan.choose(facts, devices=(), **trial).gpu_layers
    except ModelError:
        return plan.choose(facts, devices=devices.devices(), cards=_cards(), **trial).gpu_layers


def _cards() -> list[ModelCard]:
    """The models to name instead; the catalogue is read only when one is needed."""
    from eduapp.llm.catalog import catalog

    with contextlib.suppress(ModelError):
        return catalog()
    return []


def _evaluate_a_word(lib: ModuleType, path: Path, gpu_layers: int) -> None:
    """Loads the file as it will be loaded, and goes the way of a token once: from text to scores, and back to text."""
    params = native.model_params(lib, gpu_layers)
    params.check_tensors = True
    model = _load(lib, path, params)
    settings = lib.llama_context_default_params()
    settings.n_ctx = settings.n_batch = settings.n_ubatch = TRIAL_CONTEXT
    settings.n_threads = settings.n_threads_batch = machine.cores()
    context = lib.llama_init_from_model(model, settings)
    if not context:
        raise _Refused
    vocab = lib.llama_model_get_vocab(model)
    tokens, piece = (ctypes.c_int32 * 8)(), ctypes.create_string_buffer(64)
    count = max(1, lib.llama_tokenize(vocab, b"Hello", 5, tokens, len(tokens), True, True))
    if lib.llama_decode(context, lib.llama_batch(count, tokens, None, None, None, None, None)):
        raise _Refused
    scores = lib.llama_get_logits_ith(context, -1)
    words = lib.llama_vocab_n_tokens(vocab)
    if not all(math.isfinite(score) for score in scores[:words]):
        raise ModelError("The model {name} is damaged: it computes no numbers.", hint=gguf.FETCH_AGAIN)
    for token in (tokens[0], lib.llama_vocab_bos(vocab), lib.llama_vocab_eos(vocab), words - 1):
        if token >= 0:
            lib.llama_token_to_piece(vocab, token, piece, len(piece), 0, True)
            lib.llama_vocab_get_text(vocab, token)


def _load(lib: ModuleType, path: Path, params: Any) -> object:
    model = lib.llama_model_load_from_file(os.fsencode(path), params)
    if not model:
        raise _Refused
    return model


if __name__ == "__main__":
    main(*sys.argv[1:])
