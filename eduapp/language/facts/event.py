"""Events: a main clause with a time ("in 1492", "on June 28, 1914", "from 1914 to 1918", "in the 16th century")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding
from eduapp.language.facts.clause import clause_slots, main_clause
from eduapp.language.grammar import ERAS
from eduapp.language.resolve import after_marker
from eduapp.language.tree import Tree

YEAR = re.compile(r"^(1\d{3}|20\d{2}|[2-9]\d{2})$")
DECADE = re.compile(r"^1\d{2}0s$|^20\d0s$")
ORDINAL = re.compile(r"^(?:\d{1,2}(?:st|nd|rd|th)|(?:[a-z]+-)?(?:first|second|third|[a-z]+th))$")
MONTHS = frozenset("january february march april may june july august september october november december".split())
VAGUE_VERBS = frozenset(("be", "have", "seem", "appear", "remain", "continue", "see", "say", "include", "become"))


def dated(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Something happened in a stated year, on a stated date, in a span of years, a decade or a century."""
    opens = after_marker(tree, start, stop)
    opens += tree.lower[opens] == "also"
    for time in range(start, stop):
        if tree.dep[time] not in ("obl", "nmod", "obl:unmarked") or not _names_time(tree, time):
            continue
        verb = _verb_above(tree, time)
        case = next((c for c in tree.kids_of(time, "case") if c < time), None)
        if (
            case is None
            or tree.lower[case] not in ("in", "on", "from", "between", "during")
            or tree.dep[verb] != "root"
        ):
            continue
        begin, end = tree.left[time], _time_end(tree, time, stop)
        kind = _kind(tree, begin, end)
        clause = main_clause(tree, verb, without=(time,), whole=begin < verb, timed=True)
        if (
            clause is None
            or kind is None
            or not _tells(tree, verb, clause.rest)
            or _another_time(tree, time, clause.rest)
        ):
            continue
        if begin < verb and begin != opens:
            continue
        if begin > verb and begin < clause.rest[1] <= end:
            clause = replace(clause, rest=(clause.rest[0], begin))
        gap = range(clause.rest[1], begin)
        apart = begin < clause.rest[1] or any(tree.word[i] != "," for i in gap)
        if begin > verb and (apart or not _closes(tree, end, stop)):
            continue
        slots = clause_slots(tree, clause)
        slots["time_kind"], slots["time_value"] = kind, tree.span(case + 1, end)
        yield Finding(FactKind.EVENT, "dated.v2", (clause.subject.start, clause.subject.stop), clause.subject.head,
                      tree.lemma[verb], (begin, end), slots)  # fmt: skip
        return


def _verb_above(tree: Tree, time: int) -> int:
    """The verb that a time belongs to, when the parser has hung it on a noun after that verb."""
    at = tree.head[time]
    while tree.pos[at] in ("NOUN", "PROPN") and tree.head[at] < at:
        at = tree.head[at]
    listed = at < time and any(tree.word[i] == "," or tree.pos[i] == "CCONJ" for i in range(at, time))
    return time if listed and at != tree.head[time] else at


def _closes(tree: Tree, end: int, stop: int) -> bool:
    """Whether the clause may end after the time: not "from 71 million in 1970 to 150 million in 2021"."""
    return (
        end >= stop
        or tree.pos[end] in ("PUNCT", "CCONJ", "SCONJ")
        or tree.lower[end] in ("by", "for", "as", "with", "under", "during", "after")
    )


def _names_time(tree: Tree, head: int) -> bool:
    if YEAR.match(tree.word[head]):
        return tree.pos[head] == "NUM"
    if tree.lower[head] == "century" or DECADE.match(tree.word[head]):
        return tree.kid(head, "det") is not None
    return tree.lower[head] in MONTHS and any(YEAR.match(tree.word[i]) for i in tree.subtree(head))


def _time_end(tree: Tree, time: int, stop: int) -> int:
    end = tree.right[time] + 1
    commas = [i for i in range(time, end) if tree.word[i] in (",", "(", ";") and not _dates(tree, i, end)]
    end = commas[0] if commas else end
    while end < stop and tree.lower[end] in ERAS:
        end += 1
    return end


def _dates(tree: Tree, comma: int, end: int) -> bool:
    return tree.word[comma] == "," and comma + 1 < end and bool(YEAR.match(tree.word[comma + 1]))


def _kind(tree: Tree, begin: int, end: int) -> str | None:
    words = [tree.lower[i] for i in range(begin, end)]
    years = [w for w in words if YEAR.match(w)]
    if not years and words[0] in ("in", "during"):
        return _long_kind(words)
    if len(words) > 8 or any(tree.pos[i] in ("VERB", "AUX") for i in range(begin, end)):
        return None
    if words[0] in ("from", "between"):
        return "period" if len(years) == 2 else None
    if len(years) != 1:
        return None
    if any(w in MONTHS for w in words):
        return "date"
    plain = all(YEAR.match(w) or w in ERAS or w in ("in", "the", "year", "about", "around") for w in words)
    return "year" if plain else None


def _long_kind(words: list[str]) -> str | None:
    """Decade or century, where the words say nothing else."""
    if words[1] != "the" or len(words) < 3:
        return None
    told = [w for w in words[2:] if w not in ERAS and w not in ("early", "mid", "middle", "late", "-", "later")]
    if len(told) == 1 and DECADE.match(told[0]):
        return "decade"
    numbered = len(told) >= 2 and told[-1] == "century" and ORDINAL.match("".join(words[2 : words.index("century")]))
    return "century" if numbered else None


def _tells(tree: Tree, verb: int, rest: tuple[int, int]) -> bool:
    lemma = tree.lemma[verb]
    if tree.tag[verb] not in ("VBD", "VBN") or lemma in VAGUE_VERBS or tree.kid(verb, "cop") is not None:
        return False
    passive = tree.kid(verb, "aux:pass") is not None
    names = any(tree.pos[i] == "PROPN" for i in range(*rest))
    told = sum(tree.pos[i] in ("NOUN", "ADJ", "NUM", "VERB") and tree.lower[i] != "new" for i in range(*rest))
    subject = tree.kid(verb, "nsubj")
    named = subject is not None and tree.pos[subject] == "PROPN" and tree.kid(verb, "obj") is not None
    return passive or names or told >= 2 - named


def _another_time(tree: Tree, time: int, rest: tuple[int, int]) -> bool:
    """Whether the rest gives a second time, so that "when" would have two answers."""
    return any(YEAR.match(tree.word[i]) or tree.lower[i] in MONTHS for i in range(*rest) if i != time)


RULES = (dated,)
