"""What stands right before a name: "French sociologist Emile Durkheim", "the port city of Guangzhou"."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.language.facts.apposition import defined
from eduapp.language.facts.base import Finding
from eduapp.language.grammar import (
    PEOPLE,
    Phrase,
    article,
    bare,
    is_numeral,
    noun_phrase,
    term_shaped,
)
from eduapp.language.tree import Tree

PLACES = frozenset(
    "city town village port island state kingdom empire province republic river continent colony peninsula".split()
)


def title(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """ "French sociologist Emile Durkheim": what a person is, in lower case right before the name."""
    for role in range(start, stop - 1):
        if tree.pos[role] != "NOUN" or tree.lower[role] not in PEOPLE or tree.pos[role + 1] != "PROPN":
            continue
        after = _name_end(tree, role + 1, stop)
        first = role
        while first > start and tree.pos[first - 1] in ("ADJ", "PROPN", "NOUN") and tree.word[first - 1] != "-":
            first -= 1
        if first > start and (tree.word[first - 1] in ("-", "–") or tree.tag[first - 1] in ("POS", "PRP$")):
            continue
        said, name = Phrase(first, role + 1, role), Phrase(role + 1, after, role + 1)
        hyphenated = (
            after < stop and tree.word[after] in ("-", "–", "’s", "'s") and tree.idx[after] == tree.end[after - 1]
        )
        if after > role + 1 and first < role and not hyphenated and term_shaped(tree, said) and term_shaped(tree, name):
            finding = defined(tree, "title.v1", name, said, "is")
            finding.slots["person"], finding.confidence = "yes", 0.5
            yield finding


PARTICLES = frozenset("de da di von van der al ibn bin the le la du".split())


def _name_end(tree: Tree, at: int, stop: int) -> int:
    """Where the name that starts at a token ends, particles and numerals inside ("Otto von Bismarck", "Cyrus II")."""
    while at < stop:
        particle = tree.lower[at] in PARTICLES and at + 1 < stop and tree.word[at + 1][0].isupper()
        named = tree.word[at][0].isupper() and tree.word[at][0].isalpha()
        if not (named or is_numeral(tree.word[at]) or particle):
            break
        at += 1
    return at


def place(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """ "the Chinese port city of Guangzhou": what a place is, before its name."""
    for of in range(start + 2, stop - 1):
        if tree.lower[of] != "of" or tree.lower[of - 1] not in PLACES or not tree.word[of + 1][0].isupper():
            continue
        said = noun_phrase(tree, of - 1, of_names=False)
        after = _name_end(tree, of + 1, stop)
        name = Phrase(of + 1, after, after - 1)
        inner = bare(tree, said)
        plain = article(tree, said) == "the" and all(
            tree.tag[i] not in ("JJS", "CD", "NNP") for i in range(inner.start, of)
        )
        closed = after >= stop or tree.word[after] not in ("-", "–", "’s", "'s", "and", "of")
        if plain and closed and said.stop == of and tree.word[of - 1].islower() and term_shaped(tree, name):
            finding = defined(tree, "place.v1", name, inner, "is")
            finding.confidence = 0.4
            yield finding


RULES = (title, place)
