"""The way out: a set as a file for a class, looked at before it is taken away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from eduapp.domain.review import State
from eduapp.export import FORMATS, ITEM_FORMATS
from eduapp.ui.parts import chosen, look, names, trouble
from eduapp.ui.parts.plain import short, tag, write

if TYPE_CHECKING:
    from eduapp.domain.queue import SetLine
    from eduapp.export import ExportReport
    from eduapp.library import Library

TITLES = {
    "pdf": "PDF to print",
    "apkg": "Anki deck",
    "qti": "QTI package for a learning platform",
    "json": "JSON with all that is known",
    "html": "Web page to solve the crossword",
    "ipuz": "ipuz crossword",
    "puz": "puz crossword",
}
MIME = {"pdf": "application/pdf", "json": "application/json", "qti": "application/zip", "html": "text/html"}
PAPERS = {"": "as the layout says", "a4": "A4", "letter": "US Letter"}


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("Export")
    sets = {line.id: line for line in lib.set_lines() if line.items}
    if not sets:
        look.empty("There is nothing to take away yet: no questions have been made.", "generate", "Make questions")
        return
    which = chosen.choose("set", "Set", list(sets), lambda one: _named(sets[one]))
    line = sets[which]
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        name, include, looks = _options(line)
    if not include:
        with left:
            _nothing_approved(which)
        return
    with trouble.told():
        data, report = _made(lib, which, name, include, tuple(looks.items()), _fingerprint(lib, which))
        with left:
            _download(line, name, data, report)
        with right:
            _preview(lib, which, name, include, data)


def _named(line: SetLine) -> str:
    approved = line.states.get(State.APPROVED, 0)
    kind = names.BLUEPRINTS.get(line.blueprint, line.blueprint)
    return f"{line.title} · {kind} · {approved} of {line.items} approved"


def _options(line: SetLine) -> tuple[str, str, dict[str, Any]]:
    """The format, which items, empty where none may leave, and how the file is to look."""
    known = [name for name in TITLES if line.crossword or name in ITEM_FORMATS]
    name = st.radio("Format", known, format_func=TITLES.__getitem__, key=f"export-format-{line.crossword}")
    approved, drafts = line.states.get(State.APPROVED, 0), line.states.get(State.DRAFT, 0)
    which = {"approved": f"approved ({approved})", "all": f"approved and drafts ({approved + drafts})"}
    include = st.radio("Questions", list(which), format_func=which.__getitem__, key="export-include", horizontal=True)
    looks: dict[str, Any] = {}
    if name == "pdf":
        looks["paper"] = st.selectbox("Paper", list(PAPERS), format_func=PAPERS.__getitem__, key="export-paper")
    if line.crossword and name in ("pdf", "html"):
        looks["word_bank"] = st.checkbox("List the answers as a word bank", key="export-bank")
        looks["first_letters"] = st.checkbox("Give the first letter of each answer", key="export-letters")
    there = approved if include == "approved" else approved + drafts
    return name, include if there else "", looks


def _nothing_approved(which: str) -> None:
    from eduapp.ui import places

    with st.container(border=True):
        write(tag("p", "None of its questions is approved yet. Approve some, or choose to take the drafts too."))
        if st.button("Review them", type="primary", key="export-review") and places.has("review"):
            places.go("review", set=which)


def _download(line: SetLine, name: str, data: bytes, report: ExportReport) -> None:
    drafts = " Drafts are marked as such." if st.session_state["export-include"] == "all" else ""
    write(tag("p", f"{names.plural(report.written, 'question')} in {_size(len(data))}.{drafts}"))
    st.download_button(
        "Download",
        data,
        _file_name(line, name),
        MIME.get(name, "application/octet-stream"),
        type="primary",
        icon=":material/download:",
        shortcut="d",
        on_click="ignore",
        key="export-get",
    )
    if report.lost or report.skipped:
        with st.expander("What this format loses", expanded=bool(report.skipped)):
            lost = [tag("li", one) for one in report.lost]
            write(tag("ul", *lost, *(tag("li", f"{one.item} was left out: {one.why}") for one in report.skipped)))


def _preview(lib: Library, which: str, name: str, include: str, data: bytes) -> None:
    look.section("Preview")
    if name == "pdf":
        _pdf(data)
    elif name == "apkg":
        _cards(lib, which, include)
    else:
        text = {"json": "All fields of every question, with checks, history and evidence.",
                "qti": "A package that Moodle, Canvas and others import. It has no page to look at.",
                "html": "One file that opens in any browser; it needs no network."}  # fmt: skip
        write(tag("p", text.get(name, "A file for the programs that solve crosswords.")))
        if name == "json":
            st.code(data[:3000].decode("utf-8", "ignore") + "\n…", language=None, height=420)


def _pdf(data: bytes) -> None:
    count = _pages(data, 0)[1]
    number = 1
    if count > 1:
        number = st.number_input(f"Page, of {count}", 1, count, 1, key=f"export-page-{count}")
    [picture], _ = _pages(data, int(number) - 1)
    st.image(picture, caption=f"Page {number} of {count}", width="stretch", output_format="PNG")


def _cards(lib: Library, which: str, include: str) -> None:
    states = ("approved",) if include == "approved" else ("approved", "draft")
    lines = [line for state in states for line in lib.queue(which, state=state, limit=500).lines]
    stems = {line.item: f"{number}. {short(line.stem, 70)}" for number, line in enumerate(lines, 1)}
    item = st.selectbox("Card", list(stems), format_func=lambda one: stems.get(one, ""), key=f"export-card-{which}")
    page = lib.card(which, item)
    st.iframe(str(tag("iframe", sandbox="", srcdoc=page, title="Anki card", style=FRAME, tabindex="0")),
              height=520, alt="Anki card, question and answer")  # fmt: skip


FRAME = "border:1px solid #767676;border-radius:6px;width:calc(100% - 2px);height:500px;background:#fff"


def _file_name(line: SetLine, name: str) -> str:
    title = re.sub(r"[^\w \-]+", "", line.title).strip()[:60] or line.id
    return f"{title}{FORMATS[name].suffix}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, count // 1000)} kB"


def _fingerprint(lib: Library, which: str) -> str:
    """What changes whenever an item of the set does."""
    lines = lib.queue(which, limit=100_000).lines
    crossword = (
        lib.item_set(which).crossword if any(one.crossword for one in lib.set_lines() if one.id == which) else ""
    )
    return str(hash((tuple((line.item, line.revision, line.decisions) for line in lines), str(crossword))))


@st.cache_data(show_spinner="Writing the file …", max_entries=12)
def _made(_lib: Library, which: str, name: str, include: str, looks: tuple, fingerprint: str) -> Any:
    return _lib.exported(which, name, include, **dict(looks))


@st.cache_data(show_spinner=False, max_entries=40)
def _pages(data: bytes, first: int) -> tuple[list[bytes], int]:
    from eduapp.export.pictures import pdf_pages

    return pdf_pages(data, first=first)
