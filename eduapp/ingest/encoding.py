"""From bytes to characters, when the file doesn't say how it was written, or says it wrongly."""

from __future__ import annotations

import codecs
import re

from eduapp.errors import UnreadableSource

# The longer mark first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_SAMPLE = 100_000
_WESTERN = "cp1252"
_FEW = 0.3
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes, name: str, *, declares: bool = False) -> str:
    """The text of a file: by its byte order mark, as UTF-8, as it declares (HTML), or by the best guess.

    Raises UnreadableSource when it is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    candidates = ["utf-8", *_without_mark(data)]
    if declares and (declared := _DECLARED.search(data[:2048])):
        candidates.append(declared[1].decode("ascii"))
    for encoding in candidates:
        text = _strictly(data, encoding)
        if text is not None:
            return text
    return _guessed(data, name)


def _without_mark(data: bytes) -> list[str]:
    """UTF-16 that lacks its mark shows in Latin text as a zero in every other byte."""
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    half = max(len(data[:_SAMPLE]) // 2, 1)
    return ["utf-16-le"] if odd > 0.6 * half > even * 4 else ["utf-16-be"] if even > 0.6 * half > odd * 4 else []


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeError, LookupError):
        return None
    return None if "\0" in text else text


def _guessed(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    matches = [] if _CONTROLS.search(sample) else list(from_bytes(sample, cp_isolation=_likely(sample)))
    if not matches:
        raise UnreadableSource(f"{name} is not text that can be made out.", hint="Save it as UTF-8 text.")
    # Western European text fits several encodings equally well; the one that Windows writes is the likeliest.
    fits = {fit for match in matches if match.chaos <= matches[0].chaos for fit in match.could_be_from_charset}
    encoding = _WESTERN if _WESTERN in fits else matches[0].encoding
    return data.decode(encoding, errors="replace")


def _likely(sample: bytes) -> list[str] | None:
    """The encodings to choose from: for text in Latin letters, where few bytes are not ASCII, those of Europe."""
    high = sum(byte > 0x7F for byte in sample)
    return [_WESTERN, "cp1250"] if high < _FEW * len(sample) else None
