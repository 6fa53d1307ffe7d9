"""Characters: one way of writing each, nothing invisible, and words whole again across line ends."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

LINE_END_HYPHEN = "\ufdd0"
"""Stands between the halves of a word cut at a line end until `rejoin` decides about its hyphen (a noncharacter)."""

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
# What symbol fonts put in front of list items, as it arrives from PDF and Word.
_SYMBOL_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0A8, 0xF0D8, 0xF076), "•")


def _invisible(code: int) -> bool:
    """Whether a character takes no room on paper: controls, bidi and zero-width marks, tags, variation selectors."""
    character = chr(code)
    if character in "\t\n":
        return False
    if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return True
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code in (0x034F, 0xFFFC, 0xFFFE, 0xFFFF)


def _table() -> dict[int, str | None]:
    ranges = (range(0x3100), range(0xD800, 0xE000), range(0xFE00, 0x10000), range(0xE0000, 0xE0200))
    codes = [code for span in ranges for code in span]
    table: dict[int, str | None] = {code: None for code in codes if _invisible(code)}
    table |= {code: " " for code in codes if unicodedata.category(chr(code)) == "Zs"}
    return table | _LIGATURES | _SYMBOL_BULLETS | {0x2028: "\n", 0x2029: "\n", 0x85: "\n", 0x0D: "\n", 0x0C: "\n"}


_TABLE = _table()
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_ORDINAL_ENDING = re.compile(r"st|nd|rd|th|TM|SM")
_WORD = re.compile(r"\w+(?:-\w+)*")
_FIRST_WORD, _LAST_WORD = re.compile(r"\w+"), re.compile(r"[\w-]*\w$")
_LONGEST = 50  # characters in a word
_CUT_AT_LINE_END = re.compile(r"(?<=\w)[-\u00ad\u2010][ \t]*\n[ \t]*(?=\w)")
_KEEP_AFTER = {"self", "well", "non"}
_SUSPENDS = {"and", "or", "nor", "to"}  # "pre- and postnatal"


def plain(text: str) -> str:
    """Composed (NFC), ligatures apart, odd spaces as spaces, invisible characters gone. Line breaks stay."""
    text = text.replace("\r\n", "\n")
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return text.translate(_TABLE)


def tidy(text: str) -> str:
    """Plain text on one line, with single spaces."""
    return " ".join(plain(text).split())


def tidy_lines(text: str) -> str:
    """Plain text that keeps its lines and their indents (code, tables), without empty lines around it."""
    lines = [line.expandtabs(4).rstrip() for line in plain(text).split("\n")]
    return "\n".join(lines).strip("\n")


def lowered(text: str) -> str:
    """A subscript on the line: "2" as "₂", anything else after an underscore."""
    return _shifted(text, _SUBSCRIPTS, "_")


def raised(text: str) -> str:
    """A superscript on the line: "2+" as "²⁺", anything else after a caret."""
    return _shifted(text, _SUPERSCRIPTS, "^")


def is_ordinal_ending(text: str) -> bool:
    """Whether a superscript belongs to its word (1st, 19th, trade marks) and not to a formula."""
    return bool(_ORDINAL_ENDING.fullmatch(text.strip()))


def _shifted(text: str, table: dict[int, int], mark: str) -> str:
    core = text.strip()
    if not core:
        return text
    if all(ord(character) in table for character in core):
        return text.translate(table)
    return f"{mark}{core}" if len(core) == 1 or core.isalnum() else f"{mark}({core})"


def mark_cut_words(text: str) -> str:
    """Text with each "photosyn-⏎thesis" marked as a word cut at a line end."""
    return _CUT_AT_LINE_END.sub(LINE_END_HYPHEN, text)


def rejoin(texts: Iterable[str]) -> list[str]:
    """Texts with their cut words whole, with or without hyphen: as the rest of the texts write the word."""
    texts = list(texts)
    cut = [text.split(LINE_END_HYPHEN) for text in texts]
    if all(len(parts) == 1 for parts in cut):
        return texts
    words = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    words.subtract(half.lower() for parts in cut for halves in map(_halves, parts, parts[1:]) for half in halves)
    return [_rejoined(parts, words) if len(parts) > 1 else parts[0] for parts in cut]


def _halves(before: str, after: str) -> tuple[str, str]:
    """The word at the end of one text and the one at the beginning of the next; empty where there is none."""
    left, right = _LAST_WORD.search(before[-_LONGEST:]), _FIRST_WORD.match(after)
    return (left[0], right[0]) if left and right else ("", "")


def _rejoined(parts: list[str], words: Counter[str]) -> str:
    whole = parts[0]
    for part in parts[1:]:
        left, right = _halves(whole, part)
        middle = _whole(left, right, words) if left and right else "-"
        whole = whole[: len(whole) - len(left)] + middle + part[len(right) :]
    return whole


def _whole(left: str, right: str, words: Counter[str]) -> str:
    """One cut word. With no example elsewhere: hyphen for names, numbers and two words that stand alone elsewhere."""
    if right.lower() in _SUSPENDS:
        return f"{left}- {right}"
    joined, hyphenated = words[(left + right).lower()], words[f"{left}-{right}".lower()]
    if joined or hyphenated:
        return left + right if joined >= hyphenated else f"{left}-{right}"
    compound = "-" in left or left.lower() in _KEEP_AFTER or not right[0].islower() or not left[-1].isalpha()
    both_known = min(len(left), len(right)) >= 4 and words[left.lower()] and words[right.lower()]
    return f"{left}-{right}" if compound or both_known else left + right


def is_sentence(text: str) -> bool:
    """Whether text reads as prose: six words or more, from a capital to a full stop."""
    return len(text.split()) >= 6 and text[0].isupper() and text.rstrip("\"')]”’")[-1:] in (".", "!", "?")


def is_capitals(text: str) -> bool:
    """Whether text is words in capitals, as some headings are, and not a formula ("6 CO2 + 6 H2O")."""
    letters = sum(map(str.isalpha, text))
    return text.isupper() and letters >= 0.7 * len(text.replace(" ", "")) and max(map(len, text.split())) >= 4
