"""The exact layer: blank answers, choices by key, accepted answers, numbers with units."""

from __future__ import annotations

import re
import unicodedata
from math import isclose

from eduapp.domain.item import ItemKind, Numeric
from eduapp.domain.key import Key
from eduapp.domain.response import Label, Layer, Score
from eduapp.grading.words import stem, tokens

_NUMBER = re.compile(
    r"[-−–+]?\s*(?:\d{1,3}(?:[ ,'’\u00a0\u202f]\d{3})+|\d+)?(?:[.,]\d+)?(?:\s*[x×*]\s*10\s*\^?\s*[-−]?\d+|e[-+−]?\d+)?",
    re.I,
)
_POWER = re.compile(r"\s*[x×*]\s*10\s*\^?\s*([-−]?\d+)")
_GROUPED = re.compile(r"(?<=\d)[ ,'’\u00a0\u202f](?=\d{3}(?!\d))")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_ARTICLES = ("a", "an", "the")

UNITS: dict[str, tuple[str, float]] = {
    "mm": ("m", 1e-3), "cm": ("m", 1e-2), "dm": ("m", 1e-1), "m": ("m", 1.0), "km": ("m", 1e3),
    "mg": ("g", 1e-3), "g": ("g", 1.0), "kg": ("g", 1e3), "t": ("g", 1e6),
    "ms": ("s", 1e-3), "s": ("s", 1.0), "min": ("s", 60.0), "h": ("s", 3600.0),
    "ml": ("l", 1e-3), "cl": ("l", 1e-2), "dl": ("l", 1e-1), "l": ("l", 1.0),
    "mv": ("v", 1e-3), "v": ("v", 1.0), "kv": ("v", 1e3), "ma": ("a", 1e-3), "a": ("a", 1.0),
    "j": ("j", 1.0), "kj": ("j", 1e3), "w": ("w", 1.0), "kw": ("w", 1e3), "n": ("n", 1.0), "kn": ("n", 1e3),
    "hz": ("hz", 1.0), "khz": ("hz", 1e3), "%": ("%", 1.0),
}  # fmt: skip
"""Units that convert into each other: the base unit, and how many of it one is worth."""

SPELLED = {
    "millimeter": "mm", "millimetre": "mm", "centimeter": "cm", "centimetre": "cm", "meter": "m", "metre": "m",
    "kilometer": "km", "kilometre": "km", "milligram": "mg", "gram": "g", "kilogram": "kg", "kilo": "kg",
    "tonne": "t", "second": "s", "sec": "s", "minute": "min", "hour": "h", "hr": "h", "milliliter": "ml",
    "millilitre": "ml", "liter": "l", "litre": "l", "volt": "v", "ampere": "a", "amp": "a", "joule": "j", "watt": "w",
    "newton": "n", "hertz": "hz", "percent": "%", "per cent": "%",
}  # fmt: skip


def score(item: Key, answer: str) -> Score | None:
    """The score of an answer that can be told without doubt; None for one that needs reading.

    Extended texts are only told blank. A text entry that is none of the accepted answers needs reading.
    """
    if is_blank(answer):
        return _told(Label.BLANK, 0, item, "There is no answer.")
    if item.kind is ItemKind.EXTENDED_TEXT:
        return None
    if item.kind is ItemKind.TEXT_ENTRY:
        accepted = any(normal(answer) == normal(key) for key in item.key)
        return _told(Label.CORRECT, 1, item, "It is an accepted answer.") if accepted else None
    if item.kind is ItemKind.NUMERIC:
        assert item.numeric is not None
        right, why = compare(item.numeric, answer)
        return _told(Label.CORRECT if right else Label.INCORRECT, float(right), item, why)
    share = _chosen_share(item, answer)
    label = Label.CORRECT if share == 1 else Label.PARTLY if share > 0 else Label.INCORRECT
    return _told(label, share, item, "It was compared with the key.")


def _told(label: Label, share: float, item: Key, note: str) -> Score:
    return Score(
        label=label, points=share * item.points, of=item.points, confidence=1.0, layer=Layer.EXACT, note=note
    )  # fmt: skip


def is_blank(answer: str) -> bool:
    """Whether nothing was answered: no letter and no digit."""
    return not any(char.isalnum() for char in answer)


