"""Processes: "X has three stages. First, ... Then, ... Finally, ...", and "X is first ..., then ..., and finally ...".

`members` are the steps as clauses, in order of time, at least three. The subject is the name of the process where the
sentence before tells it ("The cycle of rock has four steps."), and then the slot `name` has it; else it is the first
step. The object runs from the first step to the last, and the quote from the sentence with the name to the last step.
Reasons and advantages that a text counts up are a LIST, whose slot `heading` is "advantages of X".
"""

from __future__ import annotations

from collections.abc import Iterator

from eduapp.domain.knowledge import FactKind
from eduapp.language.facts.base import Finding, Range
from eduapp.language.facts.halves import (
    BREAKS,
    Half,
    clause_stop,
    finite,
    half,
    is_clean,
    is_plain,
    phrase_text,
    sentence_end,
    subject_head,
)
from eduapp.language.grammar import NOUNS, Phrase, noun_phrase
from eduapp.language.tree import Tree

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
TIMED = frozenset("then next afterward afterwards subsequently eventually later".split())
LAST = frozenset("finally last lastly".split())
STEPS = frozenset("step stage phase process sequence cycle procedure".split())
BETWEEN = 2
"""How many sentences may explain a step before the next one comes."""
FEWEST = 3
ENUMERATED = frozenset("reason advantage disadvantage benefit factor way characteristic feature effect cause purpose "
                       "function goal role principle problem drawback difference similarity consequence rule property "
                       "condition requirement strength weakness challenge trend".split())  # fmt: skip
NUMBERS = frozenset("two three four five six seven several many".split())
CARRYING = frozenset("has have involves involve includes include offers offer serves serve faces face takes take "
                     "occurs occur happens proceeds consists".split())  # fmt: skip
MOST_WORDS = 22


