"""Statements of a text that stand on their own: a main clause with its time, from the sentence it is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eduapp.crosswords.clue_records import Sentence
from eduapp.crosswords.trim import shortened
from eduapp.language.facts.clause import ENDINGS, Clause, main_clause
from eduapp.language.grammar import (
    LINKING,
    PEOPLE,
    PERSONAL,
    POINTING,
    PROPER_ADJECTIVES,
    Phrase,
    VerbGroup,
    balanced,
    is_plural,
    lower_start,
    negated,
    noun_phrase,
    stands_alone,
    verb_group,
)
from eduapp.language.tree import Tree

LONGEST_FRONT, LONGEST_SUBJECT = 8, 12
NAME_PARTS = frozenset("de da di von van der al ibn bin du del of the".split())
CALLINGS = frozenset("inventor pioneer director professor historian author researcher theorist ethnographer critic "
                     "psychiatrist manager chief executive candidate".split())  # fmt: skip
LINKS = LINKING - frozenset("first only once even just already now still so both alike well probably likely perhaps "
                            "especially rather often recently".split())  # fmt: skip
"""Adverbs that tie a clause to what was said before and say nothing of their own."""

LIMITING = frozenset(
    "more less fewer than nearly almost about hardly only not roughly approximately virtually practically "
    "mostly".split()
)
"""Adverbs without which "all" says more than it did."""

_TIMES = frozenset(("in", "on", "by", "during", "between", "from", "around", "about", "after", "before", "under", "at"))
_UNREAL = frozenset("if unless without had whether not nor never neither".split())
_CONDITIONS = frozenset(
    "if unless when whenever while whilst although though because since once until given that".split()
)
_LINKING_POS = ("ADV", "CCONJ", "PUNCT", "INTJ")
_ASIDES = frozenset(
    tuple(aside.split())
    for aside in (
        "in fact", "in addition", "in contrast", "by contrast", "in turn", "in short", "as a result", "as such",
        "for example", "for instance", "in other words", "of course", "in general", "in particular",
    )
)  # fmt: skip
"""Openings that only tie a sentence to what was said before."""


@dataclass(frozen=True)
class Statement:
    """A main clause of a sentence: `front` is the token range of the time or place that opens it, which may be empty.

    `title` is the range of what a person is, right before the name that is the subject ("American inventor").
    """

    tree: Tree
    sentence: Sentence
    clause: Clause
    front: tuple[int, int]
    title: tuple[int, int]

    def predicates(self) -> Iterator[str]:
        """Verb and rest without adverbs that tie them to the sentence before, then the same cut ever shorter."""
        group, tree = self.clause.group, self.tree
        dropped = {i for i in range(group.start, group.stop) if tree.lower[i] in LINKS and tree.pos[i] == "ADV"}
        for stop in shortened(tree, Phrase(group.verb, self.clause.rest[1], group.verb)):
            kept = [i for i in range(group.start, stop) if i not in dropped]
            gaps = ("" if i == kept[0] or tree.idx[i] == tree.end[i - 1] else " " for i in kept)
            yield "".join(f"{gap}{tree.text[tree.idx[i] : tree.end[i]]}" for gap, i in zip(gaps, kept, strict=True))

    def time(self) -> str:
        """What opens the sentence as it reads inside it: "in 1807"; an empty string where nothing of use does."""
        first, stop = self.front
        return lower_start(self.tree, first, self.tree.span(first, stop)) if first < stop else ""

    def subject(self) -> str:
        """The subject as it stands in the sentence, its first letter lower-case unless it begins a name."""
        subject = self.clause.subject
        return lower_start(self.tree, subject.start, self.tree.span(subject.start, subject.stop))


def statements(tree: Tree, sentence: Sentence) -> Iterator[Statement]:
    """The statements of a sentence that can be told apart from the page: of its main verb, and of verbs after names."""
    if tree.word[sentence.stop - 1] == "?":
        return
    for verb in range(sentence.first, sentence.stop):
        for clause in _clauses(tree, verb, sentence):
            first = _opening(tree, verb, sentence.first)
            title = _title(tree, first, clause.subject)
            front = _front(tree, first, min(title[0], clause.subject.start), past=_is_past(tree, clause.group))
            if front is not None and _ends_whole(tree, clause.rest[1], sentence.stop):
                yield Statement(tree, sentence, clause, front, title)
                break


def _clauses(tree: Tree, verb: int, sentence: Sentence) -> Iterator[Clause]:
    """The readings of a verb's clause, the strictest first."""
    own = tree.dep[verb] in ("conj", "parataxis") and _opening(tree, verb, sentence.first) > sentence.first
    readers = (main_clause, told_clause) if tree.dep[verb] == "root" else (told_clause,) if own else ()
    found = [read(tree, verb) for read in readers]
    found.append(named_clause(tree, verb, _opening(tree, verb, sentence.first)))
    return (clause for clause in found if clause is not None)


