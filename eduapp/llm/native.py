"""One loaded GGUF model: with context.py and sampling.py the only modules that touch llama.cpp's C interface."""

from __future__ import annotations

import ctypes
import functools
import os
import weakref
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from eduapp.errors import ModelError
from eduapp.llm import adapter as lora

if TYPE_CHECKING:
    from eduapp.llm.context import NativeContext
    from eduapp.llm.sampling import Alphabet

LOG_ERROR = 4  # ggml_log_level; the names in llama_cpp._logger are those of an older ggml
INSTALL = "Install it with `pip install llama-cpp-python`; it needs a C++ compiler."

# What llama.cpp's own words mean to the person who chose the file: (words, meaning, way out).
LOAD_FAILURES = (
    (("vocab", "tokenizer"),
     "has no tokenizer that this llama.cpp can use", "Take another conversion of the same model."),
    (("file bounds", "failed to read", "remaining file size", "exceeds maximum", "must be in", "not found",
      "wrong shape", "invalid data"),
     "is cut off or damaged", "Fetch the file again, and compare its size with the one that its page names."),
    (("unknown model architecture",),
     "is of a kind that this llama.cpp doesn't know", "Update llama-cpp-python, or choose another model."),
    (("allocate", "bad_alloc", "out of memory"),
     "doesn't fit into this machine's memory", "Close other programs, or choose a smaller model."),
)  # fmt: skip

_NO_DEVICES = (ctypes.c_void_p * 1)()  # a list of graphics cards that holds its end alone
_errors: deque[str] = deque(maxlen=8)


@functools.cache
def library() -> ModuleType:
    """llama.cpp's bindings, with its log going to us instead of the terminal. Raises ModelError if not installed."""
    try:
        with _threads_soon_sleep():
            from llama_cpp import llama_cpp as lib
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelError(f"llama-cpp-python can't be loaded: {error}", hint=INSTALL) from error
    lib.llama_log_set(_log_callback(lib), ctypes.c_void_p(0))
    lib.llama_backend_init()
    return lib


@contextmanager
def _threads_soon_sleep() -> Iterator[None]:
    """Lets threads that wait for each other look again a thousand times, and then sleep.

    OpenMP reads its settings when it is loaded. By default waiting threads look on for milliseconds: beside one other
    busy program, two of them on two cores are then 10 to 40 times slower than one. If they sleep at once, as many as
    they are, they are no faster than one.
    """
    settings = {"GOMP_SPINCOUNT": "1000", "KMP_BLOCKTIME": "1"}
    chosen = {} if "OMP_WAIT_POLICY" in os.environ else {k: v for k, v in settings.items() if k not in os.environ}
    os.environ.update(chosen)
    try:
        yield
    finally:
        for name in chosen:
            os.environ.pop(name, None)


@functools.cache
def _log_callback(lib: ModuleType) -> object:
    """The callback, which must live as long as the library does."""

    @lib.llama_log_callback
    def keep_errors(level: int, text: bytes, _: object) -> None:
        if level == LOG_ERROR:
            _errors.append(text.decode("utf-8", "replace").strip())

    return keep_errors


def last_errors() -> list[str]:
    """The last error lines of llama.cpp's log, oldest first."""
    return list(_errors)


def model_params(lib: ModuleType, gpu_layers: int) -> Any:
    """How to load a model with so many layers on the GPU (-1 for all); without any, the GPU isn't touched at all.

    By default llama.cpp has it multiply large matrices of a model on the processor too, and takes the process down when
    its memory is full.
    """
    params = lib.llama_model_default_params()
    params.n_gpu_layers = gpu_layers
    if not gpu_layers:
        params.devices = ctypes.addressof(_NO_DEVICES)
    return params


