"""One language model: found in the catalogue, asked for text, and never able to take the app down.

Nothing heavy is imported before a model is opened.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from eduapp.llm.base import Ask, Cancelled, Completion, Runtime

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from eduapp.llm.cache import CachedRuntime
    from eduapp.llm.catalog import ModelFile
    from eduapp.llm.runtime import GGUFRuntime

__all__ = ["Ask", "Cancelled", "Completion", "Runtime", "open_cached", "open_model", "open_runtime"]

Progress = Callable[[str, int, int], None]


def open_runtime(spec: str = "starter", **options: Any) -> Runtime:
    """The model of that name or path, loaded: `complete`, `complete_many`, `stream`, `logprob`, `tokens`.

    Options: n_ctx (tokens that a prompt and its reply may have), threads, width (replies at a time), strict, gpu_layers
    (None to choose by the GPU's free memory), optimized (False for the file as it is). For "openai:MODEL@ADDRESS",
    which another program serves, the options are RemoteRuntime's. Raises NotFoundError, InputError or ModelError.
    """
    from eduapp.llm.remote import is_remote, open_remote

    return open_remote(spec, **options) if is_remote(spec) else _open_local(_found(spec, options), **options)


def open_cached(spec: str = "starter", **options: Any) -> CachedRuntime:
    """The same with a memory on disk: what was asked before isn't asked again, and a known job loads no model."""
    from eduapp.llm import runtime
    from eduapp.llm.cache import CachedRuntime, ReplyCache, default_path
    from eduapp.llm.remote import is_remote

    cache = ReplyCache(default_path())
    if is_remote(spec):
        remote = open_runtime(spec, **options)
        return CachedRuntime(lambda: remote, name=remote.name, hash=remote.hash, version="remote", cache=cache)
    file = _found(spec, options)
    chosen = [runtime.NUMERICS, *(options.get(name) for name in ("n_ctx", "gpu_layers", "strict"))]
    return CachedRuntime(
        lambda: _open_local(file, **options),
        name=file.name,
        hash=file.hash,
        forms=file.forms,
        version=json.dumps(chosen),
        cache=cache,
    )


def open_model(spec: str = "starter", **options: Any) -> BaseChatModel:
    """The model as a LangChain chat model. Options: those of `open_runtime`, and ChatGGUF's own (temperature, ...)."""
    from eduapp.llm.chat import ChatGGUF
    from eduapp.llm.remote import is_remote, open_chat

    if is_remote(spec):
        return open_chat(spec, **options)
    own = {key: options.pop(key) for key in list(options) if key in ChatGGUF.model_fields}
    return ChatGGUF(runtime=open_runtime(spec, **options), **own)


def make_ready(spec: str, progress: Progress | None = None) -> None:
    """Finds the fastest layout for a model that the catalogue wants optimized at first use, if that wasn't done yet.

    A failure is no reason not to use the model as it is, so none is raised.
    """
    from eduapp.errors import EduappError
    from eduapp.llm import layouts
    from eduapp.llm.catalog import find
    from eduapp.llm.devices import devices, gpus
    from eduapp.llm.remote import is_remote

    try:
        if is_remote(spec):
            return
        file = find(spec)
        if file.card and file.card.optimize and not layouts.remembered(file) and not gpus(devices()):
            layouts.optimize(file, progress=progress)
    except EduappError:
        return


def _found(spec: str, options: dict[str, Any]) -> ModelFile:
    """The file to load, which was looked at; takes `optimized` out of the options."""
    from eduapp.llm import probe
    from eduapp.llm.catalog import find
    from eduapp.llm.layouts import chosen

    file = find(spec)
    wanted = options.pop("optimized", True) and not options.get("gpu_layers")
    file = chosen(file) if wanted else file
    probe.look(file)
    return file


def _open_local(
    file: ModelFile, *, n_ctx: int = 2048, gpu_layers: int | None = None, width: int | None = None, **options: Any
) -> GGUFRuntime:
    from eduapp.llm import machine, probe
    from eduapp.llm.catalog import catalog
    from eduapp.llm.devices import devices
    from eduapp.llm.plan import choose
    from eduapp.llm.runtime import GGUFRuntime
    from eduapp.llm.scheduler import BLOCK, WIDTH

    plan = choose(
        probe.look(file),
        n_ctx=n_ctx,
        free_memory=machine.available_memory(),
        devices=devices(),
        wanted=gpu_layers,
        block=BLOCK,
        cards=catalog(),
    )
    return GGUFRuntime(file, n_ctx=n_ctx, width=width or WIDTH, plan=plan, **options)
