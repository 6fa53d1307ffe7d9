"""One local language model: found in the catalogue, asked for text, and never able to take the app down.

Nothing heavy is imported before a model is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eduapp.llm.base import Completion, Runtime

if TYPE_CHECKING:
    from eduapp.llm.chat import ChatGGUF
    from eduapp.llm.runtime import GGUFRuntime

__all__ = ["Completion", "Runtime", "open_model", "open_runtime"]


def open_runtime(spec: str = "starter", **options: Any) -> GGUFRuntime:
    """The model of that name or path, loaded: `complete`, `stream`, `logprob`, `tokens`.

    Options: n_ctx (tokens), threads. Raises NotFoundError or ModelError.
    """
    from eduapp.llm.catalog import find
    from eduapp.llm.runtime import GGUFRuntime

    return GGUFRuntime(find(spec), **options)


def open_model(spec: str = "starter", **options: Any) -> ChatGGUF:
    """The same as a LangChain chat model. Options: those of `open_runtime`, and ChatGGUF's own (temperature, ...)."""
    from eduapp.llm.chat import ChatGGUF

    own = {key: options.pop(key) for key in list(options) if key in ChatGGUF.model_fields}
    return ChatGGUF(runtime=open_runtime(spec, **options), **own)
