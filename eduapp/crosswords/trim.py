"""Shorter forms of a phrase: cut only from the right, and only where a whole part ends that grammar can spare."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.language.facts.clause import ENDINGS
from eduapp.language.grammar import Phrase
from eduapp.language.tree import Tree

RELATIVES = frozenset(("acl:relcl", "acl", "appos", "parataxis", "advcl", "advcl:relcl"))
AROUND = frozenset("during throughout across in at within after before since around along near".split())
ADJUNCTS = AROUND | frozenset(("because", "through", "including", "such", "like", "for"))
SPARED_NOUN = frozenset("such including like during throughout".split())
BINDING = frozenset("if unless until except without only than not no never neither both either between whether".split())
"""Words without which a statement says more than it did."""

RANKS = frozenset("first second third last next only".split())
LISTING = frozenset("including especially particularly notably such like".split())
PRINTABLE = 90
FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))
_NOUNS = frozenset(("NOUN", "PROPN"))
_LAST = frozenset(("PUNCT", "CCONJ", "SCONJ", "ADP", "DET", "AUX", "PART"))


def tokens_at(tree: Tree, start: int, end: int) -> tuple[int, int] | None:
    """The tokens that cover characters `start` to `end` of the tree's text; None where a token would be cut."""
    inside = [i for i in range(len(tree.word)) if tree.idx[i] >= start and tree.end[i] <= end]
    if not inside or tree.idx[inside[0]] != start or tree.end[inside[-1]] != end:
        return None
    return inside[0], inside[-1] + 1


def place_of(tree: Tree, start: int, stop: int, words: str) -> tuple[int, int] | None:
    """The tokens from `start` that spell these words, a name with its capital; None where others stand there."""
    wanted, named = words.casefold(), words[:1].isupper() and tree.idx[start] > 0
    for end in range(start + 1, min(start + 9, stop) + 1):
        text = tree.span(start, end).casefold()
        if text == wanted:
            return (start, end) if not named or tree.word[start][:1].isupper() else None
        if len(text) > len(wanted):
            return None
    return None


def head_of(tree: Tree, start: int, stop: int) -> int:
    """The token of a stretch that the others hang on."""
    inside = range(start, stop)
    heads = [i for i in inside if tree.head[i] not in inside or tree.head[i] == i]
    return next((i for i in heads if tree.pos[i] in _NOUNS), heads[0] if heads else start)


def shortened(tree: Tree, phrase: Phrase) -> Iterator[int]:
    """Where a phrase may stop, from its own end to ever earlier places."""
    stop = phrase.stop
    while stop is not None and stop > phrase.head:
        yield stop
        stop = _earlier(tree, phrase, stop)


def _earlier(tree: Tree, phrase: Phrase, stop: int) -> int | None:
    """The next earlier place where the phrase may stop: before the outermost part at its end that can be spared."""
    for i in range(stop - 2, phrase.head, -1):
        if tree.word[i] == "," and _adds(tree, i, stop) and not _goes_on(tree, i, stop):
            return _ending(tree, phrase, i)
    for i in range(phrase.head + 1, stop):
        if tree.left[i] <= phrase.head or tree.right[i] < stop - 1 or not phrase.start <= tree.head[i] < tree.left[i]:
            continue
        if _can_go(tree, phrase, i):
            return _ending(tree, phrase, tree.left[i])
    return None


def _adds(tree: Tree, comma: int, stop: int) -> bool:
    """Whether what follows a comma only adds to what was said: "including ...", "located in ...", "often ..."."""
    after = comma + 1
    related = tree.tag[after] == "IN" and any(tree.tag[k] in ("WDT", "WP") for k in range(after, min(after + 3, stop)))
    return tree.lower[after] in LISTING or (tree.tag[after] in ("VBN", "VBG", "WDT", "WRB", "RB", "IN") and not related)


def _goes_on(tree: Tree, comma: int, stop: int) -> bool:
    """Whether more than a remark follows a comma: a verb that no relative pronoun opens, or the last of a list."""
    relative = tree.tag[comma + 1] in ("WDT", "WRB")
    verbs = any(tree.tag[j] in FINITE for j in range(comma, stop))
    return (verbs and not relative) or any(tree.word[j] == "," for j in range(comma + 1, stop))


