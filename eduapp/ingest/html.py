"""HTML pages: the main part in reading order, without the page's furniture. Nothing is fetched or run."""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from eduapp.ingest.draft import Draft
from eduapp.ingest.encoding import decode
from eduapp.ingest.html_blocks import BlockWalker

_XML_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(data: bytes, draft: Draft) -> None:
    """Adds the blocks of a page's main part."""
    read_markup(decode(data, draft.name, declares=True), draft)


def read_markup(markup: str, draft: Draft) -> None:
    """Adds the blocks of an HTML text."""
    draft.counts_paragraphs = True
    soup = _parsed(_XML_PROLOG.sub("", markup))
    root = _main_part(soup)
    draft.title = draft.title or _title(soup, root)
    draft.language = _language(soup) or draft.language
    BlockWalker(draft).read(root)


def _parsed(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(markup, "lxml")


def _main_part(soup: BeautifulSoup) -> Tag:
    """The element that holds the course text: main, or the only article, or the body."""
    articles = soup.find_all("article")
    candidates = [soup.find("main"), soup.find(attrs={"role": "main"}), articles[0] if len(articles) == 1 else None]
    for candidate in candidates:
        if candidate is not None and candidate.get_text(strip=True):
            return candidate
    return soup.body or soup


def _title(soup: BeautifulSoup, root: Tag) -> str:
    """The page's only h1, or what its title element says."""
    tops = root.find_all("h1") or soup.find_all("h1")
    if len(tops) == 1:
        return tops[0].get_text(" ")
    return soup.title.get_text() if soup.title else ""


def _language(soup: BeautifulSoup) -> str:
    declared = soup.html.get("lang", "") if soup.html else ""
    return declared[:2].lower() if re.match(r"[a-zA-Z]{2}(-|$)", declared) else ""
