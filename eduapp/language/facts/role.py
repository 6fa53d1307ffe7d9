"""Roles: who did what, and what does what. A main clause whose subject is a name or a term and whose verb tells."""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.clause import Clause, clause_slots, main_clause
from eduapp.language.grammar import NOUNS, bare, is_vague, term_shaped
from eduapp.language.tree import Tree

WEAK = frozenset(
    "be have do get make go come say tell think believe know see look seem appear become remain continue begin start "
    "want need try like feel find mean include involve consist contain refer call name help tend allow let keep take "
    "give show suggest note ask add happen occur exist lead result cause depend vary differ change live die follow "
    "define".split()
)
LEAST, MOST = 3, 22
"""Content words and words that what is told must have, and may have."""


def role(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A name with a telling verb in the past, or a term with one in the present, and something specific after it."""
    for verb in range(start + 1, stop - 2):
        if tree.dep[verb] != "root" or tree.pos[verb] != "VERB" or tree.lemma[verb] in WEAK:
            continue
        clause = main_clause(tree, verb)
        if clause is None or not _subject_names(tree, clause) or not _tells(tree, verb, clause):
            return
        subject = bare(tree, clause.subject)
        yield Finding(FactKind.ROLE, _rule(tree, clause), (subject.start, subject.stop), subject.head,
                      tree.lemma[verb], clause.rest, clause_slots(tree, clause))  # fmt: skip
        return


def _rule(tree: Tree, clause: Clause) -> str:
    return "deed.v1" if tree.pos[clause.subject.head] == "PROPN" else "function.v1"


def _subject_names(tree: Tree, clause: Clause) -> bool:
    """Whether the subject is one name, or one term without an article that points back."""
    head = clause.subject.head
    if not term_shaped(tree, clause.subject) or is_vague(tree, clause.subject):
        return False
    if tree.kid(head, "conj", "nmod", "acl", "acl:relcl", "appos") is not None:
        return False
    group = clause.group
    if group.aux is not None and tree.tag[group.aux] == "MD":
        return False
    past = tree.tag[group.verb] == "VBD" or (group.aux is not None and tree.lower[group.aux] in ("was", "were"))
    if tree.pos[head] == "PROPN":
        return past and tree.word[head][0].isupper()
    return not past and tree.lower[clause.subject.start] not in ("the", "some", "many")


def _tells(tree: Tree, verb: int, clause: Clause) -> bool:
    first, last = clause.rest
    content = [i for i in range(first, last) if tree.pos[i] in ("NOUN", "PROPN", "ADJ", "NUM", "VERB")]
    if len(content) < LEAST or last - first > MOST or tree.kid(verb, "ccomp") is not None:
        return False
    if tree.kid(verb, "aux") is not None and not clause.group.passive:
        return False
    ends_well = tree.word[last] in (".", ",", ";") if last < len(tree.word) else True
    return ends_well and tree.pos[last - 1] in (*NOUNS, "NUM", "ADJ", "ADV", "VERB") and _definite(tree, verb)


def _definite(tree: Tree, verb: int) -> bool:
    """Whether nothing ties the clause to an example or a condition told before."""
    modifiers = tree.kids_of(verb, "advcl", "discourse")
    return not any(tree.left[m] < verb for m in modifiers) and not any(
        tree.lower[k] in ("example", "instance", "case", "contrast", "addition", "way")
        for k in tree.kids_of(verb, "obl")
    )


RULES = (role,)