def _opening(tree: Tree, verb: int, first: int) -> int:
    """Where the clause of a verb opens: at its sentence's start, or after ", and", ", but" or a semicolon."""
    for i in range(verb - 1, first, -1):
        joined = tree.lower[i] in ("and", "but", "while", "whereas") and tree.word[i - 1] in (",", ";")
        if tree.word[i] == ";" or joined:
            return i + 1
    return first


def _is_past(tree: Tree, group: VerbGroup) -> bool:
    return tree.tag[group.aux if group.aux is not None else group.verb] == "VBD"


def told_clause(tree: Tree, verb: int) -> Clause | None:
    """A clause with less to go by than `main_clause` asks for: with a copula, or told of people and things in general.

    None where its subject is known from the page alone, or where it is negated or has no end that can be told.
    """
    head = tree.kid(verb, "nsubj", "nsubj:pass")
    group = verb_group(tree, verb)
    if head is None or head > verb or group is None or negated(tree, verb):
        return None
    if tree.pos[verb] not in ("VERB", "AUX", "NOUN", "PROPN") or tree.kid(verb, "expl", "mark", "csubj") is not None:
        return None
    subject = _known_subject(tree, head, past=_is_past(tree, group))
    if subject is None or subject.stop > group.start or not _inserted(tree, subject.stop, group.start):
        return None
    stop = _clause_end(tree, verb)
    if stop is None or not stands_alone(tree, verb + 1, stop, antecedent=head):
        return None
    return Clause(subject, group, (verb + 1, stop))


def named_clause(tree: Tree, verb: int, first: int) -> Clause | None:
    """The clause of a finite verb right after a name that opens its sentence, told by tags where arcs go astray.

    Brackets between name and verb are passed over: "Claude Lévi-Strauss (1908–2009) argued".
    """
    if tree.tag[verb] not in ("VBD", "VBZ") or tree.pos[verb] != "VERB" or negated(tree, verb):
        return None
    stop = verb
    while stop > first and tree.pos[stop - 1] == "ADV":
        stop -= 1
    if stop > first and tree.word[stop - 1] == ")":
        stop = next((i for i in range(stop - 1, max(first, stop - 8), -1) if tree.word[i] == "("), stop)
    start = stop
    while start > first and tree.pos[start - 1] == "PROPN" and tree.word[start - 1][0].isupper():
        start -= 1
    end = _clause_end(tree, verb)
    if start == stop or end is None or not stands_alone(tree, verb + 1, end, antecedent=start):
        return None
    subject = Phrase(start, stop, stop - 1)
    opening = min(_title(tree, first, subject)[0], start)
    opened = range(first, opening - (opening > first and tree.lower[opening - 1] == "the"))
    free = opening == first or tree.word[opening - 1] == "," or (len(opened) == 2 and tree.pos[first + 1] == "NUM")
    bound = any(tree.tag[i] in _FINITE or tree.lower[i] in _CONDITIONS or tree.tag[i] == "WP" for i in opened)
    if not free or bound or sum(tree.word[i] == "," for i in opened) > 1:
        return None
    return Clause(subject, VerbGroup(verb, None, verb, verb + 1, False), (verb + 1, end))


_FINITE = frozenset(("VBZ", "VBP", "VBD", "MD"))


def told_of_name(tree: Tree, name: tuple[int, int]) -> str:
    """What a clause after a name says of a person: ", who founded Carthage" gives "founded Carthage"; "" for none."""
    who = name[1] + 1
    if (
        tree.word[name[1] : who + 1] != [",", "who"]
        or who + 1 >= len(tree.word)
        or tree.tag[who + 1] not in ("VBD", "VBZ")
    ):
        return ""
    end = _clause_end(tree, who + 1)
    many = is_plural(tree, name[1] - 1) or (name[0] and tree.pos[name[0] - 1] in ("DET", "ADJ", "NUM"))
    if end is None or many or negated(tree, who + 1) or not stands_alone(tree, who + 1, end, antecedent=name[0]):
        return ""
    closed = end >= len(tree.word) or tree.word[end] in (",", ".", ";")
    return tree.span(who + 1, end) if closed and end > who + 2 else ""


def _known_subject(tree: Tree, head: int, *, past: bool) -> Phrase | None:
    """A subject that means something away from its page: a name, what has a name in it, or things in general."""
    if tree.pos[head] not in ("NOUN", "PROPN"):
        return None
    start = tree.left[head]
    while start < head and (
        tree.dep[start] in ("cc", "punct", "advmod", "mark") or tree.pos[start] in ("ADV", "PUNCT")
    ):
        start += 1
    stop = noun_phrase(tree, head).stop
    for kid in tree.kids_of(head, "nmod", "acl"):
        if tree.left[kid] == stop and not any(tree.word[i] == "," for i in range(stop, tree.right[kid])):
            stop = tree.right[kid] + 1
    if any(tree.lower[i] in LIMITING for i in range(tree.left[head], start)):
        return None
    words = [tree.lower[i] for i in range(start, stop)]
    named = any(tree.pos[i] == "PROPN" or tree.lower[i] in PROPER_ADJECTIVES for i in range(start, stop))
    plain = not any(word in PERSONAL | POINTING or word in (",", "(", "“") for word in words)
    general = words[0] not in ("the", "a", "an") if past else words[0] != "the" or stop - start > 2
    general = general or (words[0] == "the" and "of" in words)
    return Phrase(start, stop, head) if plain and stop - start <= LONGEST_SUBJECT and (named or general) else None


