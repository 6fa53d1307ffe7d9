"""Lists inside a sentence: "A, B, and C" as members that are complete phrases."""

from __future__ import annotations

from itertools import pairwise

from eduapp.language.facts.base import Range
from eduapp.language.facts.halves import BREAKS, is_noun, phrase_text, sentence_end
from eduapp.language.grammar import PERSONAL, POINTING, balanced
from eduapp.language.tree import Tree

JOINS = frozenset(("and", "or"))
LONGEST = 9
EMPTY = frozenset("more others etc so forth on other many most few several some both either all such perhaps even "
                  "not sometimes often also usually one anything everything including".split())  # fmt: skip
NAMED = frozenset(("NOUN", "PROPN"))
DOING = frozenset(("VBG", "VB"))


def listed(tree: Tree, start: int, stop: int, *, closed: bool = False) -> list[Range]:
    """The members of the list that fills tokens `start` to `stop`; an empty list where it is not plainly one.

    `closed` says that nothing but the list stands there, so that the parse need not bear it out.

    Members are cut at commas and at the last "and" or "or". An earlier "and" is part of a member only where a comma
    stands before the last one ("research and development, marketing, and sales"); else the list is given up.
    """
    joins = [i for i in range(start, stop) if tree.lower[i] in JOINS]
    commas = [i for i in range(start, stop) if tree.word[i] == ","]
    if not joins:
        found = [(start, stop)] if not commas else []
    elif commas and commas[-1] > joins[-1]:
        found = []
    elif joins[-1] - 1 in commas:
        found = _cut(start, stop, [*commas, joins[-1]]) if len(commas) > 1 else []
    else:
        found = _cut(start, stop, [*commas, joins[-1]]) if len(joins) == 1 else []
    sorts = {_sort(tree, member) for member in found} - {"either"}
    joined = (closed and len(found) > 2) or _hang_together(tree, found)
    if not found or _shares_words(tree, found):
        return []
    return found if len(sorts) <= 1 and joined and all(_is_member(tree, *m) for m in found) else []


def _shares_words(tree: Tree, found: list[Range]) -> bool:
    """Whether a first or last member has words that belong to all: "freedom of speech or press", "gas or oil firms"."""
    placed = [any(tree.pos[i] == "ADP" for i in range(*member)) for member in found]
    one = sum(placed) == 1 and (placed[0] or placed[-1])
    short = [b - a == 1 for (a, b), has in zip(found, placed, strict=True) if not has]
    first, last = found[0], found[-1]
    single = first[1] - first[0] == 1 and tree.tag[first[0]] == "NN" and tree.tag[last[1] - 1] == "NNS"
    noun = len(found) == 2 and single and last[1] - last[0] > 1
    return noun or (len(found) > 2 and one and all(short))


def _cut(start: int, stop: int, cuts: list[int]) -> list[Range]:
    edges = [start - 1, *sorted(cuts), stop]
    return [(a + 1, b) for a, b in pairwise(edges) if a + 1 < b]


def _sort(tree: Tree, member: Range) -> str:
    """What a member is, since the members of a list are alike: a thing, a doing or a clause with "that"."""
    head = _head(tree, member)
    if member[1] - member[0] == 1:
        return "quality" if tree.pos[head] == "ADJ" else "either"
    if tree.tag[member[0]] in DOING and tree.pos[head] not in NAMED:
        return "doing"
    return "named" if tree.pos[head] in NAMED or tree.tag[head] == "VBG" else tree.pos[head]


def _head(tree: Tree, member: Range) -> int:
    start, stop = member
    return next((i for i in range(start, stop) if not start <= tree.head[i] < stop or tree.head[i] == i), stop - 1)


def _hang_together(tree: Tree, found: list[Range]) -> bool:
    """Whether the parse joins the members with each other, and not a member with a word inside another."""
    heads = [_head(tree, member) for member in found]
    for i, head in enumerate(heads[1:], start=1):
        inside = found[0][0] <= tree.head[head] < found[i][0]
        if inside and tree.head[head] not in heads[:i]:
            return False
    return True


