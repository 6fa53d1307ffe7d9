"""A walk over HTML elements that yields blocks of text with their roles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from bs4 import Tag
from bs4.element import CData, PreformattedString
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from eduapp.domain.source import Role
from eduapp.ingest.draft import Draft
from eduapp.ingest.formula import linear
from eduapp.ingest.text import is_ordinal_ending, lowered, mark_cut_words, raised, tidy

_DROPPED = {"nav", "aside", "script", "style", "noscript", "template", "head", "title", "footer", "rt", "rp"}
_DROPPED |= {"button", "select", "textarea", "input", "datalist", "dialog", "menu", "map"}
_DROPPED_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"}
_DROPPED_ROLES |= {"doc-noteref", "menu", "menubar", "toolbar"}
_DROPPED_CLASSES = {"mw-editsection", "reference", "headerlink", "navbox", "breadcrumb", "breadcrumbs", "noprint"}
_DROPPED_CLASSES |= {"sr-only", "visually-hidden", "screen-reader-text", "toc", "sidebar"}
_BANNER = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCKS = {"address", "article", "blockquote", "body", "center", "details", "div", "dl", "fieldset", "figure", "form"}
_BLOCKS |= {"header", "hgroup", "hr", "html", "legend", "main", "ol", "p", "section", "summary", "ul"}
_BLOCKS |= {"thead", "tbody", "tfoot", "tr", "td", "th"}
_PICTURES = {"img": "picture", "svg": "picture", "canvas": "picture", "video": "film", "audio": "sound"}
_PICTURES |= {"iframe": "embedded page", "object": "embedded object", "embed": "embedded object"}


class BlockWalker:
    """Collects inline text until a block ends, then adds it to the draft with the role of the block around it."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._text: list[str] = []
        self._role = Role.PARAGRAPH
        self._term = ""
        self._unread: Counter[str] = Counter()

    def read(self, root: Tag) -> None:
        """Adds every block below the root, and notices of what has no text."""
        self._block(root)
        self._report()

    def _walk(self, parent: Tag) -> None:
        for child in parent.children:
            if isinstance(child, Tag):
                self._element(child)
            elif isinstance(child, CData) or not isinstance(child, PreformattedString):
                self._text.append(str(child))

    def _element(self, tag: Tag) -> None:
        if tag.name == "math" or (tag.name == "script" and str(tag.get("type", "")).startswith("math/tex")):
            self._text.append(_formula(tag))
        elif is_furniture(tag):
            self._text.extend(_formula(math) for math in tag.find_all("math") if tag.name == "span")
        elif tag.name in _PICTURES:
            self._picture(tag)
        elif action := _ACTIONS.get(tag.name):
            action(self, tag)
        elif tag.name in _BLOCKS:
            self._block(tag)
        else:
            self._walk(tag)

    def _block(self, tag: Tag, role: Role | None = None) -> None:
        self._flush()
        outer, self._role = self._role, role or self._role
        self._walk(tag)
        self._flush()
        self._role = outer

    def _flush(self) -> None:
        self._draft.add(mark_cut_words("".join(self._text)), self._role)
        self._text = []

    def _inline(self, tag: Tag) -> str:
        """The text of an element, blocks and all, on one line."""
        outer, self._text = self._text, []
        for child in tag.children:
            if isinstance(child, Tag) and child.name in _BLOCKS | {"li", "br"}:
                self._text.append(f" {self._inline(child)} ")
            elif isinstance(child, Tag):
                self._element(child)
            elif not isinstance(child, PreformattedString):
                self._text.append(str(child))
        text, self._text = "".join(self._text), outer
        return tidy(text)

    def _heading(self, tag: Tag) -> None:
        self._flush()
        text = self._inline(tag)
        self._report()
        self._draft.heading(text, int(tag.name[1]))

    def _report(self) -> None:
        self._draft.left_out(self._unread)
        self._unread.clear()

    def _picture(self, tag: Tag) -> None:
        decorative = tag.name == "img" and (tag.get("alt") == "" or tag.get("role") == "presentation")
        stands_for_formula = any("math" in name for name in tag.get_attribute_list("class") if name)
        if not decorative and not stands_for_formula:
            self._unread[_PICTURES[tag.name]] += 1

    def _list_item(self, tag: Tag) -> None:
        self._block(tag, Role.LIST_ITEM)

    def _caption(self, tag: Tag) -> None:
        self._block(tag, Role.CAPTION)

    def _defined_term(self, tag: Tag) -> None:
        self._flush()
        self._term = self._inline(tag)

    def _definition(self, tag: Tag) -> None:
        self._flush()
        if self._term:
            self._text.append(f"{self._term.rstrip(':')}: ")
        self._walk(tag)
        outer, self._role = self._role, Role.LIST_ITEM
        self._flush()
        self._role, self._term = outer, ""

    def _code(self, tag: Tag) -> None:
        self._flush()
        for line_break in tag.find_all("br"):
            line_break.replace_with("\n")
        self._draft.add(tag.get_text(), Role.CODE)

    def _line_break(self, tag: Tag) -> None:
        self._text.append("\n")

    def _sub(self, tag: Tag) -> None:
        self._text.append(lowered(self._inline(tag)))

    def _sup(self, tag: Tag) -> None:
        text = self._inline(tag)
        self._text.append(text if is_ordinal_ending(text) else raised(text))

    def _table(self, tag: Tag) -> None:
        rows = [row.find_all(["td", "th"], recursive=False) for row in tag.find_all("tr")]
        lays_out = tag.get("role") == "presentation" or tag.find("table") or max(map(len, rows), default=0) < 2
        if lays_out:
            self._block(tag)
            return
        self._flush()
        if tag.caption:
            self._draft.add(self._inline(tag.caption), Role.CAPTION)
        lines = (" | ".join(self._inline(cell) for cell in row) for row in rows)
        self._draft.add("\n".join(line for line in lines if line.strip(" |")), Role.TABLE)


