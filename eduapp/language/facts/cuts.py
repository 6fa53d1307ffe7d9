"""Findings whose subject or object the parse has cut in two, which are dropped."""

from __future__ import annotations

from eduapp.language.facts.base import Finding
from eduapp.language.facts.describe import FINITE, STOPS, WHOLE
from eduapp.language.tree import Tree


def is_cut_off(tree: Tree, finding: Finding) -> bool:
    """Whether a definition's subject lacks the adjective before it ("enslaved | people, who were ..."), or an object is
    cut at a hyphen.
    """
    before, after = finding.subject[0] - 1, finding.object[1]
    if after < len(tree.word) and tree.word[after] == "-" and tree.idx[after] == tree.end[after - 1]:
        return True
    if finding.rule.startswith("apposition") and _stands_in_a_list(tree, *finding.object):
        return True
    if before < 0 or not finding.rule.startswith(WHOLE) or tree.last[before] != tree.last[finding.subject_head]:
        return False
    return tree.tag[before] in ("JJ", "VBN", "HYPH") and tree.dep[before] not in ("root", "xcomp", "acl")


def _stands_in_a_list(tree: Tree, start: int, stop: int) -> bool:
    """Whether what looks like an apposition is a member of a list: "the TANF program, the tax credit, and Medicaid"."""
    if stop >= len(tree.word) or tree.word[stop] != ",":
        return False
    for i in range(stop + 1, tree.last[start] - 1):
        if tree.tag[i] in FINITE or tree.word[i] in STOPS:
            return False
        if tree.pos[i] == "CCONJ":
            return i == stop + 1 or tree.word[i - 1] == ","
    return False
