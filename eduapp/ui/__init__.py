"""The teacher's page: a Streamlit app on this machine alone, opened by `eduapp ui`.

    server.py   the server: its address, its rules of safety, its colours
    app.py      what is done at each click: the way around, and the page that was chosen; script/ runs it
    places.py   the pages by name, in the order of a teacher's work
    pages/      one file a page
    parts/      what pages share: text shown as text, errors, what was chosen, work that is going on

A page is a file in `pages/` with a function `show(lib: Library) -> None`, and a line in `places.PLACES`; one whose file
isn't there is not listed. A page calls `lib` and holds no rules. It keeps three habits:

- Words of a course file, a model or a pupil reach the screen through `parts.plain` only: `plain.write(tag(...))` for
  blocks, `plain.label(text)` for the labels of widgets, which Streamlit reads as Markdown.
- What was chosen (a source, a set, an item) stands in the address, through `parts.chosen`, so that a reload loses
  nothing. Long work is submitted with `lib.submit` and shown by `parts.work`.
- EduappError is let through; `app.py` shows its sentence and its way out. `parts.trouble.told()` catches it where only
  a part of the page is to fail.
"""
