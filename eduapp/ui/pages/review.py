"""The heart of the app: one item at a time beside its source passage, one key a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from eduapp.domain.item import Bloom, ItemKind
from eduapp.domain.queue import FAILED, PASSED
from eduapp.domain.review import State
from eduapp.ui.parts import chosen, item_view, look, names, page_view, review_desk, trouble
from eduapp.ui.parts.plain import label, short, tag, write

if TYPE_CHECKING:
    from eduapp.domain.item import Item
    from eduapp.domain.queue import SetLine, Tally
    from eduapp.domain.source import Document
    from eduapp.library import Library

ALL = "all"
ANY = "any"


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("Review")
    sets = {line.id: line for line in lib.set_lines() if line.items}
    if not sets:
        look.empty("There is nothing to review yet: no questions have been made.", "generate", "Make questions")
        return
    st.html(f"<style>{item_view.STYLE}</style>")
    which = _choose_set(sets)
    whole = lib.tally(which)
    with st.expander(label(_said()), icon=":material/filter_alt:"):
        filters = _choose_filters(lib, which, whole)
    write(item_view.states_bar(whole))
    item = review_desk.current(lib, which, filters)
    review_desk.tell()
    review_desk.wait_for_another(lib)
    if item is None:
        _nothing(which, filters, whole)
    else:
        _draw(lib, which, filters, item)
    _below(lib, which, filters, whole, item)


def _choose_set(sets: dict[str, SetLine]) -> str:
    def named(which: str) -> str:
        if which == ALL:
            return "All questions of the library"
        line = sets[which]
        made = f"{line.made.astimezone():%d %b, %H:%M}"
        return (
            f"{line.title} · {names.BLUEPRINTS.get(line.blueprint, line.blueprint)} · {line.items} questions · {made}"
        )

    known = [*([ALL] if len(sets) > 1 else []), *sets]
    return chosen.choose("set", "Set", known, named)


def _said() -> str:
    """The filters in force, as the head of their box."""
    picked = {
        name: st.session_state.get(f"review-{name}", ANY) for name in ("level", "kind", "check", "words", "source")
    }
    said = [st.session_state.get("review-state", State.DRAFT.value)]
    said += [f"{name} {item_view.in_words(value)}" for name, value in picked.items() if value not in (ANY, "")]
    return "Filters: " + ", ".join("all states" if one == ANY else one for one in said)


def _choose_filters(lib: Library, which: str, whole: Tally) -> dict[str, str]:
    """The filters that the boxes say; empty boxes let all through."""
    state, level, kind, check, words = st.columns([1, 1, 1, 1.4, 1.4])
    counts = {field: whole.by(field) for field in ("state", "level", "kind")}

    def pick(column: Any, title: str, field: str, values: list[str], start: int = 0) -> str:
        def named(one: str) -> str:
            return ANY if one == ANY else f"{item_view.in_words(one)} ({counts[field][one]})"

        return column.selectbox(title, [ANY, *values], start, format_func=named, key=f"review-{field}")

    picked = {
        "state": pick(state, "State", "state", [one.value for one in State], 1),
        "level": pick(level, "Level", "level", [one.value for one in Bloom if counts["level"][one]]),
        "kind": pick(kind, "Kind", "kind", [one.value for one in ItemKind if counts["kind"][one]]),
        "check": _pick_check(check, whole),
        "words": words.text_input("Words", key="review-words"),
    }
    if which == ALL:
        names = {source.id: source.name for source in lib.sources()}
        picked["source"] = st.selectbox(
            "Source", [ANY, *names], format_func=lambda one: short(names.get(one, ANY)), key="review-source"
        )
    return {name: value for name, value in picked.items() if value and value != ANY}


def _pick_check(column: Any, whole: Tally) -> str:
    names = [ANY, PASSED, FAILED, *whole.failed]
    said = {ANY: ANY, PASSED: "passed all", FAILED: f"failed any ({sum(whole.failed.values())} times)"}
    shown = said | {name: f"failed: {name} ({count})" for name, count in whole.failed.items()}
    if st.session_state.get("review-check") not in names:
        st.session_state["review-check"] = ANY
    return column.selectbox("Check", names, format_func=lambda one: short(shown[one]), key="review-check")


def _draw(lib: Library, which: str, filters: dict[str, str], item: Item) -> None:
    place = lib.place(item, which, **filters)
    total = lib.queue(which, limit=1, **filters).total
    document = _document(lib, item.evidence[0].source)
    where = f"{min(place + 1, total)} of {total}" if total else "no longer among those shown"
    write(
        look.chips(where, item.level, item_view.in_words(item.kind), item_view.STATES[item.review.state],
                   f"revision {item.revision}", f"made by {item.provenance.model or 'rules'}")
    )  # fmt: skip
    review_desk.buttons(lib, which, filters, item)
    if review_desk.mode() == "edit":
        review_desk.editor(lib, item, lambda: write(item_view.passages(item, document)))
        return
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        write(item_view.card(item))
        look.section("Checks")
        write(item_view.checks(item))
        with st.expander("History"):
            write(item_view.history(lib.history(item)))
    with right:
        look.section("In the source")
        write(item_view.passages(item, document))
        page_view.of_quotes(lib, item.evidence, f"page-of-{item.id}")


def _nothing(which: str, filters: dict[str, str], whole: Tally) -> None:
    drafts = whole.by("state")[State.DRAFT]
    if not drafts and filters == {"state": State.DRAFT.value}:
        with st.container(border=True):
            approved = whole.by("state")[State.APPROVED]
            write(tag("p", f"Nothing is left to decide: {approved} of {whole.total} questions are approved."))
            _on_to_export(which)
    else:
        look.empty("No question passes these filters. Set some of them to “any”.")
    review_desk.undo_button()


def _on_to_export(which: str) -> None:
    from eduapp.ui import places

    if places.has("export") and st.button("Print or export", type="primary", key="review-export"):
        places.go("export", **({} if which == ALL else {"set": which}))


def _below(lib: Library, which: str, filters: dict[str, str], whole: Tally, item: Item | None) -> None:
    """What concerns the whole set: the list, approving many, what is covered."""
    listed, many, covered = st.tabs(["All that pass the filters", "Approve many", "Coverage"])
    with listed, trouble.told():
        review_desk.listing(lib, which, filters, item)
    with many, trouble.told():
        review_desk.approve_many(lib, which, filters)
    with covered:
        write(item_view.heat_map(whole))


@st.cache_resource(show_spinner=False, max_entries=16)
def _document(_lib: Library, source: str) -> Document:
    return _lib.document(source)