def steps(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """A first step ("First, ...", or what "Then, ..." goes on from), and the later steps in the sentences after it."""
    marker, first = _marker(tree, start)
    unmarked = not marker and stop < len(tree.word) and _marker(tree, stop)[0] in TIMED
    if not unmarked and (marker != "first" or start == 0):
        return
    found = [((start, stop), "first", first), *_walk(tree, stop)]
    clauses = [_clause(tree, sentence, begin) for sentence, _, begin in found]
    if len(found) < 2 or not all(text for _, text in clauses):
        return
    markers, said = {name for _, name, _ in found}, (clauses[0][0][0], clauses[-1][0][1])
    before = next((s for s in tree.sents if s[1] == start), (start, stop))
    named = _name(tree, before, len(found)) if start else None
    quoted = (before[0] if named else start, found[-1][0][1])
    members = tuple(text for _, text in clauses)
    if len(found) >= FEWEST and (markers & TIMED or (named is not None and named[2] in STEPS)):
        yield _process(tree, clauses[0][0], said, members, named, quoted)
    elif named is not None and named[2] in ENUMERATED:
        owner, heading, _ = named
        slots = {"heading": heading, "relation": "first", "whole": "yes"}
        yield Finding(FactKind.LIST, "list_numbered.v1", (owner.start, owner.stop), owner.head, "first", said, slots,
                      members=members, sentences=quoted)  # fmt: skip


def _process(tree: Tree, step: Range, said: Range, members: tuple[str, ...], named, quoted: Range) -> Finding:
    subject = (named[0].start, named[0].stop) if named else step
    slots = {"name": phrase_text(tree, *subject) if named else ""}
    return Finding(FactKind.PROCESS, "steps.v1", subject, subject[1] - 1, "first", said, slots, members=members,
                   sentences=quoted)  # fmt: skip


def _walk(tree: Tree, start: int) -> Iterator[tuple[Range, str, int]]:
    """The sentences from `start` on that tell a later step, with the word that marks it and where its clause begins."""
    since, order = 0, 1
    for sentence in (s for s in tree.sents if s[0] >= start):
        marker, first = _marker(tree, sentence[0])
        if marker in ORDINALS and ORDINALS.index(marker) != order:
            return
        if marker:
            yield sentence, marker, first
            since, order = 0, order + 1
        elif since == BETWEEN:
            return
        else:
            since += 1
        if marker in LAST:
            return


def _marker(tree: Tree, start: int) -> tuple[str, int]:
    """The word that marks a step at the start of a sentence, and the token where the step's clause begins."""
    word, after = tree.lower[start], tree.after(start)
    if word in (*ORDINALS, *TIMED, *LAST) and after == ",":
        return word, start + 2
    if word in ("then", "next", "finally") and start + 1 < tree.last[start]:
        return word, start + 1
    if tuple(tree.lower[start : start + 3]) == ("after", "that", ","):
        return "then", start + 3
    at = start + 1 if word in ("in", "during") else start
    if (
        at + 4 < tree.last[start]
        and tree.lower[at] == "the"
        and tree.lemma[at + 2] in STEPS
        and tree.word[at + 3] == ","
    ):
        place = {"last": "finally", "final": "finally", "next": "next"}.get(tree.lower[at + 1], tree.lower[at + 1])
        return (place, at + 4) if place in (*ORDINALS, "finally", "next") else ("", start)
    return "", start


def _clause(tree: Tree, sentence: Range, first: int) -> tuple[Range, str]:
    """The clause of a step: where it stands and how it reads in a sentence; no text where it does not stand alone."""
    root = next((i for i in range(*sentence) if tree.head[i] == i), sentence[0])
    end = sentence_end(tree, sentence[1])
    if end - first > MOST_WORDS or any(tree.word[i] in BREAKS for i in range(first, end)):
        whole = first <= root and finite(tree, root) is not None and subject_head(tree, root) is not None
        end = clause_stop(tree, root) if whole else first
    if first >= end or not is_clean(tree, first, end) or tree.pos[first] in ("PRON", "AUX", "SCONJ"):
        return sentence, ""
    order = next((i for i in range(first + 1, end - 1) if tree.lower[i] == "first"), None)
    if order is None or (tree.dep[order] != "advmod" and tree.pos[order + 1] != "VERB"):
        return (first, end), phrase_text(tree, first, end)
    return (first, end), f"{phrase_text(tree, first, order)} {tree.span(order + 1, end)}"


def _name(tree: Tree, sentence: Range, count: int) -> tuple[Phrase, str, str] | None:
    """What has the steps that a sentence announces, their heading, and the noun that they are called by."""
    start, stop = sentence
    nouns = (i for i in range(start, stop) if tree.tag[i] == "NNS" and tree.lemma[i] in STEPS | ENUMERATED)
    noun = next((i for i in nouns if _announced(tree, i, start)), None)
    if noun is None:
        return None
    said = next((i for i in range(noun - 1, start - 1, -1) if tree.lower[i] in NUMBERS), None)
    if said is not None and tree.lower[said] in ("two", "three", "four", "five") and _value(tree, said) != count:
        return None
    owner = _owner(tree, start, noun)
    if owner is None:
        return None
    return owner, f"{tree.lower[noun]} of {phrase_text(tree, owner.start, owner.stop)}", tree.lemma[noun]


def _value(tree: Tree, i: int) -> int:
    return ("two", "three", "four", "five").index(tree.lower[i]) + 2


def _announced(tree: Tree, noun: int, start: int) -> bool:
    return any(
        tree.lower[i] in NUMBERS or tree.lower[i] in ("number", "following") for i in range(max(start, noun - 5), noun)
    )


def _owner(tree: Tree, start: int, noun: int) -> Phrase | None:
    """What the steps are of: the noun after "of" or "in", or the subject of "has" and its like."""
    if tree.after(noun) in ("of", "in"):
        inner = next((k for k in tree.kids_of(noun, "nmod") if tree.left[k] == noun + 1), None)
        phrase = noun_phrase(tree, inner) if inner is not None else None
        return phrase if phrase is not None and phrase.start == noun + 2 and is_plain(tree, phrase) else None
    verb = next((i for i in range(start, noun) if tree.dep[i] == "root"), start)
    subject = subject_head(tree, verb) if tree.lower[verb] in CARRYING else None
    if subject is None or tree.left[subject] != start or tree.right[subject] + 1 != verb:
        return None
    phrase = Phrase(start, verb, subject)
    return phrase if is_plain(tree, phrase) else None


def within(tree: Tree, start: int, stop: int) -> Iterator[Finding]:
    """One subject with at least three predicates, the later ones with "then", "next" or "finally"."""
    root = next((i for i in range(start, stop) if tree.head[i] == i), start)
    heads = sorted(_joined(tree, root))
    if len(heads) < FEWEST or any(subject_head(tree, h) is not None for h in heads[1:]):
        return
    marked = any(tree.lower[i] in TIMED | LAST for i in _opening(tree, heads[-1]))
    marked = marked and not any(tree.word[i] in BREAKS for i in range(root, heads[-1]))
    told = None if heads[0] != root else half(tree, root, _part_end(tree, heads, 0, stop))
    if told is None or not marked or tree.pos[told.subject.head] not in NOUNS:
        return
    ends = [_part_end(tree, heads, n, stop) for n in range(len(heads))]
    members = [_shared(tree, told, h, end) for h, end in zip(heads, ends, strict=True)]
    if all(members):
        said = (told.begin, sentence_end(tree, stop))
        subject = (told.subject.start, told.subject.stop)
        yield Finding(
            FactKind.PROCESS, "within.v1", subject, told.subject.head, "then", said, {}, members=tuple(members)
        )


def _joined(tree: Tree, root: int) -> Iterator[int]:
    """A verb and the verbs that are joined to it, or to one of these."""
    yield root
    for kid in tree.kids_of(root, "conj", "parataxis"):
        if tree.pos[kid] in ("VERB", "AUX"):
            yield from _joined(tree, kid)


def _opening(tree: Tree, head: int) -> range:
    return range(tree.left[head], head)


def _part_end(tree: Tree, heads: list[int], n: int, stop: int) -> int:
    """Where the predicate of a verb ends: before the comma or "and" of the next one."""
    end = tree.left[heads[n + 1]] if n + 1 < len(heads) else stop
    end = sentence_end(tree, end)
    while end > heads[n] + 1 and tree.pos[end - 1] in ("CCONJ", "PUNCT"):
        end -= 1
    return end


def _shared(tree: Tree, told: Half, head: int, end: int) -> str:
    """A later predicate with the subject, and the auxiliary where it has none; empty where it does not stand alone."""
    subject = phrase_text(tree, told.subject.start, told.subject.stop)
    own = [k for k in tree.kids_of(head, "aux", "aux:pass", "cop") if k < head]
    first = min(own, default=head)
    if not head < end or not is_clean(tree, first, end, antecedent=told.subject.head):
        return ""
    helper = "" if own or tree.tag[head] in ("VBZ", "VBP", "VBD") or told.verb == told.head else tree.word[told.verb]
    if not own and not helper and tree.tag[head] not in ("VBZ", "VBP", "VBD"):
        return ""
    words = [tree.word[i] for i in range(first, head) if tree.lower[i] not in TIMED | LAST | {"first"}]
    return " ".join(part for part in (subject, helper, *words, tree.span(head, end)) if part)


RULES = (steps, within)
