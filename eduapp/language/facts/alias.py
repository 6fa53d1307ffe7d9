"""Two names for one thing: "X, also known as Z", "X is sometimes called Z", "X, or Z,", "X Y Z (XYZ)"."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.apposition import before_mark
from eduapp.language.facts.base import Finding
from eduapp.language.facts.describe import describable, known_to_reader, stated
from eduapp.language.facts.naming import ALIAS, is_name, name_at, named, naming_verb
from eduapp.language.grammar import (
    BE,
    NOUNS,
    Phrase,
    article,
    bare,
    is_plural,
    is_vague,
    negated,
    noun_phrase,
    term_shaped,
)
from eduapp.language.tree import Tree


def _same(tree: Tree, rule: str, known: Phrase, name: Phrase) -> Finding:
    return stated(tree, FactKind.NAMING, rule, known, bare(tree, name), "also called", via="alias")


def _alone(tree: Tree, phrase: Phrase, clause: int) -> bool:
    """Whether a phrase is a term that may have another name, with nothing else hung on it."""
    modifiers = tree.kids_of(phrase.head, "nmod", "acl", "acl:relcl", "conj")
    others = [k for k in modifiers if k != clause and k >= phrase.stop]
    owned = tree.kid(phrase.head, "nmod:poss") is not None
    tail = phrase.start and tree.lower[phrase.start - 1] in ("of", "about", "to") and tree.pos[phrase.head] != "PROPN"
    words = [tree.word[i] for i in range(bare(tree, phrase).start, phrase.stop)]
    if words[0][0].islower() and words[-1][0].isupper():
        return False
    counted = article(tree, phrase) != "" and tree.pos[phrase.head] != "PROPN"
    if tree.pos[phrase.head] != "PROPN" and phrase.stop - phrase.start > 2:
        return False
    return not (others or owned or tail or counted) and term_shaped(tree, phrase) and not is_vague(tree, phrase)


def inserted(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X, also known as Z; X (sometimes called Z)."""
    for verb in range(start + 3, stop - 1):
        if not naming_verb(tree, verb) or tree.lower[verb - 1] not in ALIAS or tree.word[verb - 2] not in (",", "("):
            continue
        known, name = before_mark(tree, verb - 2, start), named(tree, verb)
        if name is None or known is None or not is_name(tree, name, stop):
            continue
        if tree.pos[known.head] in NOUNS and _alone(tree, known, verb):
            yield _same(tree, "also_known_as.v1", known, name)


def passive(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X is also known as Z; X is sometimes called Z."""
    for verb in range(start + 3, stop - 1):
        helper = verb - 2
        if not naming_verb(tree, verb) or tree.lower[verb - 1] not in ALIAS:
            continue
        if tree.lower[helper] not in BE or negated(tree, verb):
            continue
        known, name = noun_phrase(tree, helper - 1), named(tree, verb)
        if name is None or known.stop != helper or known.start != start or not is_name(tree, name, stop):
            continue
        if describable(tree, known) and known_to_reader(tree, known):
            yield _same(tree, "is_also_called.v1", known, name)


def either(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X, or Y, with nothing listed before."""
    for cc in range(start + 2, stop - 1):
        if tree.lower[cc] != "or" or tree.word[cc - 1] != "," or tree.pos[cc - 2] not in NOUNS:
            continue
        known, name = before_mark(tree, cc - 1, start), name_at(tree, cc + 1, stop)
        if known is None or name is None or not is_name(tree, name, stop) or _listed(tree, known, start):
            continue
        after = tree.word[name.stop] if name.stop < stop else "."
        agree = is_plural(tree, known.head) == is_plural(tree, name.head)
        if after in (",", ".", ")", "”") and agree and _alone(tree, known, name.head):
            yield _same(tree, "or.v1", known, name)


def _listed(tree: Tree, known: Phrase, start: int) -> bool:
    before = [tree.lower[i] for i in range(max(start, known.start - 8), known.start)]
    return any(word in (",", "—", "and", "or", "either", "whether", "neither", "no", "any") for word in before)


def abbreviation(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X Y Z (XYZ): a name and its initials."""
    for mark in range(start + 2, stop - 2):
        if tree.word[mark] != "(" or tree.word[mark + 2] != ")" or not tree.word[mark + 1].isupper():
            continue
        first = _spelled_by(tree, tree.word[mark + 1], start, mark)
        if first is not None and tree.pos[mark - 1] in NOUNS:
            name = Phrase(mark + 1, mark + 2, mark + 1)
            yield _same(tree, "abbreviation.v1", Phrase(first, mark, mark - 1), name)


def _spelled_by(tree: Tree, initials: str, start: int, stop: int) -> int | None:
    """Where the words begin whose first letters are these initials, small words left out."""
    letters, at = list(initials), stop
    while letters and at > start:
        at -= 1
        word = tree.lower[at]
        if word[0].upper() == letters[-1] and word not in ("of", "the", "and", "for", "in"):
            letters.pop()
        elif word not in ("of", "the", "and", "for", "in", "-"):
            return None
    return at if not letters and len(initials) >= 2 else None


def gloss(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X (“Y”); X, meaning “Y”; X, or “Y”: what a foreign or technical word means."""
    for mark in range(start + 2, stop - 2):
        if tree.word[mark] not in ("“", "‘") or not _introduced(tree, mark):
            continue
        opener = mark - 1 if tree.word[mark - 1] == "(" else mark - 2
        known, name = before_mark(tree, opener, start), name_at(tree, mark, stop)
        close = next((i for i in range(mark, min(mark + 9, stop)) if tree.word[i] in ("”", "’")), None)
        if close is None or known is None or not _alone(tree, known, mark):
            continue
        meant = name or Phrase(mark + 1, close - (tree.word[close - 1] in (",", ".")), mark + 1)
        plain = all(tree.word[i] not in (",", ";", ":") for i in range(meant.start, meant.stop))
        if plain and 1 <= meant.stop - meant.start <= 6 and known.stop - bare(tree, known).start <= 3:
            yield _same(tree, "gloss.v1", known, meant)


def _introduced(tree: Tree, mark: int) -> bool:
    before = tree.lower[mark - 1]
    return before == "(" or (before == "meaning" and tree.word[mark - 2] in (",", "("))


RULES = (inserted, passive, either, abbreviation, gloss)
