"""Causes and purposes: "... because ...", "... because of ...", "X led to Y", "... in order to ...", "used to ..."."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.clause import ENDINGS, clause_slots, full_phrase, main_clause, with_case
from eduapp.language.grammar import NOUNS, negated, stands_alone
from eduapp.language.tree import Tree

CAUSING = {"cause": "obj", "lead": "to", "result": "in", "trigger": "obj", "spark": "obj", "prompt": "obj"}
PURPOSEFUL = frozenset("use design build create establish develop introduce found pass send launch form construct "
                       "invent employ need evolve adapt contain release secrete".split())  # fmt: skip
HEDGES = frozenset("partly not just only mainly simply perhaps probably mostly largely likely primarily chiefly "
                   "especially precisely in and or".split())  # fmt: skip
REMARKS = frozenset("which who where while although but so".split())


def because(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A main clause, then "because" and a clause."""
    for mark in range(start + 3, stop - 3):
        if tree.lower[mark] != "because" or tree.lower[mark + 1] == "of" or tree.lower[mark - 1] in HEDGES:
            continue
        reason = tree.head[mark]
        verb = tree.head[reason]
        if tree.dep[reason] != "advcl" or tree.dep[verb] != "root" or verb > mark:
            continue
        end = _end(tree, mark, tree.right[reason] + 1)
        yield from _why(tree, verb, reason, (mark, end), "because")


def because_of(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A main clause, then "because of" or "due to" and a noun phrase."""
    for mark in range(start + 3, stop - 2):
        pair = (tree.lower[mark], tree.lower[mark + 1])
        if pair not in (("because", "of"), ("due", "to")) or tree.lower[mark - 1] in HEDGES:
            continue
        reason = tree.head[mark]
        verb = tree.head[reason]
        if tree.dep[reason] != "obl" or tree.dep[verb] != "root" or verb > mark:
            continue
        yield from _why(tree, verb, reason, (mark, _end(tree, mark, tree.right[reason] + 1)), " ".join(pair))


def _why(tree: Tree, verb: int, reason: int, said: tuple[int, int], connector: str) -> Iterator[Finding]:
    clause = main_clause(tree, verb, without=(reason,))
    if clause is None or said[1] - said[0] < 4 or said[1] - said[0] > 26:
        return
    gap = range(clause.rest[1], said[0])
    cut = said[1] < len(tree.word) and tree.word[said[1]] == "("
    if (
        cut
        or tree.word[said[0] + 1] == ","
        or any(tree.word[i] != "," for i in gap)
        or not stands_alone(tree, *said, antecedent=clause.subject.head)
    ):
        return
    slots = clause_slots(tree, clause)
    slots |= {"effect": slots["clause"], "cause": tree.span(*said), "connector": connector}
    yield Finding(FactKind.CAUSE, f"{connector.replace(' ', '_')}.v1", (clause.subject.start, clause.subject.stop),
                  clause.subject.head, connector, said, slots)  # fmt: skip


def _end(tree: Tree, first: int, end: int) -> int:
    """Where a reason ends: before a full stop, a semicolon, a dash or a comma that adds a remark."""
    commas = 0
    for i in range(first, end):
        if tree.word[i] in ENDINGS or (tree.word[i] == "," and _remarks(tree, i, end, listed=commas > 0)):
            return i
        commas += tree.word[i] == ","
    while end > first and tree.pos[end - 1] == "PUNCT":
        end -= 1
    return end


def _remarks(tree: Tree, comma: int, end: int, *, listed: bool) -> bool:
    """Whether what follows a comma is a remark or a new clause, not the next member of a list."""
    after = comma + 1
    if after >= end:
        return True
    joins = tree.pos[after] == "CCONJ" and tree.pos[tree.head[after]] in ("VERB", "AUX")
    return tree.lower[after] in REMARKS or tree.tag[after] == "VBG" or (joins and not listed)


def causing(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X led to Y, X caused Y, X resulted in Y: both noun phrases that stand alone."""
    for verb in range(start + 1, stop - 1):
        wanted = CAUSING.get(tree.lemma[verb])
        if wanted is None or tree.dep[verb] != "root" or tree.pos[verb] != "VERB" or negated(tree, verb):
            continue
        effect = tree.kid(verb, "obj") if wanted == "obj" else with_case(tree, verb, wanted)
        clause = main_clause(tree, verb)
        if effect is None or clause is None or clause.group.passive or tree.pos[effect] not in NOUNS or effect < verb:
            continue
        said = full_phrase(tree, effect)
        end = _end(tree, said.start, min(said.stop, clause.rest[1]))
        if (
            end - said.start < 2
            or end != clause.rest[1]
            or not stands_alone(tree, said.start, end, clause.subject.head)
        ):
            continue
        slots = clause_slots(tree, clause) | {
            "connector": tree.span(verb, said.start),
            "effect": tree.span(said.start, end),
        }
        yield Finding(FactKind.CAUSE, "causing.v1", (clause.subject.start, clause.subject.stop), clause.subject.head,
                      slots["connector"], (said.start, end), slots)  # fmt: skip


def purpose(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A main clause, then "in order to" or, after a verb of making or using, "to" and an aim."""
    for to in range(start + 3, stop - 2):
        if tree.lower[to] != "to" or tree.tag[to + 1] != "VB":
            continue
        aim = tree.head[to]
        verb = tree.head[aim]
        ordered = tree.lower[to - 1] == "order" and tree.lower[to - 2] == "in"
        if tree.dep[aim] not in ("advcl", "xcomp") or tree.dep[verb] != "root" or verb > to:
            continue
        if not ordered and (tree.lemma[verb] not in PURPOSEFUL or not _aims(tree, verb, aim)):
            continue
        begin = to - 2 if ordered else to
        said = (begin, _end(tree, to, tree.right[aim] + 1))
        clause = main_clause(tree, verb, without=(aim,))
        if clause is None or clause.rest[1] != begin or not 3 <= said[1] - to <= 22:
            continue
        if stands_alone(tree, to, said[1], clause.subject.head):
            yield Finding(FactKind.PURPOSE, "purpose.v1", (clause.subject.start, clause.subject.stop),
                          clause.subject.head, "to", said, clause_slots(tree, clause))  # fmt: skip


def _aims(tree: Tree, verb: int, aim: int) -> bool:
    return tree.dep[aim] == "advcl" or tree.kid(verb, "obj", "aux:pass") is not None


RULES = (because, because_of, causing, purpose)