def _ending(tree: Tree, phrase: Phrase, stop: int) -> int | None:
    while stop > phrase.head + 1 and tree.pos[stop - 1] in _LAST and tree.dep[stop - 1] != "compound:prt":
        stop -= 1
    return stop if stop > phrase.head else None


def _can_go(tree: Tree, phrase: Phrase, i: int) -> bool:
    first = tree.left[i]
    if any(tree.lower[k] in BINDING for k in range(first, min(first + 2, len(tree.word)))):
        return False
    apart = tree.word[first - 1] in (",", "—", "–") or tree.word[first] in (",", "—", "–")
    dep = tree.dep[i]
    if dep in RELATIVES:
        return apart or (dep == "advcl" and _aim(tree, first, tree.head[i])) or _use(tree, phrase, i)
    if dep == "conj":
        return _joined(tree, i)
    if any(tree.tag[k] in ("JJS", "RBS") or tree.lower[k] in RANKS for k in range(phrase.start, first)):
        return False  # "the second woman to win the Nobel Prize | in Economics"
    case = tree.kid(i, "case", "mark")
    opens = tree.lower[case] if case is not None else ""
    if dep == "obl":
        return opens in ADJUNCTS and _is_complete(tree, tree.head[i], first)
    if dep == "nmod":
        others = [k for k in tree.kids_of(phrase.head, "nmod", "acl", "acl:relcl") if phrase.head < k < i]
        inner = tree.head[i] != phrase.head or bool(others)
        return opens in SPARED_NOUN or ((apart or inner) and opens in AROUND)
    return False


def _aim(tree: Tree, first: int, verb: int) -> bool:
    """Whether a clause only adds what for: "in order to ...", or "to ..." after a verb that has its object."""
    ordered = tree.lower[first] == "in" and tree.lower[first + 1] == "order"
    return ordered or (tree.lower[first] == "to" and _is_complete(tree, verb, first))


def _use(tree: Tree, phrase: Phrase, i: int) -> bool:
    """Whether "to ..." only adds what a thing of some length is for: "the application of two skills to solve ..."."""
    whole = any(tree.left[k] > phrase.head for k in tree.kids_of(phrase.head, "nmod") if k < i)
    long = len(tree.span(phrase.start, phrase.stop)) > PRINTABLE
    return long and whole and tree.lower[tree.left[i]] == "to" and tree.tag[i] == "VB" and tree.head[i] >= phrase.head


def _joined(tree: Tree, i: int) -> bool:
    """Whether a coordinated part may go: a verb with what belongs to it, joined by "and"."""
    cc = tree.kid(i, "cc")
    verbal = tree.pos[i] == "VERB" and tree.pos[tree.head[i]] == "VERB" and len(tree.kids_of(tree.head[i], "conj")) == 1
    verbal = verbal and tree.dep[tree.head[i]] != "conj"
    verb = tree.head[i]
    told = any(verb < k < tree.left[i] and tree.dep[k] not in ("punct", "advmod", "cc") for k in tree.kids[verb])
    return verbal and told and cc is not None and tree.lower[cc] == "and" and tree.kid(i, "nsubj", "nsubj:pass") is None


def _is_complete(tree: Tree, verb: int, stop: int) -> bool:
    """Whether a verb has its object, or another complement, before an adjunct."""
    if tree.pos[verb] != "VERB" or tree.tag[verb] == "VBG":
        return False
    nested = any(tree.pos[k] == "VERB" for k in range(verb + 1, stop))
    return not nested and any(tree.dep[k] in ("obj", "obl") and verb < k < stop for k in tree.kids[verb])


def fits_on_a_line(tree: Tree, phrase: Phrase) -> bool:
    """Whether nothing in a phrase breaks it off: no colon, dash or bracket."""
    return not any(tree.word[i] in ENDINGS for i in range(phrase.start, phrase.stop))
