"""Parts and amounts: "X consists of A, B and C", "X has three layers", "X contains about 37 trillion cells"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.clause import clause_slots, full_phrase, main_clause
from eduapp.language.facts.describe import is_ordered
from eduapp.language.grammar import (
    NOUNS,
    Phrase,
    article,
    is_plural,
    is_vague,
    lower_start,
    noun_phrase,
    stands_alone,
    term_shaped,
)
from eduapp.language.tree import Tree

VERBS = (("consists", "of"), ("consist", "of"), ("made", "up", "of"), ("composed", "of"), ("divided", "into"),
         ("comprises",), ("comprise",), ("contains",), ("contain",))  # fmt: skip
FIRST_WORDS = frozenset(verb[0] for verb in VERBS)
BE = {"is", "are"}
NUMBER = re.compile(r"^\d[\d,.]*$")
MEASURES = frozenset(
    "weigh measure contain have cover last reach travel produce cost hold stretch rise flow occupy consist beat kill "
    "receive employ live take extend span own import export generate spend lose earn grow drop fall increase serve "
    "operate collect".split()
)


def parts(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X consists of, is made up of, is divided into, comprises or contains what is listed up to the full stop."""
    for verb in range(start + 1, stop - 2):
        if tree.lower[verb] not in FIRST_WORDS:
            continue
        words = next((v for v in VERBS if tuple(tree.lower[verb : verb + len(v)]) == v), None)
        if words is None:
            continue
        passive = words[0] in ("made", "composed", "divided")
        first = verb - 1 if passive else verb
        if passive and tree.lower[first] not in BE:
            continue
        subject = _opening(tree, start, first)
        said = (verb + len(words), _list_end(tree, verb + len(words), stop))
        members = _members(tree, said)
        weak = len(members) < 2 and words[0] in ("contains", "contain")
        if subject is None or weak or not 2 <= said[1] - said[0] <= 24 or not _listed(tree, said, subject):
            continue
        yield _finding(tree, subject, (first, verb), words, said, members)


def _finding(tree: Tree, subject: Phrase, verb: tuple[int, int], words: tuple[str, ...], said: tuple[int, int],
             members: list[str]) -> Finding:  # fmt: skip
    plural = is_plural(tree, subject.head)
    name = lower_start(tree, subject.start, tree.span(subject.start, subject.stop))
    base = {"consists": "consist", "comprises": "comprise", "contains": "contain"}.get(words[0], words[0])
    asked = f"{tree.lower[verb[0]]} {name}" if verb[0] < verb[1] else f"{'do' if plural else 'does'} {name}"
    slots = {
        "parts": "; ".join(members),
        "predicate": tree.span(verb[0], said[1]),
        "inverted": " ".join((asked, base, *words[1:])),
        "number": "plural" if plural else "singular",
        "article": article(tree, subject),
        "proper": "yes" if tree.pos[subject.head] == "PROPN" else "no",
    }
    relation = tree.span(verb[0], said[0])
    return Finding(FactKind.PART_OF, "parts.v2", (subject.start, subject.stop), subject.head, relation, said, slots)


def _opening(tree: Tree, start: int, stop: int) -> Phrase | None:
    """The subject between the sentence's opening and the verb, if it is a term or a name."""
    if tree.pos[stop - 1] not in NOUNS and not tree.word[stop - 1][0].isupper():
        return None
    phrase = noun_phrase(tree, stop - 1)
    opens = phrase.start == start or tree.word[phrase.start - 1] == ","
    shaped = term_shaped(tree, phrase) and not is_vague(tree, phrase) and not is_ordered(tree, phrase)
    return phrase if opens and phrase.stop == stop and shaped else None


def _list_end(tree: Tree, first: int, stop: int) -> int:
    ends = (i for i in range(first, stop) if tree.word[i] in (".", ";", ":", "—", "–", "(") or _remark(tree, i, stop))
    return next(ends, stop)


def _remark(tree: Tree, i: int, stop: int) -> bool:
    return tree.word[i] == "," and i + 1 < stop and tree.tag[i + 1] in ("WDT", "WP", "WRB", "VBG", "IN")


def _members(tree: Tree, said: tuple[int, int]) -> list[str]:
    """The listed parts, cut at commas and at the conjunction before the last."""
    text = tree.span(*said)
    return [part.strip() for part in re.split(r",\s*(?:and|or)\s+|,\s*|\s+and\s+", text) if part.strip()]


def _listed(tree: Tree, said: tuple[int, int], subject: Phrase) -> bool:
    words = range(*said)
    verbs = any(tree.tag[i] in ("VBD", "VBZ", "VBP", "MD") for i in words)
    last = tree.pos[said[1] - 1] in ("NOUN", "PROPN") or tree.word[said[1] - 1].isalpha()
    return last and not verbs and stands_alone(tree, *said, antecedent=subject.head) and not _or(tree, words)


def _or(tree: Tree, words: range) -> bool:
    return any(tree.lower[i] == "or" for i in words)


def quantity(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X weighs, contains or covers an amount: a number written in digits with the noun that it counts."""
    for number in range(start + 2, stop - 1):
        if not NUMBER.match(tree.word[number]) or tree.dep[number] != "nummod":
            continue
        unit = tree.head[number]
        verb = tree.head[unit]
        if tree.pos[unit] not in ("NOUN", "SYM", "PROPN") or tree.dep[unit] not in ("obj", "obl:unmarked", "obl"):
            continue
        if tree.lemma[verb] not in MEASURES or tree.dep[verb] != "root" or unit < verb:
            continue
        if tree.kid(unit, "case") is not None:
            continue
        clause = main_clause(tree, verb, without=(unit,))
        amount = full_phrase(tree, unit)
        if clause is None or amount.start != verb + 1 or amount.stop - amount.start > 8 or clause.rest[1] > verb + 1:
            continue
        if any(tree.pos[i] == "PRON" or tree.word[i] in (",", "(") for i in range(amount.start, amount.stop)):
            continue
        slots = clause_slots(tree, clause)
        slots |= {"value": tree.word[number], "unit": tree.span(number + 1, unit + 1), "how": "how many"}
        yield Finding(FactKind.QUANTITY, "amount.v1", (clause.subject.start, clause.subject.stop), clause.subject.head,
                      tree.lemma[verb], (amount.start, amount.stop), slots)  # fmt: skip
        return


RULES = (parts, quantity)
