"""Conditions: "If X, Y", "When X, Y", "Y if X", and "As X rises, Y falls".

The subject is the condition and the object its consequence, both as clauses; the slots `condition` and `consequence`
are the same clauses as they read inside a sentence, without "if" and "then", and `marker` is the text's "if", "when",
"whenever" or "as". Only what is said in general is taken, in the present tense: no worked examples with figures.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.halves import (
    UNREAL,
    Half,
    clause_stop,
    finite,
    fronted,
    half,
    is_clean,
    is_general,
    is_known,
    is_main,
    phrase_text,
    sentence_end,
    subject_head,
    taken_up,
)
from eduapp.language.grammar import NOUNS
from eduapp.language.tree import Tree

MARKS = frozenset(("if", "when", "whenever"))
CHANGING = frozenset("increase rise fall decrease grow decline expand shrink approach move cool warm heat age mature "
                     "climb drop accelerate slow accumulate spread improve".split())  # fmt: skip
BEFORE_MARK = frozenset(
    "even as only what and or especially except particularly than see ask unclear know wonder determine decide predict "
    "tell show learn check remember but not case time point situation moment day period instance".split()
)
STORY = frozenset("he she his her him example suppose".split())

TURNS = frozenset((("not", "only"), (",", "either"), ("not", "because")))


def opening(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A condition, a comma and what follows from it."""
    marker = tree.lower[start]
    if marker not in MARKS and marker != "as":
        return
    split = fronted(tree, start)
    if marker in MARKS and (split is None or half(tree, split[0], split[2]) is None):
        yield from _by_the_comma(tree, start, stop)
        return
    if split is None or (marker == "as" and tree.lemma[split[0]] not in CHANGING):
        return
    met, head, comma = split
    condition, end = half(tree, met, comma), clause_stop(tree, head)
    if condition is None or end <= head or not _says_what_holds(tree, head) or tree.pos[comma + 1] == "CCONJ":
        return
    begin = comma + 2 if tree.lower[comma + 1] == "then" else comma + 1
    yield from _finding(tree, condition, (start + 1, comma), (begin, end), marker)


def _by_the_comma(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """The condition of a sentence with one comma, which parts it from what follows however the parse goes wrong."""
    commas = [i for i in range(start, stop) if tree.word[i] == ","]
    if len(commas) != 1 or not start + 3 < commas[0] < stop - 3:
        return
    [comma] = commas
    begin = comma + 2 if tree.lower[comma + 1] == "then" else comma + 1
    first, second = (start + 1, comma), (begin, sentence_end(tree, stop))
    if not all(_opens_plainly(tree, *span) for span in (first, second)) or not is_clean(tree, *first, most=18):
        return
    if any(tree.tag[i] == "VBD" or tree.lower[i] in UNREAL or tree.lower[i] == "to" for i in (*range(*first),)):
        return
    if any(tree.tag[i] == "VBD" or tree.lower[i] in UNREAL for i in range(*second)) or not _has_verb(tree, second):
        return
    head = next((i for i in range(*first) if tree.pos[i] in NOUNS), first[0])
    yield from stated(tree, head, first, second, tree.lower[start])


def _opens_plainly(tree: Tree, start: int, stop: int) -> bool:
    """Whether a stretch opens with a noun phrase that is no "the firm" and no pronoun."""
    if tree.lower[start] == "the":
        return start + 2 < stop and (tree.lower[start + 2] == "of" or tree.pos[start + 1] == "ADJ")
    fits = tree.pos[start] in ("NOUN", "PROPN", "ADJ") or tree.lower[start] in ("a", "an")
    return fits and tree.tag[start] not in ("VB", "VBG", "JJR")


def _has_verb(tree: Tree, span: Range) -> bool:
    return any(tree.tag[i] in ("VBZ", "VBP", "MD") for i in range(*span))


def closing(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """What follows, and then its condition."""
    for mark in range(start + 3, stop - 3):
        if tree.lower[mark] not in MARKS or tree.lower[mark - 1] in BEFORE_MARK or tree.word[mark - 1] == ",":
            continue
        met = tree.head[mark]
        head, before = tree.head[met], sentence_end(tree, mark)
        if tree.dep[met] != "advcl" or head > mark or not is_main(tree, head) or clause_stop(tree, head) < before:
            continue
        end = clause_stop(tree, met)
        condition, follows = half(tree, met, end), half(tree, head, before)
        if follows is None or end < sentence_end(tree, tree.right[met] + 1) or not is_general(tree, follows.verb):
            continue
        condition = condition or taken_up(tree, follows, met, end)
        if condition is not None and is_known(tree, mark, end, told=follows.subject.start):
            yield from _finding(tree, condition, (mark + 1, end), (follows.subject.start, before), tree.lower[mark])


def _says_what_holds(tree: Tree, head: int) -> bool:
    """Whether the main clause is a statement in the present: it has a subject, or is "there is"."""
    verb = finite(tree, head)
    told = subject_head(tree, head) is not None or any(tree.lower[k] == "there" for k in tree.kids_of(head, "expl"))
    return verb is not None and told and is_general(tree, verb)


def _finding(tree: Tree, condition: Half, first: Range, second: Range, marker: str) -> Iterator[Finding]:
    if is_general(tree, condition.verb):
        yield from stated(tree, condition.subject.head, first, second, marker)


def stated(tree: Tree, head: int, first: Range, second: Range, marker: str) -> Iterator[Finding]:
    """The fact that the second stretch holds where the first does, if both can be read without their page."""
    words = [*range(*first), *range(*second)]
    worked = any(tree.pos[i] == "NUM" or tree.lower[i] in STORY or tree.word[i][0].isdigit() for i in words)
    if worked or second[1] - second[0] < 2 or tree.lower[second[0]] == "so":
        return
    told = min(first[0], second[0])
    if any((tree.lower[i], tree.after(i).lower()) in TURNS for i in words):
        return
    if not is_clean(tree, *second, antecedent=head) or not is_known(tree, *second, told=told):
        return
    slots = {"condition": phrase_text(tree, *first), "consequence": phrase_text(tree, *second), "marker": marker}
    yield Finding(FactKind.CONDITION, f"{marker}.v1", first, head, marker, second, slots)


RULES = (opening, closing)