def _inserted(tree: Tree, first: int, stop: int) -> bool:
    """Whether only adverbs stand between subject and verb, or what commas or brackets set off."""
    if all(tree.pos[i] == "ADV" for i in range(first, stop)):
        return True
    return (tree.word[first], tree.word[stop - 1]) in ((",", ","), ("(", ")"), ("—", "—"))


def _clause_end(tree: Tree, verb: int) -> int | None:
    """Where what a verb says ends: before another clause, a remark or a bracket."""
    stop = verb + 1
    for kid in sorted(k for k in tree.kids[verb] if k > verb):
        if tree.dep[kid] in ("parataxis", "discourse", "conj", "vocative") or tree.word[kid] in ENDINGS:
            break
        if tree.dep[kid] in ("punct", "advcl") and tree.word[tree.left[kid]] not in ("to", "by"):
            break
        marks = (i for i in range(stop, tree.right[kid] + 1) if tree.word[i] in ENDINGS or _remarks(tree, i))
        cut = next(marks, None)
        stop = cut if cut is not None else max(stop, tree.right[kid] + 1)
        if cut is not None:
            break
    while stop > verb + 1 and tree.pos[stop - 1] in ("PUNCT", "CCONJ", "SCONJ", "ADP", "DET"):
        stop -= 1
    return stop if balanced(tree.span(verb, stop)) else None


def _remarks(tree: Tree, i: int) -> bool:
    """Whether a comma opens a remark and not the next part of a list."""
    if tree.word[i] != "," or i + 1 >= len(tree.word):
        return False
    return tree.tag[i + 1] in ("WDT", "WP", "WRB", "VBG", "VBN", "DT", "IN", "RB")


def _title(tree: Tree, first: int, subject: Phrase) -> tuple[int, int]:
    """The tokens that say what a person is, before the name: within the subject, or left out of it by the parse."""
    name = subject.stop
    while name > first and (tree.word[name - 1][0].isupper() or tree.lower[name - 1] in NAME_PARTS):
        name -= 1
    while name < subject.stop and not tree.word[name][0].isupper():
        name += 1
    start = name
    while start > first and tree.pos[start - 1] in ("NOUN", "ADJ", "PROPN") and tree.word[start - 1] != "-":
        start -= 1
    called = name - 1 >= start and tree.lemma[name - 1].lower() in PEOPLE | CALLINGS and name < subject.stop
    if not called or (start > first and tree.tag[start - 1] in ("POS", "PRP$", "CD", "HYPH")):
        return subject.start, subject.start
    return start - (start > first and tree.lower[start - 1] in ("the", "a", "an")), name


def _front(tree: Tree, first: int, subject: int, *, past: bool) -> tuple[int, int] | None:
    """The opening that is worth keeping; None where what opens the clause can't be left out.

    What happened is told without its circumstances. What is so may be so under a condition or somewhere only.
    """
    opening = range(first, subject)
    lower = [tree.lower[i] for i in opening]
    stop = subject - 1 if opening and tree.word[subject - 1] == "," else subject
    dated = any(tree.pos[i] in ("NUM", "PROPN") for i in range(first, stop))
    closed = stop < subject or (stop - first == 2 and tree.pos[stop - 1] == "NUM")
    plain = not any(word in PERSONAL | POINTING or word == "," for word in lower[: stop - first])
    if dated and plain and closed and lower[0] in _TIMES and stop - first <= LONGEST_FRONT:
        return first, stop
    if not past:
        tied = tuple(word for word in lower if word.isalpha())
        return (first, first) if all(tree.pos[i] in _LINKING_POS for i in opening) or tied in _ASIDES else None
    loose = opening and not closed and len(opening) > 1
    return None if loose or any(word in _UNREAL for word in lower) else (first, first)


def _ends_whole(tree: Tree, end: int, stop: int) -> bool:
    """Whether a clause ends at punctuation or before a clause of its own, not in the middle of a phrase."""
    if end < stop and tree.word[end] == "(":
        close = next((i for i in range(end, stop) if tree.word[i] == ")"), stop)
        return close + 1 >= stop or tree.pos[close + 1] == "PUNCT"
    if end < stop and tree.pos[end] == "CCONJ":
        return tree.pos[tree.head[end]] in ("VERB", "AUX")
    return end >= stop or tree.pos[end] in ("PUNCT", "SCONJ") or tree.tag[end] in ("VBG", "WDT", "WP", "WRB")
