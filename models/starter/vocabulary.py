"""Text into tokens as the app's runtime cuts it: by llama.cpp, from the model file's own vocabulary."""

from __future__ import annotations

from pathlib import Path

from llama_cpp import Llama


class Vocabulary:
    """The tokens of a model file. Control tokens in a text are plain characters, as they are for the runtime."""

    def __init__(self, path: Path) -> None:
        self._llama = Llama(model_path=str(path), vocab_only=True, verbose=False)

    def prompt(self, text: str) -> list[int]:
        """The tokens of a prompt, with what the file wants a text to begin with."""
        return self._llama.tokenize(text.encode(), add_bos=True, special=False)

    def target(self, text: str) -> list[int]:
        """The tokens of a text that goes on from a prompt, to the end of its line."""
        return self._llama.tokenize(f" {text}\n".encode(), add_bos=False, special=False)
