"""How fast a model is on this machine."""

from __future__ import annotations


def measured(name: str) -> dict[str, object]:
    """What was measured of a model: its layout, its size in bytes, tokens a second, and where it ran.

    "reads" is of a prompt, "writes_one" of one reply, "writes_many" of 16 at a time; "same_text" says whether a reply
    stays the same whatever is written beside it. Raises NotFoundError or ModelError.
    """
    from eduapp import settings
    from eduapp.llm import layouts, open_runtime
    from eduapp.llm.catalog import find

    file = find(name)
    chosen = layouts.remembered(file)
    with open_runtime(name, n_ctx=1024, **settings.load().model_options) as runtime:
        reading, writing = layouts.speed(runtime)
        _, alone = layouts.speed(runtime, width=1)
        return {
            "name": name,
            "layout": chosen.layout if chosen and runtime.hash != file.hash else layouts.ORIGINAL,
            "size": runtime.file.size,
            "reads": round(reading, 1),
            "writes_one": round(alone, 1),
            "writes_many": round(writing, 1),
            "same_text": layouts.same_among_others(runtime),
            "placement": runtime.placement,
        }
