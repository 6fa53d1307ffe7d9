"""Answers of a class: read in, proposed grades looked through least certain first, signed, taken away."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from eduapp.domain.grades import Grade, GradeSet
from eduapp.domain.item import Item
from eduapp.domain.key import Key
from eduapp.domain.response import Label, Layer, Response
from eduapp.domain.review import State
from eduapp.errors import EduappError, InputError
from eduapp.grading.table import Table
from eduapp.library import Library
from eduapp.ui.parts import agreement, chosen, look, names
from eduapp.ui.parts.plain import label, short, tag, write
from eduapp.ui.parts.trouble import told

FORMS = {"csv": "Gradebook", "pdf": "Feedback sheets", "json": "All that is known"}
BY = {Layer.EXACT: "the key", Layer.RUBRIC: "the rubric", Layer.FITTED: "the scorer", Layer.MODEL: "the model"}
AT_ONCE = 12
"""Groups of answers that are shown at a time."""


def show(lib: Library) -> None:
    """Draw the page."""
    look.head("Grade", "Every grade is a proposal. Nothing is handed out before you have signed it.")
    classes = {one.id: one for one in lib.grade_sets()}
    with st.expander("Read in answers", expanded=not classes, icon=":material/upload:"), told():
        _read_in(lib)
    if not classes:
        return
    which = chosen.choose("class", "Class", list(classes), lambda one: classes[one].title)
    made = lib.grades(which)
    _head(lib, made)
    looking, done, taking, agreeing = st.tabs(["Look through", "Signed", "Take away", "Agreement"])
    with looking, told():
        _queue(lib, made)
    with done, told():
        _signed(lib, made)
    with taking, told():
        _take_away(lib, made)
    with agreeing, told():
        agreement.show(made)


def _read_in(lib: Library) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        keys = _keys(lib)
    with right:
        hint_only = st.checkbox("Hints only: keep the answer to yourself", key="hint-only")
        attempts = st.number_input(
            "Attempts left to the pupils", 0, 20, 0, key="attempts", help="0 if they don't try again."
        )
    if not keys:
        return
    answers, title = _answers(keys)
    if answers and st.button(
        f"Grade {names.plural(len(answers), 'answer')}", type="primary", icon=":material/grading:"
    ):
        with st.spinner("Grading"):
            options: dict[str, Any] = {"hint_only": hint_only, "attempts_left": int(attempts) or None}
            made = lib.grade(answers, key=keys, title=title, **options)
        chosen.remember("class", made.id)
        st.rerun()


def _keys(lib: Library) -> tuple[Key, ...]:
    how = st.radio("What they answered", ["An approved question", "A key of your own"], horizontal=True, key="how")
    if how == "An approved question":
        items = _approved(lib)
        if not items:
            look.empty("No question is approved yet.", "review", "Review some")
            return ()
        stems = {item.id: label(short(item.stem)) for item in items}
        told_of = {"placeholder": "Choose one or several", "format_func": stems.__getitem__}
        picked = st.multiselect("Questions", list(stems), max_selections=30, key="asked", **told_of)
        return tuple(lib.key(one) for one in picked)
    file = st.file_uploader("The key", type=["yaml", "yml"], key="key-file")
    if file is None:
        return ()
    from eduapp.grading import read_keys

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "key.yaml")
        path.write_bytes(file.getvalue())
        return read_keys(path)


def _approved(lib: Library) -> list[Item]:
    found = {item.id: item for one in lib.sets() for item in one.items if item.review.state is State.APPROVED}
    return [item for item in found.values() if not item.is_clue]


def _answers(keys: Sequence[Key]) -> tuple[list[Response], str]:
    """The answers that were dragged in or typed, and what to call them."""
    from eduapp.grading import responses

    file = st.file_uploader("The answers, one in each row", type=["csv"], key="answers-file")
    if file is not None:
        table = _table(file.getvalue(), file.name)
        found, columns = responses(table, [key.id for key in keys])
        write(tag("p", "Taken from the file: ", *_columns(columns), class_="quiet"))
        return found, Path(file.name).stem
    if len(keys) > 1:
        return [], ""
    typed = st.text_area("Or type them, one a line", key="typed", placeholder="7b-01; Because the switch was open.")
    lines = [line for line in typed.splitlines() if line.strip()]
    parts = [line.partition(";") if ";" in line[:20] else (str(n), ";", line) for n, line in enumerate(lines, start=1)]
    return [
        Response(pupil=code.strip(), item=keys[0].id, answer=said.strip()) for code, _, said in parts
    ], "typed answers"


def _table(data: bytes, name: str) -> Table:
    from eduapp.grading import read_table

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(name).name or "answers.csv")
        path.write_bytes(data)
        return read_table(path)


def _columns(columns: dict[str, str]) -> list[Markup]:
    return [tag("span", f"{what} = ", tag("b", column), "  ") for what, column in columns.items()]


def _head(lib: Library, made: GradeSet) -> None:
    drafts = [one for one in made.grades if one.state is State.DRAFT]
    certain = [one for one in drafts if not one.score.unsure]
    facts = [
        names.plural(len(made.grades), "answer"),
        f"{len(made.grades) - len(drafts)} signed",
        f"{len(drafts)} drafts",
    ]
    write(look.chips(*facts))
    if certain and st.button(f"Sign the {len(certain)} that are certain", icon=":material/done_all:", key="certain"):
        lib.rule(made, "certain")
        st.rerun()


def _queue(lib: Library, made: GradeSet) -> None:
    groups = {name: [g for g in all_ if g.state is State.DRAFT] for name, all_ in made.in_groups().items()}
    waiting = [(name, drafts) for name, drafts in groups.items() if drafts]
    if not waiting:
        look.empty("All answers are signed.")
        return
    write(tag("p", "The least certain come first. Answers that mean the same stand together.", class_="quiet"))
    for name, drafts in waiting[:AT_ONCE]:
        with st.container(border=True):
            _group(lib, made, name, drafts, list(groups))
    if len(waiting) > AT_ONCE:
        write(tag("p", f"{len(waiting) - AT_ONCE} more groups follow.", class_="quiet"))


def _group(lib: Library, made: GradeSet, name: str, drafts: list[Grade], groups: list[str]) -> None:
    first, key = drafts[0], made.key(drafts[0].response.item)
    score = first.score
    write(
        tag("p", tag("b", key.stem), dir="auto"),
        tag("p", "Key: ", "; ".join(key.key)[:400], class_="quiet", dir="auto"),
    )
    said = {
        one.response.answer: [g.response.pupil for g in drafts if g.response.answer == one.response.answer]
        for one in drafts
    }
    quotes = [tag("blockquote", *_marked(one, first), tag("small", f" {', '.join(who)}", class_="quiet"), dir="auto")
              for one, who in list(said.items())[:8]]  # fmt: skip
    write(*quotes)
    doubt = "unsure, please read" if score.unsure else f"{score.confidence:.0%} sure"
    write(
        look.chips(f"{score.label.value}, {score.points:g} of {score.of:g}", doubt, f"told by {BY[score.layer]}", name)
    )
    if score.note:
        write(tag("p", score.note, class_="quiet", dir="auto"))
    write(tag("p", "Feedback: ", first.feedback.long, dir="auto"))
    with st.container(horizontal=True):
        many = f"Sign all {len(drafts)}" if len(drafts) > 1 else "Sign"
        if st.button(many, type="primary", key=f"sign-{made.id}-{name}", icon=":material/check:"):
            lib.rule(made, name)
            st.rerun()
        with st.popover("Change", icon=":material/edit:"):
            _change(lib, made, name, drafts, groups)


def _marked(answer: str, grade: Grade) -> list[object]:
    """The answer with the words that earned points marked."""
    evidence = [words for earned in grade.score.criteria for words in earned.evidence if words and words in answer]
    if not evidence:
        return [answer or "(no answer)"]
    before, after = answer.split(evidence[0], 1)
    return [before, tag("mark", evidence[0]), after]


def _change(lib: Library, made: GradeSet, name: str, drafts: list[Grade], groups: list[str]) -> None:
    of, place = drafts[0].score.of, f"{made.id}-{name}"
    ids = [one.id for one in drafts]
    codes = {one.id: f"{one.response.pupil}: {short(one.response.answer, 50)}" for one in drafts}
    picked = st.multiselect("For", ids, default=ids, format_func=lambda one: label(codes[one]), key=f"for-{place}")
    given = st.selectbox("Label", list(Label), index=list(Label).index(drafts[0].label), key=f"label-{place}",
                         format_func=lambda one: one.value)  # fmt: skip
    points = st.number_input("Points", 0.0, of, min(drafts[0].points, of), step=min(0.5, of), key=f"points-{place}")
    words = st.text_area("Your words to the pupils", key=f"words-{place}", height=80)
    if st.button("Sign it like that", type="primary", key=f"change-{place}", disabled=not picked):
        lib.rule(made, picked, "change", label=given, points=points, words=words)
        st.rerun()
    if st.button("Add only your words", key=f"comment-{place}", disabled=not (picked and words.strip())):
        lib.rule(made, picked, "comment", words=words)
        st.rerun()
    into = st.selectbox(
        "Or move them into a group", [name, "a new one", *(g for g in groups if g != name)], key=f"into-{place}"
    )
    if st.button("Move", key=f"move-{place}", disabled=into == name or not picked):
        lib.regroup(made, picked, f"{drafts[0].response.item}-{ids[0]}" if into == "a new one" else into)
        st.rerun()


def _signed(lib: Library, made: GradeSet) -> None:
    signed = [one for one in made.grades if one.state is State.APPROVED]
    if not signed:
        look.empty("Nothing is signed yet.")
        return
    rows = [
        (
            one.response.pupil,
            short(one.response.answer, 120),
            one.label.value,
            f"{one.points:g}/{one.score.of:g}",
            one.signed_by,
        )
        for one in signed
    ]
    write(look.table(("Pupil", "Answer", "Label", "Points", "Signed by"), rows, numbers=(3,)))
    shown = {one.id: label(f"{one.response.pupil}: {short(one.response.answer, 50)}") for one in signed}
    picked = st.multiselect("Take back", list(shown), key="reopen", format_func=shown.__getitem__)
    if picked and st.button("Make them drafts again", icon=":material/undo:"):
        lib.rule(made, picked, "reopen")
        st.rerun()


def _take_away(lib: Library, made: GradeSet) -> None:
    try:
        with tempfile.TemporaryDirectory() as folder, st.container(horizontal=True):
            for ending, title in FORMS.items():
                path = Path(folder, f"grades.{ending}")
                lib.export_grades(made, path)
                st.download_button(
                    f"{title} (.{ending})", path.read_bytes(), f"{_file_name(made)}.{ending}", key=f"get-{ending}"
                )
    except EduappError as error:
        if isinstance(error, InputError):
            raise
        look.empty("Sign some answers first: only what is signed leaves.")
    sure = st.checkbox("Yes, delete this class with its answers, scores and signatures", key=f"sure-{made.id}")
    if st.button("Delete the class", icon=":material/delete:", disabled=not sure):
        lib.delete_grades(made)
        chosen.remember("class", "")
        st.rerun()


def _file_name(made: GradeSet) -> str:
    return "".join(ch if ch.isalnum() else "-" for ch in made.title)[:40] or made.id
