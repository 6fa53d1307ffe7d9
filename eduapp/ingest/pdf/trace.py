"""Where words that were read from a page stand among its characters.

Reading mends words: it joins what a line's end has cut, takes ligatures apart, drops what nobody sees. So letters and
digits alone are compared, in one case and in their plain forms (Unicode's NFKC).
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

LEAD = 60
"""So many letters before a quote tell it from the same words elsewhere on the page."""

SHORTEST = 16
"""Fewer letters in a row may be a match by chance."""

SHARE = 0.6
"""The share of a quote's letters that must be found in pieces before any of them is marked."""

Span = tuple[int, int]


class Mark(NamedTuple):
    """Words to be marked, and the words before them in their passage."""

    text: str
    before: str = ""


class Trace(NamedTuple):
    """Where a mark stands: spans of characters, and whether all of it is there."""

    spans: tuple[Span, ...] = ()
    is_whole: bool = False


class Letters:
    """The letters and digits of a text, with the index that each has in it."""

    def __init__(self, text: str) -> None:
        found = [(letter, index) for index, character in enumerate(text) for letter in _plain(character)]
        self.text = "".join(letter for letter, _ in found)
        self._places = [index for _, index in found]
        self._whole = text

    def find(self, words: str) -> int:
        """Where these letters begin as words of their own, or -1."""
        start = self.text.find(words)
        while start >= 0:
            first, last = self.span(start, start + len(words))
            if not (self._whole[first - 1 : first].isalnum() or self._whole[last : last + 1].isalnum()):
                break
            start = self.text.find(words, start + 1)
        return start

    def span(self, start: int, end: int) -> Span:
        """The characters from the first to the last of these letters."""
        return self._places[start], self._places[end - 1] + 1


def traced(letters: Letters, mark: Mark) -> Trace:
    """Where a mark stands on a page, whole or in the pieces that columns and footnotes have made of it."""
    quote, lead = plain_letters(mark.text), plain_letters(mark.before)[-LEAD:]
    if not quote:
        return Trace()
    start = letters.text.find(lead + quote) if lead else -1
    start = start + len(lead) if start >= 0 else letters.find(quote)
    if start >= 0:
        return Trace((letters.span(start, start + len(quote)),), is_whole=True)
    pieces = _pieces(letters.text, quote)
    if sum(end - start for start, end in pieces) < SHARE * len(quote) and not _runs_on(letters.text, quote, pieces):
        return Trace()
    return Trace(tuple(letters.span(*piece) for piece in pieces))


def plain_letters(text: str) -> str:
    """The letters and digits of a text in their plain forms."""
    return "".join(letter for character in text for letter in _plain(character))


def _plain(character: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", character).casefold() if one.isalnum())


def _pieces(page: str, quote: str) -> list[Span]:
    """The longest pieces of a quote that the page has, from its beginning on."""
    found, at = [], 0
    while len(quote) - at >= SHORTEST:
        if page.find(quote[at : at + SHORTEST]) < 0:
            at += 1
            continue
        low, high = SHORTEST, len(quote) - at
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if page.find(quote[at : at + middle]) >= 0 else (low, middle - 1)
        start = page.find(quote[at : at + low])
        found.append((start, start + low))
        at += low
    return found


def _runs_on(page: str, quote: str, pieces: list[Span]) -> bool:
    """Whether the page ends with the quote's beginning, or begins with its end: it runs over two pages."""
    begins = any(page[start:end] == quote[: end - start] for start, end in pieces)
    ends = any(page[start:end] == quote[start - end :] for start, end in pieces)
    return begins or ends