class NativeModel:
    """A model file in memory: its vocabulary, its metadata, and the contexts that it is evaluated in.

    `gpu_layers` of it lie on the GPU (-1 for all), and every context evaluates it with its adapter, if it has one.
    Raises ModelError if llama.cpp can't load it.
    """

    def __init__(self, path: Path, *, gpu_layers: int = 0, adapter: Path | None = None) -> None:
        self.lib = library()
        self.gpu_layers = gpu_layers
        with _translated(path.name):
            self._model = self._load(path)
        self._free = weakref.finalize(self, self.lib.llama_model_free, self._model)
        self.vocab = self.lib.llama_model_get_vocab(self._model)
        self.n_vocab: int = self.lib.llama_vocab_n_tokens(self.vocab)
        if not self.n_vocab or not self.lib.llama_model_has_decoder(self._model):
            raise ModelError("This model can't write text.", hint="Choose an instruct model.")
        self.n_ctx_train: int = self.lib.llama_model_n_ctx_train(self._model)
        self._pieces: dict[int, bytes] = {}
        self.adapter = lora.load(self.lib, self._model, adapter) if adapter else None

    def _load(self, path: Path) -> object:
        params = model_params(self.lib, self.gpu_layers)
        model = self.lib.llama_model_load_from_file(os.fsencode(path), params)
        if not model:
            raise _LoadFailure
        return model

    def open_context(
        self, *, streams: int, tokens: int, block: int, threads: int, strict: bool = False
    ) -> NativeContext:
        """Memory for that many streams of that many tokens each. Raises ModelError if there isn't enough.

        Unless it is `strict`, which never has two streams at work, a token alone comes out as it does among others.
        """
        from eduapp.llm.context import NativeContext

        sizes = {"streams": streams, "tokens": tokens, "block": block, "threads": threads}
        return NativeContext(self, self._model, **sizes, company=not strict and self._needs_company)

    @functools.cached_property
    def _needs_company(self) -> bool:
        """Whether a token must not be alone in a step; a recurrent model can't take back what a companion evaluated.

        An adapter's products are of numbers with 16 or 32 bits, which differ alone, but so little that one word seldom
        shows it.
        """
        from eduapp.llm.context import differs_alone

        recurrent = self.lib.llama_model_is_recurrent(self._model) or self.lib.llama_model_is_hybrid(self._model)
        return self.gpu_layers == 0 and not recurrent and (bool(self.adapter) or differs_alone(self, self._model))

    @functools.cached_property
    def parameters(self) -> int:
        """How many weights the model has."""
        return self.lib.llama_model_n_params(self._model)

    @functools.cached_property
    def bytes_per_token(self) -> int:
        """How many bytes of a context's memory one token takes: a key and a value of 16 bits a layer and head."""
        lib, model = self.lib, self._model
        heads, layers = lib.llama_model_n_head(model), lib.llama_model_n_layer(model)
        head_size = int(self.metadata(f"{self.metadata('general.architecture')}.attention.key_length") or 0)
        head_size = head_size or lib.llama_model_n_embd(model) // max(heads, 1)
        return layers * max(lib.llama_model_n_head_kv(model), 1) * head_size * 2 * 2

    @property
    def closed(self) -> bool:
        """Whether its memory has been given back."""
        return not self._free.alive

    def close(self) -> None:
        """Gives the memory back. A second call does nothing."""
        self._free()

    def tokenize(self, text: str, *, special: bool = False) -> list[int]:
        """The text's token ids; `special` reads control tokens such as "<|im_start|>" as such, not as characters."""
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        buffer = (ctypes.c_int32 * room)()
        count = self.lib.llama_tokenize(self.vocab, data, len(data), buffer, room, True, special)
        if count < 0:
            raise ModelError(f"A text of {len(data)} bytes can't be split into tokens.")
        # a chat template may write the first token that the tokenizer adds by itself
        doubled = count > 1 and buffer[0] == buffer[1] == self.lib.llama_vocab_bos(self.vocab)
        return buffer[1:count] if doubled and self.lib.llama_vocab_get_add_bos(self.vocab) else buffer[:count]

    def piece(self, token: int) -> bytes:
        """The token's bytes, which may be a part of a character."""
        if token not in self._pieces:
            self._pieces[token] = self._read_piece(token)
        return self._pieces[token]

    def _read_piece(self, token: int) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            count = self.lib.llama_token_to_piece(self.vocab, token, buffer, size, 0, False)
            if count >= 0:
                return buffer.raw[:count]
            size = -count

    @functools.cached_property
    def alphabet(self) -> Alphabet | None:
        """The tokens of a single byte, if there is one for each byte that any token holds; else None."""
        from eduapp.llm.sampling import Alphabet

        pieces = {token: self._read_piece(token) for token in range(self.n_vocab)}
        letters = {piece[0]: token for token, piece in reversed(pieces.items()) if len(piece) == 1}
        end = next((token for token in pieces if self.is_end(token)), None)
        complete = letters.keys() >= set().union(*pieces.values())
        return Alphabet(self.lib, letters, end) if complete and end is not None else None

    def spelled(self, text: bytes) -> list[int]:
        """The tokens of a text that goes on from another; empty if the tokenizer would change it."""
        room = len(text) + 8
        buffer = (ctypes.c_int32 * room)()
        count = self.lib.llama_tokenize(self.vocab, text, len(text), buffer, room, False, False)
        tokens = buffer[: max(count, 0)]
        return tokens if b"".join(map(self.piece, tokens)) == text else []

    def is_end(self, token: int) -> bool:
        """Whether the token ends the model's turn."""
        return self.lib.llama_vocab_is_eog(self.vocab, token)

    def token_text(self, token: int) -> str:
        """The vocabulary's own name of a token, such as "<|im_end|>"; "" for no token (-1)."""
        return self.lib.llama_vocab_get_text(self.vocab, token).decode("utf-8", "replace") if token >= 0 else ""

    def bos_eos(self) -> tuple[str, str]:
        """The names of the tokens that begin and end a text."""
        return tuple(self.token_text(get(self.vocab)) for get in (self.lib.llama_vocab_bos, self.lib.llama_vocab_eos))

    @functools.cached_property
    def control_texts(self) -> tuple[str, ...]:
        """The names of all control tokens, longest first."""
        control = (t for t in range(self.n_vocab) if self.lib.llama_vocab_is_control(self.vocab, t))
        return tuple(sorted((self.token_text(t) for t in control), key=lambda text: (-len(text), text)))

    def metadata(self, key: str) -> str:
        """The value of a metadata entry as text; "" if the file hasn't got it."""
        size = 256
        while True:
            buffer = ctypes.create_string_buffer(size)
            count = self.lib.llama_model_meta_val_str(self._model, key.encode(), buffer, size)
            if count < size:
                return buffer.value.decode("utf-8", "replace") if count >= 0 else ""
            size = count + 1


class _LoadFailure(Exception):
    """llama.cpp returned no model; its log says why."""


@contextmanager
def _translated(name: str) -> Iterator[None]:
    """llama.cpp's reasons in the person's words."""
    _errors.clear()
    try:
        yield
    except _LoadFailure:
        message, hint = meaning(name, last_errors())
        raise ModelError(message, hint=hint) from None


def meaning(name: str, lines: list[str]) -> tuple[str, str]:
    """The message and the hint for a load that failed with these log lines."""
    log = "\n".join(lines).lower()
    detail = lines[0].split(": ", 1)[-1] if lines else "llama.cpp gave no reason"
    for words, what, hint in LOAD_FAILURES:
        if any(word in log for word in words):
            return f"The model {name} {what} ({detail}).", hint
    return f"The model {name} can't be loaded ({detail}).", "Try `eduapp doctor`, or choose another model."
