"""Purposes: "... in order to ...", "X is used to ...", "To do Y, X ...", "... so that ...", "The goal of X is to ...".

The object is the aim ("to capture light", "so that ..."). The slots are those of an action (`clause` is what is done,
`inverted` asks for it), `aim` is the object without "in order", and `connector` the text's words. Where the sentence
names a purpose by its noun, `noun` is that noun ("function") and there is no clause.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.halves import (
    BREAKS,
    Half,
    clause_stop,
    fronted,
    half,
    is_clean,
    is_main,
    is_plain,
    phrase_text,
    sentence_end,
    subject_head,
)
from eduapp.language.grammar import NOUNS, Phrase, negated
from eduapp.language.tree import Tree

PURPOSEFUL = frozenset("use design build create establish develop introduce found pass send launch form construct "
                       "invent employ need evolve adapt contain release secrete serve".split())  # fmt: skip
AIMS = frozenset("purpose function goal role aim task job objective mission".split())
OF_THE_TEXT = frozenset("summarize see understand begin illustrate put be sum review recap conclude".split())
LONGEST = 24


def behind(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A clause, then "in order to" or, after a verb of making or using, "to" and an aim."""
    for to in range(start + 3, stop - 2):
        if tree.lower[to] != "to" or tree.tag[to + 1] != "VB":
            continue
        aim = tree.head[to]
        ordered = tree.lower[to - 1] == "order" and tree.lower[to - 2] == "in"
        verb = _doing(tree, tree.head[aim])
        if verb is None or verb > to or tree.dep[aim] not in ("advcl", "xcomp", "acl"):
            continue
        if not ordered and not _aims(tree, verb, aim):
            continue
        begin = to - 2 if ordered else to
        said = (begin, min(clause_stop(tree, aim), clause_stop(tree, verb)))
        end = said[1]
        if end + 1 < tree.last[to] and tree.pos[end] == "CCONJ" and tree.tag[end + 1] in ("VB", "VBP"):
            continue  # "to help guide | and control": the aim goes on
        clause = half(tree, verb, sentence_end(tree, begin))
        if clause is not None and said[1] - to >= 3 and is_clean(tree, to, said[1], antecedent=clause.subject.head):
            yield _aimed(tree, clause, said, tree.span(to, said[1]), "in order to" if ordered else "to")


def _doing(tree: Tree, head: int) -> int | None:
    """The head of the main clause that an aim belongs to."""
    while tree.dep[head] in ("xcomp", "obj", "obl"):
        head = tree.head[head]
    return head if is_main(tree, head) and not negated(tree, head) else None


def _aims(tree: Tree, verb: int, aim: int) -> bool:
    if tree.head[aim] != verb or tree.lemma[verb] not in PURPOSEFUL or tree.dep[aim] == "acl":
        return False
    return tree.dep[aim] == "advcl" or tree.kid(verb, "obj", "aux:pass") is not None


def before(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """To do Y, or in order to do Y, X does something."""
    to = start + 2 if tuple(tree.lower[start : start + 2]) == ("in", "order") else start
    if tree.lower[to] != "to" or tree.tag[to + 1] != "VB" or tree.lower[to + 1] in OF_THE_TEXT:
        return
    split = fronted(tree, to)
    if split is None:
        return
    _, verb, comma = split
    clause = half(tree, verb, clause_stop(tree, verb), since=comma)
    if clause is None or clause.subject.start != comma + 1 or negated(tree, verb) or comma - to > LONGEST:
        return
    if is_clean(tree, to, comma, antecedent=clause.subject.head):
        yield _aimed(tree, clause, (start, comma), phrase_text(tree, to, comma), "to")


def so_that(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A clause, then "so that" and what can then be; after a comma, "so that" tells a result."""
    for so in range(start + 3, stop - 3):
        if (tree.lower[so], tree.lower[so + 1]) != ("so", "that") or tree.pos[tree.head[so]] == "ADJ":
            continue
        aim = next((h for h in (tree.head[so + 1], tree.head[so]) if h > so + 1), None)
        verb = _doing(tree, tree.head[aim]) if aim is not None else None
        if aim is None or verb is None or verb > so:
            continue
        if tree.word[so - 1] == "," or tree.kid(aim, "aux") is None:
            continue
        said, clause = (so, clause_stop(tree, aim)), half(tree, verb, sentence_end(tree, so))
        if clause is not None and said[1] - so > 4 and is_clean(tree, so + 2, said[1], antecedent=clause.subject.head):
            yield _aimed(tree, clause, said, tree.span(*said), "so that")


def _aimed(tree: Tree, clause: Half, said: Range, aim: str, connector: str) -> Finding:
    subject = (clause.subject.start, clause.subject.stop)
    slots = clause.slots(tree) | {"aim": aim, "connector": connector}
    rule = f"purpose_{connector.replace(' ', '_')}.v2"
    return Finding(FactKind.PURPOSE, rule, subject, clause.subject.head, connector, said, slots)


def named(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """The purpose, function or goal of X is to do Y."""
    for noun in range(start, min(stop - 5, start + 5)):
        if tree.lemma[noun] not in AIMS or tree.lower[noun + 1] != "of":
            continue
        owner = next((k for k in tree.kids_of(noun, "nmod") if tree.left[k] == noun + 1), None)
        be = tree.right[owner] + 1 if owner is not None else stop
        if owner is None or be + 2 >= stop or tree.lower[be] not in ("is", "was") or tree.lower[be + 1] != "to":
            continue
        phrase, said = Phrase(noun + 2, be, owner), (be + 1, sentence_end(tree, stop))
        said = (said[0], next((i for i in range(*said) if _ends(tree, i)), said[1]))
        if tree.pos[owner] in NOUNS and is_plain(tree, phrase) and is_clean(tree, *said, antecedent=owner):
            slots = {"aim": tree.span(*said), "noun": tree.lower[noun], "connector": "to"}
            yield Finding(FactKind.PURPOSE, "purpose_named.v1", (phrase.start, phrase.stop), owner, "to", said, slots)
            return


def _ends(tree: Tree, i: int) -> bool:
    """Whether an aim ends before this token: a break, or a comma before a clause of its own."""
    joins = tree.word[i] == "," and tree.pos[i + 1] == "CCONJ" and subject_head(tree, tree.head[i + 1]) is not None
    return tree.word[i] in BREAKS or joins


RULES = (behind, before, so_that, named)