def _is_member(tree: Tree, start: int, stop: int) -> bool:
    if not 1 <= stop - start <= LONGEST or tree.lower[start] in EMPTY:
        return False
    words = range(start, stop)
    if any(tree.lower[i] in PERSONAL or tree.lower[i] in POINTING for i in words):
        return False
    if any(tree.tag[i] in ("VBD", "VBZ", "VBP", "MD", "WDT", "WP") or tree.word[i] in BREAKS for i in words):
        return False
    ends_well = is_noun(tree, stop - 1) or tree.tag[stop - 1] == "VBG"
    ends_well = ends_well or (stop - start == 1 and tree.pos[start] == "ADJ")
    if tree.tag[start] in ("JJR", "RBR"):
        return False
    opens_well = tree.pos[start] not in ("ADP", "SCONJ", "PRON", "PUNCT", "AUX", "CCONJ", "ADV")
    return ends_well and opens_well and balanced(tree.span(start, stop))


def list_from(tree: Tree, start: int, head: int) -> list[Range]:
    """The members of a list that begins at `start` and whose first member is headed by `head`."""
    stop = sentence_end(tree, min(tree.right[head] + 1, tree.last[start]))
    stop = next((i for i in range(start, stop) if tree.word[i] in BREAKS), stop)
    for i in range(start, stop):
        if tree.word[i] == "," and tree.tag[i + 1] in ("WDT", "WP", "WRB", "VBN", "IN", "RB"):
            stop = i
            break
    stop = _before_a_remark(tree, start, stop)
    found = listed(tree, start, stop) if start < stop else []
    return found if found and _is_over(tree, stop, last=found[-1][0] - 1) else []


def _before_a_remark(tree: Tree, start: int, stop: int) -> int:
    """Where a list ends that is over before the next comma: after its "and", or before ", and" behind one comma."""
    commas = [i for i in range(start, stop) if tree.word[i] == ","]
    joins = [i for i in range(start, stop) if tree.lower[i] in JOINS]
    if len(commas) == 1 and tree.lower[commas[0] + 1] in JOINS:
        return commas[0]
    return next((i for i in commas if joins and i > joins[-1]), stop)


def _is_over(tree: Tree, stop: int, last: int) -> bool:
    """Whether a list really ends at `stop`; `last` is the token before its last member."""
    if stop >= len(tree.word) or tree.word[stop] in (";", ":", "."):
        return True
    if tree.word[stop] in ("(", "["):
        close = next((i for i in range(stop, tree.last[stop]) if tree.word[i] in (")", "]")), stop)
        return tree.pos[close + 1] not in ("NOUN", "PROPN", "ADJ") if close + 1 < len(tree.word) else True
    if tree.word[stop] == ",":
        after = stop + 1
        if tree.pos[after] == "CCONJ":
            return tree.lower[last] in JOINS
        goes_on = any(tree.lower[i] in JOINS for i in range(after, tree.last[stop]))
        return tree.lower[last] in JOINS or not goes_on
    goes_on = tree.tag[stop] in ("VBG", "VB") and tree.lower[last] not in JOINS
    ends = ("AUX", "VERB", "ADP", "SCONJ", "ADV", "PUNCT")
    return (tree.pos[stop] in ends and not goes_on) or tree.tag[stop] in ("WDT", "WP", "TO")


def list_to(tree: Tree, start: int, stop: int) -> list[Range]:
    """The members of a list that begins at `start` and goes on to the end of the sentence or a closing bracket."""
    end = next((i for i in range(start, stop) if tree.word[i] in BREAKS or tree.word[i] == "."), stop)
    return listed(tree, start, sentence_end(tree, end), closed=True) if start < end else []


def texts(tree: Tree, found: list[Range]) -> tuple[str, ...]:
    """The members as phrases inside a sentence."""
    return tuple(phrase_text(tree, start, stop) for start, stop in found)