def normal(text: str) -> str:
    """A short answer without case, accents, punctuation, articles and endings."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    latin = tokens(plain)
    if not latin:  # another script
        return " ".join(re.findall(r"\w+", plain))
    return " ".join(stem(word) for word in latin if word not in _ARTICLES)


def compare(wanted: Numeric, answer: str) -> tuple[bool, str]:
    """Whether an answer is the wanted number within its tolerance, and why.

    The number may stand in words around it if it is the only one. A unit that converts into the wanted one is
    converted; a missing unit is let pass; another unit is wrong.
    """
    found = _quantities(answer)
    if not found:
        return False, "There is no number in the answer."
    if len(found) > 1:
        return False, "There are several numbers in the answer."
    value, unit = found[0]
    value, fits = _in_unit(value, unit, wanted.unit)
    if not fits:
        return False, f"The unit is {unit}, not {wanted.unit or 'a bare number'}."
    near = abs(value - wanted.value) <= wanted.tolerance or isclose(value, wanted.value, rel_tol=1e-9, abs_tol=1e-12)
    if near:
        return True, "The number is right." if unit or not wanted.unit else "The number is right; its unit is missing."
    return False, "The number is another."


def _quantities(answer: str) -> list[tuple[float, str]]:
    found = []
    for match in _NUMBER.finditer(answer):
        if any(char.isdigit() for char in match[0]):
            before = answer[: match.start() + len(match[0]) - len(match[0].lstrip())]
            if before and before[-1].isalpha():  # "H2O", "box2"
                continue
            found.append((_value(match[0]), _unit_after(answer[match.end() :])))
    return found


def _value(raw: str) -> float:
    text = raw.replace("−", "-").replace("–", "-").lower()
    power = _POWER.search(text)
    mantissa = _POWER.sub("", text)
    mantissa = _GROUPED.sub("", mantissa).replace(" ", "")
    return float(mantissa.replace(",", ".")) * 10.0 ** (int(power[1]) if power else 0)


def _unit_after(rest: str) -> str:
    found = re.match(r"\s*(%|°\s*[CFcf]?|[A-Za-zµΩ]+(?:\s*/\s*[A-Za-z]+)?(?:\^?-?[\d²³])?)", rest)
    if not found:
        return ""
    raw = re.sub(r"\s", "", found[1].translate(_SUPERSCRIPTS).replace("^", "")).lower()
    singular = raw.removesuffix("s") if len(raw) > 2 else raw
    name = SPELLED.get(raw, SPELLED.get(singular, raw))
    return name


def _in_unit(value: float, unit: str, wanted: str) -> tuple[float, bool]:
    """The value in the wanted unit, and whether there is a way to it."""
    goal = _unit_after(wanted) if wanted else ""
    if not unit or unit == goal:
        return value, True
    if unit in UNITS and goal in UNITS and UNITS[unit][0] == UNITS[goal][0]:
        return value * UNITS[unit][1] / UNITS[goal][1], True
    known = unit in UNITS or unit[0] == "°" or "/" in unit
    return value, not known and normal(unit) not in ("", normal(wanted)) and not goal


def _chosen_share(item: Key, answer: str) -> float:
    """The share of the points that the chosen ids or texts earn; a wrong choice takes one right choice's share away."""
    if item.kind is ItemKind.MATCH:
        chosen = set(_pairs(answer))
        return len(chosen & {tuple(key.split()) for key in item.key}) / len(item.key)
    chosen_ids = [_choice_id(item, part) for part in _parts(item, answer)]
    if item.kind is ItemKind.ORDER:
        return float(chosen_ids == list(item.key))
    picked, right = set(chosen_ids), set(item.key)
    if item.kind is not ItemKind.MULTIPLE_RESPONSE:
        return float(picked == right)
    return max(len(picked & right) - len(picked - right), 0) / len(right)


def _parts(item: Key, answer: str) -> list[str]:
    """The choices that an answer names: one text, ids with spaces between, or a list."""
    ids = {choice.id for choice in item.choices}
    if _choice_id(item, answer) in ids:
        return [answer]
    words = [word for word in re.split(r"[\s;,|→>()]+|\band\b", answer) if word]
    if all(_choice_id(item, word) in ids for word in words):
        return words
    return [part for part in re.split(r"\s*[;|\n→]\s*", answer.strip()) if part]


def _choice_id(item: Key, part: str) -> str:
    plain = part.strip().strip("().:").casefold()
    by_text = {normal(choice.text): choice.id for choice in item.choices}
    by_id = {choice.id.casefold(): choice.id for choice in item.choices}
    return by_id.get(plain) or by_text.get(normal(part), part)


def _pairs(answer: str) -> list[tuple[str, ...]]:
    found = (re.findall(r"[\w-]+", part) for part in re.split(r"[;,|\n]", answer))
    return [tuple(pair) for pair in found if len(pair) == 2]
