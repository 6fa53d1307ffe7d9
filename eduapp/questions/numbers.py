"""Wrong options for numbers and years: neighbours from the text first, then errors that a pupil would really make."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

from eduapp.domain.knowledge import Fact, FactKind
from eduapp.questions.contracts import Context, Distractor, Refusal
from eduapp.questions.words import sentence

WANTED = 3
NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
ORDINAL_WORDS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first"
).split()
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?P<before>(?:AD|CE) )?(?P<year>\d{3,4})(?P<after> (?:BCE|BC|CE|AD))?")
_SPREAD = 75
"""Years further apart than this tempt nobody."""


def value_of(text: str) -> float | None:
    """The number that a phrase states, in figures or a word up to twenty; years before our era are negative."""
    if found := _NUMBER.search(text):
        value = float(found.group().replace(",", "").rstrip("."))
        return -value if re.search(r"\bBCE?\b", text) else value
    for word in re.findall(r"[a-z-]+", text.casefold()):
        for names in (NUMBER_WORDS, ORDINAL_WORDS):
            if word in names:
                return float(names.index(word))
    return None


def years_for(fact: Fact, year: str, context: Context, rng: random.Random) -> tuple[Distractor, ...] | Refusal:
    """Other years: of the text's own events near it where there are such, else years near it."""
    found = _YEAR.fullmatch(year)
    if not found:
        return Refusal(f"“{year}” is not a plain year")
    key, era = int(found["year"]), found["after"] or ""
    barred = {int(y) for y in re.findall(r"\b\d{3,4}\b", fact.statement)}
    known = {y: event for y, event in _event_years(context, era) if y not in barred and 2 <= abs(y - key) <= _SPREAD}
    near = sorted(known, key=lambda y: (abs(y - key), y))[:4]
    chosen = rng.sample(near, min(len(near), rng.choice((1, 2))))
    latest = max([key, *known, *(int(y) for y in _years_in_text(context) if int(y) < 2100)])
    chosen += _neighbours(key, barred | set(chosen), latest, WANTED - len(chosen), rng)
    prefix = found["before"] or ""
    return tuple(Distractor(f"{prefix}{y}{era}", _event(known.get(y), f"{y}{era}")) for y in chosen)


def numbers_for(fact: Fact, phrase: str, rng: random.Random) -> tuple[Distractor, ...] | Refusal:
    """The phrase with other numbers in it: neighbouring, tenfold or swapped-digit values in the same style."""
    found = _NUMBER.search(phrase)
    barred = {m.group() for m in _NUMBER.finditer(fact.statement)}
    if found:
        values = [v for v in _misread(found.group(), phrase) if v not in barred]
        made = [f"{phrase[: found.start()]}{v}{phrase[found.end() :]}" for v in dict.fromkeys(values)]
    else:
        made = [m for m in _other_words(phrase) if m.casefold() not in fact.statement.casefold()]
    if len(made) < WANTED:
        return Refusal(f"no plausible other numbers for “{phrase}”")
    return tuple(Distractor(text) for text in rng.sample(made, WANTED))


def centuries_for(fact: Fact, century: str, rng: random.Random) -> tuple[Distractor, ...] | Refusal:
    """The centuries around one, in the same style."""
    found = re.search(r"(\d+)(?:st|nd|rd|th)", century)
    if found:
        number, style = int(found[1]), _ordinal
        span = found.span()
    else:
        word = next((w for w in reversed(ORDINAL_WORDS) if re.search(rf"\b{w}\b", century.casefold())), "")
        if not word:
            return Refusal(f"“{century}” names no century")
        number, style = ORDINAL_WORDS.index(word), lambda n: ORDINAL_WORDS[n] if n < len(ORDINAL_WORDS) else ""
        span = re.search(rf"\b{word}\b", century.casefold()).span()  # type: ignore[union-attr]
    numbers = [n for n in (number - 3, number - 2, number - 1, number + 1, number + 2) if 1 <= n <= 21 and style(n)]
    made = [f"{century[: span[0]]}{style(n)}{century[span[1] :]}" for n in numbers]
    made = [m for m in made if m not in fact.statement]
    if len(made) < WANTED:
        return Refusal("too few centuries")
    return tuple(Distractor(m) for m in rng.sample(made, WANTED))


def _event_years(context: Context, era: str) -> Iterable[tuple[int, Fact]]:
    for event in context.facts_by_kind.get(FactKind.EVENT, ()):
        found = _YEAR.fullmatch(event.slots.get("time_value", ""))
        if found and (found["after"] or "") == era:
            yield int(found["year"]), event


def _years_in_text(context: Context) -> Iterable[str]:
    for passage in context.document.passages:
        yield from re.findall(r"\b1\d{3}\b|\b20\d\d\b", passage.text)


def _neighbours(key: int, taken: set[int], latest: int, count: int, rng: random.Random) -> list[int]:
    steps = (3, 5, 8, 10, 12, 15, 20) if key > 1000 else (10, 15, 20, 25, 30, 40, 50)
    signs = rng.sample((1, -1, 1, -1), 4)
    made: list[int] = []
    for step in rng.sample(steps, len(steps)):
        year = key + signs[len(made) % 4] * step
        if len(made) < count and year <= latest and all(abs(year - other) > 1 for other in {*taken, *made, key}):
            made.append(year)
    for step in steps:
        if len(made) < count and all(abs(key - step - other) > 1 for other in {*taken, *made, key}):
            made.append(key - step)
    return made


def _event(fact: Fact | None, year: str) -> str:
    clause = fact.slots.get("clause", "") if fact else ""
    return sentence(f"In {year}, {clause} ({fact.quote.locator.label()})") if fact and clause else ""


def _misread(number: str, phrase: str) -> list[str]:
    """Other values a pupil might remember, written as the number is."""
    value = float(number.replace(",", ""))
    decimals = len(number.partition(".")[2])
    percent = re.search(r"percent|per cent|%", phrase) is not None
    if decimals == 0 and value <= 20:
        others = [value - 3, value - 2, value - 1, value + 1, value + 2, value + 4]
    else:
        others = [value * f for f in ((0.5, 0.7, 1.3, 1.5) if percent else (0.1, 0.4, 0.6, 1.5, 2, 10))]
    fair = [v for v in others if v > 0 and not (percent and v >= 100)]
    return [text for v in fair if (text := _written(v, value, decimals, "," in number)) and text != number]


def _written(value: float, like: float, decimals: int, commas: bool) -> str:
    if decimals == 0 and like > 20:
        significant = len(str(int(like)).rstrip("0"))
        digits = len(str(int(value))) - max(1, significant)
        value = round(value, -digits) if digits > 0 else round(value)
    text = f"{value:,.{decimals}f}" if commas or value >= 10_000 else f"{value:.{decimals}f}"
    return text if float(text.replace(",", "")) > 0 else ""


def _other_words(phrase: str) -> list[str]:
    words = phrase.split(" ")
    for place, word in enumerate(words):
        if word.casefold() in NUMBER_WORDS[2:13]:
            number = NUMBER_WORDS.index(word.casefold())
            others = [n for n in range(max(2, number - 2), number + 4) if n != number]
            return [" ".join([*words[:place], NUMBER_WORDS[n], *words[place + 1 :]]) for n in others]
    return []


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
