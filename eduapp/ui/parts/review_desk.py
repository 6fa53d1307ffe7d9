"""What can be done on the page Review: verdicts, edits, undo, and the way from item to item.

A verdict is given on the item as it was shown. What somebody else did to it since then comes back as a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from eduapp.domain.item import edited
from eduapp.domain.review import State, Verdict, allowed
from eduapp.errors import EduappError
from eduapp.ui.parts import chosen, item_form, item_view, look, work
from eduapp.ui.parts.plain import label, short, tag, write
from eduapp.ui.parts.trouble import on_the_page, told_of

if TYPE_CHECKING:
    from eduapp.domain.item import Item
    from eduapp.library import Library

SHOWN, SAID, MODE, DONE, JOB = "review-shown", "review-said", "review-mode", "review-done", "review-job"
PAGE = 25
REASONS = (
    "Not clear",
    "Too easy",
    "Not important",
    "The key is wrong",
    "More than one right answer",
    "Not in the text",
)
MOST_AT_ONCE = 100_000


def mode() -> str:
    """What is being done beside looking: "reject", "edit", "another" or nothing."""
    return st.session_state.get(MODE, "")


def current(lib: Library, which: str, filters: dict[str, str]) -> Item | None:
    """The item to look at: the one in the address while it is there, or else the first that passes the filters.

    While something is being typed it stays as it was shown, so that what others do meanwhile isn't overruled.
    """
    wanted, item = st.query_params.get("item", ""), None
    shown = st.session_state.get(SHOWN)
    if mode() and shown is not None and shown.id == wanted:
        return shown
    last = st.session_state.get("review-filters")
    if wanted and (last is None or last == (which, filters)):
        item = chosen.or_none(lambda: lib.item(wanted))
    if item is None:
        item = lib.beside("", which, **filters)
        st.session_state[MODE] = ""
    st.session_state["review-filters"] = (which, dict(filters))
    _look_at(item)
    return item


def tell() -> None:
    """What was just done or refused, in a line that a screen reader reads out."""
    kind, said = st.session_state.pop(SAID, ("", ""))
    role = "alert" if kind == "error" else "status"
    sign = {"error": "✗ ", "done": "✓ "}.get(kind, "")
    write(tag("p", f"{sign}{said}" if said else "\u00a0", role=role, class_="card" if kind == "error" else None))


def buttons(lib: Library, which: str, filters: dict[str, str], item: Item) -> None:
    """The row of verdicts and ways, each with its key, and what one of them asks for.

    A button of a verdict belongs to the item as it is shown: a press that comes late can't hit the next one.
    """
    can, stamp = allowed(item.review.state), _stamp(item)
    args = (lib, which, filters)
    row = st.container(horizontal=True, gap="small")
    row.button("Approve", type="primary", shortcut="a", key=f"do-approve-{stamp}", icon=":material/check:",
               disabled=Verdict.APPROVE not in can, on_click=_decide, args=(*args, item, Verdict.APPROVE))  # fmt: skip
    row.button("Reject …", shortcut="x", key="do-reject", icon=":material/close:",
               disabled=Verdict.REJECT not in can, on_click=_switch, args=("reject",))  # fmt: skip
    if Verdict.REOPEN in can:
        row.button(
            "Reopen", shortcut="o", key=f"do-reopen-{stamp}", on_click=_decide, args=(*args, item, Verdict.REOPEN)
        )
    row.button("Edit …", shortcut="e", key="do-edit", icon=":material/edit:", on_click=_switch, args=("edit",))
    row.button("Another …", shortcut="g", key="do-another", icon=":material/autorenew:", disabled=item.is_clue,
               on_click=_switch, args=("another",), help="Put another question in its place")  # fmt: skip
    row.button("Undo", shortcut="u", key="do-undo", icon=":material/undo:", on_click=_undo, args=(lib,))
    row.button("Previous", shortcut="p", key="do-previous", on_click=_go, args=(*args, True))
    row.button("Next", shortcut="n", key="do-next", on_click=_go, args=(*args, False))
    if mode() == "reject":
        _ask_reason(lib, which, filters)
    elif mode() == "another":
        _ask_note(lib, which)


def undo_button() -> None:
    """Undo, where no item is looked at."""
    from eduapp.ui.parts import opened

    if st.session_state.get(DONE):
        st.button("Undo", shortcut="u", key="do-undo", icon=":material/undo:", on_click=_undo, args=(opened.library(),))


def editor(lib: Library, item: Item, passages: Callable[[], None]) -> None:
    """The boxes for every part, with what the item comes to beside them while one types."""
    left, right = st.columns([1.15, 1], gap="medium")
    with left:
        changed = item_form.changes(item)
    with right:
        look.section("What it comes to")
        problem = ""
        try:
            write(item_view.card(edited(item, changed) if changed else item))
        except EduappError as error:
            problem = told_of(error)[0]
            write(tag("p", f"✗ {problem}", role="alert", class_="card"))
        look.section("In the source")
        passages()
    with left.container(horizontal=True):
        st.button("Save and check", type="primary", key="edit-save", disabled=bool(problem) or not changed,
                  on_click=_save, args=(lib, changed), shortcut="ctrl+s")  # fmt: skip
        st.button("Cancel", key="edit-cancel", on_click=_cancel, args=(item,))
        if not changed:
            write(tag("p", "Nothing is changed yet.", class_="quiet"))


def listing(lib: Library, which: str, filters: dict[str, str], item: Item | None) -> None:
    """A page of the items in short, with a button to look at each."""
    total = lib.queue(which, limit=1, **filters).total
    pages = max(1, -(-total // PAGE))
    place = lib.place(item, which, **filters) // PAGE + 1 if item else 1
    page = 1
    if pages > 1:
        page = st.number_input(f"Page, of {pages}", 1, pages, min(place, pages), key=f"review-page-{place}-{pages}")
    for line in lib.queue(which, start=(page - 1) * PAGE, limit=PAGE, **filters).lines:
        failed = f" · ✗ {', '.join(line.failed)}" if line.failed else ""
        facts = f"{item_view.STATES[line.state]} · {line.level} · {item_view.in_words(line.kind)}{failed}"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Look", key=f"look-{line.item}", on_click=_open, args=(line.item,), help=label(line.stem, 120))
            write(tag("p", tag("b", short(line.stem, 150), dir="auto"), tag("span", facts, class_="note")))


def approve_many(lib: Library, which: str, filters: dict[str, str]) -> None:
    """Approve all drafts that pass the filters, after a warning that has to be confirmed."""
    wanted = filters | {"state": State.DRAFT.value}
    tally = lib.tally(which, **wanted)
    if not tally.total:
        write(tag("p", "No draft passes the filters."))
        return
    failing = lib.queue(which, limit=1, **(wanted | {"check": "failed"})).total if "check" not in wanted else 0
    write(
        tag("p", f"⚠ This approves {tally.total} questions that nobody has read one by one"
            + (f"; {failing} of them failed a check. " if failing else ". ")
            + "Each decision will say so. A wrong key that is printed is hard to take back.", role="note")
    )  # fmt: skip
    sure = st.checkbox(f"Yes, approve these {tally.total} unread", key=f"review-sure-{which}-{tally.total}")
    st.button("Approve them", key="do-many", disabled=not sure, on_click=_approve_many, args=(lib, which, wanted))


# what the buttons do; each runs before the page is drawn anew


def _decide(lib: Library, which: str, filters: dict[str, str], shown: Item, verdict: Verdict, why: str = "") -> None:
    if _stamp(shown) != _stamp(st.session_state[SHOWN]):
        return

    def act() -> str:
        item = lib.decide(shown, verdict, why=why)
        _noted(item.id)
        if verdict is Verdict.REOPEN:
            _look_at(item)
        else:
            _look_at(lib.beside(item, which, **filters))
        return f"{_short(item)} is {item_view.STANDS[item.review.state]}."

    _try(act)


def _undo(lib: Library) -> None:
    def act() -> str:
        done, shown = st.session_state.get(DONE, []), st.session_state.get(SHOWN)
        if not done and shown is None:
            return ""
        last = done[-1] if done else shown
        if done and shown is not None and shown.id == last:
            last = shown
        item = lib.undo(last)
        st.session_state[DONE] = done[:-1]
        _look_at(item)
        return f"Undone: {_short(item)} is {item_view.STANDS[item.review.state]} again."

    _try(act)


def _save(lib: Library, changed: dict[str, Any]) -> None:
    def act() -> str:
        shown = st.session_state[SHOWN]
        item = lib.edit(shown, changed)
        item_form.forget(shown)
        _noted(item.id)
        _look_at(item)
        failed = [check.name for check in item.checks if not check.passed]
        checked = f"it failed {', '.join(failed)}" if failed else f"it passed all {len(item.checks)} checks"
        return f"Saved as revision {item.revision}; {checked}. It is a draft and needs approval."

    _try(act)


def _another(lib: Library, which: str, note: str) -> None:
    def act() -> str:
        shown = st.session_state[SHOWN]
        lib.check_seen(shown)
        within = {} if which == "all" else {"within": which}
        job = work.submit(lib, "regenerate", shown.stem, item=shown.id, note=note, **within)
        st.session_state[JOB] = job.id
        return ""

    _try(act)


def wait_for_another(lib: Library) -> None:
    """While another question is looked for: how far that is. When it is found: look at it."""
    if job := st.session_state.get(JOB):
        st.fragment(_waiting, run_every=work.POLL)(lib, job)


def _waiting(lib: Library, which: str) -> None:
    job = lib.job(which)
    if job.is_open:
        with st.container(border=True):
            work.bar(lib, job, "another")
        return
    del st.session_state[JOB]
    if new := job.result.get("item"):
        _noted(job.result["old"])
        _look_at(lib.item(new))
        said = "Here is another in its place. The old one is rejected, and Undo brings it back."
        st.session_state[SAID] = ("done", said)
    else:
        st.session_state[SAID] = ("error", f"{job.message or 'It was stopped.'} {on_the_page(job.hint)}".strip())
    st.rerun(scope="app")


def _approve_many(lib: Library, which: str, wanted: dict[str, str]) -> None:
    def act() -> str:
        lines = lib.queue(which, limit=MOST_AT_ONCE, **wanted).lines
        approved = lib.approve_together([line.item for line in lines])
        st.query_params.pop("item", None)
        return f"{len(approved)} questions are approved."

    _try(act)


def _go(lib: Library, which: str, filters: dict[str, str], back: bool) -> None:
    _switch("")
    _look_at(lib.beside(st.session_state[SHOWN], which, back=back, **filters) or st.session_state[SHOWN])


def _open(item: str) -> None:
    _switch("")
    st.query_params["item"] = item


def _cancel(item: Item) -> None:
    item_form.forget(item)
    _switch("")


def _switch(to: str) -> None:
    st.session_state[MODE] = "" if mode() == to else to


def _try(act: Callable[[], str]) -> None:
    """Do something to the item that is shown, and keep what is to be said of it."""
    try:
        said = act()
    except EduappError as error:
        message, hint = told_of(error)
        st.session_state[SAID] = ("error", f"{message} {hint}".strip())
        if mode() != "edit":
            st.session_state[MODE] = ""
    else:
        st.session_state[SAID] = ("done" if said else "", said)
        st.session_state[MODE] = ""


def _ask_reason(lib: Library, which: str, filters: dict[str, str]) -> None:
    shown = st.session_state[SHOWN]
    with st.form(f"reject-{_stamp(shown)}", border=True):
        picked = st.pills("Why is it rejected?", REASONS, key=f"review-reason-{shown.id}")
        typed = st.text_input("Or in your own words", key=f"review-why-{shown.id}")
        why = ". ".join(part for part in (picked, typed.strip()) if part)
        if st.form_submit_button("Reject it", key="do-reject-it", type="primary"):
            if why:
                _decide(lib, which, filters, shown, Verdict.REJECT, why)
            else:
                st.session_state[SAID] = ("error", "A rejection needs a reason: pick one, or write it.")
            st.rerun()


def _ask_note(lib: Library, which: str) -> None:
    with st.form("another", border=True):
        note = st.text_input(
            "What should the new one be about?",
            key=f"review-note-{st.session_state[SHOWN].id}",
            placeholder="make it about the causes",
            help="Empty: anything that suits its place",
        )
        if st.form_submit_button("Put another in its place", key="do-another-it", type="primary"):
            _another(lib, which, note)
            st.rerun()


def _look_at(item: Item | None) -> None:
    """Keep the item as it is shown, and name it in the address."""
    st.session_state[SHOWN] = item
    if item is None:
        st.query_params.pop("item", None)
    elif st.query_params.get("item") != item.id:
        st.query_params["item"] = item.id


def _stamp(item: Item | None) -> str:
    """What changes when another item is shown, or this one was edited or decided on."""
    return f"{item.id}-{item.revision}-{len(item.review.decisions)}" if item else ""


def _noted(item: str) -> None:
    st.session_state[DONE] = [*st.session_state.get(DONE, []), item]


def _short(item: Item) -> str:
    return f"“{short(item.stem, 60)}”"
