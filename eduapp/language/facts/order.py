"""Sequences: "After X, Y", "Y before X", "X is followed by Y", "X does this and then does that".

The slots `first` and `second` are what comes first and what comes after it, as clauses or noun phrases inside a
sentence. `connector` joins the sentence's main clause to the other one: with "after", `second` is that clause, with
"before" it is `first`. The slots of an action (`clause`, `inverted`, ...) are those of the main clause.
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.clause import full_phrase
from eduapp.language.facts.halves import (
    BREAKS,
    Half,
    clause_stop,
    fronted,
    half,
    is_clean,
    is_known,
    is_main,
    is_plain,
    phrase_text,
    sentence_end,
    taken_up,
)
from eduapp.language.grammar import NOUNS, Phrase, is_plural, negated
from eduapp.language.tree import Tree

MARKS = {"after": "after", "before": "before", "once": "after", "until": "before", "following": "after"}
TIMES = frozenset("year month week day hour minute second century decade time moment period while age "
                  "noon midnight date season".split())  # fmt: skip
COMING = {"follow": "before", "succeed": "before", "precede": "after"}


def opening(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """After, before or once X, Y: a phrase or clause, a comma and the main clause."""
    connector = MARKS.get(tree.lower[start])
    split = fronted(tree, start) if connector and tree.lower[start] != "until" else None
    if connector is None or split is None:
        return
    told, head, comma = split
    main = half(tree, head, clause_stop(tree, head), since=comma)
    first = half(tree, told, comma) if main is None else None
    if main is None and first is not None:
        main = taken_up(tree, first, head, clause_stop(tree, head))
    if (
        main is None
        or main.opener[0] < main.opener[1]
        or not _acts(tree, main)
        or not _is_event(tree, told, (start + 1, comma), main)
    ):
        return
    yield _finding(tree, main, (start + 1, comma), connector, tree.lower[start])


def closing(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """Y after, before, once or until X, where the main clause comes first."""
    for mark in range(start + 3, stop - 2):
        connector = MARKS.get(tree.lower[mark])
        if connector is None or tree.dep[mark] not in ("case", "mark") or _measured(tree, mark):
            continue
        if tree.word[mark - 1] == ",":
            continue
        told = tree.head[mark]
        head, before = tree.head[told], sentence_end(tree, mark)
        if tree.dep[told] not in ("obl", "advcl") or head > mark or not is_main(tree, head) or negated(tree, head):
            continue
        said = (mark + 1, clause_stop(tree, told) if tree.pos[told] not in NOUNS else full_phrase(tree, told).stop)
        main = half(tree, head, before) if head < before and clause_stop(tree, head) >= before else None
        ends = said[1] >= sentence_end(tree, stop) or tree.after(said[1] - 1) in (",", ".", ";", "and", "(")
        if main is not None and ends and _acts(tree, main) and said[1] > told and _is_event(tree, told, said, main):
            yield _finding(tree, main, said, connector, tree.lower[mark])


def _measured(tree: Tree, mark: int) -> bool:
    """Whether it is said how long after ("two years after"), or that it may be another time ("long before")."""
    return tree.lemma[mark - 1] in TIMES or tree.lower[mark - 1] in (
        "long", "shortly", "soon", "only", "just", "even", "not", "immediately", "right", "and", "or", "ever", "well",
    )  # fmt: skip


def _is_event(tree: Tree, told: int, said: Range, main: Half) -> bool:
    """Whether a phrase or clause is something that happens, and not a date, a length of time or a person."""
    start, stop = said
    if stop - start < 2 or not is_clean(tree, *said, antecedent=main.subject.head, most=18):
        return False
    if not is_known(tree, *said, told=min(start, main.subject.start)):
        return False
    if any(tree.word[i][0].isdigit() or tree.lemma[i] in TIMES for i in range(start, stop)):
        return False
    if tree.pos[told] == "VERB" or tree.kid(told, "nsubj", "nsubj:pass", "cop") is not None:
        return True
    return tree.tag[told] in ("NN", "NNP") and is_plain(tree, Phrase(start, stop, told)) and _happens(tree, start, stop)


def _acts(tree: Tree, main: Half) -> bool:
    """Whether a main clause tells of a doing, and not of what something is or of a worked example."""
    figures = any(tree.word[i][0].isdigit() for i in range(main.begin, main.stop))
    return tree.pos[main.head] == "VERB" and not figures


HAPPENING = ("tion", "sion", "ment", "ing", "ance", "ence", "ure", "sis", "age")
EVENTS = frozenset("war death fall birth rise end start attack battle conquest revolution invasion defeat victory "
                   "collapse "
                   "arrival independence divorce sale treaty crisis loss purchase use growth increase surgery "
                   "harvest trial".split())  # fmt: skip


def _happens(tree: Tree, start: int, stop: int) -> bool:
    return any(
        tree.pos[i] in NOUNS and (tree.lemma[i].lower() in EVENTS or tree.lower[i].endswith(HAPPENING))
        for i in range(start, stop)
    )


def _finding(tree: Tree, main: Half, said: Range, connector: str, marker: str) -> Finding:
    slots = main.slots(tree)
    other, clause = phrase_text(tree, *said), slots["clause"]
    slots |= {"connector": connector, "first": other if connector == "after" else clause}
    slots["second"] = clause if connector == "after" else other
    subject = (main.subject.start, main.subject.stop)
    return Finding(FactKind.SEQUENCE, f"{marker}.v2", subject, main.subject.head, marker, said, slots)


def followed(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X is followed by Y, X was preceded by Y; X follows Y, X precedes Y: both noun phrases."""
    for verb in range(start + 1, stop - 2):
        connector = COMING.get(tree.lemma[verb])
        if connector is None or tree.dep[verb] != "root" or tree.pos[verb] != "VERB" or negated(tree, verb):
            continue
        clause = half(tree, verb, clause_stop(tree, verb))
        passive = tree.kid(verb, "aux:pass") is not None
        begin = verb + 2 if passive else verb + 1
        if clause is None or begin >= clause.stop or (passive and tree.lower[verb + 1] != "by"):
            continue
        if any(tree.lower[i] in ("in", "on", "at", "when", "as") for i in range(begin, clause.stop)):
            continue
        noun = tree.kid(verb, "obl:agent", "obl", "obj")
        if noun is None or not begin <= noun or not is_plain(tree, Phrase(begin, clause.stop, noun)):
            continue
        events = _happens(tree, clause.subject.start, clause.subject.stop) and _happens(tree, begin, clause.stop)
        if not passive and not events:
            continue
        if not passive:
            connector = "after" if connector == "before" else "before"
        yield _coming(tree, clause, (begin, clause.stop), connector, tree.span(verb, begin))


