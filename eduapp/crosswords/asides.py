"""Clues from what a sentence says of a keyword in passing: "strata (layers of rock)", "symbiosis, which is a ..."."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_records import Keyword, Sentence
from eduapp.crosswords.trim import place_of
from eduapp.domain.source import Quote
from eduapp.language.facts.describe import description, is_specific
from eduapp.language.grammar import BE, NOUNS, POINTING, Phrase, balanced, is_plural, negated, stands_alone
from eduapp.language.tree import Tree

Aside = tuple[Tree, Phrase, Quote, str]
"""The tree, the phrase that says what the keyword is, the sentence, and the form of "be" that joins them."""


def asides(keyword: Keyword, context: Context) -> Iterator[Aside]:
    """What brackets or a relative clause right after the keyword say that it is."""
    for sentence in context.naming(keyword.display):
        tree = context.trees.get(sentence.passage)
        for i in range(sentence.first, sentence.stop - 3) if tree is not None else ():
            place = place_of(tree, i, sentence.stop, keyword.display)
            if place is None or place[1] + 3 >= sentence.stop or tree.lower[max(i - 1, 0)] in POINTING:
                continue
            found = _bracketed(tree, place) or _related(tree, place) or _apposed(tree, place, sentence)
            if found and _tells(tree, found[0], place):
                yield tree, found[0], context.quote(sentence), found[1]


def _bracketed(tree: Tree, place: tuple[int, int]) -> tuple[Phrase, str] | None:
    """A noun phrase that fills the brackets after a common noun."""
    first = place[1] + 1
    if tree.word[place[1]] != "(" or tree.word[place[0]][:1].isupper() or not tree.word[first][:1].islower():
        return None
    stop = next((i for i in range(first, min(first + 18, len(tree.word))) if tree.word[i] == ")"), None)
    head = tree.head[first] if tree.lower[first] in ("a", "an", "the") else _head(tree, first, stop or first)
    said = description(tree, head, first) if stop is not None and first <= head < stop else None
    many = is_plural(tree, place[1] - 1)
    commas = sum(tree.word[i] == "," for i in range(first, stop or first))
    if commas > 1 and not any(tree.lower[i] in ("and", "or") for i in range(first, stop or first)):
        return None
    if (
        said is None
        or said.stop != stop
        or tree.tag[first] in ("VBG", "VBN", "IN", "RB")
        or is_plural(tree, head) != many
    ):
        return None
    return said, "are" if many else "is"


def _head(tree: Tree, first: int, stop: int) -> int:
    """The first noun of a stretch that no other noun follows at once."""
    nouns = (i for i in range(first, stop) if tree.pos[i] in NOUNS and tree.pos[min(i + 1, stop - 1)] not in NOUNS)
    return next(nouns, first)


def _related(tree: Tree, place: tuple[int, int]) -> tuple[Phrase, str] | None:
    """The noun phrase of ", which is a ..." or ", who was the ..."."""
    pronoun, cop = place[1] + 1, place[1] + 2
    if tree.word[place[1]] != "," or tree.lower[pronoun] not in ("which", "who") or tree.lower[cop] not in BE:
        return None
    if tree.lower[cop + 1] not in ("a", "an", "the"):
        return None
    head = tree.head[cop + 1]
    said = description(tree, head, cop + 1) if head > cop else None
    agrees = is_plural(tree, place[1] - 1) == (tree.lower[cop] in ("are", "were"))
    return (said, tree.lower[cop]) if said is not None and agrees and not negated(tree, head) else None


def _apposed(tree: Tree, place: tuple[int, int], sentence: Sentence) -> tuple[Phrase, str] | None:
    """The noun phrase between commas after a common noun that opens its sentence, before the verb."""
    opened = place[0] == sentence.first + (tree.lower[sentence.first] in ("a", "an", "the"))
    first = place[1] + 1
    if not opened or tree.word[place[1]] != "," or tree.lower[first] not in ("a", "an", "the"):
        return None
    stop = next((i for i in range(first, min(first + 18, sentence.stop - 1)) if tree.word[i] == ","), None)
    if stop is None or tree.tag[stop + 1] not in ("VBZ", "VBP", "VBD", "MD"):
        return None
    head = _head(tree, first, stop)
    many = is_plural(tree, place[1] - 1)
    if is_plural(tree, head) != many or any(tree.tag[i] in ("VBZ", "VBP", "VBD") for i in range(first, head)):
        return None
    return Phrase(first, stop, head), "are" if many else "is"


def _tells(tree: Tree, said: Phrase, place: tuple[int, int]) -> bool:
    if any(tree.pos[i] == "NUM" for i in range(said.start, said.head + 1)):
        return False
    whole = balanced(tree.span(said.start, said.stop)) and tree.pos[said.head] in NOUNS
    return whole and is_specific(tree, said) and stands_alone(tree, said.start, said.stop, place[1] - 1)
