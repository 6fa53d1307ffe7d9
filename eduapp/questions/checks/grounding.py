"""Whether an item says what its quotes say: verbatim quotes, a key that they hold, a rationale that is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from eduapp.domain.item import Item, ItemKind
from eduapp.questions.checks.lists import found_in, words
from eduapp.questions.checks.registry import Finding, check
from eduapp.questions.contracts import Context
from eduapp.questions.contradiction import contradiction
from eduapp.questions.numbers import value_of
from eduapp.questions.words import content, normal, overlap, roots, sentences, tokens

FAITHFUL = 0.6
"""The least share of a rationale's words of meaning that quotes, stem and key must have."""

SHOWN = 0.5
"""The least share of a key point's words of meaning that the quotes must have: a model answer uses its own words."""

_CITED = re.compile(r"\([^()]*\d[^()]*\)")
_FRAME = content("the text says answer right true false paragraph page slide means")
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_UNITS = {"percent": "%", "per cent": "%", "degrees": "°", "dollars": "$"}


@check("quote-verbatim")
def quote_is_verbatim(item: Item, context: Context) -> Finding:
    """Every quote, those of the rubric too, stands word for word in its passage."""
    shown = (criterion.quote for criterion in item.rubric if criterion.quote)
    for quote in (*item.evidence, *shown):
        passage = context.passages.get(quote.passage)
        if passage is None or not quote.is_verbatim_in(passage):
            return False, f"“{quote.text[:60]}” does not stand in passage {quote.passage} at that place."
    return True, f"Found word for word in {item.evidence[0].passage} ({item.evidence[0].locator.label()})."


@check("key-in-quote")
def key_is_in_the_quote(item: Item, context: Context) -> Finding:
    """The quotes have the words of the key; of a false statement, those of its correction and not all of its own.

    They have both sides of every match, every step in its place, the number with its unit, and the key points of a
    model answer but for as many as there are criteria that ask for the pupil's own thought.
    """
    return _OF_KIND.get(item.kind, _answer_is_quoted)(item)


def lacking(text: str, quotes: Iterable[str]) -> str:
    """The first word of a text that none of the quotes lets it have, or an empty string; one in eight may be new."""
    wanted = [word for word in tokens(text) if word not in ("a", "an", "the")]
    best = list(wanted)
    for quote in quotes:
        said = set(roots(quote))
        missing = [word for word in wanted if not set(roots(word)) & said]
        best = min(best, missing, key=len)
    return best[0] if len(best) > len(wanted) // 8 else ""


def _quotes(item: Item) -> list[str]:
    return [quote.text for quote in item.evidence]


def _answer_is_quoted(item: Item) -> Finding:
    rights = [choice.text for choice in item.choices if choice.correct] or [item.answer]
    for right in rights:
        if word := lacking(right, _quotes(item)):
            return False, f"The quote lacks “{word}” of the key."
    return True, f"The quote has the words of the key “{item.answer}”."


def _statement_agrees(item: Item) -> Finding:
    quote = item.evidence[0].text
    said, claimed = content(quote), content(item.correction or item.stem)
    if overlap(claimed, said) < 0.85:
        return False, f"The quote lacks “{sorted(claimed - said)[0]}” of the true statement."
    if item.answer == "True":
        return True, "The quote has the words of the statement."
    if not item.correction or normal(item.correction) == normal(item.stem):
        return False, "The false statement has no correction that differs from it."
    against = contradiction(item.stem, item.correction) or next(iter(sorted(content(item.stem) - said)), "")
    if not against:
        return False, "The false statement only has words of the quote, so it may be true."
    return True, f"The quote says otherwise: “{against}” is not what it says."


def _matches_are_quoted(item: Item) -> Finding:
    texts = {choice.id: choice.text for choice in item.choices}
    for premise in item.premises:
        match = texts[premise.choice]
        if not any(not lacking(premise.text, [q]) and not lacking(match, [q]) for q in _quotes(item)):
            return False, f"No quote has the words of both “{premise.text}” and “{match}”."
    return True, f"A quote has both sides of each of the {len(item.premises)} matches."


def _steps_are_in_order(item: Item) -> Finding:
    """Steps follow the years of their sentences where all have one, else the text."""
    texts = {choice.id: choice.text for choice in item.choices}
    told = [
        (quote.passage, quote.start, number, sentence)
        for quote in item.evidence
        for number, sentence in enumerate(sentences(quote.text))
    ]
    told.sort(key=lambda place: place[:3])
    found = []
    for step in item.key:
        if word := lacking(texts[step], [sentence for *_, sentence in told] + _quotes(item)):
            return False, f"No quote has “{word}” of the step “{texts[step]}”."
        found.append(max(range(len(told)), key=lambda i: overlap(content(texts[step]), content(told[i][3]))))
    years = [_year(told[i][3]) for i in found]
    if len(set(found)) == len(found) and None not in years:
        rising = years == sorted(years, key=lambda year: year or 0) and len(set(years)) == len(years)
        return rising, f"The years of the steps are {', '.join(f'{year:g}' for year in years if year is not None)}."
    places = [(i, _place(texts[step], told[i][3])) for i, step in zip(found, item.key, strict=True)]
    rising = places == sorted(places) and len(set(places)) == len(places)
    return rising, "The steps follow the text." if rising else "The steps do not follow the text."


