"""How long a reviewer waits: the next item after a verdict, a filter, an undo, with many items and with few.

python -m benchmarks.review [--many 5000] [--few 50] [--rounds 20] [--seed 0]

The library is made for the run, of items of every level in three kinds, a third of them judged. The peer is the same
library with few items, measured in turns with the other; `whole set` reads all items, as a page without queue would.
`page` rows are the page Review itself, from a press to all that is drawn after it, without the browser's part.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from eduapp.domain.base import content_id
from eduapp.domain.item import Bloom, Check, Choice, Item, ItemKind, Provenance
from eduapp.domain.item_set import ItemSet
from eduapp.domain.source import Document, Locator, Passage, Quote, Source
from eduapp.library import Library, open_library

WORDS = "cell nucleus membrane energy glucose protein enzyme tissue organ oxygen carbon light water root leaf".split()
BARS = {"page next_s": 0.5, "page filter_s": 1.0}
LIMIT = 2.0


def main() -> None:
    """Print the figures, and the JSON line at the end."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        libraries = {n: filled(Path(folder) / str(n), n, options.seed) for n in (options.many, options.few)}
        times = {n: {name: [] for name in ACTIONS} for n in libraries}
        for number in range(options.rounds):
            for n, lib in libraries.items():
                for name, action in ACTIONS.items():
                    times[n][name].append(_seconds(action, lib, random.Random(options.seed + number)))
        whole = {n: _seconds(lambda lib, _: lib.items(), lib, random.Random(0)) for n, lib in libraries.items()}
        for n, lib in libraries.items():
            lib.close()
            times[n] |= on_the_page(Path(folder) / str(n), options.rounds)
    figures = _table(times, whole, options.many, options.few)
    print(json.dumps(figures))


def filled(folder: Path, count: int, seed: int) -> Library:
    """A library with one set of so many items, a third of them judged."""
    lib = open_library(folder)
    document = _document()
    lib._store.add_source(document)
    rng = random.Random(seed)
    items = tuple(_item(number, document, rng) for number in range(count))
    lib._store.finish_set(ItemSet(id=f"set-{count}", source=document.source.id, title="Many", items=items))
    lib.approve_together([item.id for item in items[::3]])
    for item in items[:30:3]:
        lib.decide(item.id, "reject", why="not now")
    return lib


def after_a_verdict(lib: Library, rng: random.Random) -> None:
    """What happens between a key and the next item: the verdict, the next draft, its history, the counts above it."""
    lines = lib.queue(state="draft", limit=20, start=rng.randrange(10)).lines
    item = lib.item(rng.choice(lines).item)
    lib.decide(item, "approve")
    following = lib.beside(item, state="draft")
    assert following is not None
    lib.history(following)
    lib.tally()
    lib.place(following, state="draft")
    lib.undo(item.id)


def filtered(lib: Library, rng: random.Random) -> None:
    """A filter by state, level and words, with the first page and the counts."""
    filters = {"state": "draft", "level": rng.choice(list(Bloom)), "words": rng.choice(WORDS)}
    lib.queue(limit=50, **filters)
    lib.tally(**filters)


def failing(lib: Library, _: random.Random) -> None:
    """All drafts that failed a check, from the middle of the list on."""
    lib.queue(check="failed", start=10, limit=50)


def sets(lib: Library, _: random.Random) -> None:
    """The list of sets with the states of their items."""
    lib.set_lines()


ACTIONS: dict[str, Callable[[Library, random.Random], None]] = {
    "next": after_a_verdict,
    "filter": filtered,
    "failed": failing,
    "sets": sets,
}


