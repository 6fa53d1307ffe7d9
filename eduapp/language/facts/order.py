"""Sequences: "After X, Y", "X was followed by Y"."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.clause import clause_slots, full_phrase, main_clause
from eduapp.language.grammar import NOUNS, stands_alone
from eduapp.language.tree import Tree


def before_after(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A main clause with "after" or "before" and a noun phrase that stands alone, at either end."""
    for case in range(start, stop - 2):
        word = tree.lower[case]
        if word not in ("after", "before") or tree.dep[case] not in ("case", "mark"):
            continue
        other = tree.head[case]
        verb = tree.head[other]
        if tree.dep[other] != "obl" or tree.pos[other] not in NOUNS or tree.dep[verb] != "root":
            continue
        clause, named = main_clause(tree, verb, without=(other,)), full_phrase(tree, other)
        known = any(tree.pos[i] == "PROPN" for i in range(named.start, named.stop))
        if clause is None or not known or named.stop - named.start > 9 or tree.tag[verb] not in ("VBD", "VBN"):
            continue
        if any(tree.word[i] == "," or tree.tag[i] == "PRP$" for i in range(named.start, named.stop)):
            continue
        placed = case == start if case < verb else case == clause.rest[1]
        if placed and stands_alone(tree, named.start, named.stop, clause.subject.head):
            slots = clause_slots(tree, clause)
            first, second = tree.span(named.start, named.stop), slots["clause"]
            slots |= {"connector": word, "first": first if word == "after" else second}
            slots["second"] = second if word == "after" else first
            yield Finding(FactKind.SEQUENCE, f"{word}.v1", (clause.subject.start, clause.subject.stop),
                          clause.subject.head, word, (named.start, named.stop), slots)  # fmt: skip


def followed(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X was followed by Y, X was succeeded by Y."""
    for verb in range(start + 2, stop - 2):
        if tree.lemma[verb] not in ("follow", "succeed", "precede", "replace") or tree.dep[verb] != "root":
            continue
        clause, agent = main_clause(tree, verb), tree.kid(verb, "obl:agent", "obl")
        if clause is None or not clause.group.passive or agent is None or tree.pos[agent] not in NOUNS:
            continue
        named = full_phrase(tree, agent)
        by = tree.kid(agent, "case")
        if by is None or tree.lower[by] != "by" or named.stop != clause.rest[1]:
            continue
        slots = clause_slots(tree, clause) | {"connector": f"{tree.word[verb]} by"}
        yield Finding(FactKind.SEQUENCE, "followed.v1", (clause.subject.start, clause.subject.stop),
                      clause.subject.head, slots["connector"], (named.start, named.stop), slots)  # fmt: skip


RULES = (before_after, followed)