def _year(sentence: str) -> float | None:
    found = re.search(r"\b\d{3,4}\b(?: BCE?)?", sentence)
    return value_of(found.group()) if found else None


def _place(step: str, sentence: str) -> int:
    """Where in a sentence the words of a step begin to be together, as the middle of the places of its words."""
    wanted, said = content(step), roots(sentence)
    places = sorted(place for place, word in enumerate(said) if word in wanted)
    return places[len(places) // 2] if places else -1


def _number_is_quoted(item: Item) -> Finding:
    assert item.numeric is not None
    for quote in _quotes(item):
        if any(abs(value - abs(item.numeric.value)) <= 1e-9 * max(1.0, abs(value)) for value in values_in(quote)):
            if unit_is_told(item.numeric.unit, f"{quote} {item.stem}"):
                return True, f"The quote has the number {item.numeric.text}."
            return False, f"The quote has no “{item.numeric.unit}”."
    return False, f"No quote has the number {item.numeric.text}."


def values_in(text: str) -> list[float]:
    """Every number that a text states, in figures or in a word, with its "million" multiplied in."""
    found: list[float] = []
    for piece in re.finditer(rf"{_NUMERAL.pattern}|[A-Za-z-]+", text):
        if (value := value_of(piece.group())) is None:
            continue
        found.append(value)
        following = text[piece.end() :].split(maxsplit=1)
        scale = _SCALE.get(following[0].strip(".,;:?!").casefold()) if following else None
        if scale:
            found.append(value * scale)
    return found


def unit_is_told(unit: str, text: str) -> bool:
    """Whether a text names a unit, as a word or as its sign."""
    wanted = unit.casefold().strip()
    if not wanted or wanted in text.casefold():
        return True
    signs = {wanted, *(sign for word, sign in _UNITS.items() if word == wanted)}
    signs |= {word for word, sign in _UNITS.items() if sign == wanted}
    return any(sign in text.casefold() for sign in signs) or bool(set(roots(unit)) & set(roots(text)))


def _key_points_are_quoted(item: Item) -> Finding:
    said = content(" ".join([*_quotes(item), *(c.quote.text for c in item.rubric if c.quote)]))
    for criterion in item.rubric:
        for point in criterion.key_points:
            if criterion.quote is None or lacking(point, [criterion.quote.text]):
                return False, f"The quote of the criterion “{criterion.text}” lacks the words “{point}”."
    own = sum(criterion.quote is None for criterion in item.rubric)
    loose = [point for point in item.key if overlap(content(point), said) < SHOWN]
    if len(loose) > own or len(loose) == len(item.key):
        return False, f"No quote says the key point “{loose[0]}”."
    return True, f"{len(item.key) - len(loose)} of {len(item.key)} key points stand in the quotes."


_OF_KIND = {
    ItemKind.TRUE_FALSE: _statement_agrees,
    ItemKind.MATCH: _matches_are_quoted,
    ItemKind.ORDER: _steps_are_in_order,
    ItemKind.NUMERIC: _number_is_quoted,
    ItemKind.EXTENDED_TEXT: _key_points_are_quoted,
}


@check("faithful")
def rationale_is_faithful(item: Item, context: Context) -> Finding:
    """The rationale says something of the key in words of the quotes, the stem and the key, the rest in the text's.

    Of an extended text, the rest may be what the item wants.
    """
    if talk := found_in(item.rationale, words().empty_talk):
        return False, f"The rationale only says “{talk}”."
    told = [content(part) - _FRAME for part in sentences(_CITED.sub(" ", item.rationale))]
    if sum(map(len, told)) < 2:
        return False, "The rationale says too little."
    known = content(" ".join([*_quotes(item), item.stem, item.answer, item.correction]))
    shares = [overlap(part, known) for part in told]
    own = frozenset().union(*(part for part, share in zip(told, shares, strict=True) if share >= FAITHFUL))
    if not own:
        return False, f"Only {max(shares):.0%} of the rationale's words are in the quote, the stem or the key."
    if not _speaks_of_the_key(item, own):
        return False, "The rationale says nothing of the key."
    if item.kind is not ItemKind.EXTENDED_TEXT:
        for part, share in zip(told, shares, strict=True):
            if part and share < FAITHFUL and not _is_in_the_text(part, context):
                return False, f"The text does not say “{' '.join(sorted(part)[:5])}” of the rationale."
    return True, f"{max(shares):.0%} of the rationale's words are in the quote, the stem or the key."


def _is_in_the_text(part: frozenset[str], context: Context) -> bool:
    told = (*context.sentences.values(), tuple(fact.statement for fact in context.facts.values()))
    return any(overlap(part, content(sentence)) >= 0.8 for passage in told for sentence in passage)


def _speaks_of_the_key(item: Item, told: frozenset[str]) -> bool:
    """Whether a rationale has words of the answer, where the answer is words of the text's own."""
    wanted = content(item.correction or item.stem) if item.kind is ItemKind.TRUE_FALSE else content(item.answer)
    return not wanted or bool(told & wanted)
