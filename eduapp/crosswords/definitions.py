"""Clues from sentences that define their answer in a way that no rule of facts trusts enough for a question.

A fact is asked about by itself, so its rules are strict; a clue stands beside crossing letters, so a whole plain
sentence will do: "Productivity is the amount of goods an individual can produce", "A decline that lasts for two
quarters (of three months each) is called a recession".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.crosswords.clue_context import Context
from eduapp.crosswords.clue_records import Keyword, Sentence
from eduapp.crosswords.trim import FINITE, place_of
from eduapp.domain.item import BLANK
from eduapp.language.facts.describe import VAGUE_ADJECTIVES, VAGUE_HEADS, is_specific
from eduapp.language.grammar import NOUNS, Phrase, negated, stands_alone
from eduapp.language.tree import Tree

LONGEST_SAID = 26
_CALLED = re.compile(r"(?:(?:often|also|sometimes|usually|commonly|generally|simply) )?"
                     r"(?:called|termed|named|known as|referred to as|defined as)(?: an?| the)?$")  # fmt: skip
_HEDGES = frozenset("simply basically essentially generally typically usually really actually just".split())
_NO_KIND = VAGUE_HEADS | frozenset("concept term word idea thing way kind type".split())
_MEASURES = frozenset("number amount part point place time source".split())
"""Heads that say little after "a", and after "the" what is counted or where."""

_BOUND = frozenset("of by in through from between for with without within that which".split())
_MANY = ("NNS", "NNPS")
_BREAKS = frozenset((";", ":", "—", "–", "?", "!", "…", "--", "[", "]", "“", "”", '"'))

Said = tuple[Tree, Phrase, Sentence, tuple[str, str]]
"""A tree, the phrase that says what the keyword is, the sentence, and the gap and the form of "be" before it."""


def plainly_said(keyword: Keyword, context: Context) -> Iterator[Said]:
    """What plain sentences say that a keyword is, in the present; brackets may stand in the phrase."""
    if keyword.proper:
        return
    for sentence in context.naming(keyword.display):
        tree = context.trees.get(sentence.passage)
        if tree is None or not sentence.text.endswith("."):
            continue
        for i in range(sentence.first, sentence.stop - 1):
            place = place_of(tree, i, sentence.stop, keyword.display)
            found = (_predicate(tree, place, sentence) or _called(tree, place, sentence)) if place else None
            if found and _tells(tree, found[0]):
                counted = place[0] > sentence.first and tree.lower[place[0] - 1] in ("a", "an")
                yield tree, found[0], sentence, (f"A(n) {BLANK}" if counted else BLANK, found[1])


def _predicate(tree: Tree, place: tuple[int, int], sentence: Sentence) -> tuple[Phrase, str] | None:
    """The rest of a sentence that opens with the keyword and "is" or "are" and an article or a plural."""
    start, cop = place[0], _after_names(tree, place[1], sentence.stop)
    opened = sentence.first + (tree.lower[sentence.first] in ("a", "an", "the"))
    if start != opened or tree.lower[cop] not in ("is", "are"):
        return None
    first = cop + 1 + (tree.lower[cop + 1] in _HEDGES)
    stop = sentence.stop - 1
    if not 4 <= stop - first <= LONGEST_SAID:
        return None
    determined = tree.lower[first] in ("a", "an", "the")
    head = _head(tree, first, stop)
    many = tree.lower[cop] == "are" and tree.pos[first] in ("NOUN", "ADJ")
    if not (determined or many or _is_mass(tree, first, head)):
        return None
    if head is None or negated(tree, head) or any(tree.pos[i] in ("VERB", "ADP") for i in range(first, head)):
        return None
    if _new_sentence(tree, head, stop) or (tree.tag[head] in _MANY) != (tree.lower[cop] == "are"):
        return None
    return Phrase(first, stop, head), tree.lower[cop]


def _after_names(tree: Tree, i: int, stop: int) -> int:
    """The token after brackets, or after another name between commas: "(GNP)", ", also called a console,"."""
    close = {"(": ")", ",": ","}.get(tree.word[i], "")
    if not close or (close == "," and tree.lower[i + 1] not in ("also", "or", "sometimes")):
        return i
    return next((k + 1 for k in range(i + 1, min(i + 9, stop - 2)) if tree.word[k] == close), i)


def _is_mass(tree: Tree, first: int, head: int | None) -> bool:
    """Whether a bare noun opens a predicate and something that tells which follows: "heat transfer by contact"."""
    nouns = head is not None and all(tree.pos[i] in ("NOUN", "ADJ") for i in range(first, head + 1))
    return nouns and tree.tag[head] == "NN" and tree.lower[head + 1] in _BOUND


def _called(tree: Tree, place: tuple[int, int], sentence: Sentence) -> tuple[Phrase, str] | None:
    """What a sentence opens with that "is called" the keyword, which ends it or a part of it."""
    after = tree.word[place[1]]
    near = range(place[0] - 1, max(sentence.first, place[0] - 6), -1)
    be = next((i for i in near if tree.lower[i] in ("is", "are")), None)
    if be is None or after not in (".", ",", ";", "(") or not _CALLED.match(tree.span(be + 1, place[0]).lower()):
        return None
    first, stop = sentence.first, be
    if tree.lower[first] not in ("a", "an", "the") or not 4 <= stop - first <= LONGEST_SAID:
        return None
    head = _head(tree, first, stop)
    if head is None or (tree.tag[head] in _MANY) != (tree.lower[be] == "are") or _unbound(tree, head, stop):
        return None
    return Phrase(first, stop, head), tree.lower[be]


def _head(tree: Tree, first: int, stop: int) -> int | None:
    """The first noun of a stretch that no other noun follows at once."""
    return next((i for i in range(first, stop) if tree.pos[i] in NOUNS and tree.pos[i + 1] not in NOUNS), None)


def _new_sentence(tree: Tree, head: int, stop: int) -> bool:
    """Whether another statement follows a predicate: a conjunction after a comma, or a clause that limits it."""
    for i in range(head + 1, stop):
        joins = tree.word[i] == "," and tree.lower[i + 1] in ("and", "but", "so", "or", "yet", "while", "whereas")
        if (joins and _unbound(tree, i, stop)) or tree.lower[i] in ("but", "because", "although", "though", "unless"):
            return True
    return False


def _unbound(tree: Tree, start: int, stop: int) -> bool:
    """Whether a finite verb stands between tokens before any word that binds it to a noun."""
    for i in range(start + 1, stop):
        if tree.tag[i] in ("WDT", "WP", "WP$", "WRB") or tree.lower[i] in ("that", "as", "than", "when", "where", "if"):
            return False
        if tree.tag[i] in FINITE and tree.dep[i] not in ("acl:relcl", "acl"):
            return True
    return False


def _tells(tree: Tree, said: Phrase) -> bool:
    words = range(said.start, said.stop)
    counts = tree.lemma[said.head].lower() in _MEASURES and tree.lower[said.start] == "the"
    if any(tree.word[i] in _BREAKS for i in words) or (tree.lemma[said.head].lower() in _NO_KIND and not counts):
        return False
    if any(tree.lemma[i].lower() in VAGUE_ADJECTIVES for i in range(said.start, said.head)):
        return False
    if any(tree.lower[i] in ("this", "these", "those", "such", "our", "we", "you", "your", "example") for i in words):
        return False
    return is_specific(tree, said, any_head=counts) and stands_alone(tree, said.start, said.stop)
