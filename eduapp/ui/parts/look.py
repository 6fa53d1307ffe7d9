"""How a page looks: its head, its empty state, small marks, and the style that all pages share."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import streamlit as st
from markupsafe import Markup

from eduapp.ui.parts.plain import label, tag, write

if TYPE_CHECKING:
    from PIL.Image import Image

STYLE = """
[data-testid="stMainBlockContainer"] { padding: 3.25rem clamp(1rem, 3vw, 3rem) 4rem; max-width: 88rem }
[data-testid="stMarkdownContainer"] a { text-decoration: underline }
.edu p { margin: 0 0 .5rem }
.edu .lead { font-size: 1.05rem; max-width: 46rem }
.edu .quiet { opacity: .82 }
.edu .at { display: block }
.edu .card { border: 1px solid color-mix(in srgb, currentColor 22%, transparent); border-radius: .5rem;
  padding: .75rem 1rem }
.edu blockquote { margin: .25rem 0; padding: .1rem 0 .1rem .8rem;
  border-left: .25rem solid color-mix(in srgb, currentColor 35%, transparent) }
.edu mark { color: inherit; background: color-mix(in srgb, #f2b705 38%, transparent); padding: 0 .1em;
  text-decoration: underline; text-decoration-thickness: .12em; text-underline-offset: .18em; border-radius: .15em }
.edu table { border-collapse: collapse; width: 100%; font-size: .95rem }
.edu th, .edu td { text-align: start; vertical-align: top; padding: .3rem .6rem .3rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
.edu th { font-weight: 600; border-bottom-width: 2px }
.edu td { max-width: 34rem; overflow-wrap: break-word }
.edu td.n, .edu th.n { text-align: end; font-variant-numeric: tabular-nums; padding-inline-end: 1.6rem }
.edu td.n { white-space: nowrap }
.edu .narrow { max-width: 48rem }
.edu .chips { display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; margin: 0; list-style: none }
.edu .chip { border: 1px solid color-mix(in srgb, currentColor 30%, transparent); border-radius: 1rem;
  padding: .05rem .65rem; font-size: .9rem }
.edu ul, .edu ol { margin: .2rem 0 .6rem; padding-inline-start: 1.3rem }
.edu .scroll { overflow-x: auto }
.edu [dir] { unicode-bidi: isolate }
.edu p[dir], .edu li[dir] { overflow-wrap: anywhere }
[data-testid="stStatusWidget"] { display: none }
button kbd, button kbd * { color: inherit; opacity: 1 }
[data-testid^="stBaseButton-primary"], [data-testid^="stBaseButton-primary"] * { color: light-dark(#fff, #0d1720) }
"""


@cache
def icon() -> Image:
    """The picture in the browser's tab. It is drawn here: Streamlit would fetch a named one from elsewhere."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((2, 2, 62, 62), radius=14, fill="#1d5b8f")
    pen.line(((18, 33), (28, 44), (47, 20)), fill="white", width=8, joint="curve")
    return picture


def style() -> None:
    """The style of everything within `.edu`, in both themes: it uses the text's own colour."""
    st.html(f"<style>{STYLE}</style>")


def head(title: str, lead: str = "") -> None:
    """A page's head: its title, and a sentence on what it is for. Both are our own words."""
    st.title(label(title), anchor=False)
    if lead:
        write(tag("p", lead, class_="lead quiet"))


def section(title: str) -> None:
    """The head of a part of a page."""
    st.header(label(title), anchor=False)


def empty(sentence: str, go_to: str = "", button: str = "", **query: str) -> None:
    """What stands where there is nothing yet: why, and the way on to the page that changes it."""
    from eduapp.ui import places

    with st.container(border=True):
        write(tag("p", sentence))
        if go_to and places.has(go_to) and st.button(label(button), type="primary", key=f"empty-{go_to}"):
            places.go(go_to, **query)


def chips(*texts: object) -> Markup:
    """Short facts in a row."""
    return tag("ul", *(tag("li", one, class_="chip") for one in texts), class_="chips")


def table(
    heads: tuple[str, ...], rows: list[tuple[object, ...]], numbers: tuple[int, ...] = (), *, narrow: bool = False
) -> Markup:
    """A table of text; the columns of those `numbers` are set to the right. One of short words is `narrow`."""
    kind = ["n" if place in numbers else None for place in range(len(heads))]
    top = tag("tr", *(tag("th", one, class_=k, scope="col") for one, k in zip(heads, kind, strict=True)))
    body = [tag("tr", *(tag("td", v, class_=k, dir="auto") for v, k in zip(row, kind, strict=True))) for row in rows]
    whole = tag("table", tag("thead", top), tag("tbody", *body))
    return tag("div", whole, class_="scroll narrow" if narrow else "scroll", tabindex="0")