def _coming(tree: Tree, clause: Half, said: Range, connector: str, marker: str) -> Finding:
    """The finding of two noun phrases; with "before", the subject is the first."""
    subject = (clause.subject.start, clause.subject.stop)
    named, other = phrase_text(tree, *subject), phrase_text(tree, *said)
    slots = clause.slots(tree) | {"connector": marker}
    slots |= {"first": named, "second": other} if connector == "before" else {"first": other, "second": named}
    return Finding(FactKind.SEQUENCE, "followed.v2", subject, clause.subject.head, marker, said, slots)


def then(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """X does this and then does that: one subject, two verbs."""
    for mark in range(start + 4, stop - 2):
        if tree.lower[mark] != "then" or tree.lower[mark - 1] not in ("and", ","):
            continue
        late = tree.head[mark]
        early, before = tree.head[late], sentence_end(tree, tree.left[late])
        if tree.dep[late] != "conj" or tree.pos[late] != "VERB" or tree.dep[early] != "root" or not early < before:
            continue
        while tree.pos[before - 1] in ("CCONJ", "PUNCT") and before > early + 1:
            before -= 1
        one, end = half(tree, early, before), clause_stop(tree, late)
        alike = one is not None and tree.tag[late] == tree.tag[one.verb] and tree.kid(late, "nsubj", "aux") is None
        if one is None or not alike or mark + 1 != late or any(tree.word[i] in BREAKS for i in range(early, late)):
            continue
        if tree.pos[one.subject.head] == "PROPN" or not is_clean(tree, late, end, antecedent=one.subject.head):
            continue
        pronoun = "they" if is_plural(tree, one.subject.head) else "it"
        slots = one.slots(tree) | {"connector": "before", "first": one.statement(tree)}
        slots["second"] = f"{pronoun} {tree.span(late, end)}"
        yield Finding(FactKind.SEQUENCE, "then.v1", (one.subject.start, one.subject.stop), one.subject.head, "then",
                      (late, end), slots)  # fmt: skip


RULES = (opening, closing, followed, then)