_ACTIONS: dict[str, Callable[[BlockWalker, Tag], None]] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockWalker._heading),
    "li": BlockWalker._list_item,
    "figcaption": BlockWalker._caption,
    "caption": BlockWalker._caption,
    "dt": BlockWalker._defined_term,
    "dd": BlockWalker._definition,
    "pre": BlockWalker._code,
    "br": BlockWalker._line_break,
    "sub": BlockWalker._sub,
    "sup": BlockWalker._sup,
    "table": BlockWalker._table,
}


def is_furniture(tag: Tag) -> bool:
    """Whether an element belongs to the page and not to the course: menus, banners, what is hidden."""
    if tag.name in _DROPPED or tag.get("role") in _DROPPED_ROLES or tag.has_attr("hidden"):
        return True
    if tag.name == "header":
        return tag.find_parent(["main", "article", "section"]) is None and tag.find("h1") is None
    if tag.get("aria-hidden") == "true" or _HIDDEN.search(str(tag.get("style", ""))):
        return True
    names = [name for name in (*tag.get_attribute_list("class"), tag.get("id")) if name]
    if tag.name not in ("body", "html", "main", "article") and any(_BANNER.search(name) for name in names):
        return True
    return not _DROPPED_CLASSES.isdisjoint(names)


def _formula(tag: Tag) -> str:
    r"""A formula as the page's author wrote it: TeX between \( and \) where the page gives it, else linear text."""
    if tag.name == "script":
        return rf"\({tag.get_text().strip()}\)"
    annotation = tag.find("annotation", attrs={"encoding": re.compile("tex", re.IGNORECASE)})
    source = annotation.get_text() if annotation else tag.get("alttext")
    if source:
        return rf"\({source.strip()}\)" if annotation or re.search(r"[\\^_{}]", source) else source
    try:
        return linear(fromstring(str(tag)))
    except (ParseError, DefusedXmlException):
        return tag.get_text()