def on_the_page(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds from a press on the page Review to all that it then draws: after a verdict, and after a filter."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    os.environ["EDUAPP_LIBRARY"] = str(folder)
    st.cache_resource.clear()
    page = AppTest.from_function(_review_page, default_timeout=120).run()
    assert not page.exception, page.exception

    times: dict[str, list[float]] = {"page next": [], "page filter": []}
    for number in range(rounds):
        button = next(one for one in page.button if str(one.key).startswith("do-approve"))
        times["page next"].append(_clock(lambda button=button: button.click().run()))
        level = page.selectbox(key="review-level")
        chosen = level.options[(2, 3, 5, 6)[number // 2 % 4]].split(" ")[0] if number % 2 == 0 else "any"
        times["page filter"].append(_clock(lambda level=level, chosen=chosen: level.select(chosen).run()))
        assert not page.exception
    return times


def _review_page() -> None:
    import streamlit as st

    from eduapp.ui import places
    from eduapp.ui.parts import opened

    st.session_state[places.PAGES] = {place.name: place.name for place in places.built()}
    next(place for place in places.PLACES if place.name == "review").show(opened.library())


def _clock(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _document() -> Document:
    passages = tuple(
        Passage(id=f"p{n:04}", text=f"The {word} of a plant takes in what it needs.", locator=Locator(page=n + 1))
        for n, word in enumerate(WORDS)
    )
    source = Source(id="src-many", name="many.txt", media_type="text/plain", sha256="0" * 64, size=1)
    return Document(source=source, title="Many", passages=passages)


def _item(number: int, document: Document, rng: random.Random) -> Item:
    passage = rng.choice(document.passages)
    place = {"source": document.source.id, "passage": passage.id, "locator": passage.locator}
    word = passage.text.split()[1]
    kind = (ItemKind.CHOICE, ItemKind.TRUE_FALSE, ItemKind.TEXT_ENTRY)[number % 3]
    others = rng.sample([one for one in WORDS if one != word], 3 if kind is ItemKind.CHOICE else 1)
    choices = tuple(Choice(id="abcd"[n], text=one, correct=not n) for n, one in enumerate([word, *others]))
    checks = [Check(name=f"check {n}", passed=rng.random() > 0.02, detail="As the text says.") for n in range(12)]
    return Item(
        id=content_id("item", number),
        kind=kind,
        level=list(Bloom)[number % 6],
        stem=f"Question {number}: which part takes in what it needs?",
        choices=() if kind is ItemKind.TEXT_ENTRY else choices,
        key=(word,) if kind is ItemKind.TEXT_ENTRY else ("a",),
        rationale=passage.text,
        evidence=(Quote(text=passage.text, start=0, end=len(passage.text), **place),),
        checks=tuple(checks),
        provenance=Provenance(proposer="cloze.v1", template="cloze.v1"),
    )


def _seconds(action: Callable, lib: Library, rng: random.Random) -> float:
    begun = time.perf_counter()
    action(lib, rng)
    return time.perf_counter() - begun


def _table(times: dict[int, dict[str, list[float]]], whole: dict[int, float], many: int, few: int) -> dict[str, float]:
    print(f"{'median of each':<14}{many:>10,} items{few:>8,} items{'ratio':>8}{'worst':>9}{'bar':>14}")
    figures: dict[str, float] = {"items": many}
    for name in times[many]:
        slow, fast = (statistics.median(times[n][name]) for n in (many, few))
        bar = BARS.get(f"{name}_s")
        told = f"{bar} s, {LIMIT:g} ×" if bar else ""
        worst = max(times[many][name])
        print(
            f"{name:<14}{slow * 1e3:>13.1f} ms{fast * 1e3:>11.1f} ms{slow / fast:>8.2f}{worst * 1e3:>6.0f} ms{told:>14}"
        )
        named = name.replace(" ", "_")
        figures |= {f"{named}_s": round(slow, 4), f"{named}_ratio": round(slow / fast, 2)}
    print(f"{'whole set':<14}{whole[many] * 1e3:>13.1f} ms{whole[few] * 1e3:>11.1f} ms")
    return figures | {"whole_set_s": round(whole[many], 3)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--many", type=int, default=5000)
    parser.add_argument("--few", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    main()
