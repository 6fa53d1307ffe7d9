"""Words of others on the screen, as words: no Markdown, HTML, LaTeX, picture or link in them takes effect.

Two ways lead to the screen. `write` takes markup that was built with `tag`, in which every text is escaped. `label` is
for the labels of Streamlit's widgets and boxes, which read Markdown: each sign that Markdown could read is escaped.
Both leave out control characters and direction overrides, which could hide words or turn them round.
"""

from __future__ import annotations

import re
import unicodedata

import streamlit as st
from markupsafe import Markup, escape

from eduapp.domain import show

SIGNS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=@\"'/])")
"""What Markdown, its dialects, LaTeX in dollars and Streamlit's own marks (`:red[…]`, `:material/…:`) begin with."""

LINKS = re.compile(r"(?i)(https?|ftp|www|xmpp|mailto)(?=[:.])|@")
JOINER = "\u2060"
"""A word joiner: it has no width, and after it no link is seen."""

HIDDEN = re.compile("[\U000e0000-\U000e007f\u200b\u2028\u2029\ufeff\u061c\u200e\u200f]")
"""Letters that nobody sees, and in which text can be hidden, beside those that `show.plain` leaves out."""


def text(value: object) -> str:
    """The value's words without what could hide or turn them; line breaks stay."""
    return HIDDEN.sub("", show.plain(str(value)))


def short(value: object, most: int = 80) -> str:
    """The words on one line of at most so many characters."""
    line = " ".join(text(value).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def label(value: object, most: int = 300) -> str:
    """The words on one line for what reads Markdown: they look as they are, and do nothing."""
    line = short(value, most)
    line = LINKS.sub(lambda found: f"{found[0]}{JOINER}", line)
    return SIGNS.sub(r"\\\1", line)


def tag(name: str, *children: object, **attributes: object) -> Markup:
    """An HTML element around children, of which all that isn't Markup is escaped. `class_` stands for class.

    An underscore in an attribute's name stands for a hyphen; one that is None or False is left out.
    """
    named = "".join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), "" if value is True else value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    inner = Markup("").join(child if isinstance(child, Markup) else escape(text(child)) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), Markup(named), inner)


def write(*parts: Markup) -> None:
    """Put markup on the page. Streamlit takes scripts out of it once more."""
    st.html(tag("div", *parts, class_="edu"))


def words(value: object, **attributes: object) -> None:
    """Put words on the page as a paragraph."""
    write(tag("p", value, dir="auto", **attributes))


def is_rtl(value: str) -> bool:
    """Whether the words run from right to left, told from their first letter with a direction."""
    strong = (unicodedata.bidirectional(ch) for ch in value)
    return next((kind in ("R", "AL") for kind in strong if kind in ("L", "R", "AL")), False)
