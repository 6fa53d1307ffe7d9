"""Markdown, through HTML: CommonMark with tables; formulas stay as they are written."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from eduapp.ingest.draft import Draft
from eduapp.ingest.encoding import decode
from eduapp.ingest.html import read_markup

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"""^title:[ \t]*(["']?)(.+?)\1[ \t]*$""", re.MULTILINE)
# A dollar opens a formula before a character and closes it after one unless a digit follows: Pandoc's rule for prices.
_FORMULA = re.compile(
    r"\$\$.+?\$\$|\$(?=[^\s$])[^$]*?[^\s\\$]\$(?!\d)|\$[^\s$]\$(?!\d)|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL
)


def read(data: bytes, draft: Draft) -> None:
    """Adds the blocks of a Markdown file. Its front matter gives the title and is not text."""
    text = decode(data, draft.name)
    if front := _FRONT_MATTER.match(text):
        title = _TITLE.search(front[1] or "")
        draft.title = title[2] if title else ""
        text = text[front.end() :]
    read_markup(_parser().render(text), draft)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.inline.ruler.before("escape", "formula", _formula)
    return parser


def _formula(state: StateInline, silent: bool) -> bool:
    """An inline rule: a formula becomes text, so that its underscores and backslashes are no mark-up."""
    match = _FORMULA.match(state.src, state.pos) if state.src[state.pos] in "$\\" else None
    if match is None:
        return False
    if not silent:
        state.push("text", "", 0).content = match[0]
    state.pos = match.end()
    return True
